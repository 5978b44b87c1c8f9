package lsa

import "slices"

// termTable finds the places of terms by their hashes. A map would take five
// milliseconds to fill with 50,000 terms, which a program that asks one
// question waits for.
type termTable struct {
	hashes []uint64 // ascending
	// starts[b] is where the hashes begin whose upper bits are b or more:
	// mostly one or none are between two of them.
	starts []int32
}

// bucketBits are the upper bits.
const bucketBits = 16

// newTermTable keeps hashes, which must ascend.
func newTermTable(hashes []uint64) termTable {
	t := termTable{hashes, make([]int32, 1<<bucketBits+1)}
	for _, h := range hashes {
		t.starts[h>>(64-bucketBits)+1]++
	}
	for b := range 1 << bucketBits {
		t.starts[b+1] += t.starts[b]
	}
	return t
}

func (t termTable) find(h uint64) (place int32, ok bool) {
	if len(t.hashes) == 0 {
		return 0, false
	}
	b := h >> (64 - bucketBits)
	from, to := t.starts[b], t.starts[b+1]
	i, ok := slices.BinarySearch(t.hashes[from:to], h)
	return from + int32(i), ok
}

// hash is what a model keeps of a term: FNV-1a, 64 bits
// (http://www.isthe.com/chongo/tech/comp/fnv/). A model then holds no word of
// the library, which the person may have forgotten since.
func hash(term string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(term) {
		h = (h ^ uint64(term[i])) * 1099511628211
	}
	return h
}
