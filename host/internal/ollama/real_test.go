package ollama_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
)

// The tests named TestReal… run against a real Ollama server with models that
// are made for them (make test-ollama), and are skipped where there is none.
// They repeat what the tests beside them claim of an imitation.

// realClient is a client of a server with the given models.
func realClient(t *testing.T, models ...string) (*ollamatest.Real, *ollama.Client) {
	t.Helper()
	real := ollamatest.StartReal(t)
	real.Create(t, models...)
	return real, ollama.New(ollama.Options{Settings: ollamatest.At(real.URL), Binary: absent})
}

// ask is a question of one message to a scripted model.
func ask(model, question string) library.ChatRequest {
	return library.ChatRequest{
		Model: model, ContextTokens: 4096, MaxTokens: 200,
		Messages: []library.ChatMessage{{Role: "system", Content: "Answer from the passages."}, {Role: "user", Content: question}},
	}
}

// hear asks, and returns everything that is said.
func hear(ctx context.Context, c *ollama.Client, r library.ChatRequest) (said, error) {
	var s said
	err := c.Chat(ctx, r, func(k library.ChatChunk) error {
		s.thinking += k.Thinking
		s.text += k.Text
		s.loading = s.loading || k.Loading
		s.done = s.done || k.Done
		return nil
	})
	return s, err
}

func TestRealState(t *testing.T) {
	real, c := realClient(t)
	state, version := c.State(t.Context())
	if state != "ready" || !strings.HasPrefix(version, "0.") || version == "0.0.0" {
		t.Errorf("state %q, version %q", state, version)
	}
	if _, _, err := c.ChatModel(t.Context()); library.KindOf(err) != library.ModelMissing {
		t.Errorf("a chat model of none: %v", err)
	}
	if _, err := c.EmbeddingModel(t.Context()); library.KindOf(err) != library.ModelMissing {
		t.Errorf("an embedding model of none: %v", err)
	}
	real.Kill()
	if state, _ := c.State(t.Context()); state != "absent" {
		t.Errorf("state %q of a dead server", state)
	}
	real.Restart(t)
	if state, _ := c.State(t.Context()); state != "ready" {
		t.Errorf("state %q of one that came back", state)
	}
}

// What models can do is read from the models, whatever their names.
func TestRealList(t *testing.T) {
	real, c := realClient(t, ollamatest.ChatScript, ollamatest.ChatThinking)
	real.CreateAs(t, "not-a-chat-model:1b", ollamatest.EmbedLexical)
	got, err := c.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		if got[i].Bytes < 500e3 {
			t.Errorf("%s has %d bytes", got[i].Name, got[i].Bytes)
		}
		got[i].Bytes = 0
	}
	want := []library.Model{
		{Name: "chat-script:latest", Kind: "chat", Context: 32768},
		{Name: "chat-thinking:latest", Kind: "chat", Context: 32768},
		{Name: "not-a-chat-model:1b", Kind: "embed", Dims: 128, Context: 512},
	}
	if !slices.Equal(got, want) {
		t.Errorf("List = %+v, want %+v", got, want)
	}
	real.Delete(t, ollamatest.ChatThinking)
	if got, err = c.List(t.Context()); err != nil || len(got) != 2 {
		t.Errorf("after a delete: %+v, %v", got, err)
	}
}

func TestRealChatModel(t *testing.T) {
	real, c := realClient(t, ollamatest.EmbedLexical, ollamatest.ChatScript)
	name, window, err := c.ChatModel(t.Context())
	if err != nil || name != "chat-script:latest" || window != 8192 {
		t.Errorf("ChatModel = %q, %d, %v", name, window, err)
	}
	for chosen, kind := range map[string]library.Kind{"chat-script": "", "embed-lexical": library.ModelMissing, "gone:7b": library.ModelMissing} {
		c := ollama.New(ollama.Options{Binary: absent, Settings: func(context.Context) (library.Settings, error) {
			return library.Settings{OllamaURL: real.URL, ChatModel: chosen}, nil
		}})
		if name, _, err := c.ChatModel(t.Context()); library.KindOf(err) != kind {
			t.Errorf("ChatModel with %q chosen: %q, %v; want %q", chosen, name, err, kind)
		}
	}
}

func TestRealChat(t *testing.T) {
	_, c := realClient(t, ollamatest.ChatScript, ollamatest.ChatThinking)
	for i, tt := range []struct{ model, question, thinking, text string }{
		{model: "chat-script", question: "Where is it?", text: "Your bookmarks say so [1], and another page agrees [2].\n\n网页里有这个答案[1]。"},
		{model: "chat-script", question: "<<none>>", text: "[0] The passages do not answer this."},
		{model: "chat-script", question: "在哪里？ <<zh>>", text: "根据收藏的网页，答案在这里[1]。"},
		{model: "chat-script", question: "<<empty>>"},
		// A server that does not know that the model thinks leaves it all in
		// one stream; one that knows still does when it was told not to think
		// and the model does not care.
		{model: "chat-script", question: "<<think>>", thinking: "Let me see.", text: "\n\nIt is so [1]."},
		{model: "chat-thinking", question: "<<think>>", thinking: "Let me see.", text: "\n\nIt is so [1]."},
		{model: "chat-thinking", question: "Where?", text: "Your bookmarks say so [1], and another page agrees [2].\n\n网页里有这个答案[1]。"},
	} {
		got, err := hear(t.Context(), c, ask(tt.model, tt.question))
		if err != nil || got.text != tt.text || got.thinking != tt.thinking || !got.done {
			t.Errorf("%s, %s: said %+v, %v; want thinking %q, text %q", tt.model, tt.question, got, err, tt.thinking, tt.text)
		}
		if first := i == 0; first && !got.loading {
			t.Error("a model that had to be loaded was not announced")
		}
	}
}

// Words come as they are said, not all at the end.
func TestRealChatStreams(t *testing.T) {
	_, c := realClient(t, ollamatest.ChatScript)
	words, tokens := 0, 0
	err := c.Chat(t.Context(), ask("chat-script", "Where is it?"), func(k library.ChatChunk) error {
		if k.Text != "" {
			words++
		}
		tokens = max(tokens, k.PromptTokens)
		return nil
	})
	if err != nil || words < 10 || tokens < 30 {
		t.Errorf("%d pieces of text, %d tokens of prompt, %v", words, tokens, err)
	}
}

// An endless answer ends when nobody wants it, and the model is free for the
// next question at once.
func TestRealChatIsCancelled(t *testing.T) {
	_, c := realClient(t, ollamatest.ChatScript)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stopped time.Time
	request := ask("chat-script", "<<long>>")
	request.MaxTokens = 0
	words := 0
	err := c.Chat(ctx, request, func(k library.ChatChunk) error {
		if words++; words == 50 {
			stopped = time.Now()
			cancel()
		}
		return nil
	})
	if library.KindOf(err) != library.Cancelled || words != 50 {
		t.Errorf("%v after %d words", err, words)
	}
	if took := time.Since(stopped); took > time.Second {
		t.Errorf("stopped after %v", took)
	}
	if got, err := hear(t.Context(), c, ask("chat-script", "<<none>>")); err != nil || !got.done {
		t.Errorf("the next question: %+v, %v", got, err)
	}
	// Where the server has lost the turn, it takes a while to find out.
	if took := time.Since(stopped); took > 20*time.Second {
		t.Errorf("the next question was answered after %v", took)
	}
}

// MaxTokens ends an answer without an error.
func TestRealChatIsBounded(t *testing.T) {
	_, c := realClient(t, ollamatest.ChatScript)
	request := ask("chat-script", "<<long>>")
	request.MaxTokens = 30
	got, err := hear(t.Context(), c, request)
	if err != nil || !got.done || !strings.HasPrefix(got.text, "And so it goes on.") || len(got.text) > 400 {
		t.Errorf("said %+v, %v", got, err)
	}
}

// A server or a model that dies in the middle of an answer is an error, though
// the client package reports success for a dead server. What was said stays
// said, and when the server is back the same client works again.
func TestRealChatBreaksOff(t *testing.T) {
	for name, kill := range map[string]func(*ollamatest.Real, *testing.T){
		"server killed":  func(r *ollamatest.Real, _ *testing.T) { r.Kill() },
		"server stopped": func(r *ollamatest.Real, _ *testing.T) { r.Stop() },
		"model killed":   func(r *ollamatest.Real, t *testing.T) { r.KillModels(t) },
	} {
		t.Run(name, func(t *testing.T) {
			real, c := realClient(t, ollamatest.ChatScript)
			request := ask("chat-script", "<<long>>")
			request.MaxTokens = 0
			words, text := 0, ""
			err := c.Chat(t.Context(), request, func(k library.ChatChunk) error {
				text += k.Text
				if words++; words == 50 {
					kill(real, t)
				}
				return nil
			})
			if kind := library.KindOf(err); kind != library.ModelFailed && kind != library.OllamaUnreachable {
				t.Errorf("error %v after %d words", err, words)
			}
			if !strings.HasPrefix(text, "And so it goes on.") {
				t.Errorf("said %q", text)
			}
			if name != "model killed" {
				if _, err := hear(t.Context(), c, ask("chat-script", "x")); library.KindOf(err) != library.OllamaUnreachable {
					t.Errorf("with the server gone: %v", err)
				}
				real.Restart(t)
			}
			if got, err := hear(t.Context(), c, ask("chat-script", "<<none>>")); err != nil || !got.done {
				t.Errorf("afterwards: %+v, %v", got, err)
			}
		})
	}
}

func TestRealModelCannotChat(t *testing.T) {
	_, c := realClient(t, ollamatest.EmbedLexical)
	if _, err := hear(t.Context(), c, ask("gone:7b", "x")); library.KindOf(err) != library.ModelMissing {
		t.Errorf("a model that is not there: %v", err)
	}
	if _, err := hear(t.Context(), c, ask("embed-lexical", "x")); library.KindOf(err) != library.ModelFailed {
		t.Errorf("a model that only embeds: %v", err)
	}
}

// A prompt that does not fit is refused, not silently cut.
func TestRealPromptTooLong(t *testing.T) {
	_, c := realClient(t, ollamatest.ChatScript)
	request := ask("chat-script", strings.Repeat("bookmark ", 3000))
	_, err := hear(t.Context(), c, request)
	if library.KindOf(err) != library.ModelFailed || !strings.Contains(err.Error(), "context length") {
		t.Errorf("error %v", err)
	}
	if got, err := hear(t.Context(), c, ask("chat-script", "<<none>>")); err != nil || !got.done {
		t.Errorf("afterwards: %+v, %v", got, err)
	}
}

// Two answers at once are both whole, whichever comes first.
func TestRealTwoChatsAtOnce(t *testing.T) {
	_, c := realClient(t, ollamatest.ChatScript)
	type outcome struct {
		said
		error
	}
	answers := make([]chan outcome, 4)
	for i := range answers {
		answers[i] = make(chan outcome, 1)
		go func() {
			got, err := hear(t.Context(), c, ask("chat-script", []string{"<<zh>>", "<<none>>"}[i%2]))
			answers[i] <- outcome{got, err}
		}()
	}
	for i, answer := range answers {
		got := <-answer
		want := []string{"根据收藏的网页，答案在这里[1]。", "[0] The passages do not answer this."}[i%2]
		if got.error != nil || got.text != want || !got.done {
			t.Errorf("chat %d said %+v, %v", i, got.said, got.error)
		}
	}
}
