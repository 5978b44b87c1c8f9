package search_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/search"
	"aibookmark/host/internal/store"
	"aibookmark/host/internal/vector"
)

// concepts is an embedder: words of one line mean the same, whatever the
// language. A text is the sum of its concepts.
type concepts struct {
	mu    sync.Mutex
	asked []string
	// hold, if not nil, is waited for before every answer; fail is returned.
	hold <-chan struct{}
	fail error
}

var meanings = []string{
	"boat ship vessel 船", "doctor physician 医生 surgeon", "bread loaf baguette 面包", "cat feline kitten 猫", "money cash 钱", "mountain summit peak 山",
}

func (c *concepts) vector(text string) []float32 {
	v := make([]float32, len(meanings)+1)
	for i, line := range meanings {
		for _, word := range strings.Fields(line) {
			v[i] += float32(strings.Count(strings.ToLower(text), word))
		}
	}
	v[len(meanings)] = 0.01
	vector.Normalise(v)
	return v
}

func (c *concepts) Embed(ctx context.Context, _ library.EmbeddingModel, _ library.EmbedKind, in []library.EmbedInput) ([]library.Embedding, error) {
	c.mu.Lock()
	c.asked = append(c.asked, in[0].Text)
	hold, fail := c.hold, c.fail
	c.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if fail != nil {
		return nil, fail
	}
	out := make([]library.Embedding, len(in))
	for i, text := range in {
		out[i].Vector = c.vector(text.Title + " " + text.Text)
	}
	return out, nil
}

func (c *concepts) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.asked)
}

var meaningPages = []page{
	{URL: "https://sea.example/a", Title: "Sailing vessel", Folder: "Sea", Added: "2025-01-01", Lang: "en", Text: "How a vessel is steered in a storm."},
	{URL: "https://med.example/b", Title: "Becoming a physician", Folder: "Work", Added: "2025-01-02", Lang: "en", Text: "The years it takes to become a physician."},
	{URL: "https://kitchen.example/c", Title: "面包", Folder: "厨房", Added: "2025-01-03", Lang: "zh", Text: "怎样烤面包。"},
	{URL: "https://zoo.example/d", Title: "Feline", Folder: "Zoo", Added: "2025-01-04", Lang: "en", Text: "What a feline eats."},
	{URL: "https://bank.example/e", Title: "Cash", Folder: "Work", Added: "2025-01-05", Lang: "en", Text: "Where cash comes from."},
}

// embedFunc is an embedder that answers at once.
type embedFunc func(text string) []float32

func (f embedFunc) Embed(_ context.Context, _ library.EmbeddingModel, _ library.EmbedKind, in []library.EmbedInput) ([]library.Embedding, error) {
	out := make([]library.Embedding, len(in))
	for i, text := range in {
		out[i].Vector = f(text.Text)
	}
	return out, nil
}

// embedWaiting gives every passage that waits its vector of concepts.
func embedWaiting(t *testing.T, st *store.Store, name string, embed func(text string) []float32) {
	t.Helper()
	embedWaitingWith(t, st, name, len(meanings)+1, embed)
}

// embedWaitingWith gives every passage that waits its vector.
func embedWaitingWith(t *testing.T, st *store.Store, name string, dims int, embed func(text string) []float32) {
	t.Helper()
	ctx := t.Context()
	m, err := st.StartModel(ctx, library.EmbeddingModel{Name: name, Digest: name, Dims: dims}, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := st.PendingPassages(ctx, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []library.PassageVector
	for _, task := range tasks {
		docs, err := st.Documents(ctx, []int64{task.PageID})
		if err != nil {
			t.Fatal(err)
		}
		vectors = append(vectors, library.PassageVector{PassageID: task.ID, Hash: task.Hash, Vector: embed(docs[0].Title() + " " + docs[0].Text[task.Start:task.End])})
	}
	if _, err := st.PutVectors(ctx, m.ID, vectors); err != nil {
		t.Fatal(err)
	}
	if _, err := st.SwapModel(ctx); err != nil {
		t.Fatal(err)
	}
}

// meaningful is a searcher with vectors, loaded.
func meaningful(t *testing.T, c *concepts, o search.MeaningOptions) (*search.Searcher, *search.Meaning, *store.Store) {
	t.Helper()
	st, _ := newStore(t, meaningPages)
	embedWaiting(t, st, "concepts", c.vector)
	m := search.NewMeaning(st, c, o)
	t.Cleanup(m.Close)
	if err := m.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return search.New(st, search.Options{Meaning: m}), m, st
}

func ask(t *testing.T, s *search.Searcher, q search.Query) search.Result {
	t.Helper()
	q.Now = today
	res, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// A page is found although the question shares no word with it, in either
// language, and the result says why.
func TestMeaningFindsOtherWords(t *testing.T) {
	s, _, _ := meaningful(t, &concepts{}, search.MeaningOptions{})
	for question, want := range map[string]string{
		"boat": "Sailing vessel", "医生": "Becoming a physician", "baguette": "面包", "kitten": "Feline",
	} {
		res := ask(t, s, search.Query{Text: question})
		if res.Mode != "hybrid" || res.Partial != "" || len(res.Hits) == 0 {
			t.Errorf("%q: mode %s, partial %q, hits %q", question, res.Mode, res.Partial, titles(res.Hits))
			continue
		}
		if first := res.Hits[0]; first.Document.Title() != want || !slices.Equal(first.Matched, []library.Matched{library.MatchedMeaning}) || first.Passage.Text == "" {
			t.Errorf("%q found %q (%v), passage %q", question, titles(res.Hits), first.Matched, first.Passage.Text)
		}
	}
	if res := ask(t, s, search.Query{Text: "vessel boat"}); !slices.Contains(res.Hits[0].Matched, library.MatchedTitle) || !slices.Contains(res.Hits[0].Matched, library.MatchedMeaning) {
		t.Errorf("found by both, it says %v", res.Hits[0].Matched)
	}
}

// Filters hold for what meaning finds.
func TestMeaningKeepsToFilters(t *testing.T) {
	s, _, _ := meaningful(t, &concepts{}, search.MeaningOptions{})
	if res := ask(t, s, search.Query{Text: "boat site:med.example"}); slices.Contains(titles(res.Hits), "Sailing vessel") {
		t.Errorf("the filter lets %q through", titles(res.Hits))
	}
	if res := ask(t, s, search.Query{Text: "surgeon site:med.example"}); len(res.Hits) != 1 || res.Hits[0].Document.Title() != "Becoming a physician" {
		t.Errorf("found %q", titles(res.Hits))
	}
}

// The same question asks the model once; typing and mode "text" never do.
func TestHowOftenTheModelIsAsked(t *testing.T) {
	c := &concepts{}
	s, _, _ := meaningful(t, c, search.MeaningOptions{})
	for range 3 {
		ask(t, s, search.Query{Text: "boat"})
	}
	ask(t, s, search.Query{Text: "bo", Typing: true})
	if res := ask(t, s, search.Query{Text: "surgeon", Mode: "text"}); res.Mode != "text" || len(res.Hits) != 0 {
		t.Errorf("text alone: mode %s, %q", res.Mode, titles(res.Hits))
	}
	if n := c.count(); n != 1 {
		t.Errorf("the model was asked %d times, want once", n)
	}
}

// A slow model does not hold full text up; what it says at last is remembered.
func TestASlowModel(t *testing.T) {
	hold := make(chan struct{})
	c := &concepts{hold: hold}
	s, _, _ := meaningful(t, c, search.MeaningOptions{Patience: 30 * time.Millisecond})
	res := ask(t, s, search.Query{Text: "steered vessel"})
	if res.Mode != "text" || res.Partial != "model_slow" || len(res.Hits) == 0 || res.Hits[0].Document.Title() != "Sailing vessel" {
		t.Errorf("while it is slow: mode %s, partial %q, hits %q", res.Mode, res.Partial, titles(res.Hits))
	}
	close(hold)
	for end := time.Now().Add(10 * time.Second); res.Mode != "hybrid"; res = ask(t, s, search.Query{Text: "steered vessel"}) {
		if time.Now().After(end) {
			t.Fatalf("it never answered: %q", res.Partial)
		}
	}
	if n := c.count(); n != 1 {
		t.Errorf("the model was asked %d times, want once", n)
	}
}

// manyVectors is an index that seems to have a million vectors, whose reading
// does not go on before let is closed.
type manyVectors struct {
	*store.Store
	let chan struct{}
}

func (m manyVectors) VectorState(ctx context.Context) (library.VectorState, error) {
	state, err := m.Store.VectorState(ctx)
	state.LastVector += 1_000_000
	return state, err
}

func (m manyVectors) Vectors(ctx context.Context, model, after int64, do func(library.VectorRow) error) error {
	select {
	case <-m.let:
	case <-ctx.Done():
	}
	return m.Store.Vectors(ctx, model, after, do)
}

// While a large library's vectors are read, words answer, and say that they
// are alone.
func TestWordsAnswerWhileVectorsAreRead(t *testing.T) {
	c := &concepts{}
	st, _ := newStore(t, meaningPages)
	embedWaiting(t, st, "concepts", c.vector)
	index := manyVectors{st, make(chan struct{})}
	m := search.NewMeaning(index, c, search.MeaningOptions{})
	t.Cleanup(m.Close)
	s := search.New(st, search.Options{Meaning: m})
	for range 2 {
		res := ask(t, s, search.Query{Text: "steered vessel"})
		if res.Mode != "text" || res.Partial != "embedding" || len(res.Hits) == 0 || res.Hits[0].Document.Title() != "Sailing vessel" {
			t.Errorf("before: mode %s, partial %q, hits %q", res.Mode, res.Partial, titles(res.Hits))
		}
	}
	close(index.let)
	if err := m.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, n, ok := m.Ready(); !ok || n == 0 {
		t.Errorf("%d vectors, ready %t", n, ok)
	}
}

// A model that is gone leaves full text alone, and is asked again next time.
func TestAModelThatIsGone(t *testing.T) {
	c := &concepts{fail: errors.New("gone")}
	s, _, _ := meaningful(t, c, search.MeaningOptions{})
	if res := ask(t, s, search.Query{Text: "vessel"}); res.Mode != "text" || res.Partial != "model_slow" || len(res.Hits) != 1 {
		t.Errorf("mode %s, partial %q, hits %q", res.Mode, res.Partial, titles(res.Hits))
	}
	c.mu.Lock()
	c.fail = nil
	c.mu.Unlock()
	for end := time.Now().Add(10 * time.Second); ; {
		if res := ask(t, s, search.Query{Text: "vessel"}); res.Mode == "hybrid" {
			break
		}
		if time.Now().After(end) {
			t.Fatal("it is not asked again")
		}
	}
}

// What another host adds and takes away is seen at the next question.
func TestVectorsKeepUpWithTheIndex(t *testing.T) {
	c := &concepts{}
	s, m, st := meaningful(t, c, search.MeaningOptions{})
	_, before, _ := m.Ready()
	source, err := st.EnsureSource(t.Context(), library.Source{Browser: "firefox", Profile: "other"})
	if err != nil {
		t.Fatal(err)
	}
	change := func(nodes []library.Node, removed ...string) {
		t.Helper()
		if _, err := st.ApplyNodes(t.Context(), source, nodes, removed); err != nil {
			t.Fatal(err)
		}
		pages, err := st.PendingPages(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		docs, err := st.Documents(t.Context(), pages)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			entry := library.IndexEntry{Document: d, Passages: []library.Passage{{PageID: d.PageID, Hash: d.Title()}}}
			if err := st.PutDocuments(t.Context(), []library.IndexEntry{entry}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := st.SweepIndex(t.Context()); err != nil {
			t.Fatal(err)
		}
		embedWaiting(t, st, "concepts", c.vector)
	}
	change([]library.Node{{ID: "1", Title: "The highest peak", URL: "https://alps.example/"}})
	if res := ask(t, s, search.Query{Text: "山", Wait: true}); len(res.Hits) == 0 || res.Hits[0].Document.Title() != "The highest peak" {
		t.Errorf("what came is not found: %q", titles(res.Hits))
	}
	if _, n, _ := m.Ready(); n != before+1 {
		t.Errorf("%d vectors, want %d", n, before+1)
	}
	change(nil, "1")
	if res := ask(t, s, search.Query{Text: "summit", Wait: true}); slices.Contains(titles(res.Hits), "The highest peak") {
		t.Errorf("what went is found: %q", titles(res.Hits))
	}
	if _, n, _ := m.Ready(); n != before {
		t.Errorf("%d vectors, want %d", n, before)
	}
	embedWaiting(t, st, "another", c.vector)
	ask(t, s, search.Query{Text: "summit", Wait: true})
	if model, n, _ := m.Ready(); model.Name != "another" || n != before {
		t.Errorf("after the swap: %d vectors of %q", n, model.Name)
	}
}

// The graph answers only when it finds what the scan finds, and the health
// check measures both.
func TestEngines(t *testing.T) {
	engine := "hnsw"
	c := &concepts{}
	s, m, _ := meaningful(t, c, search.MeaningOptions{Engine: func(context.Context) string { return engine }})
	report, err := m.Examine(t.Context())
	if err != nil || report.ScanRecall != 1 || report.Vectors == 0 || report.Wanted != "hnsw" {
		t.Fatalf("report %+v, %v", report, err)
	}
	if (report.Answers == "hnsw") != (report.GraphError == "" && report.GraphRecall >= 0.98) {
		t.Errorf("%s answers with a recall of %.3f", report.Answers, report.GraphRecall)
	}
	if res := ask(t, s, search.Query{Text: "boat"}); len(res.Hits) == 0 || res.Hits[0].Document.Title() != "Sailing vessel" {
		t.Errorf("found %q", titles(res.Hits))
	}
	engine = "scan"
	if res := ask(t, s, search.Query{Text: "boat", Wait: true}); len(res.Hits) == 0 {
		t.Error("nothing found after the engine was changed")
	}
	if report, err := m.Examine(t.Context()); err != nil || report.Answers != "scan" {
		t.Errorf("report %+v, %v", report, err)
	}
}

// Pages like a page are those that mean the same, itself left out.
func TestRelatedByMeaning(t *testing.T) {
	s, _, st := meaningful(t, &concepts{}, search.MeaningOptions{})
	page, err := st.PageByURL(t.Context(), "https://zoo.example/d")
	if err != nil {
		t.Fatal(err)
	}
	hits, err := s.Related(t.Context(), page.ID, "Feline", page.Text, 3)
	if err != nil || len(hits) == 0 || slices.Contains(titles(hits), "Feline") {
		t.Errorf("found %q, %v", titles(hits), err)
	}
}
