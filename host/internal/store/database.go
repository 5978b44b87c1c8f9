package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// database is one SQLite file: a single connection that writes and a few that
// only read. Writers of this process queue for the connection, writers of
// other processes for the file's lock.
type database struct {
	path        string
	write, read *sql.DB
	// prepared statements of each pool: compiling a query costs more than
	// running most of them. A query is kept when it comes the second time (nil
	// until then): a program that answers once should not compile it twice.
	prepared [2]sync.Map // query -> *sql.Stmt
	// guard, if not nil, is asked first in every transaction of update.
	guard func(tx *txn) error
}

// The pools, as indexes of prepared.
const (
	writing = iota
	reading
)

// readers is how many connections read at a time: a search next to the
// background work, a status and a list.
const readers = 4

// pragmas of every connection. temp_store=2 keeps what VACUUM and sorting put
// aside in memory: a temporary file would stand outside the data directory.
// mmap_size=0: a file cut short under a mapping kills the process.
// journal_size_limit bounds what a large transaction leaves in the WAL.
var pragmas = []string{
	"busy_timeout(5000)", "foreign_keys(1)", "secure_delete(1)", "mmap_size(0)", "trusted_schema(0)",
	"cell_size_check(1)", "temp_store(2)", "journal_size_limit(16777216)",
}

// newDatabase prepares the two pools; nothing is opened yet. synchronous is
// FULL or NORMAL. A reader keeps 4 MB of pages: a question touches about two,
// and with 16 MB each process held 80 MB more after 800 different questions,
// for which nothing was faster (the system keeps the file in memory anyway).
func newDatabase(path, synchronous string) (*database, error) {
	write, err := sql.Open("sqlite", dataSource(path, "immediate", append(pragmas, "synchronous("+synchronous+")", "cache_size(-8000)")))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", dataSource(path, "deferred", append(pragmas, "query_only(1)", "cache_size(-4000)")))
	if err != nil {
		write.Close()
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), err)
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return &database{path: path, write: write, read: read}, nil
}

// bulk opens connections for reading much of the file once, beside those of
// the pools; whoever asks closes them. They keep little: every page in a cache
// is memory that other readers do not get (see releaseAfter), and to give a
// page back takes a system call (measured: after 40 MB of vectors, closing the
// file took 200 ms).
func (d *database) bulk() (*sql.DB, error) {
	db, err := sql.Open("sqlite", dataSource(d.path, "deferred", append(slices.Clone(pragmas), "query_only(1)", "cache_size(-256)")))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(d.path), err)
	}
	return db, nil
}

// dataSource is a file: URI, so that any character may be in path.
func dataSource(path, lock string, pragmas []string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/… becomes file:///C:/…
	}
	q := url.Values{"_txlock": {lock}, "_pragma": pragmas}
	return (&url.URL{Scheme: "file", Path: p, RawQuery: q.Encode()}).String()
}

func (d *database) close() error {
	err := d.read.Close()
	// The last connection to close checkpoints and removes the WAL; it must be
	// one that can write.
	if e := d.write.Close(); err == nil {
		err = e
	}
	return err
}

// update runs f in an immediate transaction, committed when f returns nil. The
// guard can refuse it.
func (d *database) update(ctx context.Context, f func(tx *txn) error) error {
	return d.unguarded(ctx, func(tx *txn) error {
		if d.guard != nil {
			if err := d.guard(tx); err != nil {
				return err
			}
		}
		return f(tx)
	})
}

// unguarded is update for those who make the file what it is to be.
func (d *database) unguarded(ctx context.Context, f func(tx *txn) error) error {
	return d.within(ctx, d.write, writing, f)
}

// view runs f in a transaction that only reads: all of f sees one state.
func (d *database) view(ctx context.Context, f func(tx *txn) error) error {
	return d.within(ctx, d.read, reading, f)
}

func (d *database) within(ctx context.Context, pool *sql.DB, which int, f func(tx *txn) error) error {
	plain, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", explain(err))
	}
	tx := &txn{Tx: plain, prepared: &d.prepared[which], stmts: map[string]*sql.Stmt{}}
	// Only now: the transaction holds a connection, and to prepare takes one.
	defer func() { tx.keep(ctx, pool) }()
	defer tx.Rollback()
	if err := f(tx); err != nil {
		if ctx.Err() != nil { // what failed then, failed because of it
			return ctx.Err()
		}
		return explain(err)
	}
	if err := tx.Commit(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("commit: %w", explain(err))
	}
	return nil
}

// largeWrite is from how many nodes, texts or documents on a write is large:
// some ten are what a person's own doing brings.
const largeWrite = 32

// releaseAfter gives the writer's page cache back after a large write. All page
// caches of the process share one budget in this build of SQLite
// (ENABLE_MEMORY_MANAGEMENT): a writer that went over its share leaves readers
// none, and every page they touch is read again (measured: searches five times
// slower).
func (d *database) releaseAfter(ctx context.Context, rows int) {
	if rows >= largeWrite {
		_, _ = d.write.ExecContext(ctx, "PRAGMA shrink_memory")
	}
}

// txn is a transaction that uses the statements prepared for its pool, and
// remembers which were missing.
type txn struct {
	*sql.Tx
	prepared *sync.Map
	stmts    map[string]*sql.Stmt
	missing  []string
}

// stmt returns a statement that ends with the transaction.
func (t *txn) stmt(query string) (*sql.Stmt, error) {
	if st, ok := t.stmts[query]; ok {
		return st, nil
	}
	kept, again := t.prepared.LoadOrStore(query, (*sql.Stmt)(nil))
	if st := kept.(*sql.Stmt); st != nil {
		t.stmts[query] = t.Stmt(st)
		return t.stmts[query], nil
	}
	st, err := t.Prepare(query)
	if err == nil {
		t.stmts[query] = st
		if again {
			t.missing = append(t.missing, query)
		}
	}
	return st, err
}

// keep prepares what was missing, for the next transaction.
func (t *txn) keep(ctx context.Context, pool *sql.DB) {
	for _, query := range t.missing {
		st, err := pool.PrepareContext(ctx, query)
		if err != nil {
			return // the query runs without; it fails there if it has to
		}
		if !t.prepared.CompareAndSwap(query, (*sql.Stmt)(nil), st) {
			st.Close() // another transaction was first
		}
	}
}

func (t *txn) query(query string, args []any) (*sql.Rows, error) {
	st, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.Query(args...)
}

// exec runs a script or a statement.
func (t *txn) exec(query string, args []any) (sql.Result, error) {
	if len(args) == 0 { // may be several statements, or one that is never repeated
		return t.Exec(query)
	}
	st, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.Exec(args...)
}

// query reads outside of a transaction.
func (d *database) query(query string, args []any) (*sql.Rows, error) {
	kept, again := d.prepared[reading].LoadOrStore(query, (*sql.Stmt)(nil))
	st := kept.(*sql.Stmt)
	if st == nil && !again {
		return d.read.Query(query, args...)
	}
	if st == nil {
		fresh, err := d.read.Prepare(query)
		if err != nil {
			return nil, err
		}
		if d.prepared[reading].CompareAndSwap(query, (*sql.Stmt)(nil), fresh) {
			return fresh.Query(args...)
		}
		fresh.Close()
		kept, _ = d.prepared[reading].Load(query)
		st = kept.(*sql.Stmt)
	}
	return st.Query(args...)
}

// queryer reads: a database or a transaction.
type queryer interface {
	query(query string, args []any) (*sql.Rows, error)
}

// each calls f for every row of a query; f scans.
func each(q queryer, query string, args []any, f func(rows *sql.Rows) error) error {
	rows, err := q.query(query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// column collects a query's only column.
func column[T any](q queryer, query string, args ...any) ([]T, error) {
	var out []T
	err := each(q, query, args, func(rows *sql.Rows) error {
		var v T
		if err := rows.Scan(&v); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	})
	return out, err
}

// one scans a query's only row; sql.ErrNoRows when there is none.
func one(q queryer, query string, args []any, to ...any) error {
	found := false
	err := each(q, query, args, func(rows *sql.Rows) error {
		if found {
			return nil
		}
		found = true
		return rows.Scan(to...)
	})
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}

// value is a query's only value; sql.ErrNoRows when there is none.
func value[T any](q queryer, query string, args ...any) (T, error) {
	var v T
	err := one(q, query, args, &v)
	return v, err
}

// exec runs a statement, or without args a script, and returns how many rows
// it changed.
func exec(tx *txn, query string, args ...any) (int, error) {
	res, err := tx.exec(query, args)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// plain is a queryer over one pool, for what is asked once. Files that are
// being set up are asked over the writing connection, others over a reading
// one: a program that only searches then never opens one to write, which would
// cost it some milliseconds.
type plain struct{ db *sql.DB }

func (p plain) query(query string, args []any) (*sql.Rows, error) { return p.db.Query(query, args...) }

// list is a list as JSON, for "IN (SELECT value FROM json_each(?))": one
// statement whatever the number of values.
func list[T int64 | string](values []T) string {
	if values == nil {
		return "[]"
	}
	b, err := json.Marshal(values)
	if err != nil {
		panic("store: a list of scalars does not encode: " + err.Error())
	}
	return string(b)
}
