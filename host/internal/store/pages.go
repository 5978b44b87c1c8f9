package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"aibookmark/host/internal/library"
)

// PageByID returns a visible page with its text; a page that is gone or
// hidden is a NotFound error.
func (s *Store) PageByID(ctx context.Context, id int64) (library.Page, error) {
	return s.page(ctx, "p.id = ?", id)
}

// PageByURL returns the visible page at an address, as PageByID.
func (s *Store) PageByURL(ctx context.Context, url string) (library.Page, error) {
	return s.page(ctx, "p.id = (SELECT id FROM pages WHERE key = ?1 UNION ALL SELECT page FROM aliases WHERE key = ?1)", pageKey(cleanAddress(url)))
}

func (s *Store) page(ctx context.Context, where string, arg any) (library.Page, error) {
	var p library.Page
	var damaged []int64
	err := s.lib.view(ctx, func(tx *txn) error {
		var saved sql.NullInt64
		err := one(tx, "SELECT p.id, p.rev, p.key, p.url, p.saved_at, "+isDead+" FROM pages p WHERE p.hidden_since IS NULL AND "+where, []any{arg},
			&p.ID, &p.Rev, &p.Key, &p.URL, &saved, &p.Dead)
		if errors.Is(err, sql.ErrNoRows) {
			return library.Errorf(library.NotFound, "page_not_found")
		}
		if err != nil {
			return err
		}
		p.Saved = saved.Valid
		texts, bad, err := textsOf(tx, []int64{p.ID})
		if err != nil {
			return err
		}
		damaged = bad
		marks, err := bookmarksOf(tx, []int64{p.ID})
		if err != nil {
			return err
		}
		t := texts[p.ID]
		p.Title, p.Lang, p.Text, p.CapturedAt, p.CapturedBy = t.title, t.lang, t.text, fromMillis(t.at), t.by
		for _, b := range marks {
			p.Title = cmp.Or(p.Title, b.title)
		}
		if len(marks) > 0 {
			p.URL = marks[0].url
		}
		return nil
	})
	s.quarantine(ctx, damaged)
	return p, wrap("page", err)
}

// Bookmarks returns the bookmarks that point at a page, of all sources, newest
// first.
func (s *Store) Bookmarks(ctx context.Context, pageID int64) ([]library.Bookmark, error) {
	out := []library.Bookmark{}
	err := s.lib.view(ctx, func(tx *txn) error {
		marks, err := bookmarksOf(tx, []int64{pageID})
		if err != nil {
			return err
		}
		folders, err := foldersAbove(tx, []int64{pageID})
		if err != nil {
			return err
		}
		for _, b := range marks {
			out = append(out, b.bookmark(folders))
		}
		return nil
	})
	return out, wrap("bookmarks of a page", err)
}

// PageIDs returns up to limit visible pages with ids above after, ascending.
func (s *Store) PageIDs(ctx context.Context, after int64, limit int) ([]int64, error) {
	var out []int64
	err := s.lib.view(ctx, func(tx *txn) (err error) {
		out, err = column[int64](tx, "SELECT id FROM pages WHERE id > ? AND hidden_since IS NULL ORDER BY id LIMIT ?", after, limit)
		return err
	})
	return out, wrap("list pages", err)
}

// PageIDsByURL returns the visible pages among addresses; an address that is
// no page, or no known one, is missing from the map.
func (s *Store) PageIDsByURL(ctx context.Context, urls []string) (map[string]int64, error) {
	byKey := map[string][]string{}
	for _, u := range urls {
		if key := pageKey(cleanAddress(u)); key != "" {
			byKey[key] = append(byKey[key], u)
		}
	}
	keys := make([]string, 0, len(byKey))
	for key := range byKey {
		keys = append(keys, key)
	}
	out := map[string]int64{}
	err := s.lib.view(ctx, func(tx *txn) error {
		return each(tx, `SELECT key, id FROM pages WHERE hidden_since IS NULL AND key IN (SELECT value FROM json_each(?1))
			UNION ALL SELECT a.key, a.page FROM aliases a JOIN pages p ON p.id = a.page WHERE p.hidden_since IS NULL AND a.key IN (SELECT value FROM json_each(?1))`, []any{list(keys)},
			func(rows *sql.Rows) error {
				var key string
				var id int64
				err := rows.Scan(&key, &id)
				for _, u := range byKey[key] {
					out[u] = id
				}
				return err
			})
	})
	return out, wrap("find pages", err)
}

// RecentPages returns up to limit visible pages, the one bookmarked (or else
// saved) last first; those without a date come not at all.
func (s *Store) RecentPages(ctx context.Context, limit int) ([]int64, error) {
	type dated struct{ page, at int64 }
	var found []dated
	take := func(rows *sql.Rows) error {
		var d dated
		err := rows.Scan(&d.page, &d.at)
		found = append(found, d)
		return err
	}
	err := s.lib.view(ctx, func(tx *txn) error {
		// A page may have several bookmarks: the inner limit leaves room for
		// four each, and dates come from the index alone.
		err := each(tx, `SELECT page, max(added) FROM (
				SELECT page, added FROM nodes WHERE page IS NOT NULL AND added IS NOT NULL ORDER BY added DESC LIMIT ?)
			GROUP BY page`, []any{4 * limit}, take)
		if err != nil {
			return err
		}
		return each(tx, "SELECT id, saved_at FROM pages WHERE saved_at IS NOT NULL ORDER BY saved_at DESC LIMIT ?", []any{limit}, take)
	})
	if err != nil {
		return nil, wrap("recent pages", err)
	}
	slices.SortFunc(found, func(a, b dated) int { return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(b.page, a.page)) })
	out := make([]int64, 0, limit)
	seen := map[int64]bool{}
	for _, d := range found {
		if !seen[d.page] && len(out) < limit {
			out = append(out, d.page)
		}
		seen[d.page] = true
	}
	return out, nil
}

// EachPage calls f with every visible page, its text and its bookmarks, in the
// order of ids, until f fails. It reads in small steps: pages that come or go
// meanwhile may or may not be among them.
func (s *Store) EachPage(ctx context.Context, f func(library.Page, []library.Bookmark) error) error {
	for after := int64(0); ; {
		ids, err := s.PageIDs(ctx, after, 100)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			after = id
			page, err := s.PageByID(ctx, id)
			if library.KindOf(err) == library.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			marks, err := s.Bookmarks(ctx, id)
			if err != nil {
				return err
			}
			if err := f(page, marks); err != nil {
				return err
			}
		}
	}
}

// NoteOpened counts that the person opened a page that was found. One that is
// gone or hidden is a NotFound error.
func (s *Store) NoteOpened(ctx context.Context, pageID int64) error {
	return wrap("note opening", s.lib.update(ctx, func(tx *txn) error {
		n, err := exec(tx, `INSERT INTO opens(page, times, last) SELECT id, 1, ?2 FROM pages WHERE id = ?1 AND hidden_since IS NULL
			ON CONFLICT (page) DO UPDATE SET times = times + 1, last = excluded.last`, pageID, s.now().UnixMilli())
		if err == nil && n == 0 {
			err = library.Errorf(library.NotFound, "page_not_found")
		}
		return err
	}))
}
