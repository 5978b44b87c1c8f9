package ollama_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
)

func absent() (string, bool) { return "", false }

func client(t *testing.T, s *ollamatest.Server, change ...func(*ollama.Options)) *ollama.Client {
	t.Helper()
	o := ollama.Options{Settings: ollamatest.At(s.Start(t)), Binary: absent}
	for _, f := range change {
		f(&o)
	}
	return ollama.New(o)
}

func request() library.ChatRequest {
	return library.ChatRequest{
		Model: ollamatest.ChatModel, ContextTokens: 4096, MaxTokens: 100,
		Messages: []library.ChatMessage{{Role: "system", Content: "rules"}, {Role: "user", Content: "question"}},
	}
}

// said is everything a chat said.
type said struct {
	thinking, text string
	loading, done  bool
}

func listen(ctx context.Context, c *ollama.Client) (said, error) {
	var s said
	err := c.Chat(ctx, request(), func(k library.ChatChunk) error {
		s.thinking += k.Thinking
		s.text += k.Text
		s.loading = s.loading || k.Loading
		s.done = s.done || k.Done
		return nil
	})
	return s, err
}

func TestChat(t *testing.T) {
	for _, c := range []struct {
		script, thinking, text string
		kind                   library.Kind
		code                   string
	}{
		{script: "cited", text: "The pages say so [1], and another one agrees [2]."},
		{script: "chinese", text: "根据收藏的网页，答案在这里[1]。另一篇也这么说[2]。"},
		{script: "thinking", thinking: "Let me see.", text: "It is so [1]."},
		{script: "tags", thinking: "Let me see.", text: "It is so [1]."},
		{script: "empty"},
		{script: "dies", text: "It begins well [1]. And then", kind: library.ModelFailed, code: "model_stopped"},
		{script: "breaks", text: "It begins well [1]. ", kind: library.ModelFailed, code: "model_failed"},
		{script: "missing", kind: library.ModelMissing, code: "model_missing"},
		{script: "error", kind: library.ModelFailed, code: "model_failed"},
		{script: "toolong", kind: library.ModelFailed, code: "model_refused"},
		{script: "busy", kind: library.Busy, code: "model_busy"},
	} {
		t.Run(c.script, func(t *testing.T) {
			got, err := listen(t.Context(), client(t, ollamatest.New(ollamatest.Scripts[c.script])))
			if library.KindOf(err) != c.kind {
				t.Fatalf("error %v, want kind %q", err, c.kind)
			}
			var known *library.Error
			if c.kind != "" && (!errors.As(err, &known) || known.Code != c.code) {
				t.Errorf("code of %v, want %s", err, c.code)
			}
			if got.text != c.text || got.thinking != c.thinking {
				t.Errorf("said %q, thought %q; want %q, %q", got.text, got.thinking, c.text, c.thinking)
			}
			if got.done != (c.kind == "") {
				t.Errorf("done %v", got.done)
			}
		})
	}
}

// What reaches the model: the messages, one option about loading, thinking
// off, no silent cutting, and no tools.
func TestWhatChatSends(t *testing.T) {
	server := ollamatest.New(ollamatest.Scripts["first"])
	c := client(t, server)
	if _, err := listen(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	sent := server.Chats()[0]
	if sent.Think != false || sent.Truncate == nil || *sent.Truncate || sent.Shift == nil || *sent.Shift || len(sent.Tools) != 0 {
		t.Errorf("think %v, truncate %v, shift %v, tools %v", sent.Think, sent.Truncate, sent.Shift, sent.Tools)
	}
	if sent.Options["num_ctx"] != 4096.0 || sent.Options["num_predict"] != 100.0 || sent.KeepAlive == nil {
		t.Errorf("options %v, keep_alive %v", sent.Options, sent.KeepAlive)
	}
	if len(sent.Messages) != 2 || sent.Messages[0] != (ollamatest.Message{Role: "system", Content: "rules"}) {
		t.Errorf("messages %v", sent.Messages)
	}
}

// Cancelling stops the model and returns at once, although more had arrived.
func TestChatIsCancelled(t *testing.T) {
	server := ollamatest.New(ollamatest.Script{Words: []string{"on and on "}, Endless: true})
	c := client(t, server)
	ctx, cancel := context.WithCancel(t.Context())
	var stopped time.Time
	after := 0
	err := c.Chat(ctx, request(), func(k library.ChatChunk) error {
		if !stopped.IsZero() {
			after++
		} else if k.Text != "" {
			stopped = time.Now()
			cancel()
		}
		return nil
	})
	if took := time.Since(stopped); took > 200*time.Millisecond {
		t.Errorf("cancelled after %v", took)
	}
	if library.KindOf(err) != library.Cancelled || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if after > 0 {
		t.Errorf("%d more words after the cancel", after)
	}
	for deadline := time.Now().Add(5 * time.Second); server.Abandoned() == 0; {
		if time.Now().After(deadline) {
			t.Fatal("the model was never stopped")
		}
	}
}

// The listener's own error ends the chat and comes back as it is.
func TestListenerEndsChat(t *testing.T) {
	enough := errors.New("enough")
	c := client(t, ollamatest.New(ollamatest.Scripts["endless"]))
	if err := c.Chat(t.Context(), request(), func(library.ChatChunk) error { return enough }); err != enough {
		t.Errorf("error %v", err)
	}
}

func TestSilentModelIsGivenUp(t *testing.T) {
	c := client(t, ollamatest.New(ollamatest.Script{Words: []string{"one ", "two"}, Pace: time.Hour}), func(o *ollama.Options) {
		o.Next = 20 * time.Millisecond
	})
	got, err := listen(t.Context(), c)
	var known *library.Error
	if !errors.As(err, &known) || known.Code != "model_stalled" || got.text != "one " {
		t.Errorf("said %q, error %v", got.text, err)
	}
}

// A model that is not in memory is announced before it is loaded.
func TestColdModel(t *testing.T) {
	server := ollamatest.New(ollamatest.Script{Words: []string{"yes"}, Cold: true})
	c := client(t, server)
	for i, cold := range []bool{true, false} {
		got, err := listen(t.Context(), c)
		if err != nil || got.loading != cold {
			t.Errorf("chat %d: loading %v, %v; want %v", i+1, got.loading, err, cold)
		}
	}
}

func TestNobodyThere(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for name, binary := range map[string]func() (string, bool){
		"absent": absent, "stopped": func() (string, bool) { return "/usr/bin/ollama", true },
	} {
		c := ollama.New(ollama.Options{Settings: ollamatest.At(gone.URL), Binary: binary})
		if state, version := c.State(t.Context()); state != name || version != "" {
			t.Errorf("state %q %q, want %q", state, version, name)
		}
		if _, err := c.List(t.Context()); library.KindOf(err) != library.OllamaUnreachable {
			t.Errorf("List: %v", err)
		}
		if _, _, err := c.ChatModel(t.Context()); library.KindOf(err) != library.OllamaUnreachable {
			t.Errorf("ChatModel: %v", err)
		}
		if _, err := listen(t.Context(), c); library.KindOf(err) != library.OllamaUnreachable {
			t.Errorf("Chat: %v", err)
		}
	}
}

// A server that sends us elsewhere is not obeyed.
func TestRedirectIsNotFollowed(t *testing.T) {
	evil := ollamatest.New(ollamatest.Scripts["first"])
	c := client(t, ollamatest.New(ollamatest.Script{Redirect: evil.Start(t)}))
	if _, err := c.List(t.Context()); library.KindOf(err) != library.OllamaUnreachable {
		t.Errorf("List: %v", err)
	}
	if _, err := listen(t.Context(), c); library.KindOf(err) != library.OllamaUnreachable {
		t.Errorf("Chat: %v", err)
	}
	if calls := evil.Calls(); len(calls) != 0 {
		t.Errorf("the other server was asked %v", calls)
	}
}

// A response without end is cut off, not read into memory.
func TestEndlessResponse(t *testing.T) {
	sent := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		junk := []byte(strings.Repeat(" ", 1<<20))
		for ; sent < 200; sent++ {
			if _, err := w.Write(junk); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	c := ollama.New(ollama.Options{Settings: ollamatest.At(server.URL), Binary: absent})
	if _, err := c.List(t.Context()); library.KindOf(err) != library.OllamaUnreachable {
		t.Errorf("List: %v", err)
	}
	server.CloseClientConnections()
	if sent > 100 {
		t.Errorf("%d MiB were read", sent)
	}
}
