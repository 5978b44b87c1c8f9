package ollama_test

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
)

func embedModel(name string, bytes int64, dims, context int) ollamatest.Model {
	return ollamatest.Model{Name: name, Family: "bert", Bytes: bytes, Dims: dims, Context: context, Capabilities: []string{"embedding"}}
}

// hasty is for tests of faults: nothing is waited for.
func hasty(o *ollama.Options) { o.Again = time.Nanosecond }

func TestEmbeddingModel(t *testing.T) {
	gemma, qwen := embedModel("embeddinggemma:latest", 622e6, 768, 2048), embedModel("qwen3-embedding:0.6b", 639e6, 1024, 32768)
	bge, minilm := embedModel("bge-m3:latest", 1200e6, 1024, 8192), embedModel("all-minilm:latest", 46e6, 384, 256)
	granite := embedModel("granite-embedding:278m", 563e6, 768, 512)
	huge, other := embedModel("qwen3-embedding:8b", 4700e6, 4096, 40960), embedModel("mine:latest", 100e6, 128, 512)
	cloud := ollamatest.Model{Name: "vast:cloud", Family: "x", Dims: 64, Capabilities: []string{"embedding"}, RemoteHost: "https://ollama.com"}
	for _, c := range []struct {
		name, chosen string
		memory       int64
		models       []ollamatest.Model
		want         string
		dims         int
		kind         library.Kind
	}{
		{name: "none installed", kind: library.ModelMissing},
		{name: "only one that chats", models: ollamatest.DefaultModels()[:1], kind: library.ModelMissing},
		{name: "the best family", models: []ollamatest.Model{bge, gemma, minilm, qwen}, want: gemma.Name, dims: 512},
		{name: "cut where it may be", models: []ollamatest.Model{qwen, minilm}, want: qwen.Name, dims: 512},
		{name: "whole where it may not", models: []ollamatest.Model{minilm, bge}, want: bge.Name, dims: 1024},
		{name: "not one that is too slow", models: []ollamatest.Model{huge, qwen}, want: qwen.Name, dims: 512},
		{name: "a slow one rather than English only", models: []ollamatest.Model{huge, minilm}, want: huge.Name, dims: 512},
		{name: "a small one with little memory", memory: 4 * gib, models: []ollamatest.Model{bge, granite}, want: granite.Name, dims: 768},
		{name: "the better one with more", memory: 8 * gib, models: []ollamatest.Model{bge, granite}, want: bge.Name, dims: 1024},
		{name: "an unknown one", models: []ollamatest.Model{other, minilm}, want: other.Name, dims: 128},
		{name: "English when there is nothing else", models: []ollamatest.Model{minilm}, want: minilm.Name, dims: 384},
		{name: "the chosen one", chosen: "all-minilm", models: []ollamatest.Model{gemma, minilm}, want: minilm.Name, dims: 384},
		{name: "the chosen one is gone", chosen: "bge-m3", models: []ollamatest.Model{gemma}, kind: library.ModelMissing},
		{name: "the chosen one only chats", chosen: ollamatest.ChatModel, models: ollamatest.DefaultModels(), kind: library.ModelMissing},
		{name: "the chosen one runs elsewhere", chosen: "vast:cloud", models: []ollamatest.Model{gemma, cloud}, kind: library.NotAllowed},
		{name: "one elsewhere is not picked", models: []ollamatest.Model{cloud}, kind: library.ModelMissing},
		{name: "no length known", models: []ollamatest.Model{embedModel("odd", 1, 0, 0)}, kind: library.ModelMissing},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := ollamatest.New(ollamatest.Script{})
			server.SetModels(c.models...)
			url := server.Start(t)
			client := ollama.New(ollama.Options{MemoryBytes: c.memory, Binary: absent, Settings: func(context.Context) (library.Settings, error) {
				return library.Settings{OllamaURL: url, EmbedModel: c.chosen}, nil
			}})
			got, err := client.EmbeddingModel(t.Context())
			if library.KindOf(err) != c.kind || got.Name != c.want || got.Dims != c.dims || (got.Digest == "") != (c.kind != "") {
				t.Errorf("EmbeddingModel = %+v, %v; want %q, %d, %q", got, err, c.want, c.dims, c.kind)
			}
		})
	}
}

// bench is a client with an embedding model and what it was asked.
type bench struct {
	server *ollamatest.Server
	client *ollama.Client
	model  library.EmbeddingModel
}

func newBench(t *testing.T, name string, dims, context int, change ...func(*ollama.Options)) bench {
	t.Helper()
	b := bench{server: ollamatest.New(ollamatest.Script{})}
	b.server.SetModels(embedModel(name, 100e6, dims, context), ollamatest.DefaultModels()[0])
	b.client = client(t, b.server, append([]func(*ollama.Options){hasty}, change...)...)
	var err error
	if b.model, err = b.client.EmbeddingModel(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

// texts are n passages; those at bad are marked as such.
func texts(n int, bad ...int) (in []library.EmbedInput) {
	for i := range n {
		text := fmt.Sprintf("passage number %d about bookmarks", i)
		if slices.Contains(bad, i) {
			text += " BAD"
		}
		in = append(in, library.EmbedInput{Text: text})
	}
	return in
}

// outcome checks that every text but those at bad has the vector that is its
// own, and returns nothing else.
func outcome(t *testing.T, b bench, in []library.EmbedInput, got []library.Embedding, err error, bad ...int) {
	t.Helper()
	if err != nil || len(got) != len(in) {
		t.Fatalf("%d embeddings of %d, %v", len(got), len(in), err)
	}
	for i, e := range got {
		switch {
		case slices.Contains(bad, i):
			if e.Err == nil || e.Vector != nil {
				t.Errorf("text %d: %d elements, error %v; want an error", i, len(e.Vector), e.Err)
			}
		case e.Err != nil || len(e.Vector) != b.model.Dims:
			t.Errorf("text %d: %d elements, error %v", i, len(e.Vector), e.Err)
		case math.Abs(dot(e.Vector, e.Vector)-1) > 1e-5:
			t.Errorf("text %d: length %f", i, dot(e.Vector, e.Vector))
		case b.model.Dims == 256 && dot(e.Vector, ollamatest.Vector(in[i].Text, 256)) < 0.99:
			t.Errorf("text %d has the vector of another", i)
		}
	}
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func TestEmbed(t *testing.T) {
	for _, n := range []int{0, 1, 2, 8, 9, 40} {
		b := newBench(t, "mine:latest", 256, 512)
		in := texts(n)
		got, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, in)
		outcome(t, b, in, got, err)
		if sent := len(b.server.Embeds()); sent != (n+7)/8 {
			t.Errorf("%d requests for %d texts", sent, n)
		}
	}
}

// What reaches the server: the family's prompts, no silent cutting, no option
// that would make it load the model again, and no length, since it ignores
// one that it does not like.
func TestWhatEmbedSends(t *testing.T) {
	b := newBench(t, ollamatest.EmbedModel, 768, 2048)
	in := []library.EmbedInput{{Title: "Soup", Text: "Boil water."}, {Text: "  "}, {Title: "Only a title"}}
	got, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, in)
	outcome(t, b, in, got, err, 1)
	if library.KindOf(got[1].Err) != library.InvalidParams {
		t.Errorf("an empty text: %v", got[1].Err)
	}
	if _, err := b.client.Embed(t.Context(), b.model, library.EmbedQuestion, []library.EmbedInput{{Text: "How to cook?"}}); err != nil {
		t.Fatal(err)
	}
	sent := b.server.Embeds()
	want := [][]string{
		{"title: Soup | text: Boil water.", "title: none | text: Only a title"},
		{"task: search result | query: How to cook?"},
	}
	if len(sent) != 2 || !slices.Equal(sent[0].Input, want[0]) || !slices.Equal(sent[1].Input, want[1]) {
		t.Fatalf("sent %+v", sent)
	}
	for _, s := range sent {
		if s.Truncate == nil || *s.Truncate || len(s.Options) != 0 || s.Dimensions != 0 || s.KeepAlive != "15m0s" {
			t.Errorf("sent %+v", s)
		}
	}
}

// Faults that one text brings on those that are sent with it.
func TestBadTextsAreFound(t *testing.T) {
	status := func(code int, message string) func(ollamatest.Embed) ollamatest.Fault {
		return func(e ollamatest.Embed) ollamatest.Fault {
			if e.Has("BAD") {
				return ollamatest.Fault{Status: code, Message: message}
			}
			return ollamatest.Fault{}
		}
	}
	fault := func(f ollamatest.Fault) func(ollamatest.Embed) ollamatest.Fault {
		return func(e ollamatest.Embed) ollamatest.Fault {
			if e.Has("BAD") {
				return f
			}
			return ollamatest.Fault{}
		}
	}
	for name, faults := range map[string]func(ollamatest.Embed) ollamatest.Fault{
		"NaN as 500":           status(500, "failed to encode response: json: unsupported value: NaN"),
		"NaN as 400":           status(400, "embedding contains NaN or Inf values"),
		"a dead runner as 500": status(500, `do embedding request: Post "http://127.0.0.1:1/embedding": EOF`),
		"a dead runner as 400": status(400, "EOF"),
		"too large":            status(413, ""),
		"connection breaks":    fault(ollamatest.Fault{Die: true}),
		"too large a number":   fault(ollamatest.Fault{Body: `{"embeddings":[[1e99]]}`}),
		"not JSON":             fault(ollamatest.Fault{Body: `{"embeddings":[[NaN]]}`}),
		"nothing":              fault(ollamatest.Fault{Body: `{}`}),
		"one vector too few":   fault(ollamatest.Fault{Bend: func(v [][]float32) [][]float32 { return v[1:] }}),
		"one vector too many":  fault(ollamatest.Fault{Bend: func(v [][]float32) [][]float32 { return append(v, v[0]) }}),
		"none of the right size": fault(ollamatest.Fault{Bend: func(v [][]float32) [][]float32 {
			for i := range v {
				v[i] = v[i][1:]
			}
			return v
		}}),
	} {
		for _, bad := range [][]int{{0}, {5}, {15}, {3, 4}, {0, 7, 8, 15}} {
			t.Run(fmt.Sprint(name, bad), func(t *testing.T) {
				b := newBench(t, "mine:latest", 256, 512)
				b.server.FailEmbeds(faults)
				in := texts(16, bad...)
				got, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, in)
				outcome(t, b, in, got, err, bad...)
				if sent, most := len(b.server.Embeds()), 2+len(bad)*2*bits.Len(16); sent > most {
					t.Errorf("%d requests, at most %d", sent, most)
				}
			})
		}
	}
}

// A vector that is none among others that are costs no further request.
func TestBadVectorAmongGoodOnes(t *testing.T) {
	for name, vector := range map[string][]float32{"zero": make([]float32, 256), "short": {1, 2}, "none": nil} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "mine:latest", 256, 512)
			b.server.FailEmbeds(func(ollamatest.Embed) ollamatest.Fault {
				return ollamatest.Fault{Bend: func(v [][]float32) [][]float32 { v[2] = vector; return v }}
			})
			in := texts(8)
			got, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, in)
			outcome(t, b, in, got, err, 2)
			if n := len(b.server.Embeds()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// However many texts are bad, the work is bounded.
func TestBadTextsAreNotAStorm(t *testing.T) {
	for _, n := range []int{1, 2, 8, 16, 64} {
		b := newBench(t, "mine:latest", 256, 512)
		b.server.FailEmbeds(func(e ollamatest.Embed) ollamatest.Fault {
			if e.Has("passage") {
				return ollamatest.Fault{Status: 500}
			}
			return ollamatest.Fault{}
		})
		in := texts(n)
		var bad []int
		for i := range n {
			bad = append(bad, i)
		}
		got, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, in)
		outcome(t, b, in, got, err, bad...)
		if sent, most := len(b.server.Embeds()), (n+2*bits.Len(uint(n))+10)*4/3+n/8; sent > most {
			t.Errorf("%d texts: %d requests, at most %d", n, sent, most)
		}
	}
}

// A model or server that is broken is not held against the texts, and is not
// asked again and again.
func TestWholeModelFails(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault ollamatest.Fault
		kind  library.Kind
		most  int
	}{
		{"cannot embed", ollamatest.Fault{Status: 501, Message: "this model does not support embeddings"}, library.ModelFailed, 1},
		{"removed", ollamatest.Fault{Status: 404, Message: "model 'mine' not found"}, library.ModelMissing, 1},
		{"removed, in other words", ollamatest.Fault{Status: 404, Message: `model "mine" not found, try pulling it first`}, library.ModelMissing, 1},
		{"queue full", ollamatest.Fault{Status: 503, Message: "server busy, please try again. maximum pending requests exceeded"}, library.Busy, 1},
		{"too many requests", ollamatest.Fault{Status: 429}, library.Busy, 1},
		{"forbidden", ollamatest.Fault{Status: 403}, library.OllamaUnreachable, 1},
		{"not let in", ollamatest.Fault{Status: 401}, library.OllamaUnreachable, 1},
		{"runner dies of everything", ollamatest.Fault{Status: 500, Message: "EOF"}, library.ModelFailed, 6},
		{"refuses everything", ollamatest.Fault{Status: 400}, library.ModelFailed, 6},
		{"always half an answer", ollamatest.Fault{Die: true}, library.ModelFailed, 6},
		{"only zeros", ollamatest.Fault{Bend: func(v [][]float32) [][]float32 {
			for i := range v {
				clear(v[i])
			}
			return v
		}}, library.ModelFailed, 6},
		{"other dimensions", ollamatest.Fault{Bend: func(v [][]float32) [][]float32 {
			for i := range v {
				v[i] = append(v[i], 0)
			}
			return v
		}}, library.ModelFailed, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, "mine:latest", 256, 512)
			b.server.FailEmbeds(func(ollamatest.Embed) ollamatest.Fault { return c.fault })
			got, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, texts(32))
			if library.KindOf(err) != c.kind || got != nil {
				t.Errorf("%d embeddings, %v; want %q", len(got), err, c.kind)
			}
			if n := len(b.server.Embeds()); n > c.most {
				t.Errorf("%d requests, at most %d", n, c.most)
			}
		})
	}
}

// A model that breaks down in the middle of the work is found out too.
func TestModelBreaksInTheMiddle(t *testing.T) {
	b := newBench(t, "mine:latest", 256, 512)
	asked := 0
	b.server.FailEmbeds(func(ollamatest.Embed) ollamatest.Fault {
		if asked++; asked > 2 {
			return ollamatest.Fault{Status: 500, Message: "CUDA error"}
		}
		return ollamatest.Fault{}
	})
	got, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, texts(64))
	if library.KindOf(err) != library.ModelFailed || got != nil || asked > 10 {
		t.Errorf("%d embeddings, %v after %d requests", len(got), err, asked)
	}
}

// A runner that died of something else is simply asked again.
func TestRunnerComesBack(t *testing.T) {
	for _, n := range []int{1, 16} {
		b := newBench(t, "mine:latest", 256, 512)
		asked := 0
		b.server.FailEmbeds(func(ollamatest.Embed) ollamatest.Fault {
			if asked++; asked == 1 {
				return ollamatest.Fault{Status: 500, Message: "llama runner process has terminated"}
			}
			return ollamatest.Fault{}
		})
		in := texts(n)
		got, err := b.client.Embed(t.Context(), b.model, library.EmbedQuestion, in)
		outcome(t, b, in, got, err)
	}
}

// A server that dies at work is asked twice more at most.
func TestServerDies(t *testing.T) {
	scripted := ollamatest.New(ollamatest.Script{})
	scripted.SetModels(embedModel("mine:latest", 1e8, 256, 512))
	var down atomic.Bool
	var after atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			after.Add(1)
			panic(http.ErrAbortHandler)
		}
		scripted.ServeHTTP(w, r)
	}))
	defer server.Close()
	scripted.FailEmbeds(func(ollamatest.Embed) ollamatest.Fault {
		down.Store(true)
		return ollamatest.Fault{Die: true}
	})
	c := ollama.New(ollama.Options{Settings: ollamatest.At(server.URL), Binary: absent, Timeouts: ollama.Timeouts{Again: time.Nanosecond}})
	m, err := c.EmbeddingModel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Embed(t.Context(), m, library.EmbedPassage, texts(32)); library.KindOf(err) != library.OllamaUnreachable {
		t.Errorf("error %v", err)
	}
	if n := after.Load(); n > 2 {
		t.Errorf("asked %d times after its death", n)
	}
	if _, err := c.Embed(t.Context(), m, library.EmbedPassage, texts(1)); library.KindOf(err) != library.OllamaUnreachable {
		t.Errorf("error %v", err)
	}
	if _, err := c.EmbeddingModel(t.Context()); library.KindOf(err) != library.OllamaUnreachable {
		t.Errorf("error %v", err)
	}
}

func TestHangingServer(t *testing.T) {
	b := newBench(t, "mine:latest", 256, 512, func(o *ollama.Options) { o.Embed = 20 * time.Millisecond })
	b.server.FailEmbeds(func(ollamatest.Embed) ollamatest.Fault { return ollamatest.Fault{Hang: true} })
	_, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, texts(16))
	if library.KindOf(err) != library.ModelFailed || !strings.Contains(err.Error(), "for too long") {
		t.Errorf("error %v", err)
	}
	if n := len(b.server.Embeds()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestEmbedIsCancelled(t *testing.T) {
	b := newBench(t, "mine:latest", 256, 512)
	ctx, cancel := context.WithCancel(t.Context())
	b.server.FailEmbeds(func(ollamatest.Embed) ollamatest.Fault {
		cancel()
		return ollamatest.Fault{Hang: true}
	})
	if _, err := b.client.Embed(ctx, b.model, library.EmbedPassage, texts(16)); library.KindOf(err) != library.Cancelled {
		t.Errorf("error %v", err)
	}
	if n := len(b.server.Embeds()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// A model that was pulled again is another one, one that was removed is none.
func TestModelChanges(t *testing.T) {
	b := newBench(t, "mine:latest", 256, 512)
	again := embedModel("mine:latest", 100e6, 256, 512)
	again.Digest = "newer"
	b.server.SetModels(again)
	if _, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, texts(1)); library.KindOf(err) != library.ModelMissing {
		t.Errorf("error %v", err)
	}
	now, err := b.client.EmbeddingModelNamed(t.Context(), "mine")
	if err != nil || now.Digest != "newer" || now.Same(b.model) {
		t.Errorf("EmbeddingModelNamed = %+v, %v", now, err)
	}
	if got, err := b.client.Embed(t.Context(), now, library.EmbedPassage, texts(1)); err != nil || got[0].Err != nil {
		t.Errorf("Embed: %v", err)
	}
	b.server.SetModels()
	if _, err := b.client.Embed(t.Context(), now, library.EmbedPassage, texts(1)); library.KindOf(err) != library.ModelMissing {
		t.Errorf("error %v", err)
	}
	if n := len(b.server.Embeds()); n != 1 {
		t.Errorf("%d requests to embed", n)
	}
}

// Texts longer than the model reads get the vector of their beginning,
// whether the server says how much it reads, does not, or says too much.
func TestLongTexts(t *testing.T) {
	english := strings.Repeat("the wandering bookmark ", 2000)
	chinese := strings.Repeat("收藏的网页里有答案", 800)
	for _, c := range []struct {
		name          string
		told, real, n int
		most          int
	}{
		{"told", 512, 512, 8, 1},
		{"not told", 0, 600, 8, 1},
		{"larger than any batch", 32768, 32768, 8, 1},
		{"told too much, one text", 8192, 500, 1, 6},
		{"told too much, many texts", 8192, 500, 16, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, "mine:latest", 256, c.told)
			longest := 0
			b.server.FailEmbeds(func(e ollamatest.Embed) ollamatest.Fault {
				for _, text := range e.Input {
					n := ollamatest.Tokens(text)
					if longest = max(longest, n); n > c.real {
						return ollamatest.Fault{Status: 400, Message: "the input length exceeds the context length"}
					}
				}
				return ollamatest.Fault{}
			})
			for name, text := range map[string]string{"English": english, "Chinese": chinese} {
				before := len(b.server.Embeds())
				in := slices.Repeat([]library.EmbedInput{{Title: "T", Text: text}}, c.n)
				got, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, in)
				if err != nil {
					t.Fatal(err)
				}
				for i, e := range got {
					if e.Err != nil || len(e.Vector) != 256 {
						t.Errorf("%s, text %d: %v", name, i, e.Err)
					}
				}
				if n := len(b.server.Embeds()) - before; n > c.most {
					t.Errorf("%s: %d requests, at most %d", name, n, c.most)
				}
			}
			if longest > 1800 {
				t.Errorf("%d tokens were sent; runners die of 2048", longest)
			}
		})
	}
}

// A long text that kills the runner, whatever the reason, gets its beginning.
func TestLongTextThatKills(t *testing.T) {
	b := newBench(t, "qwen3-embedding:0.6b", 1024, 32768)
	b.server.FailEmbeds(func(e ollamatest.Embed) ollamatest.Fault {
		if e.Has("毒") {
			return ollamatest.Fault{Status: 500, Message: "EOF"}
		}
		return ollamatest.Fault{}
	})
	in := texts(8)
	in[3].Text = strings.Repeat("网页", 400) + "毒"
	got, err := b.client.Embed(t.Context(), b.model, library.EmbedPassage, in)
	outcome(t, b, in, got, err)
	if b.model.Dims != 512 {
		t.Errorf("%d dimensions", b.model.Dims)
	}
}
