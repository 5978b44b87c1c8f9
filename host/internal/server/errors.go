package server

import (
	"encoding/json"
	"errors"

	"github.com/creachadair/jrpc2"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// methodError is the error of a method that does not exist: not_found like
// others, but JSON-RPC has a number of its own for it.
type methodError struct{ cause *library.Error }

func unknownMethod(name string) error {
	const longest = 40 // of a name that may be anything
	if len(name) > longest {
		name = name[:longest] + "…"
	}
	return methodError{library.Errorf(library.NotFound, "method_unknown", name)}
}

func (e methodError) Error() string { return e.cause.Error() }

func (e methodError) Unwrap() error { return e.cause }

// rpcError is err as the client sees it, in its language. What is not meant
// for a person becomes "internal" and goes to the log.
func (c *conn) rpcError(method string, err error) *jrpc2.Error {
	e := publicError(err)
	if e.Kind == library.Internal || e.Err != nil && e.Kind != library.Cancelled {
		c.log.Error("call failed", "method", method, "kind", e.Kind, "error", err)
	}
	code := protocol.CodeOf(protocol.ErrorKind(e.Kind))
	if errors.As(err, new(methodError)) {
		code = protocol.CodeMethodNotFound
	}
	locale := c.language()
	data, _ := json.Marshal(protocol.ErrorData{Kind: protocol.ErrorKind(e.Kind), Hint: e.Hint(locale)})
	return &jrpc2.Error{Code: jrpc2.Code(code), Message: e.Message(locale), Data: data}
}
