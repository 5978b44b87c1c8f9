package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"
	"time"

	"aibookmark/host/internal/library"
)

// AppendTurn adds a turn to its conversation, which it makes when it is new. A
// turn that carries words of a page which is gone meanwhile is not kept, for
// what was forgotten must not come back: that is a NotFound error.
func (s *Store) AppendTurn(ctx context.Context, t library.Turn) error {
	id := cleanID(t.ConversationID)
	if id == "" {
		return library.Errorf(library.InvalidParams, "conversation_without_id")
	}
	if t.At.IsZero() {
		t.At = s.now()
	}
	if t.Answer == nil {
		t.Answer = []byte{}
	}
	return wrap("append turn", s.lib.update(ctx, func(tx *txn) error {
		at := t.At.UnixMilli()
		gone, err := value[int](tx, "SELECT count(*) FROM json_each(?) WHERE value NOT IN (SELECT id FROM pages)", list(t.PageIDs))
		if err != nil {
			return err
		}
		if gone > 0 {
			return library.Errorf(library.NotFound, "page_not_found")
		}
		if _, err := exec(tx, "INSERT INTO conversations(id, updated) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET updated = max(updated, excluded.updated)", id, at); err != nil {
			return err
		}
		turn, err := value[int64](tx, "INSERT INTO turns(conversation, question, answer, at) VALUES (?, ?, ?, ?) RETURNING id", id, cleanText(t.Question), t.Answer, at)
		if err != nil {
			return err
		}
		_, err = exec(tx, "INSERT OR IGNORE INTO turn_pages(page, turn) SELECT value, ? FROM json_each(?)", turn, list(t.PageIDs))
		return err
	}))
}

// maxConversationTitle is in bytes: one line of a list.
const maxConversationTitle = 200

// Conversations lists conversations, the one with the newest turn first, from
// after the mark on ("" is the beginning); next is the mark to go on with, ""
// at the end. Its title is its first question. A mark that is none is an
// InvalidParams error.
func (s *Store) Conversations(ctx context.Context, after string, limit int) (out []library.Conversation, next string, err error) {
	updated, id := int64(math.MaxInt64), ""
	if after != "" {
		if n, err := fmt.Sscanf(after, "%d:", &updated); n != 1 || err != nil {
			return nil, "", library.Errorf(library.InvalidParams, "cursor_unknown")
		}
		_, id, _ = strings.Cut(after, ":")
	}
	err = s.lib.view(ctx, func(tx *txn) error {
		return each(tx, `SELECT id, updated,
				(SELECT question FROM turns WHERE conversation = c.id ORDER BY id LIMIT 1),
				(SELECT count(*) FROM turns WHERE conversation = c.id)
			FROM conversations c WHERE (updated, id) < (?, ?) ORDER BY updated DESC, id DESC LIMIT ?`, []any{updated, id, limit + 1},
			func(rows *sql.Rows) error {
				var c library.Conversation
				var ms int64
				var title sql.NullString
				err := rows.Scan(&c.ID, &ms, &title, &c.Turns)
				c.UpdatedAt, c.Title = time.UnixMilli(ms).UTC(), library.Beginning(cleanTitle(title.String), maxConversationTitle)
				out = append(out, c)
				return err
			})
	})
	if err != nil {
		return nil, "", wrap("list conversations", err)
	}
	if len(out) > limit {
		out = out[:limit]
		last := out[limit-1]
		next = fmt.Sprintf("%d:%s", last.UpdatedAt.UnixMilli(), last.ID)
	}
	return out, next, nil
}

// Conversation returns the turns of a conversation, oldest first. One that is
// not there is a NotFound error.
func (s *Store) Conversation(ctx context.Context, id string) ([]library.Turn, error) {
	var out []library.Turn
	id = cleanID(id)
	err := s.lib.view(ctx, func(tx *txn) error {
		var turns []int64
		err := each(tx, "SELECT id, question, answer, at FROM turns WHERE conversation = ? ORDER BY id", []any{id}, func(rows *sql.Rows) error {
			t := library.Turn{ConversationID: id}
			var turn, ms int64
			err := rows.Scan(&turn, &t.Question, &t.Answer, &ms)
			t.At = time.UnixMilli(ms).UTC()
			out, turns = append(out, t), append(turns, turn)
			return err
		})
		if err != nil {
			return err
		}
		if len(out) == 0 {
			return library.Errorf(library.NotFound, "conversation_not_found")
		}
		for i, turn := range turns {
			if out[i].PageIDs, err = column[int64](tx, "SELECT page FROM turn_pages WHERE turn = ? ORDER BY page", turn); err != nil {
				return err
			}
		}
		return nil
	})
	return out, wrap("conversation", err)
}

// DeleteConversation deletes a conversation, or all of them for "", and
// returns how many. One that is not there is a NotFound error.
func (s *Store) DeleteConversation(ctx context.Context, id string) (int, error) {
	var n int
	err := s.lib.update(ctx, func(tx *txn) (err error) {
		if id == "" {
			n, err = exec(tx, "DELETE FROM conversations")
			return err
		}
		n, err = exec(tx, "DELETE FROM conversations WHERE id = ?", cleanID(id))
		if err == nil && n == 0 {
			return library.Errorf(library.NotFound, "conversation_not_found")
		}
		return err
	})
	return n, wrap("delete conversation", err)
}
