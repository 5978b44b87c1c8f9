package ollamatest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"testing"

	"github.com/ollama/ollama/api"

	"aibookmark/host/internal/ollamatest/modelgen"
)

// Models that a Real can create.
const (
	// EmbedLexical embeds: texts that share words or meaning lie near.
	EmbedLexical = "embed-lexical"
	// ChatScript chats: a <<tag>> in the prompt chooses what it says.
	ChatScript = "chat-script"
	// ChatThinking is ChatScript as a model that the server knows to think.
	ChatThinking = "chat-thinking"
)

// chatML is how a conversation becomes a prompt. It must end in a line break,
// from which the chat model begins.
const chatML = `{{- range .Messages }}<|im_start|>{{ .Role }}
{{ .Content }}<|im_end|>
{{ end }}<|im_start|>assistant
`

// chatMLThinking differs in what makes the server call a model one that
// thinks: a place for earlier thoughts, between tags.
const chatMLThinking = `{{- range .Messages }}<|im_start|>{{ .Role }}
{{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}{{ .Content }}<|im_end|>
{{ end }}<|im_start|>assistant
`

// realModels says how each model is made.
var realModels = map[string]struct {
	file     func() []byte
	template string
}{
	EmbedLexical: {file: modelgen.EmbedLexical},
	ChatScript:   {file: modelgen.ChatScript, template: chatML},
	ChatThinking: {file: modelgen.ChatScript, template: chatMLThinking},
}

// Create installs models by the names above.
func (r *Real) Create(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		r.CreateAs(t, name, name)
	}
}

// CreateAs installs one of the models above under another name, such as that
// of a family which the product treats in its own way.
func (r *Real) CreateAs(t testing.TB, name, model string) {
	t.Helper()
	made, ok := realModels[model]
	if !ok {
		t.Fatalf("there is no model %q to create", model)
	}
	ctx, cancel := asking()
	defer cancel()
	file := made.file()
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256(file))
	if !r.hasBlob(ctx, digest) {
		if err := r.api.CreateBlob(ctx, digest, bytes.NewReader(file)); err != nil {
			t.Fatalf("create %s: %v", name, err)
		}
	}
	// On a busy computer several threads wait for each other: one is faster by
	// far for models as small as these.
	options := map[string]any{"num_thread": 1}
	if made.template != "" {
		options["stop"] = []string{"<|im_end|>"}
	}
	err := r.api.Create(ctx, &api.CreateRequest{
		Model: name, Files: map[string]string{model + ".gguf": digest}, Template: made.template, Parameters: options,
	}, func(api.ProgressResponse) error { return nil })
	if err != nil {
		t.Fatalf("create %s: %v", name, err)
	}
}

// hasBlob tells whether the server has a file, which it must not be sent then:
// it answers at once and hangs up, and whether the answer is still read or the
// sending has failed by then is a matter of luck.
func (r *Real) hasBlob(ctx context.Context, digest string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, r.URL+"/api/blobs/"+digest, nil)
	if err != nil {
		return false
	}
	resp, err := r.http.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// Delete removes a model, also one in use.
func (r *Real) Delete(t testing.TB, name string) {
	t.Helper()
	ctx, cancel := asking()
	defer cancel()
	if err := r.api.Delete(ctx, &api.DeleteRequest{Model: name}); err != nil {
		t.Fatalf("delete %s: %v", name, err)
	}
}
