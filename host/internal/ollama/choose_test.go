package ollama_test

import (
	"context"
	"testing"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
)

const gib = 1 << 30

func chat(name, family string, bytes int64) ollamatest.Model {
	return ollamatest.Model{Name: name, Family: family, Bytes: bytes, Context: 32768, Capabilities: []string{"completion"}}
}

func TestList(t *testing.T) {
	server := ollamatest.New(ollamatest.Script{})
	server.SetModels(
		chat("zephyr:7b", "llama", 4*gib),
		ollamatest.Model{Name: "bge-m3:latest", Family: "bert", Bytes: gib, Context: 8192, Dims: 1024, Capabilities: []string{"embedding"}},
		ollamatest.Model{Name: "painter", Family: "flux", Capabilities: []string{"image"}},
		ollamatest.Model{Name: "giant:cloud", Family: "qwen3", Capabilities: []string{"completion"}, RemoteHost: "https://ollama.com"},
	)
	c := client(t, server)
	for range 2 {
		got, err := c.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []library.Model{
			{Name: "bge-m3:latest", Kind: "embed", Bytes: gib, Dims: 1024, Context: 8192},
			{Name: "zephyr:7b", Kind: "chat", Bytes: 4 * gib, Context: 32768},
		}
		if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("List = %+v, want %+v", got, want)
		}
	}
	shows := 0
	for _, call := range server.Calls() {
		if call == "/api/show" {
			shows++
		}
	}
	if shows != 4 {
		t.Errorf("%d times asked what a model can do, want once a model", shows)
	}
}

func TestChatModel(t *testing.T) {
	for _, c := range []struct {
		name, chosen string
		memory       int64
		models       []ollamatest.Model
		want         string
		window       int
		kind         library.Kind
	}{
		{name: "none installed", kind: library.ModelMissing},
		{name: "only an embedder", models: ollamatest.DefaultModels()[1:], kind: library.ModelMissing},
		{name: "Chinese-capable first", models: []ollamatest.Model{chat("llama3.1:8b", "llama", 5*gib), chat("qwen3:4b", "qwen3", 2*gib)}, want: "qwen3:4b", window: 8192},
		{name: "the one that answers without thinking", models: []ollamatest.Model{chat("qwen3:4b", "qwen3", 2*gib), chat("qwen3:4b-instruct", "qwen3", 2*gib)}, want: "qwen3:4b-instruct", window: 8192},
		{name: "larger where it fits", memory: 16 * gib, models: []ollamatest.Model{chat("qwen3:4b", "qwen3", 2*gib), chat("qwen3:8b", "qwen3", 5*gib)}, want: "qwen3:8b", window: 8192},
		{name: "smaller where it does not", memory: 8 * gib, models: []ollamatest.Model{chat("qwen3:4b", "qwen3", 2*gib), chat("qwen3:8b", "qwen3", 5*gib)}, want: "qwen3:4b", window: 4096},
		{name: "not a specialist", models: []ollamatest.Model{chat("qwen2.5-coder:7b", "qwen2", 4*gib), chat("gemma3:4b", "gemma3", 3*gib)}, want: "gemma3:4b", window: 8192},
		{name: "not a toy", models: []ollamatest.Model{chat("qwen3:tiny", "qwen3", gib/8), chat("llama3.2:3b", "llama", 2*gib)}, want: "llama3.2:3b", window: 8192},
		{name: "a toy when there is nothing else", models: []ollamatest.Model{chat("toy", "strange", gib/100)}, want: "toy", window: 8192},
		{name: "the chosen one", chosen: "toy", models: []ollamatest.Model{chat("toy:latest", "strange", gib/100), chat("qwen3:4b", "qwen3", 2*gib)}, want: "toy:latest", window: 8192},
		{name: "the chosen one is gone", chosen: "gone", models: []ollamatest.Model{chat("qwen3:4b", "qwen3", 2*gib)}, kind: library.ModelMissing},
		{name: "the chosen one runs elsewhere", chosen: "giant:cloud", models: []ollamatest.Model{{Name: "giant:cloud", Family: "qwen3", Capabilities: []string{"completion"}, RemoteHost: "https://ollama.com"}}, kind: library.NotAllowed},
		{name: "a short window", models: []ollamatest.Model{{Name: "short", Family: "phi", Bytes: gib, Context: 2048, Capabilities: []string{"completion"}}}, want: "short", window: 2048},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := ollamatest.New(ollamatest.Script{})
			server.SetModels(c.models...)
			url := server.Start(t)
			client := ollama.New(ollama.Options{MemoryBytes: c.memory, Binary: absent, Settings: func(context.Context) (library.Settings, error) {
				return library.Settings{OllamaURL: url, ChatModel: c.chosen}, nil
			}})
			name, window, err := client.ChatModel(t.Context())
			if library.KindOf(err) != c.kind || name != c.want || window != c.window {
				t.Errorf("ChatModel = %q, %d, %v; want %q, %d, %q", name, window, err, c.want, c.window, c.kind)
			}
		})
	}
}

// A model whose words come from elsewhere is not asked even when it is named.
func TestCloudModelIsNotAsked(t *testing.T) {
	server := ollamatest.New(ollamatest.Scripts["first"])
	server.SetModels(ollamatest.Model{Name: ollamatest.ChatModel, Family: "qwen3", Capabilities: []string{"completion"}, RemoteHost: "https://ollama.com"})
	c := client(t, server)
	if _, err := listen(t.Context(), c); library.KindOf(err) != library.NotAllowed || len(server.Chats()) != 0 {
		t.Errorf("error %v after %d chats", err, len(server.Chats()))
	}
}

func TestStateReady(t *testing.T) {
	if state, version := client(t, ollamatest.New(ollamatest.Script{})).State(t.Context()); state != "ready" || version != "0.17.4" {
		t.Errorf("state %q, version %q", state, version)
	}
}
