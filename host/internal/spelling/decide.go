package spelling

// decide.go: when to say that a word was meant to be another.

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// clearly is by how much the best candidate must be likelier than the
	// next, as a logarithm: twice.
	clearly = 0.7
	// trusted is how many pages make a word worth correcting to that is short,
	// or more than a frequent error away from one of up to six letters, or more
	// than one error from a longer one.
	trusted = 2
	medium  = 6
	// short words of so many letters are surely wrong only by a letter doubled
	// or swapped: nearly every other change of one makes another word of it.
	short = 4
)

// Decision is what Decide says of the candidates for a word.
type Decision int

// Doubtful means that the first candidates are about equally likely: what the
// rest of the question says may settle it.
const (
	None Decision = iota
	Doubtful
	Clear
)

// Decide judges the candidates of one word, ranked by Rank and no two of them
// forms of one word. A wrong correction is worse than none, so short words
// need more evidence, and of two equals none is taken.
func Decide(word string, ranked []Candidate) Decision {
	if len(ranked) == 0 {
		return None
	}
	best := ranked[0]
	if isForm(word, best.Word) {
		return None
	}
	letters := utf8.RuneCountInString(word)
	isShort := letters <= short
	if best.Pages < trusted && (isShort || best.Distance > edit || letters <= medium && best.Distance == edit) {
		return None
	}
	if isShort && best.Distance > swapped {
		return Doubtful
	}
	if len(ranked) > 1 && ranked[1].doubt()-best.doubt() < clearly {
		return Doubtful
	}
	return Clear
}

// endings make another word of one, which is then no error for it.
var endings = []string{"y", "ly", "er", "ed", "es", "s", "en", "ish", "al", "ic", "ful"}

// isForm tells that word is other with an ending: "picky" is not "pick" with
// a letter too many.
func isForm(word, other string) bool {
	rest, ok := strings.CutPrefix(word, other)
	return ok && slices.Contains(endings, rest)
}

// OneError tells that a candidate is at most one ordinary error away.
func OneError(c Candidate) bool { return c.Distance <= edit }
