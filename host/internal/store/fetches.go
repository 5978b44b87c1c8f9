package store

// fetches.go: which pages are to be read in the background, and what came of
// it.

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"aibookmark/host/internal/library"
)

// browserGave tells whether a text came from the person's own browser or file:
// no fetched one takes its place, since it may be of a page that only they can
// see, and is the page as they saw it.
func browserGave(by string) bool { return by != "" && by != library.ByFetch }

// soundText is the condition that page p has a text. The index has to be named:
// SQLite would look the row up instead and read into its text.
const soundText = "EXISTS (SELECT 1 FROM texts INDEXED BY texts_sound WHERE page = p.id AND damaged_at IS NULL AND text <> '')"

// FetchTasks returns the pages that are to be read in the background now: those
// without a text, the one bookmarked last first, then those whose text is to be
// looked at again. At most perHost of one host are among them, so that a host
// with many does not hide the others, and at most limit in all. due counts all,
// busiest those of the host that has most.
func (s *Store) FetchTasks(ctx context.Context, limit, perHost int) (tasks []library.FetchTask, due, busiest int, err error) {
	hosts := map[string]int{}
	take := func(rows *sql.Rows) error {
		var t library.FetchTask
		if err := scanTask(rows, &t); err != nil {
			return err
		}
		due++
		host := library.SiteOf(t.URL)
		hosts[host]++
		busiest = max(busiest, hosts[host])
		if hosts[host] <= perHost && len(tasks) < limit {
			tasks = append(tasks, t)
		}
		return ctx.Err()
	}
	now := s.now().UnixMilli()
	err = s.lib.view(ctx, func(tx *txn) error {
		err := each(tx, `SELECT p.id, p.url, 0, '', coalesce(f.cause, ''), coalesce(f.detail, ''), f.at, coalesce(f.attempts, 0), f.next_try,
				f.gone_since, coalesce(f.gone_checks, 0), coalesce(f.dead, 0), '', ''
			FROM pages p LEFT JOIN fetches f ON f.page = p.id
			WHERE p.hidden_since IS NULL AND (f.page IS NULL OR f.ignored = 0 AND f.next_try <= ?) AND NOT `+soundText+`
			ORDER BY coalesce((SELECT max(added) FROM nodes WHERE page = p.id), p.saved_at) DESC, p.id DESC`, []any{now}, take)
		if err != nil {
			return err
		}
		return each(tx, `SELECT p.id, p.url, 1, t.captured_by, f.cause, f.detail, f.at, f.attempts, f.next_try,
				f.gone_since, f.gone_checks, f.dead, f.etag, f.modified
			FROM fetches f JOIN pages p ON p.id = f.page JOIN texts t ON t.page = p.id
			WHERE f.next_try <= ? AND f.ignored = 0 AND p.hidden_since IS NULL AND `+soundText+`
			ORDER BY f.next_try`, []any{now}, take)
	})
	return tasks, due, busiest, wrap("pages to fetch", err)
}

func scanTask(rows *sql.Rows, t *library.FetchTask) error {
	var at, next, gone sql.NullInt64
	l := &t.Last
	err := rows.Scan(&t.PageID, &t.URL, &t.Captured, &t.CapturedBy, &l.Cause, &l.Detail, &at, &l.Attempts, &next,
		&gone, &l.GoneChecks, &l.Dead, &l.ETag, &l.Modified)
	l.At, l.NextTry, l.GoneSince = fromMillis(at), fromMillis(next), fromMillis(gone)
	return err
}

// SaveFetch stores what came of reading a page in the background, and its text
// if one came. A text that the browser gave stays. Two pages that turn out to
// be one become one: Removed is 1 then. Pages are those that the index shows
// differently. A page that went away meanwhile is no error.
func (s *Store) SaveFetch(ctx context.Context, r library.FetchResult) (library.Changes, error) {
	var ch library.Changes
	if r.Capture != nil {
		c := cleanCapture(*r.Capture)
		r.Capture = &c
	}
	err := s.lib.update(ctx, func(tx *txn) error {
		ch = library.Changes{}
		visible, err := value[int](tx, "SELECT count(*) FROM pages WHERE id = ? AND hidden_since IS NULL", r.PageID)
		if err != nil || visible == 0 {
			return err
		}
		page, dirty, err := s.mergeSame(tx, r)
		if err != nil {
			return err
		}
		changed, err := s.saveFetched(tx, page, r)
		if err != nil {
			return err
		}
		if page != r.PageID {
			ch.Removed = 1
		}
		if dirty || changed {
			ch.Pages, err = settle(tx, []int64{page}, s.now())
		}
		return err
	})
	return ch, wrap("save fetch", err)
}

// saveFetched stores the record of one page, and its text, which cleanCapture
// has been through.
func (s *Store) saveFetched(tx *txn, page int64, r library.FetchResult) (changed bool, err error) {
	f := r.Record
	_, err = exec(tx, `INSERT INTO fetches(page, cause, detail, at, attempts, next_try, gone_since, gone_checks, dead, etag, modified, canonical)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (page) DO UPDATE SET cause = excluded.cause, detail = excluded.detail, at = excluded.at, attempts = excluded.attempts,
			next_try = excluded.next_try, gone_since = excluded.gone_since, gone_checks = excluded.gone_checks, dead = excluded.dead,
			etag = excluded.etag, modified = excluded.modified, canonical = iif(excluded.canonical <> '', excluded.canonical, canonical)`,
		page, string(f.Cause), f.Detail, f.At.UnixMilli(), f.Attempts, millis(f.NextTry), millis(f.GoneSince), f.GoneChecks, f.Dead,
		library.Beginning(cleanID(f.ETag), maxNodeID), library.Beginning(cleanID(f.Modified), maxNodeID), pageKey(cleanAddress(r.Canonical)))
	if err != nil || r.Capture == nil {
		return false, err
	}
	var by string
	var length int
	err = one(tx, "SELECT captured_by, length(CAST(text AS BLOB)) FROM texts WHERE page = ? AND damaged_at IS NULL AND text <> ''", []any{page}, &by, &length)
	if err == nil && (browserGave(by) || len(r.Capture.Text)*lossFactor < length) {
		return false, nil
	}
	if err != nil && err != sql.ErrNoRows {
		return false, err
	}
	return putText(tx, page, *r.Capture)
}

// lossFactor: a text that is this many times shorter than the one that is there
// is what is left of a page and not the page.
const lossFactor = 3

// noteCaptured notes that a text came from the browser: what failed before is
// settled.
func noteCaptured(tx *txn, page int64, at time.Time) error {
	_, err := exec(tx, `INSERT INTO fetches(page, cause, at, next_try) VALUES (?1, '', ?2, ?3)
		ON CONFLICT (page) DO UPDATE SET cause = '', detail = '', at = ?2, attempts = 0, next_try = ?3,
			gone_since = NULL, gone_checks = 0, dead = 0, ignored = 0, etag = '', modified = ''`,
		page, at.UnixMilli(), at.Add(library.RecheckEvery).UnixMilli())
	return err
}

// PendingFetches counts the pages without a text that are to be read in the
// background now, and the pages whose text could not be read.
func (s *Store) PendingFetches(ctx context.Context) (pending, failed int, err error) {
	err = s.lib.view(ctx, func(tx *txn) error {
		without, err := value[int](tx, "SELECT (SELECT value FROM meta WHERE key = 'visible') - (SELECT value FROM meta WHERE key = 'captured')")
		if err != nil {
			return err
		}
		// A page without a text that is not due has a cause: by it the few are
		// found in an index. A browser that connects waits for the number.
		settled, err := value[int](tx, `SELECT count(*) FROM fetches f JOIN pages p ON p.id = f.page
			WHERE f.cause <> '' AND p.hidden_since IS NULL AND (f.ignored = 1 OR f.next_try IS NULL OR f.next_try > ?) AND NOT `+soundText, s.now().UnixMilli())
		if err != nil {
			return err
		}
		failed, err = value[int](tx, "SELECT count(*) FROM fetches f JOIN pages p ON p.id = f.page WHERE f.cause <> '' AND f.ignored = 0 AND p.hidden_since IS NULL")
		pending = max(0, without-settled)
		return err
	})
	return pending, failed, wrap("count fetches", err)
}

// Failures lists up to limit pages whose text could not be read, the last
// failure first, of one cause unless it is ""; from after the mark on. next is
// the mark of the rest, "" at the end. With ignored it lists those that the
// person wants to hear no more of instead.
func (s *Store) Failures(ctx context.Context, cause library.Cause, ignored bool, after string, limit int) (out []library.Failure, next string, err error) {
	before, page := int64(1)<<62, int64(0)
	if after != "" {
		if _, err := fmt.Sscanf(after, "%d:%d", &before, &page); err != nil {
			return nil, "", library.Errorf(library.InvalidParams, "cursor_unknown")
		}
	}
	err = s.lib.view(ctx, func(tx *txn) error {
		return each(tx, `SELECT p.id, p.url, coalesce(nullif(t.title, ''), (SELECT title FROM nodes WHERE page = p.id ORDER BY added DESC, id DESC LIMIT 1), ''),
				f.cause, f.detail, f.at, f.attempts, f.next_try, f.dead, f.ignored
			FROM fetches f JOIN pages p ON p.id = f.page LEFT JOIN texts t ON t.page = p.id AND t.damaged_at IS NULL
			WHERE f.cause <> '' AND (?1 = '' OR f.cause = ?1) AND f.ignored = ?2 AND p.hidden_since IS NULL
				AND (f.at < ?3 OR f.at = ?3 AND f.page < ?4)
			ORDER BY f.at DESC, f.page DESC LIMIT ?5`, []any{string(cause), ignored, before, page, limit + 1},
			func(rows *sql.Rows) error {
				var f library.Failure
				var at, try sql.NullInt64
				err := rows.Scan(&f.PageID, &f.URL, &f.Title, &f.Cause, &f.Detail, &at, &f.Attempts, &try, &f.Dead, &f.Ignored)
				f.At, f.NextTry = fromMillis(at), fromMillis(try)
				out = append(out, f)
				return err
			})
	})
	if err != nil {
		return nil, "", wrap("list failures", err)
	}
	if len(out) > limit {
		out = out[:limit]
		next = out[limit-1].Mark()
	}
	return out, next, nil
}

// FailureCounts counts the failures that Failures lists, by cause.
func (s *Store) FailureCounts(ctx context.Context, ignored bool) (map[library.Cause]int, error) {
	out := map[library.Cause]int{}
	err := s.lib.view(ctx, func(tx *txn) error {
		return each(tx, `SELECT f.cause, count(*) FROM fetches f JOIN pages p ON p.id = f.page
			WHERE f.cause <> '' AND f.ignored = ? AND p.hidden_since IS NULL GROUP BY f.cause`, []any{ignored},
			func(rows *sql.Rows) error {
				var cause library.Cause
				var n int
				err := rows.Scan(&cause, &n)
				out[cause] = n
				return err
			})
	})
	return out, wrap("count failures", err)
}

// RetryFailures makes failures due now and returns how many. A page that did
// not fail is a NotFound error.
func (s *Store) RetryFailures(ctx context.Context, target library.FailureTarget) (int, error) {
	return s.changeFailures(ctx, "retry failures", target, "next_try = ?, attempts = 0, ignored = 0", s.now().UnixMilli())
}

// IgnoreFailures takes failures out of the list and lets them rest, or with
// undo takes that back, and returns how many. A page that did not fail is a
// NotFound error.
func (s *Store) IgnoreFailures(ctx context.Context, target library.FailureTarget, undo bool) (int, error) {
	return s.changeFailures(ctx, "ignore failures", target, "ignored = ?", !undo)
}

func (s *Store) changeFailures(ctx context.Context, what string, target library.FailureTarget, set string, arg any) (int, error) {
	var n int
	err := s.lib.update(ctx, func(tx *txn) (err error) {
		// What is ignored is its own list: a cause means those that show.
		shown := " AND ignored = 0"
		if target.PageID != 0 || strings.HasPrefix(set, "ignored") && arg == false {
			shown = ""
		}
		n, err = exec(tx, "UPDATE fetches SET "+set+" WHERE cause <> '' AND (page = ? OR cause = ?)"+shown, arg, target.PageID, string(target.Cause))
		if err == nil && n == 0 && target.PageID != 0 {
			return library.Errorf(library.NotFound, "page_not_found")
		}
		return err
	})
	return n, wrap(what, err)
}

// FailureOf returns the failure of one page, if it failed.
func (s *Store) FailureOf(ctx context.Context, pageID int64) (f library.Failure, ok bool, err error) {
	err = s.lib.view(ctx, func(tx *txn) error {
		var at, try sql.NullInt64
		err := one(tx, `SELECT f.page, p.url, f.cause, f.detail, f.at, f.attempts, f.next_try, f.dead, f.ignored
			FROM fetches f JOIN pages p ON p.id = f.page WHERE f.page = ? AND f.cause <> '' AND p.hidden_since IS NULL`, []any{pageID},
			&f.PageID, &f.URL, &f.Cause, &f.Detail, &at, &f.Attempts, &try, &f.Dead, &f.Ignored)
		f.At, f.NextTry = fromMillis(at), fromMillis(try)
		if err == sql.ErrNoRows {
			return nil
		}
		ok = err == nil
		return err
	})
	return f, ok, wrap("failure", err)
}
