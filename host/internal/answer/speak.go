package answer

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"aibookmark/host/internal/library"
)

// When a model is silent, the reader is told so after patience, then again
// every murmur.
const (
	patience = time.Second
	murmur   = 5 * time.Second
)

// byModel answers with a model's words.
func (r *run) byModel(name string, window int) (library.Answer, error) {
	p, err := r.buildPrompt(window)
	if err != nil {
		return library.Answer{}, err
	}
	if len(p.passages) == 0 {
		// The window does not hold even one sentence beside the rules.
		return r.fallback(library.Errorf(library.ModelFailed, "model_refused", name))
	}
	r.sayLeftOut(p)
	text, refused, err := r.listen(name, window, p)
	if text == "" && refusedPrompt(err) && len(p.passages) > 1 {
		// The estimate of tokens was too low for this model: try with half.
		if p, err = r.buildPrompt(window / 2); err != nil {
			return library.Answer{}, err
		}
		if len(p.passages) > 0 {
			r.sayLeftOut(p)
			text, refused, err = r.listen(name, window, p)
		}
	}
	switch {
	case r.ctx.Err() != nil:
		return library.Answer{}, r.ctx.Err()
	case text == "" && err != nil:
		return r.fallback(err)
	case text == "" && !refused:
		return r.fallback(library.Errorf(library.ModelFailed, "answer_silent", name))
	case text == "":
		return r.notFound(), nil
	case err != nil:
		r.options.Log.Warn("answer: the model stopped", "error", err)
		r.notice("fallback", 0, "answer_cut", r.reason(err))
	}
	citations, err := r.check(text, p.passages)
	if err != nil {
		return library.Answer{}, err
	}
	return library.Answer{
		Text: text, Found: !refused || len(citations) > 0, Citations: citations, Model: name,
		Used: len(p.passages), Of: len(r.evidence),
	}, nil
}

// refusedPrompt tells whether a model refused the request as such.
func refusedPrompt(err error) bool {
	var known *library.Error
	return errors.As(err, &known) && known.Code == "model_refused"
}

func (r *run) sayLeftOut(p prompt) {
	if p.leftOut > 0 {
		r.notice("left_out", 0, "answer_left_out", len(p.passages), len(r.evidence))
	}
}

// listen asks the model and emits what it says, screened. It returns the text
// as it was emitted, without white space at the ends; refused tells that the
// model gave the sign for "not answered". It returns as soon as ctx ends,
// whatever the model does.
func (r *run) listen(name string, window int, p prompt) (text string, refused bool, err error) {
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	chunks, result := make(chan library.ChatChunk, 64), make(chan error, 1)
	go func() {
		defer close(chunks)
		defer func() {
			if p := recover(); p != nil {
				result <- fmt.Errorf("panic in the model client: %v", p)
			}
		}()
		result <- r.model.Chat(ctx, library.ChatRequest{
			Model: name, Messages: p.messages, ContextTokens: window, MaxTokens: p.maxTokens,
		}, func(c library.ChatChunk) error {
			select {
			case chunks <- c:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	l := listener{run: r, name: name, began: time.Now(), words: screen{passages: len(p.passages)}}
	silence := time.NewTimer(patience)
	defer silence.Stop()
	for {
		select {
		case c, more := <-chunks:
			if !more {
				l.finish()
				return strings.TrimSpace(l.text.String()), l.words.refused, <-result
			}
			l.hear(gather(c, chunks))
		case <-silence.C:
			l.reassure()
			silence.Reset(murmur)
		case <-ctx.Done():
			return strings.TrimSpace(l.text.String()), l.words.refused, ctx.Err()
		}
	}
}

// gather joins to a chunk what else is waiting, so that a fast model does not
// make an event of every syllable.
func gather(c library.ChatChunk, more <-chan library.ChatChunk) library.ChatChunk {
	for {
		select {
		case next, ok := <-more:
			if !ok {
				return c
			}
			c.Thinking += next.Thinking
			c.Text += next.Text
			c.Loading = c.Loading || next.Loading
			c.LoadTime = max(c.LoadTime, next.LoadTime)
		default:
			return c
		}
	}
}

// listener is one model being listened to.
type listener struct {
	run   *run
	name  string
	began time.Time
	// words and thoughts screen the two streams.
	words, thoughts screen
	text            strings.Builder
	loading, spoke  bool
	// loadTime is how long loading takes, as far as is known.
	loadTime time.Duration
}

// hear emits what a chunk says.
func (l *listener) hear(c library.ChatChunk) {
	l.loading = l.loading || c.Loading
	l.loadTime = max(l.loadTime, c.LoadTime)
	l.spoke = l.spoke || c.Text != "" || c.Thinking != ""
	l.pass(l.thoughts.write(c.Thinking), l.words.write(c.Text))
}

// finish emits what the screens held back.
func (l *listener) finish() { l.pass(l.thoughts.close(), l.words.close()) }

func (l *listener) pass(thought, said string) {
	if thought != "" {
		l.run.tell(library.AskEvent{Kind: library.AskThinking, Text: thought})
	}
	if l.text.Len() == 0 {
		said = strings.TrimLeft(said, " \t\r\n")
	}
	if said != "" {
		l.text.WriteString(said)
		l.run.tell(library.AskEvent{Kind: library.AskText, Text: said})
	}
}

// reassure tells the reader what a silent model is busy with: while it is
// loaded, how long that takes, as long as this is still to be believed.
func (l *listener) reassure() {
	if l.spoke {
		return
	}
	seconds := int(time.Since(l.began).Round(time.Second) / time.Second)
	if about := int(math.Ceil(l.loadTime.Seconds())); l.loading && about > seconds {
		l.run.notice("loading_model", about, "answer_loading_about", l.name, about)
		return
	}
	if l.loading {
		l.run.notice("loading_model", seconds, "answer_loading", l.name, seconds)
		return
	}
	l.run.notice("warming", seconds, "answer_reading", l.name, seconds)
}
