package lsa

// encoding.go: a model as bytes. Little-endian:
//
//	4  "LSA" and the version
//	4  pages
//	4  dimensions
//	4  terms
//	8  hash of each term, ascending
//	4  scale of each term (float32)
//	1  code of each term and dimension (int8)
//	32 SHA-256 of all before
//
// The checksum is also the digest. It finds damage, not malice, so everything
// read is checked, and nothing is allocated that the bytes at hand do not fill.

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
)

// formatVersion rises whenever the bytes or what they mean change: another
// way to weigh terms is another model.
const formatVersion = 1

const (
	magic      = "LSA" + string(rune(formatVersion))
	headerSize = len(magic) + 3*4
	// Bounds of what is read; training keeps to them.
	maxDims = 1000
	maxDocs = 1 << 30
)

// ErrFormat says that bytes are no model, a damaged one, or one of another
// version.
var ErrFormat = errors.New("lsa: not a model of this version")

func badFormat(why string) error { return fmt.Errorf("%w: %s", ErrFormat, why) }

// MarshalBinary gives the model as bytes. It never fails.
func (m *Model) MarshalBinary() ([]byte, error) {
	b := m.encode()
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

// encode is the model without the checksum.
func (m *Model) encode() []byte {
	size := headerSize + len(m.scales)*(8+4) + len(m.codes) + sha256.Size
	b := append(make([]byte, 0, size), magic...)
	for _, n := range []int{m.docs, m.dims, len(m.scales)} {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	for _, t := range m.terms.hashes {
		b = binary.LittleEndian.AppendUint64(b, t)
	}
	for _, s := range m.scales {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(s))
	}
	return append(b, m.codes...)
}

func digestOf(encoded []byte) string {
	sum := sha256.Sum256(encoded)
	return hex.EncodeToString(sum[:])
}

// UnmarshalBinary replaces the model by the one in data. After an error, which
// wraps ErrFormat, it is as before. Not to be called while the model is used.
func (m *Model) UnmarshalBinary(data []byte) error { return m.read(bytes.Clone(data)) }

// Open is the model in data, which it keeps: nearly all of a model is used as
// it was stored. An error wraps ErrFormat.
func Open(data []byte) (*Model, error) {
	m := new(Model)
	if err := m.read(data); err != nil {
		return nil, err
	}
	return m, nil
}

func (m *Model) read(data []byte) error {
	if len(data) < headerSize+sha256.Size || string(data[:len(magic)]) != magic {
		return badFormat("other beginning")
	}
	body, sum := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	digest := digestOf(body)
	if digest != hex.EncodeToString(sum) {
		return badFormat("the checksum differs")
	}
	number := func(i int) int { return int(binary.LittleEndian.Uint32(body[len(magic)+4*i:])) }
	out := Model{docs: number(0), dims: number(1), digest: digest}
	terms := number(2)
	if out.docs > maxDocs || out.dims > maxDims || terms > maxTerms || (terms == 0) != (out.dims == 0) {
		return badFormat("sizes out of bounds")
	}
	if len(body) != headerSize+terms*(8+4+out.dims) {
		return badFormat("other length")
	}
	rest, err := out.readTerms(body[headerSize:], terms)
	if err != nil {
		return err
	}
	if err := out.readRows(rest); err != nil {
		return err
	}
	*m = out
	return nil
}

// readTerms reads n terms, which are there, and gives the bytes after them.
func (m *Model) readTerms(b []byte, n int) ([]byte, error) {
	hashes := make([]uint64, n)
	for i := range hashes {
		hashes[i] = binary.LittleEndian.Uint64(b[8*i:])
		if i > 0 && hashes[i] <= hashes[i-1] {
			return nil, badFormat("terms out of order")
		}
	}
	m.terms = newTermTable(hashes)
	return b[8*n:], nil
}

// readRows reads the scales and codes, which have the right length.
func (m *Model) readRows(b []byte) error {
	m.scales = make([]float32, len(m.terms.hashes))
	for i := range m.scales {
		s := math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if !(s >= 0 && s <= maxScale) {
			return badFormat("a scale out of bounds")
		}
		m.scales[i] = s
	}
	m.codes = b[4*len(m.scales):]
	return nil
}

// maxScale bounds scales, so that no sum overflows: a text would need 1e25
// terms.
const maxScale = 1e6
