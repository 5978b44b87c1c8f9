package library

import "testing"

func TestBeginning(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "abc"}, {"ab", 0, ""},
		{"a数据", 4, "a数"}, {"a数据", 3, "a"}, {"a数据", 6, "a数"}, {"数", 2, ""}, {"\x80\x80\x80", 2, ""},
	} {
		if got := Beginning(c.in, c.n); got != c.want {
			t.Errorf("%q, %d bytes: %q, want %q", c.in, c.n, got, c.want)
		}
	}
}
