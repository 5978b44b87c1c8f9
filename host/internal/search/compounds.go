package search

// compounds.go: words that are one in the pages and two in the question, or
// the other way round.

import (
	"context"
	"fmt"
	"strings"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

const (
	// leastHalf is the length of a word that may be half of another: there is
	// nearly always a shorter one to begin or end with.
	leastHalf = 3
	// joinedShare is how frequent "database" must be beside the rarer of
	// "data" and "base" for "data base" to be looked up as it, too.
	joinedShare = 0.25
	// leastTogether is in how many pages two words must stand side by side to
	// be what was meant by one.
	leastTogether = 2
)

// neighbours tells whether words i and i+1 stand side by side in the question
// with nothing but a space between.
func (c *corrector) neighbours(i int) bool {
	a, b := c.p.words[i], c.p.words[i+1]
	if a.wide || b.wide || len(a.terms) > 1 || len(b.terms) > 1 {
		return false
	}
	for k := 0; k+1 < len(c.tokens); k++ {
		if c.tokens[k].Term == a.terms[0] && c.tokens[k+1].Term == b.terms[0] {
			return c.p.text[c.tokens[k].End:c.tokens[k+1].Start] == " "
		}
	}
	return false
}

// joined is the term of words i and i+1 written as one; "" when that is none.
func (c *corrector) joined(i int) string {
	if !c.neighbours(i) {
		return ""
	}
	terms := analysis.Terms(strings.ToLower(c.p.words[i].text + c.p.words[i+1].text))
	if len(terms) != 1 {
		return ""
	}
	return terms[0]
}

// joinKnown makes one word of two that pages also write as one: a page with
// "database" has what "data base" asks for. Nothing is corrected by that: who
// has the two words has all of it.
func (c *corrector) joinKnown(ctx context.Context) error {
	p := c.p
	whole := map[int]string{}
	var terms []string
	for i := 0; i+1 < len(p.words); i++ {
		if p.words[i].pages == 0 || p.words[i+1].pages == 0 {
			continue
		}
		if t := c.joined(i); t != "" {
			whole[i] = t
			terms = append(terms, t)
		}
	}
	if len(terms) == 0 {
		return nil
	}
	counts, _, err := c.index.DocumentFrequencies(ctx, terms)
	if err != nil {
		return fmt.Errorf("look up compounds: %w", err)
	}
	var words []word
	for i := 0; i < len(p.words); i++ {
		w, t := p.words[i], whole[i]
		n := counts[t]
		if t != "" && n >= leastTogether && float64(n) >= joinedShare*float64(min(w.pages, p.words[i+1].pages)) {
			next := p.words[i+1]
			w = word{text: w.text + " " + next.text, terms: []string{t, w.terms[0], next.terms[0]}, end: next.end,
				pages: max(n, min(w.pages, next.pages))}
			w.weight = idf(w.pages, p.total)
			p.counts[t] = n
			i++
		}
		words = append(words, w)
	}
	p.words = words
	return nil
}

// joinUnknown joins words i and i+1, of which a page has only one or none,
// where pages have them as one word.
func (c *corrector) joinUnknown(ctx context.Context, i int) (fix, error) {
	a, b := c.p.words[i], c.p.words[i+1]
	if a.pages > 0 && b.pages > 0 || !correctable(a) || !correctable(b) {
		return fix{}, nil
	}
	t := c.joined(i)
	if t == "" {
		return fix{}, nil
	}
	counts, _, err := c.index.DocumentFrequencies(ctx, []string{t})
	if err != nil {
		return fix{}, fmt.Errorf("look up compounds: %w", err)
	}
	if counts[t] == 0 {
		return fix{}, nil
	}
	f := c.replace(i, 2, strings.ToLower(a.text+b.text))
	for _, w := range []word{a, b} {
		if w.pages > 0 {
			f.words = append(f.words, w) // it occurs, so it stays a word
		}
	}
	return f, nil
}

// split parts a word into two that stand side by side in pages; "" when none
// do.
func (c *corrector) split(ctx context.Context, w word) (string, error) {
	typed := analysis.Fold(w.text)
	if len(typed) < 2*leastHalf || strings.ContainsFunc(typed, func(r rune) bool { return r < 'a' || r > 'z' }) {
		return "", nil
	}
	var halves [][2]string
	var terms []string
	for i := leastHalf; i <= len(typed)-leastHalf; i++ {
		a, b := analysis.Terms(typed[:i]), analysis.Terms(typed[i:])
		if len(a) == 1 && len(b) == 1 {
			halves = append(halves, [2]string{typed[:i], typed[i:]})
			terms = append(terms, a[0], b[0])
		}
	}
	counts, _, err := c.index.DocumentFrequencies(ctx, terms)
	if err != nil {
		return "", fmt.Errorf("look up compounds: %w", err)
	}
	most, best := leastTogether-1, ""
	for i, h := range halves {
		phrase := terms[2*i : 2*i+2]
		if counts[phrase[0]] < leastTogether || counts[phrase[1]] < leastTogether {
			continue
		}
		n, err := c.together(ctx, library.Clause{Terms: phrase})
		if err != nil {
			return "", err
		}
		if n > most {
			most, best = n, h[0]+" "+h[1]
		}
	}
	return best, nil
}
