package search

// evidence.go: passages for an answer, and pages like a page.

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

const (
	// maxEvidence bounds the passages offered for one answer.
	maxEvidence = 16
	// perPage and perSite keep the passages from being all of one mind.
	perPage = 3
	perSite = 6
)

// Evidence answers q like Search and also gives the passages of those pages
// that say most about the question, best first: at most 3 of a page and 6 of a
// site. A page whose text is unknown gives its title. With q.Pages nothing is
// looked for: the passages are those of these pages that suit the question
// best, whether they share a word with it or not. Where no page is about the
// question, the nearest ones are given, without a passage.
func (s *Searcher) Evidence(ctx context.Context, q Query) (library.Findings, error) {
	q.Typing = false
	out := library.Findings{Hits: []library.Hit{}}
	p, f, most, err := s.within(ctx, q)
	if err != nil {
		return out, err
	}
	out.Filters = p.filters
	var all []library.Evidence
	for _, r := range f.nearest[:min(len(f.nearest), mostNearest)] {
		out.Hits = append(out.Hits, r.hit(p, q.Explain))
	}
	for _, r := range f.ranked {
		out.Hits = append(out.Hits, r.hit(p, q.Explain))
		of, err := s.passages(ctx, p, r, most)
		if err != nil {
			return out, err
		}
		all = append(all, of...)
	}
	if len(q.Pages) == 0 {
		all = diverse(all)
	}
	out.Evidence = all[:min(len(all), maxEvidence)]
	return out, nil
}

// within reads a question and the pages that it is about, and tells how many
// passages of one are wanted at most.
func (s *Searcher) within(ctx context.Context, q Query) (p *question, f found, most int, err error) {
	if len(q.Pages) == 0 {
		p, f, err = s.answer(ctx, q)
		return p, f, perPage, err
	}
	p = parse(q)
	if err := s.weigh(ctx, p); err != nil {
		return nil, found{}, 0, err
	}
	var hits []library.TextHit
	for _, page := range q.Pages[:min(len(q.Pages), p.limit)] {
		hits = append(hits, library.TextHit{PageID: page})
	}
	f.ranked, err = s.read(ctx, p, hits)
	for _, r := range f.ranked {
		r.score = 1 + p.score(r)
	}
	return p, f, maxEvidence / max(1, len(hits)), err
}

// Filters reads the filters that text states, as operators or in plain words,
// and what is left of it without them.
func (s *Searcher) Filters(ctx context.Context, q Query) (filters []library.Filter, rest string, err error) {
	q.Filters = nil
	p := parse(q)
	plain, err := s.readPlain(ctx, p.rest, q)
	if err != nil {
		return nil, "", err
	}
	p.take(plain, q)
	return p.filters, p.rest, nil
}

// passages are the best passages of a page, at most that many.
func (s *Searcher) passages(ctx context.Context, p *question, r *reading, most int) ([]library.Evidence, error) {
	evidence := library.Evidence{
		PageID: r.doc.PageID, URL: r.doc.URL, Title: r.title, Site: r.doc.Site, Lang: r.doc.Lang, AddedAt: r.doc.AddedAt,
	}
	cuts, err := s.index.Passages(ctx, r.doc.PageID)
	if err != nil {
		return nil, fmt.Errorf("read passages: %w", err)
	}
	var out []library.Evidence
	for _, c := range cuts {
		if c.Start < 0 || c.End > len(r.doc.Text) || c.Start >= c.End {
			continue // the page changed since it was cut
		}
		e := evidence
		e.Start, e.End, e.Text = c.Start, c.End, r.doc.Text[c.Start:c.End]
		e.Score = r.score * (0.2 + p.passageShare(r, c.Start, c.End))
		out = append(out, e)
	}
	if len(out) == 0 {
		out = append(out, wholePage(evidence, r, p))
	}
	slices.SortStableFunc(out, func(a, b library.Evidence) int { return cmp.Compare(b.Score, a.Score) })
	return out[:min(len(out), most)], nil
}

// wholePage stands for a page that is not cut into passages: the part of its
// text that matches best, or its title.
func wholePage(e library.Evidence, r *reading, p *question) library.Evidence {
	e.Text, e.Score = r.title, 0.2*r.score
	if cut := r.snippet(p); cut.Text != "" {
		e.Text, e.Start, e.End = cut.Text, cut.Start, cut.Start+len(cut.Text)
		e.Score = r.score * (0.2 + p.passageShare(r, e.Start, e.End))
	}
	return e
}

// inTitle is how much a word counts in a passage when the title has it: the
// title speaks for all passages of the page.
const inTitle = 0.4

// passageShare is how much of the question bytes [from, to) of a text have, by
// weight; words that stand beside their neighbours count up to half as much
// again.
func (p *question) passageShare(r *reading, from, to int) float64 {
	lo, _ := slices.BinarySearchFunc(r.textAt, from, func(at place, b int) int { return cmp.Compare(at.start, b) })
	hi := lo
	for hi < len(r.textAt) && r.textAt[hi].end <= to {
		hi++
	}
	if lo == hi {
		return 0
	}
	words := slices.Clone(p.words)
	all := 0.0
	for i := range words {
		words[i].weight *= 1 - (1-inTitle)*r.words[i].title
		all += words[i].weight
	}
	if all == 0 {
		return 0
	}
	score, _ := r.windowScore(words, lo, hi, to-from)
	return math.Min(1.5, score/all)
}

// diverse orders evidence by score and keeps to the bounds.
func diverse(all []library.Evidence) []library.Evidence {
	slices.SortStableFunc(all, func(a, b library.Evidence) int { return cmp.Compare(b.Score, a.Score) })
	sites := map[string]int{}
	out := all[:0]
	for _, e := range all {
		if sites[e.Site]++; sites[e.Site] > perSite {
			continue
		}
		out = append(out, e)
	}
	return out
}

const (
	// relatedText bounds the text that stands for a page when others like it
	// are looked for; relatedTerms the terms that are looked up.
	relatedText  = 32 << 10
	relatedKnown = 160
	relatedTerms = 14
)

// Related finds pages about the same things as a page, which need not be in
// the library (pageID 0): by the terms that are most telling of its title and
// text, and by the vectors of its passages. The page itself is left out.
func (s *Searcher) Related(ctx context.Context, pageID int64, title, text string, limit int) ([]library.Hit, error) {
	hits := []library.Hit{}
	p := parse(Query{Limit: limit})
	p.words = frequentWords(title, text)
	if len(p.words) == 0 {
		return hits, nil
	}
	if err := s.weigh(ctx, p); err != nil {
		return nil, err
	}
	p.words = telling(p.words)
	ranked, _, err := s.ranked(ctx, p)
	if err != nil {
		return nil, err
	}
	ranked = slices.DeleteFunc(ranked, func(r *reading) bool { return r.doc.PageID == pageID })
	if s.meaning != nil && pageID != 0 {
		if ranked, err = s.fuse(ctx, p, ranked, nil, s.meaning.like(ctx, pageID)); err != nil {
			return nil, err
		}
	}
	for _, r := range ranked[:min(len(ranked), p.limit)] {
		hits = append(hits, r.hit(p, false))
	}
	return hits, nil
}

// frequentWords are the words a page uses most, those of the title counting
// more; pages is how often.
func frequentWords(title, text string) []word {
	if len(text) > relatedText {
		text = library.Beginning(text, relatedText)
	}
	const titleCounts = 5
	counts := map[string]int{}
	for _, t := range analysis.Terms(title) {
		counts[t] += titleCounts
	}
	for _, t := range analysis.Terms(text) {
		counts[t]++
	}
	words := make([]word, 0, len(counts))
	for t, n := range counts {
		w := word{text: t, terms: []string{t}, wide: isWide(t), uses: n}
		if !isStop(w) && !isSingle(t) {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b word) int { return cmp.Or(cmp.Compare(b.uses, a.uses), cmp.Compare(a.text, b.text)) })
	return words[:min(len(words), relatedKnown)]
}

// telling are the words with the highest tf-idf that some other page may have.
func telling(words []word) []word {
	kept := slices.DeleteFunc(words, func(w word) bool { return w.pages < 2 })
	value := func(w word) float64 { return w.weight * math.Log1p(float64(w.uses)) }
	slices.SortStableFunc(kept, func(a, b word) int { return cmp.Compare(value(b), value(a)) })
	return kept[:min(len(kept), relatedTerms)]
}
