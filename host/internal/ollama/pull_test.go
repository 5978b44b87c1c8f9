package ollama_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
)

// puller is a server that answers a pull with lines, and then does what rest
// says. It has a version, unless it died.
type puller struct {
	lines []string
	rest  func(w http.ResponseWriter, r *http.Request)
	dead  bool

	mu    sync.Mutex
	asked []map[string]any
}

func (p *puller) requests() []map[string]any {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

func (p *puller) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/api/pull" {
		if p.dead {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, `{"version":"0.17.4"}`)
		return
	}
	var asked map[string]any
	_ = json.NewDecoder(r.Body).Decode(&asked)
	p.mu.Lock()
	p.asked = append(p.asked, asked)
	p.mu.Unlock()
	for _, line := range p.lines {
		fmt.Fprintln(w, line)
		w.(http.Flusher).Flush()
	}
	if p.rest != nil {
		p.rest(w, r)
	}
}

// waits never answers any more.
func waits(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func (p *puller) client(t *testing.T, times ollama.Timeouts) *ollama.Client {
	t.Helper()
	s := httptest.NewServer(p)
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return ollama.New(ollama.Options{Settings: ollamatest.At(s.URL), Binary: absent, Timeouts: times})
}

func layer(digest string, completed, total int64) string {
	return fmt.Sprintf(`{"status":"pulling %s","digest":"sha256:%s","total":%d,"completed":%d}`, digest, digest, total, completed)
}

const (
	begins = `{"status":"pulling manifest"}`
	checks = `{"status":"verifying sha256 digest"}`
	comes  = `{"status":"success"}`
)

func failed(words string) string {
	line, _ := json.Marshal(map[string]string{"error": words})
	return string(line)
}

// One count is made of all files, and neither number ever falls, also when the
// server takes back a part that it fetches again.
func TestPullCountsAllFiles(t *testing.T) {
	s := &puller{lines: []string{
		begins, layer("aa", 0, 1000), layer("aa", 600, 1000), layer("aa", 400, 1000), layer("aa", 1000, 1000),
		layer("bb", 5, 50), layer("bb", 50, 50), layer("cc", 7, 7), checks, `{"status":"writing manifest"}`, comes,
	}}
	c := s.client(t, ollama.Timeouts{})
	var p pulled
	if err := c.Pull(t.Context(), "qwen3:4b", p.take(t)); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range p.all {
		got = append(got, fmt.Sprintf("%s %d/%d", n.Phase, n.Completed, n.Total))
	}
	want := []string{
		"downloading 0/1000", "downloading 600/1000", "downloading 1000/1000", "downloading 1005/1050",
		"downloading 1050/1050", "downloading 1057/1057", "verifying 1057/1057",
	}
	if !slices.Equal(got, want) {
		t.Errorf("told %q", got)
	}
	if asked := s.requests()[0]; asked["model"] != "qwen3:4b" || asked["insecure"] == true {
		t.Errorf("asked %v", asked)
	}
}

// What the server says when it fails, and what becomes of it.
func TestPullFaults(t *testing.T) {
	for _, c := range []struct {
		words string
		kind  library.Kind
		code  string
	}{
		{"pull model manifest: file does not exist", library.NotFound, "pull_unknown"},
		{`pull model manifest: 404: {"errors":[{"code":"MANIFEST_UNKNOWN"}]}`, library.NotFound, "pull_unknown"},
		{`pull model manifest: Get "https://registry.ollama.ai/v2/library/qwen3/manifests/4b": dial tcp: lookup registry.ollama.ai on 127.0.0.53:53: no such host`, library.ModelFailed, "pull_network"},
		{`pull model manifest: Get "https://registry.ollama.ai/": net/http: TLS handshake timeout`, library.ModelFailed, "pull_network"},
		{"max retries exceeded: unexpected EOF", library.ModelFailed, "pull_network"},
		{"write /data/blobs/sha256-aa-partial: no space left on device", library.StorageFull, "pull_full"},
		{"write C:\\blobs\\sha256-aa-partial: There is not enough space on the disk.", library.StorageFull, "pull_full"},
		{"digest mismatch, file must be downloaded again: want sha256:aa, got sha256:bb", library.ModelFailed, "pull_damaged"},
		{"pull model manifest: 412: \n\nThe model you are attempting to pull requires a newer version of Ollama.", library.ModelFailed, "pull_old_ollama"},
		{"something that no version has said so far", library.ModelFailed, "pull_failed"},
	} {
		s := &puller{lines: []string{begins, failed(c.words)}}
		err := s.client(t, ollama.Timeouts{}).Pull(t.Context(), "qwen3:4b", func(library.PullProgress) error { return nil })
		var known *library.Error
		if !errors.As(err, &known) || known.Kind != c.kind || known.Code != c.code {
			t.Errorf("%s: %v", c.words, err)
			continue
		}
		for _, locale := range []string{"en", "zh-CN"} {
			if known.Hint(locale) == "" || !strings.Contains(known.Message(locale), "qwen3:4b") || strings.Contains(known.Message(locale), "%!") {
				t.Errorf("%s: %q, %q", c.code, known.Message(locale), known.Hint(locale))
			}
		}
	}
}

// A pull that says nothing new ends by itself; a line that repeats is nothing
// new.
func TestPullThatDoesNotMove(t *testing.T) {
	repeats := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := fmt.Fprintln(w, layer("aa", 10, 1000)); err != nil {
				return
			}
			w.(http.Flusher).Flush()
		}
	}
	short := ollama.Timeouts{PullFirst: 100 * time.Millisecond, PullNext: 100 * time.Millisecond, PullVerify: time.Millisecond}
	for name, s := range map[string]*puller{
		"from the beginning": {rest: waits},
		"in the middle":      {lines: []string{begins, layer("aa", 10, 1000)}, rest: repeats},
		"while it is checked": {
			lines: []string{begins, layer("aa", 1000, 1000), checks}, rest: waits,
		},
	} {
		err := s.client(t, short).Pull(t.Context(), "qwen3:4b", func(library.PullProgress) error { return nil })
		var known *library.Error
		if !errors.As(err, &known) || known.Code != "pull_stalled" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A stream that ends without its last line is no success.
func TestPullBrokenOff(t *testing.T) {
	for want, s := range map[library.Kind]*puller{
		library.ModelFailed:       {lines: []string{begins, layer("aa", 10, 1000)}},
		library.OllamaUnreachable: {lines: []string{begins, layer("aa", 10, 1000)}, dead: true},
	} {
		err := s.client(t, ollama.Timeouts{}).Pull(t.Context(), "qwen3:4b", func(library.PullProgress) error { return nil })
		if library.KindOf(err) != want {
			t.Errorf("want %s: %v", want, err)
		}
	}
}

// The listener's error stops the download at the server.
func TestPullStoppedByItsListener(t *testing.T) {
	gone := make(chan struct{})
	s := &puller{lines: []string{begins, layer("aa", 10, 1000)}, rest: func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		close(gone)
	}}
	enough := errors.New("enough")
	if err := s.client(t, ollama.Timeouts{}).Pull(t.Context(), "qwen3:4b", func(library.PullProgress) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("%v", err)
	}
	<-gone
}

func TestPullCancelled(t *testing.T) {
	gone := make(chan struct{})
	s := &puller{lines: []string{begins, layer("aa", 10, 1000)}, rest: func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		close(gone)
	}}
	ctx, cancel := context.WithCancel(t.Context())
	err := s.client(t, ollama.Timeouts{}).Pull(ctx, "qwen3:4b", func(library.PullProgress) error { cancel(); return nil })
	if library.KindOf(err) != library.Cancelled {
		t.Errorf("%v", err)
	}
	<-gone
}

// The end of a cancelled download at the server may take the next one with it:
// that is begun again.
func TestPullAfterACancelledOne(t *testing.T) {
	s := &puller{}
	s.lines = []string{begins, failed("context canceled")}
	c := s.client(t, ollama.Timeouts{Again: time.Millisecond})
	err := c.Pull(t.Context(), "qwen3:4b", func(library.PullProgress) error { return nil })
	if library.KindOf(err) != library.ModelFailed || len(s.requests()) != 5 {
		t.Errorf("%v after %d requests", err, len(s.requests()))
	}
	s.lines = []string{begins, comes}
	if err := c.Pull(t.Context(), "qwen3:4b", func(library.PullProgress) error { return nil }); err != nil {
		t.Error(err)
	}
}

func TestModelName(t *testing.T) {
	for in, want := range map[string]string{
		"qwen3": "qwen3", "qwen3:latest": "qwen3", " qwen3:4b ": "qwen3:4b", "registry.ollama.ai/library/qwen3:4b": "qwen3:4b",
		"someone/model": "someone/model", "hf.co/Qwen/Qwen3-8B-GGUF:Q4_K_M": "hf.co/Qwen/Qwen3-8B-GGUF:Q4_K_M",
		"modelscope.cn/Qwen/Qwen3-8B-GGUF": "modelscope.cn/Qwen/Qwen3-8B-GGUF", "https://hf.co/a/b": "hf.co/a/b",
		"http://127.0.0.1:5000/library/x": "127.0.0.1:5000/library/x", "localhost:5000/library/x": "localhost:5000/library/x",
	} {
		if got, err := ollama.ModelName(in); got != want || err != nil {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]library.Kind{
		"": library.InvalidParams, "a b": library.InvalidParams, "../../etc/passwd": library.InvalidParams, "x:": library.InvalidParams,
		"http://192.168.1.9:5000/library/x": library.InvalidParams, "ftp://hf.co/a/b": library.InvalidParams, "a\x00b": library.InvalidParams,
		strings.Repeat("a", 100): library.InvalidParams, "-rf": library.InvalidParams, "http://evil.example/library/x": library.InvalidParams,
		"gpt-oss:120b-cloud": library.NotAllowed, "glm-5:cloud": library.NotAllowed,
	} {
		if got, err := ollama.ModelName(in); library.KindOf(err) != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}
