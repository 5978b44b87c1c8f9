package models

// embedder.go: which model embeds, and embedding with it.

import (
	"context"
	"io"
	"log/slog"
	"math"
	"sync"

	"aibookmark/host/internal/library"
)

// EmbedServer is the part of the model server's client that embeds.
type EmbedServer interface {
	EmbeddingModel(ctx context.Context) (library.EmbeddingModel, error)
	EmbeddingModelNamed(ctx context.Context, name string) (library.EmbeddingModel, error)
	Embed(ctx context.Context, m library.EmbeddingModel, kind library.EmbedKind, in []library.EmbedInput) ([]library.Embedding, error)
}

// Pages are what the built-in model is learnt from, and where it is kept.
type Pages interface {
	// PageIDs are up to limit visible pages above after, ascending.
	PageIDs(ctx context.Context, after int64, limit int) ([]int64, error)
	Documents(ctx context.Context, ids []int64) ([]library.Document, error)
	Counts(ctx context.Context) (library.Counts, error)
	ModelData(ctx context.Context, model int64) (*io.SectionReader, error)
}

// Embedder embeds with whichever model is right: one of the server, or the
// built-in one that is learnt from the library itself. It is safe for
// concurrent use.
type Embedder struct {
	server   EmbedServer
	pages    Pages
	settings func(context.Context) (library.Settings, error)
	log      *slog.Logger

	mu      sync.Mutex
	builtin [2]*builtinModel // the last two that were opened, the latest first
}

// NewEmbedder returns an Embedder. It does not ask or load anything yet.
// settings name the model that the person chose; log may be nil.
func NewEmbedder(server EmbedServer, pages Pages, settings func(context.Context) (library.Settings, error), log *slog.Logger) *Embedder {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Embedder{server: server, pages: pages, settings: settings, log: log}
}

// retrainGrowth is how much a library grows before its model is learnt anew.
const retrainGrowth = 1.25

// Plan says which model the index should have vectors of, given those it has;
// nil when that is the wanted one of them, or when no model can be had; a plan
// without a model when those it has must go.
//
// What the person chose comes first. Without a choice the best installed model
// is taken, but one that is in use stays in use as long as it is installed:
// vectors are only made again when they have to be, or when the person says
// so. While the server is silent everything stays as it is. Where there is no
// model, one is learnt from the library, which takes up to half a minute, and
// again when the library has grown by a quarter.
func (e *Embedder) Plan(ctx context.Context, have library.IndexModels) (*library.EmbeddingPlan, error) {
	set, err := e.settings(ctx)
	if err != nil {
		return nil, err
	}
	if set.EmbedModel == library.BuiltinModel {
		return e.planBuiltin(ctx, have)
	}
	m, err := e.installed(ctx, set.EmbedModel, have.Wanted())
	switch library.KindOf(err) {
	case "":
		if w := have.Wanted(); w != nil && w.Same(m) {
			return nil, nil
		}
		return &library.EmbeddingPlan{Model: m}, nil
	case library.Cancelled:
		return nil, err
	case library.ModelMissing:
		if set.EmbedModel == "" {
			return e.planBuiltin(ctx, have)
		}
	}
	// The chosen model, or the server, may come back; until then what is
	// there serves, and if that is nothing, what can be learnt.
	if w := have.Wanted(); w != nil && w.Name != library.BuiltinModel {
		return nil, nil
	}
	return e.planBuiltin(ctx, have)
}

// installed is the model of the server to use: the chosen one, the one in use,
// or the best.
func (e *Embedder) installed(ctx context.Context, chosen string, used *library.IndexModel) (library.EmbeddingModel, error) {
	if chosen != "" {
		return e.server.EmbeddingModelNamed(ctx, chosen)
	}
	if used != nil && used.Name != library.BuiltinModel {
		m, err := e.server.EmbeddingModelNamed(ctx, used.Name)
		if library.KindOf(err) != library.ModelMissing {
			return m, err
		}
	}
	return e.server.EmbeddingModel(ctx)
}

// planBuiltin learns a model where there is none, or one that the library has
// outgrown. One that was learnt from what is forgotten goes when what is left
// is too little to learn from.
func (e *Embedder) planBuiltin(ctx context.Context, have library.IndexModels) (*library.EmbeddingPlan, error) {
	c, err := e.pages.Counts(ctx)
	if err != nil {
		return nil, err
	}
	if w := have.Wanted(); w != nil && w.Name == library.BuiltinModel && !outgrown(w.Docs, c.Pages) {
		return nil, nil
	}
	plan, err := e.learn(ctx, c.Pages)
	if w := have.Wanted(); err == nil && plan == nil && w != nil && w.Name == library.BuiltinModel && w.Docs == 0 {
		return &library.EmbeddingPlan{}, nil
	}
	return plan, err
}

// outgrown tells whether a model learnt from docs pages should be learnt anew
// from pages.
func outgrown(docs, pages int) bool {
	return docs == 0 || float64(pages) >= math.Ceil(float64(docs)*retrainGrowth)
}

// Embed turns texts into vectors of m, one Embedding each, in order. Errors
// are those of the model or the server as a whole; see ollama.Client.Embed.
func (e *Embedder) Embed(ctx context.Context, m library.EmbeddingModel, kind library.EmbedKind, in []library.EmbedInput) ([]library.Embedding, error) {
	if m.Name == library.BuiltinModel {
		return e.embedBuiltin(ctx, m, in)
	}
	return e.server.Embed(ctx, m, kind, in)
}
