package library

// address.go: how an address becomes the key of a page, and which addresses
// are pages at all.

import (
	"fmt"
	"net/url"
	"path"
	"strings"
)

// PageKey normalises an address so that bookmarks of the same page share one
// key: scheme and host lower-cased, default port, userinfo, fragment and known
// tracking parameters dropped, "#!" and "#/" routes kept. ok is false, with
// the reason, for what is no page ("javascript:", "data:", "file:", …): the
// reason is the scheme, or "invalid".
func PageKey(raw string) (key string, reason string, ok bool) {
	// Browsers drop tabs and line ends anywhere in an address, and escape
	// spaces (WHATWG URL, "basic URL parser").
	raw = unbroken.Replace(strings.TrimSpace(raw))
	if scheme := schemeOf(raw); scheme != "http" && scheme != "https" {
		if scheme == "" {
			return "", "invalid", false
		}
		return "", scheme, false
	}
	u, err := parse(raw)
	if err != nil {
		return "", "invalid", false
	}
	host := strings.TrimRight(strings.ToLower(u.Hostname()), ".")
	if host == "" {
		return "", "invalid", false
	}
	scheme := strings.ToLower(u.Scheme)
	port := u.Port()
	if (scheme == "http" && port == "80") || (scheme == "https" && port == "443") {
		port = ""
	}
	var b strings.Builder
	b.WriteString(scheme + "://")
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	b.WriteString(host)
	if port != "" {
		b.WriteString(":" + port)
	}
	p := u.EscapedPath()
	if p == "" {
		p = "/"
	}
	b.WriteString(p)
	if q := dropTracking(u.RawQuery); q != "" {
		b.WriteString("?" + q)
	}
	if f := u.EscapedFragment(); strings.HasPrefix(f, "!") || strings.HasPrefix(f, "/") {
		b.WriteString("#" + f)
	}
	return b.String(), "", true
}

// unbroken does to white space what browsers do.
var unbroken = strings.NewReplacer("\t", "", "\r", "", "\n", "", " ", "%20")

// parse is url.Parse for addresses as browsers accept them: a bare per cent
// sign, control characters in the path and odd characters before "@" are mended
// rather than cost the bookmark.
func parse(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err == nil {
		return u, nil
	}
	scheme, rest, _ := strings.Cut(raw, "://")
	host, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, tail = rest[:i], rest[i:]
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	var b strings.Builder
	for i := 0; i < len(tail); i++ {
		switch c := tail[i]; {
		case c == '%' && !(i+2 < len(tail) && isHex(tail[i+1]) && isHex(tail[i+2])), c < 0x20, c == 0x7f:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return url.Parse(scheme + "://" + host + b.String())
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// schemeOf is the lower-cased scheme of an address, "" when it has none.
func schemeOf(raw string) string {
	scheme, _, ok := strings.Cut(raw, ":")
	if !ok || scheme == "" {
		return ""
	}
	for i := 0; i < len(scheme); i++ {
		c := scheme[i] | 0x20
		switch {
		case 'a' <= c && c <= 'z':
		case i > 0 && (scheme[i] >= '0' && scheme[i] <= '9' || scheme[i] == '+' || scheme[i] == '-' || scheme[i] == '.'):
		default:
			return ""
		}
	}
	return strings.ToLower(scheme)
}

// tracking holds query parameters that never choose a page. Patterns as in
// path.Match. Source: the parameters listed in the public documentation of
// the named services (Google Analytics and Ads, Facebook, Microsoft, Mailchimp,
// HubSpot, Matomo, Yandex, TikTok, Instagram, Baidu, Weibo/Bilibili share ids).
var tracking = []string{
	"utm_*", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "mc_cid", "mc_eid",
	"_hsenc", "_hsmi", "mtm_*", "pk_campaign", "pk_kwd", "yclid", "ttclid", "igshid", "igsh", "twclid",
	"_ga", "_gl", "spm", "spm_id_from", "share_source", "share_medium", "share_plat", "vd_source", "from_spmid",
}

// dropTracking removes tracking parameters and leaves the others in their
// order, byte for byte.
func dropTracking(query string) string {
	if query == "" {
		return ""
	}
	parts := strings.Split(query, "&")
	kept := parts[:0]
	for _, part := range parts {
		name, _, _ := strings.Cut(part, "=")
		if part != "" && !isTracking(strings.ToLower(name)) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

func isTracking(name string) bool {
	for _, pattern := range tracking {
		if ok, _ := path.Match(pattern, name); ok {
			return true
		}
	}
	return false
}

// SiteOf is the host of a page's address without "www." and port, for
// people and for site filters; "" when the address is none.
func SiteOf(address string) string {
	key, _, ok := PageKey(address)
	if !ok {
		return ""
	}
	_, rest, _ := strings.Cut(key, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, ':'); i >= 0 && !strings.HasSuffix(rest, "]") {
		rest = rest[:i]
	}
	return strings.TrimPrefix(rest, "www.")
}
