package vector

import "fmt"

// graph stands for the graph where github.com/coder/hnsw v0.6.1 does not
// compile (its renameio has no TempFile on Windows): the first vector breaks
// it, the exact scan answers, and doctor says why.
type graph struct {
	nodes []*node
	dead  int
}

func newGraph() *graph { return &graph{} }

func (g *graph) add(*node) error {
	return fmt.Errorf("%w: the library is not made for Windows", ErrBroken)
}

func (g *graph) search([]float32, int) ([]uint32, error) { return nil, ErrBroken }
