package vector

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// HNSW is an index over the graph of github.com/coder/hnsw v0.6.1, used in
// the only way that library bears: vectors are added and nothing else. Its
// Delete leaves a graph that panics or returns what was deleted, replacing
// panics at once, and its search stops so early that EfSearch has no effect.
// So what is deleted or replaced is marked and left out of results, each
// search asks for far more than it needs, and when more than a fifth is dead
// a new graph is built beside the old one.
//
// A panic in the library is returned as an error and breaks the index for
// good: all later calls return ErrBroken. The caller falls back to a Scan.
//
// It is meant for a caller who has seen, with Recall on his own vectors, that
// it finds enough: on vectors without clusters it does not.
type HNSW struct {
	dims  int
	exact Exact

	mu     sync.RWMutex // guards all below, and what is dead
	graph  *graph
	byID   map[int64]*node // live ones
	broken error
	// rebuilding: a goroutine builds the next graph.
	rebuilding bool
	rebuilds   sync.WaitGroup // for tests
}

var _ Index = (*HNSW)(nil)

// ErrBroken is returned once the graph has panicked.
var ErrBroken = errors.New("vector: the graph is broken")

// Settings that did best of those that a library of passages can afford: 3.3
// KB beside the vector and some 2 ms for each. How much is found is a matter
// of the data: of the nearest ten among 10,000, a half to two thirds on what
// package vectordata makes, 98 % on some clustered vectors.
const (
	graphNeighbours = 64
	graphEffort     = 200
	overFetch       = 400
)

// node is one vector; graphs share it.
type node struct {
	id, group int64
	vector    []float32
	dead      bool
}

// NewHNSW makes an empty HNSW. exact may be nil.
func NewHNSW(dims int, exact Exact) *HNSW {
	if dims <= 0 {
		panic(fmt.Sprintf("vector: %d dimensions", dims))
	}
	return &HNSW{dims: dims, exact: exact, graph: newGraph(), byID: map[int64]*node{}}
}

// Add is of Index. It takes milliseconds a vector; searches come between.
func (h *HNSW) Add(items []Item) error {
	if err := check(items, h.dims); err != nil {
		return err
	}
	for _, item := range items {
		n := &node{id: item.ID, group: item.Group, vector: make([]float32, h.dims)}
		for i, c := range item.Code {
			n.vector[i] = item.Scale * float32(c)
		}
		if err := h.add(n); err != nil {
			return err
		}
	}
	return nil
}

func (h *HNSW) add(n *node) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken != nil {
		return h.broken
	}
	h.kill(n.id)
	// A vector without direction is at distance NaN from everything, which
	// undoes the graph's order. Nothing is near it anyway.
	if norm(n.vector) == 0 {
		return nil
	}
	if err := h.graph.add(n); err != nil {
		h.broken = err
		return err
	}
	h.byID[n.id] = n
	h.rebuildIfDue()
	return nil
}

// Delete is of Index.
func (h *HNSW) Delete(ids []int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range ids {
		h.kill(id)
	}
	h.rebuildIfDue()
}

func (h *HNSW) kill(id int64) {
	if n := h.byID[id]; n != nil {
		n.dead = true
		h.graph.dead++
		delete(h.byID, id)
	}
}

// rebuildIfDue starts the building of a graph without the dead.
func (h *HNSW) rebuildIfDue() {
	g := h.graph
	if h.broken != nil || h.rebuilding || g.dead <= deadFew || g.dead <= len(g.nodes)/deadShare {
		return
	}
	h.rebuilding = true
	h.rebuilds.Go(h.rebuild)
}

// rebuild builds the next graph while the present one goes on answering and
// growing, and takes its place once it has caught up.
func (h *HNSW) rebuild() {
	next := newGraph()
	for seen := 0; ; {
		h.mu.Lock()
		fresh := h.graph.nodes[seen:]
		seen += len(fresh)
		var live []*node
		for _, n := range fresh {
			if !n.dead {
				live = append(live, n)
			}
		}
		if len(live) == 0 || h.broken != nil {
			h.replace(next)
			h.mu.Unlock()
			return
		}
		h.mu.Unlock()
		for _, n := range live {
			if err := next.add(n); err != nil {
				h.breakDown(err)
				return
			}
		}
	}
}

// replace puts the next graph in place. Nodes that died while it was built
// are in it.
func (h *HNSW) replace(next *graph) {
	h.rebuilding = false
	if h.broken != nil {
		return
	}
	for _, n := range next.nodes {
		if n.dead {
			next.dead++
		}
	}
	h.graph = next
	h.rebuildIfDue()
}

func (h *HNSW) breakDown(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rebuilding, h.broken = false, err
}

// Search is of Index. The walk through the graph, some milliseconds, cannot
// be cancelled.
func (h *HNSW) Search(ctx context.Context, query []float32, k int, allow func(group int64) bool) ([]Match, error) {
	q, err := unit(query, h.dims)
	if err != nil || k <= 0 {
		return nil, err
	}
	found, err := h.walk(ctx, q, kept(k, h.exact), k, allow)
	if err != nil {
		return nil, err
	}
	return refine(ctx, h.exact, q, found, k)
}

// walk returns the keep best of what the graph has near the query, by its
// code. It asks the graph for more until k are live and allowed.
func (h *HNSW) walk(ctx context.Context, query []float32, keep, k int, allow func(int64) bool) ([]Match, error) {
	// The graph reads itself only, so that searches go on side by side.
	for fetch := max(overFetch, 4*k); ; fetch *= 4 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found, all, err := h.near(query, fetch, keep, allow)
		if err != nil {
			h.breakDown(err)
			return nil, err
		}
		if len(found) >= k || all {
			return found, nil
		}
	}
}

// near asks the graph once. all: it has no more to give.
func (h *HNSW) near(query []float32, fetch, keep int, allow func(int64) bool) (found []Match, all bool, err error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.broken != nil {
		return nil, false, h.broken
	}
	fetch = min(fetch+h.graph.dead, len(h.graph.nodes))
	if fetch == 0 {
		return nil, true, nil
	}
	keys, err := h.graph.search(query, fetch)
	if err != nil {
		return nil, false, err
	}
	best := newBest(keep)
	for _, key := range keys {
		n := h.graph.nodes[key]
		if n.dead || allow != nil && !allow(n.group) {
			continue
		}
		if score := clamp(dot(query, n.vector)); best.wants(score) {
			best.show(Match{ID: n.id, Group: n.group, Score: score})
		}
	}
	sortMatches(best.heap)
	return best.heap, fetch == len(h.graph.nodes), nil
}

// Len is of Index.
func (h *HNSW) Len() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.byID)
}

// Dims is of Index.
func (h *HNSW) Dims() int { return h.dims }

// Bytes is of Index: the vectors, and what the library was measured to take
// for its maps of neighbours.
func (h *HNSW) Bytes() int64 {
	h.mu.RLock()
	defer h.mu.RUnlock()
	const linkBytes, nodeBytes = 52, 120
	return int64(len(h.graph.nodes)) * int64(4*h.dims+graphNeighbours*linkBytes+nodeBytes)
}
