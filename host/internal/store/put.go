package store

// put.go: documents into the index, and out of it.

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

// PutDocuments writes documents with their passages to the index, in one
// transaction, in place of what the index had of these pages. Passages with
// an unchanged hash keep their id, and so their vector. A document that is
// older than what the index has, or whose page is gone or hidden by now, is
// left out: forgetting must not be undone by work in flight.
func (s *Store) PutDocuments(ctx context.Context, entries []IndexEntry) error {
	if len(entries) == 0 {
		return nil
	}
	columns := make([]indexed, len(entries))
	ids := make([]int64, len(entries))
	for i, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		columns[i], ids[i] = analyse(e.Document), e.Document.PageID
	}
	err := s.idx.update(ctx, func(tx *txn) error {
		// Asked after the index is locked: who erases a page takes it out of
		// the library first and then waits for this lock.
		visible, err := s.visible(ids)
		if err != nil {
			return err
		}
		w, err := newIndexWriter(tx, ids)
		if err != nil {
			return err
		}
		for i, e := range entries {
			if visible[e.Document.PageID] {
				if err := w.put(e, columns[i]); err != nil {
					return fmt.Errorf("index page %d: %w", e.Document.PageID, err)
				}
			}
		}
		return addPassages(tx, w.more)
	})
	s.recount()
	s.idx.releaseAfter(ctx, len(entries))
	return s.indexError("write index", err)
}

// visible tells which pages the library shows.
func (s *Store) visible(ids []int64) (map[int64]bool, error) {
	found, err := column[int64](s.lib, "SELECT id FROM pages WHERE hidden_since IS NULL AND id IN (SELECT value FROM json_each(?))", list(ids))
	out := make(map[int64]bool, len(found))
	for _, id := range found {
		out[id] = true
	}
	return out, err
}

// indexed is what the full-text tables get of a document: terms with a space
// between.
type indexed struct {
	title, folder, address, body, site, words string
	folders                                   []string
}

// analyse makes the terms of a document.
func analyse(d library.Document) indexed {
	titles, folders := strings.Join(d.Titles, "\n"), folderNames(d.Folders)
	out := indexed{
		title:   terms(titles),
		folder:  terms(strings.Join(folders, "\n")),
		address: terms(addressWords(d.URL)),
		site:    terms(siteWords(d.Site)),
	}
	for _, name := range folders {
		if key := folderKey(name); key != "" {
			out.folders = append(out.folders, key)
		}
	}
	tokens := analysis.Tokens(d.Text)
	var body strings.Builder
	for i, t := range tokens {
		if i > 0 {
			body.WriteByte(' ')
		}
		body.WriteString(t.Term)
	}
	out.body = body.String()
	words := newWordSet()
	words.add(titles, analysis.Tokens(titles))
	words.add(d.Text, tokens)
	out.words = words.join()
	return out
}

func terms(text string) string { return strings.Join(analysis.Terms(text), " ") }

// folderNames are the different names on all paths.
func folderNames(paths [][]string) []string {
	var out []string
	seen := map[string]bool{}
	for _, path := range paths {
		for _, name := range path {
			if !seen[name] {
				seen[name] = true
				out = append(out, name)
			}
		}
	}
	return out
}

// folderKey is the form in which names of folders are compared.
func folderKey(name string) string {
	if key := terms(name); key != "" {
		return key
	}
	return analysis.Fold(strings.TrimSpace(name)) // a name of symbols
}

// indexWriter writes documents within one transaction.
type indexWriter struct {
	known    map[int64]state
	passages map[int64][]library.Passage
	// more counts the passages that came, less those that went.
	more int
	doc, folder, ft, titles, words, passage, change,
	dropFolders, movePassage, dropPassage *sql.Stmt
}

func newIndexWriter(tx *txn, ids []int64) (*indexWriter, error) {
	w := &indexWriter{known: map[int64]state{}}
	err := each(tx, "SELECT page, rev, analysis FROM docs WHERE page IN (SELECT value FROM json_each(?))", []any{list(ids)},
		func(rows *sql.Rows) error {
			var st state
			var version int
			err := rows.Scan(&st.page, &st.rev, &version)
			st.ok = version <= analysis.Version
			w.known[st.page] = st
			return err
		})
	if err != nil {
		return nil, err
	}
	if w.passages, err = passagesOf(tx, ids); err != nil {
		return nil, err
	}
	for _, p := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&w.doc, `INSERT INTO docs(page, rev, analysis, added, site_key, lang) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (page) DO UPDATE SET rev = excluded.rev, analysis = excluded.analysis, added = excluded.added, site_key = excluded.site_key, lang = excluded.lang`},
		{&w.dropFolders, "DELETE FROM doc_folders WHERE page = ?"},
		{&w.folder, "INSERT OR IGNORE INTO doc_folders(folder, page) VALUES (?, ?)"},
		{&w.ft, "INSERT OR REPLACE INTO ft(rowid, title, folder, address, body) VALUES (?, ?, ?, ?, ?)"},
		{&w.titles, "INSERT OR REPLACE INTO titles(rowid, title, site) VALUES (?, ?, ?)"},
		{&w.words, "INSERT OR REPLACE INTO words(rowid, word) VALUES (?, ?)"},
		{&w.passage, "INSERT INTO passages(page, start, stop, heading, hash, turn, added) VALUES (?, ?, ?, ?, ?, ?, ?)"},
		{&w.movePassage, "UPDATE passages SET start = ?, stop = ?, heading = ? WHERE id = ?"},
		{&w.dropPassage, "DELETE FROM passages WHERE id = ?"},
		{&w.change, "INSERT OR REPLACE INTO changes(page, deleted) VALUES (?, 0)"},
	} {
		if *p.to, err = tx.stmt(p.query); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// put writes one document.
func (w *indexWriter) put(e IndexEntry, in indexed) error {
	d := e.Document
	old, known := w.known[d.PageID]
	if known && (old.rev > d.Rev || !old.ok) {
		return nil
	}
	if _, err := w.doc.Exec(d.PageID, d.Rev, analysis.Version, millis(d.AddedAt), siteKey(d.Site), primaryLang(d.Lang)); err != nil {
		return err
	}
	if known {
		if _, err := w.dropFolders.Exec(d.PageID); err != nil {
			return err
		}
	}
	for _, name := range in.folders {
		if _, err := w.folder.Exec(name, d.PageID); err != nil {
			return err
		}
	}
	if _, err := w.ft.Exec(d.PageID, in.title, in.folder, in.address, in.body); err != nil {
		return err
	}
	if _, err := w.titles.Exec(d.PageID, in.title, in.site); err != nil {
		return err
	}
	if _, err := w.words.Exec(d.PageID, in.words); err != nil {
		return err
	}
	if err := w.putPassages(e); err != nil {
		return err
	}
	_, err := w.change.Exec(d.PageID)
	return err
}

// The turns in which passages get their vectors.
const (
	turnUrgent = iota
	turnTitles
	turnTexts
)

// turnOf says when a passage of e is to get its vector.
func turnOf(e IndexEntry, p library.Passage) int {
	switch {
	case e.Urgent:
		return turnUrgent
	case p.IsTitle():
		return turnTitles
	}
	return turnTexts
}

// putPassages keeps the rows of passages whose hash is the same.
func (w *indexWriter) putPassages(e IndexEntry) error {
	page, passages := e.Document.PageID, e.Passages
	var added int64
	if !e.Document.AddedAt.IsZero() {
		added = e.Document.AddedAt.Unix()
	}
	kept := map[string][]library.Passage{}
	for _, p := range w.passages[page] {
		kept[p.Hash] = append(kept[p.Hash], p)
	}
	w.more += len(passages) - len(w.passages[page])
	for _, p := range passages {
		same := kept[p.Hash]
		if len(same) == 0 {
			if _, err := w.passage.Exec(page, p.Start, p.End, p.Heading, p.Hash, turnOf(e, p), added); err != nil {
				return err
			}
			continue
		}
		old := same[0]
		kept[p.Hash] = same[1:]
		if old.Start != p.Start || old.End != p.End || old.Heading != p.Heading {
			if _, err := w.movePassage.Exec(p.Start, p.End, p.Heading, old.ID); err != nil {
				return err
			}
		}
	}
	for _, gone := range kept {
		for _, p := range gone {
			if _, err := w.dropPassage.Exec(p.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// passagesOf returns the passages of pages, in the order of the text.
func passagesOf(q queryer, ids []int64) (map[int64][]library.Passage, error) {
	out := map[int64][]library.Passage{}
	err := each(q, "SELECT id, page, start, stop, heading, hash FROM passages WHERE page IN (SELECT value FROM json_each(?)) ORDER BY page, start, stop", []any{list(ids)},
		func(rows *sql.Rows) error {
			var p library.Passage
			err := rows.Scan(&p.ID, &p.PageID, &p.Start, &p.End, &p.Heading, &p.Hash)
			out[p.PageID] = append(out[p.PageID], p)
			return err
		})
	return out, err
}

// Passages returns the passages of a page as they were last indexed, in the
// order of the text. Start and End fit the text of the revision that was
// indexed.
func (s *Store) Passages(ctx context.Context, pageID int64) ([]library.Passage, error) {
	found, err := passagesOf(s.idx, []int64{pageID})
	if err != nil {
		return nil, s.indexError("passages", err)
	}
	return found[pageID], ctx.Err()
}

// addPassages keeps the number of passages: to count them takes some 20 ms in
// a library of 10,000 pages, and a browser that connects waits for the number.
func addPassages(tx *txn, more int) error {
	if more == 0 {
		return nil
	}
	_, err := exec(tx, "UPDATE meta SET value = value + ? WHERE key = 'passages'", more)
	return err
}

// dropFromIndex takes pages out of every table of the index and returns how
// many it had.
func (s *Store) dropFromIndex(ctx context.Context, pages []int64) (int, error) {
	if len(pages) == 0 {
		return 0, nil
	}
	var n int
	err := s.idx.update(ctx, func(tx *txn) error {
		// A page that came back while we waited for the lock stays.
		visible, err := s.visible(pages)
		if err != nil {
			return err
		}
		gone := make([]int64, 0, len(pages))
		for _, page := range pages {
			if !visible[page] {
				gone = append(gone, page)
			}
		}
		ids := list(gone)
		for _, table := range []string{"ft", "titles", "words"} {
			if _, err := exec(tx, "DELETE FROM "+table+" WHERE rowid IN (SELECT page FROM docs WHERE page IN (SELECT value FROM json_each(?)))", ids); err != nil {
				return err
			}
		}
		if _, err := exec(tx, `INSERT OR REPLACE INTO changes(page, deleted)
			SELECT page, 1 FROM docs WHERE page IN (SELECT value FROM json_each(?))`, ids); err != nil {
			return err
		}
		passages, err := value[int](tx, "SELECT count(*) FROM passages WHERE page IN (SELECT value FROM json_each(?))", ids)
		if err != nil {
			return err
		}
		if err := addPassages(tx, -passages); err != nil {
			return err
		}
		// Folders and passages go with their document.
		n, err = exec(tx, "DELETE FROM docs WHERE page IN (SELECT value FROM json_each(?))", ids)
		return err
	})
	s.recount()
	return n, s.indexError("clear index", err)
}

// IndexChange is the last change of a page in the index.
type IndexChange struct {
	Seq     int64
	PageID  int64
	Deleted bool
}

// IndexChanges returns up to limit changes after the number seq, in their
// order: what a host that keeps something of the index in memory reads when
// Changed says so. The numbers begin at 1 again in an index that was made
// anew; IndexEpoch is another one then.
func (s *Store) IndexChanges(ctx context.Context, seq int64, limit int) ([]IndexChange, error) {
	var out []IndexChange
	err := s.idx.view(ctx, func(tx *txn) error {
		return each(tx, "SELECT seq, page, deleted FROM changes WHERE seq > ? ORDER BY seq LIMIT ?", []any{seq, limit}, func(rows *sql.Rows) error {
			var c IndexChange
			err := rows.Scan(&c.Seq, &c.PageID, &c.Deleted)
			out = append(out, c)
			return err
		})
	})
	return out, s.indexError("change log", err)
}

// IndexEpoch names this index: it is another one after the index was made
// anew.
func (s *Store) IndexEpoch(ctx context.Context) (string, error) {
	epoch, err := value[string](s.idx, "SELECT value FROM meta WHERE key = 'epoch'")
	return epoch, s.indexError("index epoch", cmp.Or(err, ctx.Err()))
}
