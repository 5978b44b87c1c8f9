package ollamatest

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Registry is a place to pull models from: it offers those that a Real has.
// Another Real pulls from it with everything that belongs to a pull, progress
// included; it takes a few seconds, since a server looks once a second whether
// a layer has arrived.
type Registry struct {
	// URL of the registry. A pull from it must be marked as insecure, since
	// there is no encryption.
	URL    string
	models string
	pace   time.Duration

	mu sync.Mutex
	// hold, if not nil, stops what is sent of a blob after most bytes, until
	// it is closed.
	hold   chan struct{}
	most   int64
	ranges []string
}

// Registry offers the models of r until the test ends. Each blob begins after
// a pause of pace, for tests that look at a pull while it is under way.
func (r *Real) Registry(t testing.TB, pace time.Duration) *Registry {
	t.Helper()
	registry := &Registry{models: r.modelsDir(), pace: pace}
	server := httptest.NewServer(registry)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	registry.URL = server.URL
	return registry
}

// HoldAfter stops every blob after so many bytes of one request, until Release
// or until whoever reads it goes away.
func (g *Registry) HoldAfter(bytes int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hold, g.most = make(chan struct{}), bytes
}

// Release lets everything go on.
func (g *Registry) Release() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.hold != nil {
		close(g.hold)
		g.hold = nil
	}
}

// Ranges are the ranges of blobs that were asked for, in order: "bytes=0-99".
func (g *Registry) Ranges() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.ranges)
}

// heldWriter is a response that stops in the middle.
type heldWriter struct {
	http.ResponseWriter
	left int64
	hold chan struct{}
	gone <-chan struct{}
}

func (w *heldWriter) Write(p []byte) (int, error) {
	if int64(len(p)) > w.left {
		select {
		case <-w.hold:
		case <-w.gone:
			return 0, http.ErrAbortHandler
		}
	}
	n, err := w.ResponseWriter.Write(p)
	w.left -= int64(n)
	return n, err
}

// Name is the name by which to pull a model from here.
func (g *Registry) Name(model string) string { return g.URL + "/library/" + model + ":latest" }

// ServeHTTP answers GET /v2/<namespace>/<model>/manifests/<tag> and
// /v2/<namespace>/<model>/blobs/<digest> from a folder of models.
func (g *Registry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	part := strings.Split(strings.TrimPrefix(r.URL.Path, "/v2/"), "/")
	if len(part) != 4 {
		http.NotFound(w, r)
		return
	}
	switch space, model, kind, which := part[0], part[1], part[2], part[3]; kind {
	case "manifests":
		// Models that were created have a place below that of their names'
		// default registry.
		matches, _ := filepath.Glob(filepath.Join(g.models, "manifests", "*", space, model, which))
		if len(matches) != 1 {
			http.NotFound(w, r)
			return
		}
		http.ServeFile(w, r, matches[0])
	case "blobs":
		select {
		case <-time.After(g.pace):
		case <-r.Context().Done():
			return
		}
		// The server asks a registry first for another address to download
		// from, and goes on asking when it gets none.
		w.Header().Set("Location", "http://"+r.Host+r.URL.Path)
		g.mu.Lock()
		if asked := r.Header.Get("Range"); asked != "" {
			g.ranges = append(g.ranges, asked)
			if g.hold != nil {
				w = &heldWriter{w, g.most, g.hold, r.Context().Done()}
			}
		}
		g.mu.Unlock()
		http.ServeFile(w, r, filepath.Join(g.models, "blobs", strings.Replace(which, ":", "-", 1)))
	default:
		http.NotFound(w, r)
	}
}
