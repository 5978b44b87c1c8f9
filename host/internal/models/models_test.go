package models

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"aibookmark/host/internal/library"
)

// server is an Ollama whose answers can be set and held back.
type server struct {
	mu        sync.Mutex
	state     string
	chat      string
	embed     string
	err       error
	installed []library.Model
	delay     time.Duration
	asked     int
}

func (s *server) set(change func(*server)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *server) State(ctx context.Context) (string, string) {
	s.mu.Lock()
	s.asked++
	delay, state := s.delay, s.state
	s.mu.Unlock()
	select {
	case <-time.After(delay):
	case <-ctx.Done():
	}
	if state != "ready" {
		return state, ""
	}
	return state, "0.17.4"
}

func (s *server) List(context.Context) ([]library.Model, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.installed, s.err
}

func (s *server) ChatModel(context.Context) (string, int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return "", 0, s.err
	}
	if s.chat == "" {
		return "", 0, library.Errorf(library.ModelMissing, "model_none")
	}
	return s.chat, 8192, nil
}

func (s *server) EmbeddingModel(context.Context) (library.EmbeddingModel, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return library.EmbeddingModel{}, s.err
	}
	if s.embed == "" {
		return library.EmbeddingModel{}, library.Errorf(library.ModelMissing, "model_none_embed")
	}
	return library.EmbeddingModel{Name: s.embed, Digest: "1", Dims: 512}, nil
}

func (s *server) times() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

func TestStateTellsTheRung(t *testing.T) {
	for _, c := range []struct {
		name string
		s    *server
		want State
		rung int
	}{
		{"absent", &server{state: "absent"}, State{Ollama: "absent", Model: "absent", Kind: library.OllamaUnreachable}, 1},
		{"stopped", &server{state: "stopped"}, State{Ollama: "stopped", Model: "absent", Kind: library.OllamaUnreachable}, 1},
		{"no model", &server{state: "ready"}, State{Ollama: "ready", Version: "0.17.4", Model: "absent", Kind: library.ModelMissing}, 1},
		{"a model", &server{state: "ready", chat: "qwen3:4b"}, State{Ollama: "ready", Version: "0.17.4", Model: "ready", Chat: "qwen3:4b"}, 3},
		{"both models", &server{state: "ready", chat: "qwen3:4b", embed: "bge-m3:latest"}, State{Ollama: "ready", Version: "0.17.4", Model: "ready", Chat: "qwen3:4b", Embed: "bge-m3:latest"}, 3},
		{"only an embedder", &server{state: "ready", embed: "bge-m3:latest"}, State{Ollama: "ready", Version: "0.17.4", Model: "absent", Embed: "bge-m3:latest", Kind: library.ModelMissing}, 1},
		{"broken", &server{state: "ready", err: library.Errorf(library.ModelFailed, "model_failed", "x")}, State{Ollama: "ready", Version: "0.17.4", Model: "failed", Kind: library.ModelFailed}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := New(c.s, Options{})
			defer m.Close()
			got := m.Refresh(t.Context())
			if got != c.want || got.Rung(false) != c.rung {
				t.Errorf("%+v on rung %d, want %+v on %d", got, got.Rung(false), c.want, c.rung)
			}
			if got.Rung(true) != max(2, c.rung) {
				t.Errorf("rung %d by meaning", got.Rung(true))
			}
		})
	}
}

// However slow the server is, State answers within 5 ms; the picture comes
// later, and is redrawn only when it is a few seconds old.
func TestStateDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{state: "ready", chat: "qwen3:4b", delay: 2 * time.Second}
		changes := 0
		m := New(s, Options{Changed: func() { changes++ }})
		defer m.Close()
		began := time.Now()
		if got := m.State(t.Context()); got.Model != "loading" {
			t.Errorf("first picture %+v", got)
		}
		if took := time.Since(began); took > 5*time.Millisecond {
			t.Errorf("took %v", took)
		}
		began = time.Now()
		if m.State(t.Context()); time.Since(began) != 0 {
			t.Errorf("only the first waits; the second took %v", time.Since(began))
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if got := m.State(t.Context()); got.Chat != "qwen3:4b" || changes != 1 || s.times() != 1 {
			t.Errorf("%+v after %d changes, asked %d times", got, changes, s.times())
		}
		s.set(func(s *server) { s.state = "stopped" })
		time.Sleep(fresh)
		began = time.Now()
		if got := m.State(t.Context()); got.Chat == "" || time.Since(began) != 0 {
			t.Errorf("an old picture is shown at once: %+v after %v", got, time.Since(began))
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if got := m.State(t.Context()); got.Ollama != "stopped" || changes != 2 {
			t.Errorf("%+v after %d changes", got, changes)
		}
	})
}

// A quick server is in the very first picture.
func TestFirstPicture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(&server{state: "ready", chat: "qwen3:4b", delay: time.Millisecond}, Options{})
		defer m.Close()
		if got := m.State(t.Context()); got.Chat != "qwen3:4b" {
			t.Errorf("%+v", got)
		}
	})
}

func TestManyAskersOneLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{state: "absent", delay: time.Second}
		m := New(s, Options{})
		defer m.Close()
		for range 50 {
			go m.State(t.Context())
		}
		synctest.Wait()
		time.Sleep(2 * time.Second)
		if s.times() != 1 {
			t.Errorf("asked %d times", s.times())
		}
	})
}

func TestInventory(t *testing.T) {
	settings := func(context.Context) (library.Settings, error) {
		return library.Settings{ChatModel: "qwen3:8b", EmbedModel: "bge-m3"}, nil
	}
	s := &server{state: "ready", chat: "qwen3:8b", installed: []library.Model{
		{Name: "bge-m3:latest", Kind: "embed"}, {Name: "qwen3:8b", Kind: "chat"},
	}}
	m := New(s, Options{Settings: settings, MemoryBytes: 16 << 30})
	defer m.Close()
	inv, err := m.Inventory(t.Context(), "zh-CN")
	if err != nil || len(inv.Installed) != 2 || inv.ChosenChat != "qwen3:8b" || inv.ChosenEmbed != "bge-m3" || inv.Version != "0.17.4" {
		t.Errorf("%+v, %v", inv, err)
	}
	for _, r := range inv.Recommended {
		if r.Name == "qwen3:8b" || r.Name == "bge-m3" || r.Why == "" || r.Bytes == 0 {
			t.Errorf("recommends %+v", r)
		}
	}
	s.set(func(s *server) { s.state = "absent" })
	if inv, err := m.Inventory(t.Context(), "en"); err != nil || inv.Installed == nil || len(inv.Installed) != 0 {
		t.Errorf("without Ollama: %+v, %v", inv, err)
	}
}

func TestRecommendedByMemory(t *testing.T) {
	for memory, want := range map[int64][]string{
		0:       {"embeddinggemma", "qwen3-embedding:0.6b", "bge-m3", "qwen3:4b-instruct", "gemma3:4b", "qwen3:1.7b"},
		4 << 30: {"embeddinggemma", "qwen3:1.7b", "qwen3:0.6b"},
		// Sold as 16 and 32 GB.
		156 << 30 / 10: {"embeddinggemma", "qwen3-embedding:0.6b", "bge-m3", "qwen3:8b", "qwen3:4b-instruct", "gemma3:4b"},
		312 << 30 / 10: {"embeddinggemma", "qwen3-embedding:0.6b", "bge-m3", "qwen3:14b", "qwen3:8b", "qwen3:4b-instruct"},
	} {
		var got []string
		for _, m := range recommend(memory, nil, "en") {
			got = append(got, m.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d bytes: %q, want %q", memory, got, want)
		}
	}
}

func TestMemory(t *testing.T) {
	if n := Memory(); n < 64<<20 || n > 1<<50 {
		t.Errorf("%d bytes of memory", n)
	}
}
