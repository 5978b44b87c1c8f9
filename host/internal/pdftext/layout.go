package pdftext

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// glyph is one character where it is drawn, in a system turned with its line:
// x along the line, y across it and upward.
type glyph struct {
	text              string
	x, y, width, size float64
	turn              float64
	fixed             bool
}

// line is a line of text as it is printed.
type line struct {
	text       strings.Builder
	start, end float64
	y, size    float64
	turn       float64
	fixed      bool
	last       rune
}

// layout puts characters together to lines and lines to paragraphs, in the
// order in which they are drawn: programs draw a column after the other, and a
// footnote after the text.
type layout struct {
	pages [][]*line
	size  int
}

func (l *layout) newPage() { l.pages = append(l.pages, nil) }

// Distances in sizes of the font.
const (
	sameLine = 0.5  // characters stand on one line: also a raised number
	aSpace   = 0.17 // what is further apart has a space between
	backward = 1.0  // further back is another line, or another column's
)

func (l *layout) add(g glyph) {
	text := strings.Map(printable, g.text)
	if text == "" || len(l.pages) == 0 {
		return
	}
	page := &l.pages[len(l.pages)-1]
	var ln *line
	if n := len(*page); n > 0 {
		ln = (*page)[n-1]
	}
	size := max(g.size, 0.01)
	if ln == nil || ln.turn != g.turn || math.Abs(g.y-ln.y) > sameLine*max(size, ln.size) || g.x < ln.end-backward*max(size, ln.size) {
		if text == " " {
			return
		}
		ln = &line{start: g.x, end: g.x, y: g.y, size: size, turn: g.turn, fixed: g.fixed}
		*page = append(*page, ln)
	}
	first, _ := utf8.DecodeRuneInString(text)
	gap := aSpace
	if ideograph(first) && ideograph(ln.last) {
		gap = 0.6 // characters are set apart to fill the line
	}
	if ln.last != 0 && ln.last != ' ' && (text == " " || g.x-ln.end > gap*size) {
		ln.text.WriteByte(' ')
		ln.last = ' '
		l.size++
	}
	if text != " " {
		ln.text.WriteString(text)
		ln.last, _ = utf8.DecodeLastRuneInString(text)
		l.size += len(text)
		ln.size = max(ln.size, size)
	}
	ln.fixed = ln.fixed && g.fixed
	ln.end = max(ln.end, g.x+g.width)
}

// printable drops what is no text, and makes every space a plain one.
func printable(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Co, r):
		return -1
	}
	return r
}

// ideograph tells whether r is written without spaces around it.
func ideograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || 0x3000 <= r && r <= 0x303F || 0xFF01 <= r && r <= 0xFF5E
}

// text is the document, and the heading of its first page.
func (l *layout) text() (text, heading string) {
	l.dropRunning()
	w := writer{normal: l.normalSize()}
	for p, page := range l.pages {
		w.right = rightEdges(page)
		for i, ln := range page {
			if s := strings.TrimSpace(ln.text.String()); s != "" {
				w.line(ln, s, p, i)
			}
		}
	}
	w.end()
	return strings.TrimRight(w.out.String(), "\n"), w.heading
}

// normalSize is the size that most of the text is set in.
func (l *layout) normalSize() float64 {
	count := map[float64]int{}
	for _, page := range l.pages {
		for _, ln := range page {
			count[math.Round(ln.size*2)/2] += ln.text.Len()
		}
	}
	best, most := 0.0, -1
	for size, n := range count {
		if n > most || n == most && size < best {
			best, most = size, n
		}
	}
	return best
}

// rightEdges is, for each line of a page, how far the lines of its column go.
func rightEdges(page []*line) []float64 {
	const around = 8
	edges := make([]float64, len(page))
	for i, ln := range page {
		for _, other := range page[max(0, i-around):min(len(page), i+around+1)] {
			if other.turn == ln.turn && math.Abs(other.start-ln.start) < 3*ln.size {
				edges[i] = max(edges[i], other.end)
			}
		}
	}
	return edges
}

// writer writes lines as paragraphs and headings.
type writer struct {
	out       strings.Builder
	paragraph []byte
	// titled: the paragraph is a heading.
	titled bool
	normal float64
	right  []float64 // of the page
	// what came before: the line, the page it is on, and how far its column goes.
	before     *line
	beforePage int
	beforeEdge float64
	// heading is the largest of the first page; top is its size.
	heading   string
	top       float64
	isHeading bool // the paragraph is that
}

func (w *writer) line(ln *line, s string, page, i int) {
	titled := ln.size > 1.15*w.normal && len(s) < 250 && strings.ContainsFunc(s, unicode.IsLetter)
	if !w.continues(ln, s, page, titled) {
		w.end()
		w.titled = titled
		if w.isHeading = titled && page == 0 && ln.size > 1.25*w.normal && ln.size > 1.02*w.top; w.isHeading {
			w.top = ln.size
		}
	}
	w.paragraph = join(w.paragraph, withBullet(s))
	w.before, w.beforePage, w.beforeEdge = ln, page, w.right[i]
}

// end ends the paragraph.
func (w *writer) end() {
	if len(w.paragraph) == 0 {
		return
	}
	if w.isHeading {
		w.heading = string(w.paragraph)
	}
	if w.titled {
		w.out.WriteString("## ")
	}
	w.out.Write(w.paragraph)
	w.out.WriteByte('\n')
	w.paragraph = w.paragraph[:0]
}

// continues tells whether a line goes on with the paragraph of the line
// before: that one is full, and this one stands right below it, not indented,
// in like letters.
func (w *writer) continues(ln *line, s string, page int, titled bool) bool {
	b := w.before
	if b == nil || w.titled != titled || b.turn != ln.turn || isItem(s) || b.fixed && ln.fixed {
		return false
	}
	if math.Abs(b.size-ln.size) > 0.1*b.size && !titled {
		return false
	}
	full := b.end > w.beforeEdge-2.5*b.size || strings.HasSuffix(b.text.String(), "-")
	if page != w.beforePage {
		first, _ := utf8.DecodeRuneInString(s)
		return full && !titled && !endsSentence(b.last) && (unicode.IsLower(first) || ideograph(first))
	}
	down := b.y - ln.y
	if titled {
		return math.Abs(b.size-ln.size) < 0.05*b.size && down > 0 && down < 1.7*b.size
	}
	if down < 0 { // the next column
		first, _ := utf8.DecodeRuneInString(s)
		return full && !endsSentence(b.last) && (unicode.IsLower(first) || ideograph(first))
	}
	return full && down > 0 && down < 2.1*b.size && ln.start < b.start+0.8*b.size
}

func endsSentence(r rune) bool { return strings.ContainsRune(".!?:;。！？：；", r) }

// isItem tells whether a line begins an item of a list.
func isItem(s string) bool {
	if withBullet(s) != s || strings.HasPrefix(s, "- ") {
		return true
	}
	n := 0
	for n < len(s) && n < 3 && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n > 0 && n+1 < len(s) && (s[n] == '.' || s[n] == ')') && s[n+1] == ' '
}

// withBullet writes the marks of list items as extracted pages have them.
func withBullet(s string) string {
	for _, mark := range []string{"•", "●", "▪", "■", "◦", "‣", "∙", "○"} {
		if rest, ok := strings.CutPrefix(s, mark); ok && strings.TrimSpace(rest) != "" {
			return "- " + strings.TrimSpace(rest)
		}
	}
	return s
}

// join adds a line to a paragraph: a word cut at the end of a line becomes
// whole, and no space comes between ideographs.
func join(paragraph []byte, s string) []byte {
	if len(paragraph) == 0 {
		return append(paragraph, s...)
	}
	last, size := utf8.DecodeLastRune(paragraph)
	first, _ := utf8.DecodeRuneInString(s)
	before, _ := utf8.DecodeLastRune(paragraph[:len(paragraph)-size])
	switch {
	case (last == '-' || last == '\u2010' || last == '\u00AD') && unicode.IsLower(before) && unicode.IsLower(first):
		paragraph = paragraph[:len(paragraph)-size]
	case !(ideograph(last) && ideograph(first)):
		paragraph = append(paragraph, ' ')
	}
	return append(paragraph, s...)
}

// dropRunning drops what runs along the edges of pages: the same head or foot
// on many of them, and the numbers of pages.
func (l *layout) dropRunning() {
	if len(l.pages) < 3 {
		return
	}
	count := map[string]int{}
	for _, page := range l.pages {
		seen := map[string]bool{}
		for ln := range edges(page) {
			if key := running(ln); !seen[key] {
				seen[key] = true
				count[key]++
			}
		}
	}
	for p, page := range l.pages {
		at := edges(page)
		l.pages[p] = slices.DeleteFunc(page, func(ln *line) bool {
			key := running(ln)
			return at[ln] && (count[key] >= max(3, len(l.pages)*2/5) || strings.Trim(key, "#-–— /.|第页共") == "")
		})
	}
}

// edges are the two lines nearest to the top and to the foot of a page.
func edges(page []*line) map[*line]bool {
	sorted := slices.Clone(page)
	slices.SortStableFunc(sorted, func(a, b *line) int {
		switch {
		case a.y > b.y:
			return -1
		case a.y < b.y:
			return 1
		}
		return 0
	})
	out := map[*line]bool{}
	for i, ln := range sorted {
		if i < 2 || i >= len(sorted)-2 {
			out[ln] = true
		}
	}
	return out
}

// running is a line with its numbers struck out.
func running(ln *line) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '#'
		}
		return r
	}, strings.TrimSpace(ln.text.String()))
	for strings.Contains(s, "##") {
		s = strings.ReplaceAll(s, "##", "#")
	}
	return s
}
