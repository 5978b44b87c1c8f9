package lsa

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// randomMatrix is sparse, with singular values that fall like those of texts.
func randomMatrix(rows, cols int) *matrix {
	random := rand.New(rand.NewPCG(3, 5))
	m := &matrix{cols: cols, starts: []int{0}}
	for i := range rows {
		var row []entry
		for j := range cols {
			if random.IntN(12) == 0 || j%9 == i%9 && random.IntN(2) == 0 {
				row = append(row, entry{int32(j), 1 + 3*random.Float64()})
			}
		}
		m.add(row)
	}
	return m
}

func (m *matrix) dense() *mat.Dense {
	d := mat.NewDense(m.rows, m.cols, nil)
	for i := range m.rows {
		for k := m.starts[i]; k < m.starts[i+1]; k++ {
			d.Set(i, int(m.columns[k]), float64(m.values[k]))
		}
	}
	return d
}

// Against the full decomposition: what is left out must not be much more than
// the least that can be, which is Eckart and Young's bound.
func TestFactorAgainstFullDecomposition(t *testing.T) {
	for _, size := range []struct{ rows, cols, dims int }{{150, 220, 30}, {260, 90, 60}, {70, 400, 65}, {120, 130, 1}} {
		a := randomMatrix(size.rows, size.cols)
		f, err := factor(t.Context(), a, size.dims)
		if err != nil {
			t.Fatal(err)
		}
		var svd mat.SVD
		if !svd.Factorize(a.dense(), mat.SVDNone) {
			t.Fatal("no decomposition to compare with")
		}
		exact := svd.Values(nil)
		var got, best float64
		for i, s := range f.singular {
			got += s * s
			best += exact[i] * exact[i]
			if s > exact[i]*(1+1e-6) {
				t.Errorf("%v: singular value %d is %v, more than %v", size, i, s, exact[i])
			}
		}
		if math.Abs(f.singular[0]/exact[0]-1) > 0.005 {
			t.Errorf("%v: first singular value %v, want %v", size, f.singular[0], exact[0])
		}
		if len(f.singular) != size.dims || got < 0.96*best {
			t.Errorf("%v: %d axes explain %.4f of what is possible", size, len(f.singular), got/best)
		}
		if worst := distanceFromIdentity(f, a.cols); worst > 1e-5 {
			t.Errorf("%v: the vectors are %v away from orthonormal", size, worst)
		}
	}
}

// distanceFromIdentity is the largest element of VᵀV - I.
func distanceFromIdentity(f factors, rows int) (worst float64) {
	dims := len(f.singular)
	for i := range dims {
		for j := range i + 1 {
			sum := 0.0
			for r := range rows {
				sum += float64(f.terms[r*dims+i]) * float64(f.terms[r*dims+j])
			}
			if i == j {
				sum--
			}
			worst = max(worst, math.Abs(sum))
		}
	}
	return worst
}

// The vectors are singular vectors, as near as one power iteration comes:
// |A·v| = s.
func TestFactorGivesSingularVectors(t *testing.T) {
	a := randomMatrix(200, 150)
	f, err := factor(t.Context(), a, 20)
	if err != nil {
		t.Fatal(err)
	}
	d := a.dense()
	for j, s := range f.singular {
		v := mat.NewVecDense(a.cols, nil)
		for i := range a.cols {
			v.SetVec(i, float64(f.terms[i*len(f.singular)+j]))
		}
		var av mat.VecDense
		av.MulVec(d, v)
		if n := mat.Norm(&av, 2); math.Abs(n/s-1) > 0.03 {
			t.Errorf("axis %d: |A·v| = %v, singular value %v", j, n, s)
		}
	}
}

func TestProducts(t *testing.T) {
	a := randomMatrix(90, 70)
	random := rand.New(rand.NewPCG(1, 1))
	y := newDense(a.rows, blockWidth+5) // not a whole number of blocks
	for i := range y.Data {
		y.Data[i] = random.NormFloat64()
	}
	var z, want mat.Dense
	d := a.dense()
	z.Mul(d.T(), mat.NewDense(y.Rows, y.Cols, slices.Clone(y.Data)))
	want.Mul(d, &z)
	if err := a.iterate(t.Context(), y); err != nil {
		t.Fatal(err)
	}
	if !mat.EqualApprox(&want, mat.NewDense(y.Rows, y.Cols, y.Data), 1e-4) {
		t.Error("A·Aᵀ·y differs")
	}
}

func TestOrthonormaliseDependentColumns(t *testing.T) {
	y := newDense(40, 6)
	for i := range y.Rows {
		for j := range y.Cols {
			y.Data[i*y.Stride+j] = float64(i%7) + float64(j%2)*float64(i)
		}
	}
	orthonormalise(y)
	d := mat.NewDense(y.Rows, y.Cols, y.Data)
	var gram mat.Dense
	gram.Mul(d.T(), d)
	for i := range y.Cols {
		for j := range y.Cols {
			want := 0.0
			if i == j {
				want = 1
			}
			if math.Abs(gram.At(i, j)-want) > 1e-12 {
				t.Fatalf("columns %d and %d: product %v", i, j, gram.At(i, j))
			}
		}
	}
}
