package search_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/search"
)

// cutUTF16 is the text of a range, as JavaScript would cut it.
func cutUTF16(s string, r library.Range) string {
	return s[library.ByteOffset(s, r[0]):library.ByteOffset(s, r[1])]
}

func marked(text string, ranges []library.Range) string {
	var out []string
	for _, r := range ranges {
		out = append(out, cutUTF16(text, r))
	}
	return strings.Join(out, "|")
}

func TestHighlights(t *testing.T) {
	pages := append(testPages(t),
		page{URL: "https://emoji.example/", Title: "🎉🎊 Juggling for beginners 🤹", Folder: "Fun", Added: "2025-01-01", Lang: "en",
			Text: "🤹 Start with one ball. Beginners who juggle three balls at once drop four. 😅 JUGGLERS, be patient."},
		page{URL: "https://wide.example/", Title: "ＪＵＧＧＬＩＮＧ café", Folder: "Fun", Added: "2025-01-02", Lang: "en", Text: "Cafe\u0301 talk."},
	)
	st, _ := newStore(t, pages)
	s := search.New(st, search.Options{})
	for _, c := range []struct{ query, url, title, text string }{
		{"juggling beginners", "https://emoji.example/", "Juggling|beginners", "Beginners|juggle"},
		{"jugglers", "https://emoji.example/", "", "JUGGLERS"},
		{"juggling cafe", "https://wide.example/", "ＪＵＧＧＬＩＮＧ|café", "Cafe\u0301"},
		{"乌龙茶的发酵", "https://cha.example/wulong", "烏龍茶|發酵", "烏龍茶|發酵|發酵"},
		{"docker部署", "https://www.juhua.example/docker-rumen", "Docker部署", "docker"},
		{"node.js", "https://devnotes.example/node-streams", "node.js", ""},
	} {
		res, err := s.Search(context.Background(), search.Query{Text: c.query, Now: today})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(res.Hits, func(h library.Hit) bool { return h.Document.URL == c.url })
		if i < 0 {
			t.Errorf("%q did not find %s", c.query, c.url)
			continue
		}
		h := res.Hits[i]
		if got := marked(h.Document.Title(), h.TitleHighlights); got != c.title {
			t.Errorf("%q marks %q in the title, want %q", c.query, got, c.title)
		}
		if got := marked(h.Passage.Text, h.Passage.Highlights); got != c.text {
			t.Errorf("%q marks %q in %q, want %q", c.query, got, h.Passage.Text, c.text)
		}
	}
}

func TestHitsAreCutFromTheStoredText(t *testing.T) {
	long := strings.Repeat("Nothing of interest happens in this sentence. ", 400)
	st, _ := newStore(t, []page{
		{URL: "https://long.example/", Title: "A long page", Folder: "x", Added: "2025-01-01", Lang: "en", Text: long + "The walrus sings at noon. " + long},
		{URL: "https://bare.example/walrus", Title: "Walrus", Folder: "x", Added: "2025-01-01"},
	})
	s := search.New(st, search.Options{})
	res, err := s.Search(context.Background(), search.Query{Text: "when does the walrus sing", Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Hits) != 2 || res.Total != 2 || res.Mode != "text" {
		t.Fatalf("%d hits of %d, mode %q", len(res.Hits), res.Total, res.Mode)
	}
	for _, h := range res.Hits {
		p := h.Passage
		if !strings.HasPrefix(h.Document.Text[p.Start:], p.Text) {
			t.Errorf("%s: the passage does not stand at byte %d", h.Document.URL, p.Start)
		}
		if h.Explain == "" || h.Score <= 0 {
			t.Errorf("%s: score %v, explained as %q", h.Document.URL, h.Score, h.Explain)
		}
		switch {
		case h.Document.Captured && (!p.Truncated || !strings.Contains(p.Text, "The walrus sings at noon.") || len(p.Text) > 400):
			t.Errorf("the passage is %q", p.Text)
		case !h.Document.Captured && (p.Text != "" || p.Truncated):
			t.Errorf("a page without text has the passage %q", p.Text)
		case !h.Document.Captured && !slices.Equal(h.Matched, []library.Matched{library.MatchedTitle, library.MatchedAddress}):
			t.Errorf("the bare page matched in %v", h.Matched)
		}
	}
}

func TestNothingAskedNothingFound(t *testing.T) {
	s, _ := newSearcher(t)
	for _, query := range []string{"", "  \n", "???", "“”", "-"} {
		for _, typing := range []bool{false, true} {
			if typing && strings.TrimSpace(query) == "" {
				continue // shows the newest pages: TestNothingTypedShowsTheNewest
			}
			res, err := s.Search(context.Background(), search.Query{Text: query, Typing: typing})
			if err != nil || len(res.Hits) > 0 || res.Hits == nil || res.Filters == nil || res.Total != 0 {
				t.Errorf("Search(%q) = %+v, %v", query, res, err)
			}
		}
	}
}

func TestStopWordsAloneAreWords(t *testing.T) {
	s, _ := newSearcher(t)
	res, err := s.Search(context.Background(), search.Query{Text: "before you"})
	if err != nil || len(res.Hits) == 0 {
		t.Fatalf("%v, %v", titles(res.Hits), err)
	}
	if got := titles(res.Hits); !slices.Contains(got, "Reading tide tables before you paddle") {
		t.Errorf("found %q", got)
	}
}

func TestGivenFiltersReplaceThoseRead(t *testing.T) {
	s, _ := newSearcher(t)
	ask := func(text string, filters []library.Filter) []string {
		t.Helper()
		res, err := s.Search(context.Background(), search.Query{Text: text, Filters: filters, Now: today})
		if err != nil {
			t.Fatal(err)
		}
		if filters != nil && len(res.Filters) != len(filters) {
			t.Errorf("%q came back with filters %v", text, res.Filters)
		}
		return titles(res.Hits)
	}
	day := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	for _, c := range []struct {
		name    string
		text    string
		filters []library.Filter
		want    []string
	}{
		{"none given, none in the question", "site:slowbread.example kayak bread", []library.Filter{}, []string{
			"How steam works in a home oven", "Dense rye bread with a three-stage sourdough", "Learning the Eskimo roll, week by week"}},
		{"a folder", "bread kayak", []library.Filter{{Kind: library.FilterFolder, Value: "kayak"}}, []string{
			"Learning the Eskimo roll, week by week", "Reading tide tables before you paddle", "What to pack for a three-day sea kayak trip"}},
		{"two sites", "night", []library.Filter{
			{Kind: library.FilterSite, Value: "astro.example"}, {Kind: library.FilterSite, Value: "slowbread.example"}},
			[]string{"Finding the Andromeda galaxy with binoculars"}},
		{"dates", "kayak", []library.Filter{{Kind: library.FilterTime, From: day("2024-01-01"), To: day("2025-01-01")}},
			[]string{"What to pack for a three-day sea kayak trip"}},
		{"a word to be without, in Chinese", "数据库", []library.Filter{{Kind: library.FilterWithout, Value: "索引"}}, []string{
			"数据库备份的三种办法", "What write-ahead logging changes in SQLite", "When PostgreSQL ignores your index"}},
		{"a phrase of one character", "茶 发酵", []library.Filter{{Kind: library.FilterPhrase, Value: "焦"}}, []string{"烏龍茶的發酵與烘焙"}},
	} {
		got := ask(c.text, c.filters)
		for _, want := range c.want {
			if !slices.Contains(got, want) {
				t.Errorf("%s: %q not among %q", c.name, want, got)
			}
		}
		if c.name != "none given, none in the question" && len(got) != len(c.want) {
			t.Errorf("%s: found %q", c.name, got)
		}
	}
}

func TestLimit(t *testing.T) {
	s, _ := newSearcher(t)
	for limit, want := range map[int]int{0: 10, 1: 1, 3: 3, 1000: 44} {
		res, err := s.Search(context.Background(), search.Query{Text: "after:2000", Limit: limit, Now: today})
		if err != nil || len(res.Hits) != want || res.Total != 44 {
			t.Errorf("limit %d gave %d hits of %d, %v; want %d", limit, len(res.Hits), res.Total, err, want)
		}
	}
}

func TestSearchSaysWhenTheIndexIsRebuilding(t *testing.T) {
	// A library that has pages, but whose index is gone.
	dir := t.TempDir()
	st := storePagesIn(t, dir, testPages(t))
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	removeIndex(t, dir)
	st = openStore(t, dir)
	res, err := search.New(st, search.Options{}).Search(context.Background(), search.Query{Text: "kayak"})
	if err != nil || res.Partial != "rebuilding" {
		t.Errorf("partial %q, %v", res.Partial, err)
	}
}

func TestSearchEndsWithItsContext(t *testing.T) {
	s, _ := newSearcher(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, q := range []search.Query{{Text: "kayak"}, {Text: "kayak", Typing: true}, {Text: "folder:Kayak"}} {
		if _, err := s.Search(ctx, q); !errors.Is(err, context.Canceled) {
			t.Errorf("Search(%q) after the end: %v", q.Text, err)
		}
	}
}

func TestSearcherIsSafeForConcurrentUse(t *testing.T) {
	s, _ := newSearcher(t)
	want := map[string][]string{}
	queries := []string{"kayak", "数据库索引", "bread oven", "c++"}
	for _, q := range queries {
		res, err := s.Search(context.Background(), search.Query{Text: q})
		if err != nil {
			t.Fatal(err)
		}
		want[q] = titles(res.Hits)
	}
	done := make(chan bool)
	for i := range 8 {
		go func() {
			defer func() { done <- true }()
			q := queries[i%len(queries)]
			res, err := s.Search(context.Background(), search.Query{Text: q})
			if err != nil || !slices.Equal(titles(res.Hits), want[q]) {
				t.Errorf("%q found %q, %v", q, titles(res.Hits), err)
			}
		}()
	}
	for range 8 {
		<-done
	}
}

// TestTheOneThatIsUsedComesFirst: of two pages that fit equally well, the one
// opened more often; but never above one that fits better.
func TestTheOneThatIsUsedComesFirst(t *testing.T) {
	st, ids := newStore(t, []page{
		{URL: "https://a.example/", Title: "Walrus songs", Added: "2025-01-01"},
		{URL: "https://b.example/", Title: "Walrus songs", Added: "2025-02-01"},
		{URL: "https://c.example/", Title: "Songs of the sea, of the wind and of one walrus", Added: "2025-03-01"},
	})
	s := search.New(st, search.Options{})
	want := func(want ...string) {
		t.Helper()
		res, err := s.Search(t.Context(), search.Query{Text: "walrus songs"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range res.Hits {
			got = append(got, h.Document.URL)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	want("https://b.example/", "https://a.example/", "https://c.example/")
	for _, url := range []string{"https://a.example/", "https://c.example/", "https://c.example/"} {
		if err := st.NoteOpened(t.Context(), ids[url]); err != nil {
			t.Fatal(err)
		}
	}
	want("https://a.example/", "https://b.example/", "https://c.example/")
	if err := st.NoteOpened(t.Context(), 1<<40); library.KindOf(err) != library.NotFound {
		t.Errorf("a page that is not there: %v", err)
	}
}
