package ingest

// embedding.go: passages get their vectors, in the background and for the
// command line.

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aibookmark/host/internal/library"
)

// Vectors is the part of the index that embedding needs.
type Vectors interface {
	EmbeddingModels(ctx context.Context) (library.IndexModels, error)
	StartModel(ctx context.Context, m library.EmbeddingModel, docs int, data []byte) (library.EmbeddingModel, error)
	AbandonModel(ctx context.Context) error
	DropModels(ctx context.Context) error
	SwapModel(ctx context.Context) (bool, error)
	// SweepVectors takes away a part of what is left of a model that went; 0
	// when nothing is.
	SweepVectors(ctx context.Context) (int, error)
	// SealVectors makes the vectors of the model that answers quick to read.
	SealVectors(ctx context.Context) (int, error)
	// NoiseDue tells whether the noise of the model that answers should be
	// measured, given so many passages; PutNoise keeps it.
	NoiseDue(ctx context.Context, least int) (model library.EmbeddingModel, due bool, err error)
	PutNoise(ctx context.Context, model int64, noise float32) error
	// Vectors are those of a model stored after a number. A row's code is only
	// valid during the call.
	Vectors(ctx context.Context, model, after int64, do func(library.VectorRow) error) error
	// PendingPassages are those that wait, in the order in which they should
	// be embedded.
	PendingPassages(ctx context.Context, limit int) ([]library.PassageTask, error)
	PutVectors(ctx context.Context, model int64, vectors []library.PassageVector) (int, error)
	PutFailures(ctx context.Context, model int64, failures []library.PassageFailure) error
}

// Embedder turns text into vectors.
type Embedder interface {
	// Plan says which model the index should have vectors of, given those it
	// has; nil when it has it, or when there is none to be had. A plan without a
	// model says that those it has must go.
	Plan(ctx context.Context, have library.IndexModels) (*library.EmbeddingPlan, error)
	// Embed gives one Embedding a text, in order. An error is about the model
	// or its server as a whole.
	Embed(ctx context.Context, m library.EmbeddingModel, kind library.EmbedKind, in []library.EmbedInput) ([]library.Embedding, error)
}

const (
	// batchTime is what a batch of passages should take: a kill loses at most
	// that much work.
	batchTime = 200 * time.Millisecond
	// firstBatch is the size of the first batch, whose time is not known yet.
	firstBatch = 4
	maxBatch   = 256
	// planEvery is how often the server is asked for a better model.
	planEvery = 15 * time.Second
	// shift is how long embedding goes on before it looks whether something
	// else is to be done first.
	shift = 4 * time.Second
	// A model that fails as a whole is left alone for a while, longer each
	// time.
	firstBackoff, longestBackoff = 5 * time.Second, 5 * time.Minute
	// A passage that fails is tried again after an hour, then two, four, …
	firstRetry, longestRetry = time.Hour, 7 * 24 * time.Hour
	// smoothing is the weight of the latest batch in the measured pace.
	smoothing = 0.3
)

// embeddingWork is what the embedding work of this process remembers. Only
// what is under mu of Ingest is read by others.
type embeddingWork struct {
	size    int       // of the next batch
	planned time.Time // when Plan was asked last
	// backoff is how long the model was left alone last; until is when it may
	// be asked again.
	backoff time.Duration
	until   time.Time
}

// pace is what status shows of the embedding work.
type pace struct {
	perPassage time.Duration
	failure    library.Kind
}

// EmbedEstimate is about how long this many passages will take, measured on
// the latest; 0 when nothing was measured yet. failure is why the model does
// not embed at the moment, empty when it does.
func (in *Ingest) EmbedEstimate(passages int) (left time.Duration, failure library.Kind) {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.pace.perPassage * time.Duration(passages), in.pace.failure
}

// EmbedPending gives passages their vectors until none waits, the context is
// done, work is paused, or other work arrives; more tells that some are left.
// A passage that fails is set aside; an error means that the model, its server
// or the store fails as a whole.
func (in *Ingest) EmbedPending(ctx context.Context, progress Progress) (done int, more bool, err error) {
	if in.embedder == nil {
		return 0, false, nil
	}
	in.embedding.Lock()
	defer in.embedding.Unlock()
	now := in.now()
	if in.replan.Swap(false) {
		in.work.planned, in.work.until = time.Time{}, time.Time{}
	}
	if now.Before(in.work.until) && now.After(in.work.until.Add(-longestBackoff)) {
		return 0, false, nil
	}
	model, err := in.wantedModel(ctx, now)
	if err == nil && model != nil {
		done, more, err = in.embedAll(ctx, *model, progress)
	}
	in.settleBackoff(ctx, err)
	return done, more, err
}

// Replan has the embedding model chosen anew at once: the person chose another,
// or one was installed.
func (in *Ingest) Replan() {
	in.replan.Store(true)
	in.Wake()
}

// wantedModel starts the model that Plan asks for and returns the one that
// passages are to get vectors of.
func (in *Ingest) wantedModel(ctx context.Context, now time.Time) (*library.EmbeddingModel, error) {
	have, err := in.vectors.EmbeddingModels(ctx)
	if err != nil {
		return nil, err
	}
	if now.Sub(in.work.planned) >= planEvery || now.Before(in.work.planned) {
		in.work.planned = now
		planning, done := in.untilPaused(ctx)
		defer done()
		plan, err := in.embedder.Plan(planning, have)
		switch {
		case err != nil && ctx.Err() == nil && planning.Err() != nil:
			// Paused while it learnt: anew when the work goes on.
			in.work.planned = time.Time{}
			return nil, nil
		case err != nil:
			return nil, fmt.Errorf("plan embedding: %w", err)
		case plan == nil:
		case plan.Model.Name == "":
			return nil, in.dropModels(ctx)
		default:
			return in.startModel(ctx, have, *plan)
		}
	}
	if w := have.Wanted(); w != nil {
		return &w.EmbeddingModel, nil
	}
	return nil, nil
}

func (in *Ingest) dropModels(ctx context.Context) error {
	if err := in.vectors.DropModels(ctx); err != nil {
		return err
	}
	in.log.Info("no embedding model any more")
	return in.finishModel(ctx)
}

func (in *Ingest) startModel(ctx context.Context, have library.IndexModels, plan library.EmbeddingPlan) (*library.EmbeddingModel, error) {
	if have.Building != nil && have.Current.Same(plan.Model) {
		// Back to the one that answers: what was begun beside it goes.
		if err := in.vectors.AbandonModel(ctx); err != nil {
			return nil, err
		}
	}
	model, err := in.vectors.StartModel(ctx, plan.Model, plan.Docs, plan.Data)
	if err != nil {
		return nil, err
	}
	in.log.Info("embedding model", "name", model.Name, "dims", model.Dims)
	in.work.size = 0
	return &model, nil
}

// embedAll embeds batch after batch.
func (in *Ingest) embedAll(ctx context.Context, model library.EmbeddingModel, progress Progress) (done int, more bool, err error) {
	for began := in.now(); ; {
		if ctx.Err() != nil || in.Paused() {
			return done, false, nil
		}
		n, err := in.embedBatch(ctx, model)
		if err != nil {
			return done, false, err
		}
		if n == 0 {
			break
		}
		done += n
		if progress != nil {
			progress(done)
		}
		if len(in.wake) > 0 || in.now().Sub(began) >= shift {
			return done, true, nil
		}
	}
	return done, false, in.finishModel(ctx)
}

// finishModel lets a model that has all its vectors take its place, takes the
// vectors of the former one away, and makes its own quick to read.
func (in *Ingest) finishModel(ctx context.Context) error {
	swapped, err := in.vectors.SwapModel(ctx)
	if err != nil {
		return err
	}
	if swapped {
		in.log.Info("the new embedding model answers")
	}
	for ctx.Err() == nil {
		n, err := in.vectors.SweepVectors(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			// Without it everything works, only slower.
			if _, err := in.vectors.SealVectors(ctx); err != nil && ctx.Err() == nil {
				in.log.Warn("vectors were not put together", "error", err)
			}
			if err := in.measureNoise(ctx); err != nil && ctx.Err() == nil {
				in.log.Warn("the noise of the model was not measured", "error", err)
			}
			return nil
		}
	}
	return nil
}

// embedBatch embeds the next passages and returns how many were dealt with.
func (in *Ingest) embedBatch(ctx context.Context, model library.EmbeddingModel) (int, error) {
	if in.work.size == 0 {
		in.work.size = firstBatch
	}
	tasks, err := in.vectors.PendingPassages(ctx, in.work.size)
	if err != nil || len(tasks) == 0 {
		return 0, err
	}
	start := time.Now()
	texts, stale, err := in.textsOf(ctx, tasks)
	if err != nil {
		return 0, err
	}
	var inputs []library.EmbedInput
	for _, t := range texts {
		inputs = append(inputs, t.input)
	}
	var out []library.Embedding
	if len(inputs) > 0 {
		if out, err = in.embedder.Embed(ctx, model, library.EmbedPassage, inputs); err != nil {
			return 0, fmt.Errorf("embed %d passages: %w", len(inputs), err)
		}
	}
	vectors, failures := in.sortOut(texts, out)
	if _, err := in.vectors.PutVectors(ctx, model.ID, vectors); err != nil {
		return 0, err
	}
	if failures = append(failures, in.setAside(stale)...); len(failures) > 0 {
		in.log.Warn("passages set aside", "count", len(failures), "first", failures[0].Reason)
		if err := in.vectors.PutFailures(ctx, model.ID, failures); err != nil {
			return 0, err
		}
	}
	in.measure(ctx, len(tasks), time.Since(start))
	return len(tasks), nil
}

// taskText is a passage that waits, with what is to be embedded.
type taskText struct {
	task  library.PassageTask
	input library.EmbedInput
}

// textsOf reads the texts of passages. stale are passages that do not fit the
// page any more: it changed and waits to be indexed again, which usually has
// replaced them before their next try.
func (in *Ingest) textsOf(ctx context.Context, tasks []library.PassageTask) (texts []taskText, stale []library.PassageTask, err error) {
	var pages []int64
	seen := map[int64]bool{}
	for _, t := range tasks {
		if !seen[t.PageID] {
			seen[t.PageID] = true
			pages = append(pages, t.PageID)
		}
	}
	docs, err := in.store.Documents(ctx, pages)
	if err != nil {
		return nil, nil, fmt.Errorf("read passages to embed: %w", err)
	}
	byID := make(map[int64]library.Document, len(docs))
	for _, d := range docs {
		byID[d.PageID] = d
	}
	for _, t := range tasks {
		if input, ok := inputOf(byID[t.PageID], t.Passage); ok {
			texts = append(texts, taskText{t, input})
		} else {
			stale = append(stale, t)
		}
	}
	return texts, stale, nil
}

// inputOf is what a model is given of a passage; ok is false when the document
// is not the one it was cut from.
func inputOf(d library.Document, p library.Passage) (in library.EmbedInput, ok bool) {
	if p.IsTitle() {
		if titlePassage(d).Hash != p.Hash {
			return in, false
		}
		in = library.EmbedInput{Title: d.Title(), Words: d.Label()}
		for i, path := range d.Folders {
			if i == 0 && len(path) > 0 {
				in.Text = path[len(path)-1]
			}
		}
		if d.Site != "" {
			in.Text += "\n" + d.Site
		}
		return in, true
	}
	if p.End > len(d.Text) || passageHash(d, p.Heading, p.Start, p.End) != p.Hash {
		return in, false
	}
	return library.EmbedInput{Title: d.Title(), Text: d.Text[p.Start:p.End]}, true
}

// sortOut tells the passages that have their vector from those that failed.
func (in *Ingest) sortOut(texts []taskText, out []library.Embedding) (vectors []library.PassageVector, failures []library.PassageFailure) {
	for i, t := range texts {
		if err := out[i].Err; err != nil {
			failures = append(failures, in.failure(t.task, string(library.KindOf(err))))
			continue
		}
		vectors = append(vectors, library.PassageVector{PassageID: t.task.ID, Hash: t.task.Hash, Vector: out[i].Vector})
	}
	return vectors, failures
}

func (in *Ingest) setAside(stale []library.PassageTask) []library.PassageFailure {
	var out []library.PassageFailure
	for _, t := range stale {
		f := in.failure(t, "stale")
		f.Next = in.now().Add(time.Minute)
		out = append(out, f)
	}
	return out
}

func (in *Ingest) failure(t library.PassageTask, reason string) library.PassageFailure {
	wait := firstRetry << min(t.Attempts, 16)
	return library.PassageFailure{PassageID: t.ID, Hash: t.Hash, Reason: reason, Next: in.now().Add(min(wait, longestRetry))}
}

// measure learns from a batch how large the next one should be and how long
// what is left will take, and rests where the computer should be spared.
func (in *Ingest) measure(ctx context.Context, n int, took time.Duration) {
	fitting := int(float64(n) * float64(batchTime) / float64(max(took, time.Microsecond)))
	in.work.size = max(1, min(fitting, 2*n, maxBatch))
	rest := in.rest(took)
	each := (took + rest) / time.Duration(n)
	in.mu.Lock()
	if in.pace.perPassage == 0 {
		in.pace.perPassage = each
	}
	in.pace.perPassage += time.Duration(smoothing * float64(each-in.pace.perPassage))
	in.mu.Unlock()
	if rest <= 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(rest):
	}
}

// settleBackoff leaves a model that failed alone for a while.
func (in *Ingest) settleBackoff(ctx context.Context, err error) {
	var kind library.Kind
	switch {
	case err == nil:
		in.work.backoff = 0
	case ctx.Err() != nil || errors.Is(err, context.Canceled):
		return
	default:
		kind = library.KindOf(err)
		in.work.backoff = min(max(firstBackoff, 2*in.work.backoff), longestBackoff)
		in.work.until = in.now().Add(in.work.backoff)
		if kind == library.ModelMissing {
			// It was removed or replaced: ask at once what to use instead.
			in.work.planned = time.Time{}
		}
	}
	in.mu.Lock()
	in.pace.failure = kind
	in.mu.Unlock()
}
