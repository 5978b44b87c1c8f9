package ollama

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/ollama/ollama/api"

	"aibookmark/host/internal/library"
)

// keepLoaded is how long a chat model stays in memory after an answer: long
// enough to think about it and ask on.
const keepLoaded = 15 * time.Minute

var (
	errStalled = errors.New("no word for too long")
	// errAgain ends a chat that waits for a model that is about to be loaded
	// anew: it is to be sent once more.
	errAgain = errors.New("the model is loaded anew")
)

// Chat asks a model and hands on its words in order, from the caller's own
// goroutine, with thinking kept apart; the last chunk has Done set. When said
// returns an error, Chat stops the model and returns that error. When ctx
// ends, Chat returns a Cancelled error at once and the model stops; should the
// server lose its way over that, the model is loaded anew, and this client's
// other Chats wait for it (settle). A prompt that is longer than the window is
// refused (ModelFailed, code "model_refused"), never silently cut.
//
// A stream that ends without its last chunk is a ModelFailed error although
// the client package reports success: it means that the server or the model's
// runner died. What was said until then has been handed on.
func (c *Client) Chat(ctx context.Context, r library.ChatRequest, said func(library.ChatChunk) error) error {
	e, err := c.endpoint(ctx)
	if err != nil {
		return err
	}
	for {
		if err := c.chat(ctx, e, r, said); !errors.Is(err, errAgain) {
			return err
		}
	}
}

// chat is Chat, once. When the model is to be loaded anew before it says
// anything, the error is errAgain.
func (c *Client) chat(ctx context.Context, e *endpoint, r library.ChatRequest, said func(library.ChatChunk) error) error {
	c.settled(ctx, e, r.Model)
	p, cold := c.ahead(ctx, e, r.Model)
	if p.cloud && !e.remote {
		return library.Errorf(library.NotAllowed, "model_cloud", r.Model)
	}
	if cold && ctx.Err() == nil {
		if err := said(library.ChatChunk{Loading: true, LoadTime: c.loadTime(p)}); err != nil {
			return err
		}
	}
	s := &stream{said: said, asked: time.Now()}
	if cold {
		s.loaded = func(took time.Duration) { c.measured(p, took) }
	}
	streaming, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(c.options.First, func() { cancel(errStalled) })
	defer silence.Stop()
	heard := c.await(e, r.Model, cancel)
	defer heard()
	err := e.api.Chat(streaming, chatRequest(r, p), func(resp api.ChatResponse) error {
		if !s.heard {
			heard()
		}
		// The client goes on with what it had buffered after the end.
		if streaming.Err() != nil {
			return context.Cause(streaming)
		}
		silence.Reset(c.options.Next)
		return s.take(resp)
	})
	cause := context.Cause(streaming)
	stalled := errors.Is(cause, errStalled)
	if cut := ctx.Err() != nil || s.stopped != nil; (stalled || cut && s.heard && !s.done) && !p.cloud {
		if cold {
			s.first = max(0, s.first-c.loadTime(p))
		}
		c.settle(e, r, p, s.first)
	}
	switch {
	case s.stopped != nil:
		return s.stopped
	case ctx.Err() != nil:
		return library.Errorf(library.Cancelled, "cancelled", ctx.Err())
	case errors.Is(cause, errAgain):
		return errAgain
	case stalled:
		return library.Errorf(library.ModelFailed, "model_stalled", r.Model, errStalled)
	case err != nil:
		return e.explain(ctx, r.Model, err)
	case !s.done:
		return library.Errorf(library.ModelFailed, "model_stopped", r.Model)
	}
	return nil
}

// ahead looks up what is known of a model and whether it is not in memory
// yet. It never fails: where the server does not say, nothing is known.
func (c *Client) ahead(ctx context.Context, e *endpoint, name string) (p profile, cold bool) {
	p, ok := c.recall(e, name)
	if !ok {
		if _, err := c.profiles(ctx); err == nil {
			p, _ = c.recall(e, name)
		}
	}
	return p, !c.holds(ctx, e, name)
}

// recall is what was read of a model before.
func (c *Client) recall(e *endpoint, name string) (p profile, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, known := range c.known {
		if key.address == e.address && sameModel(key.name, name) {
			p, ok = known, true
		}
	}
	return p, ok
}

// chatRequest is what goes to the server. Of its options only those of
// runnerOptions concern loading, and the caller keeps the window constant.
func chatRequest(r library.ChatRequest, p profile) *api.ChatRequest {
	no := false
	options := runnerOptions(r.ContextTokens)
	options["temperature"] = 0.2
	if r.MaxTokens > 0 {
		options["num_predict"] = r.MaxTokens
	}
	req := &api.ChatRequest{
		Model: r.Model, Options: options, KeepAlive: &api.Duration{Duration: keepLoaded},
		// Rather an error than passages that silently fell out of the prompt.
		Truncate: &no, Shift: &no,
	}
	switch {
	case strings.HasPrefix(strings.ReplaceAll(p.family, "-", ""), "gptoss"):
		// This family knows degrees of thinking only.
		req.Think = &api.ThinkValue{Value: "low"}
	case p.thinking:
		// Unset means on.
		req.Think = &api.ThinkValue{Value: false}
	}
	for _, m := range r.Messages {
		req.Messages = append(req.Messages, api.Message{Role: m.Role, Content: m.Content})
	}
	return req
}

// stream hands on what the server sends.
type stream struct {
	said  func(library.ChatChunk) error
	think thinkSplitter
	// asked is when the question went to the server, first how long it took to
	// send anything.
	asked time.Time
	first time.Duration
	// heard: the server has sent something; done: all of it.
	heard, done bool
	// loaded, if not nil, is told how long the model took to load.
	loaded func(time.Duration)
	// stopped is the error with which the listener ended it.
	stopped error
}

func (s *stream) take(resp api.ChatResponse) error {
	if !s.heard {
		s.heard, s.first = true, time.Since(s.asked)
	}
	thinking, text := s.think.next(resp.Message.Content)
	chunk := library.ChatChunk{Thinking: resp.Message.Thinking + thinking, Text: text}
	if resp.Done {
		thinking, text = s.think.end()
		chunk.Thinking += thinking
		chunk.Text += text
		chunk.Done, chunk.PromptTokens = true, resp.PromptEvalCount
		s.done = true
		if s.loaded != nil && resp.LoadDuration > 0 {
			s.loaded(resp.LoadDuration)
		}
	}
	if chunk == (library.ChatChunk{}) {
		return nil
	}
	if err := s.said(chunk); err != nil {
		s.stopped = err
		return err
	}
	return nil
}
