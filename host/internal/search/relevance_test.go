package search_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/search"
)

// TestNothingIsAboutIt: pages that have words of the question here and there
// are not about it; those that say much of it in one place are.
func TestNothingIsAboutIt(t *testing.T) {
	// Enough pages for the weights of words to tell something.
	pages := testPages(t)
	for i := range 30 {
		pages = append(pages, page{
			URL: fmt.Sprintf("https://ships.example/%d", i), Title: fmt.Sprintf("Ship %d", i), Added: "2024-01-01", Lang: "en",
			Text: fmt.Sprintf("Vessel number %d was launched in %d and cleaned each spring; the lawn behind the yard is open.", i, 1900+i),
		})
	}
	st, _ := newStore(t, pages)
	s := search.New(st, search.Options{})
	for _, tc := range []struct {
		question string
		found    bool
	}{
		{"how to renew a german passport", false},
		{"vintage typewriter ribbon replacement", false},
		{"cheap flights to lisbon", false},
		{"lawn mower carburetor cleaning", false},
		{"怎么学滑雪", false},
		{"婴儿推车推荐", false},
		{"股票开户流程", false},
		{"brewing oolong tea", true},
		{"乌龙茶的发酵", true},
		{"docker部署", true},
		{"node.js streams", true},
		// One known word is all there is to go by.
		{"streams", true},
		// Operators are the person's word.
		{"passport site:devnotes.example", false},
	} {
		res, err := s.Search(context.Background(), search.Query{Text: tc.question, Now: today})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(res.Hits) > 0; got != tc.found {
			t.Errorf("%q: found %q, want any: %v", tc.question, titles(res.Hits), tc.found)
		}
		if len(res.Hits) > 0 && len(res.Nearest) > 0 || len(res.Nearest) > 3 || len(res.Hits) == 0 && res.Total != 0 {
			t.Errorf("%q: %d hits of %d, %d nearest", tc.question, len(res.Hits), res.Total, len(res.Nearest))
		}
		f, err := s.Evidence(context.Background(), search.Query{Text: tc.question, Now: today})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(f.Evidence) > 0; got != tc.found {
			t.Errorf("%q: %d passages as evidence, want any: %v", tc.question, len(f.Evidence), tc.found)
		}
	}
}

// TestNearDuplicatesAreOneHit: copies, and one page under several addresses,
// count as one; its next edition and other pages of the same site do not.
func TestNearDuplicatesAreOneHit(t *testing.T) {
	var paragraphs []string
	for i := range 12 {
		paragraphs = append(paragraphs, fmt.Sprintf("Walrus fact %d: the walrus number %d rests on the ice floe of bay %d and sings.", i, i*7, i*13))
	}
	text := strings.Join(paragraphs, "\n\n")
	other := strings.ReplaceAll(strings.ReplaceAll(text, "rests on", "swims far below"), "sings", "hunts for clams")
	pages := []page{
		{URL: "https://sea.example/walrus", Title: "The walrus", Added: "2025-01-04", Lang: "en", Text: text},
		{URL: "https://mirror.example/w", Title: "The walrus", Added: "2025-01-03", Lang: "en", Text: text + "\n\nCopied on Monday."},
		{URL: "https://sea.example/walrus?print=1", Title: "The walrus", Added: "2025-01-02", Lang: "en"},
		{URL: "https://sea.example/hunting", Title: "How the walrus hunts", Added: "2025-01-01", Lang: "en", Text: other},
		{URL: "https://sea.example/elsewhere", Title: "The walrus", Added: "2025-01-01"},
	}
	st, _ := newStore(t, pages)
	res, err := search.New(st, search.Options{}).Search(context.Background(), search.Query{Text: "walrus ice"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, h := range res.Hits {
		if h.Similar != len(h.Alike) {
			t.Errorf("%s: %d similar, %d named", h.Document.URL, h.Similar, len(h.Alike))
		}
		got[h.Document.URL] = addresses(h.Alike)
	}
	if len(got) != 3 || len(got["https://sea.example/walrus"]) != 2 || got["https://sea.example/hunting"] != nil || got["https://sea.example/elsewhere"] != nil {
		t.Errorf("got %q", got)
	}
}

func addresses(docs []library.Document) (out []string) {
	for _, d := range docs {
		out = append(out, d.URL)
	}
	return out
}
