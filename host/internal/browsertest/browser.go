// Package browsertest is the browser's end of native messaging, for tests: it
// drives a host over pipes, in the same process or as a program, says
// anything a browser or an attacker could say, and waits for what comes back.
//
// It knows frames and JSON-RPC by itself and shares no code with nativemsg,
// so that a mistake there is not made on both sides.
package browsertest

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"aibookmark/host/internal/protocol"
)

// Patience is how long the waiting methods wait when their context has no
// deadline, so that a test that goes wrong says where.
const Patience = 30 * time.Second

// ErrClosed: the host has closed its output.
var ErrClosed = errors.New("browsertest: the host closed its output")

// Message is anything that the host sends.
type Message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
	Result  json.RawMessage `json:"result"`
	Error   *Error          `json:"error"`
	// Raw is the JSON of the message as it came.
	Raw json.RawMessage `json:"-"`
}

// Error is a JSON-RPC error of the host.
type Error protocol.Error

// Error is the kind with the number and the message.
func (e *Error) Error() string { return fmt.Sprintf("%s (%d): %s", e.Data.Kind, e.Code, e.Message) }

// KindOf is the kind of an error that a call returned, "" for any other.
func KindOf(err error) protocol.ErrorKind {
	var e *Error
	if errors.As(err, &e) {
		return e.Data.Kind
	}
	return ""
}

// Browser is one connection to a host. Its methods may be called from any
// goroutine. Everything that arrives is kept in order until the end.
type Browser struct {
	w       io.WriteCloser
	writing sync.Mutex

	mu       sync.Mutex
	changed  *sync.Cond
	messages []Message
	largest  int
	err      error // why reading ended
	next     int64
}

// Dial talks to the host that reads what is written to w and writes what is
// read from r. It starts one goroutine, which ends when r does.
func Dial(r io.Reader, w io.WriteCloser) *Browser {
	b := &Browser{w: w}
	b.changed = sync.NewCond(&b.mu)
	go b.read(r)
	return b
}

func (b *Browser) read(r io.Reader) {
	for {
		m, size, err := readFrame(r)
		b.mu.Lock()
		if err != nil {
			b.err = err
			b.changed.Broadcast()
			b.mu.Unlock()
			return
		}
		b.messages = append(b.messages, m)
		b.largest = max(b.largest, size)
		b.changed.Broadcast()
		b.mu.Unlock()
	}
}

// readFrame reads a frame as browsers do: what is no JSON, or is above 1 MiB,
// ends the connection.
func readFrame(r io.Reader) (m Message, size int, err error) {
	const browserLimit = 1 << 20
	var n uint32
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil {
		return m, 0, ErrClosed
	}
	if n > browserLimit {
		return m, 0, fmt.Errorf("browsertest: frame of %d bytes, browsers close the port", n)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return m, 0, fmt.Errorf("browsertest: frame cut short: %w", err)
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return m, 0, fmt.Errorf("browsertest: frame is not a message: %w", err)
	}
	m.Raw = body
	return m, int(n), nil
}

// Raw writes bytes as they are, without a length.
func (b *Browser) Raw(p []byte) error {
	b.writing.Lock()
	defer b.writing.Unlock()
	_, err := b.w.Write(p)
	return err
}

// Frame writes one frame with this content, whatever it is.
func (b *Browser) Frame(content []byte) error {
	p := binary.LittleEndian.AppendUint32(nil, uint32(len(content)))
	return b.Raw(append(p, content...))
}

// Notify sends a notification.
func (b *Browser) Notify(method string, params any) error {
	return b.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

func (b *Browser) send(v any) error {
	msg, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return b.Frame(msg)
}

// Pending is a call whose answer is awaited.
type Pending struct {
	ID json.RawMessage
	b  *Browser
}

// Go sends a call with an id of its own and does not wait. A nil params sends
// none.
func (b *Browser) Go(method string, params any) (*Pending, error) {
	b.mu.Lock()
	b.next++
	id := json.RawMessage(fmt.Sprint(b.next))
	b.mu.Unlock()
	return b.GoID(id, method, params)
}

// GoID sends a call with this id.
func (b *Browser) GoID(id json.RawMessage, method string, params any) (*Pending, error) {
	m := map[string]any{"jsonrpc": "2.0", "id": id, "method": method}
	if params != nil {
		m["params"] = params
	}
	return &Pending{ID: id, b: b}, b.send(m)
}

// Wait returns when the answer is there, decoded into result unless that is
// nil. The error is an *Error when the host answered with one.
func (p *Pending) Wait(ctx context.Context, result any) error {
	m, err := p.b.Expect(ctx, func(m Message) bool { return m.Method == "" && string(m.ID) == string(p.ID) })
	switch {
	case err != nil:
		return err
	case m.Error != nil:
		return m.Error
	case result == nil:
		return nil
	}
	return json.Unmarshal(m.Result, result)
}

// Call sends a call and waits for its answer.
func (b *Browser) Call(ctx context.Context, method string, params, result any) error {
	p, err := b.Go(method, params)
	if err != nil {
		return err
	}
	return p.Wait(ctx, result)
}

// Open calls initialize as a Chrome extension in English would, and returns
// its result.
func (b *Browser) Open(ctx context.Context) (r protocol.InitializeResult, err error) {
	err = b.Call(ctx, protocol.MethodInitialize, protocol.InitializeParams{
		Protocol: protocol.Version, Client: protocol.Client{Name: "browsertest", Version: "1"},
		Source: protocol.SourceInfo{Browser: "chrome", Profile: "browsertest"}, Locale: "en",
	}, &r)
	return r, err
}

// Expect returns the first message, past or future, for which match is true.
func (b *Browser) Expect(ctx context.Context, match func(Message) bool) (Message, error) {
	ctx, cancel := patient(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.changed.Broadcast()
	})()
	b.mu.Lock()
	defer b.mu.Unlock()
	for seen := 0; ; {
		for ; seen < len(b.messages); seen++ {
			if match(b.messages[seen]) {
				return b.messages[seen], nil
			}
		}
		if b.err != nil {
			return Message{}, b.err
		}
		if ctx.Err() != nil {
			return Message{}, fmt.Errorf("browsertest: waiting for a message, %d came: %w", len(b.messages), ctx.Err())
		}
		b.changed.Wait()
	}
}

func patient(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, Patience)
}

// Event waits for a notification of this name.
func (b *Browser) Event(ctx context.Context, name string) (Message, error) {
	return b.Expect(ctx, func(m Message) bool { return m.Method == name })
}

// Messages returns everything that has come so far, in order.
func (b *Browser) Messages() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Message(nil), b.messages...)
}

// Largest is the size of the largest frame that has come so far.
func (b *Browser) Largest() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.largest
}

// Hangup closes the host's input, as a browser does that closes the port.
func (b *Browser) Hangup() error { return b.w.Close() }

// Ended waits until the host has closed its output, and returns nil if it did
// so between two frames.
func (b *Browser) Ended(ctx context.Context) error {
	_, err := b.Expect(ctx, func(Message) bool { return false })
	if errors.Is(err, ErrClosed) {
		return nil
	}
	return err
}

// Pipes returns a browser together with the ends of the pipes that belong to
// a host in the same process. Nothing is buffered between them.
func Pipes() (b *Browser, stdin io.ReadCloser, stdout io.WriteCloser) {
	stdin, w := io.Pipe()
	r, stdout := io.Pipe()
	return Dial(r, w), stdin, stdout
}
