package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
)

// step is one call and what the library shows after it.
type step struct {
	name    string
	nodes   []library.Node
	removed []string
	want    []string
	changes library.Changes // Pages is not compared
}

func TestApplyNodes(t *testing.T) {
	a := link("10", "2", "A", "https://a.example/")
	b := link("11", "2", "B", "https://b.example/")
	for _, tc := range []struct {
		name  string
		steps []step
	}{
		{"repeating is harmless", []step{
			{"add", []library.Node{folderNode("2", "1", "F"), a}, nil, []string{"A|F|https://a.example/"}, library.Changes{Added: 2}},
			{"again", []library.Node{folderNode("2", "1", "F"), a}, nil, []string{"A|F|https://a.example/"}, library.Changes{Unchanged: 2}},
			{"remove", nil, []string{"10"}, nil, library.Changes{Removed: 1}},
			{"remove again", nil, []string{"10"}, nil, library.Changes{}},
		}},
		{"nodes come before the folder they are in", []step{
			{"child", []library.Node{a}, nil, []string{"A||https://a.example/"}, library.Changes{Added: 1}},
			{"folder", []library.Node{folderNode("2", "1", "F")}, nil, []string{"A|F|https://a.example/"}, library.Changes{Added: 1}},
			{"folder above", []library.Node{folderNode("1", "0", "Top")}, nil, []string{"A|Top/F|https://a.example/"}, library.Changes{Added: 1}},
		}},
		{"the order within a batch does not matter", []step{
			{"add", []library.Node{b, a, folderNode("2", "1", "F"), folderNode("1", "0", "")}, nil,
				[]string{"B|F|https://b.example/", "A|F|https://a.example/"}, library.Changes{Added: 4}},
		}},
		{"a folder is renamed, moved, removed", []step{
			{"add", []library.Node{folderNode("2", "1", "F"), folderNode("3", "1", "G"), folderNode("4", "2", "Sub"), a, link("12", "4", "C", "https://c.example/")}, nil,
				[]string{"A|F|https://a.example/", "C|F/Sub|https://c.example/"}, library.Changes{Added: 5}},
			{"rename", []library.Node{folderNode("2", "1", "F2")}, nil, []string{"A|F2|https://a.example/", "C|F2/Sub|https://c.example/"}, library.Changes{Updated: 1}},
			{"move", []library.Node{folderNode("2", "3", "F2")}, nil, []string{"A|G/F2|https://a.example/", "C|G/F2/Sub|https://c.example/"}, library.Changes{Updated: 1}},
			{"moved out, then removed", []library.Node{link("12", "3", "C", "https://c.example/")}, []string{"2"}, []string{"C|G|https://c.example/"}, library.Changes{Updated: 1, Removed: 3}},
		}},
		{"a cycle of folders ends", []step{
			{"add", []library.Node{folderNode("2", "3", "F"), folderNode("3", "2", "G"), a}, nil, nil, library.Changes{Added: 3}},
			{"rename", []library.Node{folderNode("3", "2", "H")}, nil, nil, library.Changes{Updated: 1}},
			{"remove", nil, []string{"3"}, []string{}, library.Changes{Removed: 3}},
		}},
		{"a bookmark changes its address", []step{
			{"add", []library.Node{a}, nil, []string{"A||https://a.example/"}, library.Changes{Added: 1}},
			{"change", []library.Node{link("10", "2", "A", "https://other.example/")}, nil, []string{"A||https://other.example/"}, library.Changes{Updated: 1}},
		}},
		{"bookmarks of one page", []step{
			{"two", []library.Node{a, link("11", "3", "Same", "https://a.example/?utm_source=x#top")}, nil, []string{"Same;A||https://a.example/?utm_source=x#top"}, library.Changes{Added: 2}},
			{"one goes", nil, []string{"11"}, []string{"A||https://a.example/"}, library.Changes{Removed: 1}},
		}},
		{"the last of two nodes with one id wins", []step{
			{"add", []library.Node{link("10", "2", "Old", "https://a.example/"), a}, nil, []string{"A||https://a.example/"}, library.Changes{Added: 1}},
		}},
		{"no pages", []step{
			{"add", []library.Node{link("10", "2", "JS", "javascript:void(0)"), link("11", "2", "File", "file:///etc/passwd"), link("12", "2", "Bad", "http://")}, nil, []string{}, library.Changes{Added: 3}},
		}},
		{"hostile words", []step{
			{"add", []library.Node{folderNode("2", "1", "F\x00\x1b[31m"), link("10", "2", "T\x00i\x07t\nle\xff", "https://user:secret@a.example/x\x00")}, nil,
				[]string{"Tit le\uFFFD|F[31m|https://a.example/x"}, library.Changes{Added: 2}},
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, src := fresh(t)
			for _, st := range tc.steps {
				got := apply(t, s, src, st.nodes, st.removed...)
				got.Pages = nil
				if fmt.Sprint(got) != fmt.Sprint(st.changes) {
					t.Errorf("%s: changes %+v, want %+v", st.name, got, st.changes)
				}
				if shown := tree(t, s); st.want != nil && !slices.Equal(shown, st.want) {
					t.Errorf("%s:\n got %q\nwant %q", st.name, shown, st.want)
				}
			}
		})
	}
}

// A change of what the index shows raises the revision of exactly the pages
// that show it.
func TestRevisionsRise(t *testing.T) {
	s, src := fresh(t)
	base := []library.Node{
		folderNode("2", "1", "F"), folderNode("3", "2", "Sub"), folderNode("4", "1", "G"),
		link("10", "2", "A", "https://a.example/"), link("11", "3", "B", "https://b.example/"), link("12", "4", "C", "https://c.example/"),
	}
	apply(t, s, src, base)
	revs := func() map[string]int64 {
		out := map[string]int64{}
		docs, err := s.Documents(t.Context(), []int64{1, 2, 3})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			out[d.URL] = d.Rev
		}
		return out
	}
	moved := base[3]
	moved.Position = 7
	dated := base[5]
	dated.AddedAt = start.Add(-48 * time.Hour)
	undated := base[5]
	undated.AddedAt = time.Time{}
	for _, tc := range []struct {
		name string
		node library.Node
		want []string
	}{
		{"nothing", base[3], nil},
		{"position", moved, nil},
		{"title", link("12", "4", "C2", "https://c.example/"), []string{"https://c.example/"}},
		{"date", dated, []string{"https://c.example/"}},
		{"an unknown date is no change", undated, nil},
		{"folder above", folderNode("2", "1", "F2"), []string{"https://a.example/", "https://b.example/"}},
		{"folder", folderNode("3", "2", "Sub2"), []string{"https://b.example/"}},
	} {
		before := revs()
		c := apply(t, s, src, []library.Node{tc.node})
		var risen []string
		for url, rev := range revs() {
			if rev > before[url] {
				risen = append(risen, url)
			}
		}
		slices.Sort(risen)
		if !slices.Equal(risen, tc.want) || len(c.Pages) != len(tc.want) {
			t.Errorf("%s: revisions of %q rose (changes name %d pages), want %q", tc.name, risen, len(c.Pages), tc.want)
		}
	}
}

func TestUnknownSource(t *testing.T) {
	s, _ := fresh(t)
	_, err := s.ApplyNodes(t.Context(), 99, nil, nil)
	wantKind(t, err, library.NotFound)
	_, err = s.SyncNodes(t.Context(), 99, "r", nil, true, false)
	wantKind(t, err, library.NotFound)
	_, err = s.RemoveSource(t.Context(), 99)
	wantKind(t, err, library.NotFound)
	_, err = s.AdoptSource(t.Context(), 99, 1)
	wantKind(t, err, library.NotFound)
}

func TestSyncReconciles(t *testing.T) {
	s, src := fresh(t)
	a, b, c := link("10", "1", "A", "https://a.example/"), link("11", "1", "B", "https://b.example/"), link("12", "1", "C", "https://c.example/")
	syncNodes(t, s, src, "r1", []library.Node{a, b}, false, false)
	got := syncNodes(t, s, src, "r1", []library.Node{c}, true, false)
	if got.Added != 1 || got.Removed != 0 || len(tree(t, s)) != 3 {
		t.Fatalf("first run: %+v, %q", got, tree(t, s))
	}
	// The last batch again, as when its answer was lost.
	if got := syncNodes(t, s, src, "r1", []library.Node{c}, true, false); got.Unchanged != 1 || got.Removed != 0 || len(tree(t, s)) != 3 {
		t.Errorf("last batch again: %+v, %q", got, tree(t, s))
	}
	syncNodes(t, s, src, "r2", []library.Node{a}, false, false)
	if got := syncNodes(t, s, src, "r2", []library.Node{c}, true, false); got.Removed != 1 {
		t.Errorf("second run: %+v", got)
	}
	if got, want := tree(t, s), []string{"A||https://a.example/", "C||https://c.example/"}; !slices.Equal(got, want) {
		t.Errorf("after the second run %q, want %q", got, want)
	}
}

// What bookmarks.apply did since the run began is newer than the run's picture
// of the tree.
func TestTouchedNodesSurviveTheRun(t *testing.T) {
	s, src := fresh(t)
	folder := folderNode("2", "1", "F")
	kept, gone, renamed := link("10", "1", "Kept", "https://kept.example/"), link("11", "2", "Gone", "https://gone.example/"), link("12", "1", "Old", "https://renamed.example/")
	syncNodes(t, s, src, "r1", []library.Node{folder, kept, gone, renamed}, true, false)

	syncNodes(t, s, src, "r2", []library.Node{kept}, false, false)
	apply(t, s, src, []library.Node{link("20", "1", "New", "https://new.example/"), link("12", "1", "Renamed", "https://renamed.example/")}, "2")
	// The run goes on with what it saw at its beginning.
	syncNodes(t, s, src, "r2", []library.Node{folder, gone, renamed, link("13", "2", "Also gone", "https://gone2.example/")}, false, false)
	syncNodes(t, s, src, "r2", nil, true, false)
	want := []string{"Kept||https://kept.example/", "New||https://new.example/", "Renamed||https://renamed.example/"}
	got := tree(t, s)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("after the run\n got %q\nwant %q", got, want)
	}
	// The next run is newer again.
	syncNodes(t, s, src, "r3", []library.Node{kept, gone}, true, false)
	got = tree(t, s)
	slices.Sort(got)
	if want := []string{"Gone||https://gone.example/", "Kept||https://kept.example/"}; !slices.Equal(got, want) {
		t.Errorf("after the next run\n got %q\nwant %q", got, want)
	}
}

func TestSyncGuard(t *testing.T) {
	for _, tc := range []struct {
		name         string
		before, keep int
		asks         bool
	}{
		{"50 of 60 is not many", 60, 10, false},
		{"51 of 61", 61, 10, true},
		{"60 of 300 is a fifth", 300, 240, false},
		{"61 of 300 is more", 300, 239, true},
		{"all of 100", 100, 0, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			s := open(t, dir)
			src := source(t, s, "p")
			nodes := slices.DeleteFunc(manyNodes(tc.before), library.Node.IsFolder)
			syncNodes(t, s, src, "r1", nodes, true, false)
			got := syncNodes(t, s, src, "r2", nodes[:tc.keep], true, false)
			if got.NeedsConfirm != tc.asks || (got.Removed == 0) != tc.asks {
				t.Fatalf("end of run: %+v, want asks %v", got, tc.asks)
			}
			if !tc.asks {
				return
			}
			if got.WouldRemove != tc.before-tc.keep || len(tree(t, s)) != tc.before {
				t.Errorf("would remove %d, %d pages left", got.WouldRemove, len(tree(t, s)))
			}
			// The answer comes after a restart.
			s.Close()
			s = open(t, dir)
			if got := syncNodes(t, s, src, "r2", nil, true, true); got.Removed != tc.before-tc.keep || len(tree(t, s)) != tc.keep {
				t.Errorf("confirmed: %+v, %d pages left", got, len(tree(t, s)))
			}
		})
	}
}

// Confirming a run that was never asked about would wipe the source.
func TestConfirmNeedsAQuestion(t *testing.T) {
	s, src := fresh(t)
	syncNodes(t, s, src, "r1", manyNodes(200), true, false)
	if got := syncNodes(t, s, src, "r2", nil, true, true); !got.NeedsConfirm || got.Removed != 0 {
		t.Errorf("confirm without a question: %+v", got)
	}
}

// The answer may come with the tree of a new run; it is used up then.
func TestConfirmInTheNextRun(t *testing.T) {
	s, src := fresh(t)
	nodes := manyNodes(200)
	syncNodes(t, s, src, "r1", nodes, true, false)
	if got := syncNodes(t, s, src, "r2", nodes[:20], true, false); !got.NeedsConfirm {
		t.Fatalf("not asked: %+v", got)
	}
	if got := syncNodes(t, s, src, "r3", nodes[:20], true, true); got.NeedsConfirm || got.Removed < 180 {
		t.Errorf("confirmed by the next run: %+v", got)
	}
	syncNodes(t, s, src, "r4", nodes, true, false)
	if got := syncNodes(t, s, src, "r5", nodes[:20], true, true); !got.NeedsConfirm {
		t.Errorf("an answer counted twice: %+v", got)
	}
	// The whole tree came back: nobody waits for an answer.
	syncNodes(t, s, src, "r6", nodes, true, false)
	if got := syncNodes(t, s, src, "r7", nodes[:20], true, true); !got.NeedsConfirm {
		t.Errorf("an old question counted: %+v", got)
	}
}

// Folders in a circle are named once.
func TestCycleInAPath(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, []library.Node{
		folderNode("1", "2", "Alpha"), folderNode("2", "1", "Beta"), folderNode("3", "1", "Gamma"), link("4", "3", "T", "https://a.example/"),
	})
	docs, err := s.Documents(t.Context(), []int64{1})
	if err != nil || len(docs) != 1 {
		t.Fatal(docs, err)
	}
	if want := []string{"Beta", "Alpha", "Gamma"}; !slices.Equal(docs[0].Folders[0], want) {
		t.Errorf("path %q, want %q", docs[0].Folders[0], want)
	}
}

// Bookmarks that the run itself brings do not make its removals few.
func TestGuardLooksAtWhatWasThere(t *testing.T) {
	s, src := fresh(t)
	syncNodes(t, s, src, "r1", manyNodes(100), true, false)
	var other []library.Node
	for i := range 1000 {
		other = append(other, link(fmt.Sprintf("n%d", i), "1", "N", fmt.Sprintf("https://new.example/%d", i)))
	}
	if got := syncNodes(t, s, src, "r2", other, true, false); !got.NeedsConfirm || got.WouldRemove != 100 {
		t.Errorf("another tree: %+v", got)
	}
}

func TestRunSurvivesRestartAndIsSuperseded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	src := source(t, s, "p")
	nodes := manyNodes(100)
	syncNodes(t, s, src, "r1", nodes, true, false)

	syncNodes(t, s, src, "r2", nodes[:60], false, false)
	s.Close()
	s = open(t, dir)
	if got := syncNodes(t, s, src, "r2", nodes[60:], true, false); got.Removed != 0 || got.NeedsConfirm {
		t.Errorf("run ended after a restart: %+v", got)
	}

	syncNodes(t, s, src, "r3", nodes[:10], false, false)
	syncNodes(t, s, src, "r4", nodes[:60], false, false)
	_, err := s.SyncNodes(t.Context(), src, "r3", nodes[10:], true, false)
	wantKind(t, err, library.InvalidParams)
	if got := syncNodes(t, s, src, "r4", nodes[60:], true, false); got.Removed != 0 {
		t.Errorf("run after another one: %+v", got)
	}
	if n := len(tree(t, s)); n != 100 {
		t.Errorf("%d pages, want 100", n)
	}
}

func TestSourcesAreApart(t *testing.T) {
	s, first := fresh(t)
	second := source(t, s, "p2")
	apply(t, s, first, []library.Node{folderNode("2", "1", "Chrome"), link("10", "2", "A", "https://a.example/"), link("11", "2", "Only here", "https://one.example/")})
	apply(t, s, second, []library.Node{folderNode("2", "1", "Firefox"), link("10", "2", "A", "https://a.example/#x")})
	if got := tree(t, s); len(got) != 2 || !strings.Contains(got[0], "Chrome") || !strings.Contains(got[0], "Firefox") {
		t.Errorf("two sources: %q", got)
	}
	if id := source(t, s, "p1"); id != first {
		t.Errorf("the same profile is source %d, was %d", id, first)
	}
	c, err := s.RemoveSource(t.Context(), first)
	if err != nil || c.Removed != 3 {
		t.Fatalf("remove: %+v, %v", c, err)
	}
	if got, want := tree(t, s), []string{"A|Firefox|https://a.example/#x"}; !slices.Equal(got, want) {
		t.Errorf("after removing a source %q, want %q", got, want)
	}
	list, err := s.Sources(t.Context())
	if err != nil || len(list) != 1 || list[0].Bookmarks != 1 || list[0].Label != "Chrome" {
		t.Errorf("sources: %+v, %v", list, err)
	}
}

func TestAdoptSource(t *testing.T) {
	s, old := fresh(t)
	apply(t, s, old, []library.Node{folderNode("2", "1", "F"), link("10", "2", "A", "https://a.example/"), link("11", "2", "B", "https://b.example/")})
	mine := source(t, s, "new profile")
	apply(t, s, mine, []library.Node{link("10", "1", "A renamed", "https://a.example/")})
	if _, err := s.AdoptSource(t.Context(), old, mine); err != nil {
		t.Fatal(err)
	}
	if got, want := tree(t, s), []string{"A renamed||https://a.example/", "B|F|https://b.example/"}; !slices.Equal(got, want) {
		t.Errorf("adopted %q, want %q", got, want)
	}
	// The next whole run removes what the browser does not have.
	syncNodes(t, s, mine, "r", []library.Node{link("10", "1", "A renamed", "https://a.example/")}, true, false)
	if got := tree(t, s); len(got) != 1 {
		t.Errorf("after a run: %q", got)
	}
}

func TestDeepFolders(t *testing.T) {
	const depth = 10000
	s, src := fresh(t)
	nodes := []library.Node{link("page", fmt.Sprint(depth), "Deep", "https://deep.example/")}
	for i := depth; i > 0; i-- { // children first: the hardest order
		nodes = append(nodes, folderNode(fmt.Sprint(i), fmt.Sprint(i-1), fmt.Sprintf("level %d", i)))
	}
	began := time.Now()
	for i, batch := range batches(nodes, 500) {
		syncNodes(t, s, src, "r", batch, i == depth/500, false)
	}
	docs, err := s.Documents(t.Context(), []int64{1})
	if err != nil || len(docs) != 1 {
		t.Fatal(docs, err)
	}
	path := docs[0].Folders[0]
	if len(path) != maxDepth || path[len(path)-1] != fmt.Sprintf("level %d", depth) {
		t.Errorf("path of %d names ending in %q", len(path), path[len(path)-1])
	}
	before := docs[0].Rev
	apply(t, s, src, []library.Node{folderNode("1", "0", "renamed")})
	if docs, _ = s.Documents(t.Context(), []int64{1}); docs[0].Rev == before {
		t.Error("renaming the top folder did not reach the page")
	}
	if c := apply(t, s, src, nil, "1"); c.Removed != depth+1 {
		t.Errorf("removed %d nodes, want %d", c.Removed, depth+1)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestLongTitlesAreCut(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, []library.Node{link("1", "0", strings.Repeat("书", 1<<20), "https://a.example/")})
	docs, err := s.Documents(t.Context(), []int64{1})
	if err != nil || len(docs[0].Title()) > maxTitle || len(docs[0].Title()) < maxTitle-3 || !strings.HasSuffix(docs[0].Title(), "书") {
		t.Errorf("title of %d bytes, %v", len(docs[0].Title()), err)
	}
}
