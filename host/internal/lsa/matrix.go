package lsa

// matrix.go: the pages as a sparse matrix, and its products with dense ones.

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
)

const (
	// termsPerPage bounds the terms of a page that count, the most telling
	// staying: a book must not cost as much as a hundred articles, and its
	// hundred articles' worth of topics tie together what has nothing to do
	// with each other. Pages are found as well with 150 as with 2,000. With
	// maxRows it bounds the matrix, to 40 MB.
	termsPerPage = 256
	// maxRows bounds the pages that are learnt from; the first count. The model
	// knows what 20,000 pages teach, and more would need more memory.
	maxRows = 20_000
)

// matrix is a sparse matrix by rows (CSR): row i has values[k] in column
// columns[k] for starts[i] <= k < starts[i+1], columns ascending.
type matrix struct {
	rows, cols int
	starts     []int
	columns    []int32
	values     []float32
}

// readMatrix reads all pages a second time: a row of unit length for each that
// has terms of the vocabulary. Without the unit length long pages would be
// most of what is learnt.
func readMatrix(ctx context.Context, docs docsFunc, v vocabulary) (*matrix, error) {
	m := &matrix{cols: len(v.terms.hashes), starts: []int{0}}
	var row []entry
	var ids []int32
	err := docs(func(terms []string) bool {
		ids = ids[:0]
		for _, t := range terms {
			if id, ok := v.terms.find(hash(t)); ok {
				ids = append(ids, id)
			}
		}
		row = weighed(row[:0], ids, v.idf)
		m.add(row)
		return ctx.Err() == nil && m.rows < maxRows
	})
	return m, cmp.Or(ctx.Err(), err)
}

// entry is a weight in a row.
type entry struct {
	column int32
	weight float64
}

// weighed appends the tf-idf weights of the terms of a page to row. It sorts
// ids.
func weighed(row []entry, ids []int32, idf []float64) []entry {
	slices.Sort(ids)
	for len(ids) > 0 {
		n := 1
		for n < len(ids) && ids[n] == ids[0] {
			n++
		}
		row = append(row, entry{ids[0], frequencyWeight(n) * idf[ids[0]]})
		ids = ids[n:]
	}
	if len(row) > termsPerPage {
		slices.SortFunc(row, func(a, b entry) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.column, b.column))
		})
		row = row[:termsPerPage]
		slices.SortFunc(row, func(a, b entry) int { return cmp.Compare(a.column, b.column) })
	}
	return row
}

// add appends a row, scaled to unit length; none for an empty one.
func (m *matrix) add(row []entry) {
	var sum float64
	for _, e := range row {
		sum += e.weight * e.weight
	}
	if sum == 0 {
		return
	}
	f := 1 / math.Sqrt(sum)
	for _, e := range row {
		m.columns = append(m.columns, e.column)
		m.values = append(m.values, float32(e.weight*f))
	}
	m.starts = append(m.starts, len(m.columns))
	m.rows++
}

const (
	// blockWidth is how many columns of a dense matrix are multiplied at a
	// time: a block of the tall side is 50,000 x 64 numbers, 13 MB, and no
	// product ever needs all columns of it at once.
	blockWidth = 64
	// mostWorkers are how many blocks are under way at most; the machine may be
	// a laptop that does something else.
	mostWorkers = 2
	// rowsPerCheck is how many rows pass before the context is asked again:
	// some milliseconds.
	rowsPerCheck = 1024
)

// times computes y = A·z for blocks of w columns, stored by rows.
func (m *matrix) times(ctx context.Context, y, z []float32, w int) error {
	for i := range m.rows {
		if i%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		out := y[i*w:][:w]
		clear(out)
		for k := m.starts[i]; k < m.starts[i+1]; k++ {
			axpy(m.values[k], z[int(m.columns[k])*w:][:w], out)
		}
	}
	return nil
}

// timesTransposed computes z = Aᵀ·y for blocks of w columns.
func (m *matrix) timesTransposed(ctx context.Context, z, y []float32, w int) error {
	clear(z)
	for i := range m.rows {
		if i%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		in := y[i*w:][:w]
		for k := m.starts[i]; k < m.starts[i+1]; k++ {
			axpy(m.values[k], in, z[int(m.columns[k])*w:][:w])
		}
	}
	return nil
}

// axpy adds a·x to y.
func axpy(a float32, x, y []float32) {
	n := len(x)
	blas32.Axpy(a, blas32.Vector{N: n, Inc: 1, Data: x}, blas32.Vector{N: n, Inc: 1, Data: y})
}

// block is some columns of a dense matrix with a row for each page, and room
// for as many with a row for each term.
type block struct {
	from, width  int // columns [from, from+width)
	pages, terms []float32
}

// load copies the block's columns of d into pages; store copies them back.
func (b *block) load(d blas64.General) {
	for i := range d.Rows {
		for j, x := range d.Data[i*d.Stride+b.from:][:b.width] {
			b.pages[i*b.width+j] = float32(x)
		}
	}
}

func (b *block) store(d blas64.General) {
	for i := range d.Rows {
		for j, x := range b.pages[i*b.width:][:b.width] {
			d.Data[i*d.Stride+b.from+j] = float64(x)
		}
	}
}

// eachBlock calls do for the blocks of cols columns, several at a time, until
// one fails. Blocks do not depend on each other, so neither does the outcome
// on their order.
func (m *matrix) eachBlock(cols int, do func(*block) error) error {
	var next atomic.Int64
	// One processor is left to who asks meanwhile: shared, each question waits
	// for the scheduler's time slices, 10 ms each.
	workers := max(1, min(mostWorkers, runtime.GOMAXPROCS(0)-1))
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Go(func() {
			pages, terms := make([]float32, m.rows*blockWidth), make([]float32, m.cols*blockWidth)
			for errs[worker] == nil {
				from := int(next.Add(1)-1) * blockWidth
				if from >= cols {
					return
				}
				w := min(blockWidth, cols-from)
				errs[worker] = do(&block{from: from, width: w, pages: pages[:m.rows*w], terms: terms[:m.cols*w]})
			}
		})
	}
	wait.Wait()
	return cmp.Or(errs...)
}
