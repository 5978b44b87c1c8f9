package answer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollamatest"
)

func database() *shelf {
	return &shelf{pages: []page{
		{1, "Tuning autovacuum in PostgreSQL", "https://db.example.org/vacuum", "Autovacuum removes dead rows in the background. It wakes up every minute by default.\n\nThe setting autovacuum_vacuum_scale_factor decides how many dead rows are tolerated. Lower it to 0.05 on large tables. Have you tried it?", "2025-03-01"},
		{2, "数据库清理笔记", "https://biji.example.cn/vacuum", "自动清理会在后台删除死元组。大表应当把 scale_factor 调低到 0.05。😀 这样清理更频繁。", "2025-04-02"},
		{3, "Vacuum cheat sheet", "https://cheats.example.com/v", "", "2024-01-01"},
	}}
}

// Without a model the best sentences are quoted, each with its place.
func TestQuotedAnswer(t *testing.T) {
	for _, c := range []struct {
		name, question, want string
	}{
		{"English", "How do I tune autovacuum for large tables?",
			"“Autovacuum removes dead rows in the background.” [1] “Lower it to 0.05 on large tables.” [1]"},
		{"Chinese", "大表的自动清理怎么调？",
			"“自动清理会在后台删除死元组。” [1] “大表应当把 scale_factor 调低到 0.05。” [1]"},
		{"a page without text by its title", "cheat sheet", "“Vacuum cheat sheet” [1]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, d := database(), &diary{}
			got := ask(t.Context(), New(s, nil, d, Options{}), Question{Text: c.question})
			if got.err != nil {
				t.Fatal(got.err)
			}
			if normal(got.Text) != c.want {
				t.Errorf("%q\nwant %q", got.Text, c.want)
			}
			if !got.Found || got.Model != "" || got.Of == 0 || got.Used == 0 {
				t.Errorf("found %v, model %q, used %d of %d", got.Found, got.Model, got.Used, got.Of)
			}
			if got.events[0].Kind != library.AskSources || !got.events[0].Final || len(got.events[0].Hits) != 3 {
				t.Errorf("first event %+v", got.events[0])
			}
			if got.said(library.AskText) != got.Text {
				t.Errorf("said %q, answered %q", got.said(library.AskText), got.Text)
			}
			checkQuotes(t, s, got.Answer)
		})
	}
}

func normal(s string) string { return strings.Join(strings.Fields(s), " ") }

// Nothing relevant: no model is asked, and the nearest pages are there.
func TestNotFound(t *testing.T) {
	server := ollamatest.New(ollamatest.Scripts["cited"])
	s := database()
	s.bare = true
	a, d := modelled(t, s, server)
	for locale, want := range map[string]string{"en": "Nothing in your bookmarks", "zh-CN": "书签里没有"} {
		got := ask(t.Context(), a, Question{Text: "How do I bake bread?", Locale: locale})
		if got.err != nil || got.Found || !strings.Contains(got.Text, want) || len(got.Sources) != 3 || got.Citations == nil {
			t.Errorf("%s: %+v", locale, got.Answer)
		}
	}
	if len(server.Chats()) != 0 || len(d.turns) != 2 {
		t.Errorf("%d chats, %d turns", len(server.Chats()), len(d.turns))
	}
	// Evidence that shares next to nothing with the question is not quoted.
	got := ask(t.Context(), New(database(), nil, d, Options{}), Question{Text: "Which sourdough starter ferments slowest in winter rows?"})
	if got.Found {
		t.Errorf("answered %q", got.Text)
	}
}

func TestModelAnswers(t *testing.T) {
	for _, c := range []struct {
		script, text, thinking string
		found                  bool
		cites                  int
		model                  bool
		notices                []string
	}{
		{script: "cited", text: "The pages say so [1], and another one agrees [2].", found: true, cites: 2, model: true},
		{script: "chinese", text: "根据收藏的网页，答案在这里[1]。另一篇也这么说[2]。", found: true, cites: 2, model: true},
		{script: "thinking", text: "It is so [1].", thinking: "Let me see.", found: true, cites: 1, model: true},
		{script: "tags", text: "It is so [1].", thinking: "Let me see.", found: true, cites: 1, model: true},
		{script: "refusal", text: "The passages do not answer this.", model: true},
		{script: "uncited", text: "It is so, I just know.", found: true, model: true},
		{script: "empty", text: "“", found: true, cites: 1, notices: []string{"fallback"}},
		{script: "dies", text: "It begins well [1]. And then", found: true, cites: 1, model: true, notices: []string{"fallback"}},
		{script: "breaks", text: "It begins well [1].", found: true, cites: 1, model: true, notices: []string{"fallback"}},
		{script: "missing", text: "“", found: true, cites: 1, notices: []string{"fallback"}},
		{script: "error", text: "“", found: true, cites: 1, notices: []string{"fallback"}},
		{script: "busy", text: "“", found: true, cites: 1, notices: []string{"fallback"}},
		{script: "toolong", text: "“", found: true, cites: 1, notices: []string{"fallback"}},
	} {
		t.Run(c.script, func(t *testing.T) {
			s := database()
			a, d := modelled(t, s, ollamatest.New(ollamatest.Scripts[c.script]))
			got := ask(t.Context(), a, Question{Text: "How do I tune autovacuum for large tables?"})
			if got.err != nil {
				t.Fatal(got.err)
			}
			if got.Text != c.text && (c.text != "“" || !strings.HasPrefix(got.Text, c.text)) {
				t.Errorf("text %q, want %q", got.Text, c.text)
			}
			if got.said(library.AskThinking) != c.thinking || strings.TrimSpace(got.said(library.AskText)) != got.Text {
				t.Errorf("thought %q, said %q", got.said(library.AskThinking), got.said(library.AskText))
			}
			if got.Found != c.found || len(got.Citations) < c.cites || (got.Model != "") != c.model {
				t.Errorf("found %v, %d citations, model %q", got.Found, len(got.Citations), got.Model)
			}
			if !slices.Equal(got.notices(), c.notices) {
				t.Errorf("notices %v, want %v", got.notices(), c.notices)
			}
			checkQuotes(t, s, got.Answer)
			if len(d.turns) != 1 {
				t.Errorf("%d turns kept", len(d.turns))
			}
		})
	}
}

// Nobody there: quoted at once, and no notice, for that is how rung 1 is.
func TestWithoutOllama(t *testing.T) {
	server := ollamatest.New(ollamatest.Script{})
	server.SetModels()
	a, _ := modelled(t, database(), server)
	got := ask(t.Context(), a, Question{Text: "autovacuum on large tables"})
	if got.err != nil || got.Model != "" || !got.Found || len(got.notices()) != 0 {
		t.Errorf("%+v, notices %v", got.Answer, got.notices())
	}
}

// A prompt that the model finds too long is tried once more with less.
func TestShorterPromptIsTried(t *testing.T) {
	server := ollamatest.New(ollamatest.Script{})
	server.Follow(ollamatest.Scripts["toolong"], ollamatest.Scripts["first"])
	a, _ := modelled(t, wide(40), server)
	got := ask(t.Context(), a, Question{Text: "autovacuum on large tables"})
	chats := server.Chats()
	if got.err != nil || got.Model == "" || len(chats) != 2 {
		t.Fatalf("%+v, %v after %d chats", got.Answer, got.err, len(chats))
	}
	if one, two := len(chats[0].Messages[1].Content), len(chats[1].Messages[1].Content); two >= one {
		t.Errorf("prompts of %d and %d bytes", one, two)
	}
	if chats[0].Options["num_ctx"] != chats[1].Options["num_ctx"] {
		t.Error("num_ctx changed: the model is loaded again")
	}
}

// wide is a shelf of n pages on one matter, each with a long passage.
func wide(n int) *shelf {
	s := &shelf{}
	for i := range n {
		s.pages = append(s.pages, page{
			id: int64(i + 1), title: fmt.Sprintf("Page %d", i), url: fmt.Sprintf("https://site%d.example/", i), added: "2025-01-01",
			text: fmt.Sprintf("Page %d says that autovacuum matters on large tables. ", i) + strings.Repeat(fmt.Sprintf("数据库清理%d和索引。", i), 60),
		})
	}
	return s
}

// What does not fit into the window is left out, and said.
func TestLeftOut(t *testing.T) {
	server := ollamatest.New(ollamatest.Scripts["first"])
	server.SetModels(ollamatest.Model{Name: ollamatest.ChatModel, Family: "qwen3", Bytes: 1 << 30, Context: 4096, Capabilities: []string{"completion"}})
	a, _ := modelled(t, wide(10), server)
	got := ask(t.Context(), a, Question{Text: "autovacuum on large tables"})
	if got.err != nil || got.Used == 0 || got.Used >= 10 || got.Of != 10 {
		t.Errorf("used %d of %d, %v", got.Used, got.Of, got.err)
	}
	if !slices.Equal(got.notices(), []string{"left_out"}) {
		t.Errorf("notices %v", got.notices())
	}
}

// Cancelling ends the answer at once and leaves no turn behind.
func TestAskIsCancelled(t *testing.T) {
	server := ollamatest.New(ollamatest.Script{Words: []string{"on and on "}, Endless: true})
	a, d := modelled(t, database(), server)
	ctx, cancel := context.WithCancel(t.Context())
	var stopped time.Time
	_, err := a.Ask(ctx, Question{Text: "autovacuum"}, func(e library.AskEvent) {
		if e.Kind == library.AskText && stopped.IsZero() {
			stopped = time.Now()
			cancel()
		}
	})
	if took := time.Since(stopped); took > 200*time.Millisecond {
		t.Errorf("cancelled after %v", took)
	}
	if library.KindOf(err) != library.Cancelled || len(d.turns) != 0 {
		t.Errorf("error %v, %d turns", err, len(d.turns))
	}
}

// A model that hangs without heeding the cancel does not keep the reader.
type deaf struct{ forever chan struct{} }

func (deaf) ChatModel(context.Context) (string, int, error) { return "deaf", 4096, nil }
func (d deaf) Chat(context.Context, library.ChatRequest, func(library.ChatChunk) error) error {
	<-d.forever
	return errors.New("at last")
}

func TestDeafModelIsLeft(t *testing.T) {
	model := deaf{make(chan struct{})}
	defer close(model.forever)
	ctx, cancel := context.WithCancel(t.Context())
	began := time.Now()
	_, err := New(database(), model, &diary{}, Options{}).Ask(ctx, Question{Text: "autovacuum"}, func(e library.AskEvent) { cancel() })
	if library.KindOf(err) != library.Cancelled || time.Since(began) > 200*time.Millisecond {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}

func TestPanickingModelIsAFailure(t *testing.T) {
	got := ask(t.Context(), New(database(), panicking{}, &diary{}, Options{}), Question{Text: "autovacuum on large tables"})
	if got.err != nil || !got.Found || !slices.Equal(got.notices(), []string{"fallback"}) {
		t.Errorf("%+v, %v", got.Answer, got.err)
	}
}

type panicking struct{ deaf }

func (panicking) Chat(context.Context, library.ChatRequest, func(library.ChatChunk) error) error {
	panic("no")
}

// Two questions at once do not disturb each other.
func TestTwoAsksAtOnce(t *testing.T) {
	server := ollamatest.New(ollamatest.Script{Words: strings.SplitAfter("The pages say so [1] and so on [2].", " "), Pace: time.Millisecond})
	a, d := modelled(t, database(), server)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			got := ask(t.Context(), a, Question{Text: "autovacuum on large tables"})
			if got.err != nil || got.Text != "The pages say so [1] and so on [2]." {
				t.Errorf("%q, %v", got.Text, got.err)
			}
			for _, e := range got.events {
				if e.ConversationID != got.ConversationID {
					t.Errorf("event of conversation %s in %s", e.ConversationID, got.ConversationID)
				}
			}
		})
	}
	group.Wait()
	if len(d.turns) != 2 || d.turns[0].ConversationID == d.turns[1].ConversationID {
		t.Errorf("turns %+v", d.turns)
	}
}

// A question with nothing to look for continues the one before.
func TestFollowUp(t *testing.T) {
	s, d := database(), &diary{}
	a := New(s, nil, d, Options{})
	first := ask(t.Context(), a, Question{Text: "autovacuum on large tables"})
	second := ask(t.Context(), a, Question{Text: "Why is that?", ConversationID: first.ConversationID})
	third := ask(t.Context(), a, Question{Text: "还有呢？", ConversationID: "unknown"})
	if second.ConversationID != first.ConversationID || third.ConversationID != "unknown" {
		t.Errorf("conversations %q %q %q", first.ConversationID, second.ConversationID, third.ConversationID)
	}
	if want := []string{"autovacuum on large tables", "autovacuum on large tables", "还有呢？"}; !slices.Equal(s.asked, want) {
		t.Errorf("looked for %q, want %q", s.asked, want)
	}
	if got, err := ReadAnswer(d.turns[0].Answer); err != nil || got.Text != first.Text || len(got.Sources) != 3 || got.Sources[0].Document.Text != "" {
		t.Errorf("kept %+v, %v", got, err)
	}
	if d.turns[0].Question != "autovacuum on large tables" || !slices.Equal(d.turns[0].PageIDs, []int64{1, 2, 3}) {
		t.Errorf("turn %+v", d.turns[0])
	}
}

func TestEmptyQuestion(t *testing.T) {
	if got := ask(t.Context(), New(database(), nil, &diary{}, Options{}), Question{Text: " \n"}); library.KindOf(got.err) != library.InvalidParams {
		t.Errorf("error %v", got.err)
	}
}
