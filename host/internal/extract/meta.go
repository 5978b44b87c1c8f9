package extract

import (
	"encoding/json"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// maxMeta bounds what is gathered of each part of a page's head.
const maxMeta = 256 << 10

// meta gathers what a page says about itself, from a tree or from tokens.
type meta struct {
	lang, site string
	// head and social are titles; headings are those of the two highest levels,
	// as far as they are kept, first the first of the highest.
	head, social, first string
	headings            []string
	description         string
	author, published   string
	canonical           string
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
	case "link":
		if m.canonical == "" && strings.EqualFold(attr(attrs, "rel"), "canonical") {
			m.canonical = oneLine(attr(attrs, "href"))
		}
	case "time":
		if m.published == "" && (attr(attrs, "pubdate") != "" || attr(attrs, "itemprop") == "datePublished") {
			m.published = oneLine(attr(attrs, "datetime"))
		}
	case "title", "h1", "h2", "noscript", "noframes":
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
	case "author", "article:author", "og:article:author", "citation_author", "dc.creator", "byl":
		set(&m.author)
	case "article:published_time", "og:published_time", "pubdate", "citation_date", "citation_publication_date", "dc.date", "date", "datepublished", "publishdate":
		set(&m.published)
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
	case "h1", "h2":
		if heading := oneLine(text); heading != "" && len(m.headings) < 16 {
			m.headings = append(m.headings, heading)
			if tag == "h1" && m.first == "" {
				m.first = heading
			}
		}
	case "noscript", "noframes":
		if len(m.unscripted) < maxMeta {
			m.unscripted += fragment(text) + "\n"
		}
	case "ld":
		if len(m.structured) < maxMeta {
			m.structured += m.structuredText(text)
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
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if name, _ := z.TagName(); blocks[string(name)] || string(name) == "br" {
				b.WriteByte(' ')
			}
		}
	}
}

// structuredText is what JSON-LD says in sentences: the body and description
// of an article, the text of questions and answers.
func (m *meta) structuredText(ld string) string {
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
			m.about(v)
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

// about takes author and date from an object of JSON-LD, where the head does
// not say.
func (m *meta) about(v map[string]any) {
	if date, ok := v["datePublished"].(string); ok && m.published == "" {
		m.published = oneLine(date)
	}
	author := v["author"]
	if list, ok := author.([]any); ok && len(list) > 0 {
		author = list[0]
	}
	if object, ok := author.(map[string]any); ok {
		author = object["name"]
	}
	if name, ok := author.(string); ok && m.author == "" {
		m.author = oneLine(name)
	}
}

// result is what the page says about itself.
func (m *meta) result() Result {
	author := m.author
	if strings.Contains(author, "://") { // Facebook's address of the author
		author = ""
	}
	return Result{
		Title: m.title(), Lang: m.lang, Site: m.site, Author: author, Published: publishedOn(m.published),
		Canonical: m.canonical, Description: m.description,
	}
}

// publishedOn is the day of a date as pages write it: RFC 3339, or with
// slashes, or without separators; "" for others.
func publishedOn(date string) string {
	for _, layout := range []string{time.DateOnly, "2006/01/02", "2006-1-2", "2006/1/2", "20060102", "2006.01.02", "2006年1月2日"} {
		for end := range len(date) + 1 {
			if end < 8 {
				continue
			}
			if t, err := time.Parse(layout, date[:end]); err == nil && t.Year() > 1900 {
				return t.Format(time.DateOnly)
			}
		}
	}
	return ""
}

// title is the page's title, without the name of the site where that can be
// told: where the title for sharing, a heading of the page or the name itself
// shows where one ends and the other begins.
func (m *meta) title() string {
	switch {
	case m.head == "" && m.social == "":
		return m.first
	case m.head == "" || len(m.social) >= 4 && strings.HasPrefix(m.head, m.social):
		return m.social
	}
	best := ""
	for _, heading := range m.headings {
		if len(heading) >= 4 && len(heading) > len(best) && isPart(m.head, heading) {
			best = heading
		}
	}
	if best != "" && best != m.site {
		return best
	}
	if m.site != "" { // "Title - Site"
		if short, ok := strings.CutSuffix(m.head, m.site); ok {
			if short = strings.TrimRight(short, titleSeparators); short != "" {
				return short
			}
		}
	}
	return m.head
}

// titleSeparators stand between a title and the name of the site.
const titleSeparators = " -|–—·_:•｜«»<>"

// isPart tells whether part is a whole part of a title, between separators.
func isPart(title, part string) bool {
	before, after, ok := strings.Cut(title, part)
	ends := func(s string, at func(string, string) bool) bool {
		s = strings.TrimSpace(s)
		for _, separator := range strings.Fields("- | – — · _ • ｜ « »") {
			if at(s, separator) {
				return true
			}
		}
		return s == ""
	}
	return ok && ends(before, strings.HasSuffix) && ends(after, strings.HasPrefix)
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
