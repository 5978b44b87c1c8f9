package search

// typing.go: an answer for every keystroke. Titles come first, by the words
// typed and the beginning of the last one; then the text of pages, by the
// words that are finished.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

const (
	// typedCandidates is how many titles are looked at.
	typedCandidates = 16
	// longestTypedRead bounds the text read for a passage while typing.
	longestTypedRead = 8 << 10
)

// typed finds pages for an unfinished question.
func (s *Searcher) typed(ctx context.Context, p *question) ([]*reading, int, error) {
	terms := newTermTable(p.words)
	if p.unfinished {
		terms.unfinished(p.words[len(p.words)-1])
	}
	hits, total, err := s.typedTitles(ctx, p, terms)
	if err != nil {
		return nil, 0, fmt.Errorf("look up titles: %w", err)
	}
	out, err := s.readTyped(ctx, p, terms, hits, nil)
	if err != nil {
		return nil, 0, err
	}
	if !p.fills(out) {
		texts, more, err := s.typedTexts(ctx, p, terms.stems)
		if err != nil {
			return nil, 0, err
		}
		total = max(total, more)
		found, err := s.readTyped(ctx, p, terms, texts, out)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, found...)
	}
	order(out)
	out = fold(out)
	out = out[:min(len(out), p.limit)]
	return p.withTexts(ctx, terms, out), total, nil
}

// typedTitles looks the words up in the titles. A single letter of a new word
// begins a word of every other title, and to rate so many takes longer than a
// person waits for a letter. So it decides among the pages that have the words
// before it; on its own it finds the newest, first those that begin with it.
func (s *Searcher) typedTitles(ctx context.Context, p *question, terms *termTable) ([]library.TextHit, int, error) {
	q := library.TextQuery{All: p.all, None: p.none, Filter: p.pages, Limit: max(typedCandidates, p.limit)}
	words, begun := terms.titleClauses()
	if begun == nil || !isSingle(begun.Terms[0]) || terms.words[terms.prefix.word].wide {
		q.Any = words
		if begun != nil {
			q.Any = append(q.Any, *begun)
		}
		return s.index.MatchTitles(ctx, q)
	}
	best, rest := q, q
	if len(words) > 0 {
		best.Any, best.All = words, append(slices.Clone(p.all), *begun)
		rest.Any = words
	} else {
		first := *begun
		first.First = true
		best.Any, best.Newest = []library.Clause{first}, true
		rest.Any, rest.Newest = []library.Clause{*begun}, true
	}
	hits, _, err := s.index.MatchTitles(ctx, best)
	if err != nil {
		return nil, 0, err
	}
	if len(hits) == q.Limit {
		// Only how many there are is still to be known: the same number whether
		// the best fill the list or not.
		rest.Newest, rest.Limit = true, 1
	}
	more, total, err := s.index.MatchTitles(ctx, rest)
	for _, h := range more {
		known := slices.ContainsFunc(hits, func(k library.TextHit) bool { return k.PageID == h.PageID })
		if len(hits) < q.Limit && !known {
			hits = append(hits, h)
		}
	}
	return hits, total, err
}

// fills tells whether titles that have the whole question fill the list, so
// that the text of pages need not be asked.
func (p *question) fills(titles []*reading) bool {
	n := 0
	for _, r := range titles {
		if r.titled >= 1 {
			n++
		}
	}
	return n >= p.limit
}

// typedTexts looks the finished words up in the text of pages, and what the
// last one may become.
func (s *Searcher) typedTexts(ctx context.Context, p *question, stems []string) ([]library.TextHit, int, error) {
	q := p.lookUp()
	for _, stem := range stems {
		q.Any = append(q.Any, library.Clause{Terms: []string{stem}})
	}
	if len(q.Any) == 0 {
		return nil, 0, nil
	}
	q.Limit = p.limit
	hits, total, err := s.index.Match(ctx, q)
	if err != nil {
		return nil, 0, fmt.Errorf("look up words: %w", err)
	}
	return hits, total, nil
}

// readTyped reads the titles of pages other than known and rates them.
func (s *Searcher) readTyped(ctx context.Context, p *question, terms *termTable, hits []library.TextHit, known []*reading) ([]*reading, error) {
	scores := map[int64]float64{}
	var ids []int64
	for _, h := range hits {
		i := slices.IndexFunc(known, func(r *reading) bool { return r.doc.PageID == h.PageID })
		if i < 0 {
			ids = append(ids, h.PageID)
			scores[h.PageID] = h.Score
		}
	}
	docs, err := s.index.Documents(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read candidates: %w", err)
	}
	out := make([]*reading, 0, len(docs))
	for i := range docs {
		r := terms.read(docs[i], 0)
		r.bm25 = scores[docs[i].PageID]
		r.score = p.typedScore(r)
		out = append(out, r)
	}
	return out, nil
}

// withTexts reads the texts of the pages that are shown, too.
func (p *question) withTexts(ctx context.Context, terms *termTable, shown []*reading) []*reading {
	docs := make([]library.Document, len(shown))
	for i, r := range shown {
		docs[i] = r.doc
	}
	whole := terms.readAll(ctx, docs, longestTypedRead)
	for i, r := range whole {
		r.bm25, r.alike = shown[i].bm25, shown[i].alike
		p.score(r) // for what explain says
		r.score = shown[i].score
	}
	return whole
}

// typedScore ranks by how much of the question the title has, then by the
// title's fit and beginning; what only the text has comes after.
func (p *question) typedScore(r *reading) float64 {
	var all, titled, around float64
	for i, w := range p.words {
		weight := max(w.weight, 1)
		all += weight
		titled += weight * r.words[i].title
		around += weight * max(r.words[i].title, r.words[i].folder, r.words[i].address)
	}
	r.titled = titled / all
	score := 4*r.titled + 2*around/all + r.titleFit
	if strings.HasPrefix(r.foldedTitle(), p.folded) {
		score++
	}
	// Less than any difference that matters above.
	return score + min(r.bm25, 60)/200
}

// endings are English suffixes that stemming takes away, so that the
// beginning of a word may be no prefix of its stem: "runni" of "running",
// whose stem is "run".
var endings = []string{
	"ing", "ed", "es", "er", "ers", "ness", "ation", "ations", "ization", "ment", "ly", "ally", "ity", "ities",
	"ance", "ence", "able", "ible", "ive", "al", "ful", "ous", "ies", "ions", "ism", "ist", "y",
	"or", "ors", "ability", "abilities", "ibility", "ibilities",
}

// unfinished makes the last word match by prefix, too: what is typed, and the
// stems of what it may become.
func (t *termTable) unfinished(w word) {
	i := len(t.words) - 1
	typed := termForm(analysis.Fold(w.text))
	if typed == "" {
		return
	}
	if w.wide {
		if isSingle(typed) {
			t.prefix = prefixRef{i, typed}
		}
		return
	}
	t.prefix = prefixRef{i, typed}
	for _, stem := range stemsOf(typed) {
		if _, ok := t.refs[stem]; !ok {
			t.refs[stem] = []termRef{{i, 0}}
			t.stems = append(t.stems, stem)
		}
	}
}

// termForm is a folded word as a term would write it: without what joins its
// parts, except a full stop between digits.
func termForm(folded string) string {
	out := make([]byte, 0, len(folded))
	for i := 0; i < len(folded); i++ {
		switch c := folded[i]; {
		case c >= utf8.RuneSelf, 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '+', c == '#':
			out = append(out, c)
		case c == '.' && i > 0 && '0' <= folded[i-1] && folded[i-1] <= '9':
			out = append(out, c)
		}
	}
	return string(out)
}

// stemsOf are the stems of the words that typed may be the beginning of,
// other than those that begin with it.
func stemsOf(typed string) []string {
	var out []string
	seen := map[string]bool{}
	// After a doubled letter ("wrapp") any of the ending may be missing.
	n, least := len(typed), 1
	if n > 3 && typed[n-1] == typed[n-2] {
		least = 0
	}
	for _, ending := range endings {
		for k := min(len(ending), n-3); k >= least; k-- {
			if !strings.HasSuffix(typed, ending[:k]) {
				continue
			}
			terms := analysis.Terms(typed + ending[k:])
			if len(terms) == 1 && !strings.HasPrefix(terms[0], typed) && !seen[terms[0]] {
				seen[terms[0]] = true
				out = append(out, terms[0])
			}
			break
		}
	}
	return out
}

// titleClauses are the words' terms, and the beginning of a word where there
// is one.
func (t *termTable) titleClauses() (any []library.Clause, begun *library.Clause) {
	for i, w := range t.words {
		for _, term := range w.terms {
			if i == t.prefix.word && term == t.prefix.text {
				continue
			}
			any = append(any, library.Clause{Terms: []string{term}, Prefix: w.wide && isSingle(term)})
		}
	}
	for _, stem := range t.stems {
		any = append(any, library.Clause{Terms: []string{stem}})
	}
	if t.prefix.text != "" {
		begun = &library.Clause{Terms: []string{t.prefix.text}, Prefix: true}
	}
	return any, begun
}
