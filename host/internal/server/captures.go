package server

import (
	"cmp"
	"context"
	"slices"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

func (c *conn) captureMethods(t map[string]method) {
	if c.s.services.Captures != nil {
		t[protocol.MethodCapturesList] = on(c.capturesList).within(c.s.limits.read)
		t[protocol.MethodCapturesRetry] = on(c.capturesRetry).inOrder()
		t[protocol.MethodCapturesIgnore] = on(c.capturesIgnore).inOrder()
	}
}

func (c *conn) capturesList(ctx context.Context, p protocol.CaptureListParams) (r protocol.CaptureList, err error) {
	mark, err := cursorIn(p.Cursor)
	if err != nil {
		return r, err
	}
	if p.Cause != "" && !slices.Contains(library.Causes, library.Cause(p.Cause)) {
		return r, invalid("cause: unknown")
	}
	failures, next, err := c.s.services.Captures.Failures(ctx, library.Cause(p.Cause), p.Ignored, mark, bounded(p.Limit, defaultPage, maxPage))
	if err != nil {
		return r, err
	}
	items := each(failures, func(f library.Failure) protocol.Capture { return captureOut(f, c.language()) })
	if r.Items = fitting(items, resultBudget); len(r.Items) < len(items) {
		next = failures[max(0, len(r.Items)-1)].Mark()
	}
	r.Next = cursorOut(next)
	if mark == "" {
		counts, err := c.s.services.Captures.FailureCounts(ctx, p.Ignored)
		if err != nil {
			return r, err
		}
		for cause, n := range counts {
			r.Causes = append(r.Causes, protocol.CauseCount{Cause: string(cause), Count: n})
		}
		slices.SortFunc(r.Causes, func(a, b protocol.CauseCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Cause, b.Cause))
		})
	}
	return r, nil
}

func (c *conn) capturesRetry(ctx context.Context, p protocol.CaptureRetryParams) (r protocol.CaptureRetryResult, err error) {
	target, err := failureTarget(p.PageID, p.Cause)
	if err != nil {
		return r, err
	}
	r.Queued, err = c.s.services.Captures.RetryFailures(ctx, target)
	return r, err
}

func (c *conn) capturesIgnore(ctx context.Context, p protocol.CaptureIgnoreParams) (r protocol.CaptureIgnoreResult, err error) {
	target, err := failureTarget(p.PageID, p.Cause)
	if err != nil {
		return r, err
	}
	r.Ignored, err = c.s.services.Captures.IgnoreFailures(ctx, target, p.Undo)
	return r, err
}

func failureTarget(page int64, cause string) (library.FailureTarget, error) {
	if (page != 0) == (cause != "") {
		return library.FailureTarget{}, invalid("expected exactly one of pageId and cause")
	}
	if cause != "" && !slices.Contains(library.Causes, library.Cause(cause)) {
		return library.FailureTarget{}, invalid("cause: unknown")
	}
	return library.FailureTarget{PageID: page, Cause: library.Cause(cause)}, nil
}

func captureOut(f library.Failure, locale string) protocol.Capture {
	return protocol.Capture{
		PageID: f.PageID, URL: f.URL, Title: cutText(f.Title, maxTitle/16),
		Cause: string(f.Cause), Detail: library.DetailText(locale, f.Detail), At: encodable(f.At),
		Attempts: f.Attempts, NextTry: timeOut(f.NextTry), Dead: f.Dead, OpenOnce: f.Cause.OpenOnce(), Ignored: f.Ignored,
	}
}
