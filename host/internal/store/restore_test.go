package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
)

// unchanged is the change of settings that changes nothing.
func unchanged(_, value string) string { return value }

// backupOf makes a library of its own with n pages and some setting, and
// returns a backup of it.
func backupOf(t *testing.T, n int, text string) string {
	t.Helper()
	s, src := fresh(t)
	apply(t, s, src, manyNodes(n))
	capture(t, s, library.Capture{URL: "https://site1.example/page/1", Title: "Restored", Text: text, By: "menu"})
	if err := s.SetSetting(t.Context(), "settings", text); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "backup.db")
	if _, _, err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRestore(t *testing.T) {
	path := backupOf(t, 30, "zebras in the garden")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, src := fresh(t)
	apply(t, s, src, []library.Node{link("a", "0", "Only here", "https://here.example/")})
	index(t, s)
	present := tree(t, s)

	r, err := s.Restore(t.Context(), path, true, unchanged)
	if err != nil || r.Pages != 30 || r.Bytes != int64(len(before)) || r.MadeAt.IsZero() || r.Kept != "" {
		t.Fatalf("examined: %+v, %v", r, err)
	}
	if got := tree(t, s); !slices.Equal(got, present) {
		t.Errorf("only examined, and there is %v", got)
	}

	r, err = s.Restore(t.Context(), path, false, func(key, value string) string { return key + "=" + value })
	if err != nil || r.Pages != 30 {
		t.Fatalf("restored: %+v, %v", r, err)
	}
	again := open(t, s.dir)
	if got := tree(t, again); len(got) != 30 {
		t.Errorf("%d pages after the restore", len(got))
	}
	if v, _, err := again.Setting(t.Context(), "settings"); v != "settings=zebras in the garden" || err != nil {
		t.Errorf("setting %q, %v", v, err)
	}
	if n := index(t, again); n != 30 {
		t.Errorf("%d pages indexed anew", n)
	}
	if got := found(t, again, word(stem("zebras"))); len(got) != 1 {
		t.Errorf("the restored text finds %v", got)
	}
	sound(t, again)

	// What was there before is kept, and is a backup itself.
	kept := open(t, filepath.Join(t.TempDir(), "kept"))
	if k, err := kept.Restore(t.Context(), r.Kept, false, unchanged); err != nil || k.Pages != 1 || k.Kept != "" {
		t.Errorf("the library as it was: %+v, %v", k, err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the person's file was changed, %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 1 {
		t.Errorf("left beside the person's file: %v", left)
	}
	if left, _ := filepath.Glob(filepath.Join(s.dir, tempPrefix+"*")); len(left) != 0 {
		t.Errorf("left in the data directory: %v", left)
	}
}

// Two libraries may use the same numbers for different browser profiles and
// pages: whoever opened the one must not write into the other.
func TestARestoreStopsThoseWhoOpenedTheLibraryBefore(t *testing.T) {
	path := backupOf(t, 5, "text")
	s, src := fresh(t)
	apply(t, s, src, manyNodes(3))
	other := open(t, s.dir)
	index(t, other)
	entries := entriesOf(t, other, 1, 2)
	if replaced, err := other.Replaced(t.Context()); replaced || err != nil {
		t.Fatalf("replaced before, %v", err)
	}
	if _, err := s.Restore(t.Context(), path, false, unchanged); err != nil {
		t.Fatal(err)
	}
	for name, old := range map[string]*Store{"this host": s, "another host": other} {
		if replaced, err := old.Replaced(t.Context()); !replaced || err != nil {
			t.Errorf("%s does not notice, %v", name, err)
		}
		_, err := old.ApplyNodes(t.Context(), src, []library.Node{link("x", "0", "Stray", "https://stray.example/")}, nil)
		wantKind(t, err, library.Busy)
		wantKind(t, old.PutDocuments(t.Context(), entries), library.Busy)
		wantKind(t, old.SetSetting(t.Context(), "k", "v"), library.Busy)
	}
	if got := tree(t, open(t, s.dir)); len(got) != 5 {
		t.Errorf("%d pages: %v", len(got), got)
	}
}

func TestWhatIsNoBackupChangesNothing(t *testing.T) {
	good := backupOf(t, 40, strings.Repeat("a text of some length ", 2000))
	bytesOf := func(path string) []byte {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	sqlite := func(scripts ...string) []byte {
		path := filepath.Join(t.TempDir(), "made.db")
		if err := os.WriteFile(path, bytesOf(good), filePerm); err != nil {
			t.Fatal(err)
		}
		d, err := newDatabase(path, "FULL")
		if err != nil {
			t.Fatal(err)
		}
		for _, script := range scripts {
			if _, err := d.write.Exec(script); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.close(); err != nil {
			t.Fatal(err)
		}
		return bytesOf(path)
	}
	damaged := bytes.Clone(bytesOf(good))
	for i := 5 * 4096; i < 9*4096; i++ {
		damaged[i] ^= 0x5a
	}
	for _, tc := range []struct {
		name    string
		content []byte
		kind    library.Kind
		code    string
	}{
		{"empty", nil, library.InvalidParams, "restore_foreign"},
		{"a text", []byte("url,title\n"), library.InvalidParams, "restore_foreign"},
		{"cut short", bytesOf(good)[:3*4096+17], library.StorageDamaged, "restore_damaged"},
		{"a header alone", bytesOf(good)[:100], library.StorageDamaged, "restore_damaged"},
		{"bytes turned", damaged, library.StorageDamaged, "restore_damaged"},
		{"newer", sqlite("PRAGMA user_version = 99"), library.NotAllowed, "library_newer"},
		{"another program's", sqlite("DROP TABLE turn_pages"), library.InvalidParams, "restore_foreign"},
		{"with a trigger of its own", sqlite("CREATE TRIGGER evil AFTER INSERT ON nodes BEGIN DELETE FROM pages; END"), library.InvalidParams, "restore_foreign"},
		{"with broken references", sqlite("PRAGMA foreign_keys = 0", "UPDATE nodes SET source = 77"), library.StorageDamaged, "restore_damaged"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file.db")
			if err := os.WriteFile(path, tc.content, filePerm); err != nil {
				t.Fatal(err)
			}
			s, src := fresh(t)
			apply(t, s, src, manyNodes(3))
			for _, dryRun := range []bool{true, false} {
				_, err := s.Restore(t.Context(), path, dryRun, unchanged)
				e, _ := err.(*library.Error)
				if e == nil || e.Kind != tc.kind || e.Code != tc.code {
					t.Errorf("%v, want %s", err, tc.code)
				}
			}
			apply(t, s, src, manyNodes(4))
			if replaced, err := s.Replaced(t.Context()); replaced || err != nil {
				t.Errorf("replaced: %v, %v", replaced, err)
			}
			if left, _ := filepath.Glob(filepath.Join(s.dir, "*copy*")); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
			if left, _ := filepath.Glob(filepath.Join(s.dir, backupDir, "*")); len(left) != 0 {
				t.Errorf("kept although nothing was replaced: %v", left)
			}
		})
	}
	s, _ := fresh(t)
	for name, path := range map[string]string{"a folder": t.TempDir(), "nothing": filepath.Join(t.TempDir(), "missing.db"), "the library itself": s.lib.path} {
		if _, err := s.Restore(t.Context(), path, false, unchanged); library.KindOf(err) != library.InvalidParams {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A backup of an older version is brought to this one.
func TestRestoreOfAnOlderVersion(t *testing.T) {
	path := backupOf(t, 8, "text")
	dir := filepath.Join(t.TempDir(), "data")
	old := libraryMigrations
	libraryMigrations = append(slices.Clone(old), "ALTER TABLE pages ADD COLUMN extra TEXT NOT NULL DEFAULT 'x'")
	defer func() { libraryMigrations = old }()
	s, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if r, err := s.Restore(t.Context(), path, false, unchanged); err != nil || r.Pages != 8 {
		t.Fatal(r, err)
	}
	if n, err := value[int](s.lib, "SELECT count(*) FROM pages WHERE extra = 'x'"); n != 8 || err != nil {
		t.Errorf("%d pages of the new version, %v", n, err)
	}
}

// A backup that does not read back is no backup: the old file stays.
func TestBackupOfADamagedLibraryLeavesTheLastOne(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, manyNodes(10))
	path := filepath.Join(t.TempDir(), "backup.db")
	if _, _, err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.lib.write.Exec("PRAGMA foreign_keys = 0"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.lib.write.Exec("UPDATE nodes SET source = 77"); err != nil {
		t.Fatal(err)
	}
	_, _, err = s.Backup(t.Context(), path)
	wantKind(t, err, library.StorageDamaged)
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the last backup was replaced, %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), tempPrefix+"*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Forgetting reaches the library that a restore kept.
func TestForgettingReachesWhatARestoreKept(t *testing.T) {
	path := backupOf(t, 5, "text")
	s, _ := fresh(t)
	withCanaries(t, s, 40)
	if _, err := s.Restore(t.Context(), path, false, unchanged); err != nil {
		t.Fatal(err)
	}
	again := open(t, s.dir)
	index(t, again)
	if n := occurrences(t, s.dir); n == 0 {
		t.Fatal("nothing was kept")
	}
	s.Close()
	if _, err := again.Forget(t.Context(), ForgetTarget{All: true}, false); err != nil {
		t.Fatal(err)
	}
	if n := occurrences(t, again.dir); n != 0 {
		t.Errorf("%d words left", n)
	}
}

func TestSiteStorage(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, []library.Node{
		link("a", "0", "A", "https://big.example/1"), link("b", "0", "B", "https://www.big.example/2"), link("c", "0", "C", "https://small.example/"),
	})
	capture(t, s, library.Capture{URL: "https://small.example/", Text: "网页", By: "menu"})
	capture(t, s, library.Capture{URL: "https://big.example/1", Text: strings.Repeat("x", 100), By: "menu"})
	got, err := s.SiteStorage(t.Context())
	if want := "[{big.example 2 100} {small.example 1 6}]"; fmt.Sprint(got) != want || err != nil {
		t.Errorf("%v, %v; want %s", got, err, want)
	}
}

// A kill in the middle of restores leaves one library or the other, whole.
func TestRestoreSurvivesKills(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	first, second := backupOf(t, 300, "first"), backupOf(t, 500, "second")
	dir := filepath.Join(t.TempDir(), "data")
	open(t, dir).Close()
	for range 6 {
		cmd, lines := startChild(t, "restore:"+first+":"+second, dir)
		for range 1 + rand.IntN(3) {
			if !lines.Scan() {
				t.Fatal("the child ended")
			}
		}
		spin(rand.IntN(1 << 22))
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		s := open(t, dir)
		if n := len(tree(t, s)); n != 300 && n != 500 {
			t.Errorf("%d pages after a kill", n)
		}
		index(t, s)
		sound(t, s)
		s.Close()
	}
}

// spin takes some time that no clock knows.
func spin(n int) (sum int) {
	for i := range n {
		sum += i * i
	}
	return sum
}
