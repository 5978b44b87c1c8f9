//go:build !windows

package vector

import (
	"fmt"

	"github.com/coder/hnsw"
)

// graph is a graph and its nodes; a node's key in the graph is its place
// among them, so that no key is ever used twice.
type graph struct {
	links *hnsw.Graph[uint32]
	nodes []*node
	dead  int
}

func newGraph() *graph {
	links := hnsw.NewGraph[uint32]()
	links.M, links.EfSearch = graphNeighbours, graphEffort
	return &graph{links: links}
}

// add adds a node. A panic is an error, after which the graph is of no use.
func (g *graph) add(n *node) (err error) {
	defer recoverAs(&err)
	g.links.Add(hnsw.MakeNode(uint32(len(g.nodes)), n.vector))
	g.nodes = append(g.nodes, n)
	return nil
}

// search returns the keys of nodes near the query.
func (g *graph) search(query []float32, n int) (keys []uint32, err error) {
	defer recoverAs(&err)
	for _, found := range g.links.Search(query, n) {
		keys = append(keys, found.Key)
	}
	return keys, nil
}

func recoverAs(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", ErrBroken, p)
	}
}
