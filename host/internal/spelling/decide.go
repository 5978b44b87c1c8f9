package spelling

// decide.go: when to say that a word was meant to be another.

const (
	// clearly is by how much the best candidate must be likelier than the
	// next, as a logarithm: twice.
	clearly = 0.7
	// trusted is how many pages make a word of three or four letters worth
	// correcting to.
	trusted = 3
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
	if runeCount(word) <= 4 && best.Pages < trusted {
		return None
	}
	if len(ranked) > 1 && ranked[1].doubt()-best.doubt() < clearly {
		return Doubtful
	}
	return Clear
}
