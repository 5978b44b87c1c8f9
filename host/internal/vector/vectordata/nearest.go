package vectordata

import (
	"cmp"
	"slices"
)

// Nearest returns the places of the k vectors with the largest dot product
// with query, best first, ties by place: the truth, by looking at all of them.
func Nearest(vectors [][]float32, query []float32, k int) []int {
	type scored struct {
		at    int
		score float32
	}
	var top []scored
	for at, v := range vectors {
		score := dot(query, v)
		if len(top) == k && score <= top[k-1].score {
			continue
		}
		i, _ := slices.BinarySearchFunc(top, score, func(s scored, score float32) int {
			if s.score >= score {
				return -1
			}
			return 1
		})
		top = slices.Insert(top, i, scored{at, score})[:min(k, len(top)+1)]
	}
	slices.SortStableFunc(top, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	out := make([]int, len(top))
	for i, s := range top {
		out[i] = s.at
	}
	return out
}

func dot(x, y []float32) float32 {
	var a, b, c, d float32
	for len(x) >= 4 && len(y) >= 4 {
		a += x[0] * y[0]
		b += x[1] * y[1]
		c += x[2] * y[2]
		d += x[3] * y[3]
		x, y = x[4:], y[4:]
	}
	for i := range min(len(x), len(y)) {
		a += x[i] * y[i]
	}
	return a + b + (c + d)
}
