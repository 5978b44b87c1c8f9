package store

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
)

// canaries are spread over everything that is stored of a page.
const canary = "zqcanary"

// withCanaries fills a library in which every tenth of n pages carries the
// canary in its title, address, folder or text.
func withCanaries(t *testing.T, s *Store, n int) (src int64, sites int) {
	t.Helper()
	src = source(t, s, "p")
	var nodes []library.Node
	var captures []library.Capture
	nodes = append(nodes, folderNode("f", "0", "Plain"))
	for i := range n {
		url, title, text := fmt.Sprintf("https://plain%d.example/p/%d", i%7, i), fmt.Sprint("Plain ", i), strings.Repeat(fmt.Sprintf("words of page %d about %s. ", i, spell(uint64(i*7))), 30)
		if i%10 == 0 {
			sites++
			url = fmt.Sprintf("https://sub%d.%s.example/%spath/%d", i%3, canary, canary, i)
			title = fmt.Sprintf("%stitle%d %s", canary, i, spell(uint64(i)))
			text += fmt.Sprintf("%sbody%d %sGanz%d 金丝雀%s", canary, i, canary, i, canary)
		}
		nodes = append(nodes, link(fmt.Sprint("n", i), "f", title, url))
		captures = append(captures, library.Capture{URL: url, Title: title + " own", Text: text, Lang: "en", By: "visit"})
	}
	for _, batch := range batches(nodes, 250) {
		apply(t, s, src, batch)
	}
	for _, batch := range batches(captures, 250) {
		if _, err := s.SaveCaptures(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	index(t, s)
	return src, sites
}

// occurrences counts the canary in every file of dir.
func occurrences(t *testing.T, dir string) int {
	t.Helper()
	return count(t, dir, canary) + count(t, dir, "金丝雀") + count(t, dir, "丝雀")
}

// count counts a word in every file of dir, whatever its case.
func count(t *testing.T, dir, word string) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if c := bytes.Count(bytes.ToLower(b), []byte(word)); c > 0 {
			t.Logf("%s: %d", d.Name(), c)
			n += c
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What is forgotten is in no byte of any file, with another host on the
// library, a backup in the directory, and turns that quote it.
func TestForgettingLeavesNoByte(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	src, n := withCanaries(t, s, 2000)
	other := open(t, dir)
	if _, err := other.Changed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := found(t, other, library.TextQuery{Any: []library.Clause{{Terms: []string{canary}, Prefix: true}}, Limit: 5}); len(got) != 5 {
		t.Fatalf("the other host finds %q", got)
	}
	// Churn, so that rows have been moved about and deleted before.
	for i := 0; i < 2000; i += 30 {
		apply(t, s, src, []library.Node{link(fmt.Sprint("n", i), "f", fmt.Sprint(canary, " renamed ", i), fmt.Sprintf("https://sub%d.%s.example/%spath/%d", i%3, canary, canary, i))})
	}
	index(t, s)
	ids, err := s.PageIDsByURL(t.Context(), []string{fmt.Sprintf("https://sub0.%s.example/%spath/0", canary, canary)})
	if err != nil || len(ids) != 1 {
		t.Fatal(ids, err)
	}
	for _, page := range ids {
		for _, id := range []int64{page, 2} {
			err := s.AppendTurn(t.Context(), library.Turn{ConversationID: fmt.Sprint("about ", id), Question: fmt.Sprint("q", id), Answer: []byte(strings.Repeat(canary, int(2-min(id, 2)))), PageIDs: []int64{id}})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.backupInside(t.Context(), "library-v1-old.db"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Backup(t.Context(), filepath.Join(dir, "mine.backup")); err != nil {
		t.Fatal(err)
	}
	if occurrences(t, dir) == 0 {
		t.Fatal("the test does not see what it looks for")
	}

	target := ForgetTarget{Site: canary + ".example"}
	want := library.Receipt{Bookmarks: n, Pages: n, Passages: n, Turns: 1, Backups: 2}
	if got, err := s.Forget(t.Context(), target, true); got != want || err != nil {
		t.Errorf("dry run %+v, %v; want %+v", got, err, want)
	}
	if got := tree(t, s); len(got) != 2000 {
		t.Errorf("the dry run left %d pages", len(got))
	}
	if got, err := s.Forget(t.Context(), target, false); got != want || err != nil {
		t.Errorf("receipt %+v, %v; want %+v", got, err, want)
	}
	if left := occurrences(t, dir); left != 0 {
		t.Errorf("the canary is still there %d times", left)
	}
	if got := found(t, other, library.TextQuery{Any: []library.Clause{{Terms: []string{canary}, Prefix: true}}}); len(got) != 0 {
		t.Errorf("the other host still finds %q", got)
	}
	if got := found(t, other, word("plain", "1999")); len(got) != 1 {
		t.Errorf("what stays is not found: %q", got)
	}
	if got, err := s.Conversation(t.Context(), "about 2"); len(got) != 1 || err != nil {
		t.Errorf("a turn about another page: %v, %v", got, err)
	}
	// The copy that took the backups' place is whole.
	copies, _ := filepath.Glob(filepath.Join(dir, backupDir, "*.db"))
	if len(copies) != 1 {
		t.Fatalf("copies %v", copies)
	}
	restored := t.TempDir()
	if err := os.Rename(copies[0], filepath.Join(restored, libraryFile)); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, open(t, restored)); len(got) != 2000-n {
		t.Errorf("%d pages in the copy, want %d", len(got), 2000-n)
	}
}

func TestForgetTargets(t *testing.T) {
	for _, tc := range []struct {
		name   string
		target ForgetTarget
		left   int
		kind   library.Kind
	}{
		{"page", ForgetTarget{PageID: 1}, 3, ""},
		{"unknown page", ForgetTarget{PageID: 77}, 4, library.NotFound},
		{"address", ForgetTarget{URL: "HTTP://user@sub.a.example:80/x#y"}, 3, ""},
		{"unknown address", ForgetTarget{URL: "https://nowhere.example/"}, 4, library.NotFound},
		{"no page", ForgetTarget{URL: "javascript:alert(1)"}, 4, ""},
		{"site with what is below", ForgetTarget{Site: "a.example"}, 2, ""},
		{"site as an address", ForgetTarget{Site: "https://www.A.example/anything"}, 2, ""},
		{"site below", ForgetTarget{Site: "sub.a.example"}, 3, ""},
		{"unknown site", ForgetTarget{Site: "example.net"}, 4, ""},
		{"the end of many sites", ForgetTarget{Site: "example"}, 4, ""},
		{"all", ForgetTarget{All: true}, 0, ""},
		{"nothing named", ForgetTarget{}, 4, library.InvalidParams},
		{"two named", ForgetTarget{All: true, PageID: 1}, 4, library.InvalidParams},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, src := fresh(t)
			apply(t, s, src, []library.Node{
				link("1", "0", "A", "https://a.example/"), link("2", "0", "Sub", "http://sub.a.example/x"),
				link("3", "0", "BA", "https://ba.example/"), link("4", "0", "C", "https://c.example/a.example"),
				link("5", "0", "JS", "javascript:alert(1)"),
			})
			index(t, s)
			if err := s.SetSetting(t.Context(), "k", "v"); err != nil {
				t.Fatal(err)
			}
			before, _ := s.Counts(t.Context())
			r, err := s.Forget(t.Context(), tc.target, false)
			wantKind(t, err, tc.kind)
			after, _ := s.Counts(t.Context())
			if after.Pages != tc.left || after.Bookmarks != before.Bookmarks-r.Bookmarks || r.Pages != before.Pages-after.Pages {
				t.Errorf("left %d pages, %d of %d bookmarks; receipt %+v", after.Pages, after.Bookmarks, before.Bookmarks, r)
			}
			if tc.name == "no page" && r.Bookmarks != 1 {
				t.Errorf("receipt %+v", r)
			}
			if _, total, err := s.Match(t.Context(), library.TextQuery{}); total != tc.left || err != nil {
				t.Errorf("the index has %d, %v", total, err)
			}
			if _, ok, _ := s.Setting(t.Context(), "k"); !ok {
				t.Error("a setting is gone")
			}
			// What the browser still has comes back, without text.
			apply(t, s, src, []library.Node{link("1", "0", "A", "https://a.example/")})
			index(t, s)
			if got := found(t, s, word("a")); len(got) == 0 {
				t.Error("a bookmark cannot come back")
			}
		})
	}
}

// A kill between library and index: the background work of the next host ends
// what was begun.
func TestForgettingBrokenOff(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	withCanaries(t, s, 200)
	err := s.lib.update(t.Context(), func(tx *txn) error {
		f, err := s.plan(tx, ForgetTarget{Site: canary + ".example"})
		if err != nil {
			return err
		}
		return f.erase(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, dir)
	if n, err := s.SweepIndex(t.Context()); n != 20 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if left := occurrences(t, dir); left != 0 {
		t.Errorf("the canary is still there %d times", left)
	}
}
