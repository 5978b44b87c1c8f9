// Package redact takes secrets out of text before it is stored: numbers of
// payment cards and bank accounts, private keys, and the tokens that open
// accounts with clouds, forges and other services.
//
// A page behind a login may show them, a pasted log or a wiki often does, and
// nobody looks for a page by them. What is taken out is decided by form and
// check digits alone, never by a guess: a number that merely is long, a hash,
// an identifier, a telephone number and an ISBN stay. So does the number of a
// Chinese identity card, which is a name more than a secret, and so do
// addresses as addresses: one without its parameters could not be opened.
package redact

import "strings"

// Mark stands where a secret stood. It is no word of any language, and no
// index has a term for it.
const Mark = "████"

// Text returns s with a Mark in place of each secret; s itself when it has
// none. It is a pure function, and Text(Text(s)) is Text(s).
func Text(s string) string {
	var out strings.Builder
	from := 0
	for i := 0; i < len(s); {
		start, end := 0, 0
		switch c := s[i]; {
		case wordByte[c]:
			start, end = secretAt(s, i)
		case c == '-':
			start, end = privateKey(s, i)
		}
		if end > 0 {
			out.WriteString(s[from:start])
			out.WriteString(Mark)
			i, from = end, end
			continue
		}
		i = afterWord(s, i)
	}
	if from == 0 {
		return s
	}
	out.WriteString(s[from:])
	return out.String()
}

// afterWord is where the word that i stands in ends, or the next byte where it
// stands in none.
func afterWord(s string, i int) int {
	if !wordByte[s[i]] {
		return i + 1
	}
	for i < len(s) && wordByte[s[i]] {
		i++
	}
	return i
}

// secretAt finds the secret that begins with the word at i, or with what the
// word announces; end is 0 when there is none.
func secretAt(s string, i int) (start, end int) {
	c := s[i]
	if '0' <= c && c <= '9' {
		if end = card(s, i); end == 0 {
			end = botToken(s, i)
		}
		return i, end
	}
	if 'A' <= c && c <= 'Z' {
		if end = iban(s, i); end > 0 {
			return i, end
		}
	}
	for _, t := range tokens()[c] {
		if end = t.match(s, i); end > 0 {
			return i, end
		}
	}
	if c == 'e' {
		if end = webToken(s, i); end > 0 {
			return i, end
		}
	}
	if announcers[c] {
		return announced(s, i)
	}
	return 0, 0
}

// A set of bytes.
type set [256]bool

func bytesOf(ranges string) (s set) {
	for i := 0; i < len(ranges); i++ {
		if i+2 < len(ranges) && ranges[i+1] == '-' {
			for c := int(ranges[i]); c <= int(ranges[i+2]); c++ {
				s[c] = true
			}
			i += 2
			continue
		}
		s[ranges[i]] = true
	}
	return s
}

var (
	wordByte  = bytesOf("a-zA-Z0-9_")
	digit     = bytesOf("0-9")
	alnum     = bytesOf("a-zA-Z0-9")
	upper     = bytesOf("A-Z0-9")
	hex       = bytesOf("a-f0-9")
	urlBase64 = bytesOf("a-zA-Z0-9_-")
	base64    = bytesOf("a-zA-Z0-9+/=")
)

// span is how many bytes of s from i on are in the set, at most limit.
func (in *set) span(s string, i, limit int) int {
	n := 0
	for n < limit && i+n < len(s) && in[s[i+n]] {
		n++
	}
	return n
}

// at is the byte of s at i, 0 outside.
func at(s string, i int) byte {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i]
}
