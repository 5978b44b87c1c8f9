package vector

import "slices"

// generation is what a Scan holds at one moment. A published one is not
// changed any more, so that a search that began on it ends on it, whatever is
// added, deleted or compacted meanwhile. Generations share blocks.
type generation struct {
	dims   int
	blocks []block
	spare  []block // made, not needed yet
	used   int     // slots in use: the first ones, deleted ones included
	// dead has a bit for every deleted slot.
	dead      []uint64
	deadCount int
	// centre is the mean of when there were centreOf vectors. 0: there are no
	// sketches.
	centre   centre
	centreOf int
}

// successor is a copy that may be changed before it is published.
func (g *generation) successor() *generation {
	next := *g
	next.blocks, next.dead = slices.Clone(g.blocks), slices.Clone(g.dead)
	return &next
}

func (g *generation) live() int { return g.used - g.deadCount }

// add puts an item into the next free slot, without its sketch.
func (g *generation) add(item Item) (slot int) {
	slot = g.used
	if slot == len(g.blocks)*blockSize {
		g.grow()
		g.dead = append(g.dead, make([]uint64, blockSize/64)...)
	}
	g.blocks[slot/blockSize].put(slot%blockSize, g.dims, item)
	g.used++
	return slot
}

// From blocksMany blocks on, blocksAtOnce are made at a time: enough to stand in
// large pages for the most part, and not so much that what is not needed of them
// counts beside the rest.
const (
	blocksMany   = 4
	blocksAtOnce = 16
)

// grow adds a block.
func (g *generation) grow() {
	if len(g.spare) == 0 {
		n := 1
		if len(g.blocks) >= blocksMany {
			n = blocksAtOnce
		}
		g.spare = newBlocks(g.dims, n)
	}
	g.blocks, g.spare = append(g.blocks, g.spare[0]), g.spare[1:]
}

func (g *generation) isDead(slot int) bool { return g.dead[slot/64]>>(slot%64)&1 == 1 }

func (g *generation) kill(slot int) {
	g.dead[slot/64] |= 1 << (slot % 64)
	g.deadCount++
}

// usedOf is how many slots of a block are in use.
func (g *generation) usedOf(block int) int { return min(blockSize, g.used-block*blockSize) }

// centreSample is how many vectors the mean is estimated from.
const centreSample = 4096

// sketch brings the sketches up to date after slots from and above were
// added. The mean is estimated anew when there are half as many again as it
// is of: the first vectors of a library are not like the later ones, and bits
// relative to a wrong mean tell vectors apart badly. There are no sketches
// until the first stage has something to leave out.
func (g *generation) sketch(from int) {
	if g.centreOf == 0 && g.live() <= scanAll {
		return
	}
	have := slices.IndexFunc(g.blocks, func(b block) bool { return b.sketches.bits == nil })
	if g.centreOf == 0 || g.live() > g.centreOf+g.centreOf/2 {
		g.centre, g.centreOf, from = newCentre(g.mean()), g.live(), 0
		have = 0 // searches on earlier generations still read the old ones
	}
	if have >= 0 {
		for i, fresh := range newSketches(g.dims, len(g.blocks)-have) {
			g.blocks[have+i].sketches = fresh
		}
	}
	first := from / blockSize
	split(len(g.blocks)-first, 16, func(_, begin, end int) {
		for i := first + begin; i < first+end; i++ {
			g.blocks[i].sketch(max(0, from-i*blockSize), g.usedOf(i), g.centre)
		}
	})
}

// mean is that of each dimension over an even sample of the live vectors.
func (g *generation) mean() []float32 {
	sums, n := make([]float64, g.dims), 0
	step := max(1, g.used/centreSample)
	for slot := 0; slot < g.used; slot += step {
		if g.isDead(slot) {
			continue
		}
		b := &g.blocks[slot/blockSize]
		scale := float64(b.scales[slot%blockSize])
		for i, c := range b.code(slot%blockSize, g.dims) {
			sums[i] += scale * float64(c)
		}
		n++
	}
	mean := make([]float32, g.dims)
	for i, sum := range sums {
		mean[i] = float32(sum / float64(max(1, n)))
	}
	return mean
}

// compacted is a generation of the live vectors alone, and its slots.
func (g *generation) compacted() (*generation, slots) {
	next, table := &generation{dims: g.dims}, slots{}
	for slot := range g.used {
		if g.isDead(slot) {
			continue
		}
		b, i := &g.blocks[slot/blockSize], slot%blockSize
		at := next.add(Item{ID: b.ids[i], Group: b.groups[i], Scale: b.scales[i], Code: b.code(i, g.dims)})
		table.put(b.ids[i], at, next.blocks)
	}
	next.sketch(0)
	return next, table
}

func (g *generation) bytes() int64 {
	return int64(len(g.blocks))*blockBytes(g.dims) + int64(8*len(g.dead)+4*len(g.centre.mean))
}
