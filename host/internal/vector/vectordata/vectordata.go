// Package vectordata makes unit vectors that nobody embedded, with the shapes
// that matter to a nearest-neighbour index, for its tests and benchmarks. The
// same arguments always give the same vectors.
package vectordata

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Kind is a shape of data.
type Kind string

// The kinds, from the easiest to the hardest for a quantised index.
const (
	// Clustered: 2,000 clusters of very different sizes, each thin: most of
	// what varies within one is in few directions.
	Clustered Kind = "clustered"
	// PowerLaw: one cloud without clusters whose variance falls as 1/k over
	// its directions, off the origin, as embeddings of text are.
	PowerLaw Kind = "power-law"
	// Random: no structure at all. Nothing is near anything; no embedding is
	// like that.
	Random Kind = "random"
)

// Kinds are all of them.
var Kinds = []Kind{Clustered, PowerLaw, Random}

// Make makes n vectors of a kind and as many queries as wanted: further
// vectors of the same distribution, in none of the n.
func Make(kind Kind, seed uint64, n, dims, queries int) (vectors, asked [][]float32) {
	r := rand.New(rand.NewPCG(seed, uint64(dims)))
	var draw func(v []float32)
	switch kind {
	case Clustered:
		draw = clustered(r, dims)
	case PowerLaw:
		draw = powerLaw(r, dims)
	case Random:
		draw = func(v []float32) { gauss(r, v, 1) }
	default:
		panic(fmt.Sprintf("vectordata: no kind %q", kind))
	}
	all := make([]float32, (n+queries)*dims)
	out := make([][]float32, n+queries)
	for i := range out {
		out[i] = all[i*dims : (i+1)*dims : (i+1)*dims]
		draw(out[i])
		normalise(out[i])
	}
	return out[:n:n], out[n:]
}

const (
	clusters = 2000
	// directions are how many a cluster varies in.
	directions = 24
)

func clustered(r *rand.Rand, dims int) func([]float32) {
	centres := unitVectors(r, clusters, dims)
	axes := unitVectors(r, 512, dims)
	of := make([][directions]int, clusters)
	for c := range of {
		for i := range of[c] {
			of[c][i] = r.IntN(len(axes))
		}
	}
	sizes := rand.NewZipf(r, 1.1, 20, clusters-1)
	return func(v []float32) {
		c := sizes.Uint64()
		gauss(r, v, 0.2/math.Sqrt(float64(dims)))
		add(v, centres[c], 1)
		for i, axis := range of[c] {
			add(v, axes[axis], 0.45*r.NormFloat64()/math.Sqrt(float64(i+1)))
		}
	}
}

func powerLaw(r *rand.Rand, dims int) func([]float32) {
	turn := rotation(r, dims)
	deviations, total := make([]float64, dims), 0.0
	for i := range deviations {
		deviations[i] = math.Sqrt(1 / float64(i+1))
		total += 1 / float64(i+1)
	}
	// The mean is as long as what varies about it: two vectors have a cosine
	// of a half on average.
	mean := unitVectors(r, 1, dims)[0]
	return func(v []float32) {
		for i, d := range deviations {
			v[i] = float32(d * r.NormFloat64() / math.Sqrt(total))
		}
		turn(v)
		add(v, mean, 1)
	}
}

// rotation is a random-looking turn of space, so that no axis stands for one
// direction: signs, a fast Hadamard transform of stretches, a permutation,
// three times. A dense matrix would take a hundred times as long.
func rotation(r *rand.Rand, dims int) func([]float32) {
	const rounds = 3
	var signs [rounds][]float32
	var orders [rounds][]int
	for i := range rounds {
		signs[i] = make([]float32, dims)
		for j := range signs[i] {
			signs[i][j] = float32(2*r.IntN(2) - 1)
		}
		orders[i] = r.Perm(dims)
	}
	stretch := dims & -dims // the largest power of two that divides it
	moved := make([]float32, dims)
	return func(v []float32) {
		for round := range rounds {
			for i := range v {
				v[i] *= signs[round][i]
			}
			for from := 0; from < dims; from += stretch {
				hadamard(v[from : from+stretch])
			}
			for i, to := range orders[round] {
				moved[to] = v[i]
			}
			copy(v, moved)
		}
	}
}

// hadamard transforms v, whose length is a power of two, keeping its length.
func hadamard(v []float32) {
	for half := 1; half < len(v); half *= 2 {
		for from := 0; from < len(v); from += 2 * half {
			for i := from; i < from+half; i++ {
				v[i], v[i+half] = (v[i]+v[i+half])*math.Sqrt2/2, (v[i]-v[i+half])*math.Sqrt2/2
			}
		}
	}
}

func unitVectors(r *rand.Rand, n, dims int) [][]float32 {
	out := make([][]float32, n)
	for i := range out {
		out[i] = make([]float32, dims)
		gauss(r, out[i], 1)
		normalise(out[i])
	}
	return out
}

func gauss(r *rand.Rand, v []float32, deviation float64) {
	for i := range v {
		v[i] = float32(deviation * r.NormFloat64())
	}
}

func add(v, other []float32, times float64) {
	t := float32(times)
	for i, x := range other[:len(v)] {
		v[i] += t * x
	}
}

func normalise(v []float32) {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	by := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= by
	}
}
