// Package search finds the page a person means: question in, ranked hits out,
// each with the passage that matched.
//
// A question is read (question.go) into filters and content words. The index
// gives the best pages by BM25 over title, folder, address and text; the best
// of those are read again (rank.go), because a bag of words does not know how
// much of the question a page covers, nor whether the words stand together.
// The passage shown is cut from the stored text (snippet.go), never from the
// index. It holds no state but its index and is safe for concurrent use.
//
// Terminology: a word is a content word of the question, with the terms it is
// looked up by; a candidate is a page the index offered; a reading is a
// document analysed for one question.
package search

import (
	"context"
	"fmt"
	"time"

	"aibookmark/host/internal/library"
)

// Index is what search needs of the store. All pages are visible ones; ids of
// pages that went away meanwhile are simply missing from Documents.
type Index interface {
	// Match returns the best pages by BM25 over all fields and how many match.
	Match(ctx context.Context, q library.TextQuery) ([]library.TextHit, int, error)
	// MatchTitles is Match over titles only, quick with Clause.Prefix.
	MatchTitles(ctx context.Context, q library.TextQuery) ([]library.TextHit, int, error)
	// DocumentFrequencies counts the pages that contain each term, and all.
	DocumentFrequencies(ctx context.Context, terms []string) (map[string]int, int, error)
	Vocabulary
	Documents(ctx context.Context, ids []int64) ([]library.Document, error)
	// Passages are the cuts of a page's text, in order.
	Passages(ctx context.Context, pageID int64) ([]library.Passage, error)
	// Sites are the hosts of the library with the number of their pages;
	// FolderKeys are the names of its folders as folded terms.
	Sites(ctx context.Context) (map[string]int, error)
	FolderKeys(ctx context.Context) ([]string, error)
	// RecentPages are the newest pages, newest first.
	RecentPages(ctx context.Context, limit int) ([]int64, error)
	// Rebuilding tells that the index does not hold all pages yet.
	Rebuilding(ctx context.Context) (bool, error)
}

// Options adjusts a Searcher.
type Options struct {
	// Meaning finds by meaning; nil searches words only.
	Meaning *Meaning
}

// Query is one search.
type Query struct {
	Text string
	// Limit bounds the hits; 0 means 10, at most 100 are given.
	Limit int
	// Filters, unless nil, replace those read from Text.
	Filters []library.Filter
	// Pages, when there are any, are the only ones that Evidence looks at.
	Pages []int64
	// Typing is for every keystroke: the last word may be unfinished.
	Typing bool
	// Mode caps the search: "text" means without meaning. Without vectors every
	// search is "text".
	Mode string
	// Wait has the loading of the vectors waited for, for callers that ask once
	// and can wait. The question's own vector gets its 300 ms in any case.
	Wait bool
	// Explain asks for Hit.Explain.
	Explain bool
	// Now is what dates in the question are relative to; its location is the
	// person's. Zero means the present.
	Now    time.Time
	Locale string
}

// Result is what was found. Hits and Filters are never nil.
type Result struct {
	Query                      string
	Hits                       []library.Hit
	Filters                    []library.Filter
	CorrectedFrom, CorrectedTo string
	// Nearest are the pages that come nearest when none is about the question;
	// Hits is then empty.
	Nearest []library.Hit
	// Mode is "titles", "text" or "hybrid".
	Mode string
	// Total is how many pages matched at all.
	Total int
	Took  time.Duration
	// Partial is "rebuilding" while the index does not hold all pages,
	// "embedding" while vectors are not loaded, "model_slow" when the model did
	// not answer in time or at all.
	Partial string
}

// Modes of a result.
const (
	modeTitles = "titles"
	modeText   = "text"
	modeHybrid = "hybrid"
)

const (
	defaultLimit = 10
	maxLimit     = 100
	// mostNearest bounds what is shown where nothing is about the question.
	mostNearest = 3
	// maxQuestion bounds a question in bytes; the rest is left unread.
	maxQuestion = 4096
)

// Searcher answers questions from an Index.
type Searcher struct {
	index   Index
	meaning *Meaning
	shelves shelves
}

// New returns a Searcher over index.
func New(index Index, o Options) *Searcher { return &Searcher{index: index, meaning: o.Meaning} }

// Search answers q. A question without content and without filters finds
// nothing, which is no error; an empty one while typing finds the newest
// pages. Errors are those of the index and of ctx.
func (s *Searcher) Search(ctx context.Context, q Query) (Result, error) {
	start := time.Now()
	// Asked first: a rebuilding that ends during the search must not leave a
	// result with pages missing and no word about it.
	rebuilding, err := s.index.Rebuilding(ctx)
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	p, found, err := s.answer(ctx, q)
	if err != nil {
		return Result{}, err
	}
	res := Result{Query: q.Text, Hits: []library.Hit{}, Filters: p.filters, Mode: modeText, Total: found.total, Partial: found.partial}
	res.CorrectedFrom, res.CorrectedTo = p.corrected.from, p.corrected.to
	if q.Typing {
		res.Mode = modeTitles
	}
	if found.byMeaning {
		res.Mode = modeHybrid
	}
	for _, r := range found.ranked {
		res.Hits = append(res.Hits, r.hit(p, q.Explain))
	}
	for _, r := range found.nearest[:min(len(found.nearest), mostNearest)] {
		res.Nearest = append(res.Nearest, r.hit(p, q.Explain))
	}
	if rebuilding {
		res.Partial = partialRebuilding
	}
	res.Took = time.Since(start)
	return res, nil
}

// answer reads a question and finds its pages. Filters in plain words are
// taken for such, then only those that can be nothing else, then none: a word
// that merely looks like a filter stays a word when the filter finds nothing.
func (s *Searcher) answer(ctx context.Context, q Query) (*question, found, error) {
	if q.Now.IsZero() {
		q.Now = time.Now()
	}
	p := parse(q)
	if q.Typing {
		f, err := s.find(ctx, p)
		return p, f, err
	}
	plain, err := s.readPlain(ctx, p.rest, q)
	if err != nil {
		return nil, found{}, err
	}
	var f found
	for _, kept := range waysToTake(plain) {
		p = parse(q)
		p.take(kept, q)
		if f, err = s.find(ctx, p); err != nil || f.total > 0 {
			break
		}
	}
	if err == nil && !f.trusted && !p.relevant(f.ranked) {
		f.nearest, f.ranked, f.total = f.ranked, nil, 0
	}
	return p, f, err
}

// found is what was found for a question.
type found struct {
	ranked []*reading
	total  int
	// nearest are the pages that were found when none is about the question;
	// ranked is then empty.
	nearest []*reading
	// byMeaning: meaning had its say; partial says why it had not.
	byMeaning bool
	partial   string
	// trusted: see sense.
	trusted bool
}

// find ranks the pages that p is about, at most p.limit.
func (s *Searcher) find(ctx context.Context, p *question) (f found, err error) {
	switch {
	case p.empty() && !p.blank():
	case p.blank():
		f.ranked, f.total, err = s.recent(ctx, p)
	case len(p.words) == 0:
		f.ranked, f.total, err = s.browse(ctx, p)
	default:
		f, err = s.findWords(ctx, p)
	}
	return f, err
}

// findWords ranks the pages for a question that has words.
func (s *Searcher) findWords(ctx context.Context, p *question) (f found, err error) {
	if !p.typing {
		return s.hybrid(ctx, p)
	}
	if err := s.weigh(ctx, p); err != nil {
		return f, err
	}
	f.ranked, f.total, err = s.typedOrCorrected(ctx, p)
	return f, err
}

// limitOf is the number of hits a query asks for.
func limitOf(q Query) int {
	if q.Limit <= 0 {
		return defaultLimit
	}
	return min(q.Limit, maxLimit)
}
