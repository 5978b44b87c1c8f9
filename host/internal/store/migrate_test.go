package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
)

// SQLite before 3.51.3 can corrupt a WAL that two connections checkpoint.
func TestSQLiteVersion(t *testing.T) {
	s, _ := fresh(t)
	version, err := value[string](s.lib, "SELECT sqlite_version()")
	if err != nil {
		t.Fatal(err)
	}
	var major, minor, patch int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil {
		t.Fatal(err)
	}
	if major*1_000_000+minor*1000+patch < 3_051_003 {
		t.Errorf("SQLite %s, want at least 3.51.3", version)
	}
}

func TestPragmas(t *testing.T) {
	s, _ := fresh(t)
	for _, tc := range []struct {
		name string
		q    queryer
		want map[string]string
	}{
		{"library, writing", plain{s.lib.write}, map[string]string{"synchronous": "2", "query_only": "0"}},
		{"library, reading", s.lib, map[string]string{"query_only": "1"}},
		{"index, writing", plain{s.idx.write}, map[string]string{"synchronous": "1", "query_only": "0"}},
		{"index, reading", s.idx, map[string]string{"query_only": "1"}},
	} {
		for name, want := range map[string]string{
			"journal_mode": "wal", "busy_timeout": "5000", "foreign_keys": "1", "secure_delete": "1", "mmap_size": "0",
			"trusted_schema": "0", "cell_size_check": "1", "temp_store": "2", "journal_size_limit": "16777216",
		} {
			tc.want[name] = want
		}
		for name, want := range tc.want {
			if got, err := value[string](tc.q, "PRAGMA "+name); got != want || err != nil {
				t.Errorf("%s: %s = %q, %v; want %q", tc.name, name, got, err, want)
			}
		}
	}
	if _, err := s.lib.read.Exec("DELETE FROM pages"); err == nil {
		t.Error("a reader can write")
	}
}

// migrateTo opens a library with other migrations than the embedded ones.
func migrateTo(t *testing.T, dir string, migrations []string) (*Store, error) {
	t.Helper()
	old := libraryMigrations
	libraryMigrations = migrations
	defer func() { libraryMigrations = old }()
	s, err := Open(t.Context(), dir, Options{})
	if err == nil {
		t.Cleanup(func() { s.Close() })
	}
	return s, err
}

// next is a migration beyond those there are.
const next = "ALTER TABLE pages ADD COLUMN extra TEXT NOT NULL DEFAULT 'x'"

func TestMigration(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	apply(t, s, source(t, s, "p"), manyNodes(20))
	s.Close()

	if _, err := migrateTo(t, dir, append(slices.Clone(libraryMigrations), next, "CREATE TABLE broken (")); err == nil {
		t.Fatal("a broken migration passed")
	}
	s, err := migrateTo(t, dir, append(slices.Clone(libraryMigrations), next, "CREATE TABLE third (a)"))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := value[int](s.lib, "SELECT count(*) FROM pages WHERE extra = 'x'"); n != 20 || err != nil {
		t.Errorf("%d pages, %v", n, err)
	}
	if v, err := value[int](s.lib, "PRAGMA user_version"); v != len(libraryMigrations)+2 || err != nil {
		t.Errorf("version %d, %v", v, err)
	}
	// The copy from before opens as what it was.
	copies, err := filepath.Glob(filepath.Join(dir, backupDir, fmt.Sprintf("library-v%d-*.db", len(libraryMigrations))))
	if err != nil || len(copies) != 1 {
		t.Fatalf("copies %v, %v", copies, err)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	if err := os.Mkdir(restored, dirPerm); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(copies[0], filepath.Join(restored, libraryFile)); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, open(t, restored)); len(got) != 20 {
		t.Errorf("%d pages in the copy", len(got))
	}
}

// A library from before pages were fetched: its texts are looked at again a
// month after they came.
func TestMigrationToFetching(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s, err := migrateTo(t, dir, libraryMigrations[:1])
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		"INSERT INTO pages(id, key, url, rev, saved_at) VALUES (1, 'https://a.example/', 'https://a.example/', 1, 1), (2, 'https://b.example/', 'https://b.example/', 2, 1)",
		"INSERT INTO texts(page, title, hash, lang, captured_at, captured_by, text) VALUES (1, 'A', x'00', 'en', 1000, 'visit', 'words')",
	} {
		if _, err := s.lib.write.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	s = open(t, dir)
	due, err := column[int64](s.lib, "SELECT page * 10000000000 + next_try FROM fetches")
	if err != nil || len(due) != 1 || due[0] != 10000000000+1000+library.RecheckEvery.Milliseconds() {
		t.Errorf("fetches %v, %v", due, err)
	}
}

func TestNewerLibraryIsLeftAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s, err := migrateTo(t, dir, append(slices.Clone(libraryMigrations), next))
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	path := filepath.Join(dir, libraryFile)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), dir, Options{})
	wantKind(t, err, library.NotAllowed)
	if e, ok := err.(*library.Error); !ok || e.Hint("en") == "" || !strings.Contains(e.Message("en"), fmt.Sprint(len(libraryMigrations)+1)) {
		t.Errorf("error %v without version or hint", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file changed, %v", err)
	}
}

func TestDamagedLibraryIsReportedAndKept(t *testing.T) {
	for name, content := range map[string]string{"text": strings.Repeat("no database ", 1000), "short": "SQLite", "header only": magic + strings.Repeat("\xff", 5000)} {
		dir := filepath.Join(t.TempDir(), "data")
		open(t, dir).Close()
		path := filepath.Join(dir, libraryFile)
		if err := os.WriteFile(path, []byte(content), filePerm); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), dir, Options{})
		if kind := library.KindOf(err); kind != library.StorageDamaged {
			t.Errorf("%s: %v (%s)", name, err, kind)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != content {
			t.Errorf("%s: the damaged file was changed, %v", name, err)
		}
	}
}

func TestBackup(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, manyNodes(20))
	dir := t.TempDir()
	path := filepath.Join(dir, "backup.db")
	for range 2 { // also over an older one
		n, pages, err := s.Backup(t.Context(), path)
		if err != nil || pages != 20 {
			t.Fatal(pages, err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() != n {
			t.Errorf("size %d, %v", n, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	_, _, err := s.Backup(t.Context(), s.lib.path)
	wantKind(t, err, library.InvalidParams)
	if _, _, err := s.Backup(t.Context(), filepath.Join(dir, "missing", "x.db")); err == nil {
		t.Error("a backup into nowhere")
	}
}

// A full disk is said so, changes nothing, and passes when there is room.
func TestDiskFull(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, manyNodes(50))
	index(t, s)
	limit := func(d *database, pages int) {
		if _, err := d.write.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	for name, write := range map[string]func(i int) error{
		"capture": func(i int) error {
			_, _, err := s.SaveCapture(t.Context(), library.Capture{URL: "https://site1.example/page/1", Text: strings.Repeat(fmt.Sprint("word", i, " "), 100000)})
			return err
		},
		"index": func(i int) error {
			e := entriesOf(t, s, 2)
			e[0].Document.Rev += int64(i)
			var text strings.Builder
			for j := range 20000 {
				fmt.Fprintf(&text, " w%dx%d", i, j)
			}
			e[0].Document.Text = text.String()
			return s.PutDocuments(t.Context(), e)
		},
	} {
		d := s.lib
		if name == "index" {
			d = s.idx
		}
		size, err := value[int](plain{d.write}, "PRAGMA page_count")
		if err != nil {
			t.Fatal(err)
		}
		limit(d, size+5)
		wantKind(t, write(1), library.StorageFull)
		if got := tree(t, s); len(got) != 50 {
			t.Errorf("%s: %d pages left", name, len(got))
		}
		limit(d, 1<<30)
		if err := write(2); err != nil {
			t.Errorf("%s: with room again: %v", name, err)
		}
	}
}

// A library that cannot be written to is said so, and can still be read.
func TestReadOnly(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, manyNodes(5))
	if _, err := s.lib.write.Exec("PRAGMA query_only = 1"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, s.SetSetting(t.Context(), "k", "v"), library.ReadOnly)
	if got := tree(t, s); len(got) != 5 {
		t.Errorf("%d pages", len(got))
	}
}
