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
	m := &Model{docs: a.rows, dims: len(f.singular), terms: v.terms}
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

// quantise makes the terms' rows of V into a byte an element, the scale of a
// row holding the term's idf. Each row has a scale of its own, and errors of
// the many terms of a text cancel out: vectors come within a cosine of 0.999
// of the exact ones, at a quarter of the size of float32.
//
// No axis is weighed again. A page's terms times V give its row of U·S, in
// which its widest subjects weigh most as it is; multiplying that by S^0.5 or
// S^-0.5 finds no more (measured with 161 questions to 1,257 pages), nor does
// dropping the first axes.
func (m *Model) quantise(f factors, idf []float64) {
	m.scales = make([]float32, len(idf))
	m.codes = make([]byte, len(idf)*m.dims)
	for i, weight := range idf {
		row := f.terms[i*m.dims:][:m.dims]
		var most float32
		for _, x := range row {
			most = max(most, x, -x)
		}
		if most == 0 {
			continue
		}
		for j, x := range row {
			m.codes[i*m.dims+j] = byte(int8(math.Round(float64(x) / float64(most) * math.MaxInt8)))
		}
		m.scales[i] = float32(weight * float64(most) / math.MaxInt8)
	}
}
