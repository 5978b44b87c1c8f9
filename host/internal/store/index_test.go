package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

// animals is a small indexed library.
func animals(t testing.TB) *Store {
	t.Helper()
	s, src := fresh(t)
	day := func(n library.Node, month int) library.Node {
		n.AddedAt = time.Date(2026, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
		return n
	}
	apply(t, s, src, []library.Node{
		folderNode("1", "0", "Zoo"), folderNode("2", "1", "Big Cats"), folderNode("3", "0", "动物"),
		day(link("10", "2", "The lion", "https://cats.example/lion"), 1),
		day(link("11", "2", "A tiger", "https://blog.cats.example/posts/tiger-tiger.html"), 2),
		day(link("12", "1", "Zebra", "https://www.horses.example/zebra?id=1"), 3),
		day(link("13", "3", "大熊猫", "https://panda.example.org/"), 4),
	})
	for url, text := range map[string]string{
		"https://cats.example/lion":  "The lion hunts the zebra in C++ and node.js",
		"https://panda.example.org/": "熊猫吃竹子",
	} {
		lang := "en"
		if strings.Contains(url, "panda") {
			lang = "zh-CN"
		}
		capture(t, s, library.Capture{URL: url, Text: text, Lang: lang})
	}
	index(t, s)
	return s
}

func TestMatch(t *testing.T) {
	s := animals(t)
	lion, tiger, zebra, panda := "https://cats.example/lion", "https://blog.cats.example/posts/tiger-tiger.html", "https://www.horses.example/zebra?id=1", "https://panda.example.org/"
	c := func(terms ...string) library.Clause { return library.Clause{Terms: terms} }
	in := func(f library.Field, terms ...string) library.Clause {
		return library.Clause{Terms: terms, Fields: []library.Field{f}}
	}
	month := func(m int) time.Time { return time.Date(2026, time.Month(m), 1, 0, 0, 0, 0, time.UTC) }
	for _, tc := range []struct {
		name string
		q    library.TextQuery
		want []string
	}{
		{"title before text", library.TextQuery{Any: []library.Clause{c("zebra")}}, []string{zebra, lion}},
		{"any", library.TextQuery{Any: []library.Clause{c("tiger"), c("zebra"), c("unknown")}}, []string{tiger, zebra, lion}},
		{"all", library.TextQuery{All: []library.Clause{c("zebra"), c("hunt")}}, []string{lion}},
		{"any and all", library.TextQuery{Any: []library.Clause{c("tiger"), c("hunt")}, All: []library.Clause{c("zebra")}}, []string{lion}},
		{"none", library.TextQuery{All: []library.Clause{c("zebra")}, None: []library.Clause{c("hunt"), c("x")}}, []string{zebra}},
		{"phrase", library.TextQuery{All: []library.Clause{c("lion", "hunt")}}, []string{lion}},
		{"no phrase", library.TextQuery{All: []library.Clause{c("hunt", "lion")}}, nil},
		{"prefix", library.TextQuery{All: []library.Clause{{Terms: []string{"ti"}, Prefix: true}}}, []string{tiger}},
		{"field", library.TextQuery{All: []library.Clause{in(library.FieldTitle, "zebra")}}, []string{zebra}},
		{"folder", library.TextQuery{All: []library.Clause{in(library.FieldFolder, "cat")}}, []string{tiger, lion}},
		{"address", library.TextQuery{All: []library.Clause{in(library.FieldAddress, "post")}}, []string{tiger}},
		{"identifiers", library.TextQuery{All: []library.Clause{c("c++")}}, []string{lion}},
		{"Chinese", library.TextQuery{All: []library.Clause{c("熊猫")}}, []string{panda}},
		{"language of FTS5", library.TextQuery{Any: []library.Clause{c(`" OR title:zebra NEAR(`), c("zebra\" *")}}, []string{zebra, lion}},
		{"no term at all", library.TextQuery{Any: []library.Clause{c("!?"), c()}}, nil},
		{"an impossible clause of all", library.TextQuery{All: []library.Clause{c("zebra"), c("(")}}, nil},
		{"site and below", library.TextQuery{Filter: library.PageFilter{Sites: []string{"www.Cats.example"}}}, []string{tiger, lion}},
		{"not every ending", library.TextQuery{Filter: library.PageFilter{Sites: []string{"ats.example"}}}, nil},
		{"time is half-open", library.TextQuery{Filter: library.PageFilter{From: month(1), To: month(3)}}, []string{tiger, lion}},
		{"folder filter, any case", library.TextQuery{Filter: library.PageFilter{Folders: []string{"big CATS"}}}, []string{tiger, lion}},
		{"folder above", library.TextQuery{Filter: library.PageFilter{Folders: []string{"zoo"}}}, []string{zebra, tiger, lion}},
		{"traditional folder", library.TextQuery{Filter: library.PageFilter{Folders: []string{"動物"}}}, []string{panda}},
		{"language", library.TextQuery{Filter: library.PageFilter{Langs: []string{"zh"}}}, []string{panda}},
		{"terms and filter", library.TextQuery{Any: []library.Clause{c("zebra")}, Filter: library.PageFilter{Sites: []string{"cats.example"}}}, []string{lion}},
		{"none alone", library.TextQuery{None: []library.Clause{c("zebra")}}, []string{panda, tiger}},
		{"beginning", library.TextQuery{All: []library.Clause{{Terms: []string{"zebr"}, Prefix: true, First: true}}}, []string{zebra}},
		{"newest", library.TextQuery{Any: []library.Clause{c("tiger"), c("zebra")}, Newest: true}, []string{zebra, tiger, lion}},
		{"newest and filter", library.TextQuery{Any: []library.Clause{c("tiger"), c("zebra")}, Newest: true, Filter: library.PageFilter{Sites: []string{"cats.example"}}}, []string{tiger, lion}},
		{"everything", library.TextQuery{}, []string{panda, zebra, tiger, lion}},
		{"weights", library.TextQuery{Any: []library.Clause{c("zebra")}, Weights: [4]float64{0.01, 0.01, 0.01, 10}}, []string{lion, zebra}},
	} {
		if got := found(t, s, tc.q); !slices.Equal(got, tc.want) && len(got)+len(tc.want) > 0 {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestMatchTitles(t *testing.T) {
	s := animals(t)
	for prefix, want := range map[string]int{"ti": 1, "ze": 1, "hor": 1, "cat": 2, "hun": 0, "exam": 4, "org": 0} {
		_, total, err := s.MatchTitles(t.Context(), library.TextQuery{All: []library.Clause{{Terms: []string{prefix}, Prefix: true}}})
		if err != nil || total != want {
			t.Errorf("%q: %d, %v; want %d", prefix, total, err, want)
		}
	}
	hits, total, err := s.MatchTitles(t.Context(), library.TextQuery{Any: []library.Clause{{Terms: []string{"exam"}, Prefix: true}}, Newest: true, Limit: 2})
	if err != nil || len(hits) != 2 || total != 4 || hits[0].PageID < hits[1].PageID || hits[0].Score != 0 {
		t.Errorf("the newest two: %v of %d, %v", hits, total, err)
	}
	// Columns that the table lacks.
	_, total, err = s.MatchTitles(t.Context(), library.TextQuery{All: []library.Clause{{Terms: []string{"zebra"}, Fields: []library.Field{library.FieldBody}}}})
	if total != 0 || err != nil {
		t.Errorf("body: %d, %v", total, err)
	}
}

func TestLimitAndTotal(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, manyNodes(300))
	index(t, s)
	q := library.TextQuery{Any: []library.Clause{{Terms: []string{stem("bookmark")}}}, Limit: 20}
	hits, total, err := s.Match(t.Context(), q)
	if err != nil || len(hits) != 20 || total != 300 {
		t.Errorf("%d hits of %d, %v", len(hits), total, err)
	}
	// Hidden, and not yet swept out of the index: the best go, twenty come.
	var gone []string
	for i := 299; i >= 200; i-- {
		gone = append(gone, fmt.Sprint("b", i))
	}
	apply(t, s, src, nil, gone...)
	hits, _, err = s.Match(t.Context(), q)
	if err != nil || len(hits) != 20 {
		t.Errorf("%d hits, %v", len(hits), err)
	}
	for _, h := range hits {
		if h.PageID > 200 {
			t.Errorf("hidden page %d found", h.PageID)
		}
	}
	index(t, s)
	if _, total, _ = s.Match(t.Context(), q); total != 200 {
		t.Errorf("total %d after the sweep, want 200", total)
	}
}

func TestDocumentFrequencies(t *testing.T) {
	s := animals(t)
	got, pages, err := s.DocumentFrequencies(t.Context(), []string{"zebra", "熊猫", "unknown", `"`})
	if err != nil || pages != 4 || fmt.Sprint(got) != "map[zebra:2 熊猫:1]" {
		t.Errorf("%v of %d, %v", got, pages, err)
	}
	words, err := s.Words(t.Context(), "hunt")
	if err != nil || fmt.Sprint(words) != "map[hunts:1]" {
		t.Errorf("words %v, %v", words, err)
	}
}

func TestVocabulary(t *testing.T) {
	s := animals(t)
	pairs, err := s.TitlePairs(t.Context())
	if err != nil || pairs["熊猫"] != 1 {
		t.Errorf("pairs %v, %v", pairs, err)
	}
	for pair := range pairs {
		if utf8.RuneCountInString(pair) != 2 {
			t.Errorf("%q is no pair", pair)
		}
	}
	if words, err := s.Words(t.Context(), "qqq"); err != nil || len(words) != 0 {
		t.Errorf("words %v, %v", words, err)
	}
	before, err := s.IndexState(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := s.IndexState(t.Context()); again != before {
		t.Errorf("%q became %q without a change", before, again)
	}
	if err := s.PutDocuments(t.Context(), entriesOf(t, s, 1)); err != nil {
		t.Fatal(err)
	}
	if after, err := s.IndexState(t.Context()); err != nil || after == before {
		t.Errorf("still %q after a change, %v", after, err)
	}
}

func TestPassagesKeepTheirIDs(t *testing.T) {
	s := animals(t)
	entry := func(passages ...library.Passage) {
		e := entriesOf(t, s, 1)
		e[0].Passages = passages
		if err := s.PutDocuments(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	p := func(hash string, start int) library.Passage {
		return library.Passage{PageID: 1, Start: start, End: start + 5, Heading: "H", Hash: hash}
	}
	entry(p("a", 0), p("b", 10), p("twin", 20), p("twin", 30))
	before, _ := s.Passages(t.Context(), 1)
	entry(p("new", 0), p("b", 12), p("twin", 20), p("c", 30))
	after, err := s.Passages(t.Context(), 1)
	if err != nil || len(before) != 4 || len(after) != 4 {
		t.Fatalf("%+v -> %+v, %v", before, after, err)
	}
	if after[1].ID != before[1].ID || after[1].Start != 12 || after[2].ID != before[2].ID {
		t.Errorf("unchanged passages did not keep their ids: %+v -> %+v", before, after)
	}
	for _, i := range []int{0, 3} {
		if slices.ContainsFunc(before, func(b library.Passage) bool { return b.ID == after[i].ID }) {
			t.Errorf("passage %+v has the id of another", after[i])
		}
	}
}

// Work in flight must not undo what happened meanwhile.
func TestPutDocumentsComesLate(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, []library.Node{link("1", "0", "First", "https://a.example/"), link("2", "0", "Gone", "https://b.example/")})
	late := entriesOf(t, s, 1, 2)
	apply(t, s, src, []library.Node{link("1", "0", "Second", "https://a.example/")}, "2")
	put(t, s, 1)
	if err := s.PutDocuments(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	if got := found(t, s, word("first")); len(got) != 0 {
		t.Error("an older document replaced a newer one")
	}
	if got := found(t, s, word("second")); len(got) != 1 {
		t.Error("the newer document is gone")
	}
	if _, pages, _ := s.DocumentFrequencies(t.Context(), nil); pages != 1 {
		t.Errorf("%d pages in the index, want 1", pages)
	}
}

func TestPendingPages(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, manyNodes(30))
	pending := func() []int64 {
		ids, err := s.PendingPages(t.Context(), 1000)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	if got := pending(); len(got) != 30 {
		t.Fatalf("%d pending", len(got))
	}
	// Out of order: what is in between stays pending.
	put(t, s, 5, 30)
	if got := pending(); len(got) != 28 || slices.Contains(got, 5) {
		t.Errorf("pending %v", got)
	}
	index(t, s)
	if got := pending(); len(got) != 0 {
		t.Errorf("pending %v", got)
	}
	apply(t, s, src, []library.Node{link("b3", "f0", "Renamed", "https://site3.example/page/3")}, "b4")
	if got := pending(); !slices.Equal(got, []int64{4}) {
		t.Errorf("pending %v, want 4", got)
	}
	if n, err := s.SweepIndex(t.Context()); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	put(t, s, 4)
	if got := pending(); len(got) != 0 {
		t.Errorf("pending %v", got)
	}
}

// An index that claims what it does not have is found out by the full
// comparison that each process makes once.
func TestFullComparison(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, manyNodes(30))
	index(t, s)
	for _, q := range []string{"DELETE FROM docs WHERE page = 7", "UPDATE docs SET rev = 1 WHERE page = 8", "INSERT INTO docs(page, rev, analysis, site_key, lang) VALUES (999, 1, 1, '', '')"} {
		if _, err := s.idx.write.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	s.compared.done = false
	if n, err := s.SweepIndex(t.Context()); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if got, err := s.PendingPages(t.Context(), 100); err != nil || !slices.Equal(got, []int64{7, 8}) {
		t.Errorf("pending %v, %v", got, err)
	}
}

func TestIndexIsMadeAgain(t *testing.T) {
	for _, tc := range []struct {
		name   string
		damage func(t *testing.T, dir string)
	}{
		{"deleted", func(t *testing.T, dir string) {
			if err := removeDatabase(filepath.Join(dir, indexFile)); err != nil {
				t.Fatal(err)
			}
		}},
		{"empty", func(t *testing.T, dir string) { truncate(t, dir, 0) }},
		{"cut off", func(t *testing.T, dir string) { truncate(t, dir, 5000) }},
		{"nonsense", func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, indexFile), []byte(strings.Repeat("nonsense", 1000)), filePerm); err != nil {
				t.Fatal(err)
			}
		}},
		{"marked as damaged", func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, damageMark), nil, filePerm); err != nil {
				t.Fatal(err)
			}
		}},
		{"another schema", func(t *testing.T, dir string) { inIndex(t, dir, "PRAGMA user_version = 99") }},
		{"of another library", func(t *testing.T, dir string) {
			inIndex(t, dir, "UPDATE meta SET value = 'other' WHERE key = 'library'")
		}},
		{"older analysis", func(t *testing.T, dir string) {
			inIndex(t, dir, "UPDATE meta SET value = 0 WHERE key = 'analysis'")
			inIndex(t, dir, "UPDATE docs SET analysis = 0")
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			s := open(t, dir)
			apply(t, s, source(t, s, "p"), manyNodes(20))
			index(t, s)
			if again, err := s.Rebuilding(t.Context()); again || err != nil {
				t.Errorf("a new library rebuilds: %v, %v", again, err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			tc.damage(t, dir)
			s = open(t, dir)
			if again, err := s.Rebuilding(t.Context()); !again || err != nil {
				t.Errorf("rebuilding %v, %v", again, err)
			}
			if n := index(t, s); n != 20 {
				t.Errorf("indexed %d pages, want 20", n)
			}
			if again, err := s.Rebuilding(t.Context()); again || err != nil {
				t.Errorf("still rebuilding: %v, %v", again, err)
			}
			if got := found(t, s, word("7")); len(got) == 0 {
				t.Error("nothing found")
			}
		})
	}
}

func truncate(t *testing.T, dir string, size int64) {
	t.Helper()
	if err := os.Truncate(filepath.Join(dir, indexFile), size); err != nil {
		t.Fatal(err)
	}
}

// inIndex changes index.db behind the store's back.
func inIndex(t *testing.T, dir, query string) {
	t.Helper()
	d, err := newDatabase(filepath.Join(dir, indexFile), "NORMAL")
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if _, err := d.write.Exec(query); err != nil {
		t.Fatal(err)
	}
}

// Damage deep in a running index is reported once, and mended under all hosts
// that have it open.
func TestDamageWhileRunning(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s, other := open(t, dir), open(t, dir)
	apply(t, s, source(t, s, "p"), manyNodes(200))
	index(t, s)
	if _, err := s.idx.write.Exec("UPDATE ft_data SET block = zeroblob(length(block)) WHERE id > 10"); err != nil {
		t.Fatal(err)
	}
	_, _, err := s.Match(t.Context(), word(stem("bookmark")))
	wantKind(t, err, library.StorageDamaged)
	if n := index(t, other); n != 200 {
		t.Errorf("indexed %d pages, want 200", n)
	}
	for _, host := range []*Store{s, other, open(t, dir)} {
		if _, total, err := host.Match(t.Context(), word(stem("bookmark"))); total != 200 || err != nil {
			t.Errorf("found %d, %v", total, err)
		}
		if again, err := host.Rebuilding(t.Context()); again || err != nil {
			t.Errorf("still rebuilding: %v, %v", again, err)
		}
	}
	sound(t, s)
}

// A browser connects whatever is broken in the index; the first look at what
// is broken makes it mend.
func TestCountsOfADamagedIndex(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	apply(t, s, source(t, s, "p"), manyNodes(200))
	index(t, s)
	spared, err := column[int](plain{s.idx.read}, "SELECT pageno FROM dbstat WHERE name IN ('sqlite_schema', 'meta', 'models', 'models_stage')")
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	path := filepath.Join(dir, indexFile)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const size = 4096
	for at := 0; at < len(b); at += size {
		if !slices.Contains(spared, at/size+1) {
			clear(b[at : at+size])
		}
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if c, err := s.Counts(t.Context()); err != nil || c.Pages != 200 {
		t.Errorf("counts: %+v, %v", c, err)
	}
	_, _, err = s.Match(t.Context(), word(stem("bookmark")))
	wantKind(t, err, library.StorageDamaged)
	if c, err := s.Counts(t.Context()); err != nil || c.Pages != 200 {
		t.Errorf("counts once it is known: %+v, %v", c, err)
	}
	if n := index(t, s); n != 200 {
		t.Errorf("indexed %d pages, want 200", n)
	}
	sound(t, s)
}

func TestChangeLog(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	src := source(t, s, "p")
	other := open(t, dir)
	changed := func() bool {
		c, err := other.Changed(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if !changed() || changed() {
		t.Error("changed: want true once at the beginning")
	}
	apply(t, s, src, manyNodes(3))
	if !changed() {
		t.Error("a change of the library was not seen")
	}
	index(t, s)
	if !changed() || changed() {
		t.Error("a change of the index was not seen, or seen twice")
	}
	log, err := other.IndexChanges(t.Context(), 0, 100)
	if err != nil || len(log) != 3 {
		t.Fatalf("log %+v, %v", log, err)
	}
	apply(t, s, src, nil, "b1")
	put(t, s, 1)
	index(t, s)
	log, err = other.IndexChanges(t.Context(), log[2].Seq, 100)
	if err != nil || len(log) != 2 || log[0].PageID != 1 || log[0].Deleted || log[1].PageID != 2 || !log[1].Deleted {
		t.Errorf("log %+v, %v", log, err)
	}
	if a, err := s.IndexEpoch(t.Context()); a == "" || err != nil {
		t.Errorf("epoch %q, %v", a, err)
	}
}

// TestMergeIndex: many small writes make many segments; merging leaves one, or
// one of a level, and finds the same pages.
func TestMergeIndex(t *testing.T) {
	for _, tc := range []struct {
		all  bool
		most int
	}{{false, 5}, {true, 1}} {
		t.Run(fmt.Sprint("all ", tc.all), func(t *testing.T) {
			s, src := fresh(t)
			for i := range 40 {
				id := fmt.Sprint(100 + i)
				apply(t, s, src, []library.Node{link(id, "0", "walrus "+id, "https://sea.example/"+id)})
				index(t, s)
			}
			query := library.TextQuery{Any: []library.Clause{{Terms: analysis.Terms("walrus")}}, Limit: 100}
			before := len(found(t, s, query))
			if before != 40 {
				t.Fatalf("%d pages before merging, want 40", before)
			}
			if err := s.MergeIndex(t.Context(), tc.all); err != nil {
				t.Fatal(err)
			}
			for _, table := range fullTextTables {
				n, err := value[int](plain{s.idx.read}, "SELECT count(DISTINCT segid) FROM "+table+"_idx")
				if err != nil || n < 1 || n > tc.most {
					t.Errorf("%s has %d segments (%v), want at most %d", table, n, err, tc.most)
				}
			}
			if after := len(found(t, s, query)); after != before {
				t.Errorf("%d pages after merging, %d before", after, before)
			}
		})
	}
}

func TestAddressWords(t *testing.T) {
	for address, want := range map[string]string{
		"https://kubernetes.io/docs/concepts/pods/":             "kubernetes.io docs concepts pods",
		"https://www.Example.com:8080/a_b-c/d.html?q=go+lang#x": "example.com a b c d q go lang x",
		"https://zh.wikipedia.org/wiki/%E7%86%8A%E7%8C%AB":      "zh.wikipedia.org wiki 熊猫",
		"https://xn--fiqs8s.example/":                           "xn--fiqs8s.example 中国.example",
		"https://a.example/%zz%E7":                              "a.example zz E7",
		"https://a.example/" + strings.Repeat("f", 200) + "/x":  "a.example x",
		"": "",
	} {
		if got := strings.Join(strings.Fields(addressWords(address)), " "); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func FuzzMatchExpression(f *testing.F) {
	f.Add("zebra", "lion\" OR *", true)
	f.Add("{title} :", "\x00^NEAR(a b)", false)
	s := animals(f)
	f.Fuzz(func(t *testing.T, a, b string, prefix bool) {
		q := library.TextQuery{
			Any:  []library.Clause{{Terms: []string{a, b}, Prefix: prefix}, {Terms: []string{b}}},
			None: []library.Clause{{Terms: []string{a}, Fields: []library.Field{library.FieldBody}}},
		}
		if _, _, err := s.Match(t.Context(), q); err != nil {
			t.Errorf("%q %q: %v", a, b, err)
		}
	})
}

func FuzzAddressWords(f *testing.F) {
	for _, address := range []string{"https://a.example/x%20y", "https://xn--a.example:1/%ff?a=%", "no address", "https://[::1]/"} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		address = cleanAddress(address)
		if words := addressWords(address); !utf8.ValidString(words) {
			t.Errorf("%q: %q is not UTF-8", address, words)
		}
		if again := cleanAddress(address); again != address {
			t.Errorf("cleaned twice: %q, %q", address, again)
		}
		if key := siteKey(library.SiteOf(address)); key != "" && !strings.HasSuffix(key, ".") {
			t.Errorf("%q: key %q", address, key)
		}
	})
}
