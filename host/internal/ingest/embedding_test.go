package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aibookmark/host/internal/ingest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/store"
)

// model is an embedder in memory. Its vectors say which text they are of.
type model struct {
	mu sync.Mutex
	// plan is what Plan returns once.
	plan *library.EmbeddingPlan
	// whole fails every call, bad the texts that contain it.
	whole error
	bad   string
	// seen counts how often each text was embedded.
	seen  map[string]int
	calls [][]string
	// before is called at every call, without the lock.
	before func()
	// learning is called by Plan, if there is something to plan; what it
	// returns fails Plan.
	learning func(context.Context) error
}

func (m *model) Plan(ctx context.Context, have library.IndexModels) (*library.EmbeddingPlan, error) {
	if m.learning != nil {
		if err := m.learning(ctx); err != nil {
			return nil, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if w := have.Wanted(); m.plan == nil || w != nil && w.Same(m.plan.Model) {
		return nil, nil
	}
	return m.plan, nil
}

func (m *model) Embed(_ context.Context, _ library.EmbeddingModel, kind library.EmbedKind, in []library.EmbedInput) ([]library.Embedding, error) {
	if kind == library.EmbedQuestion { // see measureNoise
		return make([]library.Embedding, len(in)), nil
	}
	if m.before != nil {
		m.before()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.whole != nil {
		return nil, m.whole
	}
	out := make([]library.Embedding, len(in))
	var texts []string
	for i, text := range in {
		all := text.Title + "|" + text.Text
		texts = append(texts, all)
		switch {
		case m.bad != "" && strings.Contains(all, m.bad):
			out[i].Err = library.Errorf(library.ModelFailed, "model_refused", "m")
		case strings.Contains(all, "nothing to say"):
		default:
			m.seen[all]++
			out[i].Vector = []float32{1, 0, 0}
		}
	}
	m.calls = append(m.calls, texts)
	return out, nil
}

func named(name string) *library.EmbeddingPlan {
	return &library.EmbeddingPlan{Model: library.EmbeddingModel{Name: name, Digest: name, Dims: 3}}
}

// withModel is an Ingest with a library of n pages with text. The clock is the
// test's.
func withModel(t *testing.T, m *model, n int, now func() time.Time) (*ingest.Ingest, *store.Store) {
	t.Helper()
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	m.seen = map[string]int{}
	in := ingest.New(st, plain{}, ingest.Options{Embedder: m, Vectors: st, Now: now})
	file := library.ImportFile{}
	for i := range n {
		file.Items = append(file.Items, library.ImportItem{
			URL: fmt.Sprintf("https://site.example/%d", i), Title: fmt.Sprintf("Page %d", i), Text: fmt.Sprintf("Text of page %d.", i),
		})
	}
	must[ingest.ImportOutcome](t)(in.Import(t.Context(), file, nil))
	return in, st
}

// embed works until nothing waits.
func embed(t *testing.T, in *ingest.Ingest) (done int) {
	t.Helper()
	for {
		n, more, err := in.EmbedPending(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if done += n; !more {
			return done
		}
	}
}

func counts(t *testing.T, st *store.Store) library.Counts {
	t.Helper()
	return must[library.Counts](t)(st.Counts(t.Context()))
}

// sealing is a store that counts how often vectors are put together, and fails.
type sealing struct {
	*store.Store
	calls int
}

func (s *sealing) SealVectors(context.Context) (int, error) {
	s.calls++
	return 0, errors.New("the disk is full")
}

// When nothing waits any more the vectors are made quick to read; where that
// fails they are there all the same.
func TestVectorsArePutTogetherInTheEnd(t *testing.T) {
	m := &model{plan: named("a")}
	_, st := withModel(t, m, 3, time.Now)
	s := &sealing{Store: st}
	in := ingest.New(st, plain{}, ingest.Options{Embedder: m, Vectors: s})
	if done := embed(t, in); done != 6 || s.calls != 1 {
		t.Errorf("%d passages embedded, put together %d times", done, s.calls)
	}
}

// Learning takes many seconds; a pause does not wait for it.
func TestAPauseEndsLearning(t *testing.T) {
	m := &model{plan: named("a")}
	in, st := withModel(t, m, 3, time.Now)
	m.learning = func(ctx context.Context) error {
		in.Pause()
		<-ctx.Done()
		return ctx.Err()
	}
	if done := embed(t, in); done != 0 {
		t.Errorf("%d passages embedded while paused", done)
	}
	m.learning = nil
	in.Resume()
	if done := embed(t, in); done != 6 {
		t.Errorf("%d passages embedded after the pause, want 6", done)
	}
	if c := counts(t, st); c.Embedded != 6 {
		t.Errorf("counts %+v", c)
	}
}

func TestEveryPassageIsEmbeddedOnce(t *testing.T) {
	m := &model{plan: named("a")}
	in, st := withModel(t, m, 300, time.Now)
	if done := embed(t, in); done != 600 {
		t.Errorf("%d passages embedded, want 600", done)
	}
	if c := counts(t, st); c.Embedded != 600 || c.PendingEmbed != 0 || c.Failed != 0 {
		t.Errorf("counts %+v", c)
	}
	for text, n := range m.seen {
		if n != 1 {
			t.Errorf("%q was embedded %d times", text, n)
		}
	}
	firstText := slices.IndexFunc(m.calls, func(texts []string) bool {
		return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, "Text of page") })
	})
	for _, texts := range m.calls[firstText+1:] {
		for _, text := range texts {
			if !strings.Contains(text, "Text of page") {
				t.Fatalf("the title %q came after texts", text)
			}
		}
	}
	if left, _ := in.EmbedEstimate(100); left <= 0 {
		t.Error("the pace was not measured")
	}
}

// A page that was just saved is embedded before a library that waits.
func TestJustSavedComesFirst(t *testing.T) {
	m := &model{plan: named("a")}
	in, _ := withModel(t, m, 50, time.Now)
	source := must[int64](t)(in.Source(t.Context(), library.Source{Browser: "chrome", Profile: "p"}))
	must[library.Changes](t)(in.Apply(t.Context(), source, []library.Node{{ID: "1", Title: "Just saved", URL: "https://new.example/"}}, nil))
	embed(t, in)
	if !strings.HasPrefix(m.calls[0][0], "Just saved|") {
		t.Errorf("first came %q", m.calls[0])
	}
}

// A rename and a new folder replace the vectors; nothing stale stays.
func TestChangesAreEmbeddedAgain(t *testing.T) {
	m := &model{plan: named("a")}
	in, st := withModel(t, m, 0, time.Now)
	source := must[int64](t)(in.Source(t.Context(), library.Source{Browser: "chrome", Profile: "p"}))
	folder := library.Node{ID: "f", Title: "Boats"}
	page := library.Node{ID: "1", ParentID: "f", Title: "Canoes", URL: "https://c.example/"}
	apply := func(nodes ...library.Node) {
		must[library.Changes](t)(in.Apply(t.Context(), source, nodes, nil))
	}
	apply(folder, page)
	embed(t, in)
	page.Title = "Kayaks"
	apply(page)
	embed(t, in)
	folder.Title = "Small boats"
	apply(folder)
	embed(t, in)
	for _, want := range []string{"Canoes|Boats\nc.example", "Kayaks|Boats\nc.example", "Kayaks|Small boats\nc.example"} {
		if m.seen[want] != 1 {
			t.Errorf("%q was embedded %d times: %v", want, m.seen[want], m.seen)
		}
	}
	if c := counts(t, st); c.Passages != 1 || c.Embedded != 1 {
		t.Errorf("counts %+v", c)
	}
}

// A passage that fails is set aside and tried again later; one that says
// nothing to the model is done.
func TestAPassageThatFails(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	m := &model{plan: named("a"), bad: "Page 3|"}
	in, st := withModel(t, m, 5, func() time.Time { return now })
	source := must[int64](t)(in.Source(t.Context(), library.Source{Browser: "chrome", Profile: "p"}))
	must[library.Changes](t)(in.Apply(t.Context(), source, []library.Node{{ID: "1", Title: "nothing to say", URL: "https://mute.example/"}}, nil))
	embed(t, in)
	if c := counts(t, st); c.Failed != 2 || c.PendingEmbed != 0 || c.Embedded != 9 {
		t.Errorf("counts %+v", c)
	}
	m.bad = ""
	now = now.Add(30 * time.Minute)
	if done := embed(t, in); done != 0 {
		t.Errorf("%d passages were tried again too soon", done)
	}
	now = now.Add(31 * time.Minute)
	if done := embed(t, in); done != 2 {
		t.Errorf("%d passages were tried again, want 2", done)
	}
	if c := counts(t, st); c.Failed != 0 || c.Embedded != 11 {
		t.Errorf("counts %+v", c)
	}
}

// A model that fails as a whole loses nothing, is left alone for a while, and
// says why.
func TestAModelThatFails(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	m := &model{plan: named("a"), whole: library.Errorf(library.OllamaUnreachable, "ollama_unreachable", "x")}
	in, st := withModel(t, m, 3, func() time.Time { return now })
	if _, _, err := in.EmbedPending(t.Context(), nil); library.KindOf(err) != library.OllamaUnreachable {
		t.Fatalf("error %v", err)
	}
	if _, kind := in.EmbedEstimate(1); kind != library.OllamaUnreachable {
		t.Errorf("failure %q", kind)
	}
	if c := counts(t, st); c.PendingEmbed != 6 || c.Failed != 0 {
		t.Errorf("counts %+v", c)
	}
	m.whole = nil
	if done := embed(t, in); done != 0 {
		t.Errorf("%d passages embedded while the model should be left alone", done)
	}
	now = now.Add(6 * time.Second)
	if done := embed(t, in); done != 6 {
		t.Errorf("%d passages embedded, want 6", done)
	}
}

// Another model is made beside the one that answers, and takes its place when
// it has every vector.
func TestAnotherModel(t *testing.T) {
	m := &model{plan: named("a")}
	in, st := withModel(t, m, 20, time.Now)
	embed(t, in)
	m.mu.Lock()
	m.plan, m.whole = named("b"), errors.New("not yet")
	m.mu.Unlock()
	in.Replan()
	if _, _, err := in.EmbedPending(t.Context(), nil); err == nil {
		t.Fatal("no error")
	}
	have := must[library.IndexModels](t)(st.EmbeddingModels(t.Context()))
	if have.Current.Name != "a" || have.Building == nil || have.Building.Name != "b" {
		t.Fatalf("models %+v", have)
	}
	m.whole = nil
	in.Replan()
	embed(t, in)
	have = must[library.IndexModels](t)(st.EmbeddingModels(t.Context()))
	if have.Current.Name != "b" || have.Building != nil {
		t.Errorf("models %+v", have)
	}
	// Changing one's mind half-way costs nothing.
	m.mu.Lock()
	m.plan, m.whole = named("c"), errors.New("not yet")
	m.mu.Unlock()
	in.Replan()
	_, _, _ = in.EmbedPending(t.Context(), nil)
	m.mu.Lock()
	m.plan, m.whole = named("b"), nil
	m.mu.Unlock()
	in.Replan()
	if done := embed(t, in); done != 0 {
		t.Errorf("%d passages embedded again", done)
	}
}

// Work stops when it is paused and when other work arrives, and goes on.
func TestPauseStopsEmbedding(t *testing.T) {
	m := &model{plan: named("a")}
	in, st := withModel(t, m, 100, time.Now)
	m.before = in.Pause
	done, more, err := in.EmbedPending(t.Context(), nil)
	if err != nil || more || done == 0 || done == 200 {
		t.Fatalf("paused after %d, more %t, %v", done, more, err)
	}
	m.before = nil
	in.Resume()
	embed(t, in)
	if c := counts(t, st); c.Embedded != 200 {
		t.Errorf("counts %+v", c)
	}
}
