package ollama_test

import (
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
)

// Models are brought in where there is room for both, the embedding model
// first; with the options of a question, and for less long than after one.
func TestWarm(t *testing.T) {
	const gb = 1 << 30
	for _, c := range []struct {
		name         string
		free, memory int64
		embed        string
		cold         bool
		embeds, chat bool
	}{
		{name: "room for both", free: 20 * gb, memory: 32 * gb, embed: ollamatest.EmbedModel, cold: true, embeds: true, chat: true},
		{name: "room for one", free: 2200 << 20, memory: 32 * gb, embed: ollamatest.EmbedModel, cold: true, embeds: true},
		{name: "no room", free: gb, memory: 32 * gb, embed: ollamatest.EmbedModel, cold: true},
		{name: "what is free is unknown", memory: 16 * gb, embed: ollamatest.EmbedModel, cold: true, embeds: true, chat: true},
		{name: "a small machine", memory: 8 * gb, embed: ollamatest.EmbedModel, cold: true, embeds: true},
		{name: "nothing is known", embed: ollamatest.EmbedModel, cold: true},
		{name: "no embedding model in use", free: 20 * gb, cold: true, chat: true},
		{name: "there already, which takes no more room", free: gb, chat: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := ollamatest.New(ollamatest.Script{Cold: c.cold})
			client := ollama.New(ollama.Options{
				Settings: ollamatest.At(s.Start(t)), Binary: absent, MemoryBytes: c.memory, FreeMemory: func() int64 { return c.free },
			})
			if err := client.Warm(t.Context(), c.embed); err != nil {
				t.Fatal(err)
			}
			embeds, chats := s.Embeds(), s.Chats()
			if (len(embeds) == 1) != c.embeds || (len(chats) == 1) != c.chat {
				t.Fatalf("%d embeds, %d chats", len(embeds), len(chats))
			}
			if c.embeds && (len(embeds[0].Input) != 0 || embeds[0].KeepAlive != "15m0s" || len(embeds[0].Options) != 0) {
				t.Errorf("embed %+v", embeds[0])
			}
			if !c.chat {
				return
			}
			name, window, err := client.ChatModel(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := client.Chat(t.Context(), library.ChatRequest{
				Model: name, ContextTokens: window, Messages: []library.ChatMessage{{Role: "user", Content: "?"}},
			}, func(library.ChatChunk) error { return nil }); err != nil {
				t.Fatal(err)
			}
			asked := s.Chats()[1]
			if warm := chats[0]; len(warm.Messages) != 0 || warm.KeepAlive != "5m0s" || warm.Options["num_ctx"] != asked.Options["num_ctx"] || asked.Options["num_ctx"] != float64(window) {
				t.Errorf("warmed with %+v, asked with %+v", warm, asked)
			}
		})
	}
}

// How long loading takes is guessed from the size, and known after it was done
// once.
func TestLoadTime(t *testing.T) {
	s := ollamatest.New(ollamatest.Script{Cold: true, Words: []string{"a"}})
	client := ollama.New(ollama.Options{Settings: ollamatest.At(s.Start(t)), Binary: absent, FreeMemory: func() int64 { return 20 << 30 }})
	load := func() (took time.Duration) {
		t.Helper()
		err := client.Chat(t.Context(), library.ChatRequest{Model: ollamatest.ChatModel}, func(k library.ChatChunk) error {
			took = max(took, k.LoadTime)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return took
	}
	// 2.5 GB at the speed of an ordinary disk.
	if took := load(); took < 5*time.Second || took > 10*time.Second {
		t.Errorf("guessed %v", took)
	}
	if took := load(); took != 0 {
		t.Errorf("it is loaded already, and yet %v", took)
	}
	s.Follow(ollamatest.Script{Cold: true, Words: []string{"a"}})
	if err := client.Warm(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	s.Follow(ollamatest.Script{Cold: true, Words: []string{"a"}})
	if took := load(); took == 0 || took > 4*time.Second {
		t.Errorf("measured %v", took)
	}
}
