package search

// snippet.go: the part of a text that shows best why a page was found.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"aibookmark/host/internal/library"
)

const (
	// snippetBytes is the size of a passage shown: three lines of a list. Bytes
	// measure well here: a Chinese character takes three and says about as much
	// as three letters.
	snippetBytes = 300
	// leadBytes is how much of it may stand before the first word found.
	leadBytes = 100
)

// snippet cuts the best window out of the page's text. When no word is in the
// text it is the beginning of the passage that meaning found, else of the text.
func (r *reading) snippet(p *question) library.Snippet {
	text := r.doc.Text
	if text == "" {
		return library.Snippet{Highlights: []library.Range{}}
	}
	first, last := r.bestWindow(p.words, 0, len(r.textAt), snippetBytes-leadBytes/2)
	from, to := r.meantAt[0], r.meantAt[0]
	if first < last {
		from, to = r.textAt[first].start, r.textAt[last-1].end
	}
	from = windowStart(text, from, min(leadBytes, max(0, snippetBytes-(to-from))))
	to = windowEnd(text, to, from+snippetBytes)
	cut := text[from:to]
	trimmed := strings.TrimLeftFunc(cut, unicode.IsSpace)
	from += len(cut) - len(trimmed)
	trimmed = strings.TrimRightFunc(trimmed, unicode.IsSpace)
	to = from + len(trimmed)
	return library.Snippet{
		Text: trimmed, Start: from, Truncated: from > 0 || strings.TrimSpace(text[to:]) != "",
		Highlights: highlights(trimmed, within(r.textAt, from, to)),
	}
}

// within are the places inside bytes [from, to), relative to from.
func within(at []place, from, to int) []place {
	var out []place
	for _, p := range at {
		if p.start >= from && p.end <= to {
			p.start, p.end = p.start-from, p.end-from
			out = append(out, p)
		}
	}
	return out
}

// bestWindow finds the places [first, last) of textAt[lo:hi], at most size
// bytes from end to end, that say most: every word counts once with its
// weight, again a little, and more beside its neighbour in the question. The
// earliest of equals wins.
func (r *reading) bestWindow(words []word, lo, hi, size int) (first, last int) {
	best := 0.0
	for i := lo; i < hi; i++ {
		score, n := r.windowScore(words, i, hi, size)
		if score > best*1.0001 {
			best, first, last = score, i, i+n
		}
	}
	return first, last
}

// windowScore rates the window that begins with place i and counts its places.
func (r *reading) windowScore(words []word, i, hi, size int) (score float64, n int) {
	const (
		again  = 0.08 // a word's second and later places
		beside = 0.5  // standing beside its neighbour
	)
	var seen, paired [maxWords]bool
	start := r.textAt[i].start
	for j := i; j < hi && r.textAt[j].end-start <= size; j++ {
		p := r.textAt[j]
		w := words[p.word]
		n++
		switch {
		case seen[p.word]:
			score += again * w.weight
		case p.whole:
			seen[p.word] = true
			score += w.weight
		default:
			// A part of a name; its other parts will add theirs.
			score += w.weight / float64(len(w.terms))
		}
		if j > i {
			if q := r.textAt[j-1]; q.word+1 == p.word && p.token-q.token <= 2 && !paired[p.word] {
				paired[p.word] = true
				score += beside * min(w.weight, words[q.word].weight)
			}
		}
	}
	return score, n
}

// windowStart moves from back to the beginning of its sentence, or by up to
// lead bytes to the beginning of a word.
func windowStart(text string, from, lead int) int {
	low := max(0, from-lead)
	if low == 0 {
		return 0
	}
	for !utf8.RuneStart(text[low]) {
		low++
	}
	before := text[low:from]
	if i := lastSentenceEnd(before); i > 0 {
		return low + i
	}
	// No sentence begins there: begin with a word, or anywhere in Chinese.
	if i := strings.IndexFunc(before, unicode.IsSpace); i >= 0 && i < len(before)-1 {
		return low + i + 1
	}
	return low
}

// windowEnd moves to forward to limit, or to the end of the last sentence
// before it when that is not far, else to the end of a word.
func windowEnd(text string, to, limit int) int {
	if limit >= len(text) {
		return len(text)
	}
	if limit <= to {
		return to
	}
	for limit > to && !utf8.RuneStart(text[limit]) {
		limit--
	}
	after := text[to:limit]
	if i := lastSentenceEnd(after); i > 0 && len(after)-i < snippetBytes/3 {
		return to + i
	}
	if i := strings.LastIndexFunc(after, unicode.IsSpace); i > 0 && len(after)-i < 40 {
		return to + i
	}
	return limit
}

// lastSentenceEnd is where the last sentence of s that is complete ends, 0
// when none is.
func lastSentenceEnd(s string) int {
	for i := len(s); i > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		switch r {
		case '\n', '。', '！', '？', '；', '…':
			return i
		case '.', '!', '?':
			if i < len(s) && (s[i] == ' ' || s[i] == '\n') {
				return i
			}
		}
		i -= n
	}
	return 0
}
