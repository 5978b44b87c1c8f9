package search_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/search"
)

// plainPages are a library with sites and folders to name.
var plainPages = []page{
	{URL: "https://github.com/moby/moby", Title: "Container engine", Folder: "Dev/Go/Web", Added: "2024-05-02", Lang: "en", Text: "A container engine written in Go."},
	{URL: "https://github.com/denoland/deno", Title: "A runtime for JavaScript", Folder: "Dev/JavaScript", Added: "2025-07-20", Lang: "en", Text: "A runtime for JavaScript and TypeScript."},
	{URL: "https://www.theguardian.com/food/soup", Title: "The best winter soups", Folder: "Recipes", Added: "2023-04-10", Lang: "en", Text: "Soups for the cold months."},
	{URL: "https://www.kitchenstories.example/soup", Title: "Soup from leftovers", Folder: "Recipes", Added: "2025-02-10", Lang: "en", Text: "A soup from what is left."},
	{URL: "https://www.zhihu.com/question/1", Title: "怎样煮一锅好汤", Folder: "美食", Added: "2024-07-01", Lang: "zh", Text: "汤要慢慢煮。"},
	{URL: "https://www.python.org/doc/tutorial", Title: "The Python tutorial", Folder: "Dev", Added: "2022-01-05", Lang: "en", Text: "Python is easy to learn."},
	{URL: "https://docs.example/python-decorators", Title: "Python decorators", Folder: "Dev", Added: "2023-01-05", Lang: "en", Text: "What a decorator in Python does."},
	{URL: "https://docs.example/python-generators", Title: "Python generators", Folder: "Dev", Added: "2023-02-05", Lang: "en", Text: "What a generator in Python does."},
	{URL: "https://papers.example/paxos.pdf", Title: "Paxos made simple", Folder: "Papers", Added: "2021-09-09", Lang: "en", Text: "A protocol for consensus."},
	{URL: "https://www.youtube.com/watch?v=1", Title: "Consensus explained", Folder: "Watch later", Added: "2022-09-09", Lang: "en", Text: "Consensus protocols on a whiteboard."},
}

// chips draws filters as "kind:label".
func chips(filters []library.Filter) string {
	var out []string
	for _, f := range filters {
		out = append(out, string(f.Kind)+":"+f.Label)
	}
	return strings.Join(out, " ")
}

// What a question says in plain words narrows it, if the library has it.
func TestFiltersInPlainWords(t *testing.T) {
	st, _ := newStore(t, plainPages)
	s := search.New(st, search.Options{})
	for _, c := range []struct {
		question, locale, filters string
		found                     []string
	}{
		{"container engine on github", "en", "site:github.com", []string{"Container engine"}},
		{"the github repo about a runtime", "en", "site:github.com", []string{"A runtime for JavaScript"}},
		{"soup from the Guardian", "en", "site:theguardian.com", []string{"The best winter soups"}},
		{"soup on kitchenstories.example", "en", "site:kitchenstories.example", nil}, // no known ending of an address
		{"soup from kitchen stories", "en", "site:kitchenstories.example", []string{"Soup from leftovers"}},
		{"知乎上的好汤", "zh-CN", "site:zhihu.com", []string{"怎样煮一锅好汤"}},
		{"在知乎看到的汤", "zh-CN", "site:zhihu.com", []string{"怎样煮一锅好汤"}},
		{"soup in my Recipes folder", "en", "folder:Recipes", []string{"Soup from leftovers", "The best winter soups"}},
		{"engine in Dev/Go/Web", "en", "folder:Web", []string{"Container engine"}},
		{"美食文件夹里的汤", "zh-CN", "folder:美食", []string{"怎样煮一锅好汤"}},
		{"soup I saved in 2023", "en", "time:2023", []string{"The best winter soups"}},
		{"2024年收藏的汤", "zh-CN", "time:2024年", []string{"怎样煮一锅好汤"}},
		{"the PDF about consensus", "en", "type:PDF", []string{"Paxos made simple"}},
		{"the video about consensus", "en", "type:video", []string{"Consensus explained"}},
		{"英文的汤 soup", "zh-CN", "lang:英文", []string{"Soup from leftovers", "The best winter soups"}},
		// The whole question may be a filter.
		{"what I saved in 2021", "en", "time:2021", []string{"Paxos made simple"}},
		{"articles from the Guardian", "en", "site:theguardian.com", []string{"The best winter soups"}},
	} {
		res, err := s.Search(t.Context(), search.Query{Text: c.question, Locale: c.locale, Now: today})
		if err != nil {
			t.Fatal(err)
		}
		if c.found == nil {
			continue
		}
		got := titles(res.Hits)
		slices.Sort(got)
		if chips(res.Filters) != c.filters || !slices.Equal(got, c.found) {
			t.Errorf("%q: filters %q, found %q; want %q, %q", c.question, chips(res.Filters), got, c.filters, c.found)
		}
	}
}

// A word that merely looks like a filter stays a word.
func TestWordsThatLookLikeFilters(t *testing.T) {
	st, _ := newStore(t, plainPages)
	s := search.New(st, search.Options{})
	for question, want := range map[string]string{
		"a tutorial on python":         "Python decorators", // not only python.org
		"soup from a place not there":  "Soup from leftovers",
		"decorators from medium":       "Python decorators",
		"how to say soup in Japanese":  "Soup from leftovers",
		"soup in my Nonsense folder":   "Soup from leftovers",
		"the video about winter soups": "The best winter soups", // no such video
	} {
		res, err := s.Search(t.Context(), search.Query{Text: question, Now: today})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Filters) > 0 || !slices.Contains(titles(res.Hits), want) {
			t.Errorf("%q: filters %q, found %q", question, chips(res.Filters), titles(res.Hits))
		}
	}
}

// Taking a chip away searches without it; giving it back narrows again.
func TestChipsOfPlainWords(t *testing.T) {
	st, _ := newStore(t, plainPages)
	s := search.New(st, search.Options{})
	ask := func(filters []library.Filter) []string {
		res, err := s.Search(t.Context(), search.Query{Text: "soup from the Guardian last year", Filters: filters, Now: time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		return titles(res.Hits)
	}
	if got := ask(nil); !slices.Equal(got, []string{"The best winter soups"}) {
		t.Errorf("as asked: %q", got)
	}
	if got := ask([]library.Filter{}); !slices.Contains(got, "Soup from leftovers") {
		t.Errorf("without chips: %q", got)
	}
	if got := ask([]library.Filter{{Kind: library.FilterSite, Value: "theguardian.com"}}); !slices.Equal(got, []string{"The best winter soups"}) {
		t.Errorf("with one: %q", got)
	}
}
