package ollamatest

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// chat recites the script.
func (s *Server) chat(w http.ResponseWriter, r *http.Request, body []byte) {
	var req Chat
	if err := json.Unmarshal(body, &req); err != nil {
		reply(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	if len(req.Messages) == 0 && req.KeepAlive == "0s" {
		s.unload()
		reply(w, http.StatusOK, map[string]any{"model": req.Model, "message": Message{Role: "assistant"}, "done": true, "done_reason": "unload"})
		return
	}
	script := s.begin(req)
	if !s.turn(r.Context(), script.Lost) {
		return
	}
	if script.Status != 0 {
		reply(w, script.Status, map[string]string{"error": script.Message})
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	stream := &recital{w: w, r: r, model: req.Model}
	if !stream.pause(script.Wait) || !stream.recite(script) {
		s.mu.Lock()
		s.gone++
		s.mu.Unlock()
		return
	}
	switch {
	case script.Die:
		// Ends the connection without ending the response.
		panic(http.ErrAbortHandler)
	case script.Break:
		stream.line(map[string]any{"error": "an error was encountered while running the model: unexpected EOF"})
	default:
		stream.line(map[string]any{
			"model": req.Model, "message": Message{Role: "assistant"}, "done": true, "done_reason": "stop",
			"prompt_eval_count": len(body) / 4, "eval_count": len(script.Words),
		})
	}
}

// begin notes a request and returns the script for it.
func (s *Server) begin(req Chat) Script {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loaded = true
	script := s.script
	if req.Options["num_predict"] == 1.0 {
		s.settles++
		script.Words, script.Thinking, script.Endless, script.Wait, script.Pace, script.Lost = []string{"a"}, nil, false, script.Reread, 0, false
		return script
	}
	s.chats = append(s.chats, req)
	if len(s.queue) > 0 {
		s.script, s.queue = s.queue[0], s.queue[1:]
	}
	return script
}

// turn waits while a model keeps its turn; false when the client went away.
// With keep it is kept from then on.
func (s *Server) turn(ctx context.Context, keep bool) bool {
	s.mu.Lock()
	freed := s.freed
	if keep && freed == nil {
		s.freed = make(chan struct{})
	}
	s.mu.Unlock()
	if freed == nil {
		return true
	}
	s.wait(1)
	defer s.wait(-1)
	select {
	case <-freed:
		return true
	case <-ctx.Done():
		return false
	}
}

// wait counts a chat that waits, and one that does not any more.
func (s *Server) wait(more int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waits += more; s.waits == 0 && s.leaving {
		s.leave()
	}
}

// unload takes the model out of memory: as Ollama does, not before nobody
// waits for it.
func (s *Server) unload() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leaving = true; s.waits == 0 {
		s.leave()
	}
}

// leave is unload; the lock is held.
func (s *Server) leave() {
	s.loaded, s.leaving = false, false
	if s.freed != nil {
		close(s.freed)
		s.freed = nil
	}
}

// recital is one stream being sent.
type recital struct {
	w     http.ResponseWriter
	r     *http.Request
	model string
}

// recite sends the pieces; false when the client went away.
func (c *recital) recite(script Script) bool {
	for _, piece := range script.Thinking {
		c.line(map[string]any{"model": c.model, "message": map[string]string{"role": "assistant", "thinking": piece}})
		if !c.pause(script.Pace) {
			return false
		}
	}
	for {
		for _, piece := range script.Words {
			c.line(map[string]any{"model": c.model, "message": Message{Role: "assistant", Content: piece}})
			if !c.pause(script.Pace) {
				return false
			}
		}
		if !script.Endless {
			return true
		}
	}
}

func (c *recital) line(v any) {
	_ = json.NewEncoder(c.w).Encode(v)
	if f, ok := c.w.(http.Flusher); ok {
		f.Flush()
	}
}

func (c *recital) pause(d time.Duration) bool { return pause(c.r.Context(), d) }

// pause waits; false when the client went away.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
