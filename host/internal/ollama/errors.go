package ollama

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"

	"github.com/ollama/ollama/api"

	"aibookmark/host/internal/library"
)

// explain turns an error of the client package into one for people. model is
// what the call was about; empty for calls about none. ctx is the caller's,
// so that its end is told apart from a timeout of ours.
func (e *endpoint) explain(ctx context.Context, model string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return library.Errorf(library.Cancelled, "cancelled", ctx.Err())
	}
	var known *library.Error
	if errors.As(err, &known) {
		return err
	}
	if errors.Is(err, errPlainHTTP) {
		return library.Errorf(library.NotAllowed, "ollama_plain", e.address, err)
	}
	if errors.Is(err, errForeign) {
		return library.Errorf(library.NotAllowed, "ollama_remote", e.address, err)
	}
	if status, ok := statusOf(err); ok {
		return e.explainStatus(status, model, err)
	}
	if isTransport(err) || model == "" {
		return library.Errorf(library.OllamaUnreachable, "ollama_unreachable", e.address, err)
	}
	// What is left came inside a stream: the model's runner broke.
	return library.Errorf(library.ModelFailed, "model_failed", model, err)
}

// isTransport tells whether an error is one of the connection to the server.
func isTransport(err error) bool {
	var network net.Error
	var transport *url.Error
	return errors.As(err, &network) || errors.As(err, &transport)
}

func (e *endpoint) explainStatus(status int, model string, err error) error {
	switch {
	case model == "" || status == http.StatusUnauthorized || status == http.StatusForbidden:
		// Somebody answers, but not an Ollama that lets us in.
		return library.Errorf(library.OllamaUnreachable, "ollama_unreachable", e.address, err)
	case status == http.StatusNotFound:
		return library.Errorf(library.ModelMissing, "model_missing", model, err)
	case status == http.StatusBadRequest:
		return library.Errorf(library.ModelFailed, "model_refused", model, err)
	case status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests:
		return library.Errorf(library.Busy, "model_busy", err)
	}
	return library.Errorf(library.ModelFailed, "model_failed", model, err)
}

// statusOf is the HTTP status that an error of the client package carries.
func statusOf(err error) (int, bool) {
	var status api.StatusError
	if errors.As(err, &status) {
		return status.StatusCode, true
	}
	var auth api.AuthorizationError
	if errors.As(err, &auth) {
		return auth.StatusCode, true
	}
	return 0, false
}
