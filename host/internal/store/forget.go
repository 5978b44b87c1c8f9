package store

// forget.go: erasing for good. Deleting rows is not enough: SQLite's
// secure_delete overwrites what it frees, but full-text segments keep the words
// of deleted pages until they are merged, pages of the file that were split
// keep copies, and the WAL keeps all of it.

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"aibookmark/host/internal/library"
)

// keepHidden is how long a page that lost its last bookmark can come back.
const keepHidden = 30 * 24 * time.Hour

// Forget erases pages with their bookmarks, texts, passages and the turns of
// conversations that quote them, from every file of the data directory, and
// returns what went; with dryRun it only counts. When it returns without an
// error, no byte of them is left there: backups in the directory are replaced
// by one of what remains. Settings and sources stay. A page that is not known
// is a NotFound error; a site without pages is not.
//
// It rewrites both files: some seconds for ten thousand pages, during which
// other writers wait.
//
// Forgetting does not reach into the browser: a bookmark that stays there
// comes back with the next whole sync, as a bookmark without text.
//
// When other hosts keep the files busy for too long, everything is erased but
// may still stand in free space: that is a Busy error, and SweepIndex ends the
// work later.
func (s *Store) Forget(ctx context.Context, target ForgetTarget, dryRun bool) (library.Receipt, error) {
	if dryRun {
		var f forgetting
		err := s.lib.view(ctx, func(tx *txn) (err error) {
			f, err = s.plan(tx, target)
			return err
		})
		if err != nil {
			return library.Receipt{}, wrap("forget", err)
		}
		err = s.countDerived(&f)
		return f.receipt, wrap("forget", err)
	}
	var f forgetting
	// No backup may begin before the rows are gone and end after.
	err := s.underSetup(ctx, func() error {
		err := s.lib.update(ctx, func(tx *txn) (err error) {
			if f, err = s.plan(tx, target); err != nil {
				return err
			}
			// Counted while the index still has them.
			if err := s.countDerived(&f); err != nil {
				return err
			}
			return f.erase(tx)
		})
		if err != nil {
			return err
		}
		return s.scrubErased(ctx, f.all)
	})
	if err != nil {
		return library.Receipt{}, wrap("forget", err)
	}
	return f.receipt, nil
}

// forgetting is what goes.
type forgetting struct {
	all     bool
	pages   []int64
	nodes   []int64 // bookmarks, also of addresses that are no page
	turns   []int64
	receipt library.Receipt
}

// plan finds what target names.
func (s *Store) plan(tx *txn, target ForgetTarget) (f forgetting, err error) {
	given := 0
	for _, set := range []bool{target.PageID != 0, target.URL != "", target.Site != "", target.All} {
		if set {
			given++
		}
	}
	if given != 1 {
		return f, library.Errorf(library.InvalidParams, "forget_needs_one")
	}
	address := cleanAddress(target.URL)
	switch {
	case target.All:
		f.all = true
		f.pages, err = column[int64](tx, "SELECT id FROM pages")
	case target.PageID != 0:
		f.pages, err = column[int64](tx, "SELECT id FROM pages WHERE id = ?", target.PageID)
	case target.URL != "":
		f.pages, err = column[int64](tx, "SELECT id FROM pages WHERE key = ?1 UNION SELECT page FROM aliases WHERE key = ?1", pageKey(address))
	default:
		f.pages, err = pagesOfSite(tx, target.Site)
	}
	if err != nil {
		return f, err
	}
	pages := list(f.pages)
	switch {
	case f.all:
		f.nodes, err = column[int64](tx, "SELECT id FROM nodes WHERE url <> ''")
	case target.URL != "":
		f.nodes, err = column[int64](tx, "SELECT id FROM nodes WHERE page IN (SELECT value FROM json_each(?)) OR url = ?", pages, address)
	default:
		f.nodes, err = column[int64](tx, "SELECT id FROM nodes WHERE page IN (SELECT value FROM json_each(?))", pages)
	}
	if err != nil {
		return f, err
	}
	if len(f.pages)+len(f.nodes) == 0 && (target.PageID != 0 || target.URL != "") {
		return f, library.Errorf(library.NotFound, "page_not_found")
	}
	if f.all {
		f.turns, err = column[int64](tx, "SELECT id FROM turns")
	} else {
		f.turns, err = column[int64](tx, "SELECT DISTINCT turn FROM turn_pages WHERE page IN (SELECT value FROM json_each(?))", pages)
	}
	f.receipt.Bookmarks, f.receipt.Pages, f.receipt.Turns = len(f.nodes), len(f.pages), len(f.turns)
	return f, err
}

// pagesOfSite returns the pages of a host and of those below it. The site may
// be given as an address.
func pagesOfSite(tx *txn, site string) ([]int64, error) {
	if host := library.SiteOf(site); host != "" {
		site = host
	} else if host := library.SiteOf("https://" + strings.TrimPrefix(site, "*.")); host != "" {
		site = host
	}
	wanted := siteKey(site)
	if wanted == "" {
		return nil, nil
	}
	// "org" is no site, and its hosts are half of the library: a name without a
	// dot is a host of the home or the office, alone.
	alone := !strings.Contains(site, ".")
	var out []int64
	err := each(tx, "SELECT id, key FROM pages", nil, func(rows *sql.Rows) error {
		var id int64
		var key string
		err := rows.Scan(&id, &key)
		host := siteKey(library.SiteOf(key))
		if host == wanted || !alone && strings.HasPrefix(host, wanted) {
			out = append(out, id)
		}
		return err
	})
	return out, err
}

// countDerived counts what the index and the backups have of it.
func (s *Store) countDerived(f *forgetting) (err error) {
	if len(f.pages) > 0 {
		f.receipt.Passages, err = value[int](s.idx, "SELECT count(*) FROM passages WHERE page IN (SELECT value FROM json_each(?))", list(f.pages))
		if err != nil {
			return s.indexError("count passages", err)
		}
		f.receipt.Vectors, err = value[int](s.idx, `SELECT count(DISTINCT v.passage) FROM passages p JOIN vectors v ON v.passage = p.id
			WHERE p.page IN (SELECT value FROM json_each(?))`, list(f.pages))
		if err != nil {
			return s.indexError("count vectors", err)
		}
	}
	if len(f.pages)+len(f.nodes) == 0 && !f.all {
		return nil
	}
	backups, err := s.backupsInside()
	f.receipt.Backups = len(backups)
	return err
}

// erase deletes the rows and notes that the files need scrubbing.
func (f *forgetting) erase(tx *txn) error {
	if f.all {
		for _, table := range []string{"nodes", "removed_nodes", "conversations"} {
			if _, err := exec(tx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
	}
	pages := list(f.pages)
	for _, statement := range []struct{ query, ids string }{
		{"DELETE FROM turns WHERE id IN (SELECT value FROM json_each(?))", list(f.turns)},
		{"DELETE FROM nodes WHERE id IN (SELECT value FROM json_each(?))", list(f.nodes)},
		{"DELETE FROM nodes WHERE page IN (SELECT value FROM json_each(?))", pages},
		{"DELETE FROM pages WHERE id IN (SELECT value FROM json_each(?))", pages}, // and their texts
		{"INSERT OR IGNORE INTO erased(page) SELECT value FROM json_each(?)", pages},
	} {
		if _, err := exec(tx, statement.query, statement.ids); err != nil {
			return err
		}
	}
	if _, err := exec(tx, "DELETE FROM conversations WHERE NOT EXISTS (SELECT 1 FROM turns WHERE conversation = conversations.id)"); err != nil {
		return err
	}
	_, err := exec(tx, "UPDATE meta SET value = 1 WHERE key = 'scrub'")
	return err
}

// scrubErased takes what was erased out of the index and out of every byte of
// the files and backups; with all the index begins anew. The caller holds the
// setup lock.
func (s *Store) scrubErased(ctx context.Context, all bool) error {
	erased, err := column[int64](s.lib, "SELECT page FROM erased")
	if err != nil {
		return err
	}
	if all {
		if err := s.idx.update(ctx, s.makeIndex); err != nil {
			return s.indexError("empty index", err)
		}
	} else if _, err := s.dropFromIndex(ctx, erased); err != nil {
		return err
	} else if err := s.outdateModels(ctx); err != nil {
		return err
	}
	if err := s.optimizeIndex(ctx); err != nil {
		return err
	}
	for _, d := range []*database{s.lib, s.idx} {
		if err := rewrite(ctx, d); err != nil {
			return err
		}
	}
	if err := s.renewBackups(ctx, all); err != nil {
		return err
	}
	if err := s.noteErased(ctx, erased); err != nil {
		return err
	}
	_, err = s.lib.write.ExecContext(ctx, "UPDATE meta SET value = 0 WHERE key = 'scrub'")
	return err
}

// rewrite writes a file anew and empties its WAL. Without it a few in a
// thousand rows leave copies behind, in the room that pages of the file had
// when they were split: secure_delete does not reach those (the test of
// forgetting finds them when this is left out). What SQLite puts aside
// meanwhile holds only what remains; it goes into a nameless file of the data
// directory, since memory would have to hold the whole library.
func rewrite(ctx context.Context, d *database) error {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return explain(err)
	}
	defer conn.Close()
	dir := strings.ReplaceAll(filepath.Dir(d.path), "'", "''")
	for _, statement := range []string{"PRAGMA temp_store_directory = '" + dir + "'", "PRAGMA temp_store = 1", "VACUUM"} {
		if _, err = conn.ExecContext(ctx, statement); err != nil {
			break
		}
	}
	// Also after a failure, whatever the context says.
	if _, e := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA temp_store = 2; PRAGMA shrink_memory"); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("rewrite %s: %w", filepath.Base(d.path), explain(err))
	}
	return truncateWAL(ctx, conn, filepath.Base(d.path))
}

// checkpointPatience bounds how long truncateWAL waits for readers; tests
// shorten it.
var checkpointPatience = 10 * time.Second

// truncateWAL moves everything into the file and cuts the WAL to nothing; it
// has to wait until nobody reads. Each try waits for the busy timeout.
func truncateWAL(ctx context.Context, conn *sql.Conn, name string) error {
	for end := time.Now().Add(checkpointPatience); ; {
		var busy, inLog, moved int
		err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &inLog, &moved)
		if err == nil && busy == 0 {
			return nil
		}
		if err != nil && library.KindOf(explain(err)) != library.Busy {
			return fmt.Errorf("checkpoint %s: %w", name, explain(err))
		}
		if !time.Now().Before(end) {
			return library.Errorf(library.Busy, "forget_busy")
		}
	}
}

// finishScrub ends a forgetting that was broken off; that others are busy is
// no error, the next call tries again.
func (s *Store) finishScrub(ctx context.Context) error {
	due, err := value[bool](s.lib, "SELECT value FROM meta WHERE key = 'scrub'")
	if err != nil || !due {
		return wrap("scrub", err)
	}
	err = s.underSetup(ctx, func() error { return s.scrubErased(ctx, false) })
	if library.KindOf(err) == library.Busy {
		return nil
	}
	return wrap("scrub", err)
}

// EraseExpired erases the pages that have been hidden for 30 days, as Forget
// does, and returns how many that were. The background work calls it.
func (s *Store) EraseExpired(ctx context.Context) (int, error) {
	due := s.now().Add(-keepHidden).UnixMilli()
	var f forgetting
	err := s.lib.view(ctx, func(tx *txn) (err error) {
		f.pages, err = column[int64](tx, "SELECT id FROM pages WHERE hidden_since <= ?", due)
		return err
	})
	if err != nil || len(f.pages) == 0 {
		return 0, wrap("erase expired", err)
	}
	err = s.lib.update(ctx, func(tx *txn) (err error) {
		// Asked again: one may have come back meanwhile.
		if f.pages, err = column[int64](tx, "SELECT id FROM pages WHERE hidden_since <= ?", due); err != nil {
			return err
		}
		return f.erase(tx)
	})
	if err != nil {
		return 0, wrap("erase expired", err)
	}
	return len(f.pages), s.finishScrub(ctx)
}

// backupsInside finds the copies of the library in the data directory:
// whatever is an SQLite file and not one of the two in use, and copies that
// were broken off. It never opens what SQLite has open: closing any descriptor
// of a file drops every lock that this process holds on it (POSIX), and the
// locks of the write-ahead log stand in the -shm file. Without them another
// process writes at the same time, and the library is destroyed.
func (s *Store) backupsInside() ([]string, error) {
	var out []string
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !d.Type().IsRegular() || s.inUse(path) {
			return err
		}
		if strings.HasPrefix(d.Name(), tempPrefix) || isDatabase(path) {
			out = append(out, path)
		}
		return nil
	})
	return out, err
}

// inUse tells whether path is one of the two databases or what SQLite keeps
// beside them.
func (s *Store) inUse(path string) bool {
	for _, d := range []*database{s.lib, s.idx} {
		if suffix, ok := strings.CutPrefix(path, d.path); ok && slices.Contains(databaseSuffixes, suffix) {
			return true
		}
	}
	return false
}

// databaseSuffixes end the names of the files that SQLite keeps for a database.
var databaseSuffixes = []string{"", "-wal", "-shm", "-journal"}

// isDatabase tells whether a file is an SQLite database; one that no
// connection of this process has open.
func isDatabase(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [len(magic)]byte
	_, err = io.ReadFull(f, head[:])
	return err == nil && bytes.Equal(head[:], []byte(magic))
}

// renewBackups replaces the backups in the data directory by one of what the
// library is now; without leaves none.
func (s *Store) renewBackups(ctx context.Context, without bool) error {
	old, err := s.backupsInside()
	if err != nil || len(old) == 0 {
		return err
	}
	for _, path := range old {
		if err := removeDatabase(path); err != nil {
			return err
		}
	}
	if without {
		return nil
	}
	return s.backupInside(ctx, fmt.Sprintf("library-v%d-%s.db", len(libraryMigrations), s.now().UTC().Format("20060102-150405")))
}
