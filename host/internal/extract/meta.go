package extract

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
)

// maxMeta bounds what is gathered of each part of a page's head.
const maxMeta = 256 << 10

// meta gathers what a page says about itself, from a tree or from tokens.
type meta struct {
	lang, site string
	// titles in the order in which they are preferred: head, social, heading.
	head, social, heading string
	description           string
	// structured is text from JSON-LD, unscripted what browsers without
	// scripts are told.
	structured, unscripted string

	// into is the element whose text is being gathered, b that text.
	into string
	b    strings.Builder
}

// readMeta gathers from a tree.
func readMeta(doc *html.Node) *meta {
	m := &meta{}
	var walk func(*html.Node)
	walk = func(n *html.Node) { // depth bounded by the parser
		switch n.Type {
		case html.TextNode:
			m.text(n.Data)
		case html.ElementNode:
			m.open(n.Data, n.Attr)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Data != "svg" { // has titles of its own
				walk(c)
			}
		}
		if n.Type == html.ElementNode {
			m.close(n.Data)
		}
	}
	walk(doc)
	return m
}

// open takes a start tag.
func (m *meta) open(tag string, attrs []html.Attribute) {
	switch tag {
	case "html":
		m.lang = attr(attrs, "lang")
		if m.lang == "" {
			m.lang = attr(attrs, "xml:lang")
		}
	case "meta":
		m.property(attrs)
	case "title", "h1", "noscript", "noframes":
		m.begin(tag)
	case "script":
		if strings.EqualFold(strings.TrimSpace(attr(attrs, "type")), "application/ld+json") {
			m.begin("ld")
		}
	}
}

func (m *meta) begin(what string) {
	if m.into != "" {
		return
	}
	m.into = what
	m.b.Reset()
}

// property takes a meta element.
func (m *meta) property(attrs []html.Attribute) {
	key := attr(attrs, "property")
	if key == "" {
		key = attr(attrs, "name")
	}
	if key == "" {
		key = attr(attrs, "http-equiv")
	}
	set := func(field *string) {
		if value := oneLine(attr(attrs, "content")); *field == "" {
			*field = value
		}
	}
	switch strings.ToLower(key) {
	case "og:title", "twitter:title":
		set(&m.social)
	case "og:site_name", "application-name":
		set(&m.site)
	case "description", "og:description", "twitter:description":
		set(&m.description)
	case "og:locale", "content-language":
		set(&m.lang)
	}
}

// text takes a run of text.
func (m *meta) text(s string) {
	if m.into != "" && m.b.Len() < maxMeta {
		m.b.WriteString(s)
	}
}

// close takes an end tag.
func (m *meta) close(tag string) {
	if tag == "script" {
		tag = "ld"
	}
	if m.into == "" || tag != m.into {
		return
	}
	m.into = ""
	switch text := m.b.String(); tag {
	case "title":
		if m.head == "" {
			m.head = oneLine(text)
		}
	case "h1":
		if m.heading == "" {
			m.heading = oneLine(text)
		}
	case "noscript", "noframes":
		if len(m.unscripted) < maxMeta {
			m.unscripted += fragment(text) + "\n"
		}
	case "ld":
		if len(m.structured) < maxMeta {
			m.structured += structuredText(text)
		}
	}
}

// fragment is the text of the inside of a noscript or noframes element, which is
// markup where the parser left it alone.
func fragment(s string) string {
	if !strings.Contains(s, "<") {
		return oneLine(s)
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return oneLine(b.String())
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}

// structuredText is what JSON-LD says in sentences: the body and description
// of an article, the text of questions and answers.
func structuredText(ld string) string {
	var v any
	if json.Unmarshal([]byte(ld), &v) != nil {
		return ""
	}
	var b strings.Builder
	var walk func(any)
	walk = func(v any) { // encoding/json bounds the depth
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, key := range []string{"headline", "name", "description", "articleBody", "text"} {
				if s, ok := v[key].(string); ok && b.Len() < maxMeta {
					b.WriteString(tidyLines(visible(s)) + "\n")
				}
			}
			for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "acceptedAnswer", "suggestedAnswer", "itemListElement", "item"} {
				walk(v[key])
			}
		}
	}
	walk(v)
	return b.String()
}

// title is the page's title. The one for sharing is used where the head's
// merely adds the site to it.
func (m *meta) title() string {
	switch {
	case m.head == "" && m.social == "":
		return m.heading
	case m.head == "" || len(m.social) >= 4 && strings.HasPrefix(m.head, m.social):
		return m.social
	}
	if m.site != "" { // "Title - Site"
		if short, ok := strings.CutSuffix(m.head, m.site); ok {
			if short = strings.TrimRight(short, " -|–—·_:"); short != "" {
				return short
			}
		}
	}
	return m.head
}

// enrich adds to the text of a page that has hardly any what the page says
// elsewhere.
func (m *meta) enrich(text string) string {
	parts := []string{}
	seen := text
	for _, part := range []string{text, m.description, m.structured, m.unscripted} {
		part = strings.TrimSpace(part)
		if part == "" || len(parts) > 0 && strings.Contains(seen, part) {
			continue
		}
		parts = append(parts, part)
		seen += "\n" + part
	}
	return strings.Join(parts, "\n")
}

// oneLine is s with its white space runs as single spaces, at most 4 KiB.
func oneLine(s string) string {
	if len(s) > 4<<10 {
		s = strings.ToValidUTF8(s[:4<<10], "")
	}
	return strings.Join(strings.Fields(visible(s)), " ")
}
