package store

// aliases.go: several addresses, one page.

import (
	"bytes"
	"database/sql"
	"errors"

	"aibookmark/host/internal/library"
)

// pagesByKey finds the pages that stand at keys, also under another address.
func pagesByKey(tx *txn, keys []string) (map[string]int64, error) {
	ids := make(map[string]int64, len(keys))
	err := each(tx, `SELECT id, key FROM pages WHERE key IN (SELECT value FROM json_each(?1))
		UNION ALL SELECT page, key FROM aliases WHERE key IN (SELECT value FROM json_each(?1))`, []any{list(keys)},
		func(rows *sql.Rows) error {
			var id int64
			var key string
			err := rows.Scan(&id, &key)
			ids[key] = id
			return err
		})
	return ids, err
}

// pageAt is the page that stands at a key, 0 when none does.
func pageAt(tx *txn, key string) (int64, error) {
	if key == "" {
		return 0, nil
	}
	ids, err := pagesByKey(tx, []string{key})
	return ids[key], err
}

// mergeSame makes one page of those that r shows to be one, and returns the
// page that r is about then; dirty tells whether it shows differently.
func (s *Store) mergeSame(tx *txn, r library.FetchResult) (page int64, dirty bool, err error) {
	page = r.PageID
	own, err := value[string](tx, "SELECT key FROM pages WHERE id = ?", page)
	if err != nil {
		return page, false, err
	}
	if key := sameSite(own, r.SameAs); key != "" && key != own {
		other, err := pageAt(tx, key)
		switch {
		case err != nil || other == page:
		case other == 0:
			_, err = exec(tx, "INSERT INTO aliases(key, page) VALUES (?, ?)", key, page)
		default:
			err = mergePages(tx, page, own, other)
			page, dirty = other, true
		}
		if err != nil {
			return page, dirty, err
		}
	}
	if r.Capture == nil || len(r.Capture.Text) < minSameText {
		return page, dirty, nil
	}
	twin, err := twinOf(tx, page, own, r)
	if err != nil || twin == 0 {
		return page, dirty, err
	}
	key, err := value[string](tx, "SELECT key FROM pages WHERE id = ?", page)
	if err == nil {
		err = mergePages(tx, page, key, twin)
	}
	return twin, true, err
}

// minSameText is the length, in bytes, of a text that says something about
// which page it is of.
const minSameText = 200

// sameSite is the key of an address that is on the site of a page; else "".
func sameSite(own, address string) string {
	key := pageKey(cleanAddress(address))
	if key == "" || library.SiteOf(key) != library.SiteOf(own) {
		return ""
	}
	return key
}

// twinOf finds a page of the same site with the very same text where either
// calls the other's address its own, or both call a third one so. Pages that
// call their site's home their own, as many do by mistake, differ in text.
func twinOf(tx *txn, page int64, own string, r library.FetchResult) (twin int64, err error) {
	canonical := sameSite(own, r.Canonical)
	err = each(tx, `SELECT t.page, p.key, coalesce(f.canonical, '') FROM texts t JOIN pages p ON p.id = t.page LEFT JOIN fetches f ON f.page = t.page
		WHERE t.hash = ? AND t.damaged_at IS NULL AND t.page <> ? AND p.hidden_since IS NULL ORDER BY t.page`, []any{textHash(r.Capture.Text), page},
		func(rows *sql.Rows) error {
			var other int64
			var key, theirs string
			if err := rows.Scan(&other, &key, &theirs); err != nil {
				return err
			}
			if twin == 0 && library.SiteOf(key) == library.SiteOf(own) && (canonical != "" && (canonical == key || canonical == theirs) || theirs == own) {
				twin = other
			}
			return nil
		})
	return twin, err
}

// mergePages moves all that page from, at fromKey, has to page to, and leaves its
// address as another one of that. Of two texts the one that the browser gave
// stays, else that of page to. The caller settles page to.
func mergePages(tx *txn, from int64, fromKey string, to int64) error {
	if err := moveText(tx, from, to); err != nil {
		return err
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{"UPDATE nodes SET page = ? WHERE page = ?", []any{to, from}},
		{"UPDATE pages SET saved_at = coalesce(saved_at, (SELECT saved_at FROM pages WHERE id = ?)) WHERE id = ?", []any{from, to}},
		{"UPDATE OR IGNORE turn_pages SET page = ? WHERE page = ?", []any{to, from}},
		{"DELETE FROM turn_pages WHERE page = ?", []any{from}},
		{"UPDATE aliases SET page = ? WHERE page = ?", []any{to, from}},
		{"DELETE FROM pages WHERE id = ?", []any{from}}, // and its text
		{"INSERT OR IGNORE INTO erased(page) VALUES (?)", []any{from}},
		{"INSERT INTO aliases(key, page) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET page = excluded.page", []any{fromKey, to}},
	} {
		if _, err := exec(tx, step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// moveText copies the text of one page to another that has none, or only a
// fetched one where this one is from the browser. It goes through INSERT, so
// that the counters follow.
func moveText(tx *txn, from, to int64) error {
	type kept struct {
		by   string
		hash []byte
	}
	read := func(page int64) (k kept, ok bool, err error) {
		var hash sql.RawBytes
		err = each(tx, "SELECT captured_by, hash FROM texts WHERE page = ? AND damaged_at IS NULL AND text <> ''", []any{page}, func(rows *sql.Rows) error {
			ok = true
			err := rows.Scan(&k.by, &hash)
			k.hash = bytes.Clone(hash)
			return err
		})
		return k, ok, err
	}
	mine, have, err := read(from)
	theirs, they, err2 := read(to)
	if err := errors.Join(err, err2); err != nil || !have {
		return err
	}
	if they && (!browserGave(mine.by) || browserGave(theirs.by)) {
		return nil
	}
	if _, err := exec(tx, "DELETE FROM texts WHERE page = ?", to); err != nil {
		return err
	}
	_, err = exec(tx, `INSERT INTO texts(page, title, hash, lang, captured_at, captured_by, damaged_at, text)
		SELECT ?, title, hash, lang, captured_at, captured_by, NULL, text FROM texts WHERE page = ?`, to, from)
	return err
}
