package vector

import (
	"fmt"
	"slices"
	"testing"

	"aibookmark/host/internal/vector/vectordata"
)

var benchSizes = []struct{ n, dims int }{{10_000, 384}, {100_000, 384}, {100_000, 768}}

func BenchmarkScanSearch(b *testing.B) {
	for _, size := range benchSizes {
		vectors, queries := vectordata.Make(vectordata.PowerLaw, 1, size.n, size.dims, 64)
		scan := NewScan(size.dims, exactOf(vectors))
		add(b, scan, items(vectors))
		for name, allow := range map[string]func(int64) bool{"all": nil, "a tenth": func(g int64) bool { return g%10 == 0 }} {
			b.Run(fmt.Sprintf("%dx%d/%s", size.n, size.dims, name), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					if _, err := scan.Search(b.Context(), queries[i%len(queries)], 10, allow); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkScanAdd(b *testing.B) {
	const n = 100_000
	all := items(vectorsFor(n, 384))
	for _, batch := range []int{100, 1000, n} {
		b.Run(fmt.Sprintf("%d in batches of %d", n, batch), func(b *testing.B) {
			for b.Loop() {
				scan := NewScan(384, nil)
				for part := range slices.Chunk(all, batch) {
					add(b, scan, part)
				}
			}
		})
	}
}

func BenchmarkScanDelete(b *testing.B) {
	const n = 100_000
	all := items(vectorsFor(n, 384))
	ids := idsOfItems(all)[:n/4]
	for b.Loop() {
		b.StopTimer()
		scan := NewScan(384, nil)
		add(b, scan, all)
		b.StartTimer()
		for part := range slices.Chunk(ids, 100) {
			scan.Delete(part)
		}
	}
}

func BenchmarkQuantise(b *testing.B) {
	v := vectorsFor(1, 384)[0]
	for b.Loop() {
		Quantise(v)
	}
}

func BenchmarkFromFloat16(b *testing.B) {
	half := Float16(vectorsFor(1, 384)[0])
	for b.Loop() {
		FromFloat16(half)
	}
}

func vectorsFor(n, dims int) [][]float32 {
	vectors, _ := vectordata.Make(vectordata.PowerLaw, 1, n, dims, 0)
	return vectors
}
