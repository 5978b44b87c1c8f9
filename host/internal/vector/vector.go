// Package vector finds the nearest of many unit vectors, in memory: what
// search by meaning asks of every passage of a library.
//
// Two indexes do it. Scan looks at every vector, first at one bit a dimension,
// then at the best of those in more and more detail; HNSW walks a graph. Scan
// is the one that answers: its recall can be raised to that of the exact
// search by looking at more candidates, a delete is a bit, and there is
// nothing to build, save or repair. HNSW is there to be compared with, and
// for whom Recall shows on their own vectors that it finds what Scan finds.
//
// The package stores nothing: the vectors on disk are the truth, an index is
// filled from them at start and may be thrown away.
package vector

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// Item is one vector as it is stored. Element i is about Scale*Code[i].
type Item struct {
	// ID names the vector; Group is what it belongs to (a passage's page).
	ID, Group int64
	Scale     float32
	Code      []int8
}

// Match is one found vector. Score is the cosine, at most 1: precise where
// Exact gave the vector, else within the error of the code.
type Match struct {
	ID, Group int64
	Score     float32
}

// Exact gives precise vectors for the last stage of a search, by id. Ids that
// it does not know, because they were deleted meanwhile, are absent from the
// map; such vectors keep the score of their code. No lock is held while it
// runs.
type Exact func(ctx context.Context, ids []int64) (map[int64][]float32, error)

// Index is a set of unit vectors that can be searched. All of it may be used
// by many goroutines at once.
type Index interface {
	// Add adds items; one whose ID is already there replaces it. When one of
	// them has another length than Dims, or a scale that is no finite number,
	// that is an error and none is added. Codes are copied.
	Add(items []Item) error
	// Delete takes vectors out; ids that are not there are ignored.
	Delete(ids []int64)
	// Search gives the k nearest by cosine, best first, ties by ID. The query
	// needs no unit length. allow, unless nil, restricts the search to some
	// groups; it must be safe for concurrent calls.
	Search(ctx context.Context, query []float32, k int, allow func(group int64) bool) ([]Match, error)
	// Len is how many vectors can be found.
	Len() int
	// Bytes is about how much memory is held.
	Bytes() int64
	Dims() int
}

// ErrQuery is what Search returns for a query that points nowhere: of length
// zero, or with elements that are no finite numbers.
var ErrQuery = errors.New("vector: query has no direction")

// shortlist is how many matches Exact is asked for: the best by their codes.
// Codes alone find 98 % of the nearest ten; among their best fifty are all of
// them. Further down a search for many keeps the order of the codes: reading
// hundreds of precise vectors takes longer than all the rest, and who is 100th
// of 200 does not depend on them.
const shortlist = 50

// Recall is the mean share of truth's k best that subject finds as well.
// Queries for which truth finds nothing do not count.
func Recall(ctx context.Context, subject, truth Index, queries [][]float32, k int) (float64, error) {
	sum, counted := 0.0, 0
	for _, query := range queries {
		want, err := truth.Search(ctx, query, k, nil)
		if err != nil {
			return 0, fmt.Errorf("recall: truth: %w", err)
		}
		if len(want) == 0 {
			continue
		}
		got, err := subject.Search(ctx, query, k, nil)
		if err != nil {
			return 0, fmt.Errorf("recall: %w", err)
		}
		sum += overlap(got, want)
		counted++
	}
	if counted == 0 {
		return 0, errors.New("recall: nothing to compare")
	}
	return sum / float64(counted), nil
}

// overlap is the share of want that is in got.
func overlap(got, want []Match) float64 {
	found := make(map[int64]bool, len(got))
	for _, m := range got {
		found[m.ID] = true
	}
	n := 0
	for _, m := range want {
		if found[m.ID] {
			n++
		}
	}
	return float64(n) / float64(len(want))
}

// check refuses items that an index of this many dimensions cannot hold. A
// scale that is no number would come before or after everything in some
// comparisons and not in others.
func check(items []Item, dims int) error {
	for _, item := range items {
		if err := checkOne(item, dims); err != nil {
			return err
		}
	}
	return nil
}

func checkOne(item Item, dims int) error {
	if len(item.Code) != dims {
		return fmt.Errorf("vector: item %d has %d dimensions, want %d", item.ID, len(item.Code), dims)
	}
	if s := float64(item.Scale); math.IsNaN(s) || math.IsInf(s, 0) {
		return fmt.Errorf("vector: item %d has scale %v", item.ID, s)
	}
	return nil
}

// unit is a copy of query with length 1.
func unit(query []float32, dims int) ([]float32, error) {
	if len(query) != dims {
		return nil, fmt.Errorf("vector: query has %d dimensions, want %d", len(query), dims)
	}
	q := append([]float32(nil), query...)
	if !Normalise(q) {
		return nil, ErrQuery
	}
	return q, nil
}

// kept is how many matches for the k best are to be refined or kept as they
// are.
func kept(k int, exact Exact) int {
	if exact == nil {
		return k
	}
	return max(shortlist, k)
}

// refine replaces the scores of the shortlist by precise ones where exact has
// the vector, and returns the k best of found, which is sorted.
func refine(ctx context.Context, exact Exact, query []float32, found []Match, k int) ([]Match, error) {
	if exact != nil && len(found) > 0 {
		short := found[:min(shortlist, len(found))]
		ids := make([]int64, len(short))
		for i, m := range short {
			ids[i] = m.ID
		}
		precise, err := exact(ctx, ids)
		if err != nil {
			return nil, fmt.Errorf("vector: precise vectors: %w", err)
		}
		for i := range short {
			if v := precise[short[i].ID]; len(v) == len(query) {
				short[i].Score = cosine(query, v)
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sortMatches(found)
	return found[:min(k, len(found))], nil
}
