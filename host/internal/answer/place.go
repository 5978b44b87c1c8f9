package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

// place finds where a span of a passage stands in the page's text: where the
// index says, else the nearest place with the same words, else the nearest
// that differs only in how it is written (white space, quotation marks,
// full-width or traditional characters, case), for a page may have been
// captured anew since. ok is false when it is not there; a page without text
// is placed at its title.
func place(text string, e library.Evidence, s span) (at span, ok bool) {
	if e.End <= e.Start {
		return span{}, true
	}
	quote, from := e.Text[s.start:s.end], e.Start+s.start
	if from >= 0 && from+len(quote) <= len(text) && text[from:from+len(quote)] == quote {
		return span{from, from + len(quote)}, true
	}
	if i := nearest(text, quote, from); i >= 0 {
		return span{i, i + len(quote)}, true
	}
	plain, want := flatten(text), flatten(quote)
	if want.text == "" {
		return span{}, false
	}
	i := nearest(plain.text, want.text, plain.before(from))
	if i < 0 {
		return span{}, false
	}
	return span{plain.starts[i], plain.ends[i+len(want.text)-1]}, true
}

// nearest is where part stands in text, nearest to a place; -1 when nowhere.
func nearest(text, part string, to int) int {
	best := -1
	for at := 0; ; {
		i := strings.Index(text[at:], part)
		if i < 0 {
			return best
		}
		i += at
		if best >= 0 && abs(i-to) >= abs(best-to) {
			return best // from here on they are only farther
		}
		best, at = i, i+1
	}
}

func abs(n int) int { return max(n, -n) }

// flat is a text as it is compared when the way of writing does not matter,
// with the bytes of the original that each of its bytes was made from.
type flat struct {
	text         string
	starts, ends []int
}

// sameMarks are punctuation marks that replace each other.
var sameMarks = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "「", `"`, "」", `"`, "『", `"`, "』", `"`,
	"‘", "'", "’", "'", "`", "'", "–", "-", "—", "-", "‑", "-", "…", "...", "。", ".", "、", ",")

func flatten(s string) flat {
	var f flat
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		c := flatRune(r)
		for range len(c) {
			f.starts, f.ends = append(f.starts, i), append(f.ends, i+size)
		}
		b.WriteString(c)
		i += size
	}
	f.text = b.String()
	return f
}

// flatRune is what becomes of one character; nothing of white space.
func flatRune(r rune) string {
	switch {
	case r > ' ' && r < 'A', r > 'Z' && r < utf8.RuneSelf && r != '`':
		return string(r)
	case unicode.IsSpace(r):
		return ""
	}
	return sameMarks.Replace(strings.Join(strings.Fields(analysis.Fold(string(r))), ""))
}

// before is how many bytes of the flat text come from before a byte of the
// original.
func (f flat) before(at int) int {
	for i, start := range f.starts {
		if start >= at {
			return i
		}
	}
	return len(f.starts)
}
