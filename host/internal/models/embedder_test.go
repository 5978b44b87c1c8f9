package models_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/models"
)

// embedServer has models by name; down makes it silent.
type embedServer struct {
	installed map[string]library.EmbeddingModel
	best      string
	down      bool
}

func (s *embedServer) EmbeddingModelNamed(_ context.Context, name string) (library.EmbeddingModel, error) {
	if s.down {
		return library.EmbeddingModel{}, library.Errorf(library.OllamaUnreachable, "ollama_unreachable", "x")
	}
	if m, ok := s.installed[name]; ok {
		return m, nil
	}
	return library.EmbeddingModel{}, library.Errorf(library.ModelMissing, "model_missing", name)
}

func (s *embedServer) EmbeddingModel(ctx context.Context) (library.EmbeddingModel, error) {
	return s.EmbeddingModelNamed(ctx, s.best)
}

func (s *embedServer) Embed(context.Context, library.EmbeddingModel, library.EmbedKind, []library.EmbedInput) ([]library.Embedding, error) {
	return nil, library.Errorf(library.ModelFailed, "model_failed", "x")
}

// topics are what the pages of a shelf are about. A word that more than a
// quarter of them has says nothing.
var topics = []string{
	"vessel harbour oar rudder", "yeast flour loaf oven", "goalkeeper penalty referee stadium", "violin cello orchestra conductor",
	"tomato cucumber greenhouse compost",
}

// shelf is a library of n pages, with what was learnt from it.
type shelf struct {
	pages  int
	data   []byte
	opened int  // how often the model was opened
	gone   bool // the model was dropped
}

func (s *shelf) PageIDs(_ context.Context, after int64, limit int) ([]int64, error) {
	var out []int64
	for id := after + 1; id <= int64(s.pages) && len(out) < limit; id++ {
		out = append(out, id)
	}
	return out, nil
}

func (s *shelf) Documents(_ context.Context, ids []int64) ([]library.Document, error) {
	var out []library.Document
	for _, id := range ids {
		words := strings.Fields(topics[id%5])
		text := strings.Join(append(words[:id%4:id%4], words[id%4+1:]...), " ") // three of four
		out = append(out, library.Document{PageID: id, Titles: []string{fmt.Sprintf("Page %d", id)}, Text: text})
	}
	return out, nil
}

func (s *shelf) Counts(context.Context) (library.Counts, error) {
	return library.Counts{Pages: s.pages}, nil
}

func (s *shelf) ModelData(context.Context, int64) (*io.SectionReader, error) {
	s.opened++
	return io.NewSectionReader(s, 0, int64(len(s.data))), nil
}

func (s *shelf) ReadAt(p []byte, off int64) (int, error) {
	if s.gone {
		return 0, io.ErrUnexpectedEOF
	}
	return bytes.NewReader(s.data).ReadAt(p, off)
}

func has(current *library.IndexModel) library.IndexModels {
	return library.IndexModels{Current: current}
}

func indexed(m library.EmbeddingModel, docs int) *library.IndexModel {
	return &library.IndexModel{EmbeddingModel: m, Docs: docs}
}

// Which model the index is to have, given what it has, what is installed and
// what was chosen.
func TestPlan(t *testing.T) {
	gemma := library.EmbeddingModel{Name: "embeddinggemma", Digest: "1", Dims: 512}
	again := library.EmbeddingModel{Name: "embeddinggemma", Digest: "2", Dims: 512}
	bge := library.EmbeddingModel{Name: "bge-m3", Digest: "1", Dims: 1024}
	builtin := library.EmbeddingModel{Name: library.BuiltinModel, Digest: "b", Dims: 3}
	both := map[string]library.EmbeddingModel{gemma.Name: gemma, bge.Name: bge}
	const stays, nothing = "stays", "stays"
	for _, c := range []struct {
		name   string
		server embedServer
		chosen string
		have   library.IndexModels
		pages  int
		want   string
	}{
		{"nothing to be had", embedServer{down: true}, "", has(nil), 10, nothing},
		{"the library itself", embedServer{down: true}, "", has(nil), 60, library.BuiltinModel},
		{"not grown enough", embedServer{down: true}, "", has(indexed(builtin, 60)), 74, stays},
		{"grown by a quarter", embedServer{down: true}, "", has(indexed(builtin, 60)), 75, library.BuiltinModel},
		{"outdated by a forgetting", embedServer{down: true}, "", has(indexed(builtin, 0)), 60, library.BuiltinModel},
		{"the best installed takes over", embedServer{installed: both, best: gemma.Name}, "", has(indexed(builtin, 60)), 60, gemma.Name},
		{"one in use stays in use", embedServer{installed: both, best: gemma.Name}, "", has(indexed(bge, 0)), 60, stays},
		{"but not when it is gone", embedServer{installed: map[string]library.EmbeddingModel{gemma.Name: gemma}, best: gemma.Name}, "", has(indexed(bge, 0)), 60, gemma.Name},
		{"another version of it", embedServer{installed: map[string]library.EmbeddingModel{gemma.Name: again}, best: gemma.Name}, "", has(indexed(gemma, 0)), 60, gemma.Name},
		{"a silent server changes nothing", embedServer{down: true}, "", has(indexed(gemma, 0)), 60, stays},
		{"all models are gone", embedServer{}, "", has(indexed(gemma, 0)), 60, library.BuiltinModel},
		{"the chosen one", embedServer{installed: both, best: gemma.Name}, bge.Name, has(indexed(gemma, 0)), 60, bge.Name},
		{"the chosen one is not there yet", embedServer{installed: both, best: gemma.Name}, "qwen3-embedding", has(indexed(gemma, 0)), 60, stays},
		{"nor is anything else", embedServer{down: true}, bge.Name, has(nil), 60, library.BuiltinModel},
		{"the built-in one by choice", embedServer{installed: both, best: gemma.Name}, library.BuiltinModel, has(indexed(gemma, 0)), 60, library.BuiltinModel},
	} {
		t.Run(c.name, func(t *testing.T) {
			settings := func(context.Context) (library.Settings, error) {
				return library.Settings{EmbedModel: c.chosen}, nil
			}
			plan, err := models.NewEmbedder(&c.server, &shelf{pages: c.pages}, settings, nil).Plan(t.Context(), c.have)
			if err != nil {
				t.Fatal(err)
			}
			got := stays
			if plan != nil {
				got = plan.Model.Name
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if got == library.BuiltinModel && (plan.Docs != c.pages || len(plan.Data) == 0 || plan.Model.Dims == 0) {
				t.Errorf("a plan without what was learnt: %d pages, %d bytes, %d dims", plan.Docs, len(plan.Data), plan.Model.Dims)
			}
		})
	}
}

// alone is an embedder over a shelf, without a server.
func alone(s *shelf) *models.Embedder {
	return models.NewEmbedder(&embedServer{down: true}, s, func(context.Context) (library.Settings, error) { return library.Settings{}, nil }, nil)
}

// learnt is a shelf with what its pages teach.
func learnt(t *testing.T) (*shelf, *library.EmbeddingPlan) {
	t.Helper()
	s := &shelf{pages: 80}
	plan, err := alone(s).Plan(t.Context(), library.IndexModels{})
	if err != nil || plan == nil {
		t.Fatalf("plan %+v, %v", plan, err)
	}
	s.data = plan.Data
	return s, plan
}

// What was learnt embeds titles and texts, and is read once.
func TestTheBuiltinModelEmbeds(t *testing.T) {
	s, plan := learnt(t)
	e := alone(s)
	for range 2 {
		out, err := e.Embed(t.Context(), plan.Model, library.EmbedPassage, []library.EmbedInput{
			{Text: "vessel rudder"}, {Title: "rudder", Text: "vessel"}, {Text: "yeast"}, {Text: "zeppelin"}, {Text: "zeppelin", Words: "rudder vessel"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if near, far := dot(out[0].Vector, out[1].Vector), dot(out[0].Vector, out[2].Vector); near < 0.999 || far > 0.3 {
			t.Errorf("the same words %.2f, others %.2f", near, far)
		}
		if out[3].Vector != nil || out[3].Err != nil {
			t.Errorf("a word that no page has: %+v", out[3])
		}
		if dot(out[1].Vector, out[4].Vector) < 0.999 {
			t.Error("Words were not what is counted")
		}
	}
	if s.opened != 1 {
		t.Errorf("the model was opened %d times", s.opened)
	}
	// Many texts have it read into memory, once, and get the same vectors.
	few := []library.EmbedInput{{Text: "vessel rudder"}}
	many := slices.Repeat(few, 100)
	one, err := e.Embed(t.Context(), plan.Model, library.EmbedPassage, few)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		all, err := e.Embed(t.Context(), plan.Model, library.EmbedPassage, many)
		if err != nil || len(all) != len(many) || !slices.Equal(all[99].Vector, one[0].Vector) {
			t.Errorf("many texts: %d vectors, %v", len(all), err)
		}
	}
	if s.opened != 1 {
		t.Errorf("the model was opened %d times", s.opened)
	}
}

// A model that is learnt again with the same outcome is read where it is now.
func TestTheBuiltinModelMoves(t *testing.T) {
	s, plan := learnt(t)
	e := alone(s)
	first, again := plan.Model, plan.Model
	first.ID, again.ID = 1, 3
	in := []library.EmbedInput{{Text: "vessel rudder"}}
	for _, m := range []library.EmbeddingModel{first, again} {
		if _, err := e.Embed(t.Context(), m, library.EmbedQuestion, in); err != nil {
			t.Fatal(err)
		}
	}
	if s.opened != 2 {
		t.Errorf("opened %d times, want one for each place", s.opened)
	}
}

// A model that is dropped while it is used is not there; one that is damaged
// says so.
func TestTheBuiltinModelGoes(t *testing.T) {
	s, plan := learnt(t)
	in := []library.EmbedInput{{Text: "vessel rudder"}}
	for _, c := range []struct {
		name string
		data []byte
		gone bool
		want library.Kind
	}{
		{"dropped", plan.Data, true, library.NotFound},
		{"damaged", []byte(strings.Repeat("?", len(plan.Data))), false, library.StorageDamaged},
	} {
		s.data, s.gone = c.data, false
		e := alone(s)
		_, err := e.Embed(t.Context(), plan.Model, library.EmbedQuestion, in)
		if c.gone {
			if err != nil {
				t.Fatal(err)
			}
			s.gone = true
			_, err = e.Embed(t.Context(), plan.Model, library.EmbedQuestion, in)
		}
		if library.KindOf(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func dot(a, b []float32) (sum float32) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
