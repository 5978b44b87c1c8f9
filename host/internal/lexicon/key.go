package lexicon

// key.go: the form in which terms are compared. Hyphens are spaces, so that
// "low cost" and "low-cost" are one; apostrophes are left out and letters lower
// case, as in the analyser.

import "strings"

// key returns the form of a term that came from outside.
func key(term string) string {
	if strings.ContainsAny(term, "-'’") {
		term = keyMarks.Replace(term)
	}
	return strings.ToLower(term)
}

var keyMarks = strings.NewReplacer("-", " ", "'", "", "’", "")

// keyByte is key for a byte of a topic file, where English is ASCII; 0 for one
// that is left out.
func keyByte(c byte) byte {
	switch {
	case 'A' <= c && c <= 'Z':
		return c + 'a' - 'A'
	case c == '-':
		return ' '
	case c == '\'':
		return 0
	}
	return c
}

// isKeyOf tells whether key is key(term), term being of a topic file.
func isKeyOf(key, term string) bool {
	at := 0
	for i := 0; i < len(term); i++ {
		c := keyByte(term[i])
		if c == 0 {
			continue
		}
		if at == len(key) || key[at] != c {
			return false
		}
		at++
	}
	return at == len(key)
}

// hashStart and hashPrime are FNV-1a, 32 bits.
const (
	hashStart = 2166136261
	hashPrime = 16777619
)

// hash goes on from the hash of what stands before, so that a search for the
// longest term need not begin again with each word.
func hash(before uint32, term string) uint32 {
	for i := 0; i < len(term); i++ {
		if c := keyByte(term[i]); c != 0 {
			before = (before ^ uint32(c)) * hashPrime
		}
	}
	return before
}
