package analysis

// stem.go: English words to their stems, cached. The stemmer works on slices
// of runes and takes about a microsecond; a text repeats most of its words.

import (
	"strings"
	"sync/atomic"

	"github.com/kljensen/snowball/english"
)

// longestStemmed bounds the words that are stemmed: longer ones are no English.
const longestStemmed = 30

// stemCacheSize is the number of cache slots, a power of two. Full, the cache
// holds about 4 MB.
const stemCacheSize = 1 << 15

// stemEntry is a word with its stem; never changed once published.
type stemEntry struct{ word, stem string }

// stemCache maps hash(word) to the last word that fell into the slot. It is
// direct-mapped and lock-free: a lost race costs one more stemming.
var stemCache [stemCacheSize]atomic.Pointer[stemEntry]

// hashStart and hashStep are FNV-1a, 32 bits.
const (
	hashStart = 2166136261
	hashPrime = 16777619
)

// stem returns the Porter2 stem of a word of lower-case ASCII letters. The
// result shares no memory with word.
func stem(word []byte) string {
	h := uint32(hashStart)
	for _, c := range word {
		h = (h ^ uint32(c)) * hashPrime
	}
	slot := &stemCache[(h^h>>15)&(stemCacheSize-1)]
	if e := slot.Load(); e != nil && e.word == string(word) {
		return e.stem
	}
	w := string(word)
	s := w
	if len(w) > 2 && len(w) <= longestStemmed {
		s = strings.Clone(english.Stem(w, false))
	}
	if s == "" {
		s = w
	}
	slot.Store(&stemEntry{w, s})
	return s
}
