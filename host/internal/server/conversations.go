package server

import (
	"context"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

func (c *conn) conversationMethods(t map[string]method) {
	if c.s.services.Conversations != nil && c.s.services.Answer != nil {
		t[protocol.MethodConversationsList] = on(c.conversationsList).within(c.s.limits.read)
		t[protocol.MethodConversationsGet] = on(c.conversationsGet).within(c.s.limits.read)
		t[protocol.MethodConversationsDelete] = on(c.conversationsDelete).inOrder()
	}
}

func (c *conn) conversationsList(ctx context.Context, p protocol.ListParams) (r protocol.ConversationList, err error) {
	mark, err := cursorIn(p.Cursor)
	if err != nil {
		return r, err
	}
	list, next, err := c.s.services.Conversations.Conversations(ctx, mark, bounded(p.Limit, defaultPage, maxPage))
	if err != nil {
		return r, err
	}
	r.Next = cursorOut(next)
	r.Items = make([]protocol.Conversation, len(list))
	for i, v := range list {
		r.Items[i] = protocol.Conversation{ID: v.ID, Title: cutText(v.Title, maxTitle/4), UpdatedAt: encodable(v.UpdatedAt), Turns: v.Turns}
	}
	return r, nil
}

// conversationsGet returns the newest turns that fit in a frame, and the one
// that is being answered.
func (c *conn) conversationsGet(ctx context.Context, p protocol.ConversationParams) (r protocol.ConversationResult, err error) {
	if p.ID == "" {
		return r, invalid("id: expected the id of a conversation")
	}
	turns, running, err := c.s.services.Answer.Conversation(ctx, p.ID)
	if err != nil {
		return r, err
	}
	out := make([]protocol.Turn, len(turns), len(turns)+1)
	budget := resultBudget
	var last []protocol.Turn
	if running != nil {
		last = []protocol.Turn{{
			Question: cutText(running.Question, maxQuestion), Answer: answerOut(running.Answer, turnBudget),
			At: encodable(running.At), Running: true,
		}}
		budget -= jsonSize(last[0]) + 1
	}
	first := len(turns)
	for i := len(turns) - 1; i >= 0; i-- {
		if out[i], err = turnOut(turns[i]); err != nil {
			return r, err
		}
		if budget -= jsonSize(out[i]) + 1; budget < 0 {
			break
		}
		first = i
	}
	return protocol.ConversationResult{ID: p.ID, Turns: append(out, last...)[first:]}, nil
}

// turnBudget bounds one turn, which alone always fits.
const turnBudget = resultBudget / 2

func turnOut(t library.Turn) (protocol.Turn, error) {
	a, err := answer.ReadAnswer(t.Answer)
	if err != nil {
		return protocol.Turn{}, err
	}
	return protocol.Turn{Question: cutText(t.Question, maxQuestion), Answer: answerOut(a, turnBudget), At: encodable(t.At)}, nil
}

func (c *conn) conversationsDelete(ctx context.Context, p protocol.ConversationParams) (r protocol.ConversationsDeleted, err error) {
	if (p.ID == "") != p.All {
		return r, invalid("expected exactly one of id and all")
	}
	// What is being answered would be kept after it was deleted.
	stopped := c.s.services.Answer.Stop(p.ID)
	r.Deleted, err = c.s.services.Conversations.DeleteConversation(ctx, p.ID)
	if stopped > 0 && library.KindOf(err) == library.NotFound {
		// Its first answer was the one that is stopped.
		return protocol.ConversationsDeleted{Deleted: 1}, nil
	}
	return r, err
}
