package server

import (
	"context"
	"encoding/json"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// conn is one connection: a browser profile.
type conn struct {
	s       *Server
	log     *slog.Logger
	ctx     context.Context // done when the connection is over
	cancel  context.CancelFunc
	pipe    channel.Channel
	gate    *gate
	rpc     *jrpc2.Server
	methods map[string]method
	calls   *calls
	writes  lane
	// status has room for the newest state that is not sent yet.
	status chan library.Status

	mu sync.Mutex
	// opening is closed when the newest initialize is done.
	opening <-chan struct{}
	open    bool
	locale  string // of messages
	client  string // the locale that the client asked for
}

func newConn(ctx context.Context, s *Server, ch channel.Channel) *conn {
	ctx, cancel := context.WithCancel(ctx)
	c := &conn{
		s: s, log: s.o.Log, ctx: ctx, cancel: cancel, pipe: ch,
		calls: newCalls(), status: make(chan library.Status, 1), locale: "en",
	}
	c.methods = c.table()
	c.gate = newGate(c, ch)
	c.rpc = jrpc2.NewServer(c, rpcOptions(s.o.Log))
	return c
}

// language is the locale of messages on this connection.
func (c *conn) language() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.locale
}

// setLanguage uses the locale that the settings name, else the client's.
func (c *conn) setLanguage(setting string) {
	c.mu.Lock()
	c.locale = c.client
	if setting != "" {
		c.locale = setting
	}
	locale := c.locale
	c.mu.Unlock()
	if l, ok := c.pipe.(localizer); ok {
		l.SetLocale(locale)
	}
}

// register makes a call of a request, in the order of arrival; false when its
// id is in use.
func (c *conn) register(r request) bool {
	k := &call{id: r.id, method: r.method, params: r.params}
	k.ctx, k.cancel = context.WithCancel(c.ctx)
	k.ctx = withCall(k.ctx, k)
	if !c.calls.add(k) {
		k.cancel()
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	k.opened = c.opening
	if c.methods[r.method].writes {
		k.turn = c.writes.join()
	}
	if r.method == protocol.MethodInitialize {
		opening := make(chan struct{})
		k.after = func() { close(opening) }
		c.opening = opening
	}
	return true
}

// Assign gives jrpc2 the handler of every method, known or not.
func (c *conn) Assign(context.Context, string) jrpc2.Handler { return c.handle }

// handle runs a call and returns its answer: that of the method, or an error
// soon after the call was cancelled, whatever the method is doing.
func (c *conn) handle(_ context.Context, req *jrpc2.Request) (any, error) {
	if req.IsNotification() {
		c.cancelAll(json.RawMessage(req.ParamString()))
		return nil, nil
	}
	k := c.calls.get(json.RawMessage(req.ID()))
	if k == nil {
		return nil, context.Canceled
	}
	done := make(chan outcome, 1)
	go func() { done <- c.run(k) }()
	select {
	case a := <-done:
		return c.reply(k, a)
	case <-k.ctx.Done():
	}
	select {
	case a := <-done:
		return c.reply(k, a)
	case <-time.After(cancelTime):
		k.silence()
		c.log.Warn("cancelled call goes on", "method", k.method)
		return c.reply(k, outcome{err: k.ctx.Err()})
	}
}

// outcome is what a method came to.
type outcome struct {
	result json.RawMessage
	err    error
}

// run runs a call in its turn. A panic ends the call and nothing else.
func (c *conn) run(k *call) (a outcome) {
	defer k.end()
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("panic", "method", k.method, "panic", p, "stack", string(debug.Stack()))
			a = outcome{err: library.Errorf(library.Internal, "internal")}
		}
	}()
	m, ok := c.methods[k.method]
	if !ok {
		return outcome{err: unknownMethod(k.method)}
	}
	if err := c.ready(k, m); err != nil {
		return outcome{err: err}
	}
	if err := k.turn.wait(k.ctx); err != nil {
		return outcome{err: err}
	}
	leave, err := m.limit.enter(k.ctx)
	if err != nil {
		return outcome{err: err}
	}
	defer leave()
	a.result, a.err = m.run(k.ctx, k.params)
	return a
}

// ready waits for an initialize that came before the call, and refuses the
// call where there must have been one.
func (c *conn) ready(k *call, m method) error {
	if m.early {
		return nil
	}
	if k.opened != nil {
		select {
		case <-k.opened:
		case <-k.ctx.Done():
			return k.ctx.Err()
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.open {
		return library.Errorf(library.NotAllowed, "not_initialized")
	}
	return nil
}

// reply turns an answer into what jrpc2 sends. A call that was cancelled and
// did not get to its result is cancelled, whatever error it ran into.
func (c *conn) reply(k *call, a outcome) (any, error) {
	if a.err == nil {
		return a.result, nil
	}
	if k.ctx.Err() != nil {
		a.err = library.Errorf(library.Cancelled, "cancelled", k.ctx.Err())
	}
	return nil, c.rpcError(k.method, a.err)
}

// notify sends a notification. It waits while the client does not read.
func (c *conn) notify(ctx context.Context, name string, params any) {
	if err := c.rpc.Notify(ctx, name, params); err != nil {
		c.log.Debug("notification not sent", "name", name, "error", err)
	}
}

// offerStatus leaves a state for publish, in place of one not sent yet.
func (c *conn) offerStatus(st library.Status) {
	select {
	case <-c.status:
	default:
	}
	select {
	case c.status <- st:
	default:
	}
}

// publish sends states as they come, and then rests for statusInterval.
func (c *conn) publish() {
	var last *library.Status
	for {
		var st library.Status
		select {
		case st = <-c.status:
		case <-c.ctx.Done():
			return
		}
		if !c.isOpen() || last != nil && *last == st {
			continue
		}
		last = &st
		c.notify(c.ctx, protocol.NotifyStatusEvent, statusOut(st, c.s.o.Version))
		select {
		case <-time.After(statusInterval):
		case <-c.ctx.Done():
			return
		}
	}
}

func (c *conn) isOpen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open
}
