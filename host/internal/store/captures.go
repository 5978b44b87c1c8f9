package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"aibookmark/host/internal/library"
)

// SaveCapture stores the text of a page. A page that no bookmark points at,
// and that is neither saved nor to be saved (Capture.Save), is refused, and so
// is an address that is no page: the state is then CaptureRefused, the id 0
// and the error nil. CaptureUnchanged means that the index shows it already. An
// empty text never replaces one that is there. Control characters other than
// tab and line feed are dropped, and secrets are redacted (package redact), so
// that none is ever written, however it came in: passages are to be cut from
// Documents.
func (s *Store) SaveCapture(ctx context.Context, c library.Capture) (pageID int64, state library.CaptureState, err error) {
	c = cleanCapture(c)
	err = s.lib.update(ctx, func(tx *txn) error {
		pageID, state, err = s.saveCapture(tx, c)
		return err
	})
	if err != nil {
		return 0, "", wrap("save capture", err)
	}
	return pageID, state, nil
}

// SaveCaptures is SaveCapture for many in one transaction. The ids are in the
// order of captures, 0 for those refused.
func (s *Store) SaveCaptures(ctx context.Context, captures []library.Capture) ([]int64, error) {
	ids, cleaned := make([]int64, len(captures)), make([]library.Capture, len(captures))
	for i, c := range captures { // before the transaction: others may write meanwhile
		cleaned[i] = cleanCapture(c)
	}
	err := s.lib.update(ctx, func(tx *txn) (err error) {
		for i, c := range cleaned {
			if ids[i], _, err = s.saveCapture(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
	s.lib.releaseAfter(ctx, len(captures))
	if err != nil {
		return nil, wrap("save captures", err)
	}
	return ids, nil
}

// saveCapture stores what cleanCapture has been through.
func (s *Store) saveCapture(tx *txn, c library.Capture) (int64, library.CaptureState, error) {
	if c.At.IsZero() {
		c.At = s.now()
	}
	id, wasSaved, ok, err := s.capturable(tx, c)
	if err != nil || !ok {
		return 0, library.CaptureRefused, err
	}
	changed, err := putText(tx, id, c)
	if err != nil {
		return 0, "", err
	}
	if c.Text != "" {
		if err := noteCaptured(tx, id, c.At); err != nil {
			return 0, "", err
		}
	}
	if c.Save && !wasSaved {
		if _, err := exec(tx, "UPDATE pages SET saved_at = ? WHERE id = ?", c.At.UnixMilli(), id); err != nil {
			return 0, "", err
		}
		changed = true
	}
	if !changed {
		return id, library.CaptureUnchanged, nil
	}
	_, err = settle(tx, []int64{id}, s.now())
	return id, library.CaptureIndexed, err
}

// capturable finds, or makes, the page that a capture is of.
func (s *Store) capturable(tx *txn, c library.Capture) (id int64, saved, ok bool, err error) {
	key := pageKey(c.URL)
	if key == "" {
		return 0, false, false, nil
	}
	at, err := pageAt(tx, key)
	if err != nil {
		return 0, false, false, err
	}
	var hidden bool
	err = one(tx, "SELECT id, saved_at IS NOT NULL, hidden_since IS NOT NULL FROM pages WHERE id = ?", []any{at}, &id, &saved, &hidden)
	switch {
	case err == nil:
		return id, saved, c.Save || !hidden, nil
	case !errors.Is(err, sql.ErrNoRows):
		return 0, false, false, err
	case !c.Save:
		return 0, false, false, nil
	}
	ids, err := ensurePages(tx, []address{{key, c.URL}})
	return ids[key], false, err == nil, err
}

// unasked tells whether a text came without the person asking for it.
func unasked(by string) bool {
	return by == library.ByBookmark || by == library.ByVisit || by == library.ByFetch
}

// putText stores the text of a page and tells whether the index shows it
// differently.
func putText(tx *txn, page int64, c library.Capture) (changed bool, err error) {
	hash := textHash(c.Text)
	var old struct {
		title, lang string
		by          string
		hash        []byte
		empty       bool
		damaged     bool
	}
	err = one(tx, "SELECT title, lang, captured_by, hash, text = '', damaged_at IS NOT NULL FROM texts WHERE page = ?", []any{page},
		&old.title, &old.lang, &old.by, &old.hash, &old.empty, &old.damaged)
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	if known && !old.empty && !old.damaged && (c.Text == "" || old.by == library.BySelection && unasked(c.By)) {
		return false, nil
	}
	if known && !old.damaged && bytes.Equal(hash, old.hash) && c.Title == old.title && c.Lang == old.lang {
		_, err := exec(tx, "UPDATE texts SET captured_at = ?, captured_by = ? WHERE page = ?", millis(c.At), c.By, page)
		return false, err
	}
	_, err = exec(tx, `INSERT INTO texts(page, title, text, hash, lang, captured_at, captured_by) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (page) DO UPDATE SET title = excluded.title, text = excluded.text, hash = excluded.hash, lang = excluded.lang,
			captured_at = excluded.captured_at, captured_by = excluded.captured_by, damaged_at = NULL`,
		page, c.Title, c.Text, hash, c.Lang, millis(c.At), c.By)
	return true, err
}
