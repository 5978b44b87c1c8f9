package server

import (
	"context"
	"encoding/json"
	"fmt"

	"aibookmark/host/internal/protocol"
)

// method is how a method is called.
type method struct {
	// early methods need no initialize.
	early bool
	// writes: runs alone, in the order of arrival.
	writes bool
	limit  *limit
	run    func(ctx context.Context, params json.RawMessage) (json.RawMessage, error)
}

// on makes a method of a function over wire types. The result is encoded
// here, so that what cannot be encoded is an error like any other.
func on[P, R any](f func(context.Context, P) (R, error)) method {
	return method{run: func(ctx context.Context, params json.RawMessage) (json.RawMessage, error) {
		var p P
		if err := decode(params, &p); err != nil {
			return nil, err
		}
		r, err := f(ctx, p)
		if err != nil {
			return nil, err
		}
		out, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("encode result: %w", err)
		}
		return out, nil
	}}
}

func (m method) beforeInitialize() method { m.early = true; return m }

func (m method) inOrder() method { m.writes = true; return m }

func (m method) within(l *limit) method { m.limit = l; return m }

// table lists the methods whose services are there.
func (c *conn) table() map[string]method {
	t := map[string]method{
		protocol.MethodInitialize: on(c.initialize).beforeInitialize().inOrder(),
		protocol.MethodCancel:     on(c.cancelCalls).beforeInitialize(),
	}
	for _, group := range []func(map[string]method){
		c.bookmarkMethods, c.pageMethods, c.captureMethods, c.searchMethods, c.conversationMethods,
		c.stateMethods, c.modelMethods, c.settingMethods, c.dataMethods,
	} {
		group(t)
	}
	return t
}
