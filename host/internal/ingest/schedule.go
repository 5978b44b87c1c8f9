package ingest

// schedule.go: when a page is tried again, and when it is called dead.

import (
	"math/rand/v2"
	"strings"
	"time"

	"aibookmark/host/internal/library"
)

// retries are the waits after failures that may pass; then it is as for a text
// that is there.
var retries = []time.Duration{time.Minute, time.Hour, 24 * time.Hour}

const (
	// A page is dead that was found to be gone deadChecks times in a row over
	// deadAfter.
	deadChecks = 3
	deadAfter  = 7 * 24 * time.Hour
)

// vary is d give or take a fifth, so that not everything comes at once.
func vary(d time.Duration) time.Duration {
	return d*4/5 + time.Duration(rand.Int64N(int64(d)*2/5+1))
}

// succeeded is the record of a page that is there.
func succeeded(t library.FetchTask, p library.Fetched, now time.Time) library.FetchRecord {
	r := library.FetchRecord{At: now, NextTry: now.Add(vary(library.RecheckEvery)), ETag: p.ETag, Modified: p.Modified}
	if p.NotModified && p.ETag == "" {
		r.ETag = t.Last.ETag
	}
	if p.NotModified && p.Modified == "" {
		r.Modified = t.Last.Modified
	}
	return r
}

// failed is the record of a page that could not be read. A page whose text is
// there did not fail unless it is gone: it is looked at again later.
func failed(t library.FetchTask, e *library.FetchError, now time.Time) library.FetchRecord {
	r := library.FetchRecord{
		Cause: e.Cause, Detail: e.Detail, At: now, Attempts: t.Last.Attempts + 1,
		ETag: t.Last.ETag, Modified: t.Last.Modified,
	}
	switch {
	case e.Gone:
		gone(&r, t.Last, now)
		return r
	case e.Temporary:
		// Says nothing about whether it is gone.
		r.GoneSince, r.GoneChecks, r.Dead = t.Last.GoneSince, t.Last.GoneChecks, t.Last.Dead
		wait := library.RecheckEvery
		if r.Attempts <= len(retries) {
			wait = retries[r.Attempts-1]
		}
		r.NextTry = now.Add(max(vary(wait), e.RetryAfter))
	case t.Captured || triesItself(e.Cause):
		r.NextTry = now.Add(vary(library.RecheckEvery))
	}
	if t.Captured && !r.Dead {
		r.Cause, r.Detail = "", ""
	}
	return r
}

// gone counts one more time that a page was found to be gone.
func gone(r *library.FetchRecord, last library.FetchRecord, now time.Time) {
	r.GoneSince, r.GoneChecks = last.GoneSince, last.GoneChecks+1
	if r.GoneSince.IsZero() || r.GoneSince.After(now) {
		r.GoneSince = now
	}
	enough := r.GoneSince.Add(deadAfter)
	switch r.Dead = r.GoneChecks >= deadChecks && !now.Before(enough); {
	case r.Dead:
		r.NextTry = now.Add(vary(library.RecheckEvery))
	case r.GoneChecks < deadChecks-1:
		r.NextTry = now.Add(vary(24 * time.Hour))
	default:
		r.NextTry = enough.Add(time.Hour)
		if !r.NextTry.After(now) {
			r.NextTry = now.Add(vary(24 * time.Hour))
		}
	}
}

// triesItself tells whether a failure that is none of the moment may be
// another one in a month. The others wait for the person.
func triesItself(c library.Cause) bool {
	switch c {
	case library.RobotsForbid, library.PageNotFound, library.Unreachable, library.ServerError:
		return true
	}
	return false
}

// sameForm tells whether two addresses differ in nothing but scheme, "www." and
// a slash at the end: then they are one page.
func sameForm(a, b string) bool {
	form := func(address string) string {
		key, _, _ := library.PageKey(address)
		_, rest, _ := strings.Cut(key, "://")
		path, query, _ := strings.Cut(strings.TrimPrefix(rest, "www."), "?")
		return strings.TrimSuffix(path, "/") + "?" + query
	}
	return a != b && form(a) == form(b)
}

// sameEnd tells whether an address that moved for good still names the same
// thing: its last part begins with what it was ("/p/123" and "/p/123-herons",
// "/2019/herons" and "/blog/herons"). Sites send what they have no more to some
// list of theirs, also for good.
func sameEnd(from, to string) bool {
	end := func(address string) string {
		key, _, _ := library.PageKey(address)
		_, rest, _ := strings.Cut(key, "://")
		_, path, _ := strings.Cut(rest, "/")
		path, _, _ = strings.Cut(path, "?")
		path = strings.ToLower(strings.TrimSuffix(path, "/"))
		path = path[strings.LastIndexByte(path, '/')+1:]
		return strings.TrimSuffix(strings.TrimSuffix(path, ".html"), ".htm")
	}
	old := end(from)
	rest, ok := strings.CutPrefix(end(to), old)
	return old != "" && ok && (rest == "" || strings.Trim(rest[:1], "abcdefghijklmnopqrstuvwxyz0123456789") != "")
}
