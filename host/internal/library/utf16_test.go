package library

import (
	"testing"
	"unicode/utf16"
)

func TestUTF16Ranges(t *testing.T) {
	s := "a数😀b"
	got := UTF16Ranges(s, [][2]int{{0, 1}, {1, 4}, {4, 8}, {8, 9}})
	want := []Range{{0, 1}, {1, 2}, {2, 4}, {4, 5}}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("range %d = %v, want %v", i, got[i], want[i])
		}
	}
}

func FuzzUTF16(f *testing.F) {
	f.Add("a数😀b", 3)
	f.Add("\xff\xf0", 1)
	f.Fuzz(func(t *testing.T, s string, units int) {
		if got, want := UTF16Len(s), len(utf16.Encode([]rune(s))); got != want {
			t.Fatalf("UTF16Len(%q) = %d, want %d", s, got, want)
		}
		at := ByteOffset(s, units)
		if at < 0 || at > len(s) || UTF16Len(s[:at]) > max(units, 0) && at > 0 {
			t.Fatalf("ByteOffset(%q, %d) = %d", s, units, at)
		}
	})
}
