package search_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/search"
)

// TestTyping types questions; after each the title must be first.
func TestTyping(t *testing.T) {
	s, _ := newSearcher(t)
	for _, c := range []struct{ typed, first string }{
		{"foc", "Focaccia with rosemary, no kneading"},
		{"Tomat", "Tomato blight: what to do when leaves turn brown"},
		{"tomato bl", "Tomato blight: what to do when leaves turn brown"},
		{"choosing a f", "Choosing a first telescope"},
		{"wrappi", "Wrapping errors in Go without losing them"}, // its stem is "wrap"
		{"sleepi", "Falling asleep without a screen"},           // only the text has "sleep"
		{"node.j", "Back-pressure in node.js streams"},
		{"nodej", "Back-pressure in node.js streams"},
		{"c+", "Move semantics in C++ explained with boxes"},
		{"c++", "Move semantics in C++ explained with boxes"},
		{"tcp/i", "TCP/IP keep-alive is not what you think"},
		{"how muc", "How much notice a landlord must give"},
		{"数", "数据库备份的三种办法"},
		{"数据库索", "数据库索引为什么会失效"},
		{"烏龍", "烏龍茶的發酵與烘焙"},
		{"乌", "烏龍茶的發酵與烘焙"},
		{"slack wat", "Reading tide tables before you paddle"}, // in the text
	} {
		res, err := s.Search(context.Background(), search.Query{Text: c.typed, Typing: true, Now: today})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Hits) == 0 || res.Hits[0].Document.Title() != c.first {
			t.Errorf("typed %q: found %q, want %q first", c.typed, titles(res.Hits), c.first)
		}
		if res.Mode != "titles" {
			t.Errorf("typed %q: mode %q", c.typed, res.Mode)
		}
	}
}

// TestTypingKeepsThePageOnceFound types whole titles: from the fifth
// character on, the page must be among the hits at every keystroke.
func TestTypingKeepsThePageOnceFound(t *testing.T) {
	s, _ := newSearcher(t)
	for _, p := range testPages(t) {
		typed := []rune(p.Title)
		for n := 5; n <= len(typed); n++ {
			res, err := s.Search(context.Background(), search.Query{Text: string(typed[:n]), Typing: true, Now: today})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(titles(res.Hits), p.Title) {
				t.Errorf("typed %q: found %q", string(typed[:n]), titles(res.Hits))
			}
		}
	}
}

// TestTypingALetter types the first letter of a word. On its own it finds
// pages with a word that it begins, above all those whose title does; after
// other words it decides among the pages that have those.
func TestTypingALetter(t *testing.T) {
	s, _ := newSearcher(t)
	for _, c := range []struct {
		typed string
		above []string // before all others, in any order
		among []string
		not   string
	}{
		{"l", []string{"Learning the Eskimo roll, week by week", "Liveness and readiness probes in k8s"}, []string{"How much notice a landlord must give", "黄山两日游路线"}, "Choosing a first telescope"},
		{"tomato b", []string{"Tomato blight: what to do when leaves turn brown"}, nil, "Back-pressure in node.js streams"},
		{"slack b", []string{"Reading tide tables before you paddle"}, nil, "Back-pressure in node.js streams"}, // in the text
	} {
		res, err := s.Search(context.Background(), search.Query{Text: c.typed, Typing: true, Now: today})
		if err != nil {
			t.Fatal(err)
		}
		got := titles(res.Hits)
		missing := func(title string) bool { return !slices.Contains(got, title) }
		if slices.ContainsFunc(append(c.among, c.above...), missing) || !missing(c.not) || res.Total < len(got) {
			t.Errorf("typed %q: found %q of %d, want %q and %q, not %q", c.typed, got, res.Total, c.above, c.among, c.not)
			continue
		}
		for _, title := range got[:len(c.above)] {
			if !slices.Contains(c.above, title) {
				t.Errorf("typed %q: %q is above %q", c.typed, title, c.above)
			}
		}
	}
}

func TestTypingMarksTheWordBegun(t *testing.T) {
	s, _ := newSearcher(t)
	res, err := s.Search(context.Background(), search.Query{Text: "rosem", Typing: true, Now: today})
	if err != nil || len(res.Hits) == 0 {
		t.Fatalf("%v, %v", res.Hits, err)
	}
	h := res.Hits[0]
	if got := marked(h.Document.Title(), h.TitleHighlights); got != "rosemary" {
		t.Errorf("the title marks %q", got)
	}
	if got := marked(h.Passage.Text, h.Passage.Highlights); !strings.Contains(got, "rosemary") {
		t.Errorf("the passage marks %q", got)
	}
	if !slices.Contains(h.Matched, library.MatchedTitle) {
		t.Errorf("matched in %v", h.Matched)
	}
}
