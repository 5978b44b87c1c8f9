package lsa

// stored.go: a model that stays where it is stored.

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

// Stored is a model of which only the terms are in memory, some hundred
// kilobytes; their codes, nearly all of a model, are read when a text has them.
// A question has a dozen: to read 15 MB first would take longer than to answer
// it. For many texts at a time Open is faster. It is safe for concurrent use as
// far as its source is.
type Stored struct {
	model Model // without codes
	from  io.ReaderAt
	codes int64 // where they begin
}

// OpenStored is the model of size bytes in from, as MarshalBinary gave them.
// Errors wrap ErrFormat or are those of from. Damage of the codes is not
// noticed here, since they are not read.
func OpenStored(from io.ReaderAt, size int64) (*Stored, error) {
	if size < int64(headerSize+sha256.Size) {
		return nil, badFormat("too short")
	}
	head := make([]byte, headerSize)
	if err := readAt(from, head, 0); err != nil {
		return nil, err
	}
	m, terms, err := readHeader(head, size)
	if err != nil {
		return nil, err
	}
	known, sum := make([]byte, terms*termSize), make([]byte, sha256.Size)
	if err := readAt(from, known, int64(headerSize)); err != nil {
		return nil, err
	}
	if err := readAt(from, sum, size-sha256.Size); err != nil {
		return nil, err
	}
	m.digest = hex.EncodeToString(sum)
	rest, err := m.readTerms(known, terms)
	if err != nil {
		return nil, err
	}
	if _, err := m.readScales(rest); err != nil {
		return nil, err
	}
	return &Stored{model: m, from: from, codes: int64(headerSize + len(known))}, nil
}

// Digest is that of the model.
func (s *Stored) Digest() string { return s.model.digest }

// Embed is Embed of the model; an error is that of the source.
func (s *Stored) Embed(terms []string) ([]float32, error) {
	row := make([]byte, s.model.dims)
	return s.model.embed(terms, func(id int32) ([]byte, error) {
		return row, readAt(s.from, row, s.codes+int64(id)*int64(len(row)))
	})
}

// readAt fills p.
func readAt(from io.ReaderAt, p []byte, at int64) error {
	if n, err := from.ReadAt(p, at); n < len(p) {
		return fmt.Errorf("lsa: read a stored model: %w", err)
	}
	return nil
}
