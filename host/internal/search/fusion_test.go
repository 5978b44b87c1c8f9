package search

import (
	"testing"

	"aibookmark/host/internal/library"
)

// TestLearntModelWeighsMoreInALargerLibrary: what the model learnt from the
// library says of a page counts more the more pages it was learnt from, up to
// its whole weight.
func TestLearntModelWeighsMoreInALargerLibrary(t *testing.T) {
	meant := sense{
		model: library.EmbeddingModel{Name: library.BuiltinModel},
		texts: []library.PassageRef{{PassageID: 1, PageID: 7, Score: 0.8}},
	}
	last := 0.0
	for _, pages := range []int{50, 200, 999, grownAt} {
		p := &question{words: []word{{weight: 1, pages: 3}}, total: pages}
		score := fusion(p, nil, nil, meant)[7].score
		if score <= last {
			t.Errorf("a page found by meaning scores %.4f among %d pages, %.4f among fewer", score, pages, last)
		}
		last = score
	}
	p := &question{words: []word{{weight: 1, pages: 3}}, total: 100 * grownAt}
	if score := fusion(p, nil, nil, meant)[7].score; score != last || score != bodyShare {
		t.Errorf("in a large library it scores %.4f, want %.4f", score, bodyShare)
	}
}
