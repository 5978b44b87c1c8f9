package store

// modeldata.go: what is kept with a model, read in pieces.

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"slices"

	"aibookmark/host/internal/library"
)

const (
	// modelPart is the size of a part: some pages of the file.
	modelPart = 16 << 10
	// muchOfModel is from where on reading would push all else out of the
	// readers' caches.
	muchOfModel = 1 << 20
)

// putModelData keeps data with a model.
func putModelData(tx *txn, model int64, data []byte) error {
	part := 0
	for piece := range slices.Chunk(data, modelPart) {
		if _, err := exec(tx, "INSERT INTO model_parts(model, part, data) VALUES (?, ?, ?)", model, part, piece); err != nil {
			return err
		}
		part++
	}
	return nil
}

// ModelData is what StartModel was given to keep with a model; not_found when
// that is nothing. It is read piece by piece, as asked for, by any number of
// readers at a time; reading fails with io.ErrUnexpectedEOF once the model was
// dropped and swept.
func (s *Store) ModelData(ctx context.Context, model int64) (*io.SectionReader, error) {
	size, err := value[int64](s.idx, "SELECT size FROM models WHERE id = ? AND size > 0", model)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, library.Errorf(library.NotFound, "model_data_missing")
	}
	if err := errors.Join(err, ctx.Err()); err != nil {
		return nil, s.indexError("model data", err)
	}
	return io.NewSectionReader(modelData{s, model}, 0, size), nil
}

// modelData reads the parts of a model as one.
type modelData struct {
	s     *Store
	model int64
}

func (d modelData) ReadAt(p []byte, off int64) (n int, err error) {
	var from queryer = d.s.idx
	if len(p) >= muchOfModel {
		pool, err := d.s.idx.bulk()
		if err != nil {
			return 0, d.s.indexError("model data", err)
		}
		defer pool.Close()
		from = plain{pool}
	}
	err = each(from, "SELECT part, data FROM model_parts WHERE model = ? AND part BETWEEN ? AND ? ORDER BY part",
		[]any{d.model, off / modelPart, (off + int64(len(p)) - 1) / modelPart}, func(rows *sql.Rows) error {
			var part int64
			var data sql.RawBytes
			if err := rows.Scan(&part, &data); err != nil {
				return err
			}
			// Where the next byte stands in this part; elsewhere a part is missing.
			if skip := off + int64(n) - part*modelPart; skip >= 0 && skip <= int64(len(data)) {
				n += copy(p[n:], data[skip:])
			}
			return nil
		})
	if err == nil && n < len(p) {
		err = io.ErrUnexpectedEOF
	}
	return n, d.s.indexError("model data", err)
}
