package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/search"
)

func TestEvidenceQuotesTheBestPassages(t *testing.T) {
	s, _ := newSearcher(t)
	for _, c := range []struct{ question, starts string }{
		{"when is slack water, for a crossing", "Plan a crossing for slack water"},
		{"how hot should rye bread be baked", "Bake hot at the start"},
		{"乌龙茶第一泡要多长时间", "沖泡用沸水"},
		{"什么时候索引会失效，执行计划怎么看", "先用 EXPLAIN"},
	} {
		found, err := s.Evidence(context.Background(), search.Query{Text: c.question, Now: today})
		hits, evidence := found.Hits, found.Evidence
		if err != nil || len(evidence) == 0 || len(hits) == 0 {
			t.Fatalf("%q: %d hits, %d passages, %v", c.question, len(hits), len(evidence), err)
		}
		e := evidence[0]
		if !strings.HasPrefix(e.Text, c.starts) {
			t.Errorf("%q is answered with %q", c.question, e.Text)
		}
		for _, h := range hits {
			if h.Document.PageID == e.PageID && h.Document.Text[e.Start:e.End] != e.Text {
				t.Errorf("%q: the passage is not at [%d,%d)", c.question, e.Start, e.End)
			}
		}
	}
}

func TestEvidenceIsDiverse(t *testing.T) {
	var pages []page
	for i := range 12 {
		var text strings.Builder
		for n := range 6 {
			fmt.Fprintf(&text, "Otters hold hands, remark %d of page %d.\n\n", n, i)
		}
		pages = append(pages, page{
			URL: fmt.Sprintf("https://site%d.example/%d", i%3, i), Title: fmt.Sprintf("Otters %d", i), Folder: "x", Added: "2025-01-01", Lang: "en", Text: text.String(),
		})
	}
	pages = append(pages, page{URL: "https://bare.example/", Title: "Otters without text", Folder: "x", Added: "2025-01-01"})
	st, ids := newStore(t, pages)
	found, err := search.New(st, search.Options{}).Evidence(context.Background(), search.Query{Text: "do otters hold hands", Limit: 20})
	hits, evidence := found.Hits, found.Evidence
	if err != nil || len(hits) != 13 {
		t.Fatalf("%d hits, %v", len(hits), err)
	}
	pagesSeen, sites := map[int64]int{}, map[string]int{}
	bare := false
	for i, e := range evidence {
		pagesSeen[e.PageID]++
		sites[e.Site]++
		if i > 0 && e.Score > evidence[i-1].Score {
			t.Errorf("passage %d is better than the one before", i)
		}
		if e.PageID == ids["https://bare.example/"] {
			bare = e.Text == "Otters without text" && e.Start == 0 && e.End == 0
		}
	}
	for id, n := range pagesSeen {
		if n > 3 {
			t.Errorf("page %d gives %d passages", id, n)
		}
	}
	for site, n := range sites {
		if n > 6 {
			t.Errorf("site %s gives %d passages", site, n)
		}
	}
	if len(evidence) > 16 || pagesSeen[ids["https://bare.example/"]] > 0 && !bare {
		t.Errorf("%d passages; that of the page without text is wrong", len(evidence))
	}
}

// A question about pages that are already known finds them and no others, even
// where it shares no word with them.
func TestEvidenceOfGivenPages(t *testing.T) {
	s, ids := newSearcher(t)
	rye := ids["https://slowbread.example/rye"]
	for question, starts := range map[string]string{"how hot should it be baked": "Bake hot at the start", "第二个说了什么": ""} {
		found, err := s.Evidence(context.Background(), search.Query{Text: question, Pages: []int64{rye}, Filters: []library.Filter{}, Now: today})
		if err != nil || len(found.Hits) != 1 || found.Hits[0].Document.PageID != rye || len(found.Evidence) == 0 {
			t.Fatalf("%q: %+v, %v", question, found, err)
		}
		if !strings.HasPrefix(found.Evidence[0].Text, starts) {
			t.Errorf("%q is answered with %q", question, found.Evidence[0].Text)
		}
		for _, e := range found.Evidence {
			if e.PageID != rye {
				t.Errorf("%q: a passage of page %d", question, e.PageID)
			}
		}
	}
}

// Filters are told from what is left of a question.
func TestFilters(t *testing.T) {
	s, _ := newSearcher(t)
	for text, want := range map[string]string{"only the ones in Chinese": "lang zh", "site:slowbread.example rye": "site slowbread.example", "那篇用中文写的": "lang zh", "why?": ""} {
		filters, rest, err := s.Filters(context.Background(), search.Query{Text: text, Now: today})
		got := ""
		for _, f := range filters {
			got += string(f.Kind) + " " + f.Value
		}
		if err != nil || got != want || len(filters) > 0 && len(rest) >= len(text) {
			t.Errorf("Filters(%q) = %q, rest %q, %v; want %q", text, got, rest, err, want)
		}
	}
}

func TestRelated(t *testing.T) {
	s, ids := newSearcher(t)
	for _, c := range []struct{ url, related string }{
		{"https://slowbread.example/rye", "Focaccia with rosemary, no kneading"},
		{"https://www.juhua.example/shujuku-beifen", "数据库索引为什么会失效"},
		{"https://astro.example/first-telescope", "Finding the Andromeda galaxy with binoculars"},
		{"https://citylaw.example/deposit", "How much notice a landlord must give"},
		{"https://jiankang.example/shimian", "久坐之后颈椎疼怎么办"},
	} {
		i := slices.IndexFunc(testPages(t), func(p page) bool { return p.URL == c.url })
		p := testPages(t)[i]
		hits, err := s.Related(context.Background(), ids[c.url], p.Title, p.Text, 3)
		if err != nil {
			t.Fatal(err)
		}
		if got := titles(hits); !slices.Contains(got, c.related) || slices.Contains(got, p.Title) || len(got) > 3 {
			t.Errorf("like %q: %q, want %q and not the page itself", p.Title, got, c.related)
		}
	}
	if hits, err := s.Related(context.Background(), 0, "", "", 5); err != nil || len(hits) != 0 || hits == nil {
		t.Errorf("like nothing: %v, %v", hits, err)
	}
}
