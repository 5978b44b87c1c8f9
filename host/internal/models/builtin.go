package models

// builtin.go: the embedder that needs no download, learnt from the library.

import (
	"context"
	"errors"
	"io"
	"runtime/debug"
	"time"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/lsa"
)

// builtinModel is a trained model, ready to embed.
type builtinModel struct {
	// id is the one that the index knows it by: what is learnt twice has the
	// same digest, but is stored where the id says.
	id     int64
	stored *lsa.Stored
	data   *io.SectionReader
	// whole, if not nil, is the same in memory, until release fires.
	whole   *lsa.Model
	release *time.Timer
	// texts were embedded since the time since.
	texts int
	since time.Time
}

const (
	// manyTexts is how many texts within keepWhole have a model read whole:
	// some megabytes, which a question and a page just saved do without.
	manyTexts = 32
	// keepWhole is how long it then stays in memory without such a use.
	keepWhole = 10 * time.Second
)

const (
	// pagesPerRead is how many pages are in memory at a time while learning.
	pagesPerRead = 100
	// longestLearnt bounds the bytes of a page that are learnt from: what a
	// page is about stands above, and the time does not depend on one long
	// page.
	longestLearnt = 32 << 10
)

// gcWhileLearning is how much garbage may lie beside what is held, in percent.
const gcWhileLearning = 25

// learn trains a model on every page; nil when there are too few.
func (e *Embedder) learn(ctx context.Context, pages int) (*library.EmbeddingPlan, error) {
	if pages < lsa.MinDocs {
		return nil, nil
	}
	start := time.Now()
	// Learning holds large matrices for some seconds; what the collector lets
	// lie beside them would be half as much again.
	defer debug.SetGCPercent(debug.SetGCPercent(gcWhileLearning))
	model, err := lsa.Train(ctx, func(yield func([]string) bool) error { return e.eachPage(ctx, yield) }, lsa.Options{})
	if errors.Is(err, lsa.ErrTooSmall) {
		return nil, nil
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, library.Errorf(library.Cancelled, "cancelled", ctx.Err())
		}
		return nil, err
	}
	data, err := model.MarshalBinary()
	if err != nil {
		return nil, err
	}
	e.log.Info("learnt an embedding model from the library", "pages", model.Docs(), "dims", model.Dims(), "bytes", len(data), "took", time.Since(start))
	// Pages without a known word do not count for the model, but they do for
	// the question whether the library has grown.
	return &library.EmbeddingPlan{
		Model: library.EmbeddingModel{Name: library.BuiltinModel, Digest: model.Digest(), Dims: model.Dims()}, Docs: pages, Data: data,
	}, nil
}

// eachPage yields the terms of every page, in the order of ids.
func (e *Embedder) eachPage(ctx context.Context, yield func([]string) bool) error {
	for after := int64(0); ; {
		ids, err := e.pages.PageIDs(ctx, after, pagesPerRead)
		if err != nil || len(ids) == 0 {
			return err
		}
		docs, err := e.pages.Documents(ctx, ids)
		if err != nil {
			return err
		}
		for _, d := range docs {
			if !yield(wordsOf(d.Label() + "\n" + d.Text)) {
				return nil
			}
		}
		after = ids[len(ids)-1]
	}
}

// wordsOf are the terms of a text, as the model knows them.
func wordsOf(text string) []string {
	if len(text) > longestLearnt {
		text = text[:longestLearnt]
	}
	return analysis.Terms(text)
}

// embedBuiltin embeds with the trained model of the index.
func (e *Embedder) embedBuiltin(ctx context.Context, m library.EmbeddingModel, in []library.EmbedInput) ([]library.Embedding, error) {
	embed, err := e.trained(ctx, m, len(in))
	if err != nil {
		return nil, err
	}
	out := make([]library.Embedding, len(in))
	for i, text := range in {
		if err := ctx.Err(); err != nil {
			return nil, library.Errorf(library.Cancelled, "cancelled", err)
		}
		words := text.Words
		if words == "" {
			words = text.Title + "\n" + text.Text
		}
		if out[i].Vector, err = embed(wordsOf(words)); err != nil {
			return nil, builtinError(err)
		}
	}
	return out, nil
}

// trained returns what embeds so many texts with the model m.
func (e *Embedder) trained(ctx context.Context, m library.EmbeddingModel, texts int) (func([]string) ([]float32, error), error) {
	used, err := e.opened(ctx, m)
	if err != nil {
		return nil, err
	}
	whole, err := e.inMemory(used, texts)
	if err != nil {
		return nil, builtinError(err)
	}
	if whole == nil {
		return used.stored.Embed, nil
	}
	return func(terms []string) ([]float32, error) { return whole.Embed(terms), nil }, nil
}

// opened returns the model m, opened when it is none of those used last: while
// another one is made, questions need the old one and passages the new.
func (e *Embedder) opened(ctx context.Context, m library.EmbeddingModel) (*builtinModel, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, b := range e.builtin {
		if b != nil && b.id == m.ID && b.stored.Digest() == m.Digest {
			return b, nil
		}
	}
	data, err := e.pages.ModelData(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	stored, err := lsa.OpenStored(data, data.Size())
	if err != nil {
		return nil, builtinError(err)
	}
	b := &builtinModel{id: m.ID, stored: stored, data: data}
	b.release = time.AfterFunc(keepWhole, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		b.whole = nil
	})
	e.builtin = [2]*builtinModel{b, e.builtin[0]}
	return b, nil
}

// inMemory is b whole, for the last of many texts; nil while there are few.
func (e *Embedder) inMemory(b *builtinModel, texts int) (*lsa.Model, error) {
	e.mu.Lock()
	if now := time.Now(); now.Sub(b.since) > keepWhole {
		b.since, b.texts = now, 0
	}
	b.texts += texts
	many, whole := b.texts >= manyTexts, b.whole
	if many {
		b.release.Reset(keepWhole)
	}
	e.mu.Unlock()
	if !many || whole != nil {
		return whole, nil
	}
	// Without the lock: a question needs that, and does not need this. Two that
	// read at once read the same.
	whole, err := readWhole(b.data)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	b.whole = whole
	return whole, nil
}

// readWhole reads a model into memory.
func readWhole(data *io.SectionReader) (*lsa.Model, error) {
	b := make([]byte, data.Size())
	if _, err := data.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return lsa.Open(b)
}

// builtinError says that a model is damaged, or that it, or a part of it, is
// not there any more: it was dropped while it was used.
func builtinError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return library.Errorf(library.NotFound, "model_data_missing", err)
	}
	if errors.Is(err, lsa.ErrFormat) {
		return library.Errorf(library.StorageDamaged, "model_data_missing", err)
	}
	return err
}
