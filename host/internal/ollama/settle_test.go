package ollama_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
)

// cutOff asks, and goes away after the first words.
func cutOff(t *testing.T, c *ollama.Client) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := c.Chat(ctx, request(), func(k library.ChatChunk) error {
		if k.Text != "" {
			cancel()
		}
		return nil
	})
	if library.KindOf(err) != library.Cancelled {
		t.Fatalf("cut off: %v", err)
	}
}

// After an answer that was cut off the next question is answered: at once by a
// model that is well, and by one whose server keeps the turn after it was
// loaded anew, which is announced as every loading is.
func TestTheNextQuestionAfterOneCutOff(t *testing.T) {
	for name, lost := range map[string]bool{"a model that is well": false, "one that keeps its turn": true} {
		t.Run(name, func(t *testing.T) {
			server := ollamatest.New(ollamatest.Script{Words: []string{"on and on "}, Endless: true, Lost: lost})
			c := client(t, server, func(o *ollama.Options) {
				if lost {
					o.Settle = 100 * time.Millisecond
				}
			})
			for range 3 {
				server.Follow(ollamatest.Script{Words: []string{"on and on "}, Endless: true, Lost: lost})
				cutOff(t, c)
				server.Follow(ollamatest.Script{Words: []string{"yes"}})
				got, err := listen(t.Context(), c)
				if err != nil || got.text != "yes" || got.loading != lost {
					t.Fatalf("the next question: %+v, %v", got, err)
				}
			}
			if n := server.Settles(); n != 3 {
				t.Errorf("asked for a word %d times", n)
			}
		})
	}
}

// A listener that ends the answer cuts it off as well, and so does silence,
// the model's own or that which somebody else left behind. An answer that came
// to its end, one of which nothing was said yet and one that died do not.
func TestWhatIsCutOff(t *testing.T) {
	enough := errors.New("enough")
	for _, c := range []struct {
		name    string
		script  ollamatest.Script
		said    error
		settles int
		// patience is for silence; 0 is the usual one.
		patience time.Duration
	}{
		{name: "listener", script: ollamatest.Scripts["endless"], said: enough, settles: 1},
		{name: "silence between words", script: ollamatest.Script{Words: []string{"one ", "two"}, Pace: time.Hour}, settles: 1, patience: time.Second},
		{name: "silence before the first", script: ollamatest.Script{Words: []string{"one"}, Wait: time.Hour}, settles: 1, patience: time.Second},
		{name: "to the end", script: ollamatest.Scripts["cited"]},
		{name: "dies", script: ollamatest.Scripts["dies"]},
		{name: "refused", script: ollamatest.Scripts["error"]},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := ollamatest.New(c.script)
			client := client(t, server, func(o *ollama.Options) { o.First, o.Next = c.patience, c.patience })
			_ = client.Chat(t.Context(), request(), func(library.ChatChunk) error { return c.said })
			server.Follow(ollamatest.Scripts["cited"])
			if got, err := listen(t.Context(), client); err != nil || !got.done {
				t.Fatalf("the next question: %+v, %v", got, err)
			}
			if n := server.Settles(); n != c.settles {
				t.Errorf("asked for a word %d times, want %d", n, c.settles)
			}
		})
	}
}

// A question that had been sent before the answer of another conversation was
// stopped waits for the same lost turn. It is sent again.
func TestAQuestionThatWaitsAtTheServer(t *testing.T) {
	server := ollamatest.New(ollamatest.Script{Words: []string{"on and on "}, Endless: true, Lost: true})
	c := client(t, server, func(o *ollama.Options) { o.Settle = 100 * time.Millisecond })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	type outcome struct {
		said
		err error
	}
	second := make(chan outcome, 1)
	err := c.Chat(ctx, request(), func(k library.ChatChunk) error {
		if k.Text == "" || len(server.Chats()) > 1 {
			return nil
		}
		server.Follow(ollamatest.Script{Words: []string{"yes"}})
		go func() {
			got, err := listen(t.Context(), c)
			second <- outcome{got, err}
		}()
		for tick := time.NewTicker(time.Millisecond); len(server.Chats()) < 2; {
			<-tick.C
		}
		cancel()
		return nil
	})
	if library.KindOf(err) != library.Cancelled {
		t.Fatal(err)
	}
	if got := <-second; got.err != nil || got.text != "yes" || !got.loading || len(server.Chats()) != 3 {
		t.Errorf("the second question: %+v, sent %d times", got, len(server.Chats())-1)
	}
}

// A model that does not remember what it has read is given the time to read it
// again, and stays in memory.
func TestAModelThatReadsAgain(t *testing.T) {
	const reads = time.Second
	server := ollamatest.New(ollamatest.Script{Words: []string{"on and on "}, Endless: true, Wait: reads, Reread: reads})
	c := client(t, server, func(o *ollama.Options) { o.Settle = reads * 3 / 4 })
	cutOff(t, c)
	enough, loading := errors.New("enough"), false
	if err := c.Chat(t.Context(), request(), func(k library.ChatChunk) error {
		if loading = loading || k.Loading; k.Text != "" {
			return enough
		}
		return nil
	}); err != enough || loading {
		t.Errorf("the next question: %v, loading %v", err, loading)
	}
}

// A question that waits for a model to be settled can be cancelled.
func TestCancelWhileSettling(t *testing.T) {
	server := ollamatest.New(ollamatest.Script{Words: []string{"on and on "}, Endless: true, Lost: true})
	c := client(t, server, func(o *ollama.Options) { o.Settle = time.Hour })
	cutOff(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := listen(ctx, c); library.KindOf(err) != library.Cancelled {
		t.Errorf("error %v", err)
	}
}
