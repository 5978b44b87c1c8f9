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
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"aibookmark/host/internal/library"
)

// Retriever finds what may answer a question.
type Retriever interface {
	// Evidence returns the pages found and, over them, the best passages. No
	// evidence means that nothing relevant is there. With l.WordsOnly it is
	// quick, whatever any model does.
	Evidence(ctx context.Context, l library.Lookup) (library.Findings, error)
	// Filters reads the filters that l.Text states, and what is left of it.
	Filters(ctx context.Context, l library.Lookup) (filters []library.Filter, rest string, err error)
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

// Answerer answers questions; safe for concurrent use. Between questions it
// holds nothing; of those under way it knows what has been said.
type Answerer struct {
	pages   Retriever
	model   ChatModel
	history History
	options Options

	// hung is when the model server last did not say which model it has, in ms
	// since 1970.
	hung atomic.Int64

	mu sync.Mutex
	// live are the answers under way, by conversation.
	live map[string]*live
}

// New returns an Answerer. model may be nil: every answer is then quoted.
func New(pages Retriever, model ChatModel, history History, o Options) *Answerer {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Answerer{pages: pages, model: model, history: history, options: o, live: map[string]*live{}}
}

// Question is one question. ConversationID continues a conversation; empty
// begins one. Filters, unless nil, replace those that the question states or
// inherits from the one it follows; an empty list searches everything. Locale
// is the language of notices and of "not found"; when empty that of the
// question. Now is the day that "yesterday" refers to; zero is the present.
type Question struct {
	Text           string
	ConversationID string
	Filters        []library.Filter
	Now            time.Time
	Locale         string
}

// Ask answers a question. emit is called from Ask's own goroutine, in order:
// first the sources, then thinking, text and notices as they come; the texts
// joined are Answer.Text but for white space at the ends. The turn is added
// to the history before Ask returns.
//
// Sources come at once, found by words alone; they are final unless meaning,
// or a model that says a follow-up better, may still add to them: then the
// final ones follow, before the prompt is made of them.
//
// A question of a conversation stops the one before it there, should that
// still be under way. An answer that is under way can be followed and stopped
// from elsewhere: see Follow and Stop.
//
// A model that is missing, unreachable or fails is no error: the answer is
// then quoted, or, when the model had begun to speak, ends where it stopped,
// in both cases with a notice. Errors are InvalidParams for an empty question,
// Cancelled when ctx ends or the answer is stopped, and whatever the Retriever
// returns.
func (a *Answerer) Ask(ctx context.Context, q Question, emit func(library.AskEvent)) (library.Answer, error) {
	r, err := a.prepare(q, emit)
	if err != nil {
		return library.Answer{}, err
	}
	r.ctx, r.live = a.begin(ctx, r.conversation, r.question.Text)
	ans, err := r.whole()
	if err != nil {
		ans, err = library.Answer{}, ended(r.ctx, err)
	}
	a.end(r.live, ans, err, func() { r.remember(ans) })
	return ans, err
}

// run is one question being answered; it belongs to one goroutine.
type run struct {
	*Answerer
	ctx      context.Context
	live     *live
	question Question
	emit     func(library.AskEvent)
	// said is the answer before, for telling what a follow-up means.
	said string
	// intent is what the question means within its conversation; terms are
	// what is looked for.
	intent       intent
	terms        terms
	chinese      bool
	conversation string
	hits         []library.Hit
	evidence     []library.Evidence
	filters      []library.Filter
	texts        map[int64]string
}

func (a *Answerer) prepare(q Question, emit func(library.AskEvent)) (*run, error) {
	q.Text = strings.TrimSpace(q.Text)
	if q.Text == "" {
		return nil, library.Errorf(library.InvalidParams, "question_empty")
	}
	if q.Now.IsZero() {
		q.Now = time.Now()
	}
	r := &run{
		Answerer: a, question: q, emit: emit, conversation: q.ConversationID,
		chinese: isChinese(q.Text), texts: map[int64]string{},
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
	}
	return r, nil
}

// whole answers, from what is known of the conversation to the last word.
func (r *run) whole() (library.Answer, error) {
	model := r.askForModel()
	err := r.understand()
	if err == nil {
		err = r.retrieve(model)
	}
	if err != nil {
		return library.Answer{}, err
	}
	ans, err := r.answer(model)
	ans.Sources, ans.ConversationID, ans.Took = r.hits, r.conversation, time.Since(r.live.began)
	ans.Filters, ans.Pages = r.filters, r.intent.pages
	if r.intent.search != r.question.Text {
		ans.Meant = r.intent.search
	}
	return ans, err
}

// answer takes the highest rung that there is.
func (r *run) answer(model *chatModel) (library.Answer, error) {
	if !r.relevant() {
		return r.notFound(), nil
	}
	name, window, err := model.wait(r.ctx)
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

// relevant tells whether anything that was found may have to do with the
// question: something that no model need be asked about otherwise. What was
// found by its meaning, or in other words, need not share one with it.
func (r *run) relevant() bool {
	if len(r.evidence) == 0 {
		return false
	}
	if len(r.intent.pages) > 0 || len(r.terms) == 0 {
		return true
	}
	for _, h := range r.hits {
		if len(h.Matched) == 0 || slices.Contains(h.Matched, library.MatchedMeaning) {
			return true
		}
	}
	return r.covered(nil)
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
	r.live.tell(e)
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
