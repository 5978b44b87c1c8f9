package search

// expand.go: what else the words of a question may be called, in both
// languages. It is weak evidence: it finds pages that say the same in other
// words, and never puts one above a page that has the words themselves.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/lexicon"
	"aibookmark/host/internal/library"
)

// concept is a part of the question that the lexicon knows.
type concept struct {
	// words are the indexes of the question's words that it covers.
	words []int
	// others are the other ways to say it, each as terms in order.
	others [][]string
}

const (
	// othersOfSense bounds the other ways of one concept: the commonest come
	// first, and each costs a look-up.
	othersOfSense = 10
	// relatedPostings bounds the entries of the index that are ranked for
	// them: rare words say most, and a question should not take twice as long.
	relatedPostings = 600
	// mostRelated bounds the pages that are looked at because of them.
	mostRelated = 40
	// relatedRead is how many of them are read.
	relatedRead = 6
)

// concepts finds what the lexicon knows of p's words.
func (p *question) concepts() []concept {
	at := map[string][]int{}
	for i, w := range p.words {
		for _, t := range w.terms {
			at[t] = append(at[t], i)
		}
	}
	var out []concept
	add := func(said string, groups []lexicon.Group) {
		c := concept{words: covered(said, at)}
		if len(c.words) == 0 {
			return
		}
		c.others = p.others(said, groups)
		if len(c.others) > 0 {
			out = append(out, c)
		}
	}
	text := cmp.Or(p.corrected.to, p.rest)
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\'' })
	for i := 0; i < len(words); {
		n, groups := lexicon.Longest(words, i)
		if n > 0 {
			add(strings.Join(words[i:i+n], " "), groups)
		}
		i += max(n, 1)
	}
	folded := analysis.Fold(text)
	for _, f := range lexicon.FindChinese(folded) {
		add(folded[f.Start:f.End], f.Groups)
	}
	return out
}

// covered are the words of the question that have terms of what was said.
func covered(said string, at map[string][]int) []int {
	var out []int
	for _, t := range analysis.Terms(said) {
		for _, i := range at[t] {
			if !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	return out
}

// others are the members of groups but for what was said.
func (p *question) others(said string, groups []lexicon.Group) [][]string {
	var out [][]string
	seen := map[string]bool{strings.Join(analysis.Terms(said), " "): true}
	for _, g := range groups {
		for _, member := range slices.Concat(g.English, g.Chinese) {
			terms := analysis.Terms(member)
			key := strings.Join(terms, " ")
			if len(terms) == 0 || len(terms) > 4 || seen[key] || len(out) == othersOfSense {
				continue
			}
			seen[key] = true
			out = append(out, terms)
		}
	}
	return out
}

// expansion is the concepts of a question as a look-up.
type expansion struct {
	concepts []concept
	// words are all other ways, for reading documents; of tells the concept
	// of each.
	words []word
	of    []int
	query library.TextQuery
}

// expand looks up which of the other ways stand in the library.
func (s *Searcher) expand(ctx context.Context, p *question) (expansion, error) {
	e := expansion{concepts: p.concepts()}
	var terms []string
	for _, c := range e.concepts {
		for _, other := range c.others {
			terms = append(terms, other...)
		}
	}
	if len(terms) == 0 {
		return e, nil
	}
	counts, _, err := s.index.DocumentFrequencies(ctx, terms)
	if err != nil {
		return e, fmt.Errorf("weigh related words: %w", err)
	}
	type way struct {
		clause   library.Clause
		postings int
	}
	var ways []way
	for i, c := range e.concepts {
		for _, other := range c.others {
			n := rarest(other, counts)
			if n == 0 || p.common(n) {
				continue
			}
			ways = append(ways, way{library.Clause{Terms: other}, n})
			// A common word says little, however rare the one it stands for.
			w := wordOfTerms(other)
			w.weight = idf(n, p.total)
			e.words, e.of = append(e.words, w), append(e.of, i)
		}
	}
	slices.SortStableFunc(ways, func(a, b way) int { return cmp.Compare(a.postings, b.postings) })
	e.query = library.TextQuery{All: p.all, None: p.none, Filter: p.pages, Weights: fieldWeights, Limit: mostRelated}
	sum := 0
	for _, w := range ways {
		if sum += w.postings; sum > relatedPostings && len(e.query.Any) > 0 {
			break
		}
		e.query.Any = append(e.query.Any, w.clause)
	}
	return e, nil
}

func rarest(terms []string, counts map[string]int) int {
	n := counts[terms[0]]
	for _, t := range terms[1:] {
		n = min(n, counts[t])
	}
	return n
}

// wordOfTerms is a word that a document has when it has all terms.
func wordOfTerms(terms []string) word {
	if len(terms) == 1 {
		return word{text: terms[0], terms: terms, wide: isWide(terms[0])}
	}
	return word{text: strings.Join(terms, " "), terms: append([]string{"\x00"}, terms...), wide: isWide(terms[0])}
}

// take keeps what a reading has of the other ways apart from the words of the
// question: n of r's words are those.
func (e expansion) take(r *reading, n int) {
	if len(e.words) == 0 {
		return
	}
	r.relatedTitle, r.relatedText = make([]float64, n), make([]float64, n)
	for i, has := range r.words[n:] {
		for _, w := range e.concepts[e.of[i]].words {
			if has.title == 1 || has.folder == 1 || has.address == 1 {
				r.relatedTitle[w] = max(r.relatedTitle[w], e.words[i].weight)
			}
			if has.body == 1 {
				r.relatedText[w] = max(r.relatedText[w], e.words[i].weight)
			}
		}
	}
	r.words = r.words[:n]
	own := func(at []place) []place {
		return slices.DeleteFunc(at, func(pl place) bool { return pl.word >= n })
	}
	r.titleAt, r.textAt = own(r.titleAt), own(r.textAt)
}

// related reads the best of the pages that say p's words otherwise and were
// not read yet.
func (s *Searcher) related(ctx context.Context, p *question, read []*reading) ([]*reading, error) {
	if len(p.more.query.Any) == 0 {
		return nil, nil
	}
	hits, _, err := s.index.Match(ctx, p.more.query)
	if err != nil {
		return nil, fmt.Errorf("look up related words: %w", err)
	}
	hits = slices.DeleteFunc(hits, func(h library.TextHit) bool {
		return slices.ContainsFunc(read, func(r *reading) bool { return r.doc.PageID == h.PageID })
	})
	out, err := s.read(ctx, p, hits[:min(len(hits), relatedRead)])
	if err != nil {
		return nil, err
	}
	for _, r := range out {
		r.bm25 = 0 // that of other words
		r.score = p.score(r)
	}
	return slices.DeleteFunc(out, func(r *reading) bool { return r.related < leastRelated }), nil
}
