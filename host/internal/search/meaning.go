package search

// meaning.go: the vectors of all passages in memory, kept current with the
// index, and the vector of a question.

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/vector"
)

// Vectors is what search by meaning needs of the index.
type Vectors interface {
	VectorState(ctx context.Context) (library.VectorState, error)
	EmbeddingModels(ctx context.Context) (library.IndexModels, error)
	// Vectors are those of a model stored after a number, in order. A row's
	// code is only valid during the call.
	Vectors(ctx context.Context, model, after int64, do func(library.VectorRow) error) error
	PreciseVectors(ctx context.Context, model int64, passages []int64) (map[int64][]float32, error)
	GoneVectors(ctx context.Context, after int64) (passages []int64, last int64, whole bool, err error)
	PassagesByID(ctx context.Context, ids []int64) ([]library.Passage, error)
	// PageVectors are those of a page's passages.
	PageVectors(ctx context.Context, model, page int64) ([][]float32, error)
}

// Embedder turns a question into a vector.
type Embedder interface {
	Embed(ctx context.Context, m library.EmbeddingModel, kind library.EmbedKind, in []library.EmbedInput) ([]library.Embedding, error)
}

// MeaningOptions adjusts a Meaning; zero values have defaults.
type MeaningOptions struct {
	// Engine names the vector index to use: "scan" or "hnsw"; nil means scan.
	Engine func(ctx context.Context) string
	Log    *slog.Logger
	// Patience is how long a question's vector is waited for, 300 ms.
	Patience time.Duration
}

// Meaning finds passages by meaning. Nothing is loaded until Load or the first
// question; meanwhile, and when the model is slow or gone, it has no answer
// and says why. It is safe for concurrent use; Close ends what goes on in the
// background.
type Meaning struct {
	index    Vectors
	embedder Embedder
	options  MeaningOptions
	ctx      context.Context
	close    context.CancelFunc

	mu      sync.Mutex
	loaded  *loadedVectors
	loading chan struct{} // closed when the loading under way is done
	asked   *questionCache
}

// loadedVectors are the vectors of one model, in memory. Title passages and
// those of text are searched apart: a title says what a page is about, a
// passage what stands in it, and one would push the other out of a common list.
type loadedVectors struct {
	state         library.VectorState
	model         library.EmbeddingModel
	titles, texts vector.Index
	// engine is what was asked for; fallback says why it is not what answers.
	engine   string
	fallback string
}

// What a search by meaning can lack.
const (
	partialRebuilding = "rebuilding"
	partialEmbedding  = "embedding"
	partialSlow       = "model_slow"
)

// defaultPatience is how long full text waits for the vector of a question: a
// person notices more.
const defaultPatience = 300 * time.Millisecond

// questionTime bounds the embedding of a question that nobody waits for any
// more: the model may have to be read from disk, and the next question is
// often the same, a word longer or asked again.
const questionTime = 20 * time.Second

// NewMeaning returns a Meaning over the vectors of an index.
func NewMeaning(index Vectors, embedder Embedder, o MeaningOptions) *Meaning {
	if o.Engine == nil {
		o.Engine = func(context.Context) string { return engineScan }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Patience <= 0 {
		o.Patience = defaultPatience
	}
	m := &Meaning{index: index, embedder: embedder, options: o, asked: newQuestionCache()}
	m.ctx, m.close = context.WithCancel(context.Background())
	return m
}

// Close ends the loading under way. Questions may still be asked; they find
// what was loaded.
func (m *Meaning) Close() { m.close() }

// Load brings the vectors into memory and waits until they are. Without it the
// first question begins to.
func (m *Meaning) Load(ctx context.Context) error {
	_, err := m.current(ctx, true)
	return err
}

// Ready tells which model's vectors are in memory; ok is false while none are.
func (m *Meaning) Ready() (model library.EmbeddingModel, vectors int, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.loaded.empty() {
		return library.EmbeddingModel{}, 0, false
	}
	return m.loaded.model, m.loaded.len(), true
}

// empty tells that there is nothing to search in.
func (l *loadedVectors) empty() bool { return l == nil || l.titles == nil }

func (l *loadedVectors) len() int { return l.titles.Len() + l.texts.Len() }

// indexes are both of them.
func (l *loadedVectors) indexes() [2]vector.Index { return [2]vector.Index{l.titles, l.texts} }

// current returns the vectors in memory, brought up to date; nil when there
// are none yet. What is little is read at once, what is much in the
// background, unless wait.
func (m *Meaning) current(ctx context.Context, wait bool) (*loadedVectors, error) {
	now, err := m.index.VectorState(ctx)
	if err != nil {
		return nil, err
	}
	engine := m.options.Engine(ctx)
	m.mu.Lock()
	have := m.loaded
	if have != nil && have.state == now && have.engine == engine {
		m.mu.Unlock()
		return have, nil
	}
	much := !wait && news(have, now) > muchNews
	done := m.loading
	if done == nil {
		done = make(chan struct{})
		m.loading = done
		rest := time.Duration(0)
		if much {
			rest = wordsFirst
		}
		time.AfterFunc(rest, func() { m.load(have, now, engine, done) })
	}
	m.mu.Unlock()
	if much {
		return have, nil
	}
	// What a person just saved is worth a moment; a whole library is not.
	moment := time.NewTimer(loadMoment)
	defer moment.Stop()
	var late <-chan time.Time
	if !wait {
		late = moment.C
	}
	select {
	case <-done:
	case <-late:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.loaded, nil
}

const (
	// loadMoment is how long a question waits for news of the index.
	loadMoment = 20 * time.Millisecond
	// muchNews is how many vectors cannot be read in that time.
	muchNews = 5000
	// wordsFirst is how long the reading of so many leaves the processors to
	// the question that comes first, which is answered by its words.
	wordsFirst = 25 * time.Millisecond
)

// news is about how many vectors of now are not in memory.
func news(have *loadedVectors, now library.VectorState) int64 {
	if have == nil || have.state.Epoch != now.Epoch || have.state.Model != now.Model {
		return now.LastVector - now.FirstVector
	}
	return now.LastVector - have.state.LastVector
}

// load reads what is new, or everything, and closes done. It never panics: it
// runs outside any request.
func (m *Meaning) load(have *loadedVectors, now library.VectorState, engine string, done chan struct{}) {
	next := have
	defer func() {
		if p := recover(); p != nil {
			m.options.Log.Error("search: panic while loading vectors", "value", p)
		}
		m.mu.Lock()
		m.loaded, m.loading = next, nil
		m.mu.Unlock()
		close(done)
	}()
	var err error
	if !have.empty() && have.state.Epoch == now.Epoch && have.state.Model == now.Model && have.engine == engine {
		next, err = m.refresh(m.ctx, have, now)
	} else {
		next, err = m.loadAll(m.ctx, now, engine)
	}
	if err != nil {
		if m.ctx.Err() == nil {
			m.options.Log.Warn("load vectors", "error", err)
		}
		next = have
	}
}

// loadStep is how many vectors are added to the index at a time.
const loadStep = 4096

// loadAll reads every vector of the model that answers.
func (m *Meaning) loadAll(ctx context.Context, now library.VectorState, engine string) (*loadedVectors, error) {
	next := &loadedVectors{state: now, engine: engine}
	if now.Model == 0 {
		return next, nil
	}
	models, err := m.index.EmbeddingModels(ctx)
	if err != nil {
		return nil, err
	}
	if models.Current == nil || models.Current.ID != now.Model {
		return nil, errors.New("the model changed while it was read")
	}
	next.model = models.Current.EmbeddingModel
	titles, texts := vector.NewScan(next.model.Dims, m.precise(now.Model)), vector.NewScan(next.model.Dims, m.precise(now.Model))
	next.titles, next.texts = titles, texts
	var model sync.WaitGroup
	defer model.Wait()
	if next.model.Name == library.BuiltinModel {
		// It is loaded by being used. One of the server is left alone until
		// there is a question: it takes memory.
		model.Go(func() { _, _ = m.embed(ctx, next.model, warmUp) })
	}
	if err := m.fill(ctx, next, titles, texts); err != nil {
		return nil, err
	}
	if engine == engineHNSW {
		m.tryGraph(ctx, next, titles, texts)
	}
	return next, nil
}

// warmUp is a question that is asked for nothing but to load the model.
const warmUp = "bookmark"

func (m *Meaning) precise(model int64) vector.Exact {
	return func(ctx context.Context, ids []int64) (map[int64][]float32, error) {
		return m.index.PreciseVectors(ctx, model, ids)
	}
}

// refresh brings vectors in memory up to date with the index. The indexes they
// are in are the same objects; only their state is new.
func (m *Meaning) refresh(ctx context.Context, have *loadedVectors, now library.VectorState) (*loadedVectors, error) {
	next := *have
	next.state = now
	gone, last, whole, err := m.index.GoneVectors(ctx, have.state.LastGone)
	if err != nil {
		return nil, err
	}
	if !whole {
		return m.loadAll(ctx, now, have.engine)
	}
	next.state.LastGone = last
	if err := m.read(ctx, &next, have.state.LastVector); err != nil {
		return nil, err
	}
	// After reading: a vector may have come and gone since.
	for _, index := range next.indexes() {
		index.Delete(gone)
	}
	return &next, nil
}

// fill adds all vectors.
func (m *Meaning) fill(ctx context.Context, to *loadedVectors, titles, texts *vector.Scan) error {
	return titles.Fill(func(addTitle func(vector.Item) error) error {
		return texts.Fill(func(addText func(vector.Item) error) error {
			return m.index.Vectors(ctx, to.model.ID, 0, func(row library.VectorRow) error {
				to.state.LastVector = max(to.state.LastVector, row.Seq)
				if row.Title {
					return addTitle(itemOf(row))
				}
				return addText(itemOf(row))
			})
		})
	})
}

func itemOf(row library.VectorRow) vector.Item {
	return vector.Item{ID: row.PassageID, Group: row.PageID, Scale: row.Scale, Code: row.Code}
}

// read adds the vectors stored after a number.
func (m *Meaning) read(ctx context.Context, to *loadedVectors, after int64) error {
	var items [2][]vector.Item
	flush := func() error {
		for i, index := range to.indexes() {
			if err := index.Add(items[i]); err != nil {
				return err
			}
			items[i] = items[i][:0]
		}
		return nil
	}
	err := m.index.Vectors(ctx, to.model.ID, after, func(row library.VectorRow) error {
		to.state.LastVector = max(to.state.LastVector, row.Seq)
		kind := 1
		if row.Title {
			kind = 0
		}
		row.Code = slices.Clone(row.Code)
		items[kind] = append(items[kind], itemOf(row))
		if len(items[0])+len(items[1]) < loadStep {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// sense is what meaning found for a question.
type sense struct {
	// titles and texts are the best title passages and the best passages of
	// text, one a page, best first.
	titles, texts []library.PassageRef
	// partial says what was lacking, as Result.Partial.
	partial string
	model   library.EmbeddingModel
	noise   float32 // of the model, 0 while it is not known
	ok      bool
}

// trusted tells whether what was found may be about the question though it says
// none of its words: by a model that knows the language, and is not only learnt
// from the library, and nearer than passages come by chance.
func (m sense) trusted() bool {
	if !m.ok || m.model.Name == library.BuiltinModel {
		return false
	}
	nearest := float32(0)
	for _, list := range [2][]library.PassageRef{m.titles, m.texts} {
		if len(list) > 0 {
			nearest = max(nearest, list[0].Score)
		}
	}
	return m.noise == 0 || nearest > m.noise
}

// nearest finds the passages nearest to a question, within the patience from
// since on. It fails never: what goes wrong is said
// in partial.
func (m *Meaning) nearest(ctx context.Context, p *question, since time.Time, allow func(page int64) bool) sense {
	have, err := m.current(ctx, p.wait)
	if err != nil {
		m.options.Log.Warn("search by meaning", "error", err)
		return sense{}
	}
	if have == nil {
		return sense{partial: partialEmbedding}
	}
	if p.wait { // the loading was not the model's fault
		since = time.Now()
	}
	if have.empty() || have.len() == 0 {
		return sense{}
	}
	out := sense{model: have.model, noise: have.state.Noise}
	vec, err := m.question(ctx, have.model, p, since)
	switch {
	case errors.Is(err, errSlow):
		out.partial = partialSlow
		return out
	case library.KindOf(err) == library.NotFound:
		// Another model took the place of the one whose vectors are in memory,
		// which are read anew.
		out.partial = partialEmbedding
		return out
	case err != nil:
		if ctx.Err() == nil {
			m.options.Log.Warn("embed a question", "error", err)
		}
		out.partial = partialSlow
		return out
	case vec == nil: // the question says nothing to the model
		out.ok = true
		return out
	}
	m.look(ctx, have, vec, allow, &out)
	return out
}

// like finds the passages of other pages nearest to a page. It never waits for
// vectors that are not loaded.
func (m *Meaning) like(ctx context.Context, page int64) sense {
	have, err := m.current(ctx, false)
	if err != nil || have.empty() {
		return sense{}
	}
	all, err := m.index.PageVectors(ctx, have.model.ID, page)
	if err != nil || len(all) == 0 {
		return sense{}
	}
	mean := make([]float32, have.model.Dims)
	for _, v := range all {
		for i := range min(len(v), len(mean)) {
			mean[i] += v[i]
		}
	}
	out := sense{model: have.model}
	if vector.Normalise(mean) {
		m.look(ctx, have, mean, func(other int64) bool { return other != page }, &out)
	}
	return out
}

// look finds the passages nearest to a vector.
func (m *Meaning) look(ctx context.Context, have *loadedVectors, vec []float32, allow func(page int64) bool, out *sense) {
	var titles []library.PassageRef
	var titlesErr error
	var both sync.WaitGroup
	both.Go(func() { titles, titlesErr = bestPassages(ctx, have.titles, vec, allow) })
	texts, err := bestPassages(ctx, have.texts, vec, allow)
	both.Wait()
	if err = errors.Join(err, titlesErr); err != nil {
		m.options.Log.Warn("search by meaning", "error", err)
		return
	}
	out.titles, out.texts, out.ok = titles, texts, true
}

// bestPassages are the passages of an index that are nearest to a vector, one a
// page. It never panics: it runs outside any request.
func bestPassages(ctx context.Context, index vector.Index, vec []float32, allow func(page int64) bool) (out []library.PassageRef, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("panic while searching vectors")
		}
	}()
	found, err := index.Search(ctx, vec, nearestPassages, allow)
	return bestOfPages(found), err
}

// bestOfPages keeps the best passage of each page.
func bestOfPages(found []vector.Match) []library.PassageRef {
	var out []library.PassageRef
	seen := map[int64]bool{}
	for _, f := range found {
		if !seen[f.Group] && len(out) < sensed {
			seen[f.Group] = true
			out = append(out, library.PassageRef{PassageID: f.ID, PageID: f.Group, Score: f.Score})
		}
	}
	return out
}

// nearestPassages is how many passages are looked for: a long page may take a
// dozen places.
const nearestPassages = 200

var errSlow = errors.New("the model is slow")

// question is the vector of a question: remembered, or asked of the model. A
// model that is slow is not waited for, but what it says is remembered.
func (m *Meaning) question(ctx context.Context, model library.EmbeddingModel, p *question, since time.Time) ([]float32, error) {
	key := questionKey{model: model.ID, digest: model.Digest, text: p.rest}
	entry, fresh := m.asked.get(key)
	if fresh {
		go func() {
			ctx, cancel := context.WithTimeout(m.ctx, questionTime)
			defer cancel()
			entry.settle(m.embed(ctx, model, key.text))
			if entry.err != nil {
				m.asked.drop(key)
			}
		}()
	}
	late := time.NewTimer(m.options.Patience - time.Since(since))
	defer late.Stop()
	select {
	case <-entry.done:
		return entry.vector, entry.err
	case <-late.C:
		return nil, errSlow
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// embed asks the model. It never panics: it runs outside any request.
func (m *Meaning) embed(ctx context.Context, model library.EmbeddingModel, text string) (vec []float32, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("panic while embedding a question")
		}
	}()
	out, err := m.embedder.Embed(ctx, model, library.EmbedQuestion, []library.EmbedInput{{Text: text}})
	if err != nil {
		return nil, err
	}
	return out[0].Vector, out[0].Err
}
