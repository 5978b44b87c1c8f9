package store

// documents.go: what the index and the results show of pages, read with a
// fixed number of queries whatever the number of pages.

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"slices"
	"strings"
	"time"

	"aibookmark/host/internal/library"
)

// Documents returns the documents of pages in the order of ids; pages that
// are gone or hidden are left out. A text that does not fit its hash is
// quarantined: the document is then one without text, and the page waits to be
// captured again.
func (s *Store) Documents(ctx context.Context, ids []int64) ([]library.Document, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var out []library.Document
	var damaged []int64
	err := s.lib.view(ctx, func(tx *txn) (err error) {
		out, damaged, err = documents(tx, ids)
		return err
	})
	s.quarantine(ctx, damaged)
	return out, wrap("documents", err)
}

// isDead tells whether page p was found to be gone for good.
const isDead = "EXISTS (SELECT 1 FROM fetches WHERE page = p.id AND dead = 1)"

func documents(tx *txn, ids []int64) (out []library.Document, damaged []int64, err error) {
	docs := make(map[int64]*library.Document, len(ids))
	saved := make(map[int64]time.Time)
	err = each(tx, "SELECT id, rev, url, saved_at, "+isDead+", coalesce((SELECT times FROM opens WHERE page = p.id), 0) FROM pages p WHERE hidden_since IS NULL AND id IN (SELECT value FROM json_each(?))", []any{list(ids)},
		func(rows *sql.Rows) error {
			var d library.Document
			var at sql.NullInt64
			err := rows.Scan(&d.PageID, &d.Rev, &d.URL, &at, &d.Dead, &d.Opens)
			docs[d.PageID], saved[d.PageID] = &d, fromMillis(at)
			return err
		})
	if err != nil {
		return nil, nil, err
	}
	texts, damaged, err := textsOf(tx, ids)
	if err != nil {
		return nil, nil, err
	}
	marks, err := bookmarksOf(tx, ids)
	if err != nil {
		return nil, nil, err
	}
	folders, err := foldersAbove(tx, ids)
	if err != nil {
		return nil, nil, err
	}
	bookmarked := map[int64]bool{}
	for _, b := range marks {
		if d := docs[b.page]; d != nil {
			b.describe(d, folders, !bookmarked[b.page])
			bookmarked[b.page] = true
		}
	}
	for _, id := range ids {
		d := docs[id]
		if d == nil {
			continue
		}
		delete(docs, id) // an id given twice is one document
		if t, ok := texts[id]; ok {
			d.Lang, d.Text, d.Captured = t.lang, t.text, t.text != ""
			addTitle(d, t.title)
		}
		if d.AddedAt.IsZero() {
			d.AddedAt = saved[id]
		}
		d.Site = library.SiteOf(d.URL)
		out = append(out, *d)
	}
	return out, damaged, nil
}

// pageText is a row of texts that is sound.
type pageText struct {
	title, text, lang, by string
	at                    sql.NullInt64
}

// textsOf returns the sound texts of pages, and the pages whose text does not
// fit its hash and is not yet known to.
func textsOf(tx *txn, ids []int64) (texts map[int64]pageText, damaged []int64, err error) {
	texts = make(map[int64]pageText, len(ids))
	err = each(tx, "SELECT page, title, text, hash, lang, captured_at, captured_by FROM texts WHERE damaged_at IS NULL AND page IN (SELECT value FROM json_each(?))", []any{list(ids)},
		func(rows *sql.Rows) error {
			var page int64
			var t pageText
			var hash sql.RawBytes
			if err := rows.Scan(&page, &t.title, &t.text, &hash, &t.lang, &t.at, &t.by); err != nil {
				return err
			}
			if sum := textHash(t.text); subtle.ConstantTimeCompare(sum, hash) != 1 {
				damaged = append(damaged, page)
				return nil
			}
			texts[page] = t
			return nil
		})
	return texts, damaged, err
}

func textHash(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// quarantine notes that the texts of pages are damaged: they count as not
// captured from now on, are reported by DamagedPages, and the index drops
// them. That it fails is no reason to fail the reading.
func (s *Store) quarantine(ctx context.Context, pages []int64) {
	if len(pages) == 0 {
		return
	}
	err := s.lib.update(ctx, func(tx *txn) error {
		n, err := exec(tx, "UPDATE texts SET damaged_at = ? WHERE damaged_at IS NULL AND page IN (SELECT value FROM json_each(?))", s.now().UnixMilli(), list(pages))
		if err != nil || n == 0 {
			return err
		}
		// To be read again at once, and not when the lost text would have been.
		if _, err := exec(tx, "UPDATE fetches SET next_try = ? WHERE page IN (SELECT value FROM json_each(?))", s.now().UnixMilli(), list(pages)); err != nil {
			return err
		}
		_, err = settle(tx, pages, s.now())
		return err
	})
	s.log.Error("stored text does not fit its hash; set aside until it is captured again", "pages", len(pages), "error", err)
}

// DamagedPages returns the pages whose stored text is damaged and which should
// be captured again, ascending.
func (s *Store) DamagedPages(ctx context.Context) ([]int64, error) {
	var out []int64
	err := s.lib.view(ctx, func(tx *txn) (err error) {
		out, err = column[int64](tx, "SELECT page FROM texts WHERE damaged_at IS NOT NULL ORDER BY page")
		return err
	})
	return out, wrap("damaged pages", err)
}

// place names a node of any source.
type place struct {
	source int64
	node   string
}

// folder is a node that others are in.
type folder struct {
	parent place
	title  string
}

// mark is a bookmark of a page.
type mark struct {
	page       int64
	place      place
	parent     place
	title, url string
	added      sql.NullInt64
}

// bookmarksOf returns the bookmarks of pages; those of one page newest first.
func bookmarksOf(tx *txn, ids []int64) ([]mark, error) {
	var out []mark
	err := each(tx, `SELECT page, source, node, parent, title, url, added FROM nodes WHERE page IN (SELECT value FROM json_each(?))
		ORDER BY added IS NULL, added DESC, id DESC`, []any{list(ids)},
		func(rows *sql.Rows) error {
			var m mark
			err := rows.Scan(&m.page, &m.place.source, &m.place.node, &m.parent.node, &m.title, &m.url, &m.added)
			m.parent.source = m.place.source
			out = append(out, m)
			return err
		})
	return out, err
}

// maxDepth is how many folders of a path are shown: the nearest. Beyond, a
// tree is made to hurt.
const maxDepth = 64

// foldersAbove returns the folders that the bookmarks of pages are in, and
// those they are in, up to maxDepth. The depth also ends cycles.
func foldersAbove(tx *txn, ids []int64) (map[place]folder, error) {
	out := map[place]folder{}
	err := each(tx, `WITH RECURSIVE up(source, node, parent, title, depth) AS (
			SELECT n.source, n.node, n.parent, n.title, 1
			FROM (SELECT DISTINCT source, parent FROM nodes WHERE page IN (SELECT value FROM json_each(?1))) b
			CROSS JOIN nodes n ON n.source = b.source AND n.node = b.parent
			UNION
			SELECT n.source, n.node, n.parent, n.title, up.depth + 1
			FROM up CROSS JOIN nodes n ON n.source = up.source AND n.node = up.parent
			WHERE up.depth < ?2)
		SELECT source, node, parent, title FROM up`, []any{list(ids), maxDepth},
		func(rows *sql.Rows) error {
			var at place
			var f folder
			err := rows.Scan(&at.source, &at.node, &f.parent.node, &f.title)
			f.parent.source = at.source
			out[at] = f
			return err
		})
	return out, err
}

// path is the names of the folders that m is in, outermost first; those
// without a name (the root) are left out.
func (m mark) path(folders map[place]folder) []string {
	path := []string{}
	var seen []place
	at := m.parent
	for range maxDepth {
		f, ok := folders[at]
		if !ok || slices.Contains(seen, at) { // a cycle, that no browser makes
			break
		}
		seen = append(seen, at)
		if f.title != "" {
			path = append(path, f.title)
		}
		at = f.parent
	}
	slices.Reverse(path)
	return path
}

func (m mark) bookmark(folders map[place]folder) library.Bookmark {
	return library.Bookmark{
		SourceID: m.place.source, ID: m.place.node, Title: m.title, URL: m.url,
		Folder: m.path(folders), AddedAt: fromMillis(m.added), PageID: m.page,
	}
}

// describe adds to d what a bookmark of its page says. The newest bookmark
// gives the address, and its title is the one to show: it is the person's own
// word for the page, and changes the moment they change it.
func (m mark) describe(d *library.Document, folders map[place]folder, newest bool) {
	if newest {
		d.URL = m.url
	}
	addTitle(d, m.title)
	if path := m.path(folders); len(path) > 0 && !slices.ContainsFunc(d.Folders, func(p []string) bool { return slices.Equal(p, path) }) {
		d.Folders = append(d.Folders, path)
	}
	if at := fromMillis(m.added); !at.IsZero() && (d.AddedAt.IsZero() || at.Before(d.AddedAt)) {
		d.AddedAt = at
	}
}

// addTitle adds a title that says something new. One that is only the
// address, as browsers give to what has none, says nothing.
func addTitle(d *library.Document, title string) {
	if title == "" || strings.TrimSuffix(title, "/") == strings.TrimSuffix(d.URL, "/") || slices.Contains(d.Titles, title) {
		return
	}
	d.Titles = append(d.Titles, title)
}
