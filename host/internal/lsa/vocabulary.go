package lsa

// vocabulary.go: the first reading of the pages. Which terms are worth a row,
// and how telling each is.

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
)

// docsFunc yields the terms of one page after the other until yield says stop. A
// slice is only valid during the yield.
type docsFunc = func(yield func(terms []string) bool) error

const (
	// minPages: a term of one page joins it to no other. Two are enough: with
	// three, rare names are lost and the vectors find a tenth less.
	minPages = 2
	// maxShare: a term in more of the pages than this says what language they
	// are in. There its axis would be the largest of all and make every two
	// pages of that language alike.
	maxShare = 0.25
	// maxTerms bounds the vocabulary and with it the model: 50,000 terms of 300
	// bytes are 15 MB. The most frequent stay, since the meaning of a term is
	// learnt from the pages it stands on; full text finds the rest.
	maxTerms = 50_000
	// termsPerDoc bounds it in small libraries, where most terms stand on two
	// pages: with 20 a page a library of 1,257 finds as much as with 40 (R@5
	// 0.700 and 0.698), and half as much has to be read at each start.
	termsPerDoc = 20
	// maxCounted bounds the terms counted at a time, some 100 bytes each. When
	// it is reached, those seen on one page so far are forgotten (lossy
	// counting: Manku and Motwani, VLDB 2002), which costs only rare terms.
	maxCounted = 600_000
	// longestTerm bounds a term in bytes; the analyser's have at most 64.
	longestTerm = 255
)

// vocabulary is the terms of the model with their weights.
type vocabulary struct {
	terms termTable
	// idf is the weight of each term: ln(pages/pages with it).
	idf []float64
}

// counter counts the pages that have each term.
type counter struct {
	ids   map[string]int32
	pages []int32 // that have term ids[t]
	last  []int32 // the last page that had it, counted from 1
	docs  int32
}

// countTerms reads all pages once.
func countTerms(ctx context.Context, docs docsFunc) (*counter, error) {
	c := &counter{ids: map[string]int32{}}
	err := docs(func(terms []string) bool {
		c.docs++
		for _, t := range terms {
			c.add(t)
		}
		if len(c.ids) > maxCounted {
			c.forgetRare()
		}
		return ctx.Err() == nil
	})
	return c, cmp.Or(ctx.Err(), err)
}

func (c *counter) add(term string) {
	id, known := c.ids[term]
	if !known {
		if term == "" || len(term) > longestTerm {
			return
		}
		id = int32(len(c.pages))
		// The term may share memory with the whole text of its page.
		c.ids[strings.Clone(term)] = id
		c.pages, c.last = append(c.pages, 0), append(c.last, 0)
	}
	if c.last[id] != c.docs {
		c.last[id] = c.docs
		c.pages[id]++
	}
}

// forgetRare drops the terms that one page has so far.
func (c *counter) forgetRare() {
	kept := counter{ids: map[string]int32{}, docs: c.docs}
	for t, id := range c.ids {
		if c.pages[id] > 1 {
			kept.ids[t] = int32(len(kept.pages))
			kept.pages, kept.last = append(kept.pages, c.pages[id]), append(kept.last, c.last[id])
		}
	}
	*c = kept
}

// choose gives the vocabulary within the bounds above; of terms on equally
// many pages those first in the alphabet.
func (c *counter) choose() vocabulary {
	type candidate struct {
		term  string
		pages int32
	}
	most := int32(max(minPages, maxShare*float64(c.docs)))
	var all []candidate
	for t, id := range c.ids {
		if n := c.pages[id]; n >= minPages && n <= most {
			all = append(all, candidate{t, n})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.pages, a.pages), strings.Compare(a.term, b.term))
	})
	all = all[:min(len(all), maxTerms, termsPerDoc*int(c.docs))]
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Compare(hash(a.term), hash(b.term)) })
	var v vocabulary
	var hashes []uint64
	for _, a := range all {
		h := hash(a.term)
		if n := len(hashes); n > 0 && hashes[n-1] == h {
			continue // one in 10^10 libraries
		}
		hashes = append(hashes, h)
		v.idf = append(v.idf, math.Log(float64(c.docs)/float64(a.pages)))
	}
	v.terms = newTermTable(hashes)
	return v
}
