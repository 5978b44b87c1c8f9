package store

import (
	"context"
	"database/sql"
	"errors"

	"aibookmark/host/internal/library"
)

// ApplyNodes stores the present state of nodes of a source and removes others
// with everything in them (a node in both goes). It is one transaction;
// repeating it changes nothing. A node may come before the folder it is in.
// Addresses that are no page are kept, without a page. An unknown source is a
// NotFound error. It wins over the batches of a run of SyncNodes that has
// begun, whose picture of the tree is older.
func (s *Store) ApplyNodes(ctx context.Context, sourceID int64, nodes []library.Node, removed []string) (library.Changes, error) {
	var changes library.Changes
	err := s.lib.update(ctx, func(tx *txn) error {
		e, err := s.beginEdit(tx, sourceID)
		if err != nil {
			return err
		}
		if err := e.upsert(nodes); err != nil {
			return err
		}
		if err := e.remove(append([]string(nil), removed...)); err != nil {
			return err
		}
		changes, err = e.finish()
		return err
	})
	s.lib.releaseAfter(ctx, len(nodes)+changes.Removed)
	return changes, wrap("apply bookmarks", err)
}

// A run that would remove more bookmarks than both of these asks first.
const (
	guardCount = 50
	guardShare = 5 // more than one in five
)

// SyncNodes stores one batch of a source's whole tree. The same run, any
// string, goes with every batch; with done, what the run did not name is
// removed, unless ApplyNodes touched it since the run began. When that would
// be more than 50 bookmarks and more than a fifth of those known before, it
// removes nothing and says NeedsConfirm; the same run again with done and
// confirm, or the next one with the whole tree again, removes them. A run lives in the library and survives a restart; a
// new one takes the place of the last, and a batch of that one is then an
// InvalidParams error. Repeating a batch, also the last, is harmless.
func (s *Store) SyncNodes(ctx context.Context, sourceID int64, run string, nodes []library.Node, done, confirm bool) (library.Changes, error) {
	var changes library.Changes
	if run = cleanID(run); run == "" {
		return changes, library.Errorf(library.InvalidParams, "sync_without_run")
	}
	err := s.lib.update(ctx, func(tx *txn) error {
		if err := s.enterRun(tx, sourceID, run); err != nil {
			return err
		}
		e, err := s.beginEdit(tx, sourceID)
		if err != nil {
			return err
		}
		e.byRun = true
		if err := e.upsert(nodes); err != nil {
			return err
		}
		if _, err := exec(tx, "UPDATE sources SET run_added = run_added + ? WHERE id = ?", e.added, sourceID); err != nil {
			return err
		}
		if done {
			if err := e.endRun(confirm); err != nil {
				return err
			}
		}
		changes, err = e.finish()
		return err
	})
	s.lib.releaseAfter(ctx, len(nodes)+changes.Removed)
	return changes, wrap("sync bookmarks", err)
}

// enterRun makes run the source's present run.
func (s *Store) enterRun(tx *txn, source int64, run string) error {
	var present string
	var no int64
	err := one(tx, "SELECT run, run_no FROM sources WHERE id = ?", []any{source}, &present, &no)
	if errors.Is(err, sql.ErrNoRows) {
		return library.Errorf(library.NotFound, "source_not_found")
	}
	if err != nil || run == present {
		return err
	}
	old, err := value[int](tx, "SELECT count(*) FROM old_runs WHERE source = ? AND run = ?", source, run)
	if err != nil {
		return err
	}
	if old > 0 {
		return library.Errorf(library.InvalidParams, "sync_superseded")
	}
	for _, statement := range []struct {
		query string
		args  []any
	}{
		{"INSERT OR REPLACE INTO old_runs(source, run, run_no) VALUES (?, ?, ?)", []any{source, present, no}},
		{"DELETE FROM old_runs WHERE source = ? AND run_no < ?", []any{source, no - runsKept}},
		{"DELETE FROM removed_nodes WHERE source = ?", []any{source}},
		{"UPDATE sources SET run = ?, run_no = run_no + 1, run_added = 0, last_seen = ? WHERE id = ?", []any{run, s.now().UnixMilli(), source}},
	} {
		if _, err := exec(tx, statement.query, statement.args...); err != nil {
			return err
		}
	}
	return nil
}

// runsKept is how many past runs are remembered: batches in flight belong to
// the last one or two.
const runsKept = 16

// endRun removes what the run did not name.
func (e *edit) endRun(confirm bool) error {
	// What the run put into a folder that was removed meanwhile goes with it.
	orphans, err := column[string](e.tx, `SELECT n.node FROM removed_nodes r CROSS JOIN nodes n ON n.source = r.source AND n.parent = r.node
		WHERE r.source = ? AND n.touched <> ?`, e.source, e.run)
	if err != nil {
		return err
	}
	if err := e.remove(orphans); err != nil {
		return err
	}
	var total, added, asked, would int
	err = one(e.tx, `SELECT run_added, run_asked, (SELECT count(*) FROM nodes WHERE source = s.id AND url <> '') FROM sources s WHERE id = ?`,
		[]any{e.source}, &added, &asked, &total)
	if err != nil {
		return err
	}
	var gone, pages []int64
	err = each(e.tx, "SELECT id, page, url <> '' FROM nodes WHERE source = ? AND seen < ?", []any{e.source, e.run}, func(rows *sql.Rows) error {
		var id int64
		var page sql.NullInt64
		var bookmark bool
		err := rows.Scan(&id, &page, &bookmark)
		gone, pages = append(gone, id), append(pages, page.Int64)
		if bookmark {
			would++
		}
		return err
	})
	if err != nil {
		return err
	}
	if would > guardCount && would*guardShare > total-added && !(confirm && asked != 0) {
		e.changes.NeedsConfirm, e.changes.WouldRemove = true, would
		_, err := exec(e.tx, "UPDATE sources SET run_asked = 1 WHERE id = ?", e.source)
		return err
	}
	// The question is answered, or nobody need answer it any more.
	if _, err := exec(e.tx, "UPDATE sources SET run_asked = 0 WHERE id = ? AND run_asked <> 0", e.source); err != nil || len(gone) == 0 {
		return err
	}
	for _, page := range pages {
		e.soil(page)
	}
	n, err := exec(e.tx, "DELETE FROM nodes WHERE id IN (SELECT value FROM json_each(?))", list(gone))
	e.changes.Removed += n
	return err
}
