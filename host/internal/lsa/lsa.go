// Package lsa learns what words mean from the pages of one library, and turns
// texts into vectors by it: latent semantic analysis (Deerwester, Dumais,
// Furnas, Landauer and Harshman, "Indexing by latent semantic analysis", JASIS
// 41(6), 1990). It is the embedder for those who have no embedding model:
// nothing to download, trained in seconds, a few megabytes.
//
// Pages and terms make a sparse matrix A of tf-idf weights, a row a page. Its
// truncated singular value decomposition A ≈ U·S·Vᵀ gives each term a row of
// V: terms that keep the same company get similar rows, though they may never
// meet on a page. A text is the weighted sum of the rows of its terms.
//
// What it can do and cannot: it knows a word only if two pages of the library
// have it, and it knows of that word what those pages say. It bridges "doctor"
// and "physician" in a library where both stand beside "patient", and says
// nothing about words the person never saved. It is a help beside full text,
// not a replacement.
//
// Terms are whatever the caller's analyser makes; pages, passages and
// questions must go through the same one. The package does no I/O but through
// the io.ReaderAt of Stored.
package lsa

import (
	"errors"
	"math"
	"slices"
)

// MinDocs is how many pages it takes to learn anything: below, the axes of
// the model are single pages.
const MinDocs = 50

// ErrTooSmall says that there are fewer than MinDocs pages with terms that
// some other page has too.
var ErrTooSmall = errors.New("lsa: too few pages to learn from")

// Options adjusts training; the zero value is right.
type Options struct {
	// Dims is the most dimensions to keep; 0 means min(300, docs/3). 300 is
	// where quality levels off in the literature (Landauer and Dumais,
	// Psychological Review 104(2), 1997); in small libraries more than a third
	// of the pages gives axes that are a page each.
	Dims int
}

const (
	defaultDims = 300
	docsPerDim  = 3
)

// Model is a trained embedder. It never changes but by UnmarshalBinary and is
// otherwise safe for concurrent use. The zero value knows no term.
type Model struct {
	docs, dims int
	terms      termTable
	// Element j of the vector of term i is about scales[i]·codes[i·dims+j],
	// the code taken as int8; as bytes it can stay where it was read. The scale
	// also holds the term's weight, so that Embed needs one number.
	scales []float32
	codes  []byte
	digest string
}

// Dims is the length of the vectors. It is less than asked for when the pages
// do not differ in so many ways.
func (m *Model) Dims() int { return m.dims }

// Docs is how many pages the model was trained on.
func (m *Model) Docs() int { return m.docs }

// Digest identifies the trained model, in hexadecimal: models with the same
// digest give the same vectors. It survives MarshalBinary and UnmarshalBinary.
func (m *Model) Digest() string { return m.digest }

// Embed is the vector of a text with these terms, in any order, of unit
// length; nil when the model knows none of them. A term that stands n times
// counts 1+ln n times, as in training. It costs about Dims multiplications a
// different term: 0.05 ms for a passage.
func (m *Model) Embed(terms []string) []float32 {
	v, _ := m.embed(terms, func(id int32) ([]byte, error) { return m.codes[int(id)*m.dims:][:m.dims], nil })
	return v
}

// embed is Embed with the codes of terms from code.
func (m *Model) embed(terms []string, code func(id int32) ([]byte, error)) ([]float32, error) {
	ids := make([]int32, 0, len(terms))
	for _, t := range terms {
		if id, ok := m.terms.find(hash(t)); ok {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	// Sums depend on their order, and equal texts must have equal vectors.
	slices.Sort(ids)
	sum := make([]float32, m.dims)
	for len(ids) > 0 {
		n := 1
		for n < len(ids) && ids[n] == ids[0] {
			n++
		}
		row, err := code(ids[0])
		if err != nil {
			return nil, err
		}
		f := m.scales[ids[0]] * float32(frequencyWeight(n))
		for j, c := range row[:len(sum)] {
			sum[j] += f * float32(int8(c))
		}
		ids = ids[n:]
	}
	return normalised(sum), nil
}

// frequencyWeight is the weight of a term that stands n > 0 times in a text:
// the tenth mention says less than the first.
func frequencyWeight(n int) float64 {
	if n == 1 {
		return 1
	}
	return 1 + math.Log(float64(n))
}

// normalised scales v to unit length in place; nil when it has none.
func normalised(v []float32) []float32 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 || math.IsInf(sum, 0) || math.IsNaN(sum) {
		return nil
	}
	f := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= f
	}
	return v
}
