package store

// index.go: index.db as a whole: made, checked, replaced.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"aibookmark/host/internal/analysis"
)

// indexSchema rises with every change of schema/index.sql; an index of
// another version is made again.
const indexSchema = 9

// openIndex opens index.db, and makes it again when it is missing, damaged, of
// another version or of another library.
func (s *Store) openIndex(ctx context.Context) error {
	var err error
	if s.idx, err = newDatabase(s.file(indexFile), "NORMAL"); err != nil {
		return err
	}
	if !s.indexMarked() {
		if fits, err := s.indexFits(ctx); err == nil && fits {
			s.idx.guard = s.ours("library")
			return s.noteAnalysis(ctx)
		} else if err != nil && !isDamage(err) {
			return err
		}
	}
	if err := s.underSetup(ctx, func() error { return s.replaceIndex(ctx, true) }); err != nil {
		return err
	}
	s.idx.guard = s.ours("library")
	return s.noteAnalysis(ctx)
}

// indexFits tells whether index.db is of this schema and this library. It
// does not make the file.
func (s *Store) indexFits(ctx context.Context) (bool, error) {
	if info, err := os.Stat(s.idx.path); err != nil || info.Size() == 0 {
		return false, nil
	}
	version, err := value[int](plain{s.idx.read}, "PRAGMA user_version")
	if err != nil || version != indexSchema {
		return false, err
	}
	id, err := value[string](plain{s.idx.read}, "SELECT value FROM meta WHERE key = 'library'")
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return id == s.id, err
}

// replaceIndex makes an empty index unless there is one that fits; the caller
// holds the setup lock. Other hosts may have the file open, so even a damaged
// one is emptied in place; only what SQLite cannot open at all is deleted, and
// that only when mayDelete: nobody works on it yet then.
func (s *Store) replaceIndex(ctx context.Context, mayDelete bool) error {
	marked := s.indexMarked()
	fits, err := s.indexFits(ctx)
	if fits && !marked { // another host was first
		return nil
	}
	if err != nil && !isDamage(err) {
		return err
	}
	if marked || err != nil {
		s.log.Warn("the search index is damaged and is made again")
		if err := emptyInPlace(ctx, s.idx.write); err != nil {
			if !mayDelete {
				return err
			}
			if err := s.deleteIndex(); err != nil {
				return err
			}
		}
		if err := os.Remove(s.file(damageMark)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := createPrivate(s.idx.path); err != nil {
		return err
	}
	if err := useWAL(s.idx.write); err != nil {
		return err
	}
	err = s.idx.unguarded(ctx, s.makeIndex)
	s.idx.releaseAfter(ctx, largeWrite)
	return err
}

// indexMarked tells whether some host found index.db damaged.
func (s *Store) indexMarked() bool {
	_, err := os.Lstat(s.file(damageMark))
	return err == nil
}

// emptyInPlace overwrites a database with an empty one, through SQLite's own
// locks and log: deleting the file under other processes would leave them
// writing to, and later cleaning up after, one that is not there any more.
func emptyInPlace(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driver any) error { return overwrite(driver, ":memory:") })
}

// deleteIndex deletes index.db and opens a new one in its place.
func (s *Store) deleteIndex() error {
	if err := s.idx.close(); err != nil {
		s.log.Warn("close damaged index", "error", err)
	}
	if err := removeDatabase(s.idx.path); err != nil {
		return err
	}
	var err error
	s.idx, err = newDatabase(s.idx.path, "NORMAL")
	return err
}

// mendIndex makes an index anew that was found damaged while this host runs.
func (s *Store) mendIndex(ctx context.Context) error {
	if !s.indexMarked() {
		return nil
	}
	return s.underSetup(ctx, func() error { return s.replaceIndex(ctx, false) })
}

// makeIndex drops every table and makes those of this version.
func (s *Store) makeIndex(tx *txn) error {
	// In whatever order they go: what refers to a table that is gone may go
	// after it, in this transaction.
	if _, err := exec(tx, "PRAGMA defer_foreign_keys = 1"); err != nil {
		return err
	}
	// Triggers first: dropping a table deletes what refers to it. Then virtual
	// tables: they drop their own.
	for _, kind := range []string{"type = 'trigger'", "type = 'table' AND sql LIKE 'CREATE VIRTUAL%'", "type = 'table' AND name NOT LIKE 'sqlite_%'"} {
		for {
			var name, what string
			err := one(tx, "SELECT name, type FROM sqlite_master WHERE "+kind+" LIMIT 1", nil, &name, &what)
			if errors.Is(err, sql.ErrNoRows) {
				break
			}
			if err != nil {
				return err
			}
			if _, err := exec(tx, fmt.Sprintf(`DROP %s "%s"`, what, name)); err != nil {
				return err
			}
		}
	}
	script, err := schemas.ReadFile("schema/index.sql")
	if err != nil {
		return err
	}
	if _, err := exec(tx, string(script)); err != nil {
		return fmt.Errorf("make index: %w", err)
	}
	for _, table := range fullTextTables {
		// A merge takes two segments of a level, not only four.
		if _, err := exec(tx, fmt.Sprintf("INSERT INTO %s(%s, rank) VALUES ('usermerge', 2)", table, table)); err != nil {
			return fmt.Errorf("make index: %w", err)
		}
	}
	// A new library is not "rebuilding" its index.
	var id string
	var pages int
	// The id as it is now: this may be the library that a restore has just made.
	err = one(plain{s.lib.write}, "SELECT value, EXISTS (SELECT 1 FROM pages) FROM meta WHERE key = 'id'", nil, &id, &pages)
	if err != nil {
		return err
	}
	if _, err := exec(tx, "INSERT INTO meta(key, value) VALUES ('library', ?), ('epoch', lower(hex(randomblob(8)))), ('analysis', ?), ('through', 0), ('passages', 0), ('waiting', 0), ('aside', 0), ('rebuilding', ?)", id, analysis.Version, pages); err != nil {
		return err
	}
	_, err = exec(tx, fmt.Sprintf("PRAGMA user_version = %d", indexSchema))
	return err
}

// noteAnalysis makes every page pending when the index was made with an older
// analysis. One of a newer host is left as it is: two versions in turn would
// index for ever.
func (s *Store) noteAnalysis(ctx context.Context) error {
	found, err := value[int](plain{s.idx.read}, "SELECT value FROM meta WHERE key = 'analysis'")
	if err != nil || found >= analysis.Version {
		return err
	}
	return s.idx.update(ctx, func(tx *txn) error {
		_, err := exec(tx, `UPDATE meta SET value = CASE key WHEN 'analysis' THEN ? WHEN 'through' THEN 0 ELSE 1 END
			WHERE key IN ('analysis', 'through', 'rebuilding')`, analysis.Version)
		return err
	})
}

// indexError explains an error of index.db. When it is damage, the file is
// marked, so that the background work, or the next start, makes it again.
func (s *Store) indexError(what string, err error) error {
	if err != nil && isDamage(err) {
		if f, e := os.OpenFile(s.file(damageMark), os.O_CREATE|os.O_WRONLY, filePerm); e == nil {
			f.Close()
		}
		s.log.Error("the search index is damaged", "error", err)
	}
	return wrap(what, err)
}

// fullTextTables are the tables that FTS5 keeps in segments.
var fullTextTables = []string{"ft", "titles", "words"}

// mergeStep is about how many leaves of 4 KB one transaction of MergeIndex
// writes: some 30 ms, so that whoever wants to write waits no longer.
const mergeStep = 250

// MergeIndex merges segments of the full-text tables: into one when all is
// set, else until no two are of the same level, so that a page that comes alone
// costs a logarithmic number of writes, as in any log-structured merge. Every
// look-up of a word reads every segment (measured: after an import of 10,000
// pages there were 22, and with one a question took two thirds of the time and
// the index 5 % less room). It works in small transactions and stops, without
// error, when ctx is done; what was merged stays so.
func (s *Store) MergeIndex(ctx context.Context, all bool) error {
	for _, table := range fullTextTables {
		step := mergeStep
		if all {
			step = -mergeStep // only the first: it begins a merge of everything
		}
		for more := true; more && ctx.Err() == nil; step = mergeStep {
			err := s.idx.update(ctx, func(tx *txn) (err error) {
				more, err = merge(tx, table, step)
				return err
			})
			if err != nil && ctx.Err() == nil {
				return s.indexError("merge index", err)
			}
		}
	}
	return nil
}

// merge takes one step and tells whether there was anything to do: the
// statement itself counts as one change (sqlite.org/fts5.html#the_merge_command).
func merge(tx *txn, table string, leaves int) (more bool, err error) {
	before, err := value[int](tx, "SELECT total_changes()")
	if err != nil {
		return false, err
	}
	if _, err := exec(tx, fmt.Sprintf("INSERT INTO %s(%s, rank) VALUES ('merge', %d)", table, table, leaves)); err != nil {
		return false, err
	}
	after, err := value[int](tx, "SELECT total_changes()")
	return after-before >= 2, err
}

// optimizeIndex merges every full-text table into one segment: until then the
// words of deleted pages stand in the old ones.
func (s *Store) optimizeIndex(ctx context.Context) error {
	for _, table := range fullTextTables {
		if _, err := s.idx.write.ExecContext(ctx, fmt.Sprintf("INSERT INTO %s(%s) VALUES ('optimize')", table, table)); err != nil {
			return s.indexError("optimize index", err)
		}
	}
	return nil
}
