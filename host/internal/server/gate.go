package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"sync"
	"time"

	"github.com/creachadair/jrpc2/channel"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// gate stands between the pipe and jrpc2: every message passes it, in the
// order of arrival. It answers what is no request, so that every error has a
// kind; it registers calls, which gives those that write their place; and it
// delays the end of the input until what came before it is answered.
type gate struct {
	c     *conn
	inner channel.Channel
	inbox *inbox
}

func newGate(c *conn, inner channel.Channel) *gate {
	g := &gate{c: c, inner: inner, inbox: newInbox()}
	go g.inbox.fill(inner)
	return g
}

// Recv returns the next request that jrpc2 is to see. At the end of the input
// it waits until every call is answered, at most drainTime, cancels the rest
// and returns the end.
func (g *gate) Recv() ([]byte, error) {
	for {
		msg, err := g.inbox.take()
		if err != nil {
			select {
			case <-g.c.calls.whenIdle():
			case <-g.c.ctx.Done():
			case <-time.After(drainTime):
			}
			g.c.cancel()
			return nil, err
		}
		if msg = g.admit(msg); msg != nil {
			return msg, nil
		}
	}
}

// Send passes a message of jrpc2 on. An answer frees its call's id first: the
// client may use it again as soon as it has read the answer.
func (g *gate) Send(msg []byte) error {
	if id := answeredID(msg); id != nil {
		g.c.calls.answered(id)
	}
	return g.inner.Send(msg)
}

// Close is called by jrpc2 when it stops, before it has delivered the last
// answers. Serve closes the pipe after that.
func (g *gate) Close() error {
	g.stop()
	return nil
}

// stop makes the input end now.
func (g *gate) stop() { g.inbox.end(io.EOF) }

// admit checks a message and registers it when it is a call. It returns what
// jrpc2 is to see, nil when the message is dealt with.
func (g *gate) admit(msg []byte) []byte {
	r, problem := parseRequest(msg)
	if problem != "" {
		g.refuse(r.id, protocol.CodeInvalidRequest, library.Errorf(library.InvalidParams, "invalid_params", problem))
		return nil
	}
	if r.id == nil {
		if r.method != protocol.MethodCancel {
			// jrpc2 would hold up all later requests until it is done.
			g.c.log.Warn("unknown notification ignored")
			return nil
		}
		return r.message(msg)
	}
	if g.c.calls.full(len(r.params)) {
		g.refuse(r.id, protocol.CodeOf(protocol.KindBusy), library.Errorf(library.Busy, "busy"))
		return nil
	}
	if !g.c.register(r) {
		g.refuse(r.id, protocol.CodeInvalidRequest, library.Errorf(library.InvalidParams, "invalid_params", "id: already in use"))
		return nil
	}
	return r.message(msg)
}

// refuse answers without jrpc2.
func (g *gate) refuse(id json.RawMessage, code int, e *library.Error) {
	if id == nil {
		id = json.RawMessage("null")
	}
	locale := g.c.language()
	msg, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": id, "error": protocol.Error{
		Code: code, Message: e.Message(locale),
		Data: protocol.ErrorData{Kind: protocol.ErrorKind(e.Kind), Hint: e.Hint(locale)},
	}})
	if err == nil {
		err = g.inner.Send(msg)
	}
	if err != nil {
		g.c.log.Warn("refusing a message", "error", err)
	}
}

// request is the envelope of a message.
type request struct {
	id     json.RawMessage // nil for a notification
	method string
	params json.RawMessage
	// odd: the envelope has members that JSON-RPC does not know.
	odd bool
}

// parseRequest reads an envelope. Of a member that comes twice the last one
// counts, as with JSON.parse. problem says what is wrong with it.
func parseRequest(msg []byte) (r request, problem string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(msg, &members) != nil || members == nil {
		return r, "the message is not an object"
	}
	if id := members["id"]; len(id) > 0 && !isNull(id) {
		if c := id[0]; c != '"' && c != '-' && (c < '0' || c > '9') {
			return r, "id: expected a string or a number"
		}
		r.id = id
	}
	if string(members["jsonrpc"]) != `"2.0"` {
		return r, `jsonrpc: expected "2.0"`
	}
	if members["result"] != nil || members["error"] != nil {
		return r, "a response to a request that was never made"
	}
	if json.Unmarshal(members["method"], &r.method) != nil || r.method == "" {
		return r, "method: expected the name of a method"
	}
	if p := members["params"]; len(p) > 0 && !isNull(p) {
		if p[0] != '{' && p[0] != '[' {
			return r, "params: expected an object"
		}
		r.params = p
	}
	for name := range members {
		switch name {
		case "jsonrpc", "id", "method", "params":
		default:
			r.odd = true
		}
	}
	return r, ""
}

// message is the message for jrpc2, which refuses members that it does not
// know, while PROTOCOL ignores them.
func (r request) message(msg []byte) []byte {
	if !r.odd {
		return msg
	}
	clean := map[string]any{"jsonrpc": "2.0", "method": r.method}
	if r.id != nil {
		clean["id"] = r.id
	}
	if r.params != nil {
		clean["params"] = r.params
	}
	out, err := json.Marshal(clean)
	if err != nil { // all of it was read as JSON
		return msg
	}
	return out
}

func isNull(v json.RawMessage) bool { return string(v) == "null" }

// answeredID is the id of a response of jrpc2, which writes it first.
func answeredID(msg []byte) json.RawMessage {
	rest, ok := bytes.CutPrefix(msg, []byte(`{"jsonrpc":"2.0","id":`))
	if !ok {
		return nil
	}
	var id json.RawMessage
	if json.NewDecoder(bytes.NewReader(rest)).Decode(&id) != nil {
		return nil
	}
	return id
}

// inboxBytes bounds what is read ahead of jrpc2. It is there so that the end
// of the input is noticed while jrpc2 waits for a client that does not read.
const inboxBytes = 16 << 20

// inbox reads ahead of jrpc2.
type inbox struct {
	ended chan struct{} // closed when the input has ended or was stopped

	mu      sync.Mutex
	changed *sync.Cond
	queue   [][]byte
	bytes   int
	err     error // what take returns after the queue
}

func newInbox() *inbox {
	b := &inbox{ended: make(chan struct{})}
	b.changed = sync.NewCond(&b.mu)
	return b
}

// fill reads from ch until it ends.
func (b *inbox) fill(ch channel.Channel) {
	for {
		msg, err := ch.Recv()
		if err != nil {
			b.end(err)
			return
		}
		if !b.put(msg) {
			return
		}
	}
}

// put adds a message, waiting for room; false when the input was stopped.
func (b *inbox) put(msg []byte) bool {
	const overhead = 64
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.err == nil && len(b.queue) > 0 && b.bytes+len(msg)+overhead*len(b.queue) > inboxBytes {
		b.changed.Wait()
	}
	if b.err != nil {
		return false
	}
	b.queue = append(b.queue, msg)
	b.bytes += len(msg)
	b.changed.Broadcast()
	return true
}

// take returns the next message, or after the last one how the input ended.
func (b *inbox) take() ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.queue) == 0 && b.err == nil {
		b.changed.Wait()
	}
	if len(b.queue) == 0 {
		return nil, b.err
	}
	msg := b.queue[0]
	b.queue[0] = nil
	b.queue = b.queue[1:]
	b.bytes -= len(msg)
	b.changed.Broadcast()
	return msg, nil
}

// end lets nothing more in. The first error counts.
func (b *inbox) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return
	}
	b.err = err
	close(b.ended)
	b.changed.Broadcast()
}

// withCall puts a call into a context, for events that name it.
func withCall(ctx context.Context, c *call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

type callKey struct{}
