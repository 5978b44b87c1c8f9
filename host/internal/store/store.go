// Package store keeps the library and its index on disk, in two SQLite files
// of one directory, and is the only place that knows SQL.
//
// library.db is the truth: sources, bookmarks, pages with their text,
// settings, conversations. What a call that writes to it acknowledged is on
// disk (WAL, synchronous=FULL). index.db is derived from it: the full-text
// index, passages and a change log. It may be deleted while nothing runs; it
// is then made again, and Rebuilding says so meanwhile.
//
// The library is written first and the index after it, never in one
// transaction and never on one connection with both attached: that would lock
// both files for either. What a kill between the two leaves undone is found by
// comparing them. Every page has a revision, taken from one sequence of the
// library, that rises with every change the index shows; the index remembers
// up to which revision it is complete, so "what is pending" is an indexed
// question and not a queue that could lose an entry.
//
// Several processes work on one directory at once. Writers wait for each
// other for up to five seconds; readers wait for nobody.
//
// Migrations are forty lines of our own over PRAGMA user_version instead of a
// library: numbered files, one transaction each, forward only.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"aibookmark/host/internal/library"
)

// The files of the data directory that belong to the store.
const (
	libraryFile = "library.db"
	indexFile   = "index.db"
	// backupDir holds what is copied before a migration.
	backupDir = "backups"
	// setupLock is held while files are made, migrated or replaced.
	setupLock = "setup.lock"
	// workLock is held by the host that does the background work.
	workLock = "work.lock"
	// damageMark says that index.db was found damaged and is to be made anew
	// by the background work or the next start.
	damageMark = "index.damaged"
	// logFile is not the store's own, but stands beside its files.
	logFile = "host.log"
)

// IndexEntry is a document with its passages.
type IndexEntry = library.IndexEntry

// ForgetTarget names what to forget.
type ForgetTarget = library.ForgetTarget

// Options are the settings of a Store; zero values have defaults.
type Options struct {
	// Now is the clock; time.Now by default.
	Now func() time.Time
	// Log gets warnings, never titles, addresses or text; discarded by default.
	Log *slog.Logger
}

// Store is a library and its index. It is safe for concurrent use, in this
// process and with other Stores on the same directory. Methods return errors
// of the kinds StorageFull, ReadOnly, StorageDamaged and Busy where that is
// what happened, NotFound where said, and ctx's error when it ended.
type Store struct {
	dir string
	now func() time.Time
	log *slog.Logger
	id  string // of the library

	lib, idx *database

	// versions watches both files for changes of other connections.
	versions struct {
		sync.Mutex
		conns [2]*sql.Conn
		last  [2]int64
	}
	// counted is the last count of the indexed pages; see indexedPages.
	counted struct {
		sync.Mutex
		pages int
		at    time.Time
	}
	// compared is set once the index was compared with the library in full.
	compared struct {
		sync.Mutex
		done bool
	}
}

// Open opens the library in dir, which it makes when it is missing. The
// directory and its files are for the user alone: other permissions are
// mended, with a warning; a symbolic link or another user's directory is a
// NotAllowed error. A library of a newer version is a NotAllowed error and is
// left as it is; a file that is no library is StorageDamaged. An index that
// does not fit is replaced by an empty one. The caller closes the Store.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	s := &Store{dir: dir, now: o.Now, log: o.Log}
	if err := secureDir(dir, o.Log); err != nil {
		return nil, explain(err)
	}
	if err := s.openLibrary(ctx); err != nil {
		s.Close()
		return nil, wrap("open library", err)
	}
	if err := s.openIndex(ctx); err != nil {
		s.Close()
		return nil, wrap("open index", err)
	}
	return s, nil
}

// Close releases both files. Calls still running fail.
func (s *Store) Close() error {
	s.versions.Lock()
	for i, c := range s.versions.conns {
		if c != nil {
			c.Close()
			s.versions.conns[i] = nil
		}
	}
	s.versions.Unlock()
	var errs []error
	for _, d := range []*database{s.idx, s.lib} {
		if d != nil {
			errs = append(errs, d.close())
		}
	}
	return errors.Join(errs...)
}

func (s *Store) file(name string) string { return filepath.Join(s.dir, name) }

// underSetup runs f while no other process makes, migrates or replaces files.
func (s *Store) underSetup(ctx context.Context, f func() error) error {
	lock := flock.New(s.file(setupLock), flock.SetPermissions(filePerm))
	defer lock.Close()
	ctx, cancel := context.WithTimeout(ctx, setupPatience)
	defer cancel()
	if ok, err := lock.TryLockContext(ctx, 5*time.Millisecond); err != nil || !ok {
		if errors.Is(err, context.DeadlineExceeded) {
			return library.Errorf(library.Busy, "storage_busy", err)
		}
		return fmt.Errorf("lock %s: %w", setupLock, err)
	}
	return f()
}

// setupPatience is how long a host waits for another one that migrates: a
// migration copies the library first.
const setupPatience = time.Minute

// openLibrary opens library.db, made or migrated when needed.
func (s *Store) openLibrary(ctx context.Context) error {
	path := s.file(libraryFile)
	version, err := headerVersion(path)
	if err != nil {
		return err
	}
	latest := len(libraryMigrations)
	if version > latest {
		return newerLibrary(version, latest)
	}
	if s.lib, err = newDatabase(path, "FULL"); err != nil {
		return err
	}
	if version < latest {
		err := s.underSetup(ctx, func() error { return s.migrateLibrary(ctx, libraryMigrations) })
		if err != nil {
			return err
		}
	} else if version, err = value[int](plain{s.lib.read}, "PRAGMA user_version"); err != nil || version > latest {
		if err == nil { // a migration that was not yet moved out of the WAL
			err = newerLibrary(version, latest)
		}
		return err
	}
	s.id, err = value[string](plain{s.lib.read}, "SELECT value FROM meta WHERE key = 'id'")
	s.lib.guard = s.ours("id")
	return err
}

func newerLibrary(found, known int) error {
	return library.Errorf(library.NotAllowed, "library_newer", found, known)
}

// TryLease takes the lease of the background work if no other host holds it.
// The kernel frees it when the process dies; else release does.
func (s *Store) TryLease() (release func(), ok bool, err error) {
	lock := flock.New(s.file(workLock), flock.SetPermissions(filePerm))
	ok, err = lock.TryLock()
	if err != nil || !ok {
		lock.Close()
		if err != nil {
			err = explain(fmt.Errorf("lock %s: %w", workLock, err))
		}
		return nil, false, err
	}
	return sync.OnceFunc(func() { lock.Close() }), true, nil
}

// Changed tells whether another connection, of this process or another,
// changed the library or the index since the last call; true the first time.
// It costs some 10 µs.
func (s *Store) Changed(ctx context.Context) (bool, error) {
	v := &s.versions
	v.Lock()
	defer v.Unlock()
	changed := false
	for i, d := range []*database{s.lib, s.idx} {
		if v.conns[i] == nil {
			// data_version counts per connection, so it must always be the
			// same one.
			c, err := d.read.Conn(ctx)
			if err != nil {
				return false, explain(err)
			}
			v.conns[i], v.last[i] = c, -1
		}
		var now int64
		if err := v.conns[i].QueryRowContext(ctx, "PRAGMA data_version").Scan(&now); err != nil {
			return false, explain(fmt.Errorf("data version: %w", err))
		}
		if now != v.last[i] {
			v.last[i], changed = now, true
		}
	}
	return changed, nil
}

// millis is t in the form the files keep; nil for the zero time.
func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// fromMillis is the time that millis kept, in UTC.
func fromMillis(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}

// removeDatabase deletes a database file with what SQLite keeps beside it.
func removeDatabase(path string) error {
	for _, suffix := range []string{"-wal", "-shm", "-journal", ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
