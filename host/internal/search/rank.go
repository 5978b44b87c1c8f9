package search

// rank.go: from a question to ranked pages. BM25 in the index picks the
// candidates; reading them again gives what a bag of words cannot: how much of
// the question a page covers, how close its words stand, and whether the title
// is what was asked for.

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"aibookmark/host/internal/library"
)

const (
	// candidates is how many pages BM25 picks.
	candidates = 100
	// readings is how many of them are read again: reading costs about 0.1 ms
	// a page, and reading 40 finds nothing that 16 do not.
	readings = 16
)

// fieldWeights of title, folder, address and body in BM25: DESIGN section 7.
var fieldWeights = [4]float64{4, 2, 1.5, 1}

// weigh looks up how frequent the words' terms are, gives each word its weight
// and drops parts of the question that are in no page from the look-up (they
// still count as missing).
func (s *Searcher) weigh(ctx context.Context, p *question) error {
	var terms []string
	for _, w := range p.words {
		terms = append(terms, w.terms...)
	}
	counts, pages, err := s.index.DocumentFrequencies(ctx, terms)
	if err != nil {
		return fmt.Errorf("weigh words: %w", err)
	}
	p.counts, p.total = counts, pages
	for i := range p.words {
		w := &p.words[i]
		w.pages = counts[w.terms[0]]
		if len(w.terms) > 1 {
			least := counts[w.terms[1]]
			for _, t := range w.terms[2:] {
				least = min(least, counts[t])
			}
			w.pages = max(w.pages, least)
		}
		w.weight = idf(w.pages, pages)
	}
	return nil
}

// idf is the weight of a term in n of total pages: Robertson-Spärck Jones
// with 1 added, so that it is never negative (as in Lucene).
func idf(n, total int) float64 {
	return math.Log(1 + (float64(total-n)+0.5)/(float64(n)+0.5))
}

const (
	// commonShare: a term in more of the pages than this is left out of the
	// look-up when rarer words are there; it costs time and says little.
	commonShare = 0.2
	// commonFrom is the size of library from which that matters.
	commonFrom = 1000
	// fewWords: with more known words than this, single characters of scripts
	// that are looked up in pairs are left out.
	fewWords = 2
)

// lookUp is the query of p's words: any of their terms.
func (p *question) lookUp() library.TextQuery {
	q := library.TextQuery{All: p.all, None: p.none, Filter: p.pages, Weights: fieldWeights, Limit: candidates}
	rare := 0
	for _, w := range p.words {
		if w.pages > 0 && !p.common(w.pages) {
			rare++
		}
	}
	for _, w := range p.words {
		for _, t := range w.terms {
			n := p.counts[t]
			// A character alone is looked up as the beginning of a pair, which
			// is slow and says little: only where few words are known.
			single := w.wide && isSingle(t)
			if n == 0 && !single || rare > 0 && p.common(n) || rare > fewWords && single {
				continue
			}
			q.Any = append(q.Any, library.Clause{Terms: []string{t}, Prefix: single})
		}
	}
	p.bound(&q)
	return q
}

// mostPostings bounds the entries of the index that one look-up ranks: BM25
// costs some 2 µs for each. Words beyond it must stand together to find a page;
// the pages found are read again with the whole question.
const mostPostings = 2000

// bound keeps a look-up quick: the rarest terms that fit find a page alone, the
// next two only together, the others not at all.
func (p *question) bound(q *library.TextQuery) {
	slices.SortStableFunc(q.Any, func(a, b library.Clause) int { return p.postings(a) - p.postings(b) })
	sum := 0
	for i, c := range q.Any {
		if sum += p.postings(c); sum <= mostPostings || len(q.Any) == 1 {
			continue
		}
		rest := q.Any[i:]
		q.Any = q.Any[:i:i]
		if len(rest) > 1 {
			q.Both = rest[:2:2]
		}
		return
	}
}

func (p *question) postings(c library.Clause) int { return p.counts[c.Terms[0]] }

func (p *question) common(pages int) bool {
	return p.total >= commonFrom && float64(pages) > commonShare*float64(p.total)
}

// ranked finds the pages that have p.words, which were weighed, best first: as
// many as were read again.
func (s *Searcher) ranked(ctx context.Context, p *question) ([]*reading, int, error) {
	q := p.lookUp()
	if len(q.Any)+len(q.Both) == 0 {
		return nil, 0, nil
	}
	hits, total, err := s.index.Match(ctx, q)
	if err == nil && len(hits) < readings && len(q.Any) == 0 {
		// Common words that hardly ever stand together: the rarer alone.
		q.Any, q.Both = q.Both[:1], nil
		hits, total, err = s.index.Match(ctx, q)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("look up words: %w", err)
	}
	out, err := s.read(ctx, p, hits[:min(len(hits), max(readings, p.limit))])
	if err != nil {
		return nil, 0, err
	}
	for _, r := range out {
		r.score = p.score(r)
	}
	order(out)
	return out, total, nil
}

// order sorts readings by score; of equals those that are opened more come
// first, then the newer.
func order(rs []*reading) {
	slices.SortStableFunc(rs, func(a, b *reading) int {
		return cmp.Or(cmp.Compare(b.score, a.score), tie(a, b))
	})
}

// tie orders pages that fit equally well.
func tie(a, b *reading) int {
	return cmp.Or(cmp.Compare(b.doc.Opens, a.doc.Opens), b.doc.AddedAt.Compare(a.doc.AddedAt), cmp.Compare(a.doc.PageID, b.doc.PageID))
}

// read fetches the pages of hits and analyses them.
func (s *Searcher) read(ctx context.Context, p *question, hits []library.TextHit) ([]*reading, error) {
	ids := make([]int64, len(hits))
	scores := make(map[int64]float64, len(hits))
	for i, h := range hits {
		ids[i] = h.PageID
		scores[h.PageID] = h.Score
	}
	docs, err := s.index.Documents(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read candidates: %w", err)
	}
	table := newTermTable(slices.Concat(p.words, p.more.words))
	table.own = len(p.words)
	out := table.readAll(ctx, docs, longestRead)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read candidates: %w", err)
	}
	for _, r := range out {
		p.more.take(r, len(p.words))
		r.bm25 = scores[r.doc.PageID]
	}
	return out, nil
}

// browse lists the pages that pass p's filters, newest first, for a question
// that is nothing but filters.
func (s *Searcher) browse(ctx context.Context, p *question) ([]*reading, int, error) {
	hits, total, err := s.index.Match(ctx, library.TextQuery{All: p.all, None: p.none, Filter: p.pages, Limit: candidates})
	if err != nil {
		return nil, 0, fmt.Errorf("look up filters: %w", err)
	}
	out, err := s.read(ctx, p, hits)
	if err != nil {
		return nil, 0, err
	}
	order(out)
	out = fold(out)
	return out[:min(len(out), p.limit)], total, nil
}

// What the signals of a page that was read again add to its BM25. Chosen on
// one half of an evaluation set and checked on the other (scripts/eval). How
// much of the question a page covers adds nothing there: BM25, a sum over
// words, has it already.
const (
	nearBonus  = 0.6
	titleBonus = 0.5
	exactBonus = 1
	// gatheredBonus is for how much of the question stands in one place.
	gatheredBonus = 0.3
)

// score combines the signals of a page.
func (p *question) score(r *reading) float64 {
	var all, covered, titled, near, pairs float64
	for i, w := range p.words {
		all += w.weight
		has := r.words[i]
		covered += w.weight * has.share
		titled += w.weight * has.title
		if i+1 < len(p.words) {
			pair := math.Min(w.weight, p.words[i+1].weight)
			pairs += pair
			near += pair * r.closeness(i)
		}
	}
	if all == 0 {
		return r.bm25
	}
	r.related = r.otherwise(p, 1) / p.sayable(all)
	r.coverage = covered / all
	r.titled = titled / all * r.titleFit
	if pairs > 0 {
		r.near = near / pairs
	}
	r.gathered = r.together(p)
	bonus := 1 + nearBonus*r.near + titleBonus*r.titled + gatheredBonus*r.gathered/all
	if r.exact = p.folded != "" && p.folded == r.foldedTitle(); r.exact {
		bonus += exactBonus
	}
	return r.bm25 * bonus
}

// relatedInText is what another way to say a word counts in the text of a
// page, where much stands, beside one in its title.
const relatedInText = 0.5

// sayable is the weight of the words that some page has, or that can be said
// otherwise: what is left of a Chinese question where two words meet is in no
// page and no lexicon, and says nothing about either.
func (p *question) sayable(all float64) float64 {
	covered := p.concepted()
	sum := 0.0
	for i, w := range p.words {
		if w.pages > 0 || covered[i] {
			sum += w.weight
		}
	}
	if sum == 0 {
		return all
	}
	return sum
}

// explain says in words why a page stands where it does.
func (r *reading) explain(p *question) string {
	var missing []string
	for i, w := range p.words {
		if r.words[i].share == 0 {
			missing = append(missing, w.text)
		}
	}
	parts := []string{
		fmt.Sprintf("score %.2f", r.score), fmt.Sprintf("bm25 %.2f", r.bm25), fmt.Sprintf("coverage %.2f", r.coverage),
		fmt.Sprintf("together %.2f", r.near), fmt.Sprintf("title %.2f", r.titled),
	}
	if r.exact {
		parts = append(parts, "exact title")
	}
	if r.related > 0 {
		parts = append(parts, fmt.Sprintf("related %.2f", r.related))
	}
	if r.meant != 0 {
		parts = append(parts, fmt.Sprintf("meaning %.2f", r.cosine))
	}
	parts = append(parts, fmt.Sprintf("words %d of %d", len(p.words)-len(missing), len(p.words)))
	if len(missing) > 0 {
		parts = append(parts, "missing: "+strings.Join(missing, " "))
	}
	return strings.Join(parts, " · ")
}
