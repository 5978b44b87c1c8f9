package ingest

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"aibookmark/host/internal/library"
)

func doc(text string) library.Document {
	return library.Document{PageID: 7, Titles: []string{"A title"}, Text: text}
}

func tokens(s string) int { return (quarterTokens(s) + 3) / 4 }

func cuts(d library.Document) []string {
	var out []string
	for _, p := range Passages(d) {
		out = append(out, d.Text[p.Start:p.End])
	}
	return out
}

func paragraph(n int, seed string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Sentence %d of %s says one plain thing about it. ", i, seed)
	}
	return strings.TrimSpace(b.String())
}

func TestPassagesOfShortTexts(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"no text":             {"", nil},
		"only white space":    {" \n\t\n ", nil},
		"one line":            {"  A short note. ", []string{"A short note."}},
		"lines stay together": {"One.\n\nTwo.", []string{"One.\n\nTwo."}},
		"a heading begins a passage": {
			"Before.\n# Setting up\nAfter.\n## Next\nMore.",
			[]string{"Before.", "# Setting up\nAfter.", "## Next\nMore."},
		},
		"a hash tag is no heading": {"#fun and games", []string{"#fun and games"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := cuts(doc(c.text)); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPassagesKeepTheirHeading(t *testing.T) {
	ps := Passages(doc("# Bread\nFlour and water."))
	if len(ps) != 1 || ps[0].Heading != "Bread" {
		t.Fatalf("got %+v, want one passage under Bread", ps)
	}
}

func TestLongTextsAreCutOnSentences(t *testing.T) {
	for name, text := range map[string]string{
		"English": paragraph(200, "the harbour"),
		"Chinese": strings.Repeat("这是一段关于海港的文字，每一句都讲一件平常的事情。", 120),
	} {
		t.Run(name, func(t *testing.T) {
			got := cuts(doc(text))
			if len(got) < 5 {
				t.Fatalf("only %d passages", len(got))
			}
			for i, p := range got {
				if n := tokens(p); n > maxTokens {
					t.Errorf("passage %d has %d tokens", i, n)
				}
				if !strings.HasSuffix(p, ".") && !strings.HasSuffix(p, "。") {
					t.Errorf("passage %d ends inside a sentence: …%q", i, p[max(0, len(p)-20):])
				}
			}
		})
	}
}

func TestOneEndlessSentenceIsCutAnyhow(t *testing.T) {
	for _, text := range []string{strings.Repeat("字", 5000), strings.Repeat("x", 50000), strings.Repeat("word ", 9000)} {
		for i, p := range cuts(doc(text)) {
			if tokens(p) > maxTokens || !utf8.ValidString(p) || p == "" {
				t.Fatalf("passage %d: %d tokens, valid %v", i, tokens(p), utf8.ValidString(p))
			}
		}
	}
}

func TestAnEditLeavesFarPassagesAlone(t *testing.T) {
	var before []string
	for i := range 60 {
		before = append(before, paragraph(6, fmt.Sprintf("topic %d", i)))
	}
	after := append([]string{paragraph(3, "something new at the top")}, before...)
	hashes := map[string]bool{}
	for _, p := range Passages(doc(strings.Join(before, "\n"))) {
		hashes[p.Hash] = true
	}
	kept, all := 0, 0
	for _, p := range Passages(doc(strings.Join(after, "\n"))) {
		all++
		if hashes[p.Hash] {
			kept++
		}
	}
	if kept*10 < all*8 {
		t.Errorf("a new paragraph at the top left only %d of %d passages as they were", kept, all)
	}
}

// The time grows with the text, not with its square: a page of code or verse
// has tens of thousands of lines, and one line may be all of a page.
func TestLongTextsTakeLinearTime(t *testing.T) {
	for name, unit := range map[string]string{"short lines": "a\n", "one sentence": "word ", "no space": "word"} {
		text := strings.Repeat(unit, 1<<20/len(unit))
		start := time.Now()
		Passages(doc(text))
		// Some 0.1 s; the square of it takes tens of seconds.
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

func FuzzPassages(f *testing.F) {
	f.Add("# H\nText. More text.\n\n中文。还有。")
	f.Add("\xff\xfe broken")
	f.Add(strings.Repeat("a", 3000))
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, p := range Passages(doc(text)) {
			if p.Start < end || p.End <= p.Start || p.End > len(text) {
				t.Fatalf("passage [%d,%d) after %d in %d bytes", p.Start, p.End, end, len(text))
			}
			end = p.End
		}
	})
}
