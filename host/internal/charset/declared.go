package charset

import (
	"bytes"
	"mime"
	"strings"

	"golang.org/x/net/html"
)

// prescan is how much of a page is searched for a declaration. The HTML
// standard says 1024 bytes; pages with long scripts ahead of it exist.
const prescan = 4096

// declarations are the encodings that the header and the text itself name, in
// the order in which they are believed. Labels that mean nothing are left out.
func declarations(b []byte, contentType string) []candidate {
	var found []candidate
	add := func(label string) {
		if c, ok := lookup(label); ok {
			found = append(found, c)
		}
	}
	if contentType != "" {
		add(charsetParam(contentType))
	}
	z := html.NewTokenizer(bytes.NewReader(b[:min(len(b), prescan)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return found
		case html.CommentToken: // <?xml … ?> is a bogus comment to HTML
			add(xmlEncoding(string(z.Text())))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, hasAttr := z.TagName()
			if hasAttr && string(name) == "meta" {
				add(metaCharset(z))
			}
		}
	}
}

// charsetParam is the charset of a Content-Type value, also of one that no
// standard allows ("text/html; charset=gb2312;").
func charsetParam(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["charset"]
	}
	_, rest, ok := strings.Cut(strings.ToLower(contentType), "charset=")
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, ";")
	return strings.Trim(rest, " \t\"'")
}

// metaCharset is what the meta element that z stands at declares.
func metaCharset(z *html.Tokenizer) string {
	charset, content, isType := "", "", false
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "charset":
			charset = string(value)
		case "content":
			content = string(value)
		case "http-equiv":
			isType = strings.EqualFold(strings.TrimSpace(string(value)), "content-type")
		}
	}
	if charset == "" && isType {
		return charsetParam(content)
	}
	return charset
}

// xmlEncoding is the encoding that an XML declaration names.
func xmlEncoding(comment string) string {
	if !strings.HasPrefix(comment, "?xml") {
		return ""
	}
	_, rest, ok := strings.Cut(comment, "encoding=")
	if !ok || rest == "" {
		return ""
	}
	label, _, _ := strings.Cut(rest[1:], rest[:1]) // between like quotes
	return label
}
