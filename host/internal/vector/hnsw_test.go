package vector

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"aibookmark/host/internal/vector/vectordata"
)

func TestHNSWFindsMost(t *testing.T) {
	vectors, queries := vectordata.Make(vectordata.Clustered, 1, 500, 32, 20)
	index := NewHNSW(32, exactOf(vectors))
	add(t, index, items(vectors))
	if got := recall(t, index, vectors, queries, 10, nil); got < 0.95 {
		t.Errorf("recall %.3f", got)
	}
	if got := index.Bytes() / 500; got < 32*4 {
		t.Errorf("%d bytes a vector", got)
	}
}

// What makes the library panic, and what the wrapper makes of it: anything in
// any order, with rebuilds on the way.
func TestHNSWChurn(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	pool, queries := vectordata.Make(vectordata.PowerLaw, 2, 300, 16, 5)
	index, model := NewHNSW(16, nil), map[int64]Item{}
	for range 12 {
		var batch []Item
		for range r.IntN(60) {
			item := itemOf(r.Int64N(200), pool[r.IntN(len(pool))])
			batch, model[item.ID] = append(batch, item), item
		}
		add(t, index, batch)
		var gone []int64
		for range r.IntN(40) {
			gone = append(gone, r.Int64N(200))
			delete(model, gone[len(gone)-1])
		}
		index.Delete(gone)
		index.rebuilds.Wait()
		if index.Len() != len(model) {
			t.Fatalf("%d vectors, want %d", index.Len(), len(model))
		}
		if g := index.graph; g.dead > deadFew && g.dead > len(g.nodes)/deadShare || len(g.nodes)-g.dead != len(model) {
			t.Fatalf("%d of %d nodes are dead, %d vectors", g.dead, len(g.nodes), len(model))
		}
		for _, q := range queries {
			want := modelSearch(model, q, 10)
			found := find(t, index, q, 10)
			if overlap(found, want) < 0.9 {
				t.Errorf("found %v\nwant %v", found, want)
			}
			for _, m := range found {
				if item, live := model[m.ID]; !live || item.Group != m.Group {
					t.Errorf("found %v, live %v", m, live)
				}
			}
		}
	}
}

func TestHNSWAllow(t *testing.T) {
	vectors, queries := vectordata.Make(vectordata.PowerLaw, 3, 500, 16, 10)
	index := NewHNSW(16, nil)
	add(t, index, items(vectors))
	for _, q := range queries {
		found, err := index.Search(t.Context(), q, 5, func(group int64) bool { return group%30 == 0 })
		if err != nil || len(found) != 5 {
			t.Errorf("found %v, %v", found, err)
		}
	}
}

func TestHNSWAtOnce(t *testing.T) {
	vectors, queries := vectordata.Make(vectordata.PowerLaw, 4, 350, 16, 3)
	index := NewHNSW(16, nil)
	add(t, index, items(vectors[:200]))
	var work sync.WaitGroup
	work.Go(func() {
		for i := 200; i < len(vectors); i += 50 {
			if err := index.Add(items(vectors[:i+50])[i:]); err != nil {
				t.Error(err)
			}
			index.Delete(idsOfItems(items(vectors[:i])[i-150 : i-50]))
		}
	})
	for _, q := range queries {
		work.Go(func() {
			for range 20 {
				if found, err := index.Search(t.Context(), q, 10, nil); err != nil || len(found) != 10 {
					t.Errorf("found %d, %v", len(found), err)
				}
			}
		})
	}
	work.Wait()
	index.rebuilds.Wait()
}

// A panic of the library comes out as an error, and stays.
func TestHNSWBreaks(t *testing.T) {
	vectors, queries := vectordata.Make(vectordata.PowerLaw, 5, 150, 8, 1)
	panics := func(a, b []float32) float32 { panic("out of range") }
	for name, breakIt := range map[string]func(*HNSW) error{
		"add": func(h *HNSW) error { return h.Add(items(vectors[:50])) },
		"search": func(h *HNSW) error {
			_, err := h.Search(t.Context(), queries[0], 3, nil)
			return err
		},
	} {
		index := NewHNSW(8, nil)
		add(t, index, items(vectors))
		index.graph.links.Distance = panics
		if err := breakIt(index); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
		if err := index.Add(items(vectors[:1])); !errors.Is(err, ErrBroken) {
			t.Errorf("add after %s broke: %v", name, err)
		}
		if _, err := index.Search(t.Context(), queries[0], 3, nil); !errors.Is(err, ErrBroken) {
			t.Errorf("search after %s broke: %v", name, err)
		}
		index.Delete([]int64{1, 2, 3})
	}
}
