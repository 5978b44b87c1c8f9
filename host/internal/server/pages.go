package server

import (
	"context"
	"strings"
	"unicode"

	"aibookmark/host/internal/ingest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// Bounds of pages.related.
const (
	defaultRelated = 10
	maxRelated     = 50
)

func (c *conn) pageMethods(t map[string]method) {
	s := c.s.services
	if s.Capture != nil {
		t[protocol.MethodPagesIndex] = on(c.pagesIndex).inOrder()
	}
	if s.Pages != nil {
		t[protocol.MethodPagesGet] = on(c.pagesGet).within(c.s.limits.read)
		t[protocol.MethodPagesOpened] = on(c.pagesOpened)
	}
	if s.Pages != nil && s.Search != nil {
		t[protocol.MethodPagesRelated] = on(c.pagesRelated).within(c.s.limits.search)
	}
	if s.Forget != nil {
		t[protocol.MethodPagesForget] = on(c.pagesForget).inOrder()
	}
}

func (c *conn) pagesOpened(ctx context.Context, p protocol.OpenedParams) (r protocol.Empty, err error) {
	if p.PageID <= 0 {
		return r, invalid("pageId: expected the id of a page")
	}
	return r, c.s.services.Pages.NoteOpened(ctx, p.PageID)
}

func (c *conn) pagesIndex(ctx context.Context, p protocol.PageIndexParams) (r protocol.PageIndexResult, err error) {
	switch p.CapturedBy {
	case library.ByMenu, library.ByBookmark, library.ByVisit, library.ByImport:
	default:
		return r, invalid("capturedBy: expected menu, bookmark, visit or import")
	}
	if p.URL == "" {
		return r, invalid("url: expected an address")
	}
	by := p.CapturedBy
	if by == library.ByMenu && p.Selection {
		by = library.BySelection
	}
	if p.Text != "" {
		p.HTML = ""
	}
	out, err := c.s.services.Capture.IndexPage(ctx, ingest.PageInput{
		URL: p.URL, Title: cutText(p.Title, maxTitle), HTML: p.HTML, Text: p.Text,
		Lang: p.Lang, By: by, Save: p.Save,
	})
	if err != nil {
		return r, err
	}
	return protocol.PageIndexResult{
		PageID: out.PageID, State: string(out.State), Reason: out.Reason, Passages: out.Passages,
	}, nil
}

func (c *conn) pagesGet(ctx context.Context, p protocol.PageParams) (r protocol.PageResult, err error) {
	if p.Offset < 0 || p.Length < 0 {
		return r, invalid("offset, length: expected 0 or more")
	}
	page, err := c.page(ctx, p.PageID, p.URL)
	if err != nil {
		return r, err
	}
	bookmarks, err := c.s.services.Pages.Bookmarks(ctx, page.ID)
	if err != nil {
		return r, err
	}
	all := bookmarksOut(bookmarks)
	r.Page, r.Captures = pageOut(page), []protocol.Capture{}
	if c.s.services.Captures != nil {
		f, failed, err := c.s.services.Captures.FailureOf(ctx, page.ID)
		if err != nil {
			return r, err
		}
		if failed {
			f.Title = page.Title
			r.Captures = append(r.Captures, captureOut(f, c.language()))
		}
	}
	r.Bookmarks = fitting(all, bookmarkBudget)
	r.TextLength = library.UTF16Len(page.Text)
	rest := page.Text[library.ByteOffset(page.Text, p.Offset):]
	wanted := rest
	if p.Length > 0 {
		wanted = rest[:library.ByteOffset(rest, p.Length)]
	}
	r.Text = fittingText(wanted, textBudget)
	r.Truncated = len(r.Text) < len(wanted) || len(r.Bookmarks) < len(all)
	return r, nil
}

func (c *conn) pagesRelated(ctx context.Context, p protocol.RelatedParams) (r protocol.RelatedResult, err error) {
	page, err := c.page(ctx, p.PageID, p.URL)
	if library.KindOf(err) == library.NotFound && p.URL != "" {
		// Not saved: its address says a little about it, and nothing is stored.
		page, err = library.Page{Text: wordsOf(p.URL)}, nil
	}
	if err != nil {
		return r, err
	}
	hits, err := c.s.services.Search.Related(ctx, page.ID, page.Title, page.Text, bounded(p.Limit, defaultRelated, maxRelated))
	if err != nil {
		return r, err
	}
	r.Hits = fitting(hitsOut(hits), resultBudget)
	return r, nil
}

func (c *conn) pagesForget(ctx context.Context, p protocol.ForgetParams) (r protocol.ForgetResult, err error) {
	given := 0
	for _, g := range []bool{p.PageID != 0, p.URL != "", p.Site != "", p.All} {
		if g {
			given++
		}
	}
	if given != 1 {
		return r, invalid("expected exactly one of pageId, url, site and all")
	}
	target := library.ForgetTarget{PageID: p.PageID, URL: p.URL, Site: p.Site, All: p.All}
	receipt, err := c.s.services.Forget.Forget(ctx, target, p.DryRun)
	return protocol.ForgetResult(receipt), err
}

// page finds a page by its id or its address, whichever is given.
func (c *conn) page(ctx context.Context, id int64, url string) (library.Page, error) {
	switch {
	case id != 0 && url == "":
		return c.s.services.Pages.PageByID(ctx, id)
	case id == 0 && url != "":
		return c.s.services.Pages.PageByURL(ctx, url)
	}
	return library.Page{}, invalid("expected exactly one of pageId and url")
}

// wordsOf are the words of an address without its scheme.
func wordsOf(url string) string {
	if _, rest, ok := strings.Cut(url, "://"); ok {
		url = rest
	}
	return strings.Join(strings.FieldsFunc(cutText(url, maxTitle), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}
