package nativemsg_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/creachadair/jrpc2/channel"

	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/nativemsg"
	"aibookmark/host/internal/protocol"
)

var _ channel.Channel = (*nativemsg.Channel)(nil)

// framed is content as a frame.
func framed(content string) []byte {
	return append(header(uint32(len(content))), content...)
}

func header(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }

// received reads everything that in holds, and returns the messages and what
// was answered to the rest.
func received(t *testing.T, in io.Reader, o nativemsg.Options) (messages []string, answers []browsertest.Message) {
	t.Helper()
	var out bytes.Buffer
	ch := nativemsg.New(in, &out, o)
	for {
		msg, err := ch.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("Recv: %v", err)
		}
		messages = append(messages, string(msg))
	}
	ch.Close()
	<-ch.Done()
	return messages, answersIn(t, &out)
}

func answersIn(t *testing.T, out *bytes.Buffer) (answers []browsertest.Message) {
	t.Helper()
	for out.Len() > 0 {
		n := binary.LittleEndian.Uint32(out.Next(4))
		var m browsertest.Message
		if err := json.Unmarshal(out.Next(int(n)), &m); err != nil {
			t.Fatalf("answer: %v", err)
		}
		answers = append(answers, m)
	}
	return answers
}

func TestWhatIsNoMessageIsAnsweredAndTheNextFrameServed(t *testing.T) {
	good := `{"jsonrpc":"2.0","id":1,"method":"status"}`
	for _, tt := range []struct {
		name, content string
		kind          protocol.ErrorKind
		code          int
	}{
		{"empty", "", protocol.KindInvalidParams, protocol.CodeParseError},
		{"white space", " \n ", protocol.KindInvalidParams, protocol.CodeParseError},
		{"not JSON", `{nope`, protocol.KindInvalidParams, protocol.CodeParseError},
		{"two values", `{} {}`, protocol.KindInvalidParams, protocol.CodeParseError},
		{"NUL", "{}\x00", protocol.KindInvalidParams, protocol.CodeParseError},
		{"too deep", strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001), protocol.KindInvalidParams, protocol.CodeParseError},
		{"batch", `[` + good + `]`, protocol.KindInvalidParams, protocol.CodeInvalidRequest},
		{"string", `"status"`, protocol.KindInvalidParams, protocol.CodeInvalidRequest},
		{"number", `7`, protocol.KindInvalidParams, protocol.CodeInvalidRequest},
		{"null", `null`, protocol.KindInvalidParams, protocol.CodeInvalidRequest},
		{"above the bound", `{"x":"` + strings.Repeat("x", 2000) + `"}`, protocol.KindTooLarge, protocol.CodeOf(protocol.KindTooLarge)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			max := 1000
			if tt.name == "too deep" {
				max = 1 << 20
			}
			in := io.MultiReader(bytes.NewReader(framed(tt.content)), bytes.NewReader(framed(good)))
			messages, answers := received(t, in, nativemsg.Options{MaxReceive: max})
			if len(messages) != 1 || messages[0] != good {
				t.Errorf("messages = %q, want only the good one", messages)
			}
			if len(answers) != 1 {
				t.Fatalf("%d answers, want 1", len(answers))
			}
			a := answers[0]
			if string(a.ID) != "null" || a.Error == nil || a.Error.Data.Kind != tt.kind || a.Error.Code != tt.code || a.Error.Message == "" {
				t.Errorf("answer = %s, want id null, kind %s, code %d", a.Raw, tt.kind, tt.code)
			}
		})
	}
}

func TestFramesMayArriveByteByByte(t *testing.T) {
	in := append(framed(`{"a":1}`), framed(`{"a":2}`)...)
	messages, answers := received(t, iotest.OneByteReader(bytes.NewReader(in)), nativemsg.Options{})
	if len(answers) != 0 || fmt.Sprint(messages) != `[{"a":1} {"a":2}]` {
		t.Errorf("messages = %q, answers = %v", messages, answers)
	}
}

func TestATruncatedFrameIsTheEnd(t *testing.T) {
	whole := framed(`{"a":1}`)
	for n := range len(whole) {
		messages, answers := received(t, bytes.NewReader(whole[:n]), nativemsg.Options{})
		if len(messages) != 0 || len(answers) != 0 {
			t.Errorf("after %d bytes: messages %q, answers %v; want none", n, messages, answers)
		}
	}
}

func TestAReadErrorIsNotTheEnd(t *testing.T) {
	broken := errors.New("broken")
	ch := nativemsg.New(iotest.ErrReader(broken), io.Discard, nativemsg.Options{})
	defer ch.Close()
	if _, err := ch.Recv(); !errors.Is(err, broken) {
		t.Errorf("Recv: %v, want the error of the reader", err)
	}
}

// A header may claim up to 4 GiB. Memory follows the bytes, not the claim.
func TestHostileLengthsTakeNoMemory(t *testing.T) {
	for _, n := range []uint32{1<<31 - 1, 1<<32 - 1, protocol.MaxClientFrame + 1, protocol.MaxClientFrame} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for range 100 {
				received(t, io.MultiReader(bytes.NewReader(header(n)), strings.NewReader(`{"a":1}`)), nativemsg.Options{})
			}
			runtime.ReadMemStats(&after)
			if perFrame := (after.TotalAlloc - before.TotalAlloc) / 100; perFrame > 256<<10 {
				t.Errorf("%d KiB allocated for a frame of 7 bytes that claims %d", perFrame>>10, n)
			}
		})
	}
}

func TestATooLargeFrameIsDrainedWithoutBeingKept(t *testing.T) {
	const size = 64 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	in := io.MultiReader(bytes.NewReader(header(size)), io.LimitReader(zeros{}, size), bytes.NewReader(framed(`{"a":1}`)))
	messages, answers := received(t, in, nativemsg.Options{})
	runtime.ReadMemStats(&after)
	if len(messages) != 1 || len(answers) != 1 || answers[0].Error.Data.Kind != protocol.KindTooLarge {
		t.Errorf("messages = %q, answers = %v", messages, answers)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20 {
		t.Errorf("%d KiB allocated", grown>>10)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestTheBoundOfAHostFrame(t *testing.T) {
	response := func(size int) string {
		head, tail := `{"jsonrpc":"2.0","id":"seven","result":"`, `"}`
		return head + strings.Repeat("x", size-len(head)-len(tail)) + tail
	}
	for _, tt := range []struct {
		name, msg string
		err       error
		want      string // what the message that is sent begins with
	}{
		{"at the bound", response(protocol.MaxHostFrame), nil, `{"jsonrpc":"2.0","id":"seven","result":"xxx`},
		{"a byte more", response(protocol.MaxHostFrame + 1), nil, `{"jsonrpc":"2.0","id":"seven","error":{"code":-32002,`},
		{"an id that is too large", strings.Replace(response(protocol.MaxHostFrame+8), `"seven"`, `"`+strings.Repeat("7", protocol.MaxHostFrame)+`"`, 1), nil, `{"jsonrpc":"2.0","id":null,"error":{"code":-32002,`},
		{"a notification", strings.Replace(response(protocol.MaxHostFrame+8), `"id":"seven"`, `"method":"x"`, 1), nativemsg.ErrTooLarge, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			ch := nativemsg.New(strings.NewReader(""), &out, nativemsg.Options{})
			if err := ch.Send([]byte(tt.msg)); !errors.Is(err, tt.err) {
				t.Errorf("Send: %v, want %v", err, tt.err)
			}
			ch.Close()
			<-ch.Done()
			if tt.want == "" {
				if out.Len() != 0 {
					t.Errorf("%d bytes sent, want none", out.Len())
				}
				return
			}
			got := out.Bytes()
			if len(got) < 4 || int(binary.LittleEndian.Uint32(got)) != len(got)-4 || len(got)-4 > protocol.MaxHostFrame {
				t.Fatalf("not one frame within the bound: %d bytes", len(got))
			}
			if !strings.HasPrefix(string(got[4:]), tt.want) {
				t.Errorf("sent %.60s…, want %s…", got[4:], tt.want)
			}
		})
	}
}

func TestTheChannelsErrorsAreInTheClientsLanguage(t *testing.T) {
	var out bytes.Buffer
	ch := nativemsg.New(bytes.NewReader(framed("x")), &out, nativemsg.Options{})
	ch.SetLocale("zh-CN")
	ch.Recv()
	ch.Close()
	<-ch.Done()
	if a := answersIn(t, &out); len(a) != 1 || a[0].Error.Message != "消息不是 JSON。" {
		t.Errorf("answers = %v", a)
	}
}

func TestCloseWritesWhatWasSent(t *testing.T) {
	b, stdin, stdout := browsertest.Pipes()
	ch := nativemsg.New(stdin, stdout, nativemsg.Options{Flush: browsertest.Patience})
	for i := range 50 {
		if err := ch.Send(fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%d,"result":0}`, i)); err != nil {
			t.Fatal(err)
		}
	}
	ch.Close()
	if err := b.Ended(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := len(b.Messages()); got != 50 {
		t.Errorf("%d messages came, want 50", got)
	}
	if err := ch.Send([]byte(`{}`)); !errors.Is(err, nativemsg.ErrClosed) {
		t.Errorf("Send after Close: %v", err)
	}
	if _, err := ch.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("Recv after Close: %v", err)
	}
}

// unread is a channel whose peer reads nothing, with more sent than its queue
// holds: the last Send waits.
func unread(t *testing.T, o nativemsg.Options) (ch *nativemsg.Channel, waiting chan error) {
	_, w := io.Pipe()
	r, _ := io.Pipe()
	o.MaxQueued = 100
	ch = nativemsg.New(r, w, o)
	msg := []byte(`{"jsonrpc":"2.0","id":1,"result":"` + strings.Repeat("x", 60) + `"}`)
	waiting = make(chan error, 1)
	if err := ch.Send(msg); err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			if err := ch.Send(msg); err != nil {
				waiting <- err
				return
			}
		}
	}()
	return ch, waiting
}

func TestCloseFreesASendThatWaitsForThePeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch, waiting := unread(t, nativemsg.Options{})
		synctest.Wait()
		started := time.Now()
		ch.Close()
		if err := <-waiting; !errors.Is(err, nativemsg.ErrClosed) {
			t.Errorf("Send: %v", err)
		}
		<-ch.Done()
		if took := time.Since(started); took > 200*time.Millisecond {
			t.Errorf("the channel was done after %v", took)
		}
	})
}

func TestAPeerThatDoesNotReadCountsAsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch, waiting := unread(t, nativemsg.Options{})
		started := time.Now()
		<-ch.Done()
		if took := time.Since(started); took != 30*time.Second {
			t.Errorf("given up after %v", took)
		}
		if err := <-waiting; !errors.Is(err, nativemsg.ErrStalled) {
			t.Errorf("Send: %v", err)
		}
		ch.Close()
	})
}

func TestABrokenPipeEndsTheChannel(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	ch := nativemsg.New(strings.NewReader(""), w, nativemsg.Options{})
	defer ch.Close()
	ch.Send([]byte(`{}`))
	select {
	case <-ch.Done():
	case <-time.After(browsertest.Patience):
		t.Fatal("the channel does not notice")
	}
	if err := ch.Send([]byte(`{}`)); err == nil {
		t.Error("Send on a broken pipe: no error")
	}
}

func TestARefusedFrameNeverWaitsForThePeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, w := io.Pipe() // nobody reads
		in := bytes.Repeat(framed("rubbish"), 10_000)
		ch := nativemsg.New(bytes.NewReader(in), w, nativemsg.Options{MaxQueued: 1000})
		if _, err := ch.Recv(); !errors.Is(err, io.EOF) {
			t.Errorf("Recv: %v, want the end of the input", err)
		}
		ch.Close()
		<-ch.Done()
	})
}

func FuzzRecv(f *testing.F) {
	good := framed(`{"jsonrpc":"2.0","id":1,"method":"status"}`)
	f.Add(append(header(0), good...))
	f.Add(append(append(header(1), 'x'), good...))
	f.Add(append(header(1<<31-1), good...))
	f.Add(append(header(1<<32-1), good...))
	f.Add(good[:len(good)-1])
	f.Add(good[:3])
	f.Add(framed("not json"))
	f.Add(framed("{}\x00"))
	f.Add(framed(`{"id":1,"id":2}`))
	f.Add(framed(strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001)))
	f.Fuzz(func(t *testing.T, in []byte) {
		const bound = 4096
		messages, answers := received(t, bytes.NewReader(in), nativemsg.Options{MaxReceive: bound, MaxQueued: 1 << 30})
		for _, m := range messages {
			var object map[string]json.RawMessage
			if len(m) > bound || json.Unmarshal([]byte(m), &object) != nil || object == nil {
				t.Errorf("Recv let %.80q through", m)
			}
		}
		for _, a := range answers {
			if a.Error == nil || string(a.ID) != "null" {
				t.Errorf("answer = %s", a.Raw)
			}
		}
		if frames := wholeFrames(in, bound); frames != len(messages)+len(answers) {
			t.Errorf("%d frames came in, %d messages and %d errors out", frames, len(messages), len(answers))
		}
	})
}

// wholeFrames counts the frames that must have been dealt with. The header of
// one above the bound is enough.
func wholeFrames(in []byte, bound int) (n int) {
	for len(in) >= 4 {
		size := int(binary.LittleEndian.Uint32(in))
		in = in[4:]
		if size > len(in) {
			if size > bound {
				n++
			}
			return n
		}
		in = in[size:]
		n++
	}
	return n
}
