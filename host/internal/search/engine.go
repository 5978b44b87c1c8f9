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
func (m *Meaning) tryGraph(ctx context.Context, to *loadedVectors, titles, texts *vector.Scan) {
	graph := m.emptyGraph(to.model)
	recall, err := m.compare(ctx, graph, &loadedVectors{model: to.model, titles: titles.Exhaustive(), texts: texts.Exhaustive()})
	switch {
	case err != nil:
		to.fallback = err.Error()
	case recall < wantedRecall:
		to.fallback = fmt.Sprintf("recall@%d %.3f < %.2f", testDepth, recall, wantedRecall)
	default:
		to.titles, to.texts = graph.titles, graph.texts
		return
	}
	m.options.Log.Warn("the graph does not find enough; the scan answers", "why", to.fallback)
}

func (m *Meaning) emptyGraph(model library.EmbeddingModel) *loadedVectors {
	precise := m.precise(model.ID)
	return &loadedVectors{model: model, titles: vector.NewHNSW(model.Dims, precise), texts: vector.NewHNSW(model.Dims, precise)}
}

// compare fills an index with the vectors of its model and measures how much of
// what the truth finds it finds.
func (m *Meaning) compare(ctx context.Context, subject, truth *loadedVectors) (float64, error) {
	if err := m.read(ctx, subject, 0); err != nil {
		return 0, err
	}
	questions, err := m.sample(ctx, truth.model.ID, truth.len())
	if err != nil {
		return 0, err
	}
	return recall(ctx, subject, truth, questions)
}

// recall is the mean over both kinds of passages, weighted by their number.
func recall(ctx context.Context, subject, truth *loadedVectors, questions [][]float32) (float64, error) {
	var sum, weight float64
	for i, index := range truth.indexes() {
		n := float64(index.Len())
		if n == 0 {
			continue
		}
		r, err := vector.Recall(ctx, subject.indexes()[i], index, questions, testDepth)
		if err != nil {
			return 0, err
		}
		sum, weight = sum+n*r, weight+n
	}
	if weight == 0 {
		return 1, nil
	}
	return sum / weight, nil
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
	if err != nil || have.empty() {
		return EngineReport{}, err
	}
	r := EngineReport{Model: have.model.Name, Vectors: have.len(), Answers: engineScan, Wanted: have.engine}
	for _, index := range have.indexes() {
		r.Bytes += index.Bytes()
	}
	if have.engine == engineHNSW && have.fallback == "" {
		r.Answers = engineHNSW
	}
	titles, texts := vector.NewScan(have.model.Dims, m.precise(have.model.ID)), vector.NewScan(have.model.Dims, m.precise(have.model.ID))
	scan := &loadedVectors{model: have.model, titles: titles, texts: texts}
	truth := &loadedVectors{model: have.model, titles: titles.Exhaustive(), texts: texts.Exhaustive()}
	if r.ScanRecall, err = m.compare(ctx, scan, truth); err != nil {
		return r, err
	}
	if r.Vectors > graphBound {
		r.GraphError = fmt.Sprintf("> %d", graphBound)
		return r, nil
	}
	if r.GraphRecall, err = m.compare(ctx, m.emptyGraph(have.model), truth); err != nil {
		r.GraphError = err.Error()
	}
	return r, ctx.Err()
}
