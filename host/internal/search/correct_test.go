package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/search"
)

// spellingPages are beside those of testdata: what their words leave open.
func spellingPages() []page {
	at := func(n int, title, text string) page {
		return page{URL: fmt.Sprintf("https://spelling.example/%d", n), Title: title, Folder: "Words", Added: "2025-01-01", Lang: "en", Text: text}
	}
	return []page{
		at(1, "Choosing a lighthouse lens", "A lighthouse keeper polishes the lens. The lighthouse stands on granite."),
		at(2, "Lighthouse keepers of the north", "The keeper of the lighthouse wrote a diary of storms."),
		at(3, "Woodworking with hand planes", "Woodworking needs sharp irons. Woodworking is slow."),
		at(4, "Hand planes for woodworking", "A hand plane, a hand saw and patience."),
		at(5, "Stone walls without mortar", "Mortar is what a stone wall needs least."),
		at(6, "Stove lighting", "A stove wants dry wood. The stove draws."),
		at(7, "The stone of the stove", "Stone walls hold the heat of the stove; the granite stone best."),
		at(8, "图书馆的读书会", "读书会每月一次，在图书馆二楼。"),
		at(9, "图书馆开放时间", "图书馆周一闭馆。"),
		at(10, "圖書館借閱規則", "每人可借五本。"),
		at(11, "Running a handplane shop", "handplane makers"),
		at(12, "Old firewood notes", "fire wood and firewood"),
	}
}

func newSpellingSearcher(tb testing.TB) *search.Searcher {
	st, _ := newStore(tb, append(testPages(tb), spellingPages()...))
	return search.New(st, search.Options{})
}

func TestCorrections(t *testing.T) {
	s := newSpellingSearcher(t)
	for _, c := range []struct{ name, query, to, first string }{
		{"a swap", "lighthosue lens", "lighthouse lens", "Choosing a lighthouse lens"},
		{"a letter missing", "lighthuse keepers north", "lighthouse keepers north", "Lighthouse keepers of the north"},
		{"the rest is left as it was typed", "  A ligthouse  Lens?", "  A lighthouse  Lens?", "Choosing a lighthouse lens"},
		{"two wrong words", "ligthouse keeprs", "lighthouse keepers", "Lighthouse keepers of the north"},
		{"shouted", "WOODWORKNIG", "woodworking", ""},
		{"the first letter", "eoodworking", "woodworking", ""},
		{"one word for two", "stonewalls", "stone walls", ""},
		{"two words for one", "wood worknig", "", ""},
		{"one of two unknown", "woodwo rking planes", "woodworking planes", ""},
		{"pinyin", "tushuguan", "图书馆", ""},
		{"pinyin among words", "tushuguan 时间", "图书馆 时间", "图书馆开放时间"},
		{"initials", "tsg", "图书馆", ""},
		{"traditional titles answer pinyin", "tushuguanjie", "图书馆借", "圖書館借閱規則"},
		{"a character that sounds the same", "图舒馆", "图书馆", ""},
		{"at the end of a run", "图书管", "图书馆", ""},
		{"a name in mixed case", "liGhthosue", "", ""},
		{"a word with digits", "lighthosue5", "", ""},
		{"an everyday word that no page has", "mortal", "", ""},
		{"far from everything", "qwrtzpsd", "", ""},
	} {
		res, err := s.Search(context.Background(), search.Query{Text: c.query, Now: today})
		if err != nil {
			t.Fatal(err)
		}
		if res.CorrectedTo != c.to {
			t.Errorf("%s: %q became %q, want %q", c.name, c.query, res.CorrectedTo, c.to)
		}
		if c.to != "" && res.CorrectedFrom != c.query {
			t.Errorf("%s: %q was said to be %q", c.name, c.query, res.CorrectedFrom)
		}
		if c.to != "" && len(res.Hits) == 0 {
			t.Errorf("%s: %q found nothing", c.name, c.query)
		}
		if got := titles(res.Hits); c.first != "" && (len(got) == 0 || got[0] != c.first) {
			t.Errorf("%s: %q found %q, want %q first", c.name, c.query, got, c.first)
		}
	}
}

// TestQuotedIsNeverCorrected: quoting a question is how its correction is
// taken back.
func TestQuotedIsNeverCorrected(t *testing.T) {
	s := newSpellingSearcher(t)
	for _, query := range []string{`"lighthosue lens"`, `"lighthosue" keeper`, "“tushuguan”", "「图舒馆」"} {
		res, err := s.Search(context.Background(), search.Query{Text: query, Now: today})
		if err != nil || res.CorrectedTo != "" {
			t.Errorf("%q became %q, %v", query, res.CorrectedTo, err)
		}
	}
}

// TestWhatOccursIsNeverCorrected asks for every word of every page.
func TestWhatOccursIsNeverCorrected(t *testing.T) {
	s := newSpellingSearcher(t)
	asked := map[string]bool{}
	for _, p := range append(testPages(t), spellingPages()...) {
		text := p.Title + "\n" + p.Text
		for _, tok := range analysis.Tokens(text) {
			word := text[tok.Start:tok.End]
			if asked[word] {
				continue
			}
			asked[word] = true
			res, err := s.Search(context.Background(), search.Query{Text: word, Limit: 1, Mode: "text", Now: today})
			if err != nil || res.CorrectedTo != "" {
				t.Fatalf("%q became %q, %v", word, res.CorrectedTo, err)
			}
		}
	}
	if len(asked) < 500 {
		t.Errorf("only %d words", len(asked))
	}
}

func TestPartedCompounds(t *testing.T) {
	s := newSpellingSearcher(t)
	res, err := s.Search(context.Background(), search.Query{Text: "hand plane", Now: today})
	if err != nil || res.CorrectedTo != "" {
		t.Fatalf("%q, %v", res.CorrectedTo, err)
	}
	if got := titles(res.Hits); !slices.Contains(got, "Hand planes for woodworking") {
		t.Errorf("found %q", got)
	}
}

func TestTypingCorrectsFinishedWordsAlone(t *testing.T) {
	s := newSpellingSearcher(t)
	for _, c := range []struct{ query, to string }{
		{"lighthosue", ""},             // may go on
		{"lighthosue le", ""},          // titles begin so
		{"lighthosue ", "lighthouse "}, // finished, and nothing is found
		{"ligthouse qqx", "lighthouse qqx"},
	} {
		res, err := s.Search(context.Background(), search.Query{Text: c.query, Typing: true, Now: today})
		if err != nil || res.CorrectedTo != c.to {
			t.Errorf("%q became %q, want %q, %v", c.query, res.CorrectedTo, c.to, err)
		}
		if c.to != "" && len(res.Hits) == 0 {
			t.Errorf("%q found nothing", c.query)
		}
	}
}

// TestCorrectionsKnowNewPages: the vocabulary in memory follows the index.
func TestCorrectionsKnowNewPages(t *testing.T) {
	st, _ := newStore(t, spellingPages())
	s := search.New(st, search.Options{})
	ask := func() string {
		t.Helper()
		res, err := s.Search(context.Background(), search.Query{Text: "marmaladde", Now: today})
		if err != nil {
			t.Fatal(err)
		}
		return res.CorrectedTo
	}
	if got := ask(); got != "" {
		t.Fatalf("became %q", got)
	}
	ids, err := st.PageIDs(context.Background(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	docs, err := st.Documents(context.Background(), ids)
	if err != nil {
		t.Fatal(err)
	}
	docs[0].Text += " Marmalade."
	if err := st.PutDocuments(context.Background(), entriesOf(docs)); err != nil {
		t.Fatal(err)
	}
	if got := ask(); got != "marmalade" {
		t.Errorf("became %q after a page had it", got)
	}
}

func FuzzCorrections(f *testing.F) {
	s := newSpellingSearcher(f)
	for _, q := range []string{"lighthosue lens", "图舒馆 tushuguan", "wood work ing", "\xffzz tsg \"a", "ǚ'er 数局库局数库"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		if len(query) > 200 {
			return
		}
		for _, typing := range []bool{false, true} {
			res, err := s.Search(context.Background(), search.Query{Text: query, Typing: typing, Now: today})
			if err != nil {
				t.Fatal(err)
			}
			if (res.CorrectedFrom == "") != (res.CorrectedTo == "") || res.CorrectedFrom != "" && res.CorrectedFrom == res.CorrectedTo {
				t.Errorf("%q: from %q to %q", query, res.CorrectedFrom, res.CorrectedTo)
			}
		}
	})
}

func BenchmarkCorrections(b *testing.B) {
	st, _ := newStore(b, append(benchPages(b), spellingPages()...))
	s := search.New(st, search.Options{})
	for _, query := range []string{"lighthosue lens", "tushuguan", "图舒馆", strings.Repeat("qxvk", 3)} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Search(context.Background(), search.Query{Text: query, Mode: "text", Now: today}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
