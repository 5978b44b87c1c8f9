package ingest_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"aibookmark/host/internal/ingest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/store"
)

// leaning is a model for which every passage points the same way, and each
// question it is asked a little nearer to that than the one before: 0, 1/24, …
type leaning struct {
	*model
	asked int
	deaf  bool // understands no question
}

func (l *leaning) Embed(ctx context.Context, m library.EmbeddingModel, kind library.EmbedKind, in []library.EmbedInput) ([]library.Embedding, error) {
	if kind != library.EmbedQuestion {
		return l.model.Embed(ctx, m, kind, in)
	}
	out := make([]library.Embedding, len(in))
	for i := range out {
		cosine := float64(l.asked%24) / 24
		l.asked++
		if !l.deaf {
			out[i].Vector = []float32{float32(cosine), float32(math.Sqrt(1 - cosine*cosine)), 0}
		}
	}
	return out, nil
}

// TestNoiseIsMeasuredOnce: of a model that has all its vectors it is measured
// how near passages come to questions about nothing, and again when there are
// more than twice as many.
func TestNoiseIsMeasuredOnce(t *testing.T) {
	for _, deaf := range []bool{false, true} {
		t.Run(fmt.Sprintf("deaf %v", deaf), func(t *testing.T) {
			l := &leaning{model: &model{plan: named("m"), seen: map[string]int{}}, deaf: deaf}
			st := must[*store.Store](t)(store.Open(t.Context(), t.TempDir(), store.Options{}))
			t.Cleanup(func() { st.Close() })
			in := ingest.New(st, plain{}, ingest.Options{Embedder: l, Vectors: st, Now: time.Now})
			more := func(from, to int) {
				t.Helper()
				file := library.ImportFile{}
				for i := from; i < to; i++ {
					file.Items = append(file.Items, library.ImportItem{URL: fmt.Sprintf("https://site.example/%d", i), Title: fmt.Sprintf("Page %d", i), Text: fmt.Sprintf("Text of page %d.", i)})
				}
				must[ingest.ImportOutcome](t)(in.Import(t.Context(), file, nil))
				embed(t, in)
			}
			for _, step := range []struct{ pages, asked int }{{60, 0}, {220, 24}, {300, 24}, {700, 48}} {
				more(0, step.pages)
				if l.asked != step.asked {
					t.Errorf("with %d pages %d questions were asked, want %d", step.pages, l.asked, step.asked)
				}
			}
			want := float32(0.75)
			if deaf {
				want = 0 // not known
			}
			if got := must[library.VectorState](t)(st.VectorState(t.Context())).Noise; math.Abs(float64(got-want)) > 0.01 {
				t.Errorf("noise %.3f, want %.3f", got, want)
			}
		})
	}
}
