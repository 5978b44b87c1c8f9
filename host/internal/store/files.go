package store

// files.go: the data directory and its files are for their user alone.

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"aibookmark/host/internal/library"
)

const (
	dirPerm  fs.FileMode = 0o700
	filePerm fs.FileMode = 0o600
)

// secureDir makes dir, or checks that it is a real directory of this user, and
// takes the bits of group and others away from it and its database files.
func secureDir(dir string, log *slog.Logger) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
		if err := os.Mkdir(dir, dirPerm); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("data directory: %w", err)
		}
		// Whatever the umask took away.
		if err := os.Chmod(dir, dirPerm); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
		info, err = os.Lstat(dir)
	}
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return library.Errorf(library.NotAllowed, "data_dir_link", dir)
	case !info.IsDir():
		return library.Errorf(library.NotAllowed, "data_dir_no_dir", dir)
	case !ownedByUs(info):
		return library.Errorf(library.NotAllowed, "data_dir_foreign", dir)
	}
	if err := narrow(dir, info, dirPerm, log); err != nil {
		return err
	}
	for _, name := range []string{
		libraryFile, libraryFile + "-wal", libraryFile + "-shm",
		indexFile, indexFile + "-wal", indexFile + "-shm", setupLock, workLock,
	} {
		if err := secureFile(filepath.Join(dir, name), log); err != nil {
			return err
		}
	}
	return nil
}

// Owns tells whether path names a file that the program keeps in the data
// directory: nothing a person exports may replace one, and reading a database
// beside SQLite drops its locks (see backupsInside). Copies of the library and
// files of other names are the person's own.
func (s *Store) Owns(path string) bool {
	if file, err := os.Stat(path); err == nil {
		for _, d := range []*database{s.lib, s.idx} {
			for _, suffix := range databaseSuffixes {
				if own, err := os.Stat(d.path + suffix); err == nil && os.SameFile(file, own) {
					return true
				}
			}
		}
	}
	dir, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return false
	}
	if ours, err := os.Stat(s.dir); err != nil || !os.SameFile(dir, ours) {
		return false
	}
	// Some file systems do not tell case apart.
	name := strings.ToLower(filepath.Base(path))
	for _, own := range []string{libraryFile, indexFile} {
		if suffix, ok := strings.CutPrefix(name, own); ok && slices.Contains(databaseSuffixes, suffix) {
			return true
		}
	}
	return slices.Contains([]string{setupLock, workLock, damageMark, backupDir, logFile}, name)
}

// secureFile checks one file, which need not exist.
func secureFile(path string, log *slog.Logger) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	if !info.Mode().IsRegular() {
		return library.Errorf(library.NotAllowed, "data_file_odd", filepath.Base(path))
	}
	if !ownedByUs(info) {
		return library.Errorf(library.NotAllowed, "data_dir_foreign", filepath.Base(path))
	}
	return narrow(path, info, filePerm, log)
}

// narrow takes the bits of group and others away, and says so.
func narrow(path string, info fs.FileInfo, perm fs.FileMode, log *slog.Logger) error {
	if !hasModeBits || info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	log.Warn("others could read this; it is now for its user alone", "name", filepath.Base(path), "mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	if err := os.Chmod(path, perm); err != nil {
		return fmt.Errorf("take permissions away: %w", err)
	}
	return nil
}

// createPrivate makes an empty file for the user alone, whatever the umask;
// SQLite gives the WAL and the rest the same mode. An existing file stays.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, filePerm)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := f.Chmod(filePerm); err != nil && hasModeBits {
		f.Close()
		return err
	}
	return f.Close()
}

// syncDir makes a rename in dir last through a power cut, where the system
// lets a directory be synced.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}
