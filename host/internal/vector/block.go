package vector

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
	codes       []int8 // dims a vector
	sketches    sketches
}

// newBlocks are n blocks whose codes stand side by side, without sketches.
func newBlocks(dims, n int) []block {
	codes := largeRoom[int8](n * blockSize * dims)
	out := make([]block, n)
	for i := range out {
		out[i] = block{
			ids: make([]int64, blockSize), groups: make([]int64, blockSize), scales: make([]float32, blockSize),
			codes: codes[i*blockSize*dims:][:blockSize*dims],
		}
	}
	return out
}

// blockBytes is what a block of this many dimensions takes.
func blockBytes(dims int) int64 { return blockSize * int64(8+8+4+dims+8*words(dims)+4+4) }

func (b *block) code(i, dims int) []int8 { return b.codes[i*dims : (i+1)*dims] }

func (b *block) put(i, dims int, item Item) {
	b.ids[i], b.groups[i], b.scales[i] = item.ID, item.Group, item.Scale
	copy(b.code(i, dims), item.Code)
}

// sketch makes the sketches of vectors from to to-1.
func (b *block) sketch(from, to int, c centre) {
	dims, w := len(c.mean), words(len(c.mean))
	for i := from; i < to; i++ {
		b.sketches.put(i, b.sketches.bits[i*w:(i+1)*w], b.code(i, dims), b.scales[i], c)
	}
}
