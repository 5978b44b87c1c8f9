package search

// alike.go: pages that are nearly the same are one hit. The best of them
// stands for the others, which are counted and named with it.

import (
	"math"
	"net/url"
	"slices"
	"strings"

	"aibookmark/host/internal/library"
)

const (
	// shingle is the length of the pieces of text that are compared, in bytes
	// of it without white space.
	shingle = 24
	// shortText: less says nothing about being the same.
	shortText = 200
	// comparedText bounds the bytes of a text that are compared.
	comparedText = 8 << 10
	// pieces is how many of them stand for a text.
	pieces = 64
	// sameShare is the part of their pieces that two texts share at least to
	// be near-duplicates (Jaccard, estimated as in Broder, "On the resemblance
	// and containment of documents", 1997). A page and its next edition share
	// less, pages that differ by date or advertisement more.
	sameShare = 0.8
	// mostAlike bounds the pages named with a hit.
	mostAlike = 20
)

// fold leaves the first of pages that are nearly the same, and tells it of the
// others. The order stays.
func fold(ranked []*reading) []*reading {
	out := make([]*reading, 0, len(ranked))
	for _, r := range ranked {
		if i := slices.IndexFunc(out, r.isLike); i >= 0 {
			out[i].alike = append(out[i].alike, r)
		} else {
			out = append(out, r)
		}
	}
	return out
}

// isLike tells whether two pages are nearly the same.
func (r *reading) isLike(o *reading) bool {
	if r.doc.Text == "" || o.doc.Text == "" {
		return samePlace(o, r)
	}
	return comparable(o.doc.Text, r.doc.Text) && resemblance(o.sketched(), r.sketched()) >= sameShare
}

// sketched is the sketch of the page's text, made once.
func (r *reading) sketched() []uint32 {
	if r.sketch == nil {
		r.sketch = sketch(r.doc.Text)
	}
	return r.sketch
}

// comparable tells whether two texts are long enough, and near enough in
// length, to be nearly the same.
func comparable(a, b string) bool {
	short, long := min(len(a), len(b)), max(len(a), len(b))
	return short >= shortText && float64(short) >= sameShare*float64(long)
}

// samePlace tells whether two addresses name one place with other parameters,
// under one title.
func samePlace(a, b *reading) bool {
	if a.doc.Site != b.doc.Site || a.title == "" || a.title == a.doc.URL || a.title != b.title {
		return false
	}
	return path(a.doc.URL) == path(b.doc.URL)
}

// path is the path of an address, without what servers add to it.
func path(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	p := strings.ToLower(u.EscapedPath())
	return strings.TrimSuffix(strings.TrimSuffix(p, "index.html"), "/")
}

// sketch is a sample of the pieces of a text, the lowest by a hash, ascending, so
// that the same pieces are chosen in every text that has them.
func sketch(text string) []uint32 {
	text = library.Beginning(text, comparedText)
	// Hashes are even: a limit leaves about four times as many as are wanted,
	// and few are sorted. A text that repeats itself may have fewer below it.
	if n := uint64(len(text)); n > 4*pieces {
		if out := lowest(text, uint32(4*pieces*math.MaxUint32/n)); len(out) == pieces {
			return out
		}
	}
	return lowest(text, math.MaxUint32)
}

// lowest are the lowest hashes below a limit of the pieces of a text, ascending.
func lowest(text string, limit uint32) []uint32 {
	// A polynomial rolling hash (Karp and Rabin); top is what the byte that
	// leaves had counted.
	const base = 16777619
	var h, top uint32 = 0, 1
	for range shingle {
		top *= base
	}
	var window [shingle]byte
	out := make([]uint32, 0, 6*pieces)
	n := 0
	for _, b := range []byte(text) {
		if b <= ' ' {
			continue
		}
		at := n % shingle
		h = h*base + uint32(b) - top*uint32(window[at])
		window[at] = b
		n++
		// Mixed, because the low bits of h are those of few bytes.
		if mixed := (h ^ h>>15) * 2246822519; n >= shingle && mixed < limit {
			out = append(out, mixed)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), pieces)]
}

// resemblance is the share of the lowest pieces of two texts together that both
// have.
func resemblance(a, b []uint32) float64 {
	both, all := 0, 0
	for i, j := 0, 0; i < len(a) && j < len(b) && all < pieces; all++ {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(both) / float64(all)
}

// others are the pages folded into r, as they are shown.
func (r *reading) others() []library.Document {
	var out []library.Document
	for _, a := range r.alike[:min(len(r.alike), mostAlike)] {
		d := a.doc
		d.Text = ""
		out = append(out, d)
	}
	return out
}
