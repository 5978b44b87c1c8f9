// Package ollamatest is for tests only: two Ollama servers to hold the product
// against. Nothing of the product imports it.
//
// Server recites a script, over real HTTP, and remembers what it was asked. It
// starts at once on every system and can be told to fail in every way, even in
// the middle of a word: most tests use it.
//
// Real is a real server (make test-ollama) with the models of modelgen. It
// takes minutes to build, once, and fails only as real ones do: killed, out of
// models, asked too much. It shows that what Server imitates is so.
package ollamatest

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Names of the models that a new Server has.
const (
	ChatModel  = "qwen3:4b"
	EmbedModel = "embeddinggemma:latest"
)

// Script is what the server does when it is asked to chat.
type Script struct {
	// Thinking and Words are streamed piece by piece, thinking first.
	Thinking, Words []string
	// Status, when set, is the whole answer, with Message.
	Status  int
	Message string
	// Wait is how long the first piece takes; Pace the time between pieces.
	Wait, Pace time.Duration
	// Endless repeats Words until the client goes away.
	Endless bool
	// Die closes the connection after the words instead of ending the stream;
	// Break ends it with an error line, as when the model's runner dies.
	Die, Break bool
	// Lost: this chat never gives up its turn, as Ollama's may when the client
	// goes away (ollama/ollama#17131): nobody else is answered until the model
	// has left memory.
	Lost bool
	// Reread is how long it takes to read a question again of which one word is
	// wanted; a model that remembers it takes none.
	Reread time.Duration
	// Cold: the model is not in memory before the first chat.
	Cold bool
	// Redirect sends every request there.
	Redirect string
}

// Scripts are the ones worth a name; "cited" is the ordinary one.
var Scripts = map[string]Script{
	"cited":    {Words: []string{"The pages say so ", "[1]", ", and another one agrees ", "[2]", "."}},
	"first":    {Words: []string{"This is what ", "the first page says ", "[1]", "."}},
	"chinese":  {Words: []string{"根据", "收藏的网页，", "答案在这里", "[1]", "。", "另一篇也这么说", "[2]", "。"}},
	"thinking": {Thinking: []string{"Let me ", "see."}, Words: []string{"It is so [1]."}},
	"tags":     {Words: []string{"<th", "ink>Let me", " see.</thi", "nk>It is so [1]."}},
	"refusal":  {Words: []string{"[0] ", "The passages do not answer this."}},
	"uncited":  {Words: []string{"It is so, ", "I just know."}},
	"empty":    {},
	"endless":  {Words: []string{"and so on "}, Endless: true, Pace: time.Millisecond},
	"dies":     {Words: []string{"It begins well [1]. ", "And then"}, Die: true},
	"breaks":   {Words: []string{"It begins well [1]. "}, Break: true},
	"missing":  {Status: http.StatusNotFound, Message: "model 'x' not found"},
	"error":    {Status: http.StatusInternalServerError, Message: "llama runner process has terminated"},
	"toolong":  {Status: http.StatusBadRequest, Message: "the input length exceeds the context length"},
	"busy":     {Status: http.StatusServiceUnavailable, Message: "server busy"},
	"slow":     {Wait: 3 * time.Second, Cold: true, Words: []string{"At last ", "[1]."}},
	"hostile": {Words: []string{
		"See ![x](http://127.0.0.1:9/leak?q=", "secret) and [this](http://127.0.0.1:9/a) ",
		"<img src=//127.0.0.1:9/b> https://127.0.0.1:9/c [1].\n\n[ref]: http://127.0.0.1:9/d\n",
	}},
}

// Message is one message of a chat.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Chat is a request to chat as it reached the server.
type Chat struct {
	Model     string         `json:"model"`
	Messages  []Message      `json:"messages"`
	Options   map[string]any `json:"options"`
	Think     any            `json:"think"`
	Truncate  *bool          `json:"truncate"`
	Shift     *bool          `json:"shift"`
	KeepAlive any            `json:"keep_alive"`
	Tools     []any          `json:"tools"`
}

// Model is one model that the server has.
type Model struct {
	Name         string
	Family       string
	Bytes        int64
	Context      int
	Dims         int
	Capabilities []string
	// RemoteHost is set for a model that only passes words on.
	RemoteHost string
	// Digest is the version; empty means one made of family and place.
	Digest string
}

// DefaultModels are a chat model that can think and an embedding model.
func DefaultModels() []Model {
	return []Model{
		{Name: ChatModel, Family: "qwen3", Bytes: 2500e6, Context: 262144, Capabilities: []string{"completion", "tools", "thinking"}},
		{Name: EmbedModel, Family: "gemma3", Bytes: 622e6, Context: 2048, Dims: 768, Capabilities: []string{"embedding"}},
	}
}

// Server is an http.Handler with the endpoints of Ollama that the product
// uses; safe for concurrent use.
type Server struct {
	mu     sync.Mutex
	script Script
	queue  []Script
	models []Model
	loaded bool
	chats  []Chat
	calls  []string
	gone   int
	// freed, if not nil, is closed when a model that kept its turn is unloaded.
	freed chan struct{}
	// waits counts the chats that wait for that; leaving: the model is to be
	// unloaded when there are none.
	waits   int
	leaving bool
	// settles counts the chats for one word.
	settles int
	faults  func(Embed) Fault
	embeds  []Embed
}

// New returns a Server that follows script and has the default models.
func New(script Script) *Server {
	return &Server{script: script, models: DefaultModels(), loaded: !script.Cold}
}

// Follow changes the script; further ones are for the chats after the next.
func (s *Server) Follow(script Script, next ...Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script, s.queue, s.loaded = script, next, !script.Cold
}

// SetModels replaces the models.
func (s *Server) SetModels(models ...Model) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.models = models
}

// Chats returns the requests to chat so far.
func (s *Server) Chats() []Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.chats)
}

// Calls returns the path of every request so far.
func (s *Server) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// Abandoned counts the chats whose client went away before the end.
func (s *Server) Abandoned() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gone
}

// Settles counts the chats for one word, with which the product finds out
// whether a model is well; Chats leaves them out, and they take no script of
// those that Follow has lined up.
func (s *Server) Settles() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settles
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	s.mu.Lock()
	s.calls = append(s.calls, r.URL.Path)
	redirect := s.script.Redirect
	s.mu.Unlock()
	if redirect != "" {
		http.Redirect(w, r, redirect, http.StatusTemporaryRedirect)
		return
	}
	switch r.URL.Path {
	case "/api/version":
		reply(w, http.StatusOK, map[string]string{"version": "0.17.4"})
	case "/api/tags":
		s.tags(w)
	case "/api/show":
		s.show(w, body)
	case "/api/ps":
		s.running(w)
	case "/api/chat":
		s.chat(w, r, body)
	case "/api/embed":
		s.embed(w, r, body)
	default:
		reply(w, http.StatusNotFound, map[string]string{"error": "404 page not found"})
	}
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func (s *Server) tags(w http.ResponseWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []map[string]any{}
	for i, m := range s.models {
		digest := cmp.Or(m.Digest, m.Family+strconv.Itoa(i))
		list = append(list, map[string]any{"name": m.Name, "model": m.Name, "size": m.Bytes, "digest": digest})
	}
	reply(w, http.StatusOK, map[string]any{"models": list})
}

func (s *Server) show(w http.ResponseWriter, body []byte) {
	var req struct{ Model string }
	_ = json.Unmarshal(body, &req)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.models {
		if m.Name != req.Model {
			continue
		}
		info := map[string]any{"general.architecture": m.Family, m.Family + ".context_length": m.Context}
		if m.Dims > 0 {
			info[m.Family+".embedding_length"] = m.Dims
		}
		reply(w, http.StatusOK, map[string]any{
			"model_info": info, "capabilities": m.Capabilities, "remote_host": m.RemoteHost,
			"details": map[string]any{"family": m.Family},
		})
		return
	}
	reply(w, http.StatusNotFound, map[string]string{"error": "model '" + req.Model + "' not found"})
}

func (s *Server) running(w http.ResponseWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []map[string]any{}
	for _, m := range s.models {
		if s.loaded && slices.Contains(m.Capabilities, "completion") {
			list = append(list, map[string]any{"name": m.Name, "model": m.Name})
		}
	}
	reply(w, http.StatusOK, map[string]any{"models": list})
}
