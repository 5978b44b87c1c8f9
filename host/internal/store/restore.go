package store

// restore.go: a backup in the place of the library. The person's file is only
// ever read: it is copied into the data directory, checked and brought to this
// version there, and then takes the library's place inside SQLite, in one
// transaction. A kill at any point leaves the one library or the other, whole.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"

	"aibookmark/host/internal/library"
)

// Restore puts the library in the file at path, which Backup made, in the
// place of this one. What is there now is kept first, as a backup inside the
// data directory, unless it is empty. settings changes the stored settings of
// the restored library before it is used. With dryRun it only examines the
// file and tells what is in it.
//
// A file that is missing, no library, damaged, or of a newer version is an
// InvalidParams, StorageDamaged or NotAllowed error, and changes nothing.
//
// The restored library has a new id, so that its index is made anew. This
// Store and those of other hosts were opened on the library as it was: they
// refuse to write from then on (a Busy error), because their ids of sources
// and pages mean something else now. Replaced tells them so; whoever holds one
// closes it and opens another.
func (s *Store) Restore(ctx context.Context, path string, dryRun bool, settings func(key, value string) string) (r library.FileReceipt, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	if s.Owns(path) {
		return r, library.Errorf(library.InvalidParams, "file_of_library", path)
	}
	err = s.underSetup(ctx, func() error {
		s.removeBrokenOff()
		temp, info, err := s.copyIn(ctx, path)
		if err != nil {
			return err
		}
		defer removeDatabase(temp)
		r = library.FileReceipt{Path: path, Bytes: info.Size(), MadeAt: info.ModTime()}
		if r.Pages, err = s.examineBackup(ctx, temp); err != nil || dryRun {
			return err
		}
		if err := s.renewCopy(ctx, temp, settings); err != nil {
			return err
		}
		if r.Kept, err = s.keepPresent(ctx); err != nil {
			return fmt.Errorf("keep the present library: %w", err)
		}
		return s.takeOver(ctx, temp)
	})
	return r, wrap("restore", err)
}

// removeBrokenOff deletes copies that a kill left behind; the caller holds the
// setup lock, so nobody is making one.
func (s *Store) removeBrokenOff() {
	left, _ := filepath.Glob(filepath.Join(s.dir, tempPrefix+"*"))
	for _, path := range left {
		if err := os.Remove(path); err != nil {
			s.log.Warn("remove a copy that was broken off", "error", err)
		}
	}
}

// copyIn copies the file at path into the data directory, for the user alone:
// SQLite writes beside what it opens, and what was checked must be what is
// used.
func (s *Store) copyIn(ctx context.Context, path string) (temp string, info fs.FileInfo, err error) {
	if info, err = os.Stat(path); err != nil {
		return "", nil, library.Errorf(library.InvalidParams, "restore_cannot_read", path, err)
	}
	if !info.Mode().IsRegular() {
		return "", nil, library.Errorf(library.InvalidParams, "restore_no_file", path)
	}
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		return "", nil, library.Errorf(library.InvalidParams, "restore_in_use", path)
	}
	from, err := os.Open(path)
	if err != nil {
		return "", nil, library.Errorf(library.InvalidParams, "restore_cannot_read", path, err)
	}
	defer from.Close()
	to, err := os.CreateTemp(s.dir, tempPrefix+"*") // 0600
	if err != nil {
		return "", nil, err
	}
	_, err = io.Copy(to, interruptible{ctx, from})
	if err := errors.Join(err, to.Sync(), to.Close()); err != nil {
		os.Remove(to.Name())
		return "", nil, err
	}
	return to.Name(), info, nil
}

// interruptible ends reading with the context.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(p)
}

// examineBackup tells how many visible pages a copy of a library has, or what
// is wrong with it.
func (s *Store) examineBackup(ctx context.Context, path string) (pages int, err error) {
	version, err := headerVersion(path)
	switch {
	case library.KindOf(err) == library.StorageDamaged, err == nil && version == 0:
		return 0, library.Errorf(library.InvalidParams, "restore_foreign")
	case err != nil:
		return 0, err
	case version > len(libraryMigrations):
		return 0, newerLibrary(version, len(libraryMigrations))
	}
	wanted, err := schemaOfVersion(ctx, version)
	if err != nil {
		return 0, err
	}
	pages, err = examineCopy(ctx, path, wanted)
	if isDamage(err) {
		return 0, library.Errorf(library.StorageDamaged, "restore_damaged", err)
	}
	return pages, err
}

// errUnsound is what examineCopy finds in a file whose pages do not fit
// together.
var errUnsound = library.Errorf(library.StorageDamaged, "restore_damaged")

// examineCopy reads all of a file that nobody writes to: whether it is sound,
// and, where a schema is wanted, whether it has exactly those tables, indexes
// and triggers. One with others is not ours, and its triggers would run here.
func examineCopy(ctx context.Context, path string, wanted map[string]string) (pages int, err error) {
	db, err := sql.Open("sqlite", dataSource(path, "deferred", []string{"query_only(1)", "trusted_schema(0)", "cell_size_check(1)", "mmap_size(0)"})+"&immutable=1")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	found, err := schemaOf(ctx, db)
	if err != nil {
		return 0, err
	}
	if wanted != nil && !maps.Equal(found, wanted) {
		return 0, library.Errorf(library.InvalidParams, "restore_foreign")
	}
	for _, check := range []string{"PRAGMA integrity_check(1)", "SELECT count(*) || ' broken references' FROM pragma_foreign_key_check"} {
		said, err := value[string](plain{db}, check)
		if err != nil {
			return 0, err
		}
		if said != "ok" && said != "0 broken references" {
			return 0, errUnsound
		}
	}
	return value[int](plain{db}, "SELECT count(*) FROM pages WHERE hidden_since IS NULL")
}

// schemaOf is how everything in a database was made, with what else must be
// the same for its pages to stand in another file.
func schemaOf(ctx context.Context, db *sql.DB) (map[string]string, error) {
	out := map[string]string{}
	for _, pragma := range []string{"page_size", "encoding"} {
		v, err := value[string](plain{db}, "PRAGMA "+pragma)
		if err != nil {
			return nil, err
		}
		out[pragma] = v
	}
	err := each(plain{db}, "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'", nil, func(rows *sql.Rows) error {
		var name, made string
		err := rows.Scan(&name, &made)
		out[name] = made
		return err
	})
	return out, errors.Join(err, ctx.Err())
}

// schemaOfVersion is that of a new library of some version.
func schemaOfVersion(ctx context.Context, version int) (map[string]string, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, script := range libraryMigrations[:version] {
		if _, err := db.ExecContext(ctx, script); err != nil {
			return nil, fmt.Errorf("schema of version %d: %w", version, err)
		}
	}
	return schemaOf(ctx, db)
}

// renewCopy brings a copy to this version and gives it an id of its own.
func (s *Store) renewCopy(ctx context.Context, path string, settings func(key, value string) string) error {
	d, err := newDatabase(path, "FULL")
	if err != nil {
		return err
	}
	defer d.close()
	version, err := value[int](plain{d.write}, "PRAGMA user_version")
	if err != nil {
		return err
	}
	for ; version < len(libraryMigrations); version++ {
		if err := d.update(ctx, migration(version, libraryMigrations[version])); err != nil {
			return fmt.Errorf("migrate to version %d: %w", version+1, err)
		}
	}
	err = d.update(ctx, func(tx *txn) error {
		// The index begins anew, so nothing erased can be left in it.
		for _, statement := range []string{"UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'id'", "DELETE FROM erased"} {
			if _, err := exec(tx, statement); err != nil {
				return err
			}
		}
		return changeSettings(tx, settings)
	})
	if err != nil {
		return err
	}
	// Everything in the one file, whichever journal it came with.
	mode, err := value[string](plain{d.write}, "PRAGMA journal_mode = DELETE")
	if err == nil && mode != "delete" {
		err = fmt.Errorf("journal mode %q", mode)
	}
	return err
}

func changeSettings(tx *txn, change func(key, value string) string) error {
	stored := map[string]string{}
	err := each(tx, "SELECT key, value FROM settings", nil, func(rows *sql.Rows) error {
		var key, value string
		err := rows.Scan(&key, &value)
		stored[key] = value
		return err
	})
	if err != nil {
		return err
	}
	for key, value := range stored {
		if _, err := exec(tx, "UPDATE settings SET value = ? WHERE key = ?", change(key, value), key); err != nil {
			return err
		}
	}
	return nil
}

// keepPresent copies the library as it is into the data directory and returns
// the path of the copy, "" when there is nothing in it to keep.
func (s *Store) keepPresent(ctx context.Context) (string, error) {
	something, err := value[bool](s.lib, "SELECT EXISTS (SELECT 1 FROM pages) OR EXISTS (SELECT 1 FROM nodes) OR EXISTS (SELECT 1 FROM turns)")
	if err != nil || !something {
		return "", err
	}
	name := fmt.Sprintf("library-before-restore-%s.db", s.now().UTC().Format("20060102-150405"))
	return s.file(filepath.Join(backupDir, name)), s.backupInside(ctx, name)
}

// takeOver replaces every page of library.db by those of another file, through
// SQLite's own locks and log: one transaction, which other hosts see as a
// change. Then it makes the index anew; if that fails, the next start does it,
// since the index is of another library then.
func (s *Store) takeOver(ctx context.Context, path string) error {
	conn, err := s.lib.write.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(driver any) error { return overwrite(driver, dataSource(path, "deferred", nil)) })
	if err == nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA shrink_memory")
	}
	if e := conn.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("replace the library: %w", err)
	}
	if err := s.idx.unguarded(context.WithoutCancel(ctx), s.makeIndex); err != nil {
		s.log.Warn("the index of the restored library is made at the next start", "error", err)
	}
	return nil
}

// overwrite copies the database at source over that of a connection. It waits
// for other writers as long as the connection's busy timeout says.
func overwrite(driver any, source string) error {
	restorer, ok := driver.(interface {
		NewRestore(string) (*sqlite.Backup, error)
	})
	if !ok {
		return errors.ErrUnsupported
	}
	copying, err := restorer.NewRestore(source)
	if err != nil {
		return err
	}
	_, err = copying.Step(-1)
	return errors.Join(err, copying.Finish())
}

// Replaced tells whether the library is not the one that was opened: a backup
// was restored in its place, by this host or another one.
func (s *Store) Replaced(ctx context.Context) (bool, error) {
	id, err := value[string](s.lib, "SELECT value FROM meta WHERE key = 'id'")
	return err == nil && id != s.id, wrap("library's id", errors.Join(err, ctx.Err()))
}

// ours refuses writes to a library, or to an index of a library, that took the
// place of the one that was opened.
func (s *Store) ours(key string) func(tx *txn) error {
	return func(tx *txn) error {
		id, err := value[string](tx, "SELECT value FROM meta WHERE key = '"+strings.ReplaceAll(key, "'", "''")+"'")
		if err == nil && id != s.id {
			err = library.Errorf(library.Busy, "library_replaced")
		}
		return err
	}
}
