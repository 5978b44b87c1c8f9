package ollama_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
)

// pulled is everything that a pull told.
type pulled struct {
	all    []library.PullProgress
	phases []library.PullPhase
}

func (p *pulled) take(t *testing.T) func(library.PullProgress) error {
	return func(now library.PullProgress) error {
		if n := len(p.all); n > 0 {
			if last := p.all[n-1]; now.Completed < last.Completed || now.Total < last.Total {
				t.Errorf("%+v after %+v", now, last)
			}
		}
		if now.Completed > now.Total {
			t.Errorf("%+v", now)
		}
		p.all = append(p.all, now)
		if !slices.Contains(p.phases, now.Phase) {
			p.phases = append(p.phases, now.Phase)
		}
		return nil
	}
}

// sourceAndTarget are a registry with a model and a server that has none.
func sourceAndTarget(t *testing.T) (*ollamatest.Registry, *ollamatest.Real, *ollama.Client) {
	t.Helper()
	source, target := ollamatest.StartReal(t), ollamatest.StartReal(t)
	source.Create(t, ollamatest.EmbedLexical)
	registry := source.Registry(t, 0)
	return registry, target, ollama.New(ollama.Options{Settings: ollamatest.At(target.URL), Binary: absent})
}

func TestRealPullTellsAndInstalls(t *testing.T) {
	registry, _, c := sourceAndTarget(t)
	name := registry.Name(ollamatest.EmbedLexical)
	var p pulled
	if err := c.Pull(t.Context(), name, p.take(t)); err != nil {
		t.Fatal(err)
	}
	last := p.all[len(p.all)-1]
	if last.Completed != last.Total || last.Total < 10e6 {
		t.Errorf("the last: %+v", last)
	}
	if want := []library.PullPhase{library.PullDownloading, library.PullVerifying}; !slices.Equal(p.phases, want) {
		t.Errorf("phases %v", p.phases)
	}
	m, err := c.EmbeddingModel(t.Context())
	if err != nil || !strings.Contains(name, strings.TrimSuffix(m.Name, ":latest")) {
		t.Errorf("%+v, %v", m, err)
	}
	// Once more: nothing has to come.
	before := len(registry.Ranges())
	if err := c.Pull(t.Context(), name, (&pulled{}).take(t)); err != nil || len(registry.Ranges()) != before {
		t.Errorf("again: %v, %d more requests", err, len(registry.Ranges())-before)
	}
}

// A download that is cancelled goes on where it was, also when it is asked for
// again in the next moment.
func TestRealPullGoesOnAfterCancel(t *testing.T) {
	registry, _, c := sourceAndTarget(t)
	name := registry.Name(ollamatest.EmbedLexical)
	for round, most := range []int64{4 << 20, 3 << 20} {
		registry.HoldAfter(most)
		ctx, cancel := context.WithCancel(t.Context())
		var ended time.Time
		err := c.Pull(ctx, name, func(p library.PullProgress) error {
			if p.Completed > most/2+int64(round)*(4<<20) && ctx.Err() == nil {
				cancel()
				ended = time.Now()
			}
			return nil
		})
		cancel()
		if library.KindOf(err) != library.Cancelled || time.Since(ended) > 5*time.Second {
			t.Fatalf("cancelled: %v after %v", err, time.Since(ended))
		}
	}
	registry.Release()
	var p pulled
	if err := c.Pull(t.Context(), name, p.take(t)); err != nil {
		t.Fatal(err)
	}
	// The server names the model's files one after the other, and now and then
	// a small one of the description first.
	named := slices.IndexFunc(p.all, func(now library.PullProgress) bool { return now.Total > 10e6 })
	if named < 0 || p.all[named].Completed < 4<<20 {
		t.Errorf("began with %+v", p.all[:named+1])
	}
	ranges := registry.Ranges()
	whole := 0
	for _, r := range ranges {
		if strings.HasPrefix(r, "bytes=0-") {
			whole++
		}
	}
	if whole > 4 { // of each of the model's files once
		t.Errorf("ranges %v", ranges)
	}
	if models, err := c.List(t.Context()); err != nil || len(models) != 1 {
		t.Errorf("%v, %v", models, err)
	}
}

func TestRealPullUnknown(t *testing.T) {
	registry, _, c := sourceAndTarget(t)
	err := c.Pull(t.Context(), registry.Name("nothing"), func(library.PullProgress) error { return nil })
	if library.KindOf(err) != library.NotFound {
		t.Errorf("%v", err)
	}
}

// There is no way to ollama.com from here: the test says how that ends where
// there is one as well.
func TestRealPullWithoutNetwork(t *testing.T) {
	_, c := realClient(t)
	err := c.Pull(t.Context(), "127.0.0.1:9/library/nothing", func(library.PullProgress) error { return nil })
	var known *library.Error
	if !errors.As(err, &known) || known.Code != "pull_network" {
		t.Errorf("%v", err)
	}
}

// The server dies in the middle; once it is back, the download goes on.
func TestRealPullServerRestarted(t *testing.T) {
	registry, target, c := sourceAndTarget(t)
	name := registry.Name(ollamatest.EmbedLexical)
	registry.HoldAfter(4 << 20)
	killed := false
	err := c.Pull(t.Context(), name, func(p library.PullProgress) error {
		if p.Completed > 2<<20 && !killed {
			killed = true
			go target.Kill()
		}
		return nil
	})
	if k := library.KindOf(err); k != library.OllamaUnreachable && k != library.ModelFailed || !killed {
		t.Fatalf("%v", err)
	}
	registry.Release()
	target.Restart(t)
	if err := c.Pull(t.Context(), name, func(library.PullProgress) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

// Warming loads with the options that a question has, so that the question
// does not load it again.
func TestRealWarm(t *testing.T) {
	real := ollamatest.StartReal(t)
	real.Create(t, ollamatest.ChatScript, ollamatest.EmbedLexical)
	c := ollama.New(ollama.Options{Settings: ollamatest.At(real.URL), Binary: absent, MemoryBytes: 16 << 30})
	if err := c.Warm(t.Context(), ollamatest.EmbedLexical); err != nil {
		t.Fatal(err)
	}
	loaded := real.Loaded(t)
	if len(loaded) != 2 {
		t.Fatalf("loaded %v", loaded)
	}
	name, window, err := c.ChatModel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := ask(name, "x")
	r.ContextTokens = window
	s, err := hear(t.Context(), c, r)
	if err != nil || s.loading {
		t.Errorf("%+v, %v", s, err)
	}
	running, err := real.API().ListRunning(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range running.Models {
		if strings.HasPrefix(m.Name, name) && m.ContextLength != window {
			t.Errorf("context %d, want %d", m.ContextLength, window)
		}
	}
	// Both stay.
	if got := real.Loaded(t); len(got) != 2 {
		t.Errorf("loaded %v", got)
	}
}
