package search

// engine.go: which vector index answers. The scan is the rule; the graph has
// to show on the person's own vectors that it finds what the scan finds.

import (
	"context"
	"fmt"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/vector"
)

// The values of the setting index.engine.
const (
	engineScan = "scan"
	engineHNSW = "hnsw"
)

const (
	// wantedRecall is what the graph has to reach: DESIGN section 7.
	wantedRecall = 0.98
	// testQuestions is how many of the person's vectors the test asks for.
	testQuestions = 50
	testDepth     = 10
)

// tryGraph builds the graph beside the scan and lets it answer if it finds
// enough.
func (m *Meaning) tryGraph(ctx context.Context, to *loadedVectors, scan *vector.Scan) {
	graph := vector.NewHNSW(to.model.Dims, m.precise(to.model.ID))
	recall, err := m.compare(ctx, to.model.ID, graph, scan.Exhaustive())
	switch {
	case err != nil:
		to.fallback = err.Error()
	case recall < wantedRecall:
		to.fallback = fmt.Sprintf("recall@%d %.3f < %.2f", testDepth, recall, wantedRecall)
	default:
		to.index = graph
	}
	if to.fallback != "" {
		m.options.Log.Warn("the graph does not find enough; the scan answers", "why", to.fallback)
	}
}

// compare fills a graph with the vectors of a model and measures how much of
// what the scan finds it finds.
func (m *Meaning) compare(ctx context.Context, model int64, graph, truth vector.Index) (float64, error) {
	to := loadedVectors{model: library.EmbeddingModel{ID: model}, index: graph}
	if err := m.read(ctx, &to, 0); err != nil {
		return 0, err
	}
	questions, err := m.sample(ctx, model, truth.Len())
	if err != nil {
		return 0, err
	}
	return vector.Recall(ctx, graph, truth, questions, testDepth)
}

// sample picks vectors evenly from all.
func (m *Meaning) sample(ctx context.Context, model int64, n int) ([][]float32, error) {
	step := max(1, n/testQuestions)
	var out [][]float32
	i := 0
	err := m.index.Vectors(ctx, model, 0, func(row library.VectorRow) error {
		if i++; i%step != 0 {
			return nil
		}
		v := make([]float32, len(row.Code))
		for j, c := range row.Code {
			v[j] = row.Scale * float32(c)
		}
		out = append(out, v)
		return nil
	})
	return out, err
}

// EngineReport is what the health check shows of the vector indexes.
type EngineReport struct {
	// Model is empty while no model answers.
	Model   string
	Vectors int
	// Answers is the engine that answers now, Wanted the one of the setting.
	Answers, Wanted string
	// ScanRecall and GraphRecall are recall@10 on the person's own vectors
	// against an exact search. GraphError says why the graph has none.
	ScanRecall, GraphRecall float64
	GraphError              string
	Bytes                   int64
}

// graphBound is how many vectors the health check builds a graph of: it takes
// about a millisecond each.
const graphBound = 20000

// Examine measures both engines on the library's own vectors. It takes
// seconds.
func (m *Meaning) Examine(ctx context.Context) (EngineReport, error) {
	have, err := m.current(ctx, true)
	if err != nil || have == nil || have.index == nil {
		return EngineReport{}, err
	}
	r := EngineReport{
		Model: have.model.Name, Vectors: have.index.Len(), Answers: engineScan, Wanted: have.engine, Bytes: have.index.Bytes(),
	}
	if have.engine == engineHNSW && have.fallback == "" {
		r.Answers = engineHNSW
	}
	scan := vector.NewScan(have.model.Dims, m.precise(have.model.ID))
	exact := scan.Exhaustive()
	if err := m.read(ctx, &loadedVectors{model: have.model, index: scan}, 0); err != nil {
		return r, err
	}
	questions, err := m.sample(ctx, have.model.ID, scan.Len())
	if err != nil {
		return r, err
	}
	if r.ScanRecall, err = vector.Recall(ctx, scan, exact, questions, testDepth); err != nil {
		return r, err
	}
	if r.Vectors > graphBound {
		r.GraphError = fmt.Sprintf("> %d", graphBound)
		return r, nil
	}
	r.GraphRecall, err = m.compare(ctx, have.model.ID, vector.NewHNSW(have.model.Dims, m.precise(have.model.ID)), exact)
	if err != nil {
		r.GraphError = err.Error()
	}
	return r, ctx.Err()
}
