package main

// modelserver_test.go: a scripted model server whose models know a few words
// that mean the same, and libraries to search by meaning.

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aibookmark/host/internal/ollamatest"
	"aibookmark/host/internal/protocol"
)

// The embedding models of a modelServer. They are of no known family: they
// get texts as they are, and their vectors are not cut.
const (
	modelA = "scripted-a:latest"
	modelB = "scripted-b:latest"
)

const scriptedDims = 48

func scripted(names ...string) (models []ollamatest.Model) {
	for _, name := range names {
		models = append(models, ollamatest.Model{
			Name: name, Family: "bert", Bytes: 100e6, Context: 2048, Dims: scriptedDims, Capabilities: []string{"embedding"}, Digest: "digest of " + name,
		})
	}
	return models
}

// alike are words that mean the same to every scripted model: their texts are
// near, whatever else stands there. The words are made up, so that nothing else
// knows what they mean.
var alike = [][]string{
	{"lumvora", "quendrix", "曜碁"},
	{"peltrano", "gorvish", "嵰岏"},
	{"brimsol", "zandufe", "爨魈"},
	{"wexlotan", "cyrpuno", "輮轑"},
}

// modelServer can be slow, and lets the test look at every request to embed.
type modelServer struct {
	*ollamatest.Server
	url string

	mu sync.Mutex
	// pace is how long a text takes.
	pace time.Duration
	// before, if not nil, is called with every request to embed; what it
	// returns is the fault, if it is one.
	before func(ollamatest.Embed) ollamatest.Fault
}

func startModels(t *testing.T, names ...string) *modelServer {
	t.Helper()
	s := &modelServer{Server: ollamatest.New(ollamatest.Script{})}
	s.SetModels(scripted(names...)...)
	s.FailEmbeds(func(e ollamatest.Embed) ollamatest.Fault {
		s.mu.Lock()
		pace, before := s.pace, s.before
		s.mu.Unlock()
		f := ollamatest.Fault{Wait: pace * time.Duration(len(e.Input))}
		if before != nil {
			if own := before(e); own.Wait > 0 || own.Status != 0 || own.Hang || own.Die {
				f = own
			}
		}
		f.Bend = func(vectors [][]float32) [][]float32 {
			for i, v := range vectors {
				bend(v, e.Input[i])
			}
			return vectors
		}
		return f
	})
	s.url = s.Start(t)
	return s
}

// bend moves the vector of a text to what it means.
func bend(v []float32, text string) {
	for i := range v {
		v[i] *= 0.3
	}
	text = strings.ToLower(text)
	for i, words := range alike {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) }) {
			v[5*i] += 2
		}
	}
}

// setPace is how long a text takes from now on.
func (s *modelServer) setPace(pace time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace = pace
}

// onEmbed sets what happens at every request to embed from now on.
func (s *modelServer) onEmbed(f func(ollamatest.Embed) ollamatest.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = f
}

// texts are all texts that a model was asked to embed so far, in order; of all
// models when it is empty.
func (s *modelServer) texts(model string) (out []string) {
	for _, e := range s.Embeds() {
		if model == "" || e.Model == model {
			out = append(out, e.Input...)
		}
	}
	return out
}

// times is how often texts with this part were embedded.
func (s *modelServer) times(part string) (n int) {
	for _, text := range s.texts("") {
		if strings.Contains(text, part) {
			n++
		}
	}
	return n
}

// page is a bookmark as the command line imports it.
type page struct {
	URL    string `json:"url"`
	Title  string `json:"title"`
	Folder string `json:"folder,omitempty"`
	Added  string `json:"added,omitempty"`
	Text   string `json:"text,omitempty"`
}

// importPages imports pages through the command line.
func importPages(t *testing.T, home string, pages []page) {
	t.Helper()
	var file bytes.Buffer
	for _, p := range pages {
		if err := json.NewEncoder(&file).Encode(p); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "pages.jsonl")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	run[struct{}](t, home, noServer, "import", path)
}

// run runs a command to its end and returns what it prints.
func run[R any](t *testing.T, home, ollama string, args ...string) (r R) {
	t.Helper()
	cmd := program(home, ollama, append([]string{"--json"}, args...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v\n%s%s", args, err, out.Bytes(), errs.Bytes())
	}
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%v: %v in %q", args, err, out.Bytes())
	}
	return r
}

// untilPatience is for conditions that come in seconds: a test that waits this
// long has failed, however busy the computer is.
const untilPatience = 2 * time.Minute

// until waits for a condition.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline := time.After(untilPatience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited for %v: %s", untilPatience, what)
		}
	}
}

// statusOf asks a host for its status.
func statusOf(t *testing.T, h *host) protocol.Status {
	t.Helper()
	return call[protocol.Status](t, h, "status", protocol.Empty{})
}

// untilEmbedded waits until every passage of at least this many has its vector
// of a model, and that one answers.
func untilEmbedded(t *testing.T, h *host, passages int, model string) {
	t.Helper()
	var st protocol.Status
	defer func() {
		if t.Failed() {
			t.Logf("the last status: %+v", st)
		}
	}()
	until(t, "all passages have vectors of "+model, func() bool {
		st = statusOf(t, h)
		return st.Passages >= passages && st.Embedded == st.Passages && st.Pending.Embed+st.Pending.Index == 0 && st.Model.Embed == model
	})
}

// find searches, and returns the result.
func find(t *testing.T, h *host, question string) protocol.SearchResult {
	t.Helper()
	return call[protocol.SearchResult](t, h, "search", protocol.SearchParams{Query: question, Limit: 5})
}

// timed is find, and how long it took.
func timed(t *testing.T, h *host, question string) (protocol.SearchResult, time.Duration) {
	t.Helper()
	start := time.Now()
	r := find(t, h, question)
	return r, time.Since(start)
}

// withinPatience checks how long searches took that did not wait for a model:
// the 300 ms of their patience and a little. On a busy computer only the
// quickest shows that; none of them may have waited for the model.
func withinPatience(t *testing.T, took []time.Duration) {
	t.Helper()
	if slices.Min(took) > 600*time.Millisecond || slices.Max(took) > 1900*time.Millisecond {
		t.Errorf("searches took %v", took)
	}
	t.Logf("searches without the model took %v", took)
}

// foundByMeaning tells whether the first hit is that page, found by meaning
// only.
func foundByMeaning(r protocol.SearchResult, url string) bool {
	return r.Mode == "hybrid" && len(r.Hits) > 0 && r.Hits[0].URL == url && slices.Equal(r.Hits[0].Matched, []string{"meaning"})
}
