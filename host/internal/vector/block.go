package vector

import (
	"math"
	"math/bits"
)

// blockSize is how many vectors are allocated at a time. Growing by blocks
// costs no copy and no slack worth mentioning, where a slice that doubles may
// hold twice the memory.
const blockSize = 1024

// block is room for blockSize vectors, a column a property. Slots that a
// generation counts as used are never written again, so that searches read
// them without a lock.
type block struct {
	ids, groups []int64
	scales      []float32
	codes       []int8   // dims a vector
	bits        []uint64 // words a vector
}

func newBlock(dims int) block {
	return block{
		ids: make([]int64, blockSize), groups: make([]int64, blockSize), scales: make([]float32, blockSize),
		codes: make([]int8, blockSize*dims), bits: make([]uint64, blockSize*words(dims)),
	}
}

// blockBytes is what a block of this many dimensions takes.
func blockBytes(dims int) int64 { return blockSize * int64(8+8+4+dims+8*words(dims)) }

// words is how many 64-bit words hold a bit a dimension.
func words(dims int) int { return (dims + 63) / 64 }

func (b *block) code(i, dims int) []int8 { return b.codes[i*dims : (i+1)*dims] }

func (b *block) put(i, dims int, item Item) {
	b.ids[i], b.groups[i], b.scales[i] = item.ID, item.Group, item.Scale
	copy(b.code(i, dims), item.Code)
}

// encode writes the bits of vectors from to to-1: 1 where the element is
// above the mean of its dimension.
func (b *block) encode(from, to int, mean []float32) {
	dims, w := len(mean), words(len(mean))
	for i := from; i < to; i++ {
		encodeCode(b.bits[i*w:(i+1)*w], b.code(i, dims), b.scales[i], mean)
	}
}

// encodeCode writes the bits of one code. A comparison would be mispredicted
// every other time; the sign bit of the difference costs the same always.
func encodeCode(out []uint64, code []int8, scale float32, mean []float32) {
	for j := range out {
		var word uint64
		c, m := code[j*64:min((j+1)*64, len(code))], mean[j*64:]
		m = m[:len(c)]
		for i, x := range c {
			word |= uint64(math.Float32bits(m[i]-scale*float32(x))>>31) << i
		}
		out[j] = word
	}
}

// encodeVector is encodeCode for a query.
func encodeVector(v, mean []float32) []uint64 {
	out := make([]uint64, words(len(v)))
	for i, x := range v {
		if x > mean[i] {
			out[i/64] |= 1 << (i % 64)
		}
	}
	return out
}

// distances writes to out in how many bits each row differs from query.
func distances(rows, query []uint64, out []uint16) {
	w := len(query)
	for i := range out {
		row := rows[i*w:][:w]
		n := 0
		for j, q := range query {
			n += bits.OnesCount64(row[j] ^ q)
		}
		out[i] = uint16(n)
	}
}
