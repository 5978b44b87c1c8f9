package ollamatest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

// Models can be pulled from a registry of our own, with progress, and then
// work as where they came from.
func TestRealPull(t *testing.T) {
	source, target := StartReal(t), StartReal(t)
	source.Create(t, EmbedLexical)
	registry := source.Registry(t, 20*time.Millisecond)
	name := registry.Name(EmbedLexical)
	var total, completed int64
	pull := func(name string) error {
		return target.API().Pull(t.Context(), &api.PullRequest{Model: name, Insecure: true}, func(p api.ProgressResponse) error {
			total, completed = max(total, p.Total), max(completed, p.Completed)
			return nil
		})
	}
	if err := pull(name); err != nil {
		t.Fatal(err)
	}
	if total < 10e6 || completed != total {
		t.Errorf("%d of %d bytes", completed, total)
	}
	if got, want := vector(t, target, strings.TrimPrefix(name, "http://")), vector(t, source, EmbedLexical); !slices.Equal(got, want) {
		t.Error("the vectors of both servers differ")
	}
	if err := pull(registry.Name("nothing")); err == nil {
		t.Error("a model that the registry does not have was pulled")
	}
}

func vector(t *testing.T, r *Real, model string) []float32 {
	t.Helper()
	got, err := r.API().Embed(t.Context(), &api.EmbedRequest{Model: model, Input: "a cat 在 the garden"})
	if err != nil || len(got.Embeddings) != 1 {
		t.Fatalf("%s: %+v, %v", model, got, err)
	}
	return got.Embeddings[0]
}

// Asked for JSON, the chat model keeps to the schema, whatever it would say.
func TestRealSchema(t *testing.T) {
	real := StartReal(t)
	real.Create(t, ChatScript)
	for _, question := range []string{"x", "<<zh>>", "<<long>>"} {
		for format, want := range map[string]string{
			`{"type":"object","properties":{"answer":{"type":"string"},"ids":{"type":"array","items":{"type":"integer"}},"ok":{"type":"boolean"}},"required":["answer","ids","ok"]}`: `{"answer":"ok","ids":[],"ok":true}`,
			`{"type":"array","items":{"type":"string"},"minItems":2}`: `["ok","ok"]`,
		} {
			if got := inFormat(t, real, question, format); got != want {
				t.Errorf("%s: %s, want %s", question, got, want)
			}
		}
	}
}

func inFormat(t *testing.T, r *Real, question, format string) string {
	t.Helper()
	said, stream := "", false
	err := r.API().Chat(t.Context(), &api.ChatRequest{
		Model: ChatScript, Stream: &stream, Format: json.RawMessage(format),
		Messages: []api.Message{{Role: "user", Content: question}}, Options: map[string]any{"temperature": 0.2, "num_predict": 200},
	}, func(resp api.ChatResponse) error {
		said += resp.Message.Content
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// Blanks between the parts are the grammar's business.
	var v any
	if err := json.Unmarshal([]byte(said), &v); err != nil {
		return said
	}
	out, _ := json.Marshal(v)
	return string(out)
}

// Nothing is left of a server that was killed or stopped, its models neither.
func TestRealLeavesNothing(t *testing.T) {
	for name, end := range map[string]func(*Real){"killed": (*Real).Kill, "stopped": (*Real).Stop} {
		real := StartReal(t)
		real.Create(t, EmbedLexical)
		vector(t, real, EmbedLexical)
		group := real.cmd.Process.Pid
		if n := len(groupMembers(t, group)); n != 2 {
			t.Errorf("%d processes, want the server and its model", n)
		}
		end(real)
		// The kernel takes a moment to bury the descendants.
		for deadline := time.After(10 * time.Second); len(groupMembers(t, group)) > 0; {
			select {
			case <-time.After(10 * time.Millisecond):
			case <-deadline:
				t.Fatalf("%s: processes %v are left", name, groupMembers(t, group))
			}
		}
	}
}

// A line may arrive in pieces, and only the last ones are kept.
func TestJournal(t *testing.T) {
	j := newJournal()
	for _, piece := range []string{"time=1 msg=\"Listen", "ing on 127.0.0.1:4", "567 (version 1)\"\nnext"} {
		if n, err := j.Write([]byte(piece)); n != len(piece) || err != nil {
			t.Errorf("Write = %d, %v", n, err)
		}
	}
	if got := <-j.listening; got != "127.0.0.1:4567" {
		t.Errorf("listening on %q", got)
	}
	for range 2 * journalLines {
		_, _ = j.Write([]byte(" line\n"))
	}
	if n := strings.Count(j.String(), "\n") + 1; n != journalLines {
		t.Errorf("%d lines kept", n)
	}
}
