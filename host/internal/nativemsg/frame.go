package nativemsg

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"sync/atomic"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// step is how much memory a frame takes ahead of the bytes that arrive: the
// length in a header is a claim, not a fact.
const step = 64 << 10

// headerSize is the size of the length before a frame.
const headerSize = 4

// fault says why a frame is no message.
type fault struct {
	number int // JSON-RPC error number
	kind   library.Kind
	code   string // in the catalogue of package library
	args   []any
}

// frameReader cuts frames out of a stream.
type frameReader struct {
	r       *bufio.Reader
	max     int
	pending int64 // bytes of a refused frame that are still in the stream
	stopped atomic.Bool
}

func newFrameReader(r io.Reader, max int) *frameReader {
	return &frameReader{r: bufio.NewReaderSize(r, step), max: max}
}

// stop makes an error of the reader count as the end of the stream.
func (f *frameReader) stop() { f.stopped.Store(true) }

// next returns the next message, or the fault of the next frame. After a
// fault, skip comes before next.
func (f *frameReader) next() ([]byte, *fault, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(f.r, header[:]); err != nil {
		return nil, nil, f.end(err)
	}
	n := int64(binary.NativeEndian.Uint32(header[:]))
	if n > int64(f.max) {
		f.pending = n
		return nil, &fault{protocol.CodeOf(protocol.KindTooLarge), library.TooLarge, "frame_too_large", []any{f.max >> 20}}, nil
	}
	msg, err := f.body(int(n))
	if err != nil {
		return nil, nil, f.end(err)
	}
	return msg, inspect(msg), nil
}

// body reads n bytes, taking memory as they arrive.
func (f *frameReader) body(n int) ([]byte, error) {
	buf := make([]byte, 0, min(n, step))
	for len(buf) < n {
		from := len(buf)
		to := min(n, from+step)
		buf = slices.Grow(buf, to-from)[:to]
		if _, err := io.ReadFull(f.r, buf[from:]); err != nil {
			return nil, err
		}
	}
	return buf, nil
}

// skip drains what a refused frame left in the stream.
func (f *frameReader) skip() error {
	n := f.pending
	f.pending = 0
	if n == 0 {
		return nil
	}
	if _, err := io.CopyN(io.Discard, f.r, n); err != nil {
		return f.end(err)
	}
	return nil
}

// end turns the end of the stream, wherever it comes, into io.EOF.
func (f *frameReader) end(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe) || f.stopped.Load() {
		return io.EOF
	}
	return err
}

// inspect tells what is wrong with the content of a frame; nil when it is one
// JSON object. encoding/json refuses more than 10,000 levels.
func inspect(msg []byte) *fault {
	trimmed := bytes.TrimLeft(msg, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return &fault{protocol.CodeParseError, library.InvalidParams, "frame_empty", nil}
	case !json.Valid(trimmed):
		return &fault{protocol.CodeParseError, library.InvalidParams, "frame_not_json", nil}
	case trimmed[0] == '[':
		return &fault{protocol.CodeInvalidRequest, library.InvalidParams, "frame_is_batch", nil}
	case trimmed[0] != '{':
		return &fault{protocol.CodeInvalidRequest, library.InvalidParams, "frame_not_object", nil}
	}
	return nil
}

// frame puts the length before a message.
func frame(msg []byte) []byte {
	out := make([]byte, headerSize, headerSize+len(msg))
	binary.NativeEndian.PutUint32(out, uint32(len(msg)))
	return append(out, msg...)
}

// responseID is the id of a response, nil for anything else.
func responseID(msg []byte) json.RawMessage {
	var m struct {
		ID     json.RawMessage `json:"id"`
		Method *string         `json:"method"`
	}
	if json.Unmarshal(msg, &m) != nil || m.Method != nil {
		return nil
	}
	return m.ID
}

// errorFrame is a JSON-RPC error as a frame; a nil id is null.
func errorFrame(id json.RawMessage, number int, e *library.Error, locale string) []byte {
	if id == nil {
		id = json.RawMessage("null")
	}
	msg, err := json.Marshal(struct {
		Version string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Error   protocol.Error  `json:"error"`
	}{"2.0", id, protocol.Error{
		Code: number, Message: e.Message(locale),
		Data: protocol.ErrorData{Kind: protocol.ErrorKind(e.Kind), Hint: e.Hint(locale)},
	}})
	if err != nil { // an id that was read as JSON is JSON
		return errorFrame(nil, number, e, locale)
	}
	return frame(msg)
}
