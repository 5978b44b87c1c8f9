package nativemsg

import (
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// Errors of a Channel.
var (
	// ErrClosed: the channel was closed on this side.
	ErrClosed = errors.New("nativemsg: channel closed")
	// ErrTooLarge: a notification is above the bound and was not sent.
	ErrTooLarge = errors.New("nativemsg: message above the size bound")
	// ErrStalled: the peer has stopped reading.
	ErrStalled = errors.New("nativemsg: peer does not read")
)

// Options are the settings of a Channel; zero values have defaults.
type Options struct {
	// MaxSend and MaxReceive bound a frame, in bytes of JSON; by default
	// protocol.MaxHostFrame and protocol.MaxClientFrame.
	MaxSend, MaxReceive int
	// MaxQueued bounds what waits to be written, in bytes; by default 8 MiB.
	// At least one frame is always accepted.
	MaxQueued int
	// Flush bounds how long Close goes on writing what was sent before it, by
	// default 150 ms.
	Flush time.Duration
	// Stall is how long one frame may take to be written before the peer
	// counts as gone, by default 30 s: browsers read in a process of their
	// own, whatever the extension is doing.
	Stall time.Duration
	Log   *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.MaxSend == 0 {
		o.MaxSend = protocol.MaxHostFrame
	}
	if o.MaxReceive == 0 {
		o.MaxReceive = protocol.MaxClientFrame
	}
	if o.MaxQueued == 0 {
		o.MaxQueued = 8 << 20
	}
	if o.Flush == 0 {
		o.Flush = 150 * time.Millisecond
	}
	if o.Stall == 0 {
		o.Stall = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Channel carries JSON-RPC messages in native-messaging frames. It implements
// channel.Channel of github.com/creachadair/jrpc2.
//
// Send and Close may be called at any time from any goroutine; Recv from one
// at a time. Close must be called, also after Done.
type Channel struct {
	frames *frameReader
	out    *writer
	closer io.Closer // closes the reading side; nil when it cannot be closed
	o      Options
	locale atomic.Value // string
	once   sync.Once
}

// New returns a channel that reads frames from r and writes frames to w. It
// starts one goroutine, which Close ends. Close closes r and w where they are
// io.Closers.
func New(r io.Reader, w io.Writer, o Options) *Channel {
	o = o.withDefaults()
	c := &Channel{frames: newFrameReader(r, o.MaxReceive), out: newWriter(w, o), o: o}
	c.closer, _ = r.(io.Closer)
	c.locale.Store("en")
	return c
}

// SetLocale chooses the language of the errors that the channel itself
// answers with (BCP 47; English until it is called).
func (c *Channel) SetLocale(locale string) { c.locale.Store(locale) }

// Done is closed once nothing can be written any more: the peer has closed
// its end, does not read, or Close has finished.
func (c *Channel) Done() <-chan struct{} { return c.out.done }

// Recv returns the next message: one JSON object, valid but not otherwise
// looked at. Frames that are no such thing are answered here with a JSON-RPC
// error whose id is null, and the next frame is read. The end of the input,
// also in the middle of a frame, is io.EOF.
func (c *Channel) Recv() ([]byte, error) {
	for {
		msg, fault, err := c.frames.next()
		switch {
		case err != nil:
			return nil, err
		case fault == nil:
			return msg, nil
		}
		c.refuse(fault)
		if err := c.frames.skip(); err != nil {
			return nil, err
		}
	}
}

// refuse answers a frame that is no message. It never waits: a peer that
// sends rubbish and does not read gets no answer.
func (c *Channel) refuse(f *fault) {
	c.o.Log.Warn("frame refused", "code", f.code)
	e := library.Errorf(f.kind, f.code, f.args...)
	if !c.out.offer(errorFrame(nil, f.number, e, c.locale.Load().(string))) {
		c.o.Log.Warn("no room to answer a refused frame")
	}
}

// Send queues one message. It waits while too much is queued, and returns an
// error only when the channel is broken or closed: a response above the size
// bound is replaced by an error too_large with the same id, or with null for an
// id that is itself too large (browsers close the port for one byte too many), a notification above it is dropped with
// ErrTooLarge. Send does not keep msg.
func (c *Channel) Send(msg []byte) error {
	if len(msg) <= c.o.MaxSend {
		return c.out.put(frame(msg))
	}
	id := responseID(msg)
	c.o.Log.Warn("message above the size bound", "bytes", len(msg), "response", id != nil)
	if id == nil {
		return ErrTooLarge
	}
	if len(id) > c.o.MaxSend/2 {
		id = nil // the id itself is what is too large
	}
	e := library.Errorf(library.TooLarge, "result_too_large")
	return c.out.put(errorFrame(id, protocol.CodeOf(protocol.KindTooLarge), e, c.locale.Load().(string)))
}

// Close ends the channel: Recv and waiting Sends return, what was sent before
// is written for at most Options.Flush (Done tells when that is over), and
// both ends are closed. It returns at once.
func (c *Channel) Close() error {
	c.once.Do(func() {
		c.out.finish()
		c.frames.stop()
		if c.closer != nil {
			// Closing a terminal or an inherited pipe may wait for a read that
			// is under way.
			go c.closer.Close()
		}
	})
	return nil
}
