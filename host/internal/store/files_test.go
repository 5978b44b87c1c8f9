//go:build unix

package store

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"aibookmark/host/internal/library"
)

// modes checks that everything in dir, and dir, is for its user alone.
func modes(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := filePerm
		if d.IsDir() {
			want = dirPerm
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %04o, want %04o", d.Name(), info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFilesArePrivate(t *testing.T) {
	for _, umask := range []int{0, 0o022, 0o077} {
		dir := filepath.Join(t.TempDir(), "a", "data")
		old := syscall.Umask(umask)
		s := open(t, dir)
		apply(t, s, source(t, s, "p"), manyNodes(10))
		index(t, s)
		release, ok, err := s.TryLease()
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		defer release()
		if err := s.backupInside(t.Context(), "copy.db"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Backup(t.Context(), filepath.Join(dir, "mine.db")); err != nil {
			t.Fatal(err)
		}
		syscall.Umask(old)
		modes(t, dir)
	}
}

func TestOpenFilesAreMendedLoudly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	open(t, dir).Close()
	for _, name := range []string{"", libraryFile, indexFile, setupLock} {
		if err := os.Chmod(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	s, err := Open(t.Context(), dir, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	modes(t, dir)
	if n := strings.Count(log.String(), "level=WARN"); n != 4 {
		t.Errorf("%d warnings, want 4:\n%s", n, log.String())
	}
}

func TestOddDirectoriesAreRefused(t *testing.T) {
	root := t.TempDir()
	at := func(name string) string { return filepath.Join(root, name) }
	open(t, at("real")).Close()
	for _, err := range []error{
		os.Symlink(at("real"), at("link")),
		os.WriteFile(at("file"), nil, 0o600),
		os.Mkdir(at("inside"), 0o700),
		os.Symlink(filepath.Join(at("real"), libraryFile), filepath.Join(at("inside"), libraryFile)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	dirs := []string{"link", "file", "inside"}
	if os.Geteuid() == 0 {
		if err := os.Mkdir(at("foreign"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(at("foreign"), 12345, -1); err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, "foreign")
	}
	for _, name := range dirs {
		_, err := Open(t.Context(), at(name), Options{})
		wantKind(t, err, library.NotAllowed)
	}
}

func TestOddNamesOfDirectories(t *testing.T) {
	for _, name := range []string{"with space", "100%41?x=1#y&z", "目录", "a;b'c\"d"} {
		dir := filepath.Join(t.TempDir(), name)
		s := open(t, dir)
		source(t, s, "p")
		if _, err := os.Stat(filepath.Join(dir, libraryFile)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOwns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	apply(t, s, source(t, s, "p"), manyNodes(1)) // makes the WAL
	link := filepath.Join(t.TempDir(), "link.html")
	if err := os.Symlink(filepath.Join(dir, libraryFile), link); err != nil {
		t.Skip(err)
	}
	for path, want := range map[string]bool{
		filepath.Join(dir, libraryFile):                     true,
		filepath.Join(dir, ".", "LIBRARY.db"):               true,
		filepath.Join(dir, libraryFile+"-shm"):              true,
		filepath.Join(dir, indexFile+"-wal"):                true,
		filepath.Join(dir, workLock):                        true,
		filepath.Join(dir, logFile):                         true,
		link:                                                true,
		filepath.Join(dir, "bookmarks.html"):                false,
		filepath.Join(dir, "my-library.db"):                 false,
		filepath.Join(filepath.Dir(link), libraryFile):      false,
		filepath.Join(dir, "no such folder", "export.html"): false,
	} {
		if got := s.Owns(path); got != want {
			t.Errorf("Owns(%s) = %v", path, got)
		}
	}
}
