package search

// hybrid.go: full text and meaning together. Each ranks on its own; fusion.go
// says how the rankings become one.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"aibookmark/host/internal/library"
)

const (
	// sensed is how many pages of a list found by meaning take part.
	sensed = 50
	// sensedRead is how many of them are read that text did not find.
	sensedRead = 16
	// mostAllowed bounds the pages that filters let through for a search by
	// meaning.
	mostAllowed = 200000
)

// hybrid ranks the pages for p's words by text, by other words for the same,
// and by meaning. When those have nothing to say, or not in time, it is what
// text alone finds.
func (s *Searcher) hybrid(ctx context.Context, p *question) (found, error) {
	since := time.Now()
	meant := make(chan sense, 1)
	go func() { meant <- s.sense(ctx, p, since) }()
	f, related, err := s.byWords(ctx, p)
	m := <-meant
	if err != nil {
		return found{}, err
	}
	f.partial, f.byMeaning, f.trusted = m.partial, m.ok, m.trusted()
	if f.ranked, err = s.fuse(ctx, p, f.ranked, related, m); err != nil {
		return found{}, err
	}
	f.total = max(f.total, len(f.ranked))
	f.ranked = fold(f.ranked)
	f.ranked = f.ranked[:min(len(f.ranked), p.limit)]
	return f, nil
}

// byWords ranks the pages that have p's words, and reads those that say them
// otherwise.
func (s *Searcher) byWords(ctx context.Context, p *question) (f found, related []*reading, err error) {
	if err := s.understand(ctx, p); err != nil {
		return f, nil, err
	}
	if p.more, err = s.expand(ctx, p); err != nil {
		return f, nil, err
	}
	if f.ranked, f.total, err = s.ranked(ctx, p); err != nil {
		return f, nil, err
	}
	related, err = s.related(ctx, p, f.ranked)
	return f, related, err
}

// sense asks for what means the same as p, among the pages that p's filters
// let through. It never panics: it runs outside the request.
func (s *Searcher) sense(ctx context.Context, p *question, since time.Time) (m sense) {
	defer func() {
		if r := recover(); r != nil {
			m = sense{}
			s.meaning.options.Log.Error("search by meaning", "error", errors.New("panic"), "value", r)
		}
	}()
	if s.meaning == nil || p.textOnly {
		return sense{}
	}
	allow, err := s.allowed(ctx, p)
	if err != nil {
		return sense{}
	}
	return s.meaning.nearest(ctx, p, since, allow)
}

// allowed tells which pages pass p's filters; nil when all do.
func (s *Searcher) allowed(ctx context.Context, p *question) (func(page int64) bool, error) {
	if !p.narrowed() {
		return nil, nil
	}
	hits, _, err := s.index.Match(ctx, library.TextQuery{All: p.all, None: p.none, Filter: p.pages, Limit: mostAllowed})
	if err != nil {
		return nil, fmt.Errorf("look up filters: %w", err)
	}
	pages := make(map[int64]bool, len(hits))
	for _, h := range hits {
		pages[h.PageID] = true
	}
	return func(page int64) bool { return pages[page] }, nil
}

// fuse puts the pages that were found by text, best first, by other words and
// by meaning into one order.
func (s *Searcher) fuse(ctx context.Context, p *question, byText, related []*reading, m sense) ([]*reading, error) {
	fused := fusion(p, byText, related, m)
	if len(fused) == 0 {
		return byText, nil
	}
	all, err := s.withSensed(ctx, p, slices.Concat(byText, related), fused)
	if err != nil {
		return nil, err
	}
	var out []*reading
	for page, f := range fused {
		if r := all[page]; r != nil {
			r.fused, r.meant, r.cosine = f.score, f.passage, f.cosine
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *reading) int {
		return cmp.Or(cmp.Compare(b.fused, a.fused), cmp.Compare(b.score, a.score), tie(a, b))
	})
	level(out)
	return out, s.cutMeant(ctx, out)
}

// level makes scores fall with the rank: they say how good a page is, which
// fused ranks do not. A page keeps what its text scored, but no more than the
// one above it; one that text did not find is as good as its neighbour.
func level(rs []*reading) {
	last := math.Inf(1)
	for i, r := range rs {
		if r.bm25 == 0 {
			r.score = neighbour(rs[i+1:], last)
		}
		last = min(last, r.score)
		r.score = last
	}
}

// neighbour is the score of the next page that text found, at most that of the
// last one; 1 where text found none.
func neighbour(rest []*reading, last float64) float64 {
	for _, r := range rest {
		if r.bm25 > 0 {
			return min(last, r.score)
		}
	}
	if math.IsInf(last, 1) {
		return 1
	}
	return last
}

// withSensed reads the best of the pages that meaning found and text did not,
// and returns all by page.
func (s *Searcher) withSensed(ctx context.Context, p *question, known []*reading, fused map[int64]fusedPage) (map[int64]*reading, error) {
	all := make(map[int64]*reading, len(known)+sensedRead)
	for _, r := range known {
		all[r.doc.PageID] = r
	}
	var more []int64
	for page := range fused {
		if all[page] == nil {
			more = append(more, page)
		}
	}
	slices.SortFunc(more, func(a, b int64) int { return cmp.Or(cmp.Compare(fused[b].score, fused[a].score), cmp.Compare(a, b)) })
	var hits []library.TextHit
	for _, page := range more[:min(len(more), max(sensedRead, p.limit))] {
		hits = append(hits, library.TextHit{PageID: page})
	}
	read, err := s.read(ctx, p, hits)
	if err != nil {
		return nil, err
	}
	for _, r := range read {
		all[r.doc.PageID] = r
		r.score = p.score(r)
	}
	return all, nil
}

// cutMeant tells the readings where the passages that meaning found stand.
func (s *Searcher) cutMeant(ctx context.Context, rs []*reading) error {
	var ids []int64
	for _, r := range rs {
		if r.meant != 0 {
			ids = append(ids, r.meant)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	passages, err := s.meaning.index.PassagesByID(ctx, ids)
	if err != nil {
		return fmt.Errorf("read passages: %w", err)
	}
	byID := make(map[int64]library.Passage, len(passages))
	for _, p := range passages {
		byID[p.ID] = p
	}
	for _, r := range rs {
		if p, ok := byID[r.meant]; ok && p.PageID == r.doc.PageID && p.End <= len(r.doc.Text) {
			r.meantAt = [2]int{p.Start, p.End}
		}
	}
	return nil
}
