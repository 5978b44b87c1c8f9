package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"aibookmark/host/internal/library"
)

// EnsureSource returns the id of the source with s's Browser and Profile,
// which it makes when it is new. A Label that is not empty and LastSeen (now,
// when zero) are stored.
func (s *Store) EnsureSource(ctx context.Context, src library.Source) (int64, error) {
	if src.LastSeen.IsZero() {
		src.LastSeen = s.now()
	}
	id, err := s.knownSource(src)
	if err != nil || id != 0 {
		return id, wrap("source", err)
	}
	err = s.lib.update(ctx, func(tx *txn) (err error) {
		id, err = value[int64](tx, `INSERT INTO sources(browser, profile, label, last_seen) VALUES (?, ?, ?, ?)
			ON CONFLICT (browser, profile) DO UPDATE SET last_seen = excluded.last_seen,
				label = CASE excluded.label WHEN '' THEN label ELSE excluded.label END
			RETURNING id`, cleanID(src.Browser), cleanID(src.Profile), cleanTitle(src.Label), millis(src.LastSeen))
		return err
	})
	return id, wrap("source", err)
}

// seenEvery is how exact last_seen is: a browser that starts its worker again
// and again need not wait for the disk each time.
const seenEvery = time.Minute

// knownSource is the id of a source that has nothing new to tell, else 0.
func (s *Store) knownSource(src library.Source) (int64, error) {
	id, err := value[int64](plain{s.lib.read}, `SELECT id FROM sources WHERE browser = ? AND profile = ? AND last_seen > ? AND last_seen <= ? AND ? IN ('', label)`,
		cleanID(src.Browser), cleanID(src.Profile), src.LastSeen.Add(-seenEvery).UnixMilli(), src.LastSeen.UnixMilli(), cleanTitle(src.Label))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// Sources lists all sources, the one seen last first.
func (s *Store) Sources(ctx context.Context) ([]library.Source, error) {
	var out []library.Source
	err := s.lib.view(ctx, func(tx *txn) error {
		return each(tx, `SELECT id, browser, profile, label, last_seen, (SELECT count(*) FROM nodes WHERE source = s.id AND url <> '')
			FROM sources s ORDER BY last_seen DESC, id`, nil, func(rows *sql.Rows) error {
			var src library.Source
			var seen sql.NullInt64
			err := rows.Scan(&src.ID, &src.Browser, &src.Profile, &src.Label, &seen, &src.Bookmarks)
			src.LastSeen = fromMillis(seen)
			out = append(out, src)
			return err
		})
	})
	return out, wrap("list sources", err)
}

// RemoveSource removes a source with its bookmarks; pages that lose their last
// bookmark are hidden. An unknown one is a NotFound error.
func (s *Store) RemoveSource(ctx context.Context, id int64) (library.Changes, error) {
	var changes library.Changes
	err := s.lib.update(ctx, func(tx *txn) error {
		e, err := s.beginEdit(tx, id)
		if err != nil {
			return err
		}
		pages, err := column[int64](tx, "SELECT DISTINCT page FROM nodes WHERE source = ? AND page IS NOT NULL", id)
		if err != nil {
			return err
		}
		for _, page := range pages {
			e.soil(page)
		}
		if e.changes.Removed, err = exec(tx, "DELETE FROM nodes WHERE source = ?", id); err != nil {
			return err
		}
		if _, err := exec(tx, "DELETE FROM sources WHERE id = ?", id); err != nil {
			return err
		}
		changes, err = e.finish()
		return err
	})
	return changes, wrap("remove source", err)
}

// AdoptSource gives the bookmarks of one source to another and removes the
// first: after a reinstall the same bookmarks come under a new profile. What
// the second has already stays as it is there. The next whole run of the
// second reconciles the rest. Unknown sources are a NotFound error.
func (s *Store) AdoptSource(ctx context.Context, from, to int64) (library.Changes, error) {
	var changes library.Changes
	if from == to {
		return changes, library.Errorf(library.InvalidParams, "adopt_itself")
	}
	err := s.lib.update(ctx, func(tx *txn) error {
		if _, err := s.beginEdit(tx, from); err != nil {
			return err
		}
		e, err := s.beginEdit(tx, to)
		if err != nil {
			return err
		}
		pages, err := column[int64](tx, "SELECT DISTINCT page FROM nodes WHERE source = ? AND page IS NOT NULL", from)
		if err != nil {
			return err
		}
		for _, page := range pages {
			e.soil(page)
		}
		// The folders that stay may be the parents of what comes.
		if e.changes.Added, err = exec(tx, "UPDATE OR IGNORE nodes SET source = ?, seen = 0, touched = -1 WHERE source = ?", to, from); err != nil {
			return err
		}
		if e.changes.Removed, err = exec(tx, "DELETE FROM nodes WHERE source = ?", from); err != nil {
			return err
		}
		if _, err := exec(tx, "DELETE FROM sources WHERE id = ?", from); err != nil {
			return err
		}
		changes, err = e.finish()
		return err
	})
	return changes, wrap("adopt source", err)
}

// wrap names what failed; errors that a person reads stay as they are.
func wrap(what string, err error) error {
	var known *library.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return fmt.Errorf("%s: %w", what, explain(err))
}
