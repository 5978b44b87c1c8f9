package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
	"aibookmark/host/internal/search"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func node(i int) protocol.ApplyParams {
	return protocol.ApplyParams{SourceID: 7, Nodes: []protocol.Node{{ID: fmt.Sprint(i)}}}
}

func TestPipelinedWritesRunOneByOneInTheOrderOfArrival(t *testing.T) {
	const n = 2000
	var seen []string
	var running counter
	h := open(t, &fake{apply: func(_ context.Context, nodes []library.Node) (library.Changes, error) {
		defer running.enter()()
		seen = append(seen, nodes[0].ID)
		return library.Changes{}, nil
	}})
	var last *browsertest.Pending
	for i := range n {
		last = h.begin(protocol.MethodBookmarksApply, node(i))
	}
	if err := last.Wait(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if running.most != 1 {
		t.Errorf("%d writes at a time", running.most)
	}
	if len(seen) != n {
		t.Fatalf("%d applied, want %d", len(seen), n)
	}
	for i, id := range seen {
		if id != fmt.Sprint(i) {
			t.Fatalf("apply %s ran as number %d", id, i)
		}
	}
}

func TestDifferentMethodsThatWriteShareOneOrder(t *testing.T) {
	var seen []string
	f := &fake{
		apply: func(context.Context, []library.Node) (library.Changes, error) {
			seen = append(seen, "apply")
			return library.Changes{}, nil
		},
		forget: func(library.ForgetTarget, bool) (library.Receipt, error) {
			seen = append(seen, "forget")
			return library.Receipt{}, nil
		},
	}
	h := open(t, f)
	var last *browsertest.Pending
	want := ""
	for i := range 200 {
		if i%2 == 0 {
			last = h.begin(protocol.MethodBookmarksApply, node(i))
			want += "apply "
		} else {
			last = h.begin(protocol.MethodPagesForget, protocol.ForgetParams{All: true})
			want += "forget "
		}
	}
	if err := last.Wait(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, s := range seen {
		got += s + " "
	}
	if got != want {
		t.Errorf("order = %s", got)
	}
}

// hanging is an ask that hears of nothing but its own release.
func hanging(release chan struct{}) func(context.Context, answer.Question, func(library.AskEvent)) (library.Answer, error) {
	return func(context.Context, answer.Question, func(library.AskEvent)) (library.Answer, error) {
		<-release
		return library.Answer{}, nil
	}
}

func TestQuestionsDoNotWaitForEachOtherAndNeverStarveASearch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		release := make(chan struct{})
		var running counter
		ask := hanging(release)
		h := open(t, &fake{ask: func(ctx context.Context, q answer.Question, emit func(library.AskEvent)) (library.Answer, error) {
			defer running.enter()()
			return ask(ctx, q, emit)
		}})
		var asked []*browsertest.Pending
		for range 17 {
			asked = append(asked, h.begin(protocol.MethodAsk, protocol.AskParams{Question: "why?"}))
			synctest.Wait()
		}
		started := time.Now()
		if err := asked[16].Wait(t.Context(), nil); browsertest.KindOf(err) != protocol.KindBusy {
			t.Errorf("the 17th question: %v, want busy", err)
		}
		h.call(protocol.MethodSearch, protocol.SearchParams{Query: "now"}, nil)
		if took := time.Since(started); took != 0 {
			t.Errorf("busy and search took %v", took)
		}
		close(release)
		for i, p := range asked[:16] {
			if err := p.Wait(t.Context(), nil); err != nil {
				t.Errorf("question %d: %v", i, err)
			}
		}
		if running.most != 16 {
			t.Errorf("%d questions at a time, want 16", running.most)
		}
	})
}

func TestCancel(t *testing.T) {
	for _, tt := range []struct {
		name, id, cancel string
		request          bool
	}{
		{"a number, by notification", `41`, `[41]`, false},
		{"a string, by notification", `"q-1"`, `["q-1"]`, false},
		{"among ids that are answered or were never given", `41`, `[1,"x",41]`, false},
		{"by request", `41`, `[41]`, true},
		{"another spelling of a number", `41`, `[41.0]`, false},
		{"another spelling of a string", `"a"`, `["\u0061"]`, false},
	} {
		for _, deaf := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/deaf=%v", tt.name, deaf), func(t *testing.T) {
				bubble(t, func(t *testing.T) { testCancel(t, tt.id, tt.cancel, tt.request, deaf) })
			})
		}
	}
}

// testCancel cancels a call whose handler listens, or is deaf.
func testCancel(t *testing.T, id, cancel string, request, deaf bool) {
	release := make(chan struct{})
	defer close(release)
	h := open(t, &fake{ask: func(ctx context.Context, _ answer.Question, _ func(library.AskEvent)) (library.Answer, error) {
		if !deaf {
			<-ctx.Done()
			return library.Answer{}, fmt.Errorf("model: %w", ctx.Err())
		}
		<-release
		return library.Answer{}, nil
	}})
	p, err := h.GoID(json.RawMessage(id), protocol.MethodAsk, protocol.AskParams{Question: "why?"})
	if err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	started := time.Now()
	if request {
		h.call(protocol.MethodCancel, json.RawMessage(cancel), nil)
	} else if err := h.Notify(protocol.MethodCancel, json.RawMessage(cancel)); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(t.Context(), nil); browsertest.KindOf(err) != protocol.KindCancelled {
		t.Errorf("answer: %v, want cancelled", err)
	}
	if took := time.Since(started); took > 200*time.Millisecond {
		t.Errorf("answered after %v", took)
	}
}

func TestACallThatWaitsForItsTurnCanBeCancelled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		release := make(chan struct{})
		var seen []string
		h := open(t, &fake{apply: func(_ context.Context, nodes []library.Node) (library.Changes, error) {
			if nodes[0].ID == "1" {
				<-release
			}
			seen = append(seen, nodes[0].ID)
			return library.Changes{}, nil
		}})
		first := h.begin(protocol.MethodBookmarksApply, node(1))
		second := h.begin(protocol.MethodBookmarksApply, node(2))
		third := h.begin(protocol.MethodBookmarksApply, node(3))
		synctest.Wait()
		h.Notify(protocol.MethodCancel, []json.RawMessage{second.ID})
		if err := second.Wait(t.Context(), nil); browsertest.KindOf(err) != protocol.KindCancelled {
			t.Errorf("second: %v, want cancelled", err)
		}
		close(release)
		for _, p := range []*browsertest.Pending{first, third} {
			if err := p.Wait(t.Context(), nil); err != nil {
				t.Error(err)
			}
		}
		if fmt.Sprint(seen) != "[1 3]" {
			t.Errorf("applied %v, want 1 and 3", seen)
		}
	})
}

// A write that does not hear of its cancellation is answered, but the next
// one must not overtake it.
func TestACancelledWriteKeepsItsPlaceUntilItEnds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		release := make(chan struct{})
		var running counter
		h := open(t, &fake{apply: func(_ context.Context, nodes []library.Node) (library.Changes, error) {
			defer running.enter()()
			if nodes[0].ID == "1" {
				<-release
			}
			return library.Changes{}, nil
		}})
		first := h.begin(protocol.MethodBookmarksApply, node(1))
		second := h.begin(protocol.MethodBookmarksApply, node(2))
		synctest.Wait()
		h.Notify(protocol.MethodCancel, []json.RawMessage{first.ID})
		if err := first.Wait(t.Context(), nil); browsertest.KindOf(err) != protocol.KindCancelled {
			t.Errorf("first: %v, want cancelled", err)
		}
		close(release)
		if err := second.Wait(t.Context(), nil); err != nil {
			t.Error(err)
		}
		if running.most != 1 {
			t.Error("the second write overtook the first")
		}
	})
}

func TestEventsComeInOrderAndBeforeTheResult(t *testing.T) {
	const n = 500
	h := open(t, &fake{ask: func(_ context.Context, q answer.Question, emit func(library.AskEvent)) (library.Answer, error) {
		emit(library.AskEvent{Kind: library.AskSources, ConversationID: "c", Hits: []library.Hit{{}}, Final: true})
		for i := range n {
			emit(library.AskEvent{Kind: library.AskText, ConversationID: "c", Text: fmt.Sprint(i)})
		}
		return library.Answer{Text: "done", ConversationID: "c"}, nil
	}})
	p, err := h.GoID(json.RawMessage(`"ask-1"`), protocol.MethodAsk, protocol.AskParams{Question: "why?"})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	var texts int
	for _, m := range h.Messages() {
		if string(m.ID) == `"ask-1"` {
			break
		}
		if m.Method != protocol.NotifyAskEvent {
			continue
		}
		var e protocol.AskEvent
		if err := json.Unmarshal(m.Params, &e); err != nil {
			t.Fatal(err)
		}
		if string(e.RequestID) != `"ask-1"` || e.ConversationID != "c" {
			t.Fatalf("event = %s", m.Params)
		}
		if e.Kind == "text" {
			if e.Text != fmt.Sprint(texts) {
				t.Fatalf("event %d = %s", texts, m.Params)
			}
			texts++
		}
	}
	if texts != n {
		t.Errorf("%d text events before the result, want %d", texts, n)
	}
}

func TestNoEventComesAfterTheAnswer(t *testing.T) {
	bubble(t, func(t *testing.T) {
		release, ended := make(chan struct{}), make(chan struct{})
		h := open(t, &fake{ask: func(_ context.Context, _ answer.Question, emit func(library.AskEvent)) (library.Answer, error) {
			defer close(ended)
			<-release // deaf to its cancellation
			emit(library.AskEvent{Kind: library.AskText, Text: "late"})
			return library.Answer{}, nil
		}})
		p := h.begin(protocol.MethodAsk, protocol.AskParams{Question: "why?"})
		synctest.Wait()
		h.Notify(protocol.MethodCancel, []json.RawMessage{p.ID})
		p.Wait(t.Context(), nil)
		close(release)
		<-ended
		h.call(protocol.MethodStatus, nil, nil)
		for _, m := range h.Messages() {
			if m.Method == protocol.NotifyAskEvent {
				t.Errorf("event after the answer: %s", m.Raw)
			}
		}
	})
}

func TestAnIDMayBeUsedAgainOnceAnswered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		release := make(chan struct{})
		h := open(t, &fake{search: func(_ context.Context, q search.Query) (search.Result, error) {
			if q.Text == "slow" {
				<-release
			}
			return search.Result{}, nil
		}})
		id := json.RawMessage(`"x"`)
		h.GoID(id, protocol.MethodSearch, protocol.SearchParams{Query: "slow"})
		synctest.Wait()
		p, _ := h.GoID(id, protocol.MethodSearch, protocol.SearchParams{Query: "quick"})
		if err := p.Wait(t.Context(), nil); browsertest.KindOf(err) != protocol.KindInvalidParams {
			t.Errorf("an id in use: %v, want invalid_params", err)
		}
		close(release)
		synctest.Wait()
		before := len(h.Messages())
		h.GoID(id, protocol.MethodSearch, protocol.SearchParams{Query: "quick"})
		synctest.Wait()
		got := h.Messages()[before:]
		if len(got) != 1 || got[0].Error != nil {
			t.Errorf("the id again: %v", got)
		}
	})
}

func TestTooManyCallsAreBusyAndHarmNothing(t *testing.T) {
	release := make(chan struct{})
	h := open(t, &fake{apply: func(ctx context.Context, _ []library.Node) (library.Changes, error) {
		<-release
		return library.Changes{}, ctx.Err()
	}})
	const limit = 8192
	var last *browsertest.Pending
	for i := range limit + 1 {
		last = h.begin(protocol.MethodBookmarksApply, node(i))
	}
	if err := last.Wait(t.Context(), nil); browsertest.KindOf(err) != protocol.KindBusy {
		t.Errorf("one call too many: %v, want busy", err)
	}
	close(release)
	if _, err := h.Expect(t.Context(), func(m browsertest.Message) bool {
		return string(m.ID) == fmt.Sprint(limit+1) && m.Error == nil // the last one let in
	}); err != nil {
		t.Error(err)
	}
	h.call(protocol.MethodBookmarksApply, node(0), nil)
}
