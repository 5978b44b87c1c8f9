package store

// vectorblocks.go: vectors as a program that starts wants them, many in one
// row. Taking a row out of SQLite costs more than what a vector is.

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"aibookmark/host/internal/library"
)

const (
	// blockNumbers is how many numbers of vectors a block is of. The schema
	// knows it, too. A vector that goes takes its block with it, so that more
	// would be read one by one until they are put together again.
	blockNumbers = 512
	// sealFrom is from how many missing blocks on they are made: fewer are read
	// one by one in some milliseconds, and a page that is read anew every day
	// must not have them written every day.
	sealFrom = 8
	// sealStep is how many are made in one transaction: some ten milliseconds.
	sealStep = 8
	// blockHead and blockRow are the sizes of what a block has besides codes.
	blockHead = 4 + 4
	blockRow  = 2 + 8 + 8 + 4 + 1
)

var errBlock = errors.New("a block of vectors is not what was written")

// SealVectors puts vectors of the model that answers together in blocks, where
// many are not, and returns how many blocks it made; what it made stays when ctx
// ends. Blocks are nothing but a faster way to read vectors.
func (s *Store) SealVectors(ctx context.Context) (made int, err error) {
	model, missing, err := s.missingBlocks(ctx)
	if err != nil || len(missing) < sealFrom {
		return 0, s.indexError("look for blocks of vectors", err)
	}
	for part := range slices.Chunk(missing, sealStep) {
		err := s.idx.update(ctx, func(tx *txn) error {
			for _, block := range part {
				if err := seal(tx, model, block); err != nil {
					return err
				}
			}
			return nil
		})
		s.idx.releaseAfter(ctx, len(part)*blockNumbers)
		if err != nil {
			return made, s.indexError("store blocks of vectors", err)
		}
		made += len(part)
	}
	return made, nil
}

// missingBlocks are the blocks of the current model that no vector can be added
// to any more and that are not there. One of a range that has no vectors of
// this model is made as well, so that it is not looked at again.
func (s *Store) missingBlocks(ctx context.Context) (model int64, missing []int64, err error) {
	st, err := s.VectorState(ctx)
	if err != nil || st.Model == 0 || st.LastVector == 0 {
		return 0, nil, err
	}
	have := map[int64]bool{}
	blocks, err := column[int64](s.idx, "SELECT block FROM vector_blocks WHERE model = ?", st.Model)
	for _, b := range blocks {
		have[b] = true
	}
	for b := st.FirstVector / blockNumbers; b < (st.LastVector+1)/blockNumbers; b++ {
		if !have[b] {
			missing = append(missing, b)
		}
	}
	return st.Model, missing, err
}

// seal makes one block.
func seal(tx *txn, model, block int64) error {
	var rows vectorRows
	if err := rows.read(tx, model, block*blockNumbers, block*blockNumbers+blockNumbers-1); err != nil {
		return err
	}
	// Not for a model that has gone meanwhile.
	_, err := exec(tx, "INSERT INTO vector_blocks(model, block, data) SELECT id, ?, ? FROM models WHERE id = ? ON CONFLICT DO NOTHING",
		block, encodeBlock(rows.rows, block*blockNumbers), model)
	return err
}

// readBlock reads the vectors of a block whose numbers are first to last; ok is
// false when there is no such block.
func (v *vectorRows) readBlock(q queryer, model, block, first, last int64) (ok bool, err error) {
	v.rows, v.codes = v.rows[:0], v.codes[:0]
	err = each(q, "SELECT data FROM vector_blocks WHERE model = ? AND block = ?", []any{model, block}, func(rows *sql.Rows) error {
		var data sql.RawBytes
		if err := rows.Scan(&data); err != nil {
			return err
		}
		ok = true
		return v.decode(data, block*blockNumbers, first, last)
	})
	if errors.Is(err, errBlock) {
		return false, nil
	}
	return ok, err
}

// blockColumns are the columns of a block in its bytes: of each vector its
// number from the first of the block on (2 bytes), its passage (8), its page
// (8), its scale (4) and whether it is of a title (1), little-endian; then the
// codes. Before them stand how many vectors there are and their dimensions.
type blockColumns struct{ seqs, passages, pages, scales, titles, codes []byte }

func columnsOf(block []byte, n int) (c blockColumns) {
	c.codes = block[blockHead:]
	for _, column := range []struct {
		to   *[]byte
		size int
	}{{&c.seqs, 2}, {&c.passages, 8}, {&c.pages, 8}, {&c.scales, 4}, {&c.titles, 1}} {
		*column.to, c.codes = c.codes[:n*column.size], c.codes[n*column.size:]
	}
	return c
}

// encodeBlock lays out vectors of one model, with numbers from base on.
func encodeBlock(rows []library.VectorRow, base int64) []byte {
	dims := 0
	if len(rows) > 0 {
		dims = len(rows[0].Code)
	}
	le, fixed := binary.LittleEndian, blockHead+len(rows)*blockRow
	out := make([]byte, fixed, fixed+len(rows)*dims)
	le.PutUint32(out, uint32(len(rows)))
	le.PutUint32(out[4:], uint32(dims))
	c := columnsOf(out, len(rows))
	for i, r := range rows {
		le.PutUint16(c.seqs[2*i:], uint16(r.Seq-base))
		le.PutUint64(c.passages[8*i:], uint64(r.PassageID))
		le.PutUint64(c.pages[8*i:], uint64(r.PageID))
		le.PutUint32(c.scales[4*i:], math.Float32bits(r.Scale))
		if r.Title {
			c.titles[i] = 1
		}
		out = append(out, signed(r.Code)...)
	}
	return out
}

// decode appends the vectors of a block whose numbers are first to last. The
// error is errBlock when data is none.
func (v *vectorRows) decode(data []byte, base, first, last int64) error {
	if len(data) < blockHead {
		return errBlock
	}
	le := binary.LittleEndian
	n, dims := int(le.Uint32(data)), int(le.Uint32(data[4:]))
	if n < 0 || n > blockNumbers || dims < 0 || int64(len(data)) != blockHead+int64(n)*int64(blockRow+dims) {
		return errBlock
	}
	c := columnsOf(data, n)
	v.codes = slices.Grow(v.codes, len(c.codes))[:len(c.codes)]
	for i, b := range c.codes {
		v.codes[i] = int8(b)
	}
	for i := range n {
		seq := base + int64(le.Uint16(c.seqs[2*i:]))
		if seq < first || seq > last {
			continue
		}
		v.rows = append(v.rows, library.VectorRow{
			Seq: seq, PassageID: int64(le.Uint64(c.passages[8*i:])), PageID: int64(le.Uint64(c.pages[8*i:])), Title: c.titles[i] != 0,
			Scale: math.Float32frombits(le.Uint32(c.scales[4*i:])), Code: v.codes[i*dims : (i+1)*dims],
		})
	}
	return nil
}
