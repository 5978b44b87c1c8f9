package vector

import (
	"cmp"
	"slices"
)

// before orders matches: higher scores first, then lower ids, so that the
// same search always gives the same list.
func before(a, b Match) int {
	if c := cmp.Compare(b.Score, a.Score); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}

func sortMatches(all []Match) { slices.SortFunc(all, before) }

// best keeps the most matches it may of those it is shown: a heap with the
// worst on top.
type best struct {
	most int
	heap []Match
}

func newBest(most int) *best { return &best{most: most, heap: make([]Match, 0, min(most, 1024))} }

// wants tells quickly that a score has no chance; true means maybe.
func (b *best) wants(score float32) bool {
	return len(b.heap) < b.most || len(b.heap) > 0 && score >= b.heap[0].Score
}

func (b *best) show(m Match) {
	switch {
	case len(b.heap) < b.most:
		b.heap = append(b.heap, m)
		b.up(len(b.heap) - 1)
	case b.most > 0 && before(m, b.heap[0]) < 0:
		b.heap[0] = m
		b.down()
	}
}

func (b *best) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if before(b.heap[i], b.heap[parent]) <= 0 {
			return
		}
		b.heap[i], b.heap[parent] = b.heap[parent], b.heap[i]
		i = parent
	}
}

func (b *best) down() {
	for i := 0; ; {
		worst := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < len(b.heap) && before(b.heap[child], b.heap[worst]) > 0 {
				worst = child
			}
		}
		if worst == i {
			return
		}
		b.heap[i], b.heap[worst] = b.heap[worst], b.heap[i]
		i = worst
	}
}
