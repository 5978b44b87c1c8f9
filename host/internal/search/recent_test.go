package search_test

import (
	"testing"

	"aibookmark/host/internal/search"
)

// An empty field shows the newest pages; an empty question finds nothing.
func TestNothingTypedShowsTheNewest(t *testing.T) {
	s, _ := newSearcher(t)
	res, err := s.Search(t.Context(), search.Query{Typing: true, Limit: 3})
	if err != nil || len(res.Hits) != 3 {
		t.Fatalf("%d hits, %v", len(res.Hits), err)
	}
	for i := 1; i < len(res.Hits); i++ {
		if res.Hits[i].Document.AddedAt.After(res.Hits[i-1].Document.AddedAt) {
			t.Errorf("hit %d is newer than the one before it", i)
		}
	}
	if res, err := s.Search(t.Context(), search.Query{}); err != nil || len(res.Hits) != 0 {
		t.Errorf("an empty question: %d hits, %v", len(res.Hits), err)
	}
}
