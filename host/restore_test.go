package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"aibookmark/host/internal/protocol"
)

// A browser restores a backup while another one is connected: both hosts end,
// so that their browsers start them again on the library as it is then.
func TestRestoreEndsEveryHostOfTheLibrary(t *testing.T) {
	home := t.TempDir()
	one, first := open(t, home)
	call[protocol.ApplyResult](t, one, protocol.MethodBookmarksApply, protocol.ApplyParams{SourceID: first.SourceID, Nodes: []protocol.Node{bookmark(1), bookmark(2)}})
	file := filepath.Join(t.TempDir(), "backup.db")
	made := call[protocol.DataResult](t, one, protocol.MethodDataBackup, protocol.DataParams{Path: file})
	if info, err := os.Stat(file); err != nil || made.Path != file || made.Bytes != info.Size() || made.Pages != 2 {
		t.Fatalf("backup: %+v, %v", made, err)
	}
	call[protocol.ApplyResult](t, one, protocol.MethodBookmarksApply, protocol.ApplyParams{SourceID: first.SourceID, Removed: []string{"b1", "b2"}, Nodes: []protocol.Node{bookmark(3)}})
	other, _ := open(t, home)

	found := call[protocol.DataResult](t, other, protocol.MethodDataRestore, protocol.DataParams{Path: file, DryRun: true})
	if found.Pages != 2 || found.MadeAt == nil || found.Kept != "" {
		t.Errorf("examined: %+v", found)
	}
	done := call[protocol.DataResult](t, other, protocol.MethodDataRestore, protocol.DataParams{Path: file})
	if _, err := os.Stat(done.Kept); err != nil || done.Pages != 2 {
		t.Errorf("restored: %+v, %v", done, err)
	}
	for _, h := range []*host{one, other} {
		if err := ends(t, h); err != nil {
			t.Errorf("ended with %v", err)
		}
	}
	again, r := open(t, home)
	if r.Status.Bookmarks != 2 {
		t.Errorf("%d bookmarks", r.Status.Bookmarks)
	}
	until(t, "the restored page to be found", func() bool { // the index is made anew
		hits := call[protocol.SearchResult](t, again, protocol.MethodSearch, protocol.SearchParams{Query: word(2), Typing: true}).Hits
		return len(hits) == 1 && hits[0].URL == bookmark(2).URL
	})
}

func TestPathsAsPeopleTypeThem(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("other paths there")
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	for typed, want := range map[string]string{
		"/a/b.db": "/a/b.db", " /a/b.db\n": "/a/b.db", `"/a/b c.db"`: "/a/b c.db", "'/a/b.db'": "/a/b.db", "~/b.db": home + "/b.db", "~": home,
		"/a/../b.db": "/b.db", "b.db": "", "": "", "~other/b.db": "", `"`: "",
	} {
		if got, err := personPath(typed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", typed, got, err, want)
		}
	}
	if got, err := placeFor(home, "x %s.db"); err != nil || filepath.Dir(got) != home {
		t.Errorf("into a folder: %q, %v", got, err)
	}
}
