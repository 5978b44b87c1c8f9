package answer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"aibookmark/host/internal/library"
)

// keptSources bounds the sources that a turn keeps.
const keptSources = 10

// rememberWithin bounds writing the turn, which also happens when the reader
// went away after the last word.
const rememberWithin = 5 * time.Second

// remember adds the turn to the history. A history that cannot be written
// does not take the answer away.
func (r *run) remember(ans library.Answer) {
	turn, err := newTurn(r.question.Text, ans)
	if err == nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), rememberWithin)
		defer cancel()
		err = r.history.AppendTurn(ctx, turn)
	}
	if err != nil {
		r.options.Log.Error("answer: the turn was not kept", "error", err)
	}
}

// newTurn is a turn as it is kept: the JSON of the answer without the texts
// of its sources, and every page that the answer may carry words of, so that
// forgetting one of them finds the turn.
func newTurn(question string, ans library.Answer) (library.Turn, error) {
	pages := []int64{}
	for _, c := range ans.Citations {
		pages = append(pages, c.PageID)
	}
	kept := ans
	kept.Sources = nil
	for i, h := range ans.Sources {
		pages = append(pages, h.Document.PageID)
		if i < keptSources {
			h.Document.Text = ""
			h.Explain = ""
			kept.Sources = append(kept.Sources, h)
			for _, like := range h.Alike {
				pages = append(pages, like.PageID)
			}
		}
	}
	b, err := json.Marshal(kept)
	if err != nil {
		return library.Turn{}, fmt.Errorf("encode answer: %w", err)
	}
	slices.Sort(pages)
	return library.Turn{
		ConversationID: ans.ConversationID, Question: question, Answer: b,
		PageIDs: slices.Compact(pages), At: time.Now(),
	}, nil
}

// ReadAnswer reads Turn.Answer back.
func ReadAnswer(b []byte) (library.Answer, error) {
	var ans library.Answer
	if err := json.Unmarshal(b, &ans); err != nil {
		return library.Answer{}, fmt.Errorf("stored answer: %w", err)
	}
	return ans, nil
}
