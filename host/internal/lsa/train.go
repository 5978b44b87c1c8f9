package lsa

import (
	"context"
	"fmt"
	"math"
)

// Train learns a model. docs is iterated at most twice and yields the terms of
// one page each; the slice is only valid during the yield, and what yield
// returns says whether to go on. The pages may change between the two
// readings. Deterministic: the same pages in the same order give the same
// model on the same kind of processor.
//
// Errors are ErrTooSmall, those of docs, and those of ctx, which is asked
// every few milliseconds, except while the dense parts are decomposed (about a
// second at 10,000 pages).
func Train(ctx context.Context, docs func(yield func(terms []string) bool) error, o Options) (*Model, error) {
	a, v, err := read(ctx, docs)
	if err != nil {
		return nil, err
	}
	if a.rows < MinDocs {
		return nil, fmt.Errorf("%w: %d with terms in common, at least %d", ErrTooSmall, a.rows, MinDocs)
	}
	dims := o.Dims
	if dims <= 0 {
		dims = min(defaultDims, a.rows/docsPerDim)
	}
	f, err := factor(ctx, a, min(dims, maxDims))
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	m := &Model{docs: a.rows, dims: len(f.singular), terms: v.terms, index: v.index}
	m.quantise(f, v.idf)
	m.digest = digestOf(m.encode())
	return m, nil
}

// read makes the matrix and its vocabulary.
func read(ctx context.Context, docs docsFunc) (*matrix, vocabulary, error) {
	c, err := countTerms(ctx, docs)
	if err != nil {
		return nil, vocabulary{}, fmt.Errorf("count terms: %w", err)
	}
	v := c.choose()
	a, err := readMatrix(ctx, docs, v)
	if err != nil {
		return nil, v, fmt.Errorf("read pages: %w", err)
	}
	return a, v, nil
}

// quantise makes the terms' rows of V, weighed by idf and by what the axes
// count, into a byte an element. Each row has a scale of its own, and errors
// of the many terms of a text cancel out: vectors come within a cosine of
// 0.999 of the exact ones, at a quarter of the size of float32.
func (m *Model) quantise(f factors, idf []float64) {
	m.scales = make([]float32, len(idf))
	m.codes = make([]int8, len(idf)*m.dims)
	row := make([]float64, m.dims)
	for i, weight := range idf {
		most := 0.0
		for j := range row {
			row[j] = float64(f.terms[i*m.dims+j]) * axisWeight(f.singular[j])
			most = max(most, math.Abs(row[j]))
		}
		if most == 0 {
			continue
		}
		for j, x := range row {
			m.codes[i*m.dims+j] = int8(math.Round(x / most * math.MaxInt8))
		}
		m.scales[i] = float32(weight * most / math.MaxInt8)
	}
}

// axisWeight is what an axis counts. A text's terms times V gives coordinates
// on the scale of U·S, in which the few largest axes (what a page is about in
// the widest sense) drown the rest.
func axisWeight(singular float64) float64 { return 1 }
