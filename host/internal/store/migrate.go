package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"aibookmark/host/internal/library"
)

//go:embed schema
var schemas embed.FS

// libraryMigrations are the numbered files of schema/library in their order;
// PRAGMA user_version is how many of them a library has seen.
var libraryMigrations = mustReadMigrations()

func mustReadMigrations() []string {
	names, err := fs.Glob(schemas, "schema/library/*.sql")
	if err != nil || len(names) == 0 {
		panic("store: embedded migrations are missing")
	}
	sort.Strings(names)
	out := make([]string, len(names))
	for i, name := range names {
		text, err := schemas.ReadFile(name)
		if err != nil {
			panic("store: " + err.Error())
		}
		out[i] = string(text)
	}
	return out
}

// headerVersion reads the user_version of a database file from its header,
// without opening the database: a library of a newer version must stay as it
// is, byte for byte. It is 0 for a file that is missing or empty.
func headerVersion(path string) (int, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	// https://www.sqlite.org/fileformat.html#the_database_header
	var header [100]byte
	switch n, err := io.ReadFull(f, header[:]); {
	case n == 0 && errors.Is(err, io.EOF):
		return 0, nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return 0, err
	case err != nil || string(header[:len(magic)]) != magic:
		return 0, library.Errorf(library.StorageDamaged, "storage_damaged")
	}
	return int(int32(binary.BigEndian.Uint32(header[60:64]))), nil
}

// magic begins every SQLite file.
const magic = "SQLite format 3\x00"

// migrateLibrary brings library.db to the newest schema. An existing library
// is copied first. A kill at any point leaves it at one of the versions.
func (s *Store) migrateLibrary(ctx context.Context, migrations []string) error {
	if err := createPrivate(s.lib.path); err != nil {
		return err
	}
	version, err := value[int](plain{s.lib.write}, "PRAGMA user_version")
	if err != nil {
		return err
	}
	switch {
	case version > len(migrations):
		return newerLibrary(version, len(migrations))
	case version == len(migrations): // another host was first
		return nil
	case version == 0:
		if err := useWAL(s.lib.write); err != nil {
			return err
		}
	default:
		name := fmt.Sprintf("library-v%d-%s.db", version, s.now().UTC().Format("20060102-150405"))
		if err := s.backupInside(ctx, name); err != nil {
			return fmt.Errorf("copy before migrating: %w", err)
		}
	}
	for ; version < len(migrations); version++ {
		if err := s.lib.update(ctx, migration(version, migrations[version])); err != nil {
			return fmt.Errorf("migrate to version %d: %w", version+1, err)
		}
	}
	// The schema must not stand in the WAL only: a power cut could take it.
	_, err = s.lib.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// migration is one step, done unless another host did it.
func migration(from int, script string) func(*txn) error {
	return func(tx *txn) error {
		found, err := value[int](tx, "PRAGMA user_version")
		if err != nil || found > from {
			return err
		}
		if _, err := exec(tx, script); err != nil {
			return err
		}
		_, err = exec(tx, fmt.Sprintf("PRAGMA user_version = %d", from+1))
		return err
	}
}

// useWAL switches a new file to write-ahead logging, which then lasts.
func useWAL(db *sql.DB) error {
	mode, err := value[string](plain{db}, "PRAGMA journal_mode = WAL")
	if err != nil {
		return err
	}
	if mode != "wal" {
		// Some network file systems cannot; other journals work there too.
		return fmt.Errorf("the file system does not allow write-ahead logging (journal mode %q)", mode)
	}
	return nil
}

// backupInside copies the library into the data directory.
func (s *Store) backupInside(ctx context.Context, name string) error {
	dir := s.file(backupDir)
	if err := os.Mkdir(dir, dirPerm); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Chmod(dir, dirPerm); err != nil {
		return err
	}
	_, _, err := s.copyLibrary(ctx, filepath.Join(dir, name))
	return err
}

// copyLibrary writes a consistent copy of library.db to path: a temporary file
// beside it, read back in full, synced and renamed, for the user alone. It
// returns the copy's size in bytes and its visible pages.
func (s *Store) copyLibrary(ctx context.Context, path string) (bytes int64, pages int, err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, tempPrefix+"*")
	if err != nil {
		return 0, 0, err
	}
	temp := f.Name()
	defer os.Remove(temp)
	if err := errors.Join(f.Chmod(filePerm), f.Close()); err != nil && hasModeBits {
		return 0, 0, err
	}
	// VACUUM INTO takes an empty file; it leaves out free pages and so what
	// may stand in them.
	if _, err := s.lib.write.ExecContext(ctx, "VACUUM INTO ?", temp); err != nil {
		return 0, 0, explain(err)
	}
	if f, err = os.OpenFile(temp, os.O_RDWR, 0); err != nil {
		return 0, 0, err
	}
	info, err := f.Stat()
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return 0, 0, err
	}
	// A backup that cannot be read is worse than none: it is trusted.
	if pages, err = examineCopy(ctx, temp, nil); err != nil {
		return 0, 0, fmt.Errorf("read the copy back: %w", err)
	}
	if err := os.Rename(temp, path); err != nil {
		return 0, 0, err
	}
	syncDir(dir)
	return info.Size(), pages, nil
}

// tempPrefix begins the name of a copy that is not complete.
const tempPrefix = ".ai-bookmark-copy-"

// Backup writes one file with the whole library to path, replacing a file
// that is there, and returns its size in bytes and the number of visible
// pages in it. The index is not in it; it is made again from the library.
func (s *Store) Backup(ctx context.Context, path string) (bytes int64, pages int, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return 0, 0, err
	}
	if s.Owns(path) {
		return 0, 0, library.Errorf(library.InvalidParams, "backup_over_library")
	}
	err = s.underSetup(ctx, func() (err error) {
		bytes, pages, err = s.copyLibrary(ctx, path)
		return err
	})
	if err != nil {
		return 0, 0, explain(fmt.Errorf("write backup: %w", err))
	}
	return bytes, pages, nil
}
