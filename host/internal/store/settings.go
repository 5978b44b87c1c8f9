package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"aibookmark/host/internal/library"
)

// Setting returns what SetSetting stored under key; ok is false when nothing.
func (s *Store) Setting(ctx context.Context, key string) (value string, ok bool, err error) {
	err = one(s.lib, "SELECT value FROM settings WHERE key = ?", []any{key}, &value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return value, err == nil, wrap("setting", err)
}

// SetSetting stores a value under a key.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	return wrap("set setting", s.lib.update(ctx, func(tx *txn) error {
		_, err := exec(tx, "INSERT INTO settings(key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
		return err
	}))
}

// Counts returns the numbers that status shows. Embedded, Failed and
// PendingEmbed are about the wanted embedding model, zero while there is none;
// PendingCapture is zero as long as nothing fetches.
// PendingIndex is exact up to a thousand, above it an upper bound. A damaged
// index counts as an empty one, which it soon is: a browser could not connect
// otherwise, and so never make it mend.
func (s *Store) Counts(ctx context.Context) (library.Counts, error) {
	var c library.Counts
	// The two files at the same time: a browser waits for these numbers when
	// it connects.
	var derived library.Counts
	ended := make(chan error, 1)
	go func() { ended <- s.countPassages(&derived) }()
	err := each(s.lib, "SELECT key, value FROM meta WHERE key IN ('bookmarks', 'visible', 'captured')", nil, func(rows *sql.Rows) error {
		var key string
		var n int
		err := rows.Scan(&key, &n)
		*map[string]*int{"bookmarks": &c.Bookmarks, "visible": &c.Pages, "captured": &c.Captured}[key] = n
		return err
	})
	broken := <-ended
	if err != nil {
		return c, wrap("count", err)
	}
	pending := 0
	if broken == nil {
		pending, broken = s.pendingCount(ctx)
	}
	switch {
	case broken == nil:
		c.Passages, c.Embedded, c.PendingEmbed, c.Failed = derived.Passages, derived.Embedded, derived.PendingEmbed, derived.Failed
		c.PendingIndex = pending
	case isDamage(broken):
		_ = s.indexError("count", broken) // marked, so that it is made again
		c.PendingIndex = c.Pages
	default:
		return c, wrap("count", broken)
	}
	c.DataBytes, err = s.dataBytes()
	return c, wrap("count", err)
}

// countPassages reads the counters of passages.
func (s *Store) countPassages(c *library.Counts) error {
	wanted, err := wantedModel(s.idx)
	if err != nil {
		return err
	}
	err = each(s.idx, "SELECT key, value FROM meta WHERE key IN ('passages', 'waiting', 'aside')", nil, func(rows *sql.Rows) error {
		var key string
		var n int
		err := rows.Scan(&key, &n)
		*map[string]*int{"passages": &c.Passages, "waiting": &c.PendingEmbed, "aside": &c.Failed}[key] = n
		return err
	})
	if wanted == 0 {
		c.PendingEmbed, c.Failed = 0, 0
		return err
	}
	c.Embedded = c.Passages - c.PendingEmbed - c.Failed
	return err
}

// dataBytes is the size of every file in the data directory.
func (s *Store) dataBytes() (int64, error) {
	var sum int64
	err := filepath.WalkDir(s.dir, func(_ string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // went away meanwhile
			return nil
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if info, err := d.Info(); err == nil {
			sum += info.Size()
		}
		return nil
	})
	return sum, err
}

// SiteStorage tells what is kept of each site, of every page and not only of
// the visible ones: the one with the most text first.
func (s *Store) SiteStorage(ctx context.Context) ([]library.SiteStorage, error) {
	sites := map[string]*library.SiteStorage{}
	// octet_length reads the length of a text, not the text.
	err := each(s.lib, "SELECT key, coalesce(octet_length(text), 0) FROM pages LEFT JOIN texts ON texts.page = pages.id", nil, func(rows *sql.Rows) error {
		var key string
		var bytes int64
		if err := errors.Join(rows.Scan(&key, &bytes), ctx.Err()); err != nil {
			return err
		}
		name := library.SiteOf(key)
		site, ok := sites[name]
		if !ok {
			site = &library.SiteStorage{Site: name}
			sites[name] = site
		}
		site.Pages++
		site.Bytes += bytes
		return nil
	})
	out := make([]library.SiteStorage, 0, len(sites))
	for _, site := range sites {
		out = append(out, *site)
	}
	slices.SortFunc(out, func(a, b library.SiteStorage) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(b.Pages, a.Pages), cmp.Compare(a.Site, b.Site))
	})
	return out, wrap("sizes of sites", err)
}
