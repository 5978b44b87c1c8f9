package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
)

// A page, a site and everything, of a library in which every table has
// something of them: vectors, turns, records of reading in the background with
// other addresses, openings, backups; and with another host on it.
func TestForgettingReachesEveryTable(t *testing.T) {
	for _, tt := range []struct {
		name   string
		n      int
		target func(ids []int64) ForgetTarget
		want   func(n, sites int) library.Receipt
	}{
		{"all", 2000, func([]int64) ForgetTarget { return ForgetTarget{All: true} },
			func(n, _ int) library.Receipt {
				return library.Receipt{Bookmarks: n, Pages: n, Passages: n, Vectors: n, Turns: n/10 + 1, Backups: 1}
			}},
		{"a site", 2000, func([]int64) ForgetTarget { return ForgetTarget{Site: canary + ".example"} },
			func(_, sites int) library.Receipt {
				return library.Receipt{Bookmarks: sites, Pages: sites, Passages: sites, Vectors: sites, Turns: sites, Backups: 1}
			}},
		{"pages, one by one", 300, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			s := open(t, dir)
			_, sites := withCanaries(t, s, tt.n)
			other := open(t, dir)
			ids := canaryPages(t, s)
			if len(ids) != sites {
				t.Fatalf("%d pages with the canary, want %d", len(ids), sites)
			}
			fillEveryTable(t, s, ids)
			if _, err := other.Changed(t.Context()); err != nil {
				t.Fatal(err)
			}
			if occurrences(t, dir) == 0 {
				t.Fatal("the test does not see what it looks for")
			}
			everyTableIsFilled(t, s)
			if tt.target == nil {
				forgetOneByOne(t, s, dir, ids)
				return
			}
			want := tt.want(tt.n, sites)
			for _, dry := range []bool{true, false} {
				got, err := s.Forget(t.Context(), tt.target(ids), dry)
				got.Passages, want.Passages = 0, 0 // as many as the texts were cut into
				got.Vectors, want.Vectors = min(got.Vectors, 1), min(want.Vectors, 1)
				if got != want || err != nil {
					t.Errorf("dry %v: receipt %+v, %v; want %+v", dry, got, err, want)
				}
			}
			if left := occurrences(t, dir); left != 0 {
				t.Errorf("the canary is still there %d times", left)
			}
			if got := found(t, other, library.TextQuery{Any: []library.Clause{{Terms: []string{canary}, Prefix: true}}}); len(got) != 0 {
				t.Errorf("the other host still finds %q", got)
			}
			left := map[bool]int{true: 0, false: tt.n - sites}[tt.name == "all"]
			if got := len(tree(t, s)); got != left {
				t.Errorf("%d pages are left, want %d", got, left)
			}
		})
	}
}

// forgetOneByOne forgets some pages, half of them by their address; what they
// alone say is then nowhere.
func forgetOneByOne(t *testing.T, s *Store, dir string, ids []int64) {
	t.Helper()
	for i, id := range ids[:4] {
		p, err := s.PageByID(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		word := strings.Fields(p.Title)[0] // of this page alone
		if count(t, dir, word+" ") == 0 {
			t.Fatalf("%q is not there before", word)
		}
		target := ForgetTarget{PageID: id}
		if i%2 == 1 {
			target = ForgetTarget{URL: p.URL}
		}
		r, err := s.Forget(t.Context(), target, false)
		if err != nil || r.Pages != 1 || r.Bookmarks != 1 || r.Turns != 1 || r.Vectors == 0 {
			t.Errorf("receipt %+v, %v", r, err)
		}
		if left := count(t, dir, word+" "); left != 0 {
			t.Errorf("%q is still there %d times", word, left)
		}
	}
}

// canaryPages are the pages of the site that carries the canary.
func canaryPages(t *testing.T, s *Store) []int64 {
	t.Helper()
	ids, err := column[int64](s.lib, "SELECT id FROM pages WHERE key LIKE ? ORDER BY id", "%"+canary+".example%")
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// fillEveryTable has every table hold the canary of every page given, or
// something of it.
func fillEveryTable(t *testing.T, s *Store, ids []int64) {
	t.Helper()
	m, err := s.StartModel(t.Context(), someModel("m"), len(ids), []byte("learnt"))
	if err != nil {
		t.Fatal(err)
	}
	embedAll(t, s, m)
	// Blocks have numbers; here they have the words of the pages in them.
	if _, err := s.idx.write.Exec(`INSERT INTO vector_blocks(model, block, data) SELECT model, seq / ?, CAST(group_concat(v.page || ' ' || ?, ' ') AS BLOB)
		FROM vectors v WHERE v.page IN (SELECT value FROM json_each(?)) GROUP BY 1, 2`, blockNumbers, canary, list(ids)); err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		p, err := s.PageByID(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		turn := library.Turn{ConversationID: fmt.Sprint("c", i), Question: canary + " question", Answer: []byte(canary + " answer"), PageIDs: []int64{id}}
		if err := s.AppendTurn(t.Context(), turn); err != nil {
			t.Fatal(err)
		}
		_, err = s.SaveFetch(t.Context(), library.FetchResult{
			PageID: id, SameAs: p.URL + "/" + canary + "alias", Canonical: p.URL + "/" + canary + "own",
			Record: library.FetchRecord{Cause: library.TimedOut, Detail: canary + " detail", At: time.Now(), ETag: canary + "etag", Modified: canary},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.NoteOpened(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AppendTurn(t.Context(), library.Turn{ConversationID: "none", Question: "about nothing", Answer: []byte("nothing"), PageIDs: []int64{}}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Backup(t.Context(), filepath.Join(s.dir, "mine.backup")); err != nil {
		t.Fatal(err)
	}
}

// everyTableIsFilled fails when the schema has a table of which the test of
// forgetting knows nothing.
func everyTableIsFilled(t *testing.T, s *Store) {
	t.Helper()
	// What holds nothing of a page, or holds it only between two steps.
	without := []string{"meta", "sources", "old_runs", "removed_nodes", "erased", "settings", "gone_vectors"}
	for _, d := range []*database{s.lib, s.idx} {
		tables, err := column[string](d, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE '%fts5%'")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range tables {
			if rows, err := value[int](d, "SELECT count(*) FROM "+name); err != nil || rows == 0 && !slices.Contains(without, name) {
				t.Errorf("%s: table %s is empty: the test does not see whether forgetting reaches it (%v)", filepath.Base(d.path), name, err)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(s.dir, "mine.backup")); err != nil {
		t.Error(err)
	}
}
