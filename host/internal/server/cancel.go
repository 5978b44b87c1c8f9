package server

import (
	"context"
	"encoding/json"

	"aibookmark/host/internal/protocol"
)

// cancelIDs are the ids of calls, as the client sent them.
type cancelIDs []json.RawMessage

// cancelCalls is rpc.cancel as a request. Ids of calls that are answered, or
// never came, are ignored.
func (c *conn) cancelCalls(_ context.Context, ids cancelIDs) (protocol.Empty, error) {
	for _, id := range ids {
		if k := c.calls.get(id); k != nil {
			k.cancel()
		}
	}
	return protocol.Empty{}, nil
}

// cancelAll is rpc.cancel as a notification.
func (c *conn) cancelAll(params json.RawMessage) {
	var ids cancelIDs
	if err := decode(params, &ids); err != nil {
		c.log.Warn("rpc.cancel ignored", "error", err)
		return
	}
	c.cancelCalls(c.ctx, ids)
}
