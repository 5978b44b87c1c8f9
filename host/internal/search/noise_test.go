package search_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"testing"

	"aibookmark/host/internal/search"
	"aibookmark/host/internal/vector"
)

// scattered is an embedder like concepts, in which every other word points
// somewhere of its own: as with real models, whatever is asked, something is
// the nearest.
func scattered(text string) []float32 {
	v := make([]float32, 64)
	for _, word := range strings.Fields(strings.ToLower(text)) {
		word = strings.Trim(word, ".?")
		name := word
		for _, line := range meanings {
			if strings.Contains(" "+line+" ", " "+word+" ") {
				name = line
			}
		}
		h := fnv.New64a()
		h.Write([]byte(name))
		r := rand.New(rand.NewPCG(h.Sum64(), 1))
		for i := range v {
			v[i] += float32(r.NormFloat64())
		}
	}
	vector.Normalise(v)
	return v
}

// TestNothingIsNearerThanNoise: with a model that finds something near whatever
// is asked, a question that no page answers finds nothing once it is known how
// near pages come by chance; one that a page answers in other words still finds
// that page.
func TestNothingIsNearerThanNoise(t *testing.T) {
	pages := []page{{URL: "https://sea.example/a", Title: "Vessel", Folder: "Sea", Added: "2025-01-01", Lang: "en", Text: "vessel vessel"}}
	for i := range 60 {
		pages = append(pages, page{
			URL: fmt.Sprintf("https://other.example/%d", i), Title: fmt.Sprintf("alpha%d beta%d", i, i), Folder: "Rest", Added: "2025-01-02", Lang: "en",
			Text: fmt.Sprintf("gamma%d delta%d epsilon%d.", i, i, i),
		})
	}
	st, _ := newStore(t, pages)
	embedWaitingWith(t, st, "scattered", 64, scattered)
	m := search.NewMeaning(st, embedFunc(scattered), search.MeaningOptions{})
	t.Cleanup(m.Close)
	if err := m.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := search.New(st, search.Options{Meaning: m})
	find := func(text string) search.Result {
		t.Helper()
		res, err := s.Search(t.Context(), search.Query{Text: text, Wait: true})
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	const other, meant = "zorkmid frobnicate plugh", "ship"
	if res := find(other); len(res.Hits) == 0 {
		t.Error("while noise is not known, a question about something else finds nothing")
	}
	state, err := st.VectorState(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := st.PutNoise(t.Context(), state.Model, 0.6); err != nil {
		t.Fatal(err)
	}
	if res := find(other); len(res.Hits) > 0 || len(res.Nearest) == 0 {
		t.Errorf("a question about something else finds %d pages, %d are named as the nearest", len(res.Hits), len(res.Nearest))
	}
	if res := find(meant); len(res.Hits) == 0 || res.Hits[0].Document.URL != "https://sea.example/a" {
		t.Errorf("a question in other words finds %+v", res.Hits)
	}
	if res := find("alpha7"); len(res.Hits) == 0 {
		t.Error("a question in the words of a page finds nothing")
	}
}
