package ollamatest

import (
	"context"
	"net/http/httptest"
	"testing"

	"aibookmark/host/internal/library"
)

// Start serves s on a local port until the test ends, and returns its URL.
func (s *Server) Start(t testing.TB) string {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// At are settings that name a server, as ollama.Options wants them.
func At(url string) func(context.Context) (library.Settings, error) {
	return func(context.Context) (library.Settings, error) { return library.Settings{OllamaURL: url}, nil }
}
