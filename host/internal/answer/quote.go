package answer

import (
	"cmp"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

// Bounds of a quoted answer: what fits on a screen beside the sources.
const (
	maxSentences    = 4
	maxSentencePage = 2
	maxQuotedPages  = 4
	// quotedPassages is how far down the evidence sentences are looked for.
	quotedPassages = 16
	// enough is the least part of the question's terms that a page has to
	// share to count as an answer, and worthwhile the least part of the best
	// sentence's worth that another one must add.
	enough     = 0.3
	worthwhile = 0.3
)

// candidate is a sentence that could be quoted.
type candidate struct {
	evidence int
	span
	text  string
	terms map[string]bool
	// shape is what speaks for or against it apart from its terms.
	shape float64
}

// quoted answers with the best sentences of the best pages, word for word.
func (r *run) quoted() (library.Answer, error) {
	found := r.candidates()
	if !r.covered(found) {
		return r.notFound(), nil
	}
	picked := r.pick(found)
	ans := library.Answer{Found: true, Citations: []library.Citation{}, Of: len(r.evidence)}
	number := map[int64]int{}
	used := map[int]bool{}
	var b strings.Builder
	for i, c := range picked {
		e := r.evidence[c.evidence]
		text, there, err := r.standing(e.PageID)
		if err != nil {
			return library.Answer{}, err
		}
		at, ok := place(text, e, c.span)
		if !ok || !there {
			// Forgotten or captured anew since it was found.
			continue
		}
		n, known := number[e.PageID]
		if !known {
			n = len(number) + 1
			number[e.PageID] = n
		}
		switch {
		case b.Len() == 0:
		case i > 0 && known:
			b.WriteString(" ")
		default:
			b.WriteString("\n\n")
		}
		writeQuote(&b, c.text, n)
		ans.Citations = append(ans.Citations, cite(n, e, text, at, c.text, true))
		used[c.evidence] = true
	}
	if len(ans.Citations) == 0 {
		return r.notFound(), nil
	}
	ans.Text, ans.Used = b.String(), len(used)
	r.tell(library.AskEvent{Kind: library.AskText, Text: ans.Text})
	return ans, nil
}

// writeQuote writes one quoted sentence on one line.
func writeQuote(b *strings.Builder, text string, n int) {
	b.WriteString("“" + cleanLine(footnote().ReplaceAllString(text, ""), "", longest) + "” ")
	writeMarker(b, n)
}

// cite makes a citation of the bytes at of a page's text, or, where the page
// has none, of its title.
func cite(n int, e library.Evidence, text string, at span, quote string, supported bool) library.Citation {
	c := library.Citation{N: n, PageID: e.PageID, URL: e.URL, Title: e.Title, Quote: quote, Supported: supported}
	if at.end > at.start {
		c.Quote = text[at.start:at.end]
		c.Start = library.UTF16Len(text[:at.start])
		c.End = c.Start + library.UTF16Len(c.Quote)
	}
	return c
}

// candidates cuts the best passages into sentences. A page without text
// offers its title.
func (r *run) candidates() []candidate {
	var out []candidate
	pages := map[int64]bool{}
	seen := map[string]bool{}
	for i, e := range r.evidence[:min(len(r.evidence), quotedPassages)] {
		if pages[e.PageID] = true; len(pages) > maxQuotedPages+2 {
			break
		}
		spans := []span{{0, len(e.Text)}}
		title := e.End <= e.Start
		if !title {
			spans = cutSentences(e.Text)
		}
		for _, s := range spans {
			c := candidate{evidence: i, span: s, text: e.Text[s.start:s.end]}
			key := analysis.Fold(c.text)
			if seen[key] || !title && !quotable(c.text) {
				continue
			}
			seen[key] = true
			c.terms = termSet(c.text)
			c.shape = shape(c.text, title) * (1 + 0.5/float64(1+i))
			out = append(out, c)
		}
	}
	return out
}

func termSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, t := range analysis.Terms(s) {
		set[t] = true
	}
	return set
}

// webAddress is an address in the words of a page. A quotation may show it:
// it is not the model's, and it is text, not a link.
var webAddress = lazily(func() *regexp.Regexp { return regexp.MustCompile(`(?:https?://|www\.)[^\s<>()\[\]]+`) })

// quotable tells whether a sentence can be shown: it has words, and no markup
// or turned-around text.
func quotable(s string) bool {
	if len(analysis.Terms(s)) == 0 || strings.ContainsFunc(s, turnsText) {
		return false
	}
	s = webAddress().ReplaceAllString(footnote().ReplaceAllString(visible(s), ""), "")
	var sc screen
	return sc.write(s)+sc.close() == s && clean(s, "") == s
}

// turnsText tells whether a character makes text read otherwise than it is
// stored: bidirectional embedding, overriding and isolating, and tags.
func turnsText(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r >= 0xE0000 && r <= 0xE0FFF
}

// shape rates how much a text is a statement: headings, fragments, questions
// and bare titles say less.
func shape(s string, title bool) float64 {
	switch {
	case title:
		return 0.6
	case strings.HasSuffix(s, "?") || strings.HasSuffix(s, "？"):
		return 0.5
	}
	whole := strings.ContainsAny(s[max(0, len(s)-6):], ".!。！；;”’)）:：")
	switch n := tokens(s); {
	case n < 6:
		return 0.5
	case !whole && n < 16:
		return 0.7
	}
	return 1
}

// covered tells whether any page shares enough with the question to count as
// an answer. A question about nothing in particular ("what did I save last
// week?") is answered by whatever was found.
func (r *run) covered(found []candidate) bool {
	if len(r.terms) == 0 {
		return len(found) > 0
	}
	byPage := map[int64]map[string]bool{}
	for _, e := range r.evidence {
		if byPage[e.PageID] == nil {
			byPage[e.PageID] = termSet(e.Title + "\n" + e.Site + "\n" + r.folders(e.PageID))
		}
		maps.Copy(byPage[e.PageID], termSet(e.Text))
	}
	for _, have := range byPage {
		n := 0
		for _, t := range r.terms {
			if have[t] {
				n++
			}
		}
		if float64(n) >= enough*float64(len(r.terms)) {
			return true
		}
	}
	return false
}

// folders are the names of the folders that a page found is kept in.
func (r *run) folders(page int64) string {
	var names []string
	for _, h := range r.hits {
		if h.Document.PageID == page {
			for _, path := range h.Document.Folders {
				names = append(names, path...)
			}
		}
	}
	return strings.Join(names, "\n")
}

// pick chooses sentences one after the other, each for what it adds to those
// before it, and returns them by page, the page of the best one first, each
// page's in the order of its text.
func (r *run) pick(found []candidate) []candidate {
	weight := r.weights(found)
	titles := make([]map[string]bool, len(r.evidence))
	for i, e := range r.evidence {
		titles[i] = termSet(e.Title)
	}
	said := map[string]bool{}
	var picked []candidate
	best := 0.0
	for len(picked) < maxSentences {
		top, worth := -1, 0.0
		for i, c := range found {
			if !roomFor(r.evidence, picked, c) {
				continue
			}
			if w := worthOf(c, r.terms, weight, said, titles[c.evidence]); w > worth {
				top, worth = i, w
			}
		}
		if top < 0 || worth < worthwhile*best {
			break
		}
		best = max(best, worth)
		picked = append(picked, found[top])
		for _, t := range r.terms {
			said[t] = said[t] || found[top].terms[t]
		}
	}
	order := map[int64]int{}
	for i, c := range picked {
		if id := r.evidence[c.evidence].PageID; order[id] == 0 {
			order[id] = i + 1
		}
	}
	slices.SortStableFunc(picked, func(a, b candidate) int {
		x, y := r.evidence[a.evidence], r.evidence[b.evidence]
		return cmp.Or(cmp.Compare(order[x.PageID], order[y.PageID]), cmp.Compare(x.Start+a.start, y.Start+b.start))
	})
	return picked
}

// weights are how much each term of the question tells: rare ones more
// (inverse frequency over the sentences at hand).
func (r *run) weights(found []candidate) map[string]float64 {
	weight := map[string]float64{}
	for _, t := range r.terms {
		n := 0
		for _, c := range found {
			if c.terms[t] {
				n++
			}
		}
		weight[t] = math.Log(1 + float64(len(found))/float64(1+n))
	}
	return weight
}

// worthOf is what a sentence adds: the terms of the question that it has, in
// full where they are new, a little where they were said, and a little of
// what its page's title says for it. Without any terms the order of the
// evidence and of the text decides.
func worthOf(c candidate, question terms, weight map[string]float64, said, title map[string]bool) float64 {
	if len(question) == 0 {
		return c.shape / float64(1+c.start)
	}
	sum, own := 0.0, false
	for _, t := range question {
		switch {
		case c.terms[t] && !said[t]:
			sum, own = sum+weight[t], true
		case c.terms[t]:
			sum, own = sum+0.25*weight[t], true
		case title[t] && !said[t]:
			sum += 0.3 * weight[t]
		}
	}
	if !own {
		sum *= 0.3
	}
	return sum * c.shape
}

// roomFor tells whether a sentence may still be picked: it is not there yet,
// says something else than what is there, and its page has room.
func roomFor(evidence []library.Evidence, picked []candidate, c candidate) bool {
	page := evidence[c.evidence].PageID
	same, pages := 0, map[int64]bool{page: true}
	for _, p := range picked {
		id := evidence[p.evidence].PageID
		pages[id] = true
		if id == page {
			same++
		}
		if p.evidence == c.evidence && p.start == c.start || alike(p.terms, c.terms) > 0.7 {
			return false
		}
	}
	return same < maxSentencePage && len(pages) <= maxQuotedPages
}

// alike is the part of their terms that two sentences share (Jaccard).
func alike(a, b map[string]bool) float64 {
	both := 0
	for t := range a {
		if b[t] {
			both++
		}
	}
	if all := len(a) + len(b) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}
