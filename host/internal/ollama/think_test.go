package ollama

import (
	"strings"
	"testing"
)

func TestThinkingIsKeptApart(t *testing.T) {
	for _, c := range []struct{ in, thinking, text string }{
		{"just text", "", "just text"},
		{"<think>hm</think>yes", "hm", "yes"},
		{"a<think>hm</think>b<think>ha</think>c", "hmha", "abc"},
		{"<think>never closed", "never closed", ""},
		{"opened in the prompt</think>yes", "", "opened in the promptyes"},
		{"1 < 2 and <thin ice>", "", "1 < 2 and <thin ice>"},
		{"<think></think>", "", ""},
		{"ends with <thi", "", "ends with <thi"},
		{"<think>ends with </thi", "ends with </thi", ""},
		{"<<think>a</think>>", "a", "<>"},
	} {
		// However it is cut in two, and letter by letter.
		for cut := 0; cut <= len(c.in); cut++ {
			if thinking, text := split(c.in[:cut], c.in[cut:]); thinking != c.thinking || text != c.text {
				t.Errorf("%q cut at %d: thinking %q, text %q", c.in, cut, thinking, text)
			}
		}
		if thinking, text := split(strings.Split(c.in, "")...); thinking != c.thinking || text != c.text {
			t.Errorf("%q by letters: thinking %q, text %q", c.in, thinking, text)
		}
	}
}

func split(pieces ...string) (thinking, text string) {
	var s thinkSplitter
	for _, p := range pieces {
		a, b := s.next(p)
		thinking, text = thinking+a, text+b
	}
	a, b := s.end()
	return thinking + a, text + b
}

func FuzzThinkSplitter(f *testing.F) {
	f.Add("<think>a</think>b", uint8(3))
	f.Fuzz(func(t *testing.T, s string, cut uint8) {
		at := min(int(cut), len(s))
		a1, b1 := split(s)
		a2, b2 := split(s[:at], s[at:])
		if a1 != a2 || b1 != b2 {
			t.Fatalf("%q cut at %d differs: %q %q, %q %q", s, at, a1, b1, a2, b2)
		}
	})
}
