package library

import "unicode/utf8"

// Beginning is as much of s as n bytes hold, without cutting a character.
func Beginning(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
