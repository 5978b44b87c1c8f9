package store

// pending.go: what the index lacks, and what it has too much.

import (
	"context"
	"database/sql"
	"slices"

	"aibookmark/host/internal/analysis"
)

// PendingPages returns up to limit visible pages whose index entry is missing,
// of an older revision or of an older analysis, in the order of their
// revisions. It looks only at revisions that are not known to be indexed. An
// index that was found damaged is made anew first.
func (s *Store) PendingPages(ctx context.Context, limit int) ([]int64, error) {
	if err := s.mendIndex(ctx); err != nil {
		return nil, wrap("mend index", err)
	}
	pending, surplus, err := s.compare(ctx, limit)
	if err != nil || len(pending) > 0 || len(surplus) > 0 {
		return pending, s.indexError("pending pages", err)
	}
	return nil, s.noteComplete(ctx)
}

// compareStep is how many pages are compared with the index at a time.
const compareStep = 1000

// state is one page's place in the library or its index.
type state struct {
	page, rev int64
	ok        bool // visible in the library; of this analysis in the index
}

// compare walks the library in the order of revisions from the one up to
// which the index is known to be right, and moves that mark on. It returns up
// to limit pages to index, and pages met on the way that the index has though
// they are hidden.
func (s *Store) compare(ctx context.Context, limit int) (pending, surplus []int64, err error) {
	through, err := value[int64](s.idx, "SELECT value FROM meta WHERE key = 'through'")
	if err != nil {
		return nil, nil, err
	}
	right, whole := through, true
	for at := through; len(pending) < limit && ctx.Err() == nil; {
		pages, err := s.libraryStates("SELECT id, rev, hidden_since IS NULL FROM pages WHERE rev > ? ORDER BY rev LIMIT ?", at, compareStep)
		if err != nil {
			return nil, nil, err
		}
		ids := make([]int64, len(pages))
		for i, p := range pages {
			ids[i] = p.page
		}
		docs, err := s.indexStates(ids)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range pages {
			doc, indexed := docs[p.page]
			switch {
			case p.ok && (!indexed || doc.rev != p.rev || !doc.ok):
				if whole = false; len(pending) < limit {
					pending = append(pending, p.page)
				}
			case !p.ok && indexed:
				whole, surplus = false, append(surplus, p.page)
			case whole:
				right = p.rev
			}
			at = p.rev
		}
		if len(pages) < compareStep {
			break
		}
	}
	if right > through && ctx.Err() == nil {
		// Only if nobody set it back meanwhile.
		_, err = s.idx.write.ExecContext(ctx, "UPDATE meta SET value = ? WHERE key = 'through' AND value = ?", right, through)
	}
	if err == nil {
		err = ctx.Err()
	}
	return pending, surplus, err
}

func (s *Store) libraryStates(query string, args ...any) ([]state, error) {
	var out []state
	err := each(s.lib, query, args, func(rows *sql.Rows) error {
		var st state
		err := rows.Scan(&st.page, &st.rev, &st.ok)
		out = append(out, st)
		return err
	})
	return out, err
}

// indexStates returns what the index has of pages; a newer analysis than ours
// is fine.
func (s *Store) indexStates(ids []int64) (map[int64]state, error) {
	out := make(map[int64]state, len(ids))
	err := each(s.idx, "SELECT page, rev, analysis >= ? FROM docs WHERE page IN (SELECT value FROM json_each(?))", []any{analysis.Version, list(ids)},
		func(rows *sql.Rows) error {
			var st state
			err := rows.Scan(&st.page, &st.rev, &st.ok)
			out[st.page] = st
			return err
		})
	return out, err
}

// noteComplete ends the rebuilding of the index.
func (s *Store) noteComplete(ctx context.Context) error {
	rebuilding, err := value[bool](s.idx, "SELECT value FROM meta WHERE key = 'rebuilding'")
	if err != nil || !rebuilding {
		return s.indexError("rebuilding", err)
	}
	_, err = s.idx.write.ExecContext(ctx, "UPDATE meta SET value = 0 WHERE key = 'rebuilding'")
	return s.indexError("rebuilding", err)
}

// Rebuilding tells whether the index was made anew and does not hold every
// page yet, so that searches miss some.
func (s *Store) Rebuilding(ctx context.Context) (bool, error) {
	rebuilding, err := value[bool](s.idx, "SELECT value FROM meta WHERE key = 'rebuilding'")
	if err != nil || !rebuilding {
		return false, s.indexError("rebuilding", err)
	}
	pending, err := s.PendingPages(ctx, 1)
	return len(pending) > 0, err
}

// pendingCount is exact up to compareStep; above, pages indexed out of the
// order of revisions count too.
func (s *Store) pendingCount(ctx context.Context) (int, error) {
	pending, _, err := s.compare(ctx, compareStep)
	if err != nil || len(pending) < compareStep {
		return len(pending), err
	}
	through, err := value[int64](s.idx, "SELECT value FROM meta WHERE key = 'through'")
	if err != nil {
		return 0, err
	}
	return value[int](s.lib, "SELECT count(*) FROM pages WHERE rev > ? AND hidden_since IS NULL", through)
}

// SweepIndex takes out of the index what the library does not show any more
// and returns how many pages that were. The first call of a process compares
// both files in full, whatever the index claims; that takes some 3 µs a page.
// It also ends a forgetting that a kill broke off.
func (s *Store) SweepIndex(ctx context.Context) (int, error) {
	erased, err := column[int64](s.lib, "SELECT page FROM erased")
	if err != nil {
		return 0, wrap("sweep", err)
	}
	_, surplus, err := s.compare(ctx, 1<<30)
	if err != nil {
		return 0, s.indexError("sweep", err)
	}
	strays, err := s.compareAll(ctx)
	if err != nil {
		return 0, s.indexError("sweep", err)
	}
	gone := slices.Concat(erased, surplus, strays)
	slices.Sort(gone)
	n, err := s.dropFromIndex(ctx, slices.Compact(gone))
	if err != nil {
		return n, err
	}
	if len(erased) > 0 {
		if err := s.noteErased(ctx, erased); err != nil {
			return n, wrap("sweep", err)
		}
	}
	return n, s.finishScrub(ctx)
}

// noteErased forgets that pages were erased, once they are out of the index.
func (s *Store) noteErased(ctx context.Context, pages []int64) error {
	return s.lib.update(ctx, func(tx *txn) error {
		_, err := exec(tx, "DELETE FROM erased WHERE page IN (SELECT value FROM json_each(?))", list(pages))
		return err
	})
}

// compareAll compares both files page by page, once a process. It returns the
// pages that only the index has, and sets the index's mark back when it claims
// to hold what it does not.
func (s *Store) compareAll(ctx context.Context) ([]int64, error) {
	s.compared.Lock()
	defer s.compared.Unlock()
	if s.compared.done {
		return nil, nil
	}
	through, err := value[int64](s.idx, "SELECT value FROM meta WHERE key = 'through'")
	if err != nil {
		return nil, err
	}
	// The index first: what comes to both meanwhile is in the library then.
	docs := map[int64]int64{}
	err = each(s.idx, "SELECT page, rev FROM docs WHERE analysis >= ?", []any{analysis.Version}, func(rows *sql.Rows) error {
		var page, rev int64
		err := rows.Scan(&page, &rev)
		docs[page] = rev
		return err
	})
	if err != nil {
		return nil, err
	}
	pages, err := s.libraryStates("SELECT id, rev, hidden_since IS NULL FROM pages")
	if err != nil {
		return nil, err
	}
	lost := false
	for _, p := range pages {
		rev, indexed := docs[p.page]
		if p.ok && p.rev <= through && (!indexed || rev != p.rev) {
			lost = true
		}
		if p.ok {
			delete(docs, p.page)
		}
	}
	if lost {
		s.log.Warn("the search index lacks pages that it should have; they are indexed again")
		if _, err := s.idx.write.ExecContext(ctx, "UPDATE meta SET value = 0 WHERE key = 'through'"); err != nil {
			return nil, err
		}
	}
	strays := make([]int64, 0, len(docs))
	for page := range docs {
		strays = append(strays, page)
	}
	s.compared.done = true
	return strays, nil
}
