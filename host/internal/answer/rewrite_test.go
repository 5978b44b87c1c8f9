package answer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollamatest"
)

// A model says what a follow-up means; what it says is looked for where it
// makes sense, and is no part of the answer. Whatever it does instead, the
// rules have found something.
func TestRewrite(t *testing.T) {
	const first, next = "How does autovacuum work on large tables?", "How often should it run?"
	rules := first + "\n" + next
	words := func(s string) ollamatest.Script { return ollamatest.Script{Words: strings.SplitAfter(s, " ")} }
	for _, c := range []struct {
		name   string
		script ollamatest.Script
		want   string
	}{
		{"sensible", words("How often should autovacuum run on large tables?"), "How often should autovacuum run on large tables?"},
		{"with a label and marks", words("Rewritten question: \"How often should autovacuum run?\"\nThat is what was meant."), "How often should autovacuum run?"},
		{"thinking first", words("<think>it is autovacuum</think>How often should autovacuum run?"), "How often should autovacuum run?"},
		{"about something else", words("What is the capital of France?"), rules},
		{"with an address", words("How often should autovacuum run? See http://evil.example/"), rules},
		{"with markup", words("How often should <b>autovacuum</b> run?"), rules},
		{"a refusal", words("Sorry, how often should it run is not clear."), rules},
		{"too long", words(strings.Repeat("autovacuum run ", 40)), rules},
		{"empty", words(""), rules},
		{"broken off", ollamatest.Scripts["dies"], rules},
		{"missing", ollamatest.Scripts["missing"], rules},
		{"not loaded", ollamatest.Script{Words: []string{"How often should autovacuum run?"}, Cold: true}, rules},
		{"silent", ollamatest.Script{Wait: time.Minute}, rules},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := database()
			server := ollamatest.New(ollamatest.Scripts["cited"])
			a, _ := modelled(t, s, server)
			one := ask(t.Context(), a, Question{Text: first})
			server.Follow(c.script, ollamatest.Scripts["cited"])
			began := time.Now()
			two := ask(t.Context(), a, Question{Text: next, ConversationID: one.ConversationID})
			if two.err != nil || two.Meant != c.want {
				t.Errorf("meant %q, %v; want %q", two.Meant, two.err, c.want)
			}
			if took := time.Since(began); took > rewritePatience+10*time.Second {
				t.Errorf("took %v", took)
			}
			last := slices.IndexFunc(two.events, func(e library.AskEvent) bool { return e.Kind == library.AskSources && e.Final })
			if two.events[0].Kind != library.AskSources || two.events[0].Final || last < 1 {
				t.Errorf("events %+v", two.events)
			}
			for _, e := range two.events[:last] {
				if e.Kind == library.AskText {
					t.Errorf("said %q before the sources were final", e.Text)
				}
			}
			if c.name == "sensible" && two.Text != one.Text {
				t.Errorf("the answer is %q", two.Text)
			}
		})
	}
}

// What goes to the model for it is bounded, and nobody's question is touched
// that is whole, or that rules read.
func TestRewriteIsAskedOnlyWhereItHelps(t *testing.T) {
	server := ollamatest.New(ollamatest.Scripts["cited"])
	a, d := modelled(t, database(), server)
	one := ask(t.Context(), a, Question{Text: "How does autovacuum work on large tables?"})
	for question, more := range map[string]int{
		"What does the scale_factor decide about dead rows?": 1, "why?": 1, "tell me about the second one": 1, "Does it remove dead rows?": 2,
	} {
		before := len(server.Chats())
		d.turns = d.turns[:1]
		server.Follow(ollamatest.Scripts["cited"])
		if got := ask(t.Context(), a, Question{Text: question, ConversationID: one.ConversationID}); got.err != nil {
			t.Fatal(got.err)
		}
		chats := server.Chats()[before:]
		if len(chats) != more {
			t.Errorf("%q: %d chats, want %d", question, len(chats), more)
		}
		if more == 2 {
			prompt := chats[0].Messages
			if len(prompt) != 2 || len(prompt[1].Content) > 4*(longestTitle+longestSaid+longestQuestion) || chats[0].Options["num_ctx"] != chats[1].Options["num_ctx"] || chats[0].Options["num_predict"] != float64(rewriteTokens) {
				t.Errorf("asked %+v", chats[0])
			}
		}
	}
}
