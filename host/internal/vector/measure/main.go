// Command measure measures the indexes of package vector, and the ones that
// others offer, on the same made-up vectors. scripts/bench runs it and prints
// what it says, one Result a line as JSON. It stands here because Go lets only
// what is below host/ import package vector.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"aibookmark/host/internal/vector/vectordata"
)

// Result is what was measured of one engine on one set of vectors.
type Result struct {
	Engine string          `json:"engine"`
	Data   vectordata.Kind `json:"data"`
	N      int             `json:"n"`
	Dims   int             `json:"dims"`
	// Recall is the share of the ten nearest, by precise vectors, that the
	// engine found.
	Recall float64 `json:"recall"`
	// P50 and P95 are of one search for ten, in ms.
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	// MB is the memory that the engine holds, with its copy of the vectors.
	MB float64 `json:"mb"`
	// Ready is how many seconds it took from the stored vectors to the first
	// search.
	Ready float64 `json:"ready"`
	// NotMeasured says why there are no figures.
	NotMeasured string `json:"notMeasured,omitempty"`
}

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// measurement is one run.
type measurement struct {
	hnswlib string
	seed    uint64
	out     *json.Encoder
	writing sync.Mutex
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	m := &measurement{out: json.NewEncoder(stdout)}
	flags := flag.NewFlagSet("measure", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&m.hnswlib, "hnswlib", "", "a folder with hnswlib.cjs and hnswlib-node; none: not measured")
	flags.Uint64Var(&m.seed, "seed", 1, "of the vectors")
	large := flags.Bool("large", false, "also a million vectors, and the others at 100,000: tens of minutes, 6 GB")
	if err := flags.Parse(args); err != nil {
		return err
	}
	sizes := []size{{10_000, 384, 100, true}, {10_000, 768, 100, false}, {100_000, 384, 100, *large}, {100_000, 768, 60, false}}
	if *large {
		sizes = append(sizes, size{1_000_000, 384, 30, false})
	}
	for _, s := range sizes {
		for _, kind := range vectordata.Kinds {
			if err := m.measure(ctx, kind, s); err != nil {
				return fmt.Errorf("%s, %d x %d: %w", kind, s.n, s.dims, err)
			}
		}
	}
	return nil
}

// size is a number of vectors and what is done with them.
type size struct {
	n, dims, queries int
	others           bool // measure the engines of others too
}

// measure runs all engines on one set of vectors. The engines of others build
// side by side, as each uses one core and takes long.
func (m *measurement) measure(ctx context.Context, kind vectordata.Kind, s size) error {
	w := newWorkload(kind, m.seed, s)
	w.findTruth()
	if err := m.scan(ctx, w); err != nil || !s.others {
		return err
	}
	var failures [2]error
	var others sync.WaitGroup
	others.Go(func() { failures[0] = m.fromNode(ctx, w) })
	failures[1] = m.graphs(ctx, w)
	others.Wait()
	for _, err := range failures {
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *measurement) report(r Result) error {
	m.writing.Lock()
	defer m.writing.Unlock()
	return m.out.Encode(r)
}

// fromNode measures hnswlib-node, which has a program of its own.
func (m *measurement) fromNode(ctx context.Context, w *workload) error {
	r := w.result("hnswlib-node 3.0.0")
	if m.hnswlib == "" {
		r.NotMeasured = "not asked for"
		return m.report(r)
	}
	if err := w.askNode(ctx, filepath.Join(m.hnswlib, "hnswlib.cjs"), &r); err != nil {
		r.NotMeasured = err.Error()
	}
	return m.report(r)
}
