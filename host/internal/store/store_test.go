package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
)

// start is "now" of the tests' clock.
var start = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// open opens a store that is closed with the test.
func open(t testing.TB, dir string, at ...time.Time) *Store {
	t.Helper()
	now := start
	if len(at) > 0 {
		now = at[0]
	}
	s, err := Open(t.Context(), dir, Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		counted(t, s)
		s.Close()
	})
	return s
}

// counted checks the counters that triggers keep against what there is, at the
// end of every test.
func counted(t testing.TB, s *Store) {
	t.Helper()
	for key, count := range map[string]string{
		"bookmarks": "SELECT count(*) FROM nodes WHERE url <> ''",
		"visible":   "SELECT count(*) FROM pages WHERE hidden_since IS NULL",
		"captured":  "SELECT count(*) FROM pages JOIN texts ON texts.page = pages.id WHERE hidden_since IS NULL AND damaged_at IS NULL AND text <> ''",
	} {
		want, err := value[int](plain{s.lib.read}, count)
		if err != nil {
			return // the test closed or broke the library
		}
		if got, err := value[int](plain{s.lib.read}, "SELECT value FROM meta WHERE key = ?", key); got != want || err != nil {
			t.Errorf("the counter %s says %d, %v; there are %d", key, got, err, want)
		}
	}
	for key, count := range map[string]string{
		"passages": "SELECT count(*) FROM passages",
		"waiting":  "SELECT count(*) FROM passages WHERE waits = 1",
		"aside":    "SELECT count(*) FROM passages WHERE waits = 2",
	} {
		want, err := value[int](plain{s.idx.read}, count)
		if err != nil {
			return // the test broke the index
		}
		if got, err := value[int](plain{s.idx.read}, "SELECT value FROM meta WHERE key = ?", key); got != want || err != nil {
			t.Errorf("the counter %s says %d, %v; there are %d", key, got, err, want)
		}
	}
}

// fresh opens a store on a directory of its own, with one source.
func fresh(t testing.TB) (*Store, int64) {
	t.Helper()
	s := open(t, filepath.Join(t.TempDir(), "data"))
	return s, source(t, s, "p1")
}

func source(t testing.TB, s *Store, profile string) int64 {
	t.Helper()
	id, err := s.EnsureSource(t.Context(), library.Source{Browser: "chrome", Profile: profile, Label: "Chrome"})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// folderNode and link make nodes: link("7", "1", "Title", "https://…").
func folderNode(id, parent, title string) library.Node {
	return library.Node{ID: id, ParentID: parent, Title: title}
}

func link(id, parent, title, url string) library.Node {
	return library.Node{ID: id, ParentID: parent, Title: title, URL: url, AddedAt: start.Add(-time.Hour)}
}

func apply(t testing.TB, s *Store, source int64, nodes []library.Node, removed ...string) library.Changes {
	t.Helper()
	c, err := s.ApplyNodes(t.Context(), source, nodes, removed)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func syncNodes(t testing.TB, s *Store, source int64, run string, nodes []library.Node, done, confirm bool) library.Changes {
	t.Helper()
	c, err := s.SyncNodes(t.Context(), source, run, nodes, done, confirm)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// tree draws the visible pages, as "title|folders|address", in the order of
// ids.
func tree(t testing.TB, s *Store) []string {
	t.Helper()
	ids, err := s.PageIDs(t.Context(), 0, 100000)
	if err != nil {
		t.Fatal(err)
	}
	docs, err := s.Documents(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, d := range docs {
		var paths []string
		for _, p := range d.Folders {
			paths = append(paths, strings.Join(p, "/"))
		}
		out = append(out, strings.Join(d.Titles, ";")+"|"+strings.Join(paths, ";")+"|"+d.URL)
	}
	return out
}

// index brings the index up to date, as the background work does, and returns
// how many pages it wrote.
func index(t testing.TB, s *Store) int {
	t.Helper()
	n := 0
	for {
		ids, err := s.PendingPages(t.Context(), 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(ids) == 0 {
			break
		}
		n += len(ids)
		put(t, s, ids...)
	}
	if _, err := s.SweepIndex(t.Context()); err != nil {
		t.Fatal(err)
	}
	return n
}

// put writes pages to the index; each text is one passage.
func put(t testing.TB, s *Store, ids ...int64) {
	t.Helper()
	if err := s.PutDocuments(t.Context(), entriesOf(t, s, ids...)); err != nil {
		t.Fatal(err)
	}
}

func entriesOf(t testing.TB, s *Store, ids ...int64) []IndexEntry {
	t.Helper()
	docs, err := s.Documents(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]IndexEntry, len(docs))
	for i, d := range docs {
		entries[i].Document = d
		if d.Text != "" {
			entries[i].Passages = []library.Passage{{PageID: d.PageID, End: len(d.Text), Hash: fmt.Sprintf("%x", textHash(d.Text)[:8])}}
		}
	}
	return entries
}

// word is a query for pages that have all words.
func word(words ...string) library.TextQuery {
	var q library.TextQuery
	for _, w := range words {
		q.All = append(q.All, library.Clause{Terms: []string{w}})
	}
	return q
}

// found are the addresses of the pages a query matches, best first.
func found(t testing.TB, s *Store, q library.TextQuery) []string {
	t.Helper()
	hits, total, err := s.Match(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if total < len(hits) || q.Limit == 0 && total != len(hits) && total <= defaultLimit {
		t.Errorf("total %d for %d hits", total, len(hits))
	}
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = h.PageID
	}
	docs, err := s.Documents(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, d := range docs {
		out = append(out, d.URL)
	}
	return out
}

// kindOf names the kind of an error in a test's message.
func wantKind(t testing.TB, err error, kind library.Kind) {
	t.Helper()
	if library.KindOf(err) != kind {
		t.Errorf("error %v (kind %q), want kind %q", err, library.KindOf(err), kind)
	}
}

// manyNodes are n bookmarks in folders of fifty.
func manyNodes(n int) []library.Node {
	var nodes []library.Node
	for i := range n {
		parent := fmt.Sprintf("f%d", i/50)
		if i%50 == 0 {
			nodes = append(nodes, folderNode(parent, "1", fmt.Sprintf("Folder %d", i/50)))
		}
		nodes = append(nodes, link(fmt.Sprintf("b%d", i), parent, fmt.Sprintf("Bookmark number %d", i), fmt.Sprintf("https://site%d.example/page/%d", i%97, i)))
	}
	return nodes
}

// library10k fills a store with n pages of some 8 KB of words whose
// frequencies fall off as those of a language do, and indexes them.
func fill(t testing.TB, s *Store, src int64, n int) []int64 {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(rng, 1.2, 20, 40000)
	for _, batch := range batches(manyNodes(n), 500) {
		apply(t, s, src, batch)
	}
	var captures []library.Capture
	for i := range n {
		var b strings.Builder
		for b.Len() < 8000 {
			fmt.Fprintf(&b, "%s ", spell(zipf.Uint64()))
		}
		captures = append(captures, library.Capture{URL: fmt.Sprintf("https://site%d.example/page/%d", i%97, i), Title: "Page " + spell(uint64(i)), Text: b.String(), Lang: "en", By: "import", At: start})
		if len(captures) == 500 || i == n-1 {
			if _, err := s.SaveCaptures(context.Background(), captures); err != nil {
				t.Fatal(err)
			}
			captures = captures[:0]
		}
	}
	index(t, s)
	ids, err := s.PageIDs(context.Background(), 0, n)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// spell turns a number into a word of letters.
func spell(n uint64) string {
	const syllables = "bacedifoguhajekilomunaperisotuvawexi"
	var b strings.Builder
	for n += 40; n > 0; n /= 18 {
		i := n % 18 * 2
		b.WriteString(syllables[i : i+2])
	}
	return b.String()
}

func batches[T any](all []T, size int) [][]T {
	var out [][]T
	for len(all) > 0 {
		n := min(size, len(all))
		out, all = append(out, all[:n]), all[n:]
	}
	return out
}

// sound checks both files.
func sound(t *testing.T, s *Store) {
	t.Helper()
	for _, d := range []*database{s.lib, s.idx} {
		if got, err := value[string](d, "PRAGMA integrity_check"); got != "ok" || err != nil {
			t.Errorf("%s: %s, %v", filepath.Base(d.path), got, err)
		}
	}
	for _, table := range []string{"ft", "titles", "words"} {
		if _, err := s.idx.write.Exec(fmt.Sprintf("INSERT INTO %s(%s) VALUES ('integrity-check')", table, table)); err != nil {
			t.Errorf("%s: %v", table, err)
		}
	}
}
