package main

import (
	"strings"
	"unicode/utf8"
)

// safe makes text of unknown origin harmless on a terminal: control
// characters (C0 but line end and tab, DEL, C1) and bidirectional overrides
// become U+FFFD. Every title, address and text goes through it.
func safe(s string) string {
	clean := true
	for _, r := range s {
		if unsafeRune(r) {
			clean = false
			break
		}
	}
	if clean && utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unsafeRune(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func unsafeRune(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20, r >= 0x7F && r <= 0x9F:
		return true
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C:
		return true
	case r == 0x2028 || r == 0x2029, r >= 0xE0000 && r <= 0xE007F:
		return true
	}
	return false
}

// oneLine is safe text without line ends.
func oneLine(s string) string {
	return strings.Join(strings.Fields(safe(s)), " ")
}
