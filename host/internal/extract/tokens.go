package extract

import (
	"strings"

	"golang.org/x/net/html"
)

// fromTokens reads a page that cannot be a tree: nested too deeply, too large.
// Nothing is dropped as clutter; what is hidden is.
func fromTokens(page string) Result {
	m := &meta{}
	w := newWriter()
	z := html.NewTokenizer(strings.NewReader(page))
	var out unseen
	for {
		switch z.Next() {
		case html.ErrorToken:
			w.finish()
			r := m.result()
			if r.Text = w.String(); len(r.Text) < thin {
				r.Text = m.enrich(r.Text)
			}
			return r
		case html.TextToken:
			text := string(z.Text())
			m.text(text)
			if !out.inside() && !w.full() {
				w.text(text)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			m.open(t.Data, t.Attr)
			if !out.open(t) {
				w.open(t.Data, t.Attr)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			m.close(string(name))
			if !out.close(string(name)) {
				w.close(string(name))
			}
		}
	}
}

// unseen follows hidden and silent elements through bare tokens. Elements that
// are never closed must not take the rest of the page with them, so an element
// that the next block would have closed in a browser is closed by it.
type unseen struct {
	tag   string
	depth int // elements of that name open inside each other
}

func (u *unseen) inside() bool { return u.depth > 0 }

// void elements have no end tag.
var void = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "source": true, "track": true, "wbr": true, "frame": true, "param": true,
}

// closedByBlock are elements that hold no blocks, or whose end tag may be left
// out.
var closedByBlock = map[string]bool{
	"p": true, "span": true, "a": true, "b": true, "i": true, "em": true, "strong": true, "font": true, "label": true,
	"button": true, "select": true, "rt": true, "rp": true, "datalist": true, "h1": true, "h2": true, "h3": true,
	"h4": true, "h5": true, "h6": true, "annotation": true, "svg": true, "map": true,
}

// closedBySame are elements whose end tag may be left out before another.
var closedBySame = map[string]bool{"li": true, "dt": true, "dd": true, "td": true, "th": true, "tr": true, "option": true}

// open takes a start tag; true when the element is not seen.
func (u *unseen) open(t html.Token) bool {
	if u.depth > 0 {
		closes := t.Data == "body" || closedByBlock[u.tag] && blocks[t.Data] || closedBySame[u.tag] && t.Data == u.tag
		if !closes {
			if t.Data == u.tag && t.Type == html.StartTagToken {
				u.depth++
			}
			return true
		}
		u.depth = 0
	}
	if !silent[t.Data] && !hiddenByAttrs(t.Data, t.Attr) {
		return false
	}
	if t.Data == "head" { // often left open; what it holds is silent anyway
		return true
	}
	if !void[t.Data] && t.Type != html.SelfClosingTagToken {
		u.tag, u.depth = t.Data, 1
	}
	return true
}

// close takes an end tag; true when it belongs to what is not seen.
func (u *unseen) close(tag string) bool {
	if u.depth == 0 {
		return false
	}
	if tag == u.tag {
		u.depth--
	}
	return true
}
