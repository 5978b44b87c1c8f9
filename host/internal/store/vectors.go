package store

// vectors.go: the vectors of passages on disk, and the models they are of.

import (
	"context"
	"database/sql"
	"errors"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/vector"
)

// PendingPassages returns up to limit passages that wait for a vector of the
// wanted model, in the order in which they are to get it: what the person just
// saved, then titles, then texts, the newest page first. Passages set aside
// come back when their time has come.
func (s *Store) PendingPassages(ctx context.Context, limit int) ([]library.PassageTask, error) {
	var out []library.PassageTask
	due, err := value[bool](s.idx, "SELECT EXISTS (SELECT 1 FROM passages WHERE waits = 2 AND retry <= ?)", s.now().UnixMilli())
	if err == nil && due {
		_, err = s.idx.write.ExecContext(ctx, "UPDATE passages SET waits = 1 WHERE waits = 2 AND retry <= ?", s.now().UnixMilli())
	}
	if err == nil {
		err = each(s.idx, "SELECT id, page, start, stop, heading, hash, attempts FROM passages WHERE waits = 1 ORDER BY turn, added DESC, id DESC LIMIT ?", []any{limit},
			func(rows *sql.Rows) error {
				var p library.PassageTask
				err := rows.Scan(&p.ID, &p.PageID, &p.Start, &p.End, &p.Heading, &p.Hash, &p.Attempts)
				out = append(out, p)
				return err
			})
	}
	return out, s.indexError("pending passages", errors.Join(err, ctx.Err()))
}

// PutVectors stores vectors of the model with this id and returns how many: a
// passage that is gone or has changed since it was read takes none, and a
// model that is not wanted any more none at all.
func (s *Store) PutVectors(ctx context.Context, model int64, vectors []library.PassageVector) (int, error) {
	stored := 0
	err := s.idx.update(ctx, func(tx *txn) error {
		wanted, err := wantedModel(tx)
		if err != nil || wanted != model {
			return err
		}
		for _, v := range vectors {
			ok, err := putVector(tx, model, v)
			if err != nil {
				return err
			}
			if ok {
				stored++
			}
		}
		return nil
	})
	s.idx.releaseAfter(ctx, len(vectors))
	return stored, s.indexError("store vectors", err)
}

// putVector stores one vector, unless its passage is not what it was.
func putVector(tx *txn, model int64, v library.PassageVector) (bool, error) {
	var page int64
	var title bool
	err := one(tx, "SELECT page, stop = 0 FROM passages WHERE id = ? AND hash = ?", []any{v.PassageID, v.Hash}, &page, &title)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, err := exec(tx, "DELETE FROM vectors WHERE passage = ? AND model = ?", v.PassageID, model); err != nil {
		return false, err
	}
	if v.Vector != nil {
		if err := insertVector(tx, model, page, title, v); err != nil {
			return false, err
		}
	}
	_, err = exec(tx, "UPDATE passages SET waits = 0, attempts = 0, retry = NULL, reason = NULL WHERE id = ?", v.PassageID)
	return true, err
}

func insertVector(tx *txn, model, page int64, title bool, v library.PassageVector) error {
	code, scale := vector.Quantise(v.Vector)
	var seq int64
	if err := one(tx, "INSERT INTO vectors(model, passage, page, title, scale, code) VALUES (?, ?, ?, ?, ?, ?) RETURNING seq",
		[]any{model, v.PassageID, page, title, float64(scale), signed(code)}, &seq); err != nil {
		return err
	}
	_, err := exec(tx, "INSERT INTO precise_vectors(seq, precise) VALUES (?, ?)", seq, vector.Float16(v.Vector))
	return err
}

// PutFailures sets passages aside until their next try.
func (s *Store) PutFailures(ctx context.Context, model int64, failures []library.PassageFailure) error {
	err := s.idx.update(ctx, func(tx *txn) error {
		wanted, err := wantedModel(tx)
		if err != nil || wanted != model {
			return err
		}
		for _, f := range failures {
			if _, err := exec(tx, "UPDATE passages SET waits = 2, attempts = attempts + 1, retry = ?, reason = ? WHERE id = ? AND hash = ? AND waits = 1",
				f.Next.UnixMilli(), f.Reason, f.PassageID, f.Hash); err != nil {
				return err
			}
		}
		return nil
	})
	return s.indexError("set passages aside", err)
}

// PassagesByID returns passages in the order of ids; those that are gone are
// left out.
func (s *Store) PassagesByID(ctx context.Context, ids []int64) ([]library.Passage, error) {
	found := make(map[int64]library.Passage, len(ids))
	err := each(s.idx, "SELECT id, page, start, stop, heading, hash FROM passages WHERE id IN (SELECT value FROM json_each(?))", []any{list(ids)},
		func(rows *sql.Rows) error {
			var p library.Passage
			err := rows.Scan(&p.ID, &p.PageID, &p.Start, &p.End, &p.Heading, &p.Hash)
			found[p.ID] = p
			return err
		})
	out := make([]library.Passage, 0, len(found))
	for _, id := range ids {
		if p, ok := found[id]; ok {
			out = append(out, p)
		}
	}
	return out, s.indexError("passages", errors.Join(err, ctx.Err()))
}

// PreciseVectors returns the precise vectors of passages by their ids; those
// that have none of this model, or whose page is not in the index any more,
// are left out.
func (s *Store) PreciseVectors(ctx context.Context, model int64, passages []int64) (map[int64][]float32, error) {
	out := make(map[int64][]float32, len(passages))
	err := each(s.idx, `SELECT v.passage, p.precise FROM vectors v JOIN precise_vectors p ON p.seq = v.seq
		WHERE v.passage IN (SELECT value FROM json_each(?)) AND v.model = ?`, []any{list(passages), model},
		func(rows *sql.Rows) error {
			var id int64
			var raw sql.RawBytes
			if err := rows.Scan(&id, &raw); err != nil {
				return err
			}
			out[id] = vector.FromFloat16(raw)
			return nil
		})
	return out, s.indexError("precise vectors", errors.Join(err, ctx.Err()))
}

// PageVectors returns the precise vectors of a page's passages.
func (s *Store) PageVectors(ctx context.Context, model, page int64) ([][]float32, error) {
	var out [][]float32
	err := each(s.idx, `SELECT x.precise FROM passages p JOIN vectors v ON v.passage = p.id AND v.model = ? JOIN precise_vectors x ON x.seq = v.seq
		WHERE p.page = ? ORDER BY p.start, p.stop`, []any{model, page}, func(rows *sql.Rows) error {
		var raw sql.RawBytes
		if err := rows.Scan(&raw); err != nil {
			return err
		}
		out = append(out, vector.FromFloat16(raw))
		return nil
	})
	return out, s.indexError("vectors of a page", errors.Join(err, ctx.Err()))
}

// keptGone is how many passages that lost their vector are remembered: a host
// that is further behind reads all vectors again.
const keptGone = 20000

// GoneVectors returns the passages that lost a vector after the number after,
// and the last number there is. whole is false when older ones are not
// remembered any more: what is in memory must be read again.
func (s *Store) GoneVectors(ctx context.Context, after int64) (passages []int64, last int64, whole bool, err error) {
	var first int64
	err = s.idx.view(ctx, func(tx *txn) error {
		if err := one(tx, "SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM gone_vectors", nil, &first, &last); err != nil {
			return err
		}
		passages, err = column[int64](tx, "SELECT passage FROM gone_vectors WHERE seq > ? ORDER BY seq", after)
		return err
	})
	return passages, max(last, after), first <= after+1 && last >= after, s.indexError("gone vectors", err)
}

// signed gives the bytes that SQLite keeps of a code.
func signed(code []int8) []byte {
	out := make([]byte, len(code))
	for i, c := range code {
		out[i] = byte(c)
	}
	return out
}

// VectorState tells in some 50 µs whether vectors in memory are still those of
// the index.
func (s *Store) VectorState(ctx context.Context) (library.VectorState, error) {
	var st library.VectorState
	err := s.idx.view(ctx, func(tx *txn) error {
		return one(tx, `SELECT (SELECT value FROM meta WHERE key = 'epoch'), coalesce((SELECT min(seq) FROM vectors), 0), coalesce((SELECT max(seq) FROM vectors), 0),
			coalesce((SELECT max(seq) FROM gone_vectors), 0), coalesce((SELECT id FROM models WHERE stage = 'current'), 0),
			coalesce((SELECT value FROM meta WHERE key = 'noise ' || (SELECT id FROM models WHERE stage = 'current')), 0)`,
			nil, &st.Epoch, &st.FirstVector, &st.LastVector, &st.LastGone, &st.Model, &st.Noise)
	})
	return st, s.indexError("state of vectors", err)
}
