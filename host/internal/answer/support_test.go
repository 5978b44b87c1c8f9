package answer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
)

// supportCase is a claim about a passage, judged by hand.
type supportCase struct {
	title, text, kind, claim string
	supported                bool
}

// readSupport reads a file of hand-made cases; support.txt says how they are
// written.
func readSupport(t *testing.T, name string) []supportCase {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var out []supportCase
	var c supportCase
	for i, line := range strings.Split(string(b), "\n") {
		mark, rest, _ := strings.Cut(line, " ")
		switch mark {
		case "", "#":
		case "page:":
			c = supportCase{title: rest}
		case "text:":
			c.text = rest
		case "+", "-":
			var ok bool
			c.supported = mark == "+"
			if c.kind, c.claim, ok = strings.Cut(rest, ": "); !ok || c.text == "" {
				t.Fatalf("%s:%d: %q", name, i+1, line)
			}
			out = append(out, c)
		default:
			t.Fatalf("%s:%d: %q", name, i+1, line)
		}
	}
	return out
}

// measured is how often the checker was right about "supported".
type measured struct{ precision, recall float64 }

// measureSupport judges all cases and logs what was judged wrongly.
func measureSupport(t *testing.T, cases []supportCase) measured {
	t.Helper()
	said, right, all := 0, 0, 0
	kinds := map[string][2]int{}
	for _, c := range cases {
		p := newCutPassage(passage{Evidence: library.Evidence{Title: c.title, Text: c.text, End: len(c.text)}})
		at, supported := p.support(c.claim)
		if supported {
			said++
		}
		if c.supported {
			all++
		}
		if supported && c.supported {
			right++
		}
		n := kinds[c.kind]
		n[1]++
		if supported == c.supported {
			n[0]++
		} else {
			t.Logf("%s: supported %v: %q by %q", c.kind, supported, c.claim, c.text[at.start:at.end])
		}
		kinds[c.kind] = n
	}
	for kind, n := range kinds {
		t.Logf("%-10s %d of %d right", kind, n[0], n[1])
	}
	m := measured{precision: float64(right) / float64(max(1, said)), recall: float64(right) / float64(max(1, all))}
	t.Logf("%d cases: precision %.3f, recall %.3f", len(cases), m.precision, m.recall)
	return m
}

// The cases are of every kind, and enough of each.
func TestSupportCasesAreMany(t *testing.T) {
	cases := readSupport(t, "support.txt")
	kinds, chinese, supported := map[string]int{}, 0, 0
	seen := map[string]bool{}
	for _, c := range cases {
		kinds[c.kind]++
		if isChinese(c.text) {
			chinese++
		}
		if c.supported {
			supported++
		}
		if key := c.text + c.claim; seen[key] {
			t.Errorf("twice: %q", c.claim)
		} else {
			seen[key] = true
		}
	}
	if len(cases) < 180 || kinds["negated"] < 20 || kinds["number"] < 20 || kinds["name"] < 10 || kinds["swapped"] < 10 {
		t.Errorf("%d cases, %v", len(cases), kinds)
	}
	if chinese < len(cases)/3 || supported < len(cases)/4 {
		t.Errorf("%d of %d in Chinese, %d supported", chinese, len(cases), supported)
	}
	known := strings.Fields("verbatim inflected close summary script format negated number name swapped compared opposite hedge partial other invented undecided")
	for kind := range kinds {
		if !slices.Contains(known, kind) {
			t.Errorf("unknown kind %q", kind)
		}
	}
}

func TestSupportIsPreciseAndComplete(t *testing.T) {
	for _, c := range []struct {
		file string
		bar  measured
	}{
		{"support.txt", measured{0.95, 0.95}},
		{"support.heldout.txt", measured{0.95, 0.9}},
		{"support.free.txt", measured{0.95, 0.5}},
	} {
		t.Run(c.file, func(t *testing.T) {
			m := measureSupport(t, readSupport(t, c.file))
			if m.precision < c.bar.precision || m.recall < c.bar.recall {
				t.Errorf("precision %.3f, recall %.3f, want at least %.3f and %.3f", m.precision, m.recall, c.bar.precision, c.bar.recall)
			}
		})
	}
}
