package main

import (
	"context"
	"runtime"
	"slices"
	"time"

	"github.com/coder/hnsw"

	"aibookmark/host/internal/vector"
	"aibookmark/host/internal/vector/vectordata"
)

// scan measures Scan as it is after a start, then with a third of its vectors
// deleted.
func (m *measurement) scan(ctx context.Context, w *workload) error {
	r := w.result("scan")
	scan := vector.NewScan(w.dims, w.exact)
	var err error
	w.build(&r, func() {
		for part := range slices.Chunk(w.items, 1000) { // as the store reads them
			if err == nil {
				err = scan.Add(part)
			}
		}
	})
	if err != nil {
		return err
	}
	if err := w.ask(&r, w.truth, func(q []float32) ([]int64, error) { return ids(scan.Search(ctx, q, k, nil)) }); err != nil {
		return err
	}
	if err := m.report(r); err != nil || w.n > 100_000 {
		return err
	}
	r = w.result("scan, a third deleted")
	start := time.Now()
	var gone []int64
	for i := 0; i < w.n; i += 3 {
		gone = append(gone, int64(i+1))
	}
	for part := range slices.Chunk(gone, 1000) {
		scan.Delete(part)
	}
	r.Ready = time.Since(start).Seconds()
	r.MB = float64(scan.Bytes()) / 1e6
	left := w.nearest(func(at int) bool { return at%3 != 0 })
	if err := w.ask(&r, left, func(q []float32) ([]int64, error) { return ids(scan.Search(ctx, q, k, nil)) }); err != nil {
		return err
	}
	return m.report(r)
}

// graphs measures coder/hnsw: as it is, with its defaults, and as HNSW uses
// it; the latter not on random vectors.
func (m *measurement) graphs(ctx context.Context, w *workload) error {
	r := w.result("coder/hnsw 0.6.1")
	var plain *hnsw.Graph[int64]
	w.build(&r, func() {
		plain = hnsw.NewGraph[int64]()
		for i, v := range w.vectors {
			plain.Add(hnsw.MakeNode(int64(i+1), slices.Clone(v)))
		}
	})
	err := w.ask(&r, w.truth, func(q []float32) (found []int64, err error) {
		for _, n := range plain.Search(q, k) {
			found = append(found, n.Key)
		}
		return found, nil
	})
	if err != nil {
		return err
	}
	if err := m.report(r); err != nil {
		return err
	}
	if w.kind == vectordata.Random {
		return nil // half a minute for a tenth of recall
	}
	r = w.result("  same, M 64, 400 fetched")
	index := vector.NewHNSW(w.dims, w.exact)
	plain = nil
	w.build(&r, func() { err = index.Add(w.items) })
	if err != nil {
		return err
	}
	if err := w.ask(&r, w.truth, func(q []float32) ([]int64, error) { return ids(index.Search(ctx, q, k, nil)) }); err != nil {
		return err
	}
	return m.report(r)
}

func ids(found []vector.Match, err error) ([]int64, error) {
	out := make([]int64, len(found))
	for i, m := range found {
		out[i] = m.ID
	}
	return out, err
}

// heap is the bytes in use once all garbage is gone.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc)
}
