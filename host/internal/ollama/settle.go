package ollama

import (
	"context"
	"time"

	"github.com/ollama/ollama/api"

	"aibookmark/host/internal/library"
)

// gonePoll is how often to look whether a model has left memory.
const gonePoll = 50 * time.Millisecond

// settleKey is a model of one server.
type settleKey struct{ address, model string }

// settle sees to it that a model whose answer was cut off answers the next
// question. Ollama may lose the turn of a chat whose client goes away between
// two words: its words have nowhere to go, and every later chat with this
// model waits for them until the model leaves memory (ollama/ollama#17131,
// open; seen in 2 of 40 cancelled answers of a fast model, never before the
// first word).
//
// So the same question is asked once more, for one word: it was read already,
// so that a model that is well says it in a moment and remembers what it had
// read (where it does not remember, it has as long as the first word took the
// first time). One that stays silent is taken out of memory. Chats that come
// meanwhile wait for that (settled), and those that wait at the server, which
// would keep the model in memory, are sent again (await). It runs on its own
// and outlives the chat.
//
// What it cannot mend: a chat of another process that waits at the server, and
// a process that ends with its answer and asks nothing any more.
func (c *Client) settle(e *endpoint, r library.ChatRequest, p profile, first time.Duration) {
	key, done := settleKey{e.address, r.Model}, make(chan struct{})
	c.mu.Lock()
	before := c.settling[key]
	c.settling[key] = done
	c.mu.Unlock()
	go func() {
		defer func() {
			c.mu.Lock()
			if c.settling[key] == done {
				delete(c.settling, key)
			}
			c.mu.Unlock()
			close(done)
		}()
		if before != nil {
			if <-before; !c.holds(context.Background(), e, r.Model) {
				return // it was unloaded just now
			}
		}
		if c.answers(e, r, p, c.options.Settle+first) {
			return
		}
		c.options.Log.Warn("the model says nothing after an answer was stopped, and is loaded anew", "model", r.Model)
		c.sendAgain(key)
		if err := c.unload(e, r.Model); err != nil {
			c.options.Log.Warn("the model could not be taken out of memory", "model", r.Model, "error", err)
		}
	}()
}

// settled waits until a model is not being settled any more, or ctx ends.
func (c *Client) settled(ctx context.Context, e *endpoint, model string) {
	c.mu.Lock()
	settling := c.settling[settleKey{e.address, model}]
	c.mu.Unlock()
	if settling == nil {
		return
	}
	select {
	case <-settling:
	case <-ctx.Done():
	}
}

// waiter is a chat that was sent and has heard nothing yet.
type waiter struct {
	key    settleKey
	cancel context.CancelCauseFunc
}

// await makes a chat known that is being sent; until it is told that the chat
// was heard, cancel may be called with errAgain.
func (c *Client) await(e *endpoint, model string, cancel context.CancelCauseFunc) (heard func()) {
	w := &waiter{settleKey{e.address, model}, cancel}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting[w] = true
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.waiting, w)
	}
}

// sendAgain ends the chats that wait for a model with errAgain.
func (c *Client) sendAgain(key settleKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for w := range c.waiting {
		if w.key == key {
			delete(c.waiting, w)
			w.cancel(errAgain)
		}
	}
}

// answers asks for one word. Only silence counts against the model: an error
// is an answer too.
func (c *Client) answers(e *endpoint, r library.ChatRequest, p profile, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	r.MaxTokens = 1
	// To its end: going away earlier would be what is to be mended.
	_ = e.api.Chat(ctx, chatRequest(r, p), func(api.ChatResponse) error { return nil })
	return ctx.Err() == nil
}

// holds tells whether a model is in memory; it is where the server does not say.
func (c *Client) holds(ctx context.Context, e *endpoint, model string) bool {
	ctx, cancel := context.WithTimeout(ctx, c.options.Ask)
	defer cancel()
	running, err := e.api.ListRunning(ctx)
	return err != nil || isLoaded(running, model)
}

// unload takes a model out of memory and returns when it is gone, or after
// Options.Ask. An answer that somebody else is getting from it comes first.
func (c *Client) unload(e *endpoint, model string) error {
	ctx, cancel := context.WithTimeout(context.Background(), c.options.Ask)
	defer cancel()
	// No messages and no time to stay: nothing is asked, the model goes.
	err := e.api.Chat(ctx, &api.ChatRequest{Model: model, KeepAlive: &api.Duration{}}, func(api.ChatResponse) error { return nil })
	for err == nil {
		var running *api.ProcessResponse
		if running, err = e.api.ListRunning(ctx); err != nil || !isLoaded(running, model) {
			return err
		}
		select {
		case <-time.After(gonePoll):
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	return err
}
