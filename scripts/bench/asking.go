package main

// asking.go: from a question to the first pages, to the first word and to the
// end of a model that is cancelled, through the whole program. The model is
// scripted: what is measured is the program.

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// asks is how many questions are timed in each way.
const asks = 60

// measureAsking measures answers. The pages are imported, and get their
// vectors, where that was not done yet.
func (b *bench) measureAsking() error {
	if b.world == nil {
		b.world = newWorld(rand.New(rand.NewPCG(b.seed, 0)))
		b.out.head(b.pages)
		if err := b.importPages(); err != nil {
			return err
		}
	}
	vectors, err := startEmbedServer(b.world.rand)
	if err != nil {
		return err
	}
	defer vectors.Close()
	if b.models == "" {
		if _, _, _, err := b.indexPages(b.home("library"), vectors.url); err != nil {
			return err
		}
	}
	b.out.section("Answers: the same pages with vectors")
	for _, c := range []struct {
		name   string
		models func(*chatServer)
		model  bool
	}{
		{"no model", nil, false},
		{"a scripted model", func(*chatServer) {}, true},
		{"models that hang", func(s *chatServer) { s.hang.Store(true) }, false},
	} {
		if err := b.askAll(c.name, vectors, c.models, c.model); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// askAll asks with the models in one state.
func (b *bench) askAll(name string, vectors *embedServer, set func(*chatServer), model bool) error {
	address := noModel
	var server *chatServer
	if set != nil {
		var err error
		if server, err = startChatServer(vectors); err != nil {
			return err
		}
		defer server.Close()
		address = server.url
	}
	p, err := openPipe(b.program, b.home("library"), address, "bench")
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.pause(); err != nil {
		return err
	}
	// The first questions load the vectors and learn of the models.
	for range warmUps {
		if _, err := p.answer(b.world.question()); err != nil {
			return err
		}
	}
	if set != nil {
		set(server)
	}
	return b.timeAsks(name, p, server, model)
}

func (b *bench) timeAsks(name string, p *pipe, server *chatServer, model bool) error {
	questions := asks
	if !model && server != nil {
		questions = 5 // each waits for the models that hang
	}
	var sources, words, cancelled, stopped []float64
	used, _ := processorMs(p.cmd.Process.Pid)
	for range questions {
		t, err := p.answer(b.world.question())
		if err != nil {
			return err
		}
		sources = append(sources, t.sources)
		if t.word > 0 {
			words = append(words, t.word)
		}
	}
	b.out.times(name+": first pages", sources, 150)
	if now, ok := processorMs(p.cmd.Process.Pid); ok {
		b.out.figure("  processor time a question", "ms", (now-used)/float64(questions), 0)
	}
	if len(words) > 0 {
		b.out.times(name+": first word", words, 0)
	}
	if !model {
		return nil
	}
	server.endless.Store(true)
	defer server.endless.Store(false)
	for range asks {
		before := server.gone.Load()
		took, at, err := p.cancelled(b.world.question())
		if err != nil {
			return err
		}
		cancelled = append(cancelled, took)
		for server.gone.Load() == before && time.Since(at) < time.Minute {
			time.Sleep(time.Millisecond)
		}
		stopped = append(stopped, ms(time.Since(at)))
	}
	b.out.times("cancel to answered", cancelled, 200)
	b.out.times("cancel to model stopped", stopped, 200)
	return nil
}

// askTimes are ms from a question to its first pages and its first word.
type askTimes struct{ sources, word float64 }

// asking is what the bench reads of ask.event.
type asking struct {
	Kind string `json:"kind"`
}

// answer asks, and times what comes.
func (p *pipe) answer(question string) (t askTimes, err error) {
	start := time.Now()
	if err := p.send("ask", map[string]any{"question": question}); err != nil {
		return t, err
	}
	return t, p.until(func(e asking) error {
		switch {
		case e.Kind == "sources" && t.sources == 0:
			t.sources = ms(time.Since(start))
		case e.Kind == "text" && t.word == 0:
			t.word = ms(time.Since(start))
		}
		return nil
	})
}

// errNotCancelled: the answer came although it was cancelled.
var errNotCancelled = errors.New("the answer was not cancelled")

// cancelled asks, cancels at the first word, and returns ms until the host
// says so, and when it was told.
func (p *pipe) cancelled(question string) (took float64, at time.Time, err error) {
	// A question that finds nothing says so without the model.
	for at.IsZero() {
		if err := p.send("ask", map[string]any{"question": question}); err != nil {
			return 0, at, err
		}
		found := false
		err = p.until(func(e asking) error {
			found = found || e.Kind == "text"
			if !found || !at.IsZero() {
				return nil
			}
			at = time.Now()
			return p.notify("rpc.cancel", []int{p.calls})
		})
		if !found {
			return 0, at, errors.New("no word was said")
		}
	}
	if err == nil {
		return 0, at, errNotCancelled
	}
	return ms(time.Since(at)), at, nil
}

// until reads to the end of the call that was sent last.
func (p *pipe) until(event func(asking) error) error {
	for {
		m, err := p.read()
		if err != nil {
			return err
		}
		switch {
		case m.Method == "ask.event":
			var e asking
			if err := json.Unmarshal(m.Params, &e); err != nil {
				return err
			}
			if err := event(e); err != nil {
				return err
			}
		case m.ID == p.calls && m.Error != nil:
			return errors.New(m.Error.Message)
		case m.ID == p.calls:
			return nil
		}
	}
}

// chatModel is of a family that answers.
const chatModel = "qwen3:4b"

// chatServer is an embedServer with a chat model, which recites. It can hang,
// or go on without end.
type chatServer struct {
	http.Server
	url           string
	vectors       *embedServer
	hang, endless atomic.Bool
	gone          atomic.Int64
}

func startChatServer(vectors *embedServer) (*chatServer, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &chatServer{url: "http://" + listener.Addr().String(), vectors: vectors}
	s.Handler = http.HandlerFunc(s.serve)
	go s.Serve(listener)
	return s, nil
}

func (s *chatServer) serve(w http.ResponseWriter, r *http.Request) {
	if s.hang.Load() {
		<-r.Context().Done()
		return
	}
	switch r.URL.Path {
	case "/api/tags":
		_ = json.NewEncoder(w).Encode(map[string]any{"models": []any{
			map[string]any{"name": embedModel, "model": embedModel, "size": 46 << 20, "digest": "bench"},
			map[string]any{"name": chatModel, "model": chatModel, "size": 2500 << 20, "digest": "chat"},
		}})
	case "/api/ps":
		_ = json.NewEncoder(w).Encode(map[string]any{"models": []any{map[string]any{"name": chatModel, "model": chatModel}}})
	case "/api/show":
		var request struct{ Model string }
		if err := json.NewDecoder(r.Body).Decode(&request); err == nil && request.Model == chatModel {
			_ = json.NewEncoder(w).Encode(map[string]any{
				"capabilities": []string{"completion"}, "details": map[string]any{"family": "qwen3"},
				"model_info": map[string]any{"general.architecture": "qwen3", "qwen3.context_length": 32768},
			})
			return
		}
		s.vectors.show(w)
	case "/api/chat":
		s.chat(w, r)
	default:
		s.vectors.Handler.ServeHTTP(w, r)
	}
}

// chat recites a sentence, or one without end.
func (s *chatServer) chat(w http.ResponseWriter, r *http.Request) {
	out := json.NewEncoder(w)
	say := func(text string, done bool) {
		_ = out.Encode(map[string]any{"model": chatModel, "message": map[string]string{"role": "assistant", "content": text}, "done": done})
		w.(http.Flusher).Flush()
	}
	for {
		for _, word := range []string{"The pages ", "say so ", "[1]. "} {
			say(word, false)
		}
		if !s.endless.Load() {
			say("", true)
			return
		}
		select {
		case <-r.Context().Done():
			s.gone.Add(1)
			return
		case <-time.After(2 * time.Millisecond):
		}
	}
}
