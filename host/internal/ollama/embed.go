package ollama

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"net/http"
	"slices"
	"time"

	"github.com/ollama/ollama/api"

	"aibookmark/host/internal/library"
)

const (
	// embedBatch is how many texts go into one request. A request costs about
	// 15 ms besides, little beside what real models take. But Ollama embeds one
	// text at a time, in the order they came, so that a question that is asked
	// while pages are read waits for what is left of their batch; and what one
	// holds is lost together when it fails.
	embedBatch = 8
	// embedTokens bounds a text whatever the model's context. Ollama's runners
	// die, with a bare EOF, of a text that is longer than their physical batch
	// of 2048 tokens (ollama/ollama#16582, open); passages are far shorter.
	embedTokens = 1800
	// embedUnknown is taken for the context of a model that does not tell it.
	embedUnknown = 512
	// special is room for the tokens that the server adds around a text.
	special = 8
	// shortest is where halving a text ends, in tokens.
	shortest = 24
	// doubtful is after how many requests in a row without a vector the model
	// itself is suspected, not the texts.
	doubtful = 3
	// controlText is a text that every working model can embed.
	controlText = "book"
)

var errCount = errors.New("as many vectors as texts were expected")

// Embed turns texts into unit vectors of m.Dims, in order, one Embedding for
// each. A text that the model cannot take although it takes others has Err
// set. The beginning stands for a text that is too long, and for one of which
// the model takes only the beginning.
//
// An error means that the model or the server as a whole fails, so that the
// caller can wait and try again; there are no embeddings then.
//   - OllamaUnreachable, Busy (the server's queue is full) and Cancelled.
//   - ModelMissing when m is not installed, or not in this version any more
//     ("model_changed"): ask EmbeddingModel again.
//   - ModelFailed when the model cannot embed even a text that is beyond
//     suspicion, or is silent for too long.
//
// The server fails a request as a whole for one bad text, does not say which,
// and its words and status codes for the reason differ from version to version
// (too long, NaN and a dead runner have each been 400 and 500). So requests
// that failed are halved until the bad text is alone. With few bad texts of n
// that takes about n/8 + 2*log2(n) requests; however many are bad, at most
// about 4/3 * (n + 2*log2(n) + 10). A model that is broken takes six at most,
// a server that is gone two.
func (c *Client) Embed(ctx context.Context, m library.EmbeddingModel, kind library.EmbedKind, in []library.EmbedInput) ([]library.Embedding, error) {
	p, err := c.embedder(ctx, m.Name)
	if err != nil {
		return nil, err
	}
	if now := p.embeddingModel(); now.Digest != m.Digest || now.Dims != m.Dims {
		return nil, library.Errorf(library.ModelMissing, "model_changed", m.Name)
	}
	e, err := c.endpoint(ctx)
	if err != nil {
		return nil, err
	}
	j := &embedding{
		c: c, e: e, p: p, family: embedFamilyOf(p.Name), dims: m.Dims, kind: kind, in: in,
		out: make([]library.Embedding, len(in)), spare: 2*bits.Len(uint(len(in))) + 8, doubt: doubtful,
	}
	j.limit = j.family.limit(p.Context)
	if err := j.run(ctx); err != nil {
		return nil, err
	}
	return j.out, nil
}

// limit is how many tokens a text may have, prompts included.
func (f embedFamily) limit(context int) int {
	limit := embedTokens
	switch {
	case context > 0 && f.context > 0:
		limit = min(limit, context, f.context)
	case context > 0 || f.context > 0:
		limit = min(limit, max(context, f.context))
	default:
		limit = embedUnknown
	}
	return max(limit-special, shortest)
}

// embedding is one call of Embed under way.
type embedding struct {
	c      *Client
	e      *endpoint
	p      profile
	family embedFamily
	dims   int
	kind   library.EmbedKind
	in     []library.EmbedInput
	out    []library.Embedding
	// limit is how many tokens a text may have; it falls when the model turns
	// out to take less than it says.
	limit int
	// fell is how many texts were taken only when they were shorter.
	fell int
	// spare is how many more requests may be spent on finding bad texts and
	// on trying them shorter, beyond one for each text.
	spare int
	// doubt is how many requests in a row have brought no vector.
	doubt int
}

// run fills out. Its error is one of the model as a whole.
func (j *embedding) run(ctx context.Context) error {
	var todo []int
	for i := range j.in {
		if j.text(i, j.limit) == "" {
			// An empty text is no error for the server, it answers nothing or
			// a vector of nothing.
			j.out[i].Err = library.Errorf(library.InvalidParams, "text_empty")
			continue
		}
		todo = append(todo, i)
	}
	for part := range slices.Chunk(todo, embedBatch) {
		if err := j.embed(ctx, part); err != nil {
			return err
		}
		if err := j.check(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (j *embedding) text(i, limit int) string { return j.family.render(j.kind, j.in[i], limit) }

// embed fills out for the texts of part.
func (j *embedding) embed(ctx context.Context, part []int) error {
	err := j.try(ctx, part, j.limit)
	switch {
	case err == nil || isWhole(err):
		return err
	case len(part) == 1:
		return j.alone(ctx, part[0], err)
	}
	half := (len(part) + 1) / 2
	if !j.spend() {
		half = 1
	}
	for part := range slices.Chunk(part, half) {
		if err := j.embed(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// alone deals with one text that failed by itself: it is tried shorter and
// shorter, since the beginning is better than nothing and length is the usual
// cause; one that is short already, once more, since a runner may die for
// other reasons than the text.
func (j *embedding) alone(ctx context.Context, i int, cause error) error {
	if err := j.check(ctx); err != nil {
		return err
	}
	size := tokens(j.text(i, j.limit))
	limits := shorter(size)
	if limits == nil {
		limits = []int{j.limit}
	}
	for _, limit := range limits {
		if !j.spend() {
			break
		}
		err := j.try(ctx, []int{i}, limit)
		if isWhole(err) {
			return err
		}
		if err == nil {
			j.learn(limit, size)
			return nil
		}
	}
	j.out[i].Err = library.Errorf(library.ModelFailed, "model_refused", j.p.Name, cause)
	return nil
}

// learn takes it from the second text that had to be shortened that the model
// takes less than was thought. One alone may have had another fault.
func (j *embedding) learn(limit, size int) {
	if limit >= size {
		return
	}
	if j.fell++; j.fell > 1 {
		j.limit = min(j.limit, limit)
	}
}

// shorter are the lengths in which to try a text that failed, none for one
// that is short already.
func shorter(size int) (limits []int) {
	for limit := size / 2; limit >= shortest; limit /= 2 {
		limits = append(limits, limit)
	}
	return limits
}

func (j *embedding) spend() bool {
	j.spare--
	return j.spare >= 0
}

// check tells the model's fault from the texts': when several requests in a
// row have brought nothing, or nothing has succeeded yet, the model has to
// show that it still works. Without this a model that broke down would be
// held against every text of the library.
func (j *embedding) check(ctx context.Context) error {
	if j.doubt < doubtful {
		return nil
	}
	raw, err := j.ask(ctx, []string{controlText})
	if err == nil {
		_, err = j.family.vector(raw[0], j.p.Dims, j.dims)
	}
	if err == nil {
		j.doubt = 0
		return nil
	}
	if isWhole(err) {
		return err
	}
	return library.Errorf(library.ModelFailed, "model_failed", j.p.Name, err)
}

// try sends the texts of part, each cut to limit, and keeps their vectors. A
// vector that is none is the outcome for its text, unless it is alone.
func (j *embedding) try(ctx context.Context, part []int, limit int) error {
	texts := make([]string, len(part))
	for k, i := range part {
		texts[k] = j.text(i, limit)
	}
	raw, err := j.ask(ctx, texts)
	if err != nil {
		j.doubt++
		return err
	}
	good := 0
	for k, i := range part {
		j.out[i].Vector, err = j.family.vector(raw[k], j.p.Dims, j.dims)
		j.out[i].Err = nil
		if err != nil {
			j.out[i].Err = library.Errorf(library.ModelFailed, "model_refused", j.p.Name, err)
			continue
		}
		good++
	}
	if good > 0 {
		j.doubt = 0
		return nil
	}
	// No vector at all: hardly the texts' fault.
	j.doubt = doubtful
	return err
}

// wholeError is one of the server or the model, whatever the texts were.
type wholeError struct{ error }

func (w wholeError) Unwrap() error { return w.error }

func isWhole(err error) bool {
	var w wholeError
	return errors.As(err, &w)
}

// ask sends one request and returns as many vectors as texts. Its error is a
// wholeError, or one that may be the fault of a text.
//
// Options are never sent: with others than the last call had, Ollama loads the
// model again, which takes seconds. The model stays as long as a chat model
// does, since of two models Ollama unloads the one that is to stay for less.
func (j *embedding) ask(ctx context.Context, texts []string) ([][]float32, error) {
	asking, cancel := context.WithTimeoutCause(ctx, j.c.options.Embed, errStalled)
	defer cancel()
	no := false
	resp, err := j.e.api.Embed(asking, &api.EmbedRequest{
		Model: j.p.Name, Input: texts, KeepAlive: &api.Duration{Duration: keepLoaded},
		// Rather an error than a text whose end silently does not count.
		Truncate: &no,
	})
	if err == nil {
		if len(resp.Embeddings) != len(texts) {
			return nil, fmt.Errorf("%w: %d of %d", errCount, len(resp.Embeddings), len(texts))
		}
		return resp.Embeddings, nil
	}
	switch status, answered := statusOf(err); {
	case ctx.Err() != nil:
		return nil, wholeError{library.Errorf(library.Cancelled, "cancelled", ctx.Err())}
	case errors.Is(context.Cause(asking), errStalled):
		return nil, wholeError{library.Errorf(library.ModelFailed, "model_stalled", j.p.Name, errStalled)}
	case !answered || status >= http.StatusInternalServerError && status != http.StatusNotImplemented && status != http.StatusServiceUnavailable:
		return nil, j.afterBreak(ctx, answered, err)
	case status == http.StatusBadRequest || status == http.StatusRequestEntityTooLarge:
		return nil, err
	}
	return nil, wholeError{j.e.explain(ctx, j.p.Name, err)}
}

// afterBreak gives a runner that died a moment to go and, when the connection
// itself broke, makes sure that there still is a server: a dead one must not
// be asked again for every text.
func (j *embedding) afterBreak(ctx context.Context, answered bool, cause error) error {
	pause := time.NewTimer(j.c.options.Again)
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-ctx.Done():
		return wholeError{library.Errorf(library.Cancelled, "cancelled", ctx.Err())}
	}
	if answered {
		return cause
	}
	asking, cancel := context.WithTimeout(ctx, j.c.options.Ask)
	defer cancel()
	if _, err := j.e.api.Version(asking); err != nil {
		return wholeError{j.e.explain(ctx, "", err)}
	}
	return cause
}
