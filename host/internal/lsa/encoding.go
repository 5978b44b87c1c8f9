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
// read is checked, and nothing is allocated that the bytes at hand do not fill;
// but Stored takes its source's word for how many there are, and reads neither
// all codes nor the sum of them.

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
	size := headerSize + len(m.scales)*termSize + len(m.codes) + sha256.Size
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
	out, terms, err := readHeader(data, int64(len(data)))
	if err != nil {
		return err
	}
	body, sum := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if out.digest = digestOf(body); out.digest != hex.EncodeToString(sum) {
		return badFormat("the checksum differs")
	}
	rest, err := out.readTerms(body[headerSize:], terms)
	if err != nil {
		return err
	}
	if out.codes, err = out.readScales(rest); err != nil {
		return err
	}
	*m = out
	return nil
}

// readHeader reads the beginning of a model of so many bytes: a model without
// its terms, and how many it has.
func readHeader(data []byte, size int64) (m Model, terms int, err error) {
	if len(data) < headerSize || size < int64(headerSize+sha256.Size) || string(data[:len(magic)]) != magic {
		return m, 0, badFormat("other beginning")
	}
	number := func(i int) int { return int(binary.LittleEndian.Uint32(data[len(magic)+4*i:])) }
	m, terms = Model{docs: number(0), dims: number(1)}, number(2)
	if m.docs > maxDocs || m.dims > maxDims || terms > maxTerms || (terms == 0) != (m.dims == 0) {
		return m, 0, badFormat("sizes out of bounds")
	}
	if size != int64(headerSize+terms*(termSize+m.dims)+sha256.Size) {
		return m, 0, badFormat("other length")
	}
	return m, terms, nil
}

// termSize is what a term has beside its code: hash and scale.
const termSize = 8 + 4

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

// readScales reads the scales, which are there, and gives the bytes after them.
func (m *Model) readScales(b []byte) ([]byte, error) {
	m.scales = make([]float32, len(m.terms.hashes))
	for i := range m.scales {
		s := math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if !(s >= 0 && s <= maxScale) {
			return nil, badFormat("a scale out of bounds")
		}
		m.scales[i] = s
	}
	return b[4*len(m.scales):], nil
}

// maxScale bounds scales, so that no sum overflows: a text would need 1e25
// terms.
const maxScale = 1e6
