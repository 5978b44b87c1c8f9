package ollamatest

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
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
		http.ServeFile(w, r, filepath.Join(g.models, "blobs", strings.Replace(which, ":", "-", 1)))
	default:
		http.NotFound(w, r)
	}
}
