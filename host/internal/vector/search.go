package vector

import (
	"context"
	"runtime"
	"sync"
)

const (
	// Up to scanAll vectors the first stage lets everything through.
	scanAll = 4000
	// Of more it lets one of scanShare through, but no more than scanMost.
	scanShare = 25
	scanMost  = 20000
	// far marks a slot that the first stage leaves out.
	far = 1<<16 - 1
)

// candidates is how many of n vectors the first stage passes on. Measured on
// vectors without clusters, the hardest for sketches short of noise: of the
// nearest ten of 100,000 it passes on 0.998.
func candidates(n int) int { return min(n, max(scanAll, min(n/scanShare, scanMost))) }

// search runs the three stages on the present generation; passOn says how
// many of n eligible vectors the first one lets through.
func (s *Scan) search(ctx context.Context, query []float32, k int, allow func(int64) bool, passOn func(n int) int) ([]Match, error) {
	q, err := unit(query, s.dims)
	if err != nil || k <= 0 {
		return nil, err
	}
	g := s.current.Load()
	if g.live() == 0 {
		return nil, ctx.Err()
	}
	slots, err := s.nearby(ctx, g, q, allow, passOn)
	if err != nil {
		return nil, err
	}
	found, err := g.nearest(ctx, q, slots, kept(k, s.exact))
	if err != nil {
		return nil, err
	}
	return refine(ctx, s.exact, q, found, k)
}

// nearby is the first stage: the slots whose sketches are most like the query's.
func (s *Scan) nearby(ctx context.Context, g *generation, query []float32, allow func(int64) bool, passOn func(int) int) ([]uint32, error) {
	room := s.takeRanks(g.used)
	defer s.ranks.Put(room)
	all := (*room)[:g.used]
	var counts [workers][]int32
	var outline outline
	if g.centreOf > 0 {
		outline = g.centre.outline(query)
	}
	split(len(g.blocks), blocksWorthwhile, func(part, from, to int) {
		counts[part] = make([]int32, ranks)
		for i := from; i < to && ctx.Err() == nil; i++ {
			out := all[i*blockSize:][:g.usedOf(i)]
			if g.centreOf > 0 {
				g.blocks[i].sketches.rank(outline, out)
			} else {
				clear(out)
			}
			g.leaveOut(i, allow, out)
			for _, rank := range out {
				if rank != far {
					counts[part][rank]++
				}
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return closest(all, sum(counts[:]), passOn), nil
}

// takeRanks is room for n ranks, used before where possible: a search of
// 100,000 vectors needs 200 KB for a millisecond.
func (s *Scan) takeRanks(n int) *[]uint16 {
	room, _ := s.ranks.Get().(*[]uint16)
	if room == nil || cap(*room) < n {
		fresh := make([]uint16, n+n/8)
		room = &fresh
	}
	*room = (*room)[:cap(*room)]
	return room
}

// leaveOut marks the slots of a block that are deleted or not allowed as far.
// Restricting a search here, before the candidates are chosen, costs it no
// recall. Neighbours are often of one group, which is asked for once.
func (g *generation) leaveOut(block int, allow func(int64) bool, out []uint16) {
	for w, word := range g.dead[block*blockSize/64:][:(len(out)+63)/64] {
		for i := w * 64; word != 0 && i < len(out); i, word = i+1, word>>1 {
			if word&1 == 1 {
				out[i] = far
			}
		}
	}
	if allow == nil {
		return
	}
	groups := g.blocks[block].groups
	allowed := false
	for i := range out {
		if i == 0 || groups[i] != groups[i-1] {
			allowed = allow(groups[i])
		}
		if !allowed {
			out[i] = far
		}
	}
}

// closest returns the slots with the lowest ranks: as many as passOn wants of
// all that are not far. counts[r] is how many have rank r.
func closest(all []uint16, counts []int32, passOn func(int) int) []uint32 {
	eligible := 0
	for _, n := range counts {
		eligible += int(n)
	}
	want := passOn(eligible)
	// Everything below cut, and ties more at it.
	cut, below := 0, 0
	for cut < len(counts) && below+int(counts[cut]) <= want {
		below += int(counts[cut])
		cut++
	}
	ties := want - below
	slots := make([]uint32, 0, want)
	for slot, rank := range all {
		if int(rank) < cut {
			slots = append(slots, uint32(slot))
		} else if int(rank) == cut && ties > 0 {
			ties--
			slots = append(slots, uint32(slot))
		}
	}
	return slots
}

// sum adds the counts of all parts.
func sum(counts [][]int32) []int32 {
	total := counts[0]
	for _, more := range counts[1:] {
		for i, n := range more {
			total[i] += n
		}
	}
	return total
}

// nearest is the second stage: the best of some slots by their codes.
func (g *generation) nearest(ctx context.Context, query []float32, slots []uint32, keep int) ([]Match, error) {
	bests := make([]*best, workers)
	split(len(slots), slotsWorthwhile, func(part, from, to int) {
		bests[part] = newBest(min(keep, to-from))
		for ; from < to && ctx.Err() == nil; from += blockSize {
			g.score(query, slots[from:min(to, from+blockSize)], bests[part])
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var found []Match
	for _, b := range bests {
		if b != nil {
			found = append(found, b.heap...)
		}
	}
	sortMatches(found)
	return found[:min(keep, len(found))], nil
}

func (g *generation) score(query []float32, slots []uint32, best *best) {
	for _, slot := range slots {
		b, i := &g.blocks[slot/blockSize], int(slot%blockSize)
		score := clamp(b.scales[i] * DotCode(query, b.code(i, g.dims)))
		if best.wants(score) {
			best.show(Match{ID: b.ids[i], Group: b.groups[i], Score: score})
		}
	}
}

// Two goroutines, not one a core: a search is short, and the machine is the
// user's. The second one is worth its start from some 50 µs of work.
const (
	workers          = 2
	blocksWorthwhile = 64   // of the first stage, a goroutine
	slotsWorthwhile  = 2000 // of the second
)

// split calls f for parts of 0 to n-1 at once, when each has at least least.
// Part numbers are below workers; part 0 is always there.
func split(n, least int, f func(part, from, to int)) {
	if n < 2*least || runtime.GOMAXPROCS(0) == 1 {
		f(0, 0, n)
		return
	}
	var second sync.WaitGroup
	second.Go(func() { f(1, n/2, n) })
	f(0, 0, n/2)
	second.Wait()
}
