package ollama_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
	"aibookmark/host/internal/ollamatest/modelgen"
)

// realBench is a real server with an embedding model and a client of it.
func realBench(t *testing.T) (*ollamatest.Real, *ollama.Client, library.EmbeddingModel) {
	t.Helper()
	real, c := realClient(t, ollamatest.EmbedLexical)
	m, err := c.EmbeddingModel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return real, c, m
}

// embedAll embeds texts that must all succeed.
func embedAll(t *testing.T, c *ollama.Client, m library.EmbeddingModel, kind library.EmbedKind, texts ...string) [][]float32 {
	t.Helper()
	in := make([]library.EmbedInput, len(texts))
	for i, text := range texts {
		in[i].Text = text
	}
	got, err := c.Embed(t.Context(), m, kind, in)
	if err != nil || len(got) != len(texts) {
		t.Fatalf("%d embeddings of %d texts, %v", len(got), len(texts), err)
	}
	vectors := make([][]float32, len(got))
	for i, e := range got {
		if e.Err != nil || len(e.Vector) != m.Dims || math.Abs(dot(e.Vector, e.Vector)-1) > 1e-5 {
			t.Errorf("text %d: %d elements, %v", i, len(e.Vector), e.Err)
		}
		vectors[i] = e.Vector
	}
	return vectors
}

func TestRealEmbeddingModel(t *testing.T) {
	real, _, m := realBench(t)
	if m.Name != "embed-lexical:latest" || m.Dims != 128 || len(m.Digest) < 12 {
		t.Errorf("EmbeddingModel = %+v", m)
	}
	// A better family is preferred, and its name is what is known of it.
	real.CreateAs(t, "bge-m3", ollamatest.EmbedLexical)
	real.Create(t, ollamatest.ChatScript)
	for chosen, want := range map[string]string{"": "bge-m3:latest", "embed-lexical": "embed-lexical:latest", "chat-script": ""} {
		c := ollama.New(ollama.Options{Binary: absent, Settings: func(context.Context) (library.Settings, error) {
			return library.Settings{OllamaURL: real.URL, EmbedModel: chosen}, nil
		}})
		got, err := c.EmbeddingModel(t.Context())
		if got.Name != want || (err == nil) != (want != "") {
			t.Errorf("with %q chosen: %+v, %v; want %q", chosen, got, err, want)
		}
	}
}

// Vectors have length one, come in the order of their texts, and are the same
// whether a text is sent alone or with others.
func TestRealEmbedOrder(t *testing.T) {
	_, c, m := realBench(t)
	texts := make([]string, 20) // more than go into one request
	for i := range texts {
		texts[i] = fmt.Sprintf("passage %d: %s", i, strings.Repeat(string(rune('a'+i)), 4))
	}
	together := embedAll(t, c, m, library.EmbedPassage, texts...)
	for i, text := range texts {
		alone := embedAll(t, c, m, library.EmbedPassage, text)[0]
		if got := dot(alone, together[i]); got < 0.9999 {
			t.Errorf("text %d alone and with others: cosine %f", i, got)
		}
		if other := together[(i+1)%len(texts)]; dot(alone, other) > 0.999 {
			t.Errorf("text %d is like the next", i)
		}
	}
}

// Texts that mean the same are near, in and across both languages.
func TestRealSynonymsAreNear(t *testing.T) {
	_, c, m := realBench(t)
	passages := []string{
		"A kitten sleeps eighteen hours a day; what to feed a young feline.",
		"How to change the tyres of an automobile before the frost.",
		"Sourdough: flour, water, patience and a very hot oven.",
		"The mortgage calculator compares what borrowers pay each month.",
		"PostgreSQL indexes explained: how the query planner reads tables.",
		"怎样给小狗接种疫苗，多久去一次医院。",
		"红烧牛肉的做法：先焯水，再小火慢炖。",
		"高铁订票攻略：火车票什么时候开售。",
		"量子物理入门：从粒子到波。",
		"忘记密码怎么办？密钥与加密的基础知识。",
	}
	questions := []struct {
		text string
		want int
	}{
		{"cats", 0}, {"猫吃什么", 0}, {"car wheels in snow", 1}, {"汽车轮胎", 1}, {"baking bread", 2}, {"烤面包", 2},
		{"loan debt", 3}, {"房贷", 3}, {"sql database speed", 4}, {"数据库", 4}, {"puppy vaccination", 5}, {"犬 打针 医生", 5},
		{"beef recipe", 6}, {"牛肉菜谱", 6}, {"railway tickets", 7}, {"铁路", 7}, {"quantum particles", 8}, {"encryption and passwords", 9},
	}
	vectors := embedAll(t, c, m, library.EmbedPassage, passages...)
	for _, q := range questions {
		question := embedAll(t, c, m, library.EmbedQuestion, q.text)[0]
		best := 0
		for i, v := range vectors {
			if dot(question, v) > dot(question, vectors[best]) {
				best = i
			}
		}
		if best != q.want {
			t.Errorf("%q finds %q (%.2f), want %q (%.2f)", q.text, passages[best], dot(question, vectors[best]), passages[q.want], dot(question, vectors[q.want]))
		}
	}
}

// Of a text that is too long, the beginning counts, also where the client's
// estimate of its length is wrong and the server refuses it.
func TestRealOverlongText(t *testing.T) {
	_, c, m := realBench(t)
	oil := strings.Repeat("The price of crude oil fell again. 石油价格又下跌了。", 1000)
	vectors := embedAll(t, c, m, library.EmbedPassage,
		strings.Repeat("A kitten and other cats. ", 150)+oil,
		strings.Repeat("小猫和大猫。", 150)+oil,
		// A token for each letter, where one for three is expected: with more
		// than the model takes, it is sent as it is, and refused.
		strings.Repeat("kitten cats ", 60)+strings.Repeat("q j x ", 290),
		"oil")
	question := embedAll(t, c, m, library.EmbedQuestion, "猫")[0]
	for i, v := range vectors[:3] {
		if near, far := dot(question, v), dot(question, vectors[3]); near < far+0.1 {
			t.Errorf("text %d: the beginning does not count: %.2f, and %.2f for another", i, near, far)
		}
	}
}

// A text that cannot be embedded does not cost the others theirs, and empty
// ones are told.
func TestRealBadTextInBatch(t *testing.T) {
	_, c, m := realBench(t)
	in := make([]library.EmbedInput, 12)
	for i := range in {
		in[i].Text = fmt.Sprintf("passage number %d", i)
	}
	in[3].Text += " " + modelgen.Unembeddable
	in[9].Text = " \n"
	got, err := c.Embed(t.Context(), m, library.EmbedPassage, in)
	if err != nil || len(got) != len(in) {
		t.Fatalf("%d embeddings, %v", len(got), err)
	}
	for i, e := range got {
		if bad := i == 3 || i == 9; bad != (e.Err != nil) || bad == (len(e.Vector) == m.Dims) {
			t.Errorf("text %d: %d elements, %v", i, len(e.Vector), e.Err)
		}
	}
}

// A server that was killed is unreachable, and the same client goes on when
// it is back; the vectors are the same as before.
func TestRealServerComesBack(t *testing.T) {
	real, c, m := realBench(t)
	before := embedAll(t, c, m, library.EmbedPassage, "猫 and dogs")[0]
	real.Kill()
	in := []library.EmbedInput{{Text: "猫 and dogs"}}
	if _, err := c.Embed(t.Context(), m, library.EmbedPassage, in); library.KindOf(err) != library.OllamaUnreachable {
		t.Errorf("from a dead server: %v", err)
	}
	real.Restart(t)
	if now, err := c.EmbeddingModel(t.Context()); err != nil || !now.Same(m) {
		t.Errorf("the model is now %+v, %v; was %+v", now, err, m)
	}
	if after := embedAll(t, c, m, library.EmbedPassage, "猫 and dogs")[0]; dot(before, after) < 0.9999 {
		t.Errorf("cosine of before and after: %f", dot(before, after))
	}
}

// embedding starts to embed many texts and returns when that is under way. The
// outcome counts a text that is blamed as a failure.
func embedding(t *testing.T, c *ollama.Client, m library.EmbeddingModel, texts int) <-chan error {
	t.Helper()
	embedAll(t, c, m, library.EmbedPassage, "warm")
	in := make([]library.EmbedInput, texts)
	for i := range in {
		in[i].Text = strings.Repeat(fmt.Sprintf("passage number %d about cats and weather. ", i), 10)
	}
	ended := make(chan error, 1)
	go func() {
		got, err := c.Embed(t.Context(), m, library.EmbedPassage, in)
		for _, e := range got {
			if err == nil && e.Err != nil {
				err = fmt.Errorf("a text was blamed: %w", e.Err)
			}
		}
		ended <- err
	}()
	select {
	case err := <-ended:
		t.Fatalf("%d texts ended before anything could happen: %v", texts, err)
	case <-time.After(100 * time.Millisecond):
	}
	return ended
}

// A server that dies while it works fails the call as a whole; no text is
// blamed.
func TestRealServerDiesAtWork(t *testing.T) {
	real, c, m := realBench(t)
	ended := embedding(t, c, m, 600)
	real.Kill()
	if err := <-ended; library.KindOf(err) != library.OllamaUnreachable {
		t.Errorf("error %v", err)
	}
}

// A model that dies while it works is loaded again by the server, and nothing
// is lost.
func TestRealModelDiesAtWork(t *testing.T) {
	real, c, m := realBench(t)
	ended := embedding(t, c, m, 200)
	real.KillModels(t)
	if err := <-ended; err != nil {
		t.Errorf("error %v", err)
	}
}

// A model that is deleted while it is in use is missing from then on.
func TestRealModelIsDeleted(t *testing.T) {
	real, c, m := realBench(t)
	embedAll(t, c, m, library.EmbedPassage, "warm")
	if loaded := real.Loaded(t); len(loaded) != 1 {
		t.Errorf("in memory: %v", loaded)
	}
	real.Delete(t, ollamatest.EmbedLexical)
	if _, err := c.Embed(t.Context(), m, library.EmbedPassage, []library.EmbedInput{{Text: "x"}}); library.KindOf(err) != library.ModelMissing {
		t.Errorf("from a deleted model: %v", err)
	}
	if _, err := c.EmbeddingModel(t.Context()); library.KindOf(err) != library.ModelMissing {
		t.Errorf("EmbeddingModel: %v", err)
	}
}

// Embedding goes on while a chat is under way: they are different models.
func TestRealEmbedDuringChat(t *testing.T) {
	real, c, m := realBench(t)
	real.Create(t, ollamatest.ChatScript)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	talking, ended := make(chan struct{}), make(chan error, 1)
	request := ask("chat-script", "<<long>>")
	request.MaxTokens = 0
	go func() {
		words := 0
		ended <- c.Chat(ctx, request, func(library.ChatChunk) error {
			if words++; words == 10 {
				close(talking)
			}
			return nil
		})
	}()
	<-talking
	embedAll(t, c, m, library.EmbedPassage, "猫", "dogs")
	select {
	case err := <-ended:
		t.Errorf("the chat ended: %v", err)
	default:
	}
	cancel()
	if err := <-ended; library.KindOf(err) != library.Cancelled {
		t.Errorf("the chat: %v", err)
	}
}
