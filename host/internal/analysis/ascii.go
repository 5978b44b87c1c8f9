package analysis

// ascii.go: questions about the bytes of a compound, which is folded but keeps
// its case.

import "unicode/utf8"

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isWordByte tells ASCII letters and digits and every byte of other letters.
func isWordByte(c byte) bool { return isLetter(c) || isDigit(c) || c >= utf8.RuneSelf }

func isJoiner(c byte) bool { return c < utf8.RuneSelf && asciiClass[c] == joiner }

// isLetters tells whether b is of ASCII letters only; isAlnum allows digits
// and other letters too; isNumber is for digits with full stops between them.
func isLetters(b []byte) bool { return all(b, isLetter) }
func isAlnum(b []byte) bool   { return all(b, isWordByte) }
func isNumber(b []byte) bool {
	return all(b, func(c byte) bool { return isDigit(c) || c == '.' })
}

func all(b []byte, is func(byte) bool) bool {
	for _, c := range b {
		if !is(c) {
			return false
		}
	}
	return len(b) > 0
}

// allDigits tells whether no word has a letter.
func allDigits(text []byte, words []span) bool {
	for _, w := range words {
		if !isNumber(text[w.from:w.to]) {
			return false
		}
	}
	return true
}
