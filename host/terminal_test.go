package main

import (
	"strings"
	"testing"
)

func TestSafeText(t *testing.T) {
	for in, want := range map[string]string{
		"plain 中文\tok\n":           "plain 中文\tok\n",
		"\x1b[31mred\x1b[0m":       "\uFFFD[31mred\uFFFD[0m",
		"title\u009b2J":            "title\uFFFD2J",
		"\u202Egpj.exe":            "\uFFFDgpj.exe",
		"bad \xff byte":            "bad \uFFFD byte",
		"carriage\rreturn\x00\x7f": "carriage\uFFFDreturn\uFFFD\uFFFD",
	} {
		if got := safe(in); got != want {
			t.Errorf("safe(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzSafe(f *testing.F) {
	f.Add("\x1b]0;title\x07\u009b")
	f.Fuzz(func(t *testing.T, s string) {
		got := safe(s)
		if strings.ContainsAny(got, "\x1b\u009b\r\x07") || strings.Contains(got, "\xff") {
			t.Fatalf("safe(%q) = %q", s, got)
		}
		if again := safe(got); again != got {
			t.Fatalf("safe is not stable on %q", s)
		}
	})
}
