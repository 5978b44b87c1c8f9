// Package answer turns a question and the passages found for it into an
// answer that can be checked. With a chat model it streams the model's words;
// without one, or when the model fails, it quotes the best sentences of the
// best pages word for word. Either way every [n] names a given passage and
// comes with a quote that stands, at the given place, in the stored text.
//
// The pages are hostile: what they say may try to speak to the model, and
// what the model says may try to speak to the world. So the model has no
// tools and no way to write; passages are stripped of what only a machine
// reads and fenced by a mark that cannot be guessed; and of the model's words
// no link, image, HTML or address reaches the reader (see screen).
package answer

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"strings"
	"time"

	"aibookmark/host/internal/library"
)

// Retriever finds what may answer a question.
type Retriever interface {
	// Evidence returns the pages found and, over them, the best passages, best
	// first. No evidence means that nothing relevant is there.
	Evidence(ctx context.Context, question string, filters []library.Filter, now time.Time) ([]library.Hit, []library.Evidence, error)
	// PageText returns the text of a page as it is stored.
	PageText(ctx context.Context, id int64) (string, error)
}

// ChatModel is a model that answers. Errors are library errors.
type ChatModel interface {
	ChatModel(ctx context.Context) (name string, contextTokens int, err error)
	Chat(ctx context.Context, r library.ChatRequest, said func(library.ChatChunk) error) error
}

// History keeps conversations. Turns come oldest first.
type History interface {
	Conversation(ctx context.Context, id string) ([]library.Turn, error)
	AppendTurn(ctx context.Context, t library.Turn) error
}

// Options configures an Answerer.
type Options struct {
	// Random is where conversation ids and fences come from; nil is
	// crypto/rand, which is what anything but a golden test needs.
	Random io.Reader
	Log    *slog.Logger
}

// Answerer answers questions; safe for concurrent use. It holds nothing
// between questions.
type Answerer struct {
	pages   Retriever
	model   ChatModel
	history History
	options Options
}

// New returns an Answerer. model may be nil: every answer is then quoted.
func New(pages Retriever, model ChatModel, history History, o Options) *Answerer {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Answerer{pages: pages, model: model, history: history, options: o}
}

// Question is one question. ConversationID continues a conversation; empty
// begins one. Locale is the language of notices and of "not found"; when empty
// that of the question. Now is the day that "yesterday" refers to; zero is
// the present.
type Question struct {
	Text           string
	ConversationID string
	Filters        []library.Filter
	Now            time.Time
	Locale         string
}

// modelPatience bounds the question which model there is: a server that hangs
// must not keep the reader from the quoted answer.
const modelPatience = 3 * time.Second

// Ask answers a question. emit is called from Ask's own goroutine, in order:
// first the sources, then thinking, text and notices as they come; the texts
// joined are Answer.Text but for white space at the ends. The turn is added
// to the history before Ask returns.
//
// A model that is missing, unreachable or fails is no error: the answer is
// then quoted, or, when the model had begun to speak, ends where it stopped,
// in both cases with a notice. Errors are InvalidParams for an empty question,
// Cancelled when ctx ends, and whatever the Retriever returns.
func (a *Answerer) Ask(ctx context.Context, q Question, emit func(library.AskEvent)) (library.Answer, error) {
	began := time.Now()
	r, err := a.prepare(ctx, q, emit)
	if err != nil {
		return library.Answer{}, err
	}
	hits, evidence, err := a.pages.Evidence(ctx, r.search, q.Filters, q.Now)
	if err != nil {
		return library.Answer{}, ended(ctx, err)
	}
	r.hits, r.evidence = hits, evidence
	r.tell(library.AskEvent{Kind: library.AskSources, Hits: hits, Final: true})
	ans, err := r.answer()
	if err != nil {
		return library.Answer{}, ended(ctx, err)
	}
	ans.Sources, ans.ConversationID = hits, r.conversation
	ans.Took = time.Since(began)
	r.remember(ans)
	return ans, nil
}

// run is one question being answered; it belongs to one goroutine.
type run struct {
	*Answerer
	ctx      context.Context
	question Question
	emit     func(library.AskEvent)
	// search is what to look for: the question, or the one before it when this
	// one has nothing to look for.
	search       string
	terms        terms
	chinese      bool
	conversation string
	hits         []library.Hit
	evidence     []library.Evidence
	texts        map[int64]string
}

func (a *Answerer) prepare(ctx context.Context, q Question, emit func(library.AskEvent)) (*run, error) {
	q.Text = strings.TrimSpace(q.Text)
	if q.Text == "" {
		return nil, library.Errorf(library.InvalidParams, "question_empty")
	}
	if q.Now.IsZero() {
		q.Now = time.Now()
	}
	r := &run{
		Answerer: a, ctx: ctx, question: q, emit: emit, conversation: q.ConversationID,
		search: q.Text, terms: contentTerms(q.Text), chinese: isChinese(q.Text), texts: map[int64]string{},
	}
	if r.question.Locale == "" && r.chinese {
		r.question.Locale = "zh-CN"
	}
	if r.conversation == "" {
		id := make([]byte, 16)
		if _, err := io.ReadFull(a.options.Random, id); err != nil {
			return nil, err
		}
		r.conversation = hex.EncodeToString(id)
		return r, nil
	}
	if err := r.followUp(); err != nil {
		return nil, ended(ctx, err)
	}
	return r, nil
}

// followUp lets a question that has nothing to look for of its own ("why?",
// "还有呢") look for what the one before it did.
func (r *run) followUp() error {
	if len(r.terms) > 0 {
		return nil
	}
	turns, err := r.history.Conversation(r.ctx, r.conversation)
	if err != nil && library.KindOf(err) != library.NotFound {
		return err
	}
	for i := len(turns) - 1; i >= 0; i-- {
		if before := contentTerms(turns[i].Question); len(before) > 0 {
			r.search, r.terms = turns[i].Question, before
			return nil
		}
	}
	return nil
}

// answer takes the highest rung that there is.
func (r *run) answer() (library.Answer, error) {
	if len(r.evidence) == 0 {
		return r.notFound(), nil
	}
	if r.model == nil {
		return r.quoted()
	}
	ctx, cancel := context.WithTimeout(r.ctx, modelPatience)
	name, window, err := r.model.ChatModel(ctx)
	cancel()
	if r.ctx.Err() != nil {
		return library.Answer{}, r.ctx.Err()
	}
	switch library.KindOf(err) {
	case "":
		return r.byModel(name, window)
	case library.ModelMissing, library.OllamaUnreachable:
		// The rung below, as everywhere; status says how to get higher.
		return r.quoted()
	}
	return r.fallback(err)
}

// fallback quotes, saying why the model did not answer.
func (r *run) fallback(err error) (library.Answer, error) {
	r.options.Log.Warn("answer: the model failed", "error", err)
	r.notice("fallback", 0, "answer_fallback", r.reason(err))
	return r.quoted()
}

// reason is what happened in the reader's language.
func (r *run) reason(err error) string {
	var known *library.Error
	if !errors.As(err, &known) {
		known = library.Errorf(library.Internal, "internal")
	}
	return known.Message(r.question.Locale)
}

func (r *run) notFound() library.Answer {
	text := library.Text(r.question.Locale, "answer_not_found")
	r.tell(library.AskEvent{Kind: library.AskText, Text: text})
	return library.Answer{Text: text, Citations: []library.Citation{}, Of: len(r.evidence)}
}

func (r *run) tell(e library.AskEvent) {
	e.ConversationID = r.conversation
	r.emit(e)
}

func (r *run) notice(code string, seconds int, text string, args ...any) {
	r.tell(library.AskEvent{
		Kind: library.AskNotice, Code: code, Seconds: seconds,
		Message: library.Text(r.question.Locale, text, args...),
	})
}

// pageText is the stored text of a page, read once per question. A page that
// was forgotten meanwhile has none.
func (r *run) pageText(id int64) (string, error) {
	if text, ok := r.texts[id]; ok {
		return text, nil
	}
	text, err := r.pages.PageText(r.ctx, id)
	if err != nil && library.KindOf(err) != library.NotFound {
		return "", err
	}
	r.texts[id] = text
	return text, nil
}

// ended makes the end of ctx a Cancelled error and leaves others as they are.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && library.KindOf(err) != library.Cancelled {
		return library.Errorf(library.Cancelled, "cancelled", ctx.Err())
	}
	return err
}
