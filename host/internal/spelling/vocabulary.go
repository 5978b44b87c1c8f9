package spelling

// vocabulary.go: the words that are nearest to a wrong one, quickly.

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Vocabulary is a set of words. It is safe for concurrent use.
type Vocabulary struct {
	words []entry
}

// entry is a word with what tells most others from it at a glance.
type entry struct {
	word string
	// has are the letters of the word, a bit each.
	has    uint32
	length uint8
	pages  int32
}

// NewVocabulary returns the vocabulary of words that each stand in a number of
// pages. What is too long or in no page is left out.
func NewVocabulary(pages map[string]int) *Vocabulary {
	v := &Vocabulary{words: make([]entry, 0, len(pages))}
	for _, word := range slices.Sorted(maps.Keys(pages)) {
		n := utf8.RuneCountInString(word)
		if n > longest || pages[word] <= 0 {
			continue
		}
		v.words = append(v.words, entry{word: word, has: lettersOf(word), length: uint8(n), pages: int32(min(pages[word], math.MaxInt32))})
	}
	return v
}

// Len is the number of words.
func (v *Vocabulary) Len() int { return len(v.words) }

// lettersOf has a bit for every letter of word; letters that are not a-z share
// the six that are left.
func lettersOf(word string) (has uint32) {
	for _, r := range word {
		if 'a' <= r && r <= 'z' {
			has |= 1 << (r - 'a')
		} else {
			has |= 1 << (26 + r%6)
		}
	}
	return has
}

// Candidate is a word that another may have been meant to be.
type Candidate struct {
	Word string
	// Distance is that of package spelling; Pages is how many have the word.
	Distance, Pages int
}

// doubt is how unlikely a candidate is, as a logarithm: errors against how
// often the word is used. An ordinary error makes a word a hundred times less
// likely. Frequency counts by its root only: what a person looks for is often
// a rare word.
func (c Candidate) doubt() float64 {
	return math.Log(100)*float64(c.Distance)/edit - math.Log(float64(c.Pages)+1)/2
}

// Nearest are the words within the bounds of a word's length, the likeliest
// first, at most most of them.
func (v *Vocabulary) Nearest(word string, most int) []Candidate {
	var buf, other [longest]rune
	typed, ok := letters(word, buf[:0])
	if !ok {
		return nil
	}
	errors, limit := Bounds(len(typed))
	if errors == 0 {
		return nil
	}
	has := lettersOf(word)
	var out []Candidate
	for i := range v.words {
		e := &v.words[i]
		if d := int(e.length) - len(typed); d > errors || -d > errors || bits.OnesCount32(e.has&^has) > errors || bits.OnesCount32(has&^e.has) > errors {
			continue
		}
		meant, _ := letters(e.word, other[:0])
		if d := distance(typed, meant, limit); d != far {
			out = append(out, Candidate{Word: e.word, Distance: d, Pages: int(e.pages)})
		}
	}
	Rank(out)
	return out[:min(len(out), most)]
}

// Rank orders candidates, the likeliest first.
func Rank(of []Candidate) {
	slices.SortFunc(of, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.doubt(), b.doubt()), cmp.Compare(a.Word, b.Word))
	})
}
