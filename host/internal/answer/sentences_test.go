package answer

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCutSentences(t *testing.T) {
	long := strings.Repeat("word ", 50) + "comma, " + strings.Repeat("word ", 40) + "end."
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"English", "One here. Two there! Three?", []string{"One here.", "Two there!", "Three?"}},
		{"an abbreviation ends nothing", "Ask Dr. Smith about it. He knows.", []string{"Ask Dr. Smith about it.", "He knows."}},
		{"initials", "By J. R. Tolkien. Read it.", []string{"By J. R. Tolkien.", "Read it."}},
		{"states", "In the U.S. Congress it passed. Then not.", []string{"In the U.S. Congress it passed.", "Then not."}},
		{"numbers and names", "Go 1.26 runs node.js v2.1. Fine.", []string{"Go 1.26 runs node.js v2.1.", "Fine."}},
		{"Chinese", "第一句。第二句！第三句？第四", []string{"第一句。", "第二句！", "第三句？", "第四"}},
		{"Chinese quotation", "他说：“好。”然后走了。", []string{"他说：“好。”", "然后走了。"}},
		{"lines", "A heading\nText below it.\n\nMore.", []string{"A heading", "Text below it.", "More."}},
		{"no joining over a line end", "See fig.\nNext line.", []string{"See fig.", "Next line."}},
		{"white space only", " \n\t ", nil},
		{"too long, cut at a clause", long, []string{strings.Repeat("word ", 50) + "comma,", strings.Repeat("word ", 40) + "end."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range cutSentences(c.in) {
				got = append(got, c.in[s.start:s.end])
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q\nwant %q", got, c.want)
			}
		})
	}
}

// Spans ascend, do not overlap, leave out nothing but white space, and never
// cut a character.
func FuzzCutSentences(f *testing.F) {
	f.Add("One. 二。\xff Dr. X")
	f.Add(strings.Repeat("长", 700))
	f.Fuzz(func(t *testing.T, s string) {
		at := 0
		for _, sp := range cutSentences(s) {
			if sp.start < at || sp.end <= sp.start || sp.end > len(s) {
				t.Fatalf("span %v after %d in %q", sp, at, s)
			}
			if strings.TrimSpace(s[at:sp.start]) != "" {
				t.Fatalf("%q was left out of %q", s[at:sp.start], s)
			}
			if utf8.ValidString(s) && !utf8.ValidString(s[sp.start:sp.end]) {
				t.Fatalf("a character was cut in %q", s)
			}
			at = sp.end
		}
		if strings.TrimSpace(s[at:]) != "" {
			t.Fatalf("%q was left out of %q", s[at:], s)
		}
	})
}
