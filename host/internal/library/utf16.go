package library

import "unicode/utf8"

// UTF16Len is the length of s in UTF-16 code units; an invalid byte counts 1.
func UTF16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// UTF16Ranges turns half-open byte ranges of s, ascending and not
// overlapping, into ranges of UTF-16 code units.
func UTF16Ranges(s string, bytes [][2]int) []Range {
	out := make([]Range, 0, len(bytes))
	at, units := 0, 0
	advance := func(to int) int {
		for at < to && at < len(s) {
			r, size := utf8.DecodeRuneInString(s[at:])
			at += size
			units++
			if r > 0xFFFF {
				units++
			}
		}
		return units
	}
	for _, b := range bytes {
		out = append(out, Range{advance(b[0]), advance(b[1])})
	}
	return out
}

// ByteOffset is the byte offset in s of the given UTF-16 offset, at most
// len(s). An offset inside a surrogate pair goes to the pair's start.
func ByteOffset(s string, units int) int {
	n := 0
	for i, r := range s {
		if n >= units {
			return i
		}
		n++
		if r > 0xFFFF {
			n++
		}
		if n > units {
			return i
		}
	}
	return len(s)
}
