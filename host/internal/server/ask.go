package server

import (
	"context"
	"strings"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// eventBudget bounds the hits of one event, in bytes of JSON.
const eventBudget = 256 << 10

func (c *conn) ask(ctx context.Context, p protocol.AskParams) (r protocol.Answer, err error) {
	if len(p.ConversationID) > maxName || p.Attach && p.ConversationID == "" {
		return r, invalid("conversationId: expected the id of a conversation")
	}
	if p.Attach {
		a, err := c.s.services.Answer.Follow(ctx, p.ConversationID, c.emitter(ctx))
		if err != nil {
			return r, err
		}
		return answerOut(a, resultBudget), nil
	}
	if strings.TrimSpace(p.Question) == "" {
		return r, invalid("question: expected a question")
	}
	filters, err := filtersIn(p.Filters)
	if err != nil {
		return r, err
	}
	a, err := c.s.services.Answer.Ask(ctx, answer.Question{
		Text: cutText(p.Question, maxQuestion), ConversationID: p.ConversationID,
		Filters: filters, Now: c.s.o.Now(), Locale: c.language(),
	}, c.emitter(ctx))
	if err != nil {
		return r, err
	}
	return answerOut(a, resultBudget), nil
}

// emitter sends the events of a call. It waits while the client does not
// read, which slows the model down rather than filling memory.
func (c *conn) emitter(ctx context.Context) func(library.AskEvent) {
	k := callOf(ctx)
	return func(e library.AskEvent) {
		out := protocol.AskEvent{
			RequestID: protocol.RequestID(k.id), ConversationID: e.ConversationID, Kind: string(e.Kind),
			Final: e.Final, Text: e.Text, Code: e.Code, Message: e.Message, Seconds: e.Seconds,
		}
		if len(e.Hits) > 0 {
			out.Hits = fitting(hitsOut(e.Hits), eventBudget)
		}
		k.event(func() { c.notify(ctx, protocol.NotifyAskEvent, out) })
	}
}
