package server

import (
	"context"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

func (c *conn) conversationMethods(t map[string]method) {
	if c.s.services.Conversations != nil {
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

// conversationsGet returns the newest turns that fit in a frame.
func (c *conn) conversationsGet(ctx context.Context, p protocol.ConversationParams) (r protocol.ConversationResult, err error) {
	if p.ID == "" {
		return r, invalid("id: expected the id of a conversation")
	}
	turns, err := c.s.services.Conversations.Conversation(ctx, p.ID)
	if err != nil {
		return r, err
	}
	first, budget := len(turns), resultBudget
	out := make([]protocol.Turn, len(turns))
	for i := len(turns) - 1; i >= 0; i-- {
		if out[i], err = turnOut(turns[i]); err != nil {
			return r, err
		}
		if budget -= jsonSize(out[i]) + 1; budget < 0 {
			break
		}
		first = i
	}
	return protocol.ConversationResult{ID: p.ID, Turns: out[first:]}, nil
}

func turnOut(t library.Turn) (protocol.Turn, error) {
	a, err := answer.ReadAnswer(t.Answer)
	if err != nil {
		return protocol.Turn{}, err
	}
	// One turn alone always fits.
	const budget = resultBudget / 2
	return protocol.Turn{Question: cutText(t.Question, maxQuestion), Answer: answerOut(a, budget), At: encodable(t.At)}, nil
}

func (c *conn) conversationsDelete(ctx context.Context, p protocol.ConversationParams) (r protocol.ConversationsDeleted, err error) {
	if (p.ID == "") != p.All {
		return r, invalid("expected exactly one of id and all")
	}
	r.Deleted, err = c.s.services.Conversations.DeleteConversation(ctx, p.ID)
	return r, err
}
