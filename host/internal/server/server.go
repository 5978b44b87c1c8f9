// Package server answers the methods of the wire: it turns parameters into
// calls of the services and their results, events and errors back into
// messages. One thin file a group of methods; convert.go is the only place
// where wire types and the nouns of package library meet.
//
// JSON-RPC itself is github.com/creachadair/jrpc2, with its defaults set
// aside where they do not fit a browser extension (gate.go): it starts
// handlers in no particular order, has one bound for all methods, lets one
// notification hold up every later request, and answers with errors of its
// own. So every message passes a gate that checks it, gives it a number in
// its queue and knows it until it is answered.
//
// What holds on every connection:
//   - methods that write run one at a time, in the order in which they came;
//     all others run side by side, each kind within its own limit;
//   - a cancelled call is answered within 200 ms, whatever it is doing;
//   - events of a call come before its result and never after it;
//   - an error that is not meant for a person becomes "internal", and only the
//     log has the cause.
package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"

	"aibookmark/host/internal/library"
)

// How a connection ends. The browser kills the host 2 to 3 s after it closed
// the pipe; all together stay below the second that PROTOCOL section 1 gives.
const (
	// drainTime is what calls under way get to finish and to be answered.
	drainTime = 400 * time.Millisecond
	// cancelTime is what a cancelled call gets to end by itself.
	cancelTime = 120 * time.Millisecond
	// endTime is when the connection is closed, whatever is still going on.
	endTime = drainTime + cancelTime + 80*time.Millisecond
	// flushTime is what the last answers get to be written.
	flushTime = 200 * time.Millisecond
)

// statusInterval is the least time between two status.event notifications.
const statusInterval = 500 * time.Millisecond

// Options are the settings of a Server; zero values have defaults.
type Options struct {
	Log *slog.Logger
	// Version of the host, for initialize and status.
	Version string
	// Now is the clock that "last week" counts from.
	Now func() time.Time
}

// Server serves any number of connections over the same services. It is safe
// for concurrent use.
type Server struct {
	services Services
	o        Options
	limits   limits

	mu    sync.Mutex
	conns map[*conn]struct{}
}

// New returns a Server over services, which it uses but does not close.
func New(services Services, o Options) *Server {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Server{services: services, o: o, limits: newLimits(), conns: map[*conn]struct{}{}}
}

// localizer is a channel that answers some errors by itself.
type localizer interface{ SetLocale(locale string) }

// breakable is a channel that notices when nothing can be written any more.
type breakable interface{ Done() <-chan struct{} }

// Serve answers the calls that come over ch until its input ends, ctx is done
// or the other side stops reading, and then closes ch. Calls under way get a
// moment to finish and to be answered; then their contexts are cancelled. It
// returns within 800 ms of the end even if handlers hang, which then go on
// without anyone listening. What was answered is on disk.
//
// The error is nil unless reading failed.
func (s *Server) Serve(ctx context.Context, ch channel.Channel) error {
	c := s.connect(ctx, ch)
	defer s.disconnect(c)

	ended := make(chan error, 1)
	c.rpc.Start(c.gate)
	go func() { ended <- c.rpc.Wait() }()
	go c.publish()

	broken := make(<-chan struct{})
	if b, ok := ch.(breakable); ok {
		broken = b.Done()
	}
	var err error
	select {
	case <-c.gate.inbox.ended:
	case <-ctx.Done():
	case <-broken:
		c.cancel()
	case err = <-ended:
		ended <- err
	}
	c.gate.stop()
	select {
	case err = <-ended:
	case <-time.After(endTime):
		s.o.Log.Warn("connection ended with calls under way", "calls", c.calls.count())
	}
	c.cancel()
	ch.Close()
	if b, ok := ch.(breakable); ok {
		select {
		case <-b.Done():
		case <-time.After(flushTime):
		}
	}
	if errors.Is(err, io.EOF) || channel.IsErrClosing(err) {
		return nil
	}
	return err
}

func (s *Server) connect(ctx context.Context, ch channel.Channel) *conn {
	c := newConn(context.WithoutCancel(ctx), s, ch)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[c] = struct{}{}
	return c
}

func (s *Server) disconnect(c *conn) {
	c.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

// Publish tells every open connection the state of the host, at most twice a
// second: of states that come quicker only the newest is sent. It never
// waits.
func (s *Server) Publish(st library.Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.offerStatus(st)
	}
}

// rpcOptions are the settings of jrpc2: nothing built in, notifications
// allowed, and as many handlers as there may be calls, because most of them
// only wait for their turn (limits.go has the real bounds).
func rpcOptions(log *slog.Logger) *jrpc2.ServerOptions {
	return &jrpc2.ServerOptions{
		AllowPush:      true,
		DisableBuiltin: true,
		Concurrency:    maxCalls + 1,
		Logger:         func(text string) { log.Debug("jrpc2", "text", text) },
	}
}
