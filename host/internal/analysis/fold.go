package analysis

// fold.go: characters that differ in form but not in what is meant.

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s as names are compared: NFKC, lower case, without diacritics
// and invisible characters, traditional Chinese simplified. Spaces and
// punctuation stay; nothing is stemmed. Invalid bytes become U+FFFD.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKC.String(s) {
		if isInvisible(r) || isDiacritic(r) {
			continue
		}
		if f := foldLetter(r); f != "" {
			b.WriteString(strings.ToLower(f))
			continue
		}
		b.WriteRune(unicode.ToLower(simplify(r)))
	}
	return b.String()
}

// isFolded tells that s is ASCII without upper case, the common case.
func isFolded(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

//go:embed simplified.txt
var simplifiedText string

// The characters that simplify maps.
const (
	firstHan = 0x3400
	lastHan  = 0x9FFF
)

// simplified is made when the first Chinese character is met: those who never
// save one need not wait for it at every start.
var simplified = sync.OnceValue(func() *[lastHan - firstHan + 1]uint16 { return readSimplified(simplifiedText) })

// readSimplified builds the table from the pairs in simplified.txt.
func readSimplified(text string) *[lastHan - firstHan + 1]uint16 {
	table := new([lastHan - firstHan + 1]uint16)
	for line := range strings.Lines(text) {
		if line[0] == '#' {
			continue
		}
		line = strings.TrimSpace(line)
		for len(line) > 0 {
			from, n := utf8.DecodeRuneInString(line)
			to, m := utf8.DecodeRuneInString(line[n:])
			table[from-firstHan] = uint16(to)
			line = line[n+m:]
		}
	}
	return table
}

// simplify returns the simplified form of a traditional Chinese character,
// and any other rune as it is.
func simplify(r rune) rune {
	if r < firstHan || r > lastHan {
		return r
	}
	if to := simplified()[r-firstHan]; to != 0 {
		return rune(to)
	}
	return r
}

// isInvisible tells characters that a reader does not see and that may stand
// inside a word: zero-width ones, bidirectional controls, soft hyphens,
// variation selectors.
func isInvisible(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, r == 0xFEFF,
		r >= 0x17B4 && r <= 0x17B5, r >= 0x180B && r <= 0x180F,
		r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0x1D173 && r <= 0x1D17A, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}

// isDiacritic tells marks that are left out because words are usually found
// without them: what NFKC could not compose, Hebrew points, Arabic vowels and
// the Arabic stretching stroke.
func isDiacritic(r rune) bool {
	return r >= 0x300 && r <= 0x36F || r >= 0x1AB0 && r <= 0x1AFF || r >= 0x1DC0 && r <= 0x1DFF || r >= 0x20D0 && r <= 0x20FF ||
		r >= 0x591 && r <= 0x5C7 && unicode.Is(unicode.Mn, r) ||
		r >= 0x64B && r <= 0x65F || r == 0x670 || r == 0x640
}

// foldedLetters are letters that carry their diacritic inside, so that
// decomposition does not find it, and the Cyrillic pair written either way.
var foldedLetters = map[rune]string{
	'ß': "ss", 'ẞ': "SS", 'æ': "ae", 'Æ': "AE", 'œ': "oe", 'Œ': "OE", 'ø': "o", 'Ø': "O", 'đ': "d", 'Đ': "D",
	'ð': "d", 'Ð': "D", 'þ': "th", 'Þ': "TH", 'ł': "l", 'Ł': "L", 'ħ': "h", 'Ħ': "H", 'ŧ': "t", 'Ŧ': "T",
	'ı': "i", 'ĸ': "k", 'ŋ': "n", 'Ŋ': "N", 'ſ': "s", 'ƒ': "f", 'ə': "e", 'Ə': "E", 'ς': "σ", 'ё': "е", 'Ё': "Е",
}

// foldLetter returns a Latin or Greek letter (or ё) without its diacritics,
// case kept; "" when r is none or has none.
func foldLetter(r rune) string {
	switch {
	case r < 0xC0:
		return ""
	case r <= 0x3FF, r >= 0x1E00 && r <= 0x1FFF:
		if f, ok := foldedLetters[r]; ok {
			return f
		}
		d := norm.NFD.PropertiesString(string(r)).Decomposition()
		if len(d) == 0 || !unicode.IsLetter(r) {
			return ""
		}
		// The decomposition's first rune is the base: diacritics follow it.
		base, _ := utf8.DecodeRune(d)
		for {
			d := norm.NFD.PropertiesString(string(base)).Decomposition()
			if len(d) == 0 {
				return string(base)
			}
			base, _ = utf8.DecodeRune(d)
		}
	case r == 'ё' || r == 'Ё':
		return foldedLetters[r]
	}
	return ""
}
