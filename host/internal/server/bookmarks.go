package server

import (
	"context"
	"strconv"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// maxTitle bounds a title, in bytes; the rest of a longer one is dropped.
// Browsers set no bound, and pages choose their titles.
const maxTitle = 4096

func (c *conn) bookmarkMethods(t map[string]method) {
	if c.s.services.Bookmarks != nil {
		t[protocol.MethodBookmarksSync] = on(c.bookmarksSync).inOrder()
		t[protocol.MethodBookmarksApply] = on(c.bookmarksApply).inOrder()
		t[protocol.MethodSourcesRemove] = on(c.sourcesRemove).inOrder()
		t[protocol.MethodSourcesAdopt] = on(c.sourcesAdopt).inOrder()
	}
	if c.s.services.Sources != nil {
		t[protocol.MethodSourcesList] = on(c.sourcesList).within(c.s.limits.read)
	}
}

func (c *conn) bookmarksSync(ctx context.Context, p protocol.SyncParams) (r protocol.SyncResult, err error) {
	if p.Run == "" || len(p.Run) > maxName {
		return r, invalid("run: expected the name of the run")
	}
	if len(p.Nodes) > protocol.MaxSyncNodes {
		return r, invalid("nodes: at most %d a call", protocol.MaxSyncNodes)
	}
	nodes, err := nodesIn(p.Nodes)
	if err != nil {
		return r, err
	}
	ch, err := c.s.services.Bookmarks.Sync(ctx, p.SourceID, p.Run, nodes, p.Done, p.Confirm)
	if err != nil {
		return r, err
	}
	return protocol.SyncResult{
		Added: ch.Added, Updated: ch.Updated, Removed: ch.Removed, Unchanged: ch.Unchanged,
		NeedsConfirm: ch.NeedsConfirm, WouldRemove: ch.WouldRemove,
	}, nil
}

func (c *conn) bookmarksApply(ctx context.Context, p protocol.ApplyParams) (r protocol.ApplyResult, err error) {
	nodes, err := nodesIn(p.Nodes)
	if err != nil {
		return r, err
	}
	for i, id := range p.Removed {
		if id == "" {
			return r, invalid("removed[%d]: expected the id of a bookmark", i)
		}
	}
	ch, err := c.s.services.Bookmarks.Apply(ctx, p.SourceID, nodes, p.Removed)
	if err != nil {
		return r, err
	}
	return protocol.ApplyResult{Added: ch.Added, Updated: ch.Updated, Removed: ch.Removed, Unchanged: ch.Unchanged}, nil
}

// nodesIn checks nodes and turns them into library nodes.
func nodesIn(in []protocol.Node) ([]library.Node, error) {
	out := make([]library.Node, len(in))
	for i, n := range in {
		if n.ID == "" || len(n.ID) > maxName {
			return nil, invalid("nodes[%d].id: expected the browser's id", i)
		}
		out[i] = library.Node{
			ID: n.ID, ParentID: n.ParentID, Title: cutText(n.Title, maxTitle), URL: n.URL,
			AddedAt: timeIn(n.AddedAt), Position: n.Position,
		}
	}
	return out, nil
}

func (c *conn) sourcesList(ctx context.Context, p protocol.ListParams) (r protocol.SourceList, err error) {
	mark, err := cursorIn(p.Cursor)
	if err != nil {
		return r, err
	}
	after, err := strconv.ParseInt("0"+mark, 10, 64)
	if err != nil {
		return r, invalid("cursor: not one that this host gave")
	}
	all, err := c.s.services.Sources.Sources(ctx)
	if err != nil {
		return r, err
	}
	limit := bounded(p.Limit, defaultPage, maxPage)
	r.Items = []protocol.Source{}
	for _, s := range sortedSources(all) {
		if s.ID <= after {
			continue
		}
		if len(r.Items) == limit {
			r.Next = cursorOut(strconv.FormatInt(r.Items[limit-1].SourceID, 10))
			break
		}
		r.Items = append(r.Items, protocol.Source{
			SourceID: s.ID, Browser: s.Browser, Label: cutText(s.Label, maxName),
			Bookmarks: s.Bookmarks, LastSeen: encodable(s.LastSeen),
		})
	}
	return r, nil
}

func (c *conn) sourcesRemove(ctx context.Context, p protocol.SourceParams) (r protocol.SourceRemoved, err error) {
	ch, err := c.s.services.Bookmarks.RemoveSource(ctx, p.SourceID)
	return protocol.SourceRemoved{Removed: ch.Removed}, err
}

func (c *conn) sourcesAdopt(ctx context.Context, p protocol.AdoptParams) (r protocol.AdoptResult, err error) {
	if p.From == p.To {
		return r, invalid("to: expected another source than from")
	}
	ch, err := c.s.services.Bookmarks.AdoptSource(ctx, p.From, p.To)
	return protocol.AdoptResult{Moved: ch.Added + ch.Updated}, err
}

// timeIn is a time that may be missing.
func timeIn(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
