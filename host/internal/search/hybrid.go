package search

// hybrid.go: full text and meaning together. Both rank on their own; the ranks
// are fused, because their scores cannot be compared.

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

// Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): a page
// scores weight/(fusionRank+rank) in each ranking that has it.
const (
	fusionRank = 10
	textWeight = 1
	// senseWeight is that of a model made for it; builtinWeight of the one
	// learnt from the library, which grows with the library up to
	// builtinGrown pages. Chosen on one half of an evaluation set and checked
	// on the other (scripts/eval).
	senseWeight   = 1
	builtinWeight = 0.5
	builtinGrown  = 1000
)

// sensed is how many pages found by meaning take part.
const sensed = 16

// mostAllowed bounds the pages that filters let through for a search by
// meaning.
const mostAllowed = 200000

// hybrid ranks the pages for p's words by text and by meaning. When meaning
// has nothing to say, or not in time, it is what text alone finds.
func (s *Searcher) hybrid(ctx context.Context, p *question) (found, error) {
	since := time.Now()
	meant := make(chan sense, 1)
	go func() { meant <- s.sense(ctx, p, since) }()
	err := s.weigh(ctx, p)
	var f found
	if err == nil {
		f.ranked, f.total, err = s.ranked(ctx, p)
	}
	m := <-meant
	if err != nil {
		return found{}, err
	}
	f.partial, f.byMeaning = m.partial, m.ok
	if len(m.passages) > 0 {
		if f.ranked, err = s.fuse(ctx, p, f.ranked, m); err != nil {
			return found{}, err
		}
		f.total = max(f.total, len(f.ranked))
	}
	f.ranked = f.ranked[:min(len(f.ranked), p.limit)]
	return f, nil
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
	allow, err := s.allowed(ctx, p)
	if err != nil {
		return sense{}
	}
	m = s.meaning.nearest(ctx, p, since, allow)
	m.passages = m.passages[:min(len(m.passages), sensed)]
	return m
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

// fuse puts the pages that were found by text, best first, and by meaning into
// one order.
func (s *Searcher) fuse(ctx context.Context, p *question, byText []*reading, m sense) ([]*reading, error) {
	all, err := s.withSensed(ctx, p, byText, m)
	if err != nil {
		return nil, err
	}
	fused := map[*reading]float64{}
	for rank, r := range byText {
		fused[r] += textWeight / float64(fusionRank+rank+1)
	}
	weight := p.senseWeight(m.model)
	for rank, ref := range m.passages {
		if r := all[ref.PageID]; r != nil {
			r.meant, r.cosine = ref.PassageID, ref.Score
			fused[r] += weight / float64(fusionRank+rank+1)
		}
	}
	out := make([]*reading, 0, len(fused))
	for r := range fused {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b *reading) int {
		return cmp.Or(cmp.Compare(fused[b], fused[a]), cmp.Compare(b.score, a.score), b.doc.AddedAt.Compare(a.doc.AddedAt), cmp.Compare(a.doc.PageID, b.doc.PageID))
	})
	// Scores say how good a page is, and fused ranks do not: a page keeps what
	// its text scored, but no more than the one above it; one without any is
	// as good as its neighbour.
	last := math.Inf(1)
	for i, r := range out {
		if r.bm25 == 0 {
			r.score = neighbour(out[i+1:], last)
		}
		last = min(last, r.score)
		r.score = last
	}
	return out, s.cutMeant(ctx, out)
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

// senseWeight is the weight of meaning in the fusion.
func (p *question) senseWeight(m library.EmbeddingModel) float64 {
	if m.Name != library.BuiltinModel {
		return senseWeight
	}
	return builtinWeight * math.Min(1, float64(p.total)/builtinGrown)
}

// withSensed reads the pages that meaning found and text did not, and returns
// all by page.
func (s *Searcher) withSensed(ctx context.Context, p *question, byText []*reading, m sense) (map[int64]*reading, error) {
	all := make(map[int64]*reading, len(byText)+len(m.passages))
	for _, r := range byText {
		all[r.doc.PageID] = r
	}
	var more []library.TextHit
	for _, ref := range m.passages {
		if all[ref.PageID] == nil {
			more = append(more, library.TextHit{PageID: ref.PageID})
		}
	}
	read, err := s.read(ctx, p, more)
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
