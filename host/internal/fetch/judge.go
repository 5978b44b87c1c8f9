package fetch

import (
	"bytes"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html"

	"aibookmark/host/internal/charset"
	"aibookmark/host/internal/library"
)

// How little text, in characters, a page has that is nothing but a form, a test
// or a notice. Pages with more are pages, whatever else they hold.
const (
	littleForm   = 1000
	littleNotice = 1500
	littleShell  = 300
)

// signs are what tells a page from what stands in its place.
type signs struct {
	title string
	// chars counts the characters of visible text.
	chars             int
	password, captcha bool
	// scripts: it says that it needs them.
	scripts            bool
	canonical, refresh string
}

// judge decides whether what came is the page, and shapes it. forGood: it was
// moved there by permanent redirects.
func (f *Fetcher) judge(start, at *url.URL, a answer, forGood bool) (library.Fetched, error) {
	out := library.Fetched{URL: at.String(), Moved: forGood, Type: a.kind, ETag: a.etag, Modified: a.modified, Truncated: a.truncated}
	if a.status == 304 {
		out.NotModified = true
		return out, nil
	}
	if isLogin(at) && !isLogin(start) {
		return out, refuse(library.LoginWall, "fetch_login")
	}
	if isHome(at) && !isHome(start) {
		return out, refuse(library.PageNotFound, "fetch_home")
	}
	if a.kind == "application/pdf" {
		out.Body = a.body
		return out, nil
	}
	text, _, err := charset.Decode(a.body, a.contentType)
	if err != nil {
		return out, refuse(library.Unsupported, "fetch_encoding")
	}
	out.Body = append([]byte("\uFEFF"), text...)
	if a.kind == "text/plain" {
		return out, nil
	}
	s := looksAt(out.Body)
	switch {
	case s.password && s.chars < littleForm && !isLogin(start):
		return out, refuse(library.LoginWall, "fetch_login")
	case s.captcha:
		return out, refuse(library.Captcha, "fetch_captcha")
	case s.chars < littleNotice && saysMissing().MatchString(s.title):
		return out, refuse(library.PageNotFound, "fetch_missing")
	case s.scripts && s.chars < littleShell:
		return out, refuse(library.EmptyPage, "fetch_empty")
	}
	if c, err := at.Parse(s.canonical); err == nil && s.canonical != "" {
		out.Canonical = c.String()
	}
	return out, nil
}

// refreshOf is where a page that says nothing else sends its readers.
func refreshOf(a answer) string {
	if a.kind != "text/html" || len(a.body) > maxRefusal {
		return ""
	}
	if s := looksAt(a.body); s.chars < littleShell {
		return s.refresh
	}
	return ""
}

// saysMissing matches titles of pages that are not there.
var saysMissing = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^\W*(error )?404\b|\b404 (error|not found)|page not found|page (does not|doesn.t) exist|^not found|页面不存在|找不到(该|此)?(页面|网页)|页面(未|没有?)找到|(内容|文章|帖子)(已(被)?删除|不存在)`)
})

// isLogin tells whether an address is that of a login form or of a question
// for consent.
func isLogin(u *url.URL) bool {
	first, _, _ := strings.Cut(u.Hostname(), ".")
	switch first {
	case "login", "signin", "accounts", "passport", "sso", "auth", "consent":
		return true
	}
	for part := range strings.SplitSeq(strings.ToLower(u.Path), "/") {
		part, _, _ = strings.Cut(part, ".")
		switch strings.NewReplacer("-", "", "_", "").Replace(part) {
		case "login", "signin", "logon", "wplogin", "userlogin", "passport", "sso", "authwall", "checkpoint", "accountlogin":
			return true
		}
	}
	return false
}

// isHome tells whether an address is the entrance of its site.
func isHome(u *url.URL) bool {
	if u.RawQuery != "" {
		return false
	}
	switch strings.ToLower(strings.Trim(u.Path, "/")) {
	case "", "index.html", "index.htm", "index.php", "default.aspx", "home", "en", "zh", "zh-cn", "en-us":
		return true
	}
	return false
}

// captchaTitles are titles of tests for robots, captchaMarks what stands in
// their markup or text; both in lower case, by the services that make them.
var (
	captchaTitles = []string{
		"just a moment", "attention required", "are you a robot", "robot check", "security check", "security verification",
		"verify you are human", "verifying you are human", "access to this page has been denied", "请稍候", "人机验证", "安全验证", "验证码", "访问验证", "滑动验证",
	}
	captchaMarks = []string{
		"cf-challenge", "cf_chl", "cf-turnstile", "/cdn-cgi/challenge-platform/h/", "g-recaptcha", "h-captcha", "hcaptcha.com", "geetest", "px-captcha",
		"captcha-delivery.com", "_incapsula_resource", "awswafcaptcha", "nc_1_wrapper", "aliyuncaptcha", "turing.captcha.qcloud",
		"verify you are human", "verifying you are human", "checking your browser", "unusual traffic", "滑块验证", "拖动滑块", "拖动下方滑块", "请完成验证", "完成安全验证", "人机验证",
	}
	scriptMarks = []string{
		"enable javascript", "turn on javascript", "requires javascript", "javascript is required", "javascript is disabled", "without javascript",
		"启用 javascript", "启用javascript", "开启javascript", "开启 javascript", "需要javascript",
	}
)

// maxSigns is how much of a page is looked through for signs, in bytes.
const maxSigns = 512 << 10

// looksAt looks a page through, once, as tokens: no tree that nesting could
// make costly.
func looksAt(page []byte) signs {
	var s signs
	page = page[:min(len(page), maxSigns)]
	z := html.NewTokenizer(bytes.NewReader(page))
	z.SetMaxBuf(maxSigns)
	var unseen, within string // inside of which text does not count; the title
	for {
		switch z.Next() {
		case html.ErrorToken:
			low := strings.ToLower(string(page))
			title := strings.ToLower(s.title)
			s.captcha = s.chars < littleNotice && hasAny(title, captchaTitles) || s.chars < littleForm && hasAny(low, captchaMarks)
			s.scripts = hasAny(low, scriptMarks)
			return s
		case html.TextToken:
			if within == "title" {
				s.title += string(z.Text())
			} else if unseen == "" {
				s.chars += utf8.RuneCount(bytes.Join(bytes.Fields(z.Text()), []byte(" ")))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			s.element(t)
			switch t.Data {
			case "script", "style", "noscript", "template", "svg":
				if unseen == "" && t.Type == html.StartTagToken {
					unseen = t.Data
				}
			case "title":
				if within = t.Data; unseen != "" {
					within = ""
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if string(name) == unseen {
				unseen = ""
			}
			if string(name) == "title" {
				within = ""
			}
		}
	}
}

// element takes a start tag.
func (s *signs) element(t html.Token) {
	attr := func(name string) string {
		for _, a := range t.Attr {
			if a.Key == name {
				return strings.TrimSpace(a.Val)
			}
		}
		return ""
	}
	switch t.Data {
	case "input":
		s.password = s.password || strings.EqualFold(attr("type"), "password")
	case "link":
		if s.canonical == "" && hasWord(attr("rel"), "canonical") {
			s.canonical = attr("href")
		}
	case "meta":
		if s.refresh == "" && strings.EqualFold(attr("http-equiv"), "refresh") {
			s.refresh = refreshTarget(attr("content"))
		}
	}
}

// refreshTarget reads "0; url=/there"; "" for a page that merely loads itself
// again or waits longer than a few seconds.
func refreshTarget(content string) string {
	wait, rest, _ := strings.Cut(content, ";")
	n, err := strconv.ParseFloat(strings.TrimSpace(wait), 64)
	if err != nil || n > 5 {
		return ""
	}
	rest = strings.TrimSpace(rest)
	if len(rest) < 4 || !strings.EqualFold(rest[:3], "url") {
		return ""
	}
	rest = strings.TrimSpace(rest[3:])
	rest, ok := strings.CutPrefix(rest, "=")
	if !ok {
		return ""
	}
	return strings.Trim(strings.TrimSpace(rest), `"'`)
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

func hasAny(s string, marks []string) bool {
	for _, m := range marks {
		if strings.Contains(s, m) {
			return true
		}
	}
	return false
}
