package search

import (
	"context"
	"fmt"
	"strings"

	"aibookmark/host/internal/library"
)

// recent is what an empty field shows: the newest pages, as found for nothing.
func (s *Searcher) recent(ctx context.Context, p *question) ([]*reading, int, error) {
	ids, err := s.index.RecentPages(ctx, p.limit)
	if err != nil {
		return nil, 0, fmt.Errorf("newest pages: %w", err)
	}
	hits := make([]library.TextHit, len(ids))
	for i, id := range ids {
		hits[i].PageID = id
	}
	out, err := s.read(ctx, p, hits)
	return out, len(out), err
}

// blank tells whether nothing has been typed into a field that searches at
// every keystroke.
func (p *question) blank() bool {
	return p.typing && strings.TrimSpace(p.text) == "" && len(p.filters) == 0
}
