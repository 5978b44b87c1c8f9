package ollamatest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"testing"
)

// Recorder stands before a server and keeps what reaches it: a generated model
// says its script whatever it was told, so only this shows what it was told.
type Recorder struct {
	URL string

	mu    sync.Mutex
	chats []Recorded
	// said is called at the first words of a chat.
	said func()
	gone int
}

// Recorded is a request to chat: as it was understood, and as it came.
type Recorded struct {
	Chat
	Raw map[string]json.RawMessage
}

// Record starts a Recorder before the server at an address; it ends with the
// test.
func Record(t testing.TB, server string) *Recorder {
	t.Helper()
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	r := &Recorder{}
	pass := httputil.NewSingleHostReverseProxy(to)
	pass.FlushInterval = -1
	pass.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { panic(http.ErrAbortHandler) }
	rewrite := pass.Director
	pass.Director = func(req *http.Request) {
		rewrite(req)
		req.Host = to.Host // the server refuses others
	}
	pass.ModifyResponse = func(resp *http.Response) error {
		if resp.Request.URL.Path == "/api/chat" {
			resp.Body = &firstRead{ReadCloser: resp.Body, then: r.speaks}
		}
		return nil
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/api/chat" {
			body, _ := io.ReadAll(req.Body)
			req.Body = io.NopCloser(bytes.NewReader(body))
			r.keep(body)
			defer func() {
				if req.Context().Err() != nil {
					r.mu.Lock()
					r.gone++
					r.mu.Unlock()
				}
			}()
		}
		pass.ServeHTTP(w, req)
	}))
	t.Cleanup(func() {
		front.CloseClientConnections()
		front.Close()
	})
	r.URL = front.URL
	return r
}

func (r *Recorder) keep(body []byte) {
	var c Recorded
	_ = json.Unmarshal(body, &c.Chat)
	_ = json.Unmarshal(body, &c.Raw)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.chats = append(r.chats, c)
}

func (r *Recorder) speaks() {
	r.mu.Lock()
	said := r.said
	r.mu.Unlock()
	if said != nil {
		said()
	}
}

// OnWords has f called when the first words of each chat come.
func (r *Recorder) OnWords(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = f
}

// Chats returns the requests to chat so far.
func (r *Recorder) Chats() []Recorded {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.chats)
}

// Abandoned counts the chats whose client went away before the end.
func (r *Recorder) Abandoned() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.gone
}

// firstRead is a body of which the first words are noticed.
type firstRead struct {
	io.ReadCloser
	once sync.Once
	then func()
}

func (f *firstRead) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	if n > 0 {
		f.once.Do(f.then)
	}
	return n, err
}
