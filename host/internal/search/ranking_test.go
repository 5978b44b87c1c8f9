package search_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"aibookmark/host/internal/search"
)

// TestRanking keeps what is found for the questions of testdata. A change of
// ranking shows as a difference that a reader can argue about:
//
//	go test ./host/internal/search -run Ranking -update
func TestRanking(t *testing.T) {
	s, _ := newSearcher(t)
	questions, err := os.ReadFile("testdata/questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for line := range strings.Lines(string(questions)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		res, err := s.Search(context.Background(), search.Query{Text: line, Limit: 4, Now: today})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "? %s\n", line)
		for _, f := range res.Filters {
			fmt.Fprintf(&out, "  [%s: %s]\n", f.Kind, f.Label)
		}
		for i, h := range res.Hits {
			fmt.Fprintf(&out, "  %d %s  %v\n", i+1, h.Document.Title(), h.Matched)
		}
		if len(res.Hits) == 0 {
			fmt.Fprintln(&out, "  nothing")
		}
	}
	const golden = "testdata/ranking.golden"
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("the ranking changed (-update keeps it):\n%s", firstDifference(string(want), out.String()))
	}
}

// firstDifference shows the question around the first line that differs.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n? "), strings.Split(got, "\n? ")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "want ? " + w[i] + "\n got ? " + g[i]
		}
	}
	return fmt.Sprintf("%d questions, want %d", len(g), len(w))
}
