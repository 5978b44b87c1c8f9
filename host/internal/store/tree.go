package store

// tree.go: one change of a bookmark tree, in one transaction.

import (
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"aibookmark/host/internal/library"
)

// edit changes the tree of one source and gathers what follows from it: the
// pages that show differently, and the folders whose name or place changed.
type edit struct {
	tx     *txn
	now    time.Time
	source int64
	run    int64 // number of the source's present run
	// byRun: the nodes come from that run and not from bookmarks.apply.
	byRun bool

	dirty   map[int64]bool
	moved   []string
	changes library.Changes
	// added counts new bookmarks, for the guard of a run's end.
	added int
}

// beginEdit fails with NotFound for an unknown source.
func (s *Store) beginEdit(tx *txn, source int64) (*edit, error) {
	run, err := value[int64](tx, "SELECT run_no FROM sources WHERE id = ?", source)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, library.Errorf(library.NotFound, "source_not_found")
	}
	return &edit{tx: tx, now: s.now(), source: source, run: run, dirty: map[int64]bool{}}, err
}

// storedNode is a row of nodes.
type storedNode struct {
	id int64
	library.Node
	added   sql.NullInt64
	page    sql.NullInt64
	touched int64
}

// upsert stores the present state of nodes; the last of two with one id wins.
func (e *edit) upsert(nodes []library.Node) error {
	fresh := make(map[string]library.Node, len(nodes))
	order := make([]string, 0, len(nodes))
	for _, n := range nodes {
		n = cleanNode(n)
		if n.ID == "" {
			return library.Errorf(library.InvalidParams, "node_without_id")
		}
		if _, twice := fresh[n.ID]; !twice {
			order = append(order, n.ID)
		}
		fresh[n.ID] = n
	}
	if len(order) == 0 {
		return nil
	}
	stored, err := e.stored(order)
	if err != nil {
		return err
	}
	if order, err = e.withoutRemoved(order); err != nil {
		return err
	}
	pages, err := e.pagesFor(order, fresh)
	if err != nil {
		return err
	}
	w, err := e.writer()
	if err != nil {
		return err
	}
	for _, id := range order {
		n := fresh[id]
		old, known := stored[id]
		if known && e.byRun && old.touched == e.run {
			e.changes.Unchanged++ // bookmarks.apply knows better than the run
			continue
		}
		if err := w.put(n, old, known, pages[n.URL]); err != nil {
			return err
		}
	}
	return e.markSeen(order)
}

// stored returns the rows of nodes that are known.
func (e *edit) stored(ids []string) (map[string]storedNode, error) {
	out := make(map[string]storedNode, len(ids))
	err := each(e.tx, `SELECT id, node, parent, title, url, added, position, page, touched FROM nodes
		WHERE source = ? AND node IN (SELECT value FROM json_each(?))`, []any{e.source, list(ids)},
		func(rows *sql.Rows) error {
			var n storedNode
			err := rows.Scan(&n.id, &n.ID, &n.ParentID, &n.Title, &n.URL, &n.added, &n.Position, &n.page, &n.touched)
			out[n.ID] = n
			return err
		})
	return out, err
}

// withoutRemoved leaves out, for a run, what bookmarks.apply removed while it
// went on; for bookmarks.apply it takes the removal back.
func (e *edit) withoutRemoved(ids []string) ([]string, error) {
	if !e.byRun {
		_, err := exec(e.tx, "DELETE FROM removed_nodes WHERE source = ? AND node IN (SELECT value FROM json_each(?))", e.source, list(ids))
		return ids, err
	}
	gone, err := column[string](e.tx, "SELECT node FROM removed_nodes WHERE source = ? AND node IN (SELECT value FROM json_each(?))", e.source, list(ids))
	if err != nil || len(gone) == 0 {
		return ids, err
	}
	return slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(gone, id) }), nil
}

// pagesFor returns the page of each address, made when it is new; 0 for an
// address that is no page.
func (e *edit) pagesFor(order []string, nodes map[string]library.Node) (map[string]int64, error) {
	var wanted []address
	for _, id := range order {
		url := nodes[id].URL
		if key := pageKey(url); key != "" {
			wanted = append(wanted, address{key, url})
		}
	}
	ids, err := ensurePages(e.tx, wanted)
	if err != nil {
		return nil, err
	}
	out := make(map[string]int64, len(wanted))
	for _, a := range wanted {
		out[a.url] = ids[a.key]
	}
	return out, nil
}

// address is an address of a page with its key.
type address struct{ key, url string }

// ensurePages returns the ids of the pages with the given keys; those that are
// missing are made, with revision 0, and are the caller's to settle.
func ensurePages(tx *txn, addresses []address) (map[string]int64, error) {
	keys := make([]string, len(addresses))
	for i, a := range addresses {
		keys[i] = a.key
	}
	ids, err := pagesByKey(tx, keys)
	if err != nil {
		return nil, err
	}
	insert, err := tx.stmt("INSERT INTO pages(key, url, rev) VALUES (?, ?, 0)")
	if err != nil {
		return nil, err
	}
	for _, a := range addresses {
		if _, ok := ids[a.key]; ok {
			continue
		}
		res, err := insert.Exec(a.key, a.url)
		if err != nil {
			return nil, err
		}
		if ids[a.key], err = res.LastInsertId(); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// nodeWriter holds the statements of one upsert.
type nodeWriter struct {
	*edit
	insert, update *sql.Stmt
}

// writer's statements end with the transaction.
func (e *edit) writer() (*nodeWriter, error) {
	insert, err := e.tx.stmt(`INSERT INTO nodes(parent, title, url, added, position, page, seen, touched, source, node)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return nil, err
	}
	update, err := e.tx.stmt(`UPDATE nodes SET parent = ?, title = ?, url = ?, added = ?, position = ?, page = ?, seen = ?, touched = ? WHERE id = ?`)
	return &nodeWriter{e, insert, update}, err
}

// put stores one node. A date that is unknown now does not erase a known one.
func (w *nodeWriter) put(n library.Node, old storedNode, known bool, page int64) error {
	added := old.added
	if !n.AddedAt.IsZero() {
		added = sql.NullInt64{Int64: n.AddedAt.UnixMilli(), Valid: true}
	}
	row := []any{n.ParentID, n.Title, n.URL, added, n.Position, sql.NullInt64{Int64: page, Valid: page != 0}, w.run, w.touched()}
	if !known {
		w.changes.Added++
		if n.IsFolder() {
			// What is in it may have come before it.
			w.moved = append(w.moved, n.ID)
		} else {
			w.added++
		}
		w.soil(page)
		_, err := w.insert.Exec(append(row, w.source, n.ID)...)
		return err
	}
	shown := n.ParentID != old.ParentID || n.Title != old.Title || n.URL != old.URL || added != old.added || page != old.page.Int64
	if !shown && n.Position == old.Position {
		w.changes.Unchanged++
		return nil
	}
	w.changes.Updated++
	if shown {
		w.soil(page)
		w.soil(old.page.Int64)
		if n.IsFolder() || old.IsFolder() {
			w.moved = append(w.moved, n.ID)
		}
	}
	_, err := w.update.Exec(append(row, old.id)...)
	return err
}

// touched is the mark of nodes that bookmarks.apply names.
func (e *edit) touched() int64 {
	if e.byRun {
		return -1
	}
	return e.run
}

func (e *edit) soil(page int64) {
	if page != 0 {
		e.dirty[page] = true
	}
}

// markSeen notes that the present run, or bookmarks.apply during it, named
// these nodes.
func (e *edit) markSeen(ids []string) error {
	query, args := `UPDATE nodes SET seen = ? WHERE source = ? AND seen <> ?`, []any{e.run, e.source, e.run}
	if !e.byRun {
		query, args = `UPDATE nodes SET seen = ?, touched = ? WHERE source = ? AND (seen <> ? OR touched <> ?)`,
			[]any{e.run, e.run, e.source, e.run, e.run}
	}
	_, err := exec(e.tx, query+" AND node IN (SELECT value FROM json_each(?))", append(args, list(ids))...)
	return err
}

// remove removes nodes and everything in them.
func (e *edit) remove(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	for i := range ids {
		ids[i] = cleanID(ids[i])
	}
	// UNION, not UNION ALL: a cycle ends there.
	const subtree = `WITH RECURSIVE sub(node) AS (
		SELECT value FROM json_each(?1)
		UNION SELECT n.node FROM sub CROSS JOIN nodes n ON n.source = ?2 AND n.parent = sub.node) `
	if !e.byRun {
		if _, err := exec(e.tx, subtree+"INSERT OR IGNORE INTO removed_nodes(source, node) SELECT ?2, node FROM sub", list(ids), e.source); err != nil {
			return err
		}
	}
	var rows []int64
	err := each(e.tx, subtree+"SELECT n.id, n.page FROM sub CROSS JOIN nodes n ON n.source = ?2 AND n.node = sub.node", []any{list(ids), e.source},
		func(r *sql.Rows) error {
			var id int64
			var page sql.NullInt64
			err := r.Scan(&id, &page)
			rows = append(rows, id)
			e.soil(page.Int64)
			return err
		})
	if err != nil {
		return err
	}
	n, err := exec(e.tx, "DELETE FROM nodes WHERE id IN (SELECT value FROM json_each(?))", list(rows))
	e.changes.Removed += n
	return err
}

// finish gives every page that shows differently a new revision.
func (e *edit) finish() (library.Changes, error) {
	if len(e.moved) > 0 {
		beneath, err := column[int64](e.tx, `WITH RECURSIVE sub(node) AS (
				SELECT value FROM json_each(?1)
				UNION SELECT n.node FROM sub CROSS JOIN nodes n ON n.source = ?2 AND n.parent = sub.node WHERE n.url = '')
			SELECT DISTINCT n.page FROM sub CROSS JOIN nodes n ON n.source = ?2 AND n.parent = sub.node WHERE n.page IS NOT NULL`,
			list(e.moved), e.source)
		if err != nil {
			return e.changes, err
		}
		for _, page := range beneath {
			e.soil(page)
		}
	}
	var err error
	e.changes.Pages, err = settle(e.tx, slices.Sorted(maps.Keys(e.dirty)), e.now)
	return e.changes, err
}

// settle gives pages new revisions, hides those that nothing keeps any more
// and brings back those that something keeps again. It returns the visible
// ones.
func settle(tx *txn, pages []int64, now time.Time) ([]int64, error) {
	if len(pages) == 0 {
		return nil, nil
	}
	last, err := value[int64](tx, "UPDATE meta SET value = value + ? WHERE key = 'rev' RETURNING value", len(pages))
	if err != nil {
		return nil, err
	}
	update, err := tx.stmt(`UPDATE pages SET rev = ?1, hidden_since = CASE
			WHEN saved_at IS NOT NULL OR EXISTS (SELECT 1 FROM nodes WHERE page = ?2) THEN NULL
			ELSE coalesce(hidden_since, ?3) END
		WHERE id = ?2 RETURNING hidden_since IS NULL`)
	if err != nil {
		return nil, err
	}
	visible := make([]int64, 0, len(pages))
	rev := last - int64(len(pages))
	for _, id := range pages {
		rev++
		var shown bool
		if err := update.QueryRow(rev, id, now.UnixMilli()).Scan(&shown); errors.Is(err, sql.ErrNoRows) {
			continue
		} else if err != nil {
			return nil, err
		}
		if shown {
			visible = append(visible, id)
		}
	}
	return visible, nil
}
