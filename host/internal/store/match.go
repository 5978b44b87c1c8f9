package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"aibookmark/host/internal/library"
)

// fullText describes a full-text table: its columns, which field each holds,
// and their default weights in BM25.
type fullText struct {
	table   string
	columns []string
	fields  []library.Field
	weights []float64
}

// The weights are those that did best on real questions (title 4, folder 2,
// address 1.5, text 1).
var (
	pagesTable = fullText{"ft", []string{"title", "folder", "address", "body"},
		[]library.Field{library.FieldTitle, library.FieldFolder, library.FieldAddress, library.FieldBody}, []float64{4, 2, 1.5, 1}}
	titlesTable = fullText{"titles", []string{"title", "site"},
		[]library.Field{library.FieldTitle, library.FieldAddress}, []float64{4, 1.5}}
)

// defaultLimit is for a query without one.
const defaultLimit = 100

// Match returns the best pages for a query, best first, and how many there
// are in all. Only visible pages come. A query without Any, Both and All
// matches every page that its filter and None let through, newest first, with
// score 0. Terms are matched as they are; package analysis makes them. A
// clause whose terms can never stand in the index matches nothing.
func (s *Store) Match(ctx context.Context, q library.TextQuery) (hits []library.TextHit, total int, err error) {
	return s.match(ctx, pagesTable, q)
}

// MatchTitles is Match over titles and the names of sites alone, for every
// keystroke: beginnings of words of two and three characters are indexed.
// FieldAddress means the site's name; the other fields are not there.
func (s *Store) MatchTitles(ctx context.Context, q library.TextQuery) (hits []library.TextHit, total int, err error) {
	return s.match(ctx, titlesTable, q)
}

func (s *Store) match(ctx context.Context, t fullText, q library.TextQuery) ([]library.TextHit, int, error) {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	query, args, ok := t.statement(q)
	if !ok {
		return nil, 0, nil
	}
	// Pages hidden or erased since they were indexed are dropped here; a few
	// more than asked for leave room for them.
	for ask := q.Limit + 8; ; ask *= 4 {
		found, total, err := s.ranked(ctx, query, append(slices.Clone(args), ask))
		if err != nil {
			return nil, 0, s.indexError("match", err)
		}
		ids := make([]int64, len(found))
		for i, h := range found {
			ids[i] = h.PageID
		}
		visible, err := s.visible(ids)
		if err != nil {
			return nil, 0, wrap("match", err)
		}
		hits := make([]library.TextHit, 0, len(found))
		for _, h := range found {
			if visible[h.PageID] {
				hits = append(hits, h)
			}
		}
		if len(hits) >= q.Limit || len(found) < ask {
			total -= len(found) - len(hits)
			return hits[:min(q.Limit, len(hits))], total, nil
		}
	}
}

// ranked runs a statement whose rows are page, score, number of matches.
func (s *Store) ranked(ctx context.Context, query string, args []any) (hits []library.TextHit, total int, err error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	err = each(s.idx, query, args, func(rows *sql.Rows) error {
		var h library.TextHit
		err := rows.Scan(&h.PageID, &h.Score, &total)
		hits = append(hits, h)
		return err
	})
	return hits, total, err
}

// statement is the SQL of a query; its last argument, the limit, is the
// caller's. ok is false when nothing can match.
func (t fullText) statement(q library.TextQuery) (query string, args []any, ok bool) {
	where, filterArgs, ok := filterSQL(q.Filter)
	if !ok {
		return "", nil, false
	}
	match, ok := t.expression(q)
	if !ok {
		return "", nil, false
	}
	if match == "" {
		return t.withoutTerms(q, where, filterArgs)
	}
	from := t.table
	if where != "" {
		from += " CROSS JOIN docs d ON d.page = " + t.table + ".rowid"
		where = " AND " + where
	}
	if q.Newest {
		// Read twice, as a list and as a number: neither has to be kept.
		query = "WITH m(page) AS NOT MATERIALIZED (SELECT " + t.table + ".rowid FROM " + from + " WHERE " + t.table + " MATCH ?" + where +
			") SELECT page, 0.0, (SELECT count(*) FROM m) FROM m ORDER BY page DESC LIMIT ?"
		return query, append([]any{match}, filterArgs...), true
	}
	weights := ""
	for _, w := range t.weightsOf(q) {
		weights += ", ?"
		args = append(args, w)
	}
	// Every match is scored once and kept, so that the count costs no second
	// search; ties go to the newer page.
	query = "WITH m(page, score) AS MATERIALIZED (SELECT " + t.table + ".rowid, -bm25(" + t.table + weights + ") FROM " + from +
		" WHERE " + t.table + " MATCH ?" + where + ") SELECT page, score, (SELECT count(*) FROM m) FROM m ORDER BY score DESC, page DESC LIMIT ?"
	return query, append(append(args, match), filterArgs...), true
}

// withoutTerms lists pages by date.
func (t fullText) withoutTerms(q library.TextQuery, where string, args []any) (string, []any, bool) {
	if where == "" {
		where = "TRUE"
	}
	if none := t.anyOf(q.None); none != "" {
		where += " AND d.page NOT IN (SELECT rowid FROM " + t.table + " WHERE " + t.table + " MATCH ?)"
		args = append(args, none)
	}
	return "WITH m(page, added) AS MATERIALIZED (SELECT d.page, d.added FROM docs d WHERE " + where +
		") SELECT page, 0.0, (SELECT count(*) FROM m) FROM m ORDER BY added IS NULL, added DESC, page DESC LIMIT ?", args, true
}

// weightsOf are the query's weights for t's columns.
func (t fullText) weightsOf(q library.TextQuery) []float64 {
	all := []library.Field{library.FieldTitle, library.FieldFolder, library.FieldAddress, library.FieldBody}
	out := slices.Clone(t.weights)
	for i, field := range t.fields {
		if w := q.Weights[slices.Index(all, field)]; w != 0 {
			out[i] = w
		}
	}
	return out
}

// expression is q in FTS5's language: (any OR any OR (both AND both)) AND all
// AND all NOT (none OR none); "" when q has none of the first three. ok is
// false when it can match nothing.
func (t fullText) expression(q library.TextQuery) (expr string, ok bool) {
	var parts []string
	if len(q.Any)+len(q.Both) > 0 {
		any := t.anyOf(q.Any)
		if both, ok := t.allOf(q.Both); ok && any != "" {
			any += " OR (" + both + ")"
		} else if ok {
			any = both
		}
		if any == "" {
			return "", false
		}
		parts = append(parts, "("+any+")")
	}
	for _, c := range q.All {
		one := t.clause(c)
		if one == "" {
			return "", false
		}
		parts = append(parts, "("+one+")")
	}
	if len(parts) == 0 {
		return "", true
	}
	expr = strings.Join(parts, " AND ")
	if none := t.anyOf(q.None); none != "" {
		expr = "(" + expr + ") NOT (" + none + ")"
	}
	return expr, true
}

// anyOf joins the clauses that can match with OR.
func (t fullText) anyOf(clauses []library.Clause) string {
	var parts []string
	for _, c := range clauses {
		if one := t.clause(c); one != "" {
			parts = append(parts, one)
		}
	}
	return strings.Join(parts, " OR ")
}

// allOf joins clauses with AND; ok is false when there are none, or one that
// cannot match.
func (t fullText) allOf(clauses []library.Clause) (expr string, ok bool) {
	var parts []string
	for _, c := range clauses {
		one := t.clause(c)
		if one == "" {
			return "", false
		}
		parts = append(parts, "("+one+")")
	}
	return strings.Join(parts, " AND "), len(parts) > 0
}

// clause is one phrase, "" when it cannot match. Every term is a quoted
// string, so that nothing in it is taken for FTS5's language.
func (t fullText) clause(c library.Clause) string {
	if len(c.Terms) == 0 {
		return ""
	}
	var b strings.Builder
	if len(c.Fields) > 0 {
		var columns []string
		for i, field := range t.fields {
			if slices.Contains(c.Fields, field) {
				columns = append(columns, t.columns[i])
			}
		}
		if len(columns) == 0 {
			return ""
		}
		b.WriteString("{" + strings.Join(columns, " ") + "} : ")
	}
	if c.First {
		b.WriteString("^ ")
	}
	for i, term := range c.Terms {
		term = strings.ReplaceAll(strings.ToValidUTF8(term, ""), "\x00", "")
		if !strings.ContainsFunc(term, isTokenRune) {
			return ""
		}
		if i > 0 {
			b.WriteString(" + ")
		}
		b.WriteString(`"` + strings.ReplaceAll(term, `"`, `""`) + `"`)
	}
	if c.Prefix {
		b.WriteString(" *")
	}
	return b.String()
}

// isTokenRune tells whether the tables' tokenizer takes r as part of a term.
func isTokenRune(r rune) bool {
	return r >= utf8.RuneSelf || 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || strings.ContainsRune("+#._-&@", r)
}

// filterSQL is a condition on docs d; "" lets everything through. ok is false
// when nothing can pass.
func filterSQL(f library.PageFilter) (where string, args []any, ok bool) {
	var conditions []string
	add := func(condition string, values ...any) {
		conditions = append(conditions, condition)
		args = append(args, values...)
	}
	if !f.From.IsZero() {
		add("d.added >= ?", ceilMillis(f.From))
	}
	if !f.To.IsZero() {
		add("d.added < ?", ceilMillis(f.To))
	}
	for _, sites := range [][]string{f.Sites, f.Within} {
		if len(sites) == 0 {
			continue
		}
		where, ranges := siteSQL(sites)
		if where == "" {
			return "", nil, false
		}
		add(where, ranges...)
	}
	if len(f.Folders) > 0 {
		var keys []string
		for _, name := range f.Folders {
			// A name, or what FolderKeys gave for one.
			if key := folderKey(name); key != "" {
				keys = append(keys, key, name)
			}
		}
		if len(keys) == 0 {
			return "", nil, false
		}
		add("d.page IN (SELECT page FROM doc_folders WHERE folder IN (SELECT value FROM json_each(?)))", list(keys))
	}
	if len(f.Langs) > 0 {
		langs := make([]string, len(f.Langs))
		for i, l := range f.Langs {
			langs[i] = primaryLang(l)
		}
		add("d.lang IN (SELECT value FROM json_each(?))", list(langs))
	}
	return strings.Join(conditions, " AND "), args, true
}

// siteSQL is a condition on docs d that its site is one of these or below one
// of these; "" when none of them is a site.
func siteSQL(sites []string) (where string, args []any) {
	var ranges []string
	for _, site := range sites {
		if key := siteKey(site); key != "" {
			// All that begins with key, which ends with a dot; the slash is the
			// next character after it.
			ranges = append(ranges, "d.site_key >= ? AND d.site_key < ?")
			args = append(args, key, key[:len(key)-1]+"/")
		}
	}
	if len(ranges) == 0 {
		return "", nil
	}
	return "(" + strings.Join(ranges, " OR ") + ")", args
}

// Sites returns the hosts of the pages in the index, without "www.", with the
// number of their pages. It takes some milliseconds for 10,000 pages.
func (s *Store) Sites(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	err := each(s.idx, "SELECT site_key, count(*) FROM docs WHERE site_key <> '' GROUP BY site_key", nil, func(rows *sql.Rows) error {
		var key string
		var n int
		if err := rows.Scan(&key, &n); err != nil {
			return err
		}
		labels := strings.Split(strings.TrimSuffix(key, "."), ".")
		slices.Reverse(labels)
		out[strings.Join(labels, ".")] = n
		return nil
	})
	return out, s.indexError("sites", errors.Join(err, ctx.Err()))
}

// FolderKeys returns the names of the folders that pages are in, as folded
// terms with a space between: what a name is compared with.
func (s *Store) FolderKeys(ctx context.Context) ([]string, error) {
	out, err := column[string](s.idx, "SELECT DISTINCT folder FROM doc_folders")
	return out, s.indexError("folders", errors.Join(err, ctx.Err()))
}

// ceilMillis is t in milliseconds, rounded up, so that half-open bounds stay
// what they are.
func ceilMillis(t time.Time) int64 {
	return t.Add(time.Millisecond - time.Nanosecond).UnixMilli()
}

// DocumentFrequencies returns in how many pages each term stands, and how many
// pages the index has. Terms that stand in none are missing. Pages deleted
// since the last merge may still count.
func (s *Store) DocumentFrequencies(ctx context.Context, terms []string) (map[string]int, int, error) {
	out := make(map[string]int, len(terms))
	var pages int
	err := s.idx.view(ctx, func(tx *txn) (err error) {
		if pages, err = s.indexedPages(tx); err != nil {
			return err
		}
		// CROSS JOIN: for each term one look-up, and not for each of the
		// vocabulary.
		return each(tx, "SELECT t.term, t.doc FROM json_each(?) j CROSS JOIN ft_terms t ON t.term = j.value", []any{list(terms)}, func(rows *sql.Rows) error {
			var term string
			var n int
			err := rows.Scan(&term, &n)
			out[term] = n
			return err
		})
	})
	return out, pages, s.indexError("term frequencies", err)
}

// TermsFrom returns the terms that begin with prefix, with the number of pages
// each stands in.
func (s *Store) TermsFrom(ctx context.Context, prefix string) (map[string]int, error) {
	out := map[string]int{}
	err := each(s.idx, "SELECT term, doc FROM ft_terms WHERE term >= ? AND term < ?", []any{prefix, prefix + "\U0010FFFF"}, func(rows *sql.Rows) error {
		var term string
		var n int
		err := rows.Scan(&term, &n)
		out[term] = n
		return err
	})
	return out, s.indexError("terms", errors.Join(err, ctx.Err()))
}

// countEvery is how long a count of the indexed pages is good enough for term
// weights, which hardly change with it: counting walks an index, at every
// keystroke.
const countEvery = time.Second

// indexedPages is about how many pages the index has: what this process wrote
// counts at once, what others wrote within countEvery.
func (s *Store) indexedPages(tx *txn) (int, error) {
	s.counted.Lock()
	defer s.counted.Unlock()
	if s.counted.at.IsZero() || time.Since(s.counted.at) > countEvery {
		n, err := value[int](tx, "SELECT count(*) FROM docs")
		if err != nil {
			return 0, err
		}
		s.counted.pages, s.counted.at = n, time.Now()
	}
	return s.counted.pages, nil
}

// recount has the indexed pages counted anew.
func (s *Store) recount() {
	s.counted.Lock()
	defer s.counted.Unlock()
	s.counted.at = time.Time{}
}
