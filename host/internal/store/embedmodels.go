package store

// embedmodels.go: which embedding models the index has vectors of, and how one
// takes the place of another.

import (
	"context"
	"database/sql"
	"errors"

	"aibookmark/host/internal/library"
)

// Stages of a model; see schema/index.sql.
const (
	stageCurrent  = "current"
	stageBuilding = "building"
)

// EmbeddingModels returns the models that the index has vectors of.
func (s *Store) EmbeddingModels(ctx context.Context) (library.IndexModels, error) {
	var out library.IndexModels
	err := each(s.idx, "SELECT id, name, digest, dims, docs, stage FROM models WHERE stage <> 'dropped'", nil, func(rows *sql.Rows) error {
		var m library.IndexModel
		var stage string
		err := rows.Scan(&m.ID, &m.Name, &m.Digest, &m.Dims, &m.Docs, &stage)
		if stage == stageBuilding {
			out.Building = &m
		} else {
			out.Current = &m
		}
		return err
	})
	return out, s.indexError("embedding models", errors.Join(err, ctx.Err()))
}

// wantedModel is the id of the model that passages wait for; 0 when there is
// none.
func wantedModel(q queryer) (int64, error) {
	id, err := value[int64](q, "SELECT id FROM models WHERE stage <> 'dropped' ORDER BY stage = 'building' DESC LIMIT 1")
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// StartModel makes m the wanted model: every passage waits for a vector of it.
// Where there is none that answers yet, m answers at once, with what it has;
// else it is made beside, and SwapModel lets it take the place. Another one
// that was being made is dropped. data is what is kept with it; docs is how
// many pages a built-in model was learnt from. A model that is wanted already
// stays as it is, but for docs. It returns m with its id.
func (s *Store) StartModel(ctx context.Context, m library.EmbeddingModel, docs int, data []byte) (library.EmbeddingModel, error) {
	err := s.idx.update(ctx, func(tx *txn) error {
		wanted, err := wantedModel(tx)
		if err != nil {
			return err
		}
		if wanted != 0 {
			old := library.EmbeddingModel{ID: wanted}
			if err := one(tx, "SELECT name, digest, dims FROM models WHERE id = ?", []any{wanted}, &old.Name, &old.Digest, &old.Dims); err != nil {
				return err
			}
			if old.Same(m) {
				m.ID = wanted
				// Learnt again, with the same outcome: it is not outdated any more.
				_, err := exec(tx, "UPDATE models SET docs = ? WHERE id = ? AND docs <> ?", docs, wanted, docs)
				return err
			}
		}
		return startModel(tx, &m, docs, data)
	})
	return m, s.indexError("start model", err)
}

func startModel(tx *txn, m *library.EmbeddingModel, docs int, data []byte) error {
	if _, err := exec(tx, "UPDATE models SET stage = 'dropped' WHERE stage = ?", stageBuilding); err != nil {
		return err
	}
	answers, err := value[bool](tx, "SELECT EXISTS (SELECT 1 FROM models WHERE stage = ?)", stageCurrent)
	if err != nil {
		return err
	}
	stage := stageCurrent
	if answers {
		stage = stageBuilding
	}
	if err := one(tx, "INSERT INTO models(name, digest, dims, stage, docs, size) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
		[]any{m.Name, m.Digest, m.Dims, stage, docs, len(data)}, &m.ID); err != nil {
		return err
	}
	if err := putModelData(tx, m.ID, data); err != nil {
		return err
	}
	_, err = exec(tx, "UPDATE passages SET waits = 1, attempts = 0, retry = NULL, reason = NULL WHERE waits <> 1 OR attempts > ?", 0)
	return err
}

// AbandonModel drops the model that is being made, so that the one that
// answers is the wanted one again: passages that came meanwhile wait for it.
func (s *Store) AbandonModel(ctx context.Context) error {
	err := s.idx.update(ctx, func(tx *txn) error {
		n, err := exec(tx, "UPDATE models SET stage = 'dropped' WHERE stage = ?", stageBuilding)
		if err != nil || n == 0 {
			return err
		}
		_, err = exec(tx, `UPDATE passages SET attempts = 0, retry = NULL, reason = NULL,
			waits = NOT EXISTS (SELECT 1 FROM vectors v JOIN models m ON m.id = v.model WHERE v.passage = passages.id AND m.stage = ?)`, stageCurrent)
		return err
	})
	return s.indexError("abandon model", err)
}

// DropModels drops every model: there is none any more, and no passage waits.
func (s *Store) DropModels(ctx context.Context) error {
	_, err := s.idx.write.ExecContext(ctx, "UPDATE models SET stage = 'dropped' WHERE stage <> 'dropped'")
	return s.indexError("drop models", err)
}

// SwapModel lets the model that is being made take the place of the one that
// answers, in one step, if no passage waits for it any more. It tells whether
// that happened. Passages set aside do not hold it up.
func (s *Store) SwapModel(ctx context.Context) (swapped bool, err error) {
	err = s.idx.update(ctx, func(tx *txn) error {
		ready, err := value[bool](tx, `SELECT EXISTS (SELECT 1 FROM models WHERE stage = ?) AND
			NOT EXISTS (SELECT 1 FROM passages WHERE waits = 1)`, stageBuilding)
		if err != nil || !ready {
			return err
		}
		if _, err := exec(tx, "UPDATE models SET stage = 'dropped' WHERE stage = ?", stageCurrent); err != nil {
			return err
		}
		_, err = exec(tx, "UPDATE models SET stage = ? WHERE stage = ?", stageCurrent, stageBuilding)
		swapped = err == nil
		return err
	})
	return swapped, s.indexError("swap model", err)
}

// dropStep is how many vectors of a dropped model go in one transaction: some
// ten milliseconds.
const dropStep = 2000

// SweepVectors deletes some of the vectors of models that were dropped and
// returns how many; 0 when nothing is left to delete.
func (s *Store) SweepVectors(ctx context.Context) (int, error) {
	due, err := value[bool](s.idx, "SELECT EXISTS (SELECT 1 FROM models WHERE stage = 'dropped')")
	if err != nil || !due {
		return 0, s.indexError("sweep vectors", err)
	}
	var n int
	err = s.idx.update(ctx, func(tx *txn) (err error) {
		n, err = exec(tx, `DELETE FROM vectors WHERE seq IN (SELECT seq FROM vectors
			WHERE model IN (SELECT id FROM models WHERE stage = 'dropped') ORDER BY seq LIMIT ?)`, dropStep)
		if err != nil || n > 0 {
			return err
		}
		for _, table := range []string{"model_parts", "vector_blocks"} {
			if _, err = exec(tx, "DELETE FROM "+table+" WHERE model IN (SELECT id FROM models WHERE stage = 'dropped')"); err != nil {
				return err
			}
		}
		if _, err = exec(tx, "DELETE FROM meta WHERE key IN (SELECT 'noise ' || id FROM models WHERE stage = 'dropped' UNION ALL SELECT 'noise of ' || id FROM models WHERE stage = 'dropped')"); err != nil {
			return err
		}
		if _, err = exec(tx, "DELETE FROM models WHERE stage = 'dropped'"); err != nil {
			return err
		}
		_, err = exec(tx, "DELETE FROM gone_vectors WHERE seq <= (SELECT max(seq) FROM gone_vectors) - ?", keptGone)
		return err
	})
	s.idx.releaseAfter(ctx, n)
	return n, s.indexError("sweep vectors", err)
}

// outdateModels makes the built-in models count as learnt from nothing, so that
// one is learnt anew: after a forgetting, what is left of the forgotten in
// their numbers must go.
func (s *Store) outdateModels(ctx context.Context) error {
	_, err := s.idx.write.ExecContext(ctx, "UPDATE models SET docs = 0 WHERE docs > 0")
	return s.indexError("outdate models", err)
}

// NoiseDue tells whether the noise of the model that answers should be measured:
// there are least passages, and it never was, or among fewer than half as many.
func (s *Store) NoiseDue(ctx context.Context, least int) (model library.EmbeddingModel, due bool, err error) {
	err = one(s.idx, `WITH now(passages) AS (SELECT value FROM meta WHERE key = 'passages')
		SELECT id, name, digest, dims, passages >= ? AND passages > 2 * coalesce((SELECT value FROM meta WHERE key = 'noise of ' || id), 0)
		FROM models, now WHERE stage = ?`, []any{least, stageCurrent}, &model.ID, &model.Name, &model.Digest, &model.Dims, &due)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return model, due, s.indexError("noise", errors.Join(err, ctx.Err()))
}

// PutNoise keeps the noise of a model, as measured among the passages there are;
// 0 where it cannot be.
func (s *Store) PutNoise(ctx context.Context, model int64, noise float32) error {
	_, err := s.idx.write.ExecContext(ctx, `INSERT INTO meta(key, value)
		SELECT 'noise ' || id, ? FROM models WHERE id = ? UNION ALL
		SELECT 'noise of ' || id, (SELECT value FROM meta WHERE key = 'passages') FROM models WHERE id = ?
		ON CONFLICT DO UPDATE SET value = excluded.value`, float64(noise), model, model)
	return s.indexError("keep noise", err)
}
