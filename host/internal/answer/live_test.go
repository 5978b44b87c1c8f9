package answer

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollamatest"
)

// begun asks in the background and returns when the first words are there.
func begun(t *testing.T, a *Answerer, ctx context.Context, q Question) (conversation string, done chan asked) {
	t.Helper()
	started, done := make(chan string, 1), make(chan asked, 1)
	go func() {
		var got asked
		got.Answer, got.err = a.Ask(ctx, q, func(e library.AskEvent) {
			got.events = append(got.events, e)
			if e.Kind == library.AskText {
				select {
				case started <- e.ConversationID:
				default:
				}
			}
		})
		done <- got
	}()
	select {
	case conversation = <-started:
	case got := <-done:
		t.Fatalf("ended before a word was said: %+v", got)
	}
	return conversation, done
}

// steadily is a model that goes on for long, and then ends.
func steadily() *ollamatest.Server {
	return ollamatest.New(ollamatest.Script{Words: strings.SplitAfter(strings.Repeat("The pages say so [1]. ", 60), " "), Pace: 2 * time.Millisecond})
}

// Whoever comes later hears all that was said, and the rest as it comes.
func TestFollow(t *testing.T) {
	a, d := modelled(t, database(), steadily())
	conversation, done := begun(t, a, t.Context(), Question{Text: "autovacuum on large tables"})
	turns, running, err := a.Conversation(t.Context(), conversation)
	if err != nil || len(turns) != 0 || running == nil || running.Question != "autovacuum on large tables" || running.Answer.Text == "" || len(running.Answer.Sources) != 3 {
		t.Fatalf("turns %v, running %+v, %v", turns, running, err)
	}
	var second asked
	second.Answer, second.err = a.Follow(t.Context(), conversation, func(e library.AskEvent) { second.events = append(second.events, e) })
	first := <-done
	if second.err != nil || second.Text != first.Text || second.Text == "" || len(second.Citations) != len(first.Citations) {
		t.Errorf("the follower got %+v, %v; the asker %+v", second.Answer, second.err, first.Answer)
	}
	if strings.TrimSpace(second.said(library.AskText)) != first.Text || second.events[0].Kind != library.AskSources {
		t.Errorf("the follower heard %q, first a %s event", second.said(library.AskText), second.events[0].Kind)
	}
	turns, running, err = a.Conversation(t.Context(), conversation)
	if err != nil || len(turns) != 1 || running != nil || len(d.turns) != 1 {
		t.Errorf("afterwards %d turns, running %v, %v", len(turns), running, err)
	}
	// Late, the answer is there at once.
	if late, err := a.Follow(t.Context(), conversation, func(library.AskEvent) { t.Error("an event of an answer that is over") }); err != nil || late.Text != first.Text {
		t.Errorf("later: %+v, %v", late, err)
	}
	if _, err := a.Follow(t.Context(), "unknown", func(library.AskEvent) {}); library.KindOf(err) != library.NotFound {
		t.Errorf("an unknown conversation: %v", err)
	}
}

func TestAFollowerStopsTheAnswerForAll(t *testing.T) {
	server := ollamatest.New(ollamatest.Scripts["endless"])
	a, d := modelled(t, database(), server)
	conversation, done := begun(t, a, t.Context(), Question{Text: "autovacuum"})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := a.Follow(ctx, conversation, func(e library.AskEvent) {
		if e.Kind == library.AskText {
			cancel()
		}
	})
	if got := <-done; library.KindOf(err) != library.Cancelled || library.KindOf(got.err) != library.Cancelled || len(d.turns) != 0 {
		t.Errorf("follower %v, asker %v, %d turns", err, got.err, len(d.turns))
	}
	untilAbandoned(t, server, 1)
}

// untilAbandoned waits until the server has seen its client go away.
func untilAbandoned(t *testing.T, server *ollamatest.Server, n int) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for server.Abandoned() < n {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%d requests were given up, want %d", server.Abandoned(), n)
		}
	}
}

func TestANewQuestionStopsTheOneBefore(t *testing.T) {
	server := ollamatest.New(ollamatest.Scripts["endless"])
	a, d := modelled(t, database(), server)
	conversation, done := begun(t, a, t.Context(), Question{Text: "autovacuum"})
	other, beside := begun(t, a, t.Context(), Question{Text: "autovacuum"})
	server.Follow(ollamatest.Scripts["cited"])
	got := ask(t.Context(), a, Question{Text: "How is scale_factor set for large tables?", ConversationID: conversation})
	if first := <-done; library.KindOf(first.err) != library.Cancelled || got.err != nil || len(d.turns) != 1 {
		t.Errorf("first %v, second %v, %d turns", first.err, got.err, len(d.turns))
	}
	untilAbandoned(t, server, 1)
	select {
	case <-beside:
		t.Error("the answer of another conversation ended, too")
	default:
	}
	if n := a.Stop(other); n != 1 {
		t.Errorf("%d stopped", n)
	}
	<-beside
	if n := a.Stop(""); n != 0 {
		t.Errorf("%d stopped when nothing was under way", n)
	}
}

// slowly is a shelf whose meaning takes its time.
type slowly struct {
	*shelf
	release chan struct{}
	failed  error
}

func (s slowly) Evidence(ctx context.Context, l library.Lookup) (library.Findings, error) {
	if l.WordsOnly {
		f, err := s.shelf.Evidence(ctx, l)
		f.Hits = f.Hits[:1]
		return f, err
	}
	select {
	case <-s.release:
		f, err := s.shelf.Evidence(ctx, l)
		if s.failed != nil {
			err = s.failed
		}
		return f, err
	case <-ctx.Done():
		return library.Findings{}, ctx.Err()
	}
}

// What words find is told while meaning is still at it; what both find is
// final, and stands before the prompt.
func TestSourcesComeTwice(t *testing.T) {
	server := ollamatest.New(ollamatest.Scripts["cited"])
	s := slowly{shelf: database(), release: make(chan struct{})}
	a, _ := modelled(t, s.shelf, server)
	a.pages = s
	var sources []library.AskEvent
	_, err := a.Ask(t.Context(), Question{Text: "autovacuum on large tables"}, func(e library.AskEvent) {
		if e.Kind != library.AskSources {
			return
		}
		if sources = append(sources, e); len(sources) == 1 {
			close(s.release)
		}
		if len(server.Chats()) > 0 {
			t.Error("the model was asked before its sources were final")
		}
	})
	if err != nil || len(sources) != 2 || sources[0].Final || len(sources[0].Hits) != 1 || !sources[1].Final || len(sources[1].Hits) != 3 {
		t.Errorf("sources %+v, %v", sources, err)
	}
}

// hung is a model whose server does not answer.
type hung struct{}

func (hung) ChatModel(ctx context.Context) (string, int, error) {
	<-ctx.Done()
	return "", 0, library.Errorf(library.OllamaUnreachable, "ollama_unreachable", "x", ctx.Err())
}
func (hung) Chat(context.Context, library.ChatRequest, func(library.ChatChunk) error) error {
	panic("asked")
}

// A server that hangs keeps the reader neither from the sources nor, for
// long, from the quoted answer.
func TestHangingServer(t *testing.T) {
	began := time.Now()
	var first time.Duration
	var got asked
	a := New(database(), hung{}, &diary{}, Options{})
	got.Answer, got.err = a.Ask(t.Context(), Question{Text: "autovacuum on large tables"}, func(e library.AskEvent) {
		if e.Kind == library.AskSources && first == 0 {
			first = time.Since(began)
		}
	})
	if got.err != nil || !got.Found || got.Model != "" || first > time.Second || time.Since(began) > modelPatience+2*time.Second {
		t.Errorf("%+v, %v; sources after %v, all after %v", got.Answer, got.err, first, time.Since(began))
	}
	// The next question does not wait as long.
	began = time.Now()
	if got = ask(t.Context(), a, Question{Text: "autovacuum on large tables"}); got.err != nil || !got.Found || time.Since(began) > modelPatience {
		t.Errorf("again: %+v, %v after %v", got.Answer, got.err, time.Since(began))
	}
	// What has nothing to do with the question is not worth waiting for.
	began = time.Now()
	got = ask(t.Context(), New(&shelf{}, hung{}, &diary{}, Options{}), Question{Text: "zeppelins"})
	if got.err != nil || got.Found || time.Since(began) > time.Second {
		t.Errorf("nothing found: %+v, %v after %v", got.Answer, got.err, time.Since(began))
	}
}

// Pages that share a word or two with the question, and nothing by meaning:
// the model is not asked.
func TestWhatIsNotRelevantIsNotAsked(t *testing.T) {
	server := ollamatest.New(ollamatest.Scripts["cited"])
	s := database()
	s.matched = []library.Matched{library.MatchedText}
	a, _ := modelled(t, s, server)
	got := ask(t.Context(), a, Question{Text: "Which sourdough starter ferments slowest in winter kitchens?"})
	if got.err != nil || got.Found || len(got.Sources) != 3 || len(server.Chats()) != 0 {
		t.Errorf("%+v, %v, %d chats", got.Answer, got.err, len(server.Chats()))
	}
	s.matched = []library.Matched{library.MatchedMeaning}
	if got = ask(t.Context(), a, Question{Text: "Which sourdough starter ferments slowest in winter kitchens?"}); !got.Found || len(server.Chats()) != 1 {
		t.Errorf("found by meaning: %+v, %d chats", got.Answer, len(server.Chats()))
	}
}

// The filters that narrowed the search are told, so that it can be widened,
// and an empty list widens it.
func TestNarrowedAndWidened(t *testing.T) {
	s, d := database(), &diary{}
	a := New(s, nil, d, Options{})
	only := []library.Filter{{Kind: library.FilterSite, Label: "a.example", Value: "a.example"}}
	first := ask(t.Context(), a, Question{Text: "autovacuum on large tables", Filters: only})
	if !slices.Equal(first.Filters, only) {
		t.Errorf("filters %v", first.Filters)
	}
	for _, c := range []struct {
		given []library.Filter
		want  int
	}{{nil, 1}, {[]library.Filter{}, 0}} {
		got := ask(t.Context(), a, Question{Text: "Why is that?", ConversationID: first.ConversationID, Filters: c.given})
		if len(got.Filters) != c.want || got.Meant != "autovacuum on large tables" {
			t.Errorf("a follow-up with filters %#v has %v, meant %q", c.given, got.Filters, got.Meant)
		}
		first = ask(t.Context(), a, Question{Text: "autovacuum on large tables", Filters: only})
	}
}
