package main

// ask_real_test.go: questions answered by a real Ollama server (make
// test-ollama), through the whole program. Its models are generated: they say a
// script that a tag in the question chooses, so a recorder between shows what
// they were told. What no generated model can be made to do here is tested with
// the scripted server of package ollamatest, in package answer: to hang, to end
// a stream without its last piece, and to think (the tag for that is taken for
// a model's own token and does not get into a prompt).

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/ollamatest"
	"aibookmark/host/internal/protocol"
)

// lens is a question that one page answers; tags are put behind it.
const lens = "When was the first Fresnel lens lit in a lighthouse?"

// realTalk is the program over talkPages with a real server, recorded.
func realTalk(t *testing.T, models ...string) (*ollamatest.Real, *ollamatest.Recorder, *host) {
	t.Helper()
	real := ollamatest.StartReal(t)
	real.Create(t, models...)
	recorder := ollamatest.Record(t, real.URL)
	home := t.TempDir()
	importPages(t, home, talkPages)
	h, _ := openWith(t, home, recorder.URL)
	return real, recorder, h
}

// replied is what came of a question.
type replied struct {
	protocol.Answer
	events []protocol.AskEvent
	err    error
}

// askHost asks, and waits for the end.
func askHost(t *testing.T, h *host, params protocol.AskParams) replied {
	t.Helper()
	p, err := h.Go(protocol.MethodAsk, params)
	if err != nil {
		t.Fatal(err)
	}
	return waitFor(t, h, p)
}

func waitFor(t *testing.T, h *host, p *browsertest.Pending) (r replied) {
	t.Helper()
	r.err = p.Wait(t.Context(), &r.Answer)
	for _, m := range h.Messages() {
		var e protocol.AskEvent
		if m.Method == protocol.NotifyAskEvent && json.Unmarshal(m.Params, &e) == nil && string(e.RequestID) == string(p.ID) {
			r.events = append(r.events, e)
		}
	}
	return r
}

// said joins the texts of the events of a kind, and counts them.
func (r replied) said(kind string) (text string, n int) {
	for _, e := range r.events {
		if e.Kind == kind {
			text += e.Text
			n++
		}
	}
	return text, n
}

func (r replied) notice(code string) bool {
	return slices.ContainsFunc(r.events, func(e protocol.AskEvent) bool { return e.Kind == "notice" && e.Code == code })
}

func TestRealAskStreams(t *testing.T) {
	_, recorder, h := realTalk(t, ollamatest.ChatScript)
	long := askHost(t, h, protocol.AskParams{Question: lens + " <<long>>"})
	if text, pieces := long.said("text"); long.err != nil || strings.TrimSpace(text) != long.Answer.Answer || pieces < 2 {
		t.Errorf("said %q in %d pieces, %v", text, pieces, long.err)
	}
	got := askHost(t, h, protocol.AskParams{Question: lens})
	text, _ := got.said("text")
	if got.err != nil || !got.Found || got.Model != "chat-script:latest" || strings.TrimSpace(text) != got.Answer.Answer || !strings.HasPrefix(text, "Your bookmarks say so [1]") {
		t.Fatalf("%+v, %v: said %q", got.Answer, got.err, text)
	}
	if first := got.events[0]; first.Kind != "sources" || len(first.Hits) == 0 {
		t.Errorf("the first event: %+v", first)
	}
	if len(got.Citations) == 0 || got.Citations[0].Supported {
		t.Errorf("a script about nothing is cited as %+v", got.Citations)
	}
	// What reached the model, and nothing else.
	chats := recorder.Chats()[1:]
	if len(chats) != 1 {
		t.Fatalf("%d chats", len(chats))
	}
	allowed := []string{"keep_alive", "messages", "model", "options", "shift", "stream", "think", "truncate"}
	for _, key := range slices.Sorted(maps.Keys(chats[0].Raw)) {
		if !slices.Contains(allowed, key) {
			t.Errorf("the request has %q: %s", key, chats[0].Raw[key])
		}
	}
	user := chats[0].Messages[len(chats[0].Messages)-1].Content
	if len(chats[0].Messages) != 2 || !strings.Contains(user, "lit in the Cordouan lighthouse in 1823") || !strings.HasSuffix(user, lens) {
		t.Errorf("the model was told %+v", chats[0].Messages)
	}
	again := askHost(t, h, protocol.AskParams{Question: "How does a liveness probe restart a container?"})
	chats = recorder.Chats()[1:]
	if again.err != nil || len(chats) != 2 || fmt.Sprint(chats[0].Options["num_ctx"]) != fmt.Sprint(chats[1].Options["num_ctx"]) || chats[0].Options["num_ctx"] == nil {
		t.Errorf("num_ctx changed between %+v and %+v", chats[0].Options, chats[len(chats)-1].Options)
	}
}

func TestRealAskSaysWhatTheModelSays(t *testing.T) {
	_, _, h := realTalk(t, ollamatest.ChatThinking)
	for _, c := range []struct {
		tag, text    string
		found, model bool
	}{
		{"<<zh>>", "根据收藏的网页，答案在这里[1]。", true, true},
		{"<<none>>", "The passages do not answer this.", false, true},
		{"<<empty>>", "“", true, false},
	} {
		got := askHost(t, h, protocol.AskParams{Question: lens + " " + c.tag})
		if got.err != nil || !strings.HasPrefix(got.Answer.Answer, c.text) || got.Found != c.found || (got.Model != "") != c.model {
			t.Errorf("%s: %+v, %v", c.tag, got.Answer, got.err)
		}
		if got.notice("fallback") == c.model {
			t.Errorf("%s: events %+v", c.tag, got.events)
		}
	}
}

// A model that would go on for ever is bounded; one that is stopped is free at
// once.
func TestRealAskEndlessAndCancelled(t *testing.T) {
	_, recorder, h := realTalk(t, ollamatest.ChatScript)
	got := askHost(t, h, protocol.AskParams{Question: lens + " <<long>>"})
	if got.err != nil || !strings.HasPrefix(got.Answer.Answer, "And so it goes on.") || len(got.Answer.Answer) > 20_000 {
		t.Errorf("endless: %d bytes, %v", len(got.Answer.Answer), got.err)
	}
	for i := range 3 {
		p, err := h.Go(protocol.MethodAsk, protocol.AskParams{Question: lens + " <<long>>"})
		if err != nil {
			t.Fatal(err)
		}
		said := 0
		if _, err := h.Expect(t.Context(), func(m browsertest.Message) bool {
			var e protocol.AskEvent
			if m.Method == protocol.NotifyAskEvent && json.Unmarshal(m.Params, &e) == nil && string(e.RequestID) == string(p.ID) {
				said += len(e.Text)
			}
			return said > 300
		}); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if err := h.Notify(protocol.MethodCancel, []json.RawMessage{p.ID}); err != nil {
			t.Fatal(err)
		}
		// A model this quick may have said all of its thousand tokens by then.
		stopped := waitFor(t, h, p)
		if took := time.Since(began); stopped.err != nil && (browsertest.KindOf(stopped.err) != protocol.KindCancelled || took > 2*time.Second) {
			t.Errorf("cancelled: %v after %v", stopped.err, took)
		} else if stopped.err != nil {
			until(t, "the request is given up", func() bool { return recorder.Abandoned() > 0 })
			t.Logf("try %d: cancelled after %v, given up %v after", i, took, time.Since(began))
		}
	}
	if recorder.Abandoned() == 0 {
		t.Error("no answer was cancelled in time")
	}
	if got := askHost(t, h, protocol.AskParams{Question: lens}); got.err != nil || got.Model == "" {
		t.Errorf("the next question: %+v, %v, events %+v", got.Answer, got.err, got.events)
	}
}

// A server or a model that dies while it speaks: what was said stays, with the
// word that it ends there, or the pages are quoted. The next question finds the
// server again once it is back.
func TestRealAskBreaksOff(t *testing.T) {
	for name, kill := range map[string]func(*ollamatest.Real, *testing.T){
		"server killed": func(r *ollamatest.Real, _ *testing.T) { r.Kill() },
		"model killed":  func(r *ollamatest.Real, t *testing.T) { r.KillModels(t) },
	} {
		t.Run(name, func(t *testing.T) {
			real, recorder, h := realTalk(t, ollamatest.ChatScript)
			if got := askHost(t, h, protocol.AskParams{Question: lens}); got.Model == "" {
				t.Fatalf("before: %+v, %v", got.Answer, got.err)
			}
			recorder.OnWords(func() {
				recorder.OnWords(nil)
				kill(real, t)
			})
			got := askHost(t, h, protocol.AskParams{Question: lens + " <<long>>"})
			if got.err != nil || !got.Found || !got.notice("fallback") {
				t.Errorf("%+v, %v, events %+v", got.Answer, got.err, got.events)
			}
			if got.Model == "" && len(got.Citations) == 0 {
				t.Error("neither the model's words nor those of the pages")
			}
			if name == "server killed" {
				if got := askHost(t, h, protocol.AskParams{Question: lens}); got.err != nil || got.Model != "" || len(got.Citations) == 0 {
					t.Errorf("without the server: %+v, %v", got.Answer, got.err)
				}
				real.Restart(t)
			}
			until(t, "the model answers again", func() bool {
				got := askHost(t, h, protocol.AskParams{Question: lens})
				return got.err == nil && got.Model != ""
			})
		})
	}
}

func TestRealAskModelMissing(t *testing.T) {
	real, recorder, h := realTalk(t, ollamatest.ChatScript)
	real.Delete(t, ollamatest.ChatScript)
	got := askHost(t, h, protocol.AskParams{Question: lens})
	if got.err != nil || !got.Found || got.Model != "" || len(got.Citations) == 0 || len(recorder.Chats()) != 0 {
		t.Errorf("%+v, %v, %d chats", got.Answer, got.err, len(recorder.Chats()))
	}
}

// Many long passages: as many as fit go into the prompt, the others are
// counted, and the server, which may not cut it, refuses nothing. (That it does
// refuse what is too long is shown in package ollama, and that a shorter prompt
// is tried then in package answer.)
func TestRealAskFitsTheWindow(t *testing.T) {
	real := ollamatest.StartReal(t)
	real.Create(t, ollamatest.ChatScript)
	recorder := ollamatest.Record(t, real.URL)
	home := t.TempDir()
	var pages []page
	for i := range 14 {
		text := strings.Repeat(fmt.Sprintf("第%d篇说灯塔的透镜由许多棱镜组成，每一圈都把光折向同一个方向，所以远处的船也能看见。", i), 30)
		pages = append(pages, page{URL: fmt.Sprintf("https://l%d.example/", i), Title: fmt.Sprintf("灯塔透镜 %d", i), Text: text})
	}
	importPages(t, home, pages)
	h, _ := openWith(t, home, recorder.URL)
	got := askHost(t, h, protocol.AskParams{Question: "灯塔的透镜由什么组成？"})
	if got.err != nil || got.Model == "" || got.Used.Passages == 0 || got.Used.Passages >= got.Used.Of || got.notice("fallback") || len(recorder.Chats()) != 1 {
		t.Errorf("%+v, %v, model %q, %d chats", got.Used, got.err, got.Model, len(recorder.Chats()))
		for _, e := range got.events {
			t.Logf("%s %s %s", e.Kind, e.Code, e.Message)
		}
	}
	for _, c := range recorder.Chats() {
		if c.Truncate == nil || *c.Truncate || c.Shift == nil || *c.Shift {
			t.Errorf("the server may cut the prompt: truncate %v, shift %v", c.Truncate, c.Shift)
		}
	}
}

// Two questions at once, of two conversations: both are answered in full.
func TestRealTwoAsksAtOnce(t *testing.T) {
	_, _, h := realTalk(t, ollamatest.ChatScript)
	var pending []*browsertest.Pending
	for _, tag := range []string{"<<zh>>", "", "<<zh>>"} {
		p, err := h.Go(protocol.MethodAsk, protocol.AskParams{Question: strings.TrimSpace(lens + " " + tag)})
		if err != nil {
			t.Fatal(err)
		}
		pending = append(pending, p)
	}
	conversations := map[string]bool{}
	for i, p := range pending {
		got := waitFor(t, h, p)
		want := []string{"根据收藏的网页", "Your bookmarks say so", "根据收藏的网页"}[i]
		if got.err != nil || !strings.HasPrefix(got.Answer.Answer, want) {
			t.Errorf("%d: %+v, %v", i, got.Answer, got.err)
		}
		conversations[got.ConversationID] = true
		for _, e := range got.events {
			if e.ConversationID != got.ConversationID {
				t.Errorf("%d: an event of another conversation", i)
			}
		}
	}
	if len(conversations) != 3 {
		t.Errorf("%d conversations", len(conversations))
	}
}

// A page that went away in the middle of an answer finds it under way, and
// joins it.
func TestRealAskIsJoined(t *testing.T) {
	_, recorder, h := realTalk(t, ollamatest.ChatScript)
	p, err := h.Go(protocol.MethodAsk, protocol.AskParams{Question: lens + " <<long>>"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.Expect(t.Context(), func(m browsertest.Message) bool { return m.Method == protocol.NotifyAskEvent })
	if err != nil {
		t.Fatal(err)
	}
	var e protocol.AskEvent
	if err := json.Unmarshal(m.Params, &e); err != nil {
		t.Fatal(err)
	}
	conversation := call[protocol.ConversationResult](t, h, protocol.MethodConversationsGet, protocol.ConversationParams{ID: e.ConversationID})
	if n := len(conversation.Turns); n != 1 || conversation.Turns[0].Question != lens+" <<long>>" {
		t.Errorf("while it is answered: %+v", conversation)
	}
	joined := askHost(t, h, protocol.AskParams{ConversationID: e.ConversationID, Attach: true})
	first := waitFor(t, h, p)
	if first.err != nil || joined.err != nil || joined.Answer.Answer != first.Answer.Answer || len(joined.Citations) != len(first.Citations) || len(recorder.Chats()) != 1 {
		t.Errorf("joined %q, %v; asked %q, %v; %d chats", joined.Answer.Answer, joined.err, first.Answer.Answer, first.err, len(recorder.Chats()))
	}
}
