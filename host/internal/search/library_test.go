package search_test

// library_test.go: a small library of our own, in a real store.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/search"
	"aibookmark/host/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// today is the day on which the tests ask.
var today = time.Date(2025, 8, 1, 12, 0, 0, 0, time.UTC)

// page is a line of testdata/pages.jsonl.
type page struct {
	URL, Title, Folder, Added, Lang, Text string
}

func testPages(tb testing.TB) []page {
	tb.Helper()
	data, err := os.ReadFile("testdata/pages.jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	var pages []page
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		var p page
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			tb.Fatal(err)
		}
		pages = append(pages, p)
	}
	return pages
}

// newStore is a store with pages in it, indexed with a passage a paragraph.
// ids are those of the pages, by address.
func newStore(tb testing.TB, pages []page) (st *store.Store, ids map[string]int64) {
	tb.Helper()
	st = storePages(tb, pages)
	ctx := context.Background()
	all, err := st.PageIDs(ctx, 0, len(pages)+1)
	if err != nil {
		tb.Fatal(err)
	}
	docs, err := st.Documents(ctx, all)
	if err != nil {
		tb.Fatal(err)
	}
	ids = map[string]int64{}
	var entries []library.IndexEntry
	for _, d := range docs {
		ids[d.URL] = d.PageID
		entries = append(entries, library.IndexEntry{Document: d, Passages: paragraphs(d)})
	}
	if err := st.PutDocuments(ctx, entries); err != nil {
		tb.Fatal(err)
	}
	if _, err := st.SweepIndex(ctx); err != nil {
		tb.Fatal(err)
	}
	return st, ids
}

// storePages is a store with pages that are not indexed yet.
func storePages(tb testing.TB, pages []page) *store.Store {
	tb.Helper()
	return storePagesIn(tb, tb.TempDir(), pages)
}

// openStore opens the store in dir; it is closed with the test at the latest.
func openStore(tb testing.TB, dir string) *store.Store {
	tb.Helper()
	st, err := store.Open(context.Background(), dir, store.Options{Now: func() time.Time { return today }})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { st.Close() })
	return st
}

// removeIndex deletes index.db, as a person may while nothing runs.
func removeIndex(tb testing.TB, dir string) {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "index.db*"))
	if err != nil || len(files) == 0 {
		tb.Fatalf("no index to remove: %v", err)
	}
	for _, f := range files {
		if err := os.Remove(f); err != nil {
			tb.Fatal(err)
		}
	}
}

func storePagesIn(tb testing.TB, dir string, pages []page) *store.Store {
	tb.Helper()
	ctx := context.Background()
	st := openStore(tb, dir)
	source, err := st.EnsureSource(ctx, library.Source{Browser: "file", Profile: "test"})
	if err != nil {
		tb.Fatal(err)
	}
	var folders, nodes []library.Node
	var captures []library.Capture
	known := map[string]bool{}
	for i, p := range pages {
		added, err := time.Parse(time.DateOnly, p.Added)
		if err != nil {
			tb.Fatal(err)
		}
		parent := ""
		for _, name := range strings.Split(p.Folder, "/") {
			id := parent + "/" + name
			if !known[id] {
				known[id] = true
				folders = append(folders, library.Node{ID: id, ParentID: parent, Title: name})
			}
			parent = id
		}
		nodes = append(nodes, library.Node{ID: fmt.Sprint(i), ParentID: parent, Title: p.Title, URL: p.URL, AddedAt: added})
		if p.Text != "" {
			captures = append(captures, library.Capture{URL: p.URL, Title: p.Title, Text: p.Text, Lang: p.Lang, By: "import", At: today})
		}
	}
	if _, err := st.ApplyNodes(ctx, source, append(folders, nodes...), nil); err != nil {
		tb.Fatal(err)
	}
	if _, err := st.SaveCaptures(ctx, captures); err != nil {
		tb.Fatal(err)
	}
	return st
}

// paragraphs cuts a document at empty lines.
func paragraphs(d library.Document) []library.Passage {
	var out []library.Passage
	at := 0
	for _, p := range strings.SplitAfter(d.Text, "\n\n") {
		if strings.TrimSpace(p) != "" {
			out = append(out, library.Passage{PageID: d.PageID, Start: at, End: at + len(p), Hash: fmt.Sprint(len(out), p)})
		}
		at += len(p)
	}
	return out
}

// newSearcher searches the pages of testdata.
func newSearcher(tb testing.TB) (*search.Searcher, map[string]int64) {
	tb.Helper()
	st, ids := newStore(tb, testPages(tb))
	return search.New(st, search.Options{}), ids
}

// titles are the titles of hits, in order.
func titles(hits []library.Hit) []string {
	out := []string{}
	for _, h := range hits {
		out = append(out, h.Document.Title())
	}
	return out
}

// entriesOf are documents as they go into the index, without passages.
func entriesOf(docs []library.Document) (out []library.IndexEntry) {
	for _, d := range docs {
		out = append(out, library.IndexEntry{Document: d})
	}
	return out
}
