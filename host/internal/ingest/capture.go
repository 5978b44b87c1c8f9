package ingest

import (
	"context"
	"strings"

	"aibookmark/host/internal/library"
)

// PageInput is a page as the extension sends it: HTML (a serialised copy of
// what is visible) or Text.
type PageInput struct {
	URL, Title, HTML, Text, Lang string
	// By is what library.Capture has there, but for ByFetch.
	By string
	// Save keeps the page although no bookmark points at it.
	Save bool
}

// PageOutcome says what became of a page. Reason is set when it was refused:
// "unsupported", "empty", "blocked_by_rule" or "not_bookmarked".
type PageOutcome struct {
	PageID int64
	State  library.CaptureState
	Reason string
	// Passages counts those of the text.
	Passages int
}

// IndexPage stores the text of a page and makes it searchable before it
// returns.
func (in *Ingest) IndexPage(ctx context.Context, p PageInput) (PageOutcome, error) {
	if _, _, ok := library.PageKey(p.URL); !ok {
		return refused("unsupported"), nil
	}
	if in.policy != nil {
		allowed := in.policy.Allowed
		if p.By == library.ByMenu || p.By == library.BySelection { // right-click is the person's word
			allowed = in.policy.AllowedByHand
		}
		ok, because, err := allowed(ctx, p.URL)
		if err != nil {
			return PageOutcome{}, err
		}
		if !ok {
			in.log.Info("page refused by rule", "because", because)
			return refused("blocked_by_rule"), nil
		}
	}
	c := in.capture(p)
	if c.Text == "" && !p.Save {
		return refused("empty"), nil
	}
	id, state, err := in.store.SaveCapture(ctx, c)
	if err != nil {
		return PageOutcome{}, err
	}
	if state == library.CaptureRefused {
		return refused("not_bookmarked"), nil
	}
	out := PageOutcome{PageID: id, State: state}
	docs, err := in.store.Documents(ctx, []int64{id})
	if err == nil && len(docs) == 1 {
		out.Passages = len(Passages(docs[0]))
	}
	_, err = in.indexed(ctx, library.Changes{Pages: []int64{id}}, justSaved, err)
	return out, err
}

func refused(reason string) PageOutcome {
	return PageOutcome{State: library.CaptureRefused, Reason: reason}
}

// capture turns input into what is stored. HTML that cannot be read leaves
// the text that came beside it.
func (in *Ingest) capture(p PageInput) library.Capture {
	c := library.Capture{URL: p.URL, Title: strings.TrimSpace(p.Title), Lang: p.Lang, By: p.By, Save: p.Save, At: in.now()}
	if p.Text != "" {
		c.Text = in.extract.Clean(p.Text)
	}
	if c.Text == "" && p.HTML != "" {
		title, text, lang, err := in.extract.Extract([]byte(p.HTML), p.URL)
		if err != nil {
			in.log.Warn("extract", "bytes", len(p.HTML), "error", err)
		}
		c.Text = text
		if c.Title == "" {
			c.Title = title
		}
		if c.Lang == "" {
			c.Lang = lang
		}
	}
	return c
}
