package redact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// glue joins the halves of made-up secrets, so that scanners of source code
// find none here.
func glue(parts ...string) string { return strings.Join(parts, "") }

const (
	r20 = "Zm9vYmFyYmF6cXV4MTIz"
	h32 = "0123456789abcdef0123456789abcdef"
)

// secrets are made up: check digits are right, accounts are none.
var secrets = map[string]string{
	"Visa":                  "4111111111111111",
	"Visa in groups":        "4111 1111 1111 1111",
	"Visa with hyphens":     "4012-8888-8888-1881",
	"no-break spaces":       "4111\u00A01111\u00A01111\u00A01111",
	"Mastercard":            "5555 5555 5555 4444",
	"Mastercard, new range": "2223003122003222",
	"American Express":      "3782 822463 10005",
	"Diners":                "3056 930902 5904",
	"Discover":              "6011111111111117",
	"JCB":                   "3530 1113 3330 0000",
	"UnionPay":              "6222 0200 0000 0007",
	"UnionPay of 19":        "6212345678901234569",
	"UnionPay, six and 13":  "621234 5678901234569",
	"IBAN":                  "DE89370400440532013000",
	"IBAN in groups":        "GB29 NWBK 6016 1331 9268 19",
	"IBAN, 31 long":         "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
	"IBAN, 15 long":         "NO93 8601 1117 947",
	"PEM":                   "-----BEGIN PRIVATE KEY-----\n" + strings.Repeat("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n", 4) + "-----END PRIVATE KEY-----",
	"PEM with headers":      "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n" + strings.Repeat("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n", 4) + "Zm9v=\n-----END RSA PRIVATE KEY-----",
	"PEM on one line":       "-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gt ZWQyNTUxOQAAACDb -----END OPENSSH PRIVATE KEY-----",
	"PEM in JSON":           `-----BEGIN PRIVATE KEY-----\n` + strings.Repeat(`MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n`, 4) + `-----END PRIVATE KEY-----`,
	"OpenPGP":               "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n" + strings.Repeat("lQOYBFvZ4nsBCADIbm90IGEga2V5IGF0IGFsbA\n", 3) + "=AbCd\n-----END PGP PRIVATE KEY BLOCK-----",
	"JWT":                   glue("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0", ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"),
	"AWS":                   glue("AKIA", "IOSFODNN7EXAMPLE"),
	"AWS, for a session":    glue("ASIA", "Y34FZKBOKMUTVV7A"),
	"Alibaba":               glue("LTAI", "5tBcDeFgHiJkLmNoPqRs"),
	"Tencent":               glue("AKID", "z8krbsJ5yKBZQpn74WFkmLPx3gnPhESA"),
	"Google":                glue("AIza", "SyA1234567890abcdefghijklmnopqrstuv"),
	"Google, OAuth":         glue("GOCSPX", "-", "abcdefghijklmnopqrstuvwx1234"),
	"GitHub":                glue("ghp", "_", "16C7e42F292c6912E7710c838347Ae178B4a"),
	"GitHub, fine-grained":  glue("github", "_pat_", "11ABCDEFG0abcdefghijkl_", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVW"),
	"GitLab":                glue("glpat", "-", r20),
	"npm":                   glue("npm", "_", "abcdefghijklmnopqrstuvwxyz0123456789"),
	"PyPI":                  glue("pypi", "-AgEIcHlwaS5vcmcCJ", strings.Repeat("a1B2c3D4", 8)),
	"Docker":                glue("dckr", "_pat_", "abcdefghijklmnopqrstuvwxyz1"),
	"Slack":                 glue("xoxb", "-", "123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx"),
	"Stripe":                glue("sk", "_live_", "4eC39HqLyjWDarjtT1zdp7dc"),
	"SendGrid":              glue("SG", ".", "abcdefghijklmnopqrstu1.", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"),
	"Shopify":               glue("shpat", "_", h32),
	"OpenAI":                glue("sk", "-", r20, "T3Blb", "kFJ", r20),
	"OpenAI, of a project":  glue("sk", "-proj-", r20, "_", r20, "-", r20),
	"Anthropic":             glue("sk", "-ant-api03-", r20, r20, "-", r20, "AA"),
	"DeepSeek":              glue("sk", "-", h32),
	"Hugging Face":          glue("hf", "_", "abcdefghijklmnopqrstuvwxyzABCDEFGH"),
	"DigitalOcean":          glue("dop", "_v1_", h32, h32),
	"Twilio":                glue("SK", h32),
	"Telegram":              glue("110201543", ":AA", "HdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"),
	"Vault":                 glue("hvs", ".", "CAESIJ", strings.Repeat("a1B2c3D4", 10)),
	"age":                   glue("AGE-SECRET-KEY-1", strings.Repeat("QPZRY9X8GF", 5), "QPZRY9X8"),
	"Notion":                glue("secret", "_", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"),
	"New Relic":             glue("NRAK", "-", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0"),
}

// Every secret goes wherever it stands, and nothing around it does.
func TestSecretsGo(t *testing.T) {
	for name, secret := range secrets {
		for _, around := range []struct{ before, after string }{
			{"", ""}, {"My number is ", ", keep it."}, {"密钥", "，请保密。"}, {"token=\"", "\"\n"}, {"(", ")."}, {"- ", "\n- next"}, {"a | ", " | b"},
		} {
			in, want := around.before+secret+around.after, around.before+Mark+around.after
			if got := Text(in); got != want {
				t.Errorf("%s: Text(%q) = %q", name, in, got)
			}
		}
	}
}

func TestAnnouncedSecretsGo(t *testing.T) {
	key := glue("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY")
	azure := glue(strings.Repeat("a1B2c3D4+/", 8), "e5F6g7", "==")
	for in, want := range map[string]string{
		"aws_secret_access_key = " + key + "\n":              "aws_secret_access_key = " + Mark + "\n",
		"AWS_SECRET_ACCESS_KEY=" + key:                       "AWS_SECRET_ACCESS_KEY=" + Mark,
		`{"SecretAccessKey": "` + key + `"}`:                 `{"SecretAccessKey": "` + Mark + `"}`,
		"DefaultEndpoints;AccountKey=" + azure + ";Endpoint": "DefaultEndpoints;AccountKey=" + Mark + ";Endpoint",
		"secret_key: " + strings.Repeat("x", 40):             "secret_key: " + strings.Repeat("x", 40),
	} {
		if got := Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
}

// A key that was cut off takes no prose with it.
func TestKeyWithoutEnd(t *testing.T) {
	in := "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBYrT3Rvb3Rvb3Rvb3Rvb3Rvb3Rvb3Rv\nb3Rvb3Rvb3Rvb3Rvb3Rvb3Rvb3Rv== \nThen, restart the server."
	if got := Text(in); got != Mark+" \nThen, restart the server." {
		t.Errorf("got %q", got)
	}
}

// Two in one text, with all that stands between them.
func TestSeveral(t *testing.T) {
	in := "Visa 4111 1111 1111 1111 12/27, IBAN DE89 3704 0044 0532 0130 00 and 5555555555554444."
	if got, want := Text(in), "Visa "+Mark+" 12/27, IBAN "+Mark+" and "+Mark+"."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// innocent is what code, documentation and pages say that looks like a secret
// and is none.
var innocent = []string{
	// Numbers with right check digits that are no cards.
	"ISBN 978-0-13-468599-1, 9780134685991, 7-115-28099-2, EAN 4006381333931 and 4902778915622",
	"IMEI 353918057425387 and 490154203237518, ICCID 8986001212345678901",
	"身份证号 11010519491231002X、440524188001010014、620102199001011234、620102199001010257",
	"电话 138 0013 8000、+86 138-0013-8000、010-6552-9988、400 810 8888",
	"Call +1 (415) 555-0132, +44 20 7946 0958, +49 30 901820, 0800 1111 1111",
	// Card-like numbers whose check digit is wrong, or in no card's range or form.
	"4111111111111112 and 4111 1111 1111 1112", "1234567890123456", "0000000000000000", "4444444444444444",
	"order 9999-8888-7777-6666", "4111-1111-11111111", "41111111111111110000", "row 4012 8888 8888 1881 4242",
	"1000 4012 8888 8888 1881", "0.4111111111111111", "3.4111111111111111e5", "id/4111111111111111", "x4111111111111111", "4111111111111111px",
	"status 1588888888888888888, snowflake 175928847299117063, 1700000000123456 µs, 20240102030405",
	"2019 2020 2021 2022 2023", "4,111,111,111,111,111", "10.1016/j.cell.2016.11.023 and 10.1145/3297858.3304013",
	"255.255.255.255 2001:0db8:85a3:0000:0000:8a2e:0370:7334", "00:1A:2B:3C:4D:5E", "+4111111111111111",
	// Hashes and identifiers.
	"commit e83c5163316f89bfbde7d9ab23ca2e25604af290, sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	"550e8400-e29b-41d4-a716-446655440000 urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "h1:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08=",
	"sha512-Ot1BCPGyZL/5rLNQ5tJkOjR4bU0sPCvG4P3VSqXwfl0W+e8SOrjqTmzQ5DMhbxgoxYbVA8U1gJQx2T7GCPyjWQ==", "ETag: \"33a64df551425fcc55e4d42a148795d9f25f89d4\"",
	"arn:aws:iam::123456789012:role/Admin", "projects/my-project-123456/secrets/db", "AKIA", "AKIAshort", "the AKIAIOSFODNN7EXAMPLEX of nothing",
	// Account-like words that are no IBAN.
	"GB29 NWBK 6016 1331 9268 18", "DE12345678901234567890", "FR14 2004 1010 0505 0001 3M02 607", "ISO8601, UTF16, RFC3339, CVE-2025-47911, MD5SUM",
	"SE35 5000 0000 0549 1000 0004", "PL61109010140000071219812875", "BE71 0961 2345 6768",
	// Prefixes of tokens in other words.
	"sk-learn, sk-circle-fade-dot, sk-live, sk_test_, npm_config_registry, npm_lifecycle_event, hf_hub_download, hf_transfer",
	"ghp_ is the prefix; github_pat_ of fine-grained ones; glpat- those of GitLab; xoxb- Slack's", "AIza is how they begin", "SG.com, SK Hynix, SKU",
	"secret_key_base, secret_access_key_rotation_schedule_for_the_team", "whsec_ and dop_v1_", "eyJ is Base64 for {\"",
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "eyJmb28iOiJiYXIiLCJiYXoiOiJxdXgifQ.eyJmb28iOiJiYXIifQ.notasignatureatall000",
	"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
	// Where a key would stand, and keys that are public.
	"-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY----- (contents) -----END RSA PRIVATE KEY-----",
	"-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9\nq9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==\n-----END PUBLIC KEY-----",
	"-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----",
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@host", "----------------", "-----BEGIN",
	// Code and prose.
	"for (i = 0; i < 4294967296; i++) { sum += 0x1122334455667788ULL; }", "const MAX = 9223372036854775807; float pi = 3.14159265358979323846;",
	"https://example.org/a?session=AbCdEfGh1234&id=4123456789012", "https://api.example.org/AKIAIOSFODNN7EXAMPLE/x",
	"红烧肉的做法：五花肉 500 克，冰糖 30 克，老抽 15 毫升。2024-01-02 03:04:05", "QQ 群 123456789，微信号 wx_id_abc123，工号 A00012345678",
	"SELECT * FROM t WHERE id IN (1111111111111111, 2222222222222222)", "IPv4 192.168.100.200:8080 port 65535", "v1.2.3-0.20211120154057-b7413eaefb8f",
}

func TestTheInnocentStay(t *testing.T) {
	for _, in := range innocent {
		if got := Text(in); got != in {
			t.Errorf("Text(%q) = %q", in, got)
		}
		if in, got := "前"+in+"后", Text("前"+in+"后"); got != in {
			t.Errorf("Text(%q) = %q", in, got)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range secrets {
		f.Add(s)
	}
	for _, s := range innocent {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Text(s)
		if again := Text(got); again != got {
			t.Fatalf("Text(%q) = %q, and again %q", s, got, again)
		}
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Fatalf("Text(%q) = %q", s, got)
		}
	})
}

// Prose, code and numbers, as pages mix them.
func BenchmarkText(b *testing.B) {
	text := strings.Repeat(strings.Join(innocent, "\n")+"\nThe ferry leaves at nine, and the last one comes back at six in the evening.\n我们周末去了山里的一座老茶园。\n", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Text(text)
	}
}

// Nothing that a page can repeat makes it slow: each of these is looked at a
// bounded number of times. (Without the bounds they take minutes.)
func TestTheWorstIsBounded(t *testing.T) {
	for _, s := range []string{
		"eyJhbGciOiJ.", "eyJhbGciOiJub25lIn0.eyJhbGciOiJub25lIn0.", "ya29.", "ATATT3.", "4111-", "4111 ", "-----BEGIN PRIVATE KEY-----", "-----BEGIN ",
		"sk-ant-", "xoxe.", "AKIA", "DE89 ", "secretkey=", "1234567890:AA", "-",
	} {
		Text(strings.Repeat(s, 2<<20/len(s)))
	}
}
