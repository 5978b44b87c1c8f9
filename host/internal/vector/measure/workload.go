package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"aibookmark/host/internal/vector"
	"aibookmark/host/internal/vector/vectordata"
)

// k is how many are searched for.
const k = 10

// workload is one set of vectors with all that the engines need of it. The
// id of a vector is its place, from 1.
type workload struct {
	kind             vectordata.Kind
	n, dims          int
	vectors, queries [][]float32
	items            []vector.Item
	halves           [][]byte // the precise vectors, as they are stored
	truth            [][]int64
}

func newWorkload(kind vectordata.Kind, seed uint64, s size) *workload {
	w := &workload{kind: kind, n: s.n, dims: s.dims, items: make([]vector.Item, s.n), halves: make([][]byte, s.n)}
	w.vectors, w.queries = vectordata.Make(kind, seed, s.n, s.dims, s.queries)
	inHalves(s.n, func(from, to int) {
		for i := from; i < to; i++ {
			code, scale := vector.Quantise(w.vectors[i])
			w.items[i] = vector.Item{ID: int64(i + 1), Group: int64(i/10 + 1), Scale: scale, Code: code}
			w.halves[i] = vector.Float16(w.vectors[i])
		}
	})
	return w
}

func (w *workload) result(engine string) Result {
	return Result{Engine: engine, Data: w.kind, N: w.n, Dims: w.dims}
}

// exact is what the store does, without the disk.
func (w *workload) exact(_ context.Context, ids []int64) (map[int64][]float32, error) {
	out := make(map[int64][]float32, len(ids))
	for _, id := range ids {
		out[id] = vector.FromFloat16(w.halves[id-1])
	}
	return out, nil
}

func (w *workload) findTruth() { w.truth = w.nearest(nil) }

// nearest is the truth for every query, among the vectors that are left.
func (w *workload) nearest(left func(at int) bool) [][]int64 {
	vectors, at := w.vectors, []int(nil)
	if left != nil {
		vectors = nil
		for i, v := range w.vectors {
			if left(i) {
				vectors, at = append(vectors, v), append(at, i)
			}
		}
	}
	truth := make([][]int64, len(w.queries))
	inHalves(len(w.queries), func(from, to int) {
		for i := from; i < to; i++ {
			for _, place := range vectordata.Nearest(vectors, w.queries[i], k) {
				if at != nil {
					place = at[place]
				}
				truth[i] = append(truth[i], int64(place+1))
			}
		}
	})
	return truth
}

// build times the building of an engine and weighs it.
func (w *workload) build(r *Result, build func()) {
	before := heap()
	start := time.Now()
	build()
	r.Ready = time.Since(start).Seconds()
	r.MB = (heap() - before) / 1e6
}

// ask asks every query, thrice for the times.
func (w *workload) ask(r *Result, truth [][]int64, search func(query []float32) ([]int64, error)) error {
	var times []float64
	found := 0
	for range 3 {
		for i, q := range w.queries {
			start := time.Now()
			ids, err := search(q)
			if err != nil {
				return err
			}
			times = append(times, float64(time.Since(start).Microseconds())/1000)
			found += common(ids, truth[i])
		}
	}
	r.Recall = float64(found) / float64(3*k*len(w.queries))
	r.P50, r.P95 = quantile(times, 0.5), quantile(times, 0.95)
	return nil
}

func common(a, b []int64) (n int) {
	for _, id := range a {
		if slices.Contains(b, id) {
			n++
		}
	}
	return n
}

func quantile(of []float64, q float64) float64 {
	slices.Sort(of)
	return of[min(len(of)-1, int(q*float64(len(of))))]
}

// inHalves works on 0 to n-1 in two goroutines.
func inHalves(n int, f func(from, to int)) {
	var second sync.WaitGroup
	second.Go(func() { f(n/2, n) })
	f(0, n/2)
	second.Wait()
}
