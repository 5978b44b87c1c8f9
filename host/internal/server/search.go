package server

import (
	"context"
	"time"

	"aibookmark/host/internal/protocol"
	"aibookmark/host/internal/search"
)

// Bounds of a search.
const (
	defaultHits = 20
	maxHits     = 100
	maxFilters  = 50
	// maxQuestion bounds a question, in bytes. Longer ones are pasted texts.
	maxQuestion = 8 << 10
)

func (c *conn) searchMethods(t map[string]method) {
	if c.s.services.Search != nil {
		t[protocol.MethodSearch] = on(c.search).within(c.s.limits.search)
	}
	if c.s.services.Answer != nil {
		t[protocol.MethodAsk] = on(c.ask).within(c.s.limits.ask)
	}
}

func (c *conn) search(ctx context.Context, p protocol.SearchParams) (r protocol.SearchResult, err error) {
	switch p.Mode {
	case "", "text", "hybrid":
	default:
		return r, invalid("mode: expected text or hybrid")
	}
	filters, err := filtersIn(p.Filters)
	if err != nil {
		return r, err
	}
	res, err := c.s.services.Search.Search(ctx, search.Query{
		Text: cutText(p.Query, maxQuestion), Limit: bounded(p.Limit, defaultHits, maxHits),
		Filters: filters, Typing: p.Typing, Mode: p.Mode, Explain: p.Explain,
		Now: c.s.o.Now(), Locale: c.language(),
	})
	if err != nil {
		return r, err
	}
	return SearchResult(res), nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
