package answer

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollamatest"
)

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		name, text, passage, quote string
		start                      int
		want                       string
	}{
		{"where it was", "One. Two. Three.", "Two. Three.", "Two.", 5, "Two."},
		{"moved", "Zero, and more. One. Two. Three.", "Two. Three.", "Two.", 5, "Two."},
		{"the nearest of two", "Two. " + strings.Repeat("x", 50) + " Two. Three.", "Two. Three.", "Two.", 60, "Two."},
		{"white space", "One.\n\nTwo  words\tare here. Three.", "Two words are here. Three.", "Two words are here.", 0, "Two  words\tare here."},
		{"quotation marks", "He said “it’s so”. Then.", `He said "it's so". Then.`, `He said "it's so".`, 0, "He said “it’s so”."},
		{"case and full width", "Ｇｏ １.26 IS OUT. More.", "Go 1.26 is out. More.", "Go 1.26 is out.", 0, "Ｇｏ １.26 IS OUT."},
		{"traditional", "前言。資料庫會變慢，需要「索引」。後面。", "数据", "数据", 0, ""},
		{"traditional for simplified", "前言。數據會變慢，需要「索引」。後面。", "数据会变慢，需要“索引”。", "数据会变慢，需要“索引”。", 0, "數據會變慢，需要「索引」。"},
		{"Chinese with spaces", "RDB 每 60 秒写一次快照。", "RDB每60秒写一次快照。", "RDB每60秒写一次快照。", 0, "RDB 每 60 秒写一次快照。"},
		{"hidden characters", "Two\u200b wo\u00adrds.", "Two words.", "Two words.", 0, "Two\u200b wo\u00adrds."},
		{"gone", "Something else.", "Two. Three.", "Two.", 0, ""},
		{"forgotten", "", "Two. Three.", "Two.", 0, ""},
		{"marks alone are nowhere", "a, b", "…", "…", 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := strings.Index(c.passage, c.quote)
			e := library.Evidence{Text: c.passage, Start: c.start, End: c.start + len(c.passage)}
			at, ok := place(c.text, e, span{i, i + len(c.quote)})
			if ok != (c.want != "") {
				t.Fatalf("found %v at %v", ok, at)
			}
			if ok && c.text[at.start:at.end] != c.want {
				t.Errorf("%q, want %q", c.text[at.start:at.end], c.want)
			}
			if c.name == "the nearest of two" && at.start < 50 {
				t.Errorf("at %d", at.start)
			}
		})
	}
}

func FuzzPlace(f *testing.F) {
	f.Add("前言 數據 “x”", "数据 \"x\"", 3)
	f.Add("\xffａ İ ß…", "a i̇ ss...", -1)
	f.Fuzz(func(t *testing.T, text, quote string, start int) {
		if quote == "" {
			return
		}
		e := library.Evidence{Text: quote, Start: start % 100, End: start%100 + len(quote)}
		at, ok := place(text, e, span{0, len(quote)})
		if !ok {
			return
		}
		if at.start < 0 || at.end <= at.start || at.end > len(text) {
			t.Fatalf("%v in %d bytes", at, len(text))
		}
		found := text[at.start:at.end]
		if utf8.ValidString(text) && utf8.ValidString(quote) && (!utf8.ValidString(found) || flatten(found).text != flatten(quote).text) {
			t.Fatalf("%q found as %q", quote, found)
		}
	})
}

// changing is a shelf whose pages change between finding and citing.
type changing struct {
	*shelf
	change func(id int64, text string) (string, error)
}

func (c changing) PageText(ctx context.Context, id int64) (string, error) {
	text, err := c.shelf.PageText(ctx, id)
	if err != nil {
		return "", err
	}
	return c.change(id, text)
}

// A page that was captured anew is cited where the words stand now, or not
// verified when they are gone; a page that was forgotten is not cited at all.
func TestPagesChangeMeanwhile(t *testing.T) {
	forgotten := func(int64, string) (string, error) { return "", library.Errorf(library.NotFound, "page_not_found") }
	for _, c := range []struct {
		name      string
		change    func(int64, string) (string, error)
		citations int
		supported bool
	}{
		{"not at all", func(_ int64, text string) (string, error) { return text, nil }, 1, true},
		{"written otherwise", func(_ int64, text string) (string, error) {
			return "New head.\n" + strings.ReplaceAll(text, " ", "\u00a0 "), nil
		}, 1, true},
		{"rewritten", func(int64, string) (string, error) { return "Nothing of it is left.", nil }, 1, false},
		{"forgotten", forgotten, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := ollamatest.New(ollamatest.Script{Words: []string{"Autovacuum removes dead rows in the background [1]."}})
			s := database()
			a, _ := modelled(t, s, server)
			a.pages = changing{s, c.change}
			got := ask(t.Context(), a, Question{Text: "What does autovacuum do on large tables?"})
			if got.err != nil || len(got.Citations) != c.citations {
				t.Fatalf("%+v, %v", got.Citations, got.err)
			}
			for _, cite := range got.Citations {
				if cite.Supported != c.supported {
					t.Errorf("supported %v", cite.Supported)
				}
				text, _ := a.pages.PageText(t.Context(), cite.PageID)
				if said := text[library.ByteOffset(text, cite.Start):library.ByteOffset(text, cite.End)]; said != cite.Quote || c.supported && said == "" {
					t.Errorf("quoted %q, there stands %q", cite.Quote, said)
				}
			}
		})
	}
	// Quoting, too, leaves out what was forgotten, titles included.
	a := New(changing{database(), forgotten}, nil, &diary{}, Options{})
	if got := ask(t.Context(), a, Question{Text: "vacuum cheat sheet"}); got.err != nil || len(got.Citations) != 0 || got.Found {
		t.Errorf("%+v, %v", got.Answer, got.err)
	}
}
