package lsa

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

func marshal(tb testing.TB, m *Model) []byte {
	tb.Helper()
	b, err := m.MarshalBinary()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestMarshalRoundTrip(t *testing.T) {
	for name, m := range map[string]*Model{"trained": mustTrain(t, smallLibrary(90), Options{}), "empty": {}} {
		b := marshal(t, m)
		var back Model
		if err := back.UnmarshalBinary(b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(b, marshal(t, &back)) {
			t.Errorf("%s: other bytes the second time", name)
		}
		if m.Digest() != "" && back.Digest() != m.Digest() || back.Dims() != m.Dims() || back.Docs() != m.Docs() {
			t.Errorf("%s: %s, %d, %d; want %s, %d, %d", name, back.Digest(), back.Dims(), back.Docs(), m.Digest(), m.Dims(), m.Docs())
		}
		stored, err := OpenStored(bytes.NewReader(b), int64(len(b)))
		if err != nil || stored.Digest() != back.Digest() {
			t.Fatalf("%s: stored: %v, digest %s", name, err, stored.Digest())
		}
		for _, s := range subjects {
			terms := strings.Fields(s)
			where, err := stored.Embed(terms)
			if want := m.Embed(terms); !slices.Equal(want, back.Embed(terms)) || !slices.Equal(want, where) || err != nil {
				t.Errorf("%s: other vector for %q: %v", name, s, err)
			}
		}
	}
}

// withSum replaces the checksum by the right one.
func withSum(b []byte) []byte {
	body := b[:len(b)-sha256.Size]
	sum := sha256.Sum256(body)
	return append(slices.Clone(body), sum[:]...)
}

func TestUnmarshalRefuses(t *testing.T) {
	m := mustTrain(t, smallLibrary(90), Options{})
	good := marshal(t, m)
	number := func(at int, n uint32) []byte {
		b := slices.Clone(good)
		binary.LittleEndian.PutUint32(b[at:], n)
		return withSum(b)
	}
	set := func(at int, c byte) []byte {
		b := slices.Clone(good)
		b[at] = c
		return b
	}
	scales := len(good) - sha256.Size - len(m.codes) - 4*len(m.scales)
	for name, b := range map[string][]byte{
		"nothing":         nil,
		"text":            []byte(strings.Repeat("hello ", 40)),
		"cut":             good[:len(good)-1],
		"flipped":         set(len(good)/2, good[len(good)/2]^1),
		"other version":   withSum(set(3, formatVersion+1)),
		"docs":            number(4, 1<<31),
		"many dimensions": number(8, 4_000_000_000),
		"no dimensions":   number(8, 0),
		"one dimension":   number(8, uint32(m.dims-1)),
		"many terms":      number(12, 4_000_000_000),
		"50,000 terms":    number(12, maxTerms),
		"fewer terms":     number(12, uint32(len(m.terms.hashes)-1)),
		"no terms":        number(12, 0),
		"order":           withSum(set(headerSize+7, 0xff)),
		"twice":           withSum(append(append(slices.Clone(good[:headerSize+8]), good[headerSize:headerSize+8]...), good[headerSize+16:]...)),
		"scale NaN":       number(scales, math.Float32bits(float32(math.NaN()))),
		"scale Inf":       number(scales, math.Float32bits(float32(math.Inf(1)))),
		"scale below 0":   number(scales, math.Float32bits(-1)),
	} {
		before := Model{docs: 5}
		if err := before.UnmarshalBinary(b); !errors.Is(err, ErrFormat) || before.docs != 5 {
			t.Errorf("%s: %v", name, err)
		}
		// What is not read is not noticed; what is read must be right.
		if _, err := OpenStored(bytes.NewReader(b), int64(len(b))); err == nil && name != "flipped" {
			t.Errorf("%s: opened where it is stored", name)
		}
	}
}

// A stored model whose source fails says so, when it is opened and when it is
// used.
func TestStoredSourceFails(t *testing.T) {
	m := mustTrain(t, smallLibrary(90), Options{})
	b := marshal(t, m)
	terms := strings.Fields(subjects[0])
	for _, left := range []int{0, headerSize, headerSize + termSize} {
		if _, err := OpenStored(bytes.NewReader(b[:left]), int64(len(b))); !errors.Is(err, io.EOF) {
			t.Errorf("%d bytes left: %v", left, err)
		}
	}
	source := &failing{ReaderAt: bytes.NewReader(b)}
	stored, err := OpenStored(source, int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	source.err = errors.New("gone")
	if v, err := stored.Embed(terms); v != nil || !errors.Is(err, source.err) {
		t.Errorf("a source that is gone: %v, %v", v, err)
	}
}

// failing fails once err is set.
type failing struct {
	io.ReaderAt
	err error
}

func (f *failing) ReadAt(p []byte, at int64) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.ReaderAt.ReadAt(p, at)
}

// Whatever the bytes, an error or a model that works and is written the same.
func FuzzUnmarshalBinary(f *testing.F) {
	m := mustTrain(f, smallLibrary(MinDocs), Options{Dims: 2})
	f.Add(marshal(f, m))
	f.Add(marshal(f, new(Model)))
	f.Add([]byte("LSA\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= sha256.Size {
			b = withSum(b) // or no mutation would ever get further
		}
		var m Model
		if err := m.UnmarshalBinary(b); err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Error(err)
			}
			return
		}
		if !bytes.Equal(b, marshal(t, &m)) {
			t.Error("other bytes the second time")
		}
		if v := m.Embed(strings.Fields("apple apple pear plum and what else")); v != nil && math.Abs(cosine(v, v)-1) > 1e-3 {
			t.Errorf("norm² %v", cosine(v, v))
		}
		if _, err := OpenStored(bytes.NewReader(b), int64(len(b))); err != nil {
			t.Errorf("where it is stored: %v", err)
		}
	})
}
