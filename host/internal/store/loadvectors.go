package store

// loadvectors.go: all vectors of a model at once, as a program that starts
// wants them: 100,000 in some 60 ms where they stand in blocks, in a fifth of a
// second where not.

import (
	"context"
	"database/sql"
	"sync"

	"aibookmark/host/internal/library"
)

const (
	// bulkFrom is from how many numbers on vectors are read in bulk.
	bulkFrom = 4096
	// bulkReaders read at the same time, a block each. Most of the time goes into
	// taking rows out of SQLite, which one connection does on one core.
	bulkReaders = 2
)

// Vectors calls do with the vectors of a model that were stored after the
// number after, in the order of their numbers. A row's code is only valid
// during the call.
func (s *Store) Vectors(ctx context.Context, model, after int64, do func(library.VectorRow) error) error {
	var first, last int64
	err := one(s.idx, "SELECT coalesce((SELECT min(seq) FROM vectors WHERE seq > ?), 0), coalesce((SELECT max(seq) FROM vectors), 0)", []any{after}, &first, &last)
	switch {
	case err != nil || first == 0:
	case last-first < bulkFrom:
		var rows vectorRows
		if err = rows.read(s.idx, model, first, last); err == nil {
			err = rows.each(do)
		}
	default:
		err = s.bulkVectors(ctx, model, first, last, do)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.indexError("vectors", err)
}

// bulkVectors is Vectors for the numbers from first to last, with several
// readers that take turns. They do not see one state of the index, and need
// not: what is stored meanwhile has higher numbers than last, and what is
// deleted meanwhile is in gone_vectors.
func (s *Store) bulkVectors(ctx context.Context, model, first, last int64, do func(library.VectorRow) error) error {
	pool, err := s.idx.bulk()
	if err != nil {
		return err
	}
	defer pool.Close()
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	var turns [bulkReaders]chan *vectorRows
	begin, end := first/blockNumbers, last/blockNumbers
	for i := range turns {
		turns[i] = make(chan *vectorRows)
		running.Go(func() { readTurns(ctx, pool, model, begin+int64(i), first, last, turns[i]) })
	}
	for turn := 0; begin+int64(turn) <= end; turn++ {
		select {
		case rows := <-turns[turn%bulkReaders]:
			if rows.err != nil {
				return rows.err
			}
			if err := rows.each(do); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// readTurns reads the vectors with the numbers from first to last: from block
// on every bulkReaders-th block, or what is to be in it. Once rows are taken
// from out, those before have been used and their memory is free again.
func readTurns(ctx context.Context, pool *sql.DB, model, block, first, last int64, out chan<- *vectorRows) {
	var room [2]vectorRows
	for turn := 0; block*blockNumbers <= last; turn, block = turn+1, block+bulkReaders {
		rows := &room[turn%2]
		from, to := max(first, block*blockNumbers), min(last, block*blockNumbers+blockNumbers-1)
		var ok bool
		if ok, rows.err = rows.readBlock(plain{pool}, model, block, from, to); rows.err == nil && !ok {
			rows.err = rows.read(plain{pool}, model, from, to)
		}
		select {
		case out <- rows:
		case <-ctx.Done():
			return
		}
	}
}

// vectorRows are some rows, in memory that is used again.
type vectorRows struct {
	rows  []library.VectorRow
	codes []int8 // of all rows
	err   error
}

// read reads the vectors of a model with the numbers from first to last.
func (v *vectorRows) read(q queryer, model, first, last int64) error {
	v.rows, v.codes = v.rows[:0], v.codes[:0]
	return each(q, "SELECT seq, passage, page, title, scale, code FROM vectors WHERE seq BETWEEN ? AND ? AND model = ? ORDER BY seq",
		[]any{first, last, model}, func(rows *sql.Rows) error {
			var row library.VectorRow
			var scale float64
			var code sql.RawBytes
			if err := rows.Scan(&row.Seq, &row.PassageID, &row.PageID, &row.Title, &scale, &code); err != nil {
				return err
			}
			from := len(v.codes)
			for _, c := range code {
				v.codes = append(v.codes, int8(c))
			}
			row.Scale, row.Code = float32(scale), v.codes[from:]
			v.rows = append(v.rows, row)
			return nil
		})
}

func (v *vectorRows) each(do func(library.VectorRow) error) error {
	for _, row := range v.rows {
		if err := do(row); err != nil {
			return err
		}
	}
	return nil
}
