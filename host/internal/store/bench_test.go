package store

import (
	"fmt"
	"path/filepath"
	"testing"

	"aibookmark/host/internal/library"
)

// benchPages is the size of the library of the benchmarks.
const benchPages = 10000

// BenchmarkSync stores a tree of 10,000 bookmarks in batches of 500, then the
// same again.
func BenchmarkSync(b *testing.B) {
	nodes := batches(manyNodes(benchPages), 500)
	run := 0
	sync := func(b *testing.B, s *Store, src int64) {
		run++
		for i, batch := range nodes {
			syncNodes(b, s, src, fmt.Sprint(run), batch, i == len(nodes)-1, false)
		}
	}
	b.Run("first", func(b *testing.B) {
		for range b.N {
			s, src := fresh(b)
			sync(b, s, src)
		}
	})
	b.Run("again", func(b *testing.B) {
		s, src := fresh(b)
		sync(b, s, src)
		b.ResetTimer()
		for range b.N {
			sync(b, s, src)
		}
	})
}

// BenchmarkLibrary measures a library of 10,000 pages of 8 KB.
func BenchmarkLibrary(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "data")
	s := open(b, dir)
	src := source(b, s, "p")
	ids := fill(b, s, src, benchPages)
	c, err := s.Counts(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d pages, %.1f MB", c.Pages, float64(c.DataBytes)/1e6)

	clause := func(n uint64) library.Clause { return library.Clause{Terms: []string{stem(spell(n))}} }
	for _, q := range []struct {
		name  string
		query library.TextQuery
	}{
		{"Match/rare", library.TextQuery{Any: []library.Clause{clause(5000)}, Limit: 50}},
		{"Match/question", library.TextQuery{Any: []library.Clause{clause(300), clause(900), clause(2500), clause(7000)}, Limit: 50}},
		{"Match/common", library.TextQuery{Any: []library.Clause{clause(1), clause(2), clause(30)}, Limit: 50}},
		{"Match/site", library.TextQuery{Any: []library.Clause{clause(300), clause(900)}, Filter: library.PageFilter{Sites: []string{"site5.example"}}, Limit: 50}},
		{"Match/filterOnly", library.TextQuery{Filter: library.PageFilter{Folders: []string{"Folder 7"}}, Limit: 50}},
	} {
		b.Run(q.name, func(b *testing.B) {
			total := 0
			for range b.N {
				if _, total, err = s.Match(b.Context(), q.query); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(total), "matches")
		})
	}
	for _, prefix := range []string{"bo", "boo", "numb"} {
		b.Run("MatchTitles/"+prefix, func(b *testing.B) {
			for range b.N {
				if _, _, err := s.MatchTitles(b.Context(), library.TextQuery{All: []library.Clause{{Terms: []string{prefix}, Prefix: true}}, Limit: 20}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("MatchTitles/newest", func(b *testing.B) {
		for range b.N {
			if _, _, err := s.MatchTitles(b.Context(), library.TextQuery{All: []library.Clause{{Terms: []string{"b"}, Prefix: true}}, Newest: true, Limit: 20}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Documents/10", func(b *testing.B) {
		for i := range b.N {
			at := i * 37 % (len(ids) - 10)
			if _, err := s.Documents(b.Context(), ids[at:at+10]); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, n := range []int{1, 500} {
		b.Run(fmt.Sprintf("PutDocuments/%d", n), func(b *testing.B) {
			entries := entriesOf(b, s, ids[:n]...)
			for range b.N {
				if err := s.PutDocuments(b.Context(), entries); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("ApplyNodes/1", func(b *testing.B) {
		for i := range b.N {
			apply(b, s, src, []library.Node{link("b77", "f1", fmt.Sprintf("Renamed %d", i), "https://site77.example/page/77")})
		}
	})
	b.Run("PendingPages/none", func(b *testing.B) {
		index(b, s)
		for range b.N {
			if _, err := s.PendingPages(b.Context(), 100); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("RecentPages", func(b *testing.B) {
		for range b.N {
			if _, err := s.RecentPages(b.Context(), 50); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Counts", func(b *testing.B) {
		for range b.N {
			if _, err := s.Counts(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Open", func(b *testing.B) {
		for range b.N {
			other, err := Open(b.Context(), dir, Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			other.Close()
			b.StartTimer()
		}
	})
	b.Run("SweepIndex/first", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			s.compared.done = false
			b.StartTimer()
			if _, err := s.SweepIndex(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Forget", func(b *testing.B) {
		for range b.N {
			last := ids[len(ids)-1]
			ids = ids[:len(ids)-1]
			if _, err := s.Forget(b.Context(), ForgetTarget{PageID: last}, false); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// stem is the term that the analyser makes of a word.
func stem(word string) string { return terms(word) }
