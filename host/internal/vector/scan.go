package vector

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
)

// Scan is the index that looks at every vector, in three stages: a sketch of
// all, with one bit a dimension, the codes of the most alike of those, and
// the precise vectors of the best of these, from Exact. What the first stage
// passes on is everything up to 4,000 vectors, and so many of more that the
// nearest ten are among them in 99 of 100 cases (see candidates).
//
// Searches never wait, neither for each other nor for Add and Delete: they
// read a generation that nobody changes. Add and Delete make the next one,
// one at a time.
type Scan struct {
	dims  int
	exact Exact

	writing sync.Mutex // held by Add and Delete; guards slots
	slots   slots
	current atomic.Pointer[generation]

	ranks sync.Pool // of *[]uint16, for the first stage
}

var _ Index = (*Scan)(nil)

// NewScan makes an empty Scan. Without exact the last stage is left out and
// scores are those of the codes.
func NewScan(dims int, exact Exact) *Scan {
	if dims <= 0 {
		panic(fmt.Sprintf("vector: %d dimensions", dims))
	}
	s := &Scan{dims: dims, exact: exact}
	s.current.Store(&generation{dims: dims})
	return s
}

// A Scan is compacted when more than a fifth of it is dead, but not for a few.
const (
	deadShare = 5
	deadFew   = 64
)

// Add is of Index. It takes 2 to 5 µs a vector, all told.
func (s *Scan) Add(items []Item) error {
	if err := check(items, s.dims); err != nil {
		return err
	}
	if len(items) == 0 {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	g := s.current.Load()
	if g.used+len(items) > math.MaxInt32 {
		return fmt.Errorf("vector: too many vectors: %d", g.used+len(items))
	}
	next := g.successor()
	for _, item := range items {
		s.insert(next, item)
	}
	next.sketch(g.used)
	s.publish(next)
	return nil
}

// Fill adds every item that each gives to its add: as one Add of them all,
// which sketches each once, without holding them all. Codes may be used again
// after add. What came before an error stays. Add, Delete and Bytes wait for
// its end.
func (s *Scan) Fill(each func(add func(Item) error) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	g := s.current.Load()
	next := g.successor()
	err := each(func(item Item) error {
		if err := checkOne(item, s.dims); err != nil {
			return err
		}
		if next.used == math.MaxInt32 {
			return fmt.Errorf("vector: too many vectors: %d", next.used)
		}
		s.insert(next, item)
		return nil
	})
	next.sketch(g.used)
	s.publish(next)
	return err
}

// insert adds an item to a generation that is not published yet, in the place
// of one with its ID.
func (s *Scan) insert(next *generation, item Item) {
	old, replaces := s.slots.find(item.ID, next.blocks)
	slot := next.add(item)
	s.slots.put(item.ID, slot, next.blocks)
	if replaces && !next.isDead(old) {
		next.kill(old)
	}
}

// Delete is of Index. One call in many compacts what is left, which takes
// some 100 ms for 100,000 vectors; searches do not wait for that.
func (s *Scan) Delete(ids []int64) {
	s.writing.Lock()
	defer s.writing.Unlock()
	next := s.current.Load().successor()
	before := next.deadCount
	for _, id := range ids {
		if slot, ok := s.slots.find(id, next.blocks); ok && !next.isDead(slot) {
			next.kill(slot)
		}
	}
	if next.deadCount > before {
		s.publish(next)
	}
}

// publish makes g the one that searches see, compacted when that is due.
func (s *Scan) publish(g *generation) {
	s.current.Store(g)
	if g.deadCount > deadFew && g.deadCount > g.used/deadShare {
		// What was deleted is gone at once; it is only the room that waits.
		next, table := g.compacted()
		s.slots = table
		s.current.Store(next)
	}
}

// Search is of Index.
func (s *Scan) Search(ctx context.Context, query []float32, k int, allow func(group int64) bool) ([]Match, error) {
	return s.search(ctx, query, k, allow, candidates)
}

// Len is of Index.
func (s *Scan) Len() int { return s.current.Load().live() }

// Dims is of Index.
func (s *Scan) Dims() int { return s.dims }

// Bytes is of Index.
func (s *Scan) Bytes() int64 {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.current.Load().bytes() + int64(4*len(s.slots.table))
}

// Exhaustive is the same vectors, searched without the first stage: some ten
// times slower, and found is what there is to find. It is the truth that
// Recall compares with, at no memory of its own.
func (s *Scan) Exhaustive() Index { return exhaustive{s} }

type exhaustive struct{ *Scan }

func (e exhaustive) Search(ctx context.Context, query []float32, k int, allow func(group int64) bool) ([]Match, error) {
	return e.search(ctx, query, k, allow, func(n int) int { return n })
}
