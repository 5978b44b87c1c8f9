package lsa

// factor.go: the truncated singular value decomposition, by the randomised
// range finder with power iterations of Halko, Martinsson and Tropp, "Finding
// structure with randomness", SIAM Review 53(2), 2011, algorithms 4.4 and 5.1.

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

const (
	// oversampling is how many columns more than asked for the range finder
	// carries; the paper recommends 5 to 20.
	oversampling = 20
	// iterations of A·Aᵀ. The spectrum of a text collection falls slowly, so
	// that without any the range found is poor. After one it explains within
	// some percent of what is possible, and pages are found as well as after
	// two, which take half as long again.
	iterations = 1
	// seed makes training repeatable. Any will do.
	seed = 1990
	// leastSingular, relative to the largest singular value: below, an axis is
	// rounding: the squares are what is computed, from products in single
	// precision.
	leastSingular = 1e-3
)

// factors are the leading right singular vectors of a matrix and its singular
// values, descending.
type factors struct {
	singular []float64
	// terms has a row for each column of the matrix: element (i, j) of V is
	// terms[i·dims+j], dims = len(singular).
	terms []float32
}

// factor decomposes a, to at most dims dimensions.
func factor(ctx context.Context, a *matrix, dims int) (factors, error) {
	width := min(dims+oversampling, a.rows, a.cols)
	q, err := rangeOf(ctx, a, width)
	if err != nil {
		return factors{}, err
	}
	left, singular, err := leftVectors(ctx, a, q, dims)
	if err != nil {
		return factors{}, err
	}
	terms, err := rightVectors(ctx, a, left, singular)
	return factors{singular: singular, terms: terms}, err
}

// rangeOf gives an orthonormal basis, a column each, of a space that nearly
// holds the leading left singular vectors of a.
func rangeOf(ctx context.Context, a *matrix, width int) (blas64.General, error) {
	y := newDense(a.rows, width)
	err := a.eachBlock(width, func(b *block) error {
		// A generator a block: the numbers do not depend on who takes which.
		random := rand.New(rand.NewPCG(seed, uint64(b.from)))
		for i := range b.terms {
			b.terms[i] = float32(random.NormFloat64())
		}
		defer b.store(y)
		return a.times(ctx, b.pages, b.terms, b.width)
	})
	for range iterations {
		if err != nil {
			return y, err
		}
		orthonormalise(y)
		err = a.iterate(ctx, y)
	}
	if err != nil {
		return y, err
	}
	orthonormalise(y)
	return y, ctx.Err()
}

func newDense(rows, cols int) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float64, rows*cols)}
}

// iterate replaces y by A·Aᵀ·y.
func (m *matrix) iterate(ctx context.Context, y blas64.General) error {
	return m.eachBlock(y.Cols, func(b *block) error {
		b.load(y)
		defer b.store(y)
		if err := m.timesTransposed(ctx, b.terms, b.pages, b.width); err != nil {
			return err
		}
		return m.times(ctx, b.pages, b.terms, b.width)
	})
}

// orthonormalise replaces the columns of y, which has at least as many rows,
// by an orthonormal basis of the space they span: Householder's QR, which
// stays orthonormal when columns depend on each other. LAPACK's routines work
// in place; mat.QR would make a square matrix of all pages.
func orthonormalise(y blas64.General) {
	tau := make([]float64, y.Cols)
	size := make([]float64, 1)
	lapack64.Geqrf(y, tau, size, -1)
	work := make([]float64, int(size[0]))
	lapack64.Geqrf(y, tau, work, len(work))
	lapack64.Orgqr(y, tau, size, -1)
	if n := int(size[0]); n > len(work) {
		work = make([]float64, n)
	}
	lapack64.Orgqr(y, tau, work, len(work))
}

// leftVectors gives the leading left singular vectors of a within the space of
// q, and the singular values. With B = Qᵀ·A, the eigenvectors W of B·Bᵀ give
// U = Q·W; B itself, as wide as the vocabulary, is never made.
func leftVectors(ctx context.Context, a *matrix, q blas64.General, dims int) (blas64.General, []float64, error) {
	y := blas64.General{Rows: q.Rows, Cols: q.Cols, Stride: q.Stride, Data: append([]float64(nil), q.Data...)}
	if err := a.iterate(ctx, y); err != nil {
		return y, nil, err
	}
	small := newDense(q.Cols, q.Cols)
	blas64.Gemm(blas.Trans, blas.NoTrans, 1, q, y, 0, small)
	var eigen mat.EigenSym
	if !eigen.Factorize(mat.NewSymDense(q.Cols, symmetrised(small)), true) {
		return y, nil, errors.New("lsa: the decomposition did not converge")
	}
	squares := eigen.Values(nil) // ascending
	last := len(squares) - 1
	var singular []float64
	for i := last; i >= 0 && len(singular) < dims; i-- {
		if squares[i] <= leastSingular*leastSingular*squares[last] {
			break
		}
		singular = append(singular, math.Sqrt(squares[i]))
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	w := newDense(q.Cols, len(singular))
	for i := range w.Rows {
		for j := range w.Cols {
			w.Data[i*w.Stride+j] = vectors.At(i, last-j)
		}
	}
	left := blas64.General{Rows: q.Rows, Cols: w.Cols, Stride: w.Cols, Data: y.Data[:q.Rows*w.Cols]}
	blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, q, w, 0, left)
	return left, singular, ctx.Err()
}

// symmetrised is the mean of a square matrix and its transpose: it is
// symmetric but for rounding.
func symmetrised(d blas64.General) []float64 {
	for i := range d.Rows {
		for j := range i {
			mean := (d.Data[i*d.Stride+j] + d.Data[j*d.Stride+i]) / 2
			d.Data[i*d.Stride+j], d.Data[j*d.Stride+i] = mean, mean
		}
	}
	return d.Data
}

// rightVectors computes V = Aᵀ·U·S⁻¹.
func rightVectors(ctx context.Context, a *matrix, left blas64.General, singular []float64) ([]float32, error) {
	dims := len(singular)
	terms := make([]float32, a.cols*dims)
	err := a.eachBlock(dims, func(b *block) error {
		b.load(left)
		if err := a.timesTransposed(ctx, b.terms, b.pages, b.width); err != nil {
			return err
		}
		for i := range a.cols {
			for j, x := range b.terms[i*b.width:][:b.width] {
				terms[i*dims+b.from+j] = x / float32(singular[b.from+j])
			}
		}
		return nil
	})
	return terms, err
}
