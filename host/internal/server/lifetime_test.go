package server_test

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/nativemsg"
	"aibookmark/host/internal/protocol"
	"aibookmark/host/internal/server"
)

// limit is what PROTOCOL gives the process to end, less what main needs.
const limit = 800 * time.Millisecond

func TestAtTheEndOfTheInputTheServerEndsAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t, &fake{})
		hungUp := time.Now()
		h.Hangup()
		if took := h.ended(hungUp); took != 0 {
			t.Errorf("ended after %v with nothing to do", took)
		}
		if err := h.Ended(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatCameBeforeTheEndIsAnswered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t, &fake{apply: func(context.Context, []library.Node) (library.Changes, error) {
			<-time.After(100 * time.Millisecond) // a slow disk
			return library.Changes{Added: 1}, nil
		}})
		p := h.begin(protocol.MethodBookmarksApply, node(1))
		hungUp := time.Now()
		h.Hangup()
		var r protocol.ApplyResult
		if err := p.Wait(t.Context(), &r); err != nil || r.Added != 1 {
			t.Errorf("answer = %+v, %v", r, err)
		}
		if took := h.ended(hungUp); took > 200*time.Millisecond {
			t.Errorf("ended after %v", took)
		}
	})
}

func TestTheServerEndsInTimeWhateverHangs(t *testing.T) {
	endings := map[string]func(*host){
		"end of input": func(h *host) { h.Hangup() },
		"SIGTERM":      func(h *host) { h.stop() },
	}
	for name, end := range endings {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				release := make(chan struct{})
				defer close(release)
				h := open(t, &fake{
					ask: hanging(release),
					apply: func(context.Context, []library.Node) (library.Changes, error) {
						<-release
						return library.Changes{}, nil
					},
				})
				for i := range 30 {
					h.begin(protocol.MethodAsk, protocol.AskParams{Question: "why?"})
					h.begin(protocol.MethodBookmarksApply, node(i))
				}
				synctest.Wait()
				ended := time.Now()
				end(h)
				if took := h.ended(ended); took > limit {
					t.Errorf("ended after %v", took)
				}
			})
		})
	}
}

// babble is an ask that never stops talking, and tells when it has said more
// than the queue to the browser holds.
func babble(deafened chan struct{}) func(context.Context, answer.Question, func(library.AskEvent)) (library.Answer, error) {
	return func(ctx context.Context, _ answer.Question, emit func(library.AskEvent)) (library.Answer, error) {
		for said := 0; ctx.Err() == nil; said++ {
			if said == 31 { // the 34th does not fit in 8 MiB
				close(deafened)
			}
			emit(library.AskEvent{Kind: library.AskText, Text: strings.Repeat("x", 250<<10)})
		}
		return library.Answer{}, ctx.Err()
	}
}

// frame is a message as a frame.
func frame(t *testing.T, v any) []byte {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	n := len(body)
	return append([]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}, body...)
}

// This one runs in real time: jrpc2 waits with a lock held, which a bubble
// takes for work.
func TestTheServerEndsInTimeWhenTheBrowserReadsNothing(t *testing.T) {
	stdin, in := io.Pipe()
	_, stdout := io.Pipe() // whose reader does not read
	served, deafened := make(chan error, 1), make(chan struct{})
	s := server.New((&fake{ask: babble(deafened)}).services(), server.Options{})
	go func() { served <- s.Serve(context.Background(), nativemsg.New(stdin, stdout, nativemsg.Options{})) }()
	in.Write(frame(t, map[string]any{"jsonrpc": "2.0", "id": 1, "method": protocol.MethodInitialize, "params": protocol.InitializeParams{
		Protocol: 1, Source: protocol.SourceInfo{Browser: "chrome", Profile: "p"},
	}}))
	in.Write(frame(t, map[string]any{"jsonrpc": "2.0", "id": 2, "method": protocol.MethodAsk, "params": protocol.AskParams{Question: "why?"}}))
	<-deafened
	closed := time.Now()
	in.Close()
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if took := time.Since(closed); took > 3*limit { // a busy computer is slow, a hang is for ever
		t.Errorf("ended after %v", took)
	}
}

func TestTheServerEndsWhenNothingCanBeWritten(t *testing.T) {
	bubble(t, func(t *testing.T) {
		stdin, in := io.Pipe()
		out, stdout := io.Pipe()
		out.CloseWithError(io.ErrClosedPipe) // a browser that crashed
		served := make(chan error, 1)
		s := server.New((&fake{}).services(), server.Options{})
		go func() { served <- s.Serve(context.Background(), nativemsg.New(stdin, stdout, nativemsg.Options{})) }()
		in.Write(frame(t, map[string]any{"jsonrpc": "2.0", "id": 1, "method": protocol.MethodStatus}))
		wrote := time.Now()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if took := time.Since(wrote); took > limit {
			t.Errorf("ended after %v", took)
		}
	})
}

func TestStatusIsPushedAtMostTwiceASecondAndTheNewestWins(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t, &fake{})
		for i := range 100 { // over one second
			h.server.Publish(library.Status{Rung: 1, Counts: library.Counts{Pages: i + 1}})
			<-time.After(10 * time.Millisecond)
		}
		<-time.After(time.Second)
		var pages []int
		for _, m := range h.Messages() {
			if m.Method != protocol.NotifyStatusEvent {
				continue
			}
			var st protocol.Status
			if err := json.Unmarshal(m.Params, &st); err != nil {
				t.Fatal(err)
			}
			pages = append(pages, st.Pages)
		}
		if len(pages) != 3 || pages[0] != 1 || pages[2] != 100 {
			t.Errorf("states pushed = %v, want the first, one between and the last", pages)
		}
	})
}

func TestNoStatusIsPushedBeforeInitializeNorTwice(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := serve(t, (&fake{}).services())
		state := library.Status{Rung: 1}
		h.server.Publish(state)
		synctest.Wait()
		if got := h.Messages(); len(got) != 0 {
			t.Errorf("pushed before initialize: %s", got[0].Raw)
		}
		if _, err := h.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			h.server.Publish(state)
			<-time.After(time.Second)
		}
		events := 0
		for _, m := range h.Messages() {
			if m.Method == protocol.NotifyStatusEvent {
				events++
			}
		}
		if events != 1 {
			t.Errorf("the same state was pushed %d times", events)
		}
	})
}

func TestAConnectionEndsWithoutTheOthers(t *testing.T) {
	one, two := open(t, &fake{}), open(t, &fake{})
	one.Hangup()
	if err := one.Ended(t.Context()); err != nil {
		t.Error(err)
	}
	two.call(protocol.MethodStatus, nil, nil)
}
