package redact

import (
	stdbase64 "encoding/base64"
	"strings"
	"sync"
)

// A token is a form that a service gives its secrets, so that scanners like
// this one can know them: a prefix, and how many characters of a set follow.
type token struct {
	prefix   string
	in       *set
	min, max int
	// check, if not nil, looks at what follows the prefix.
	check func(rest string) bool
}

// match returns where the token that begins at i ends; 0 when there is none.
func (t token) match(s string, i int) int {
	if !strings.HasPrefix(s[i:], t.prefix) || at(s, i-1) == '/' {
		return 0
	}
	start := i + len(t.prefix)
	n := t.in.span(s, start, t.max+1)
	for n > 0 && !wordByte[s[start+n-1]] && s[start+n-1] != '=' { // the end of a sentence
		n--
	}
	if n < t.min || n > t.max || wordByte[at(s, start+n)] {
		return 0
	}
	if t.check != nil && !t.check(s[start:start+n]) {
		return 0
	}
	return start + n
}

// mixed tells whether s has a digit and a letter, as what is random does.
func mixed(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.ContainsFunc(s, func(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' })
}

// long bounds tokens without a length of their own.
const long = 512

var dotted = bytesOf("a-zA-Z0-9_.-")

// forms are the tokens known, from what the services document. Forms without
// a prefix of their own (a bare UUID or hash) cannot be told from what is no
// secret and are not here.
var forms = []token{
	// Amazon, Alibaba, Tencent, Google, DigitalOcean, Databricks.
	{"AKIA", &upper, 16, 16, nil}, {"ASIA", &upper, 16, 16, nil}, {"LTAI", &alnum, 16, 20, mixed}, {"AKID", &alnum, 32, 32, mixed},
	{"AIza", &urlBase64, 35, 35, nil}, {"GOCSPX-", &urlBase64, 28, 28, nil}, {"ya29.", &dotted, 30, long, mixed},
	{"dop_v1_", &hex, 64, 64, nil}, {"doo_v1_", &hex, 64, 64, nil}, {"dor_v1_", &hex, 64, 64, nil}, {"dapi", &hex, 32, 32, mixed},
	// Forges and package registries.
	{"ghp_", &alnum, 36, 255, nil}, {"gho_", &alnum, 36, 255, nil}, {"ghu_", &alnum, 36, 255, nil}, {"ghs_", &alnum, 36, 255, nil},
	{"ghr_", &alnum, 36, 255, nil}, {"github_pat_", &wordByte, 60, 255, mixed},
	{"glpat-", &dotted, 20, 300, mixed}, {"gldt-", &urlBase64, 20, 64, mixed}, {"glrt-", &dotted, 20, 300, mixed}, {"glptt-", &hex, 40, 40, nil},
	{"npm_", &alnum, 36, 36, mixed}, {"pypi-AgE", &urlBase64, 50, long, nil}, {"dckr_pat_", &urlBase64, 27, 64, nil},
	{"ATATT3", &dotted, 100, long, nil}, {"ATBB", &alnum, 32, 32, mixed}, {"rubygems_", &hex, 48, 48, nil},
	// Payment, mail, chat, shops.
	{"sk_live_", &alnum, 10, 255, nil}, {"rk_live_", &alnum, 10, 255, nil}, {"sk_test_", &alnum, 20, 255, mixed}, {"rk_test_", &alnum, 20, 255, mixed},
	{"whsec_", &base64, 32, 88, mixed}, {"SG.", &dotted, 66, 66, mixed}, {"sq0csp-", &urlBase64, 43, 43, nil}, {"sq0atp-", &urlBase64, 22, 22, nil},
	{"xoxb-", &urlBase64, 20, 255, mixed}, {"xoxp-", &urlBase64, 20, 255, mixed}, {"xoxa-", &urlBase64, 20, 255, mixed},
	{"xoxr-", &urlBase64, 20, 255, mixed}, {"xoxs-", &urlBase64, 20, 255, mixed}, {"xoxe.", &dotted, 20, 400, mixed}, {"xapp-", &urlBase64, 40, 255, mixed},
	{"shpat_", &alnum, 32, 64, mixed}, {"shpss_", &alnum, 32, 64, mixed}, {"shpca_", &alnum, 32, 64, mixed}, {"shppa_", &alnum, 32, 64, mixed},
	{"SK", &hex, 32, 32, mixed},
	// Language models.
	{"sk-ant-", &urlBase64, 20, 255, mixed}, {"sk-proj-", &urlBase64, 20, 255, mixed}, {"sk-svcacct-", &urlBase64, 20, 255, mixed},
	{"sk-admin-", &urlBase64, 20, 255, mixed}, {"sk-or-v1-", &hex, 64, 64, nil}, {"sk-", &alnum, 32, 128, mixed},
	{"hf_", &alnum, 34, 40, nil}, {"gsk_", &alnum, 52, 52, mixed}, {"r8_", &alnum, 37, 37, mixed}, {"pplx-", &alnum, 48, 64, mixed},
	// Tools.
	{"hvs.", &urlBase64, 24, 300, mixed}, {"glsa_", &wordByte, 41, 41, mixed}, {"NRAK-", &upper, 27, 27, nil}, {"PMAK-", &urlBase64, 59, 59, mixed},
	{"lin_api_", &alnum, 40, 48, nil}, {"ntn_", &alnum, 43, 50, mixed}, {"secret_", &alnum, 43, 43, mixed}, {"dp.pt.", &alnum, 40, 44, nil},
	{"sntrys_", &base64, 100, 400, mixed}, {"figd_", &urlBase64, 40, 64, mixed}, {"AGE-SECRET-KEY-1", &upper, 58, 58, nil},
}

// tokens are the forms by their first byte.
var tokens = sync.OnceValue(func() (by *[256][]token) {
	by = new([256][]token)
	for _, t := range forms {
		by[t.prefix[0]] = append(by[t.prefix[0]], t)
	}
	return by
})

// webToken finds the JSON web token that begins at i: three parts when it is
// signed (RFC 7515), five when it is encrypted (RFC 7516), the first of which
// names an algorithm.
func webToken(s string, i int) int {
	const maxPart = 16 << 10
	if !strings.HasPrefix(s[i:], "eyJ") { // {" in Base64
		return 0
	}
	end, parts, length := i, 0, 0
	for parts < 6 {
		n := urlBase64.span(s, end, maxPart)
		if parts == 0 && (n < 12 || n == maxPart) {
			return 0
		}
		end += n
		parts++
		if parts == 2 || parts == 3 {
			length += n
		}
		// A signature may be missing; a point that ends a sentence is no part.
		if at(s, end) != '.' || parts >= 3 && !urlBase64[at(s, end+1)] {
			break
		}
		end++
	}
	if parts != 3 && parts != 5 || length < 20 {
		return 0
	}
	header, _, _ := strings.Cut(s[i:end], ".")
	claims, err := stdbase64.RawURLEncoding.DecodeString(header)
	if err != nil || !strings.Contains(string(claims), `"alg"`) {
		return 0
	}
	return end
}

// botToken finds the token of a Telegram bot: its number, a colon, and 35
// characters.
func botToken(s string, i int) int {
	n := digit.span(s, i, 11)
	if n < 8 || n > 10 || !strings.HasPrefix(s[i+n:], ":AA") {
		return 0
	}
	start := i + n + 1
	if urlBase64.span(s, start, 36) != 35 {
		return 0
	}
	return start + 35
}

// announcers are the first letters of names that announce a secret.
var announcers = bytesOf("aAsS")

// announced finds secrets that have no form of their own but a name before
// them: Amazon's secret access keys and the account keys of Azure's storage.
func announced(s string, i int) (start, end int) {
	n := wordByte.span(s, i, 41)
	if n < 9 || n > 40 {
		return 0, 0
	}
	name := strings.ReplaceAll(strings.ToLower(s[i:i+n]), "_", "")
	length := 0
	switch name {
	case "awssecretaccesskey", "secretaccesskey", "awssecretkey", "awssecret", "secretkey":
		length = 40
	case "accountkey":
		length = 88
	default:
		return 0, 0
	}
	start = i + n
	for skipped := 0; skipped < 8 && strings.IndexByte("\"'`:= >", at(s, start)) >= 0 && start < len(s); skipped++ {
		start++
	}
	if start == i+n || base64.span(s, start, length+1) != length || !mixed(s[start:start+length]) {
		return 0, 0
	}
	return start, start + length
}

// maxKey bounds how far the end of a private key is looked for.
const maxKey = 64 << 10

// privateKey finds the block of a private key (RFC 7468, OpenSSH, OpenPGP) that
// begins at i, whole or cut off; one that only shows where a key would stand
// is none.
func privateKey(s string, i int) (start, end int) {
	const begin = "-----BEGIN "
	if !strings.HasPrefix(s[i:], begin) {
		return 0, 0
	}
	label, _, ok := strings.Cut(s[i+len(begin):min(len(s), i+len(begin)+48)], "-----")
	if !ok || !strings.HasSuffix(label, "PRIVATE KEY") && label != "PGP PRIVATE KEY BLOCK" {
		return 0, 0
	}
	body := i + len(begin) + len(label) + 5
	stop := "-----END " + label + "-----"
	rest := s[body:min(len(s), body+maxKey)]
	// The next row of hyphens is the end, or there is none.
	if k := strings.Index(rest, "-----"); k >= 0 && strings.HasPrefix(rest[k:], stop) {
		rest, end = rest[:k], body+k+len(stop)
	} else {
		n := keyWords(rest)
		rest, end = rest[:n], body+n
	}
	most := 0
	for word := range strings.FieldsSeq(strings.ReplaceAll(rest, `\n`, " ")) {
		if base64.span(word, 0, len(word)) == len(word) {
			most += len(word)
		}
	}
	if most < 40 {
		return 0, 0
	}
	return i, end
}

// keyWords is how much of s, what follows the beginning of a block without an
// end, is the key: its headers ("Proc-Type: 4,ENCRYPTED"), then words of
// Base64, which prose is not.
func keyWords(s string) (end int) {
	body := false
	for i := 0; i < len(s); {
		if strings.IndexByte(" \n\r\t", s[i]) >= 0 {
			i++
			continue
		}
		n := strings.IndexAny(s[i:], " \n\r\t")
		if n < 0 {
			n = len(s) - i
		}
		word := s[i : i+n]
		isKey := base64.span(word, 0, n) == n && (n >= 16 || strings.HasSuffix(word, "="))
		if !isKey && (body || !strings.ContainsAny(word, ":,")) {
			return end
		}
		body = body || isKey
		i += n
		end = i
	}
	return end
}
