package library

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Cause says why the text of a page could not be read; the values are those of
// PROTOCOL section 2.
type Cause string

// The causes of failed captures.
const (
	LoginWall     Cause = "login_wall"
	PageNotFound  Cause = "not_found"
	PageGone      Cause = "gone"
	Captcha       Cause = "captcha"
	TimedOut      Cause = "timeout"
	PageTooLarge  Cause = "too_large"
	BlockedByRule Cause = "blocked_by_rule"
	RobotsForbid  Cause = "robots"
	Unsupported   Cause = "unsupported"
	ServerError   Cause = "server_error"
	Unreachable   Cause = "unreachable"
	EmptyPage     Cause = "empty"
)

// Causes lists every cause.
var Causes = []Cause{
	LoginWall, PageNotFound, PageGone, Captcha, TimedOut, PageTooLarge,
	BlockedByRule, RobotsForbid, Unsupported, ServerError, Unreachable, EmptyPage,
}

// OpenOnce tells whether a page that failed for this cause can be read all the
// same once the person has it open: they are signed in, are no robot, and run
// its scripts.
func (c Cause) OpenOnce() bool {
	return slices.Contains([]Cause{LoginWall, Captcha, RobotsForbid, Unsupported, EmptyPage}, c)
}

// FetchRequest asks for one page.
type FetchRequest struct {
	URL string
	// ETag and Modified are what the server said with the text that is known;
	// with either the answer may be that nothing changed.
	ETag, Modified string
	// Allow, if not nil, is asked about every address before it is asked for,
	// redirects included; its error ends the fetch and is returned.
	Allow func(ctx context.Context, url string) error
}

// Fetched is a page as a server gave it.
type Fetched struct {
	// URL is the address at which it was in the end.
	URL string
	// Moved: it was redirected there for good, at every step.
	Moved bool
	// Type is "text/html", "text/plain" or "application/pdf".
	Type string
	// Body is UTF-8 with a byte order mark, so that no declaration inside can
	// mislead; a PDF as it came.
	Body []byte
	// Truncated: the body was longer than what is taken of a page.
	Truncated bool
	// Canonical is the address that the page calls its own; "" for none.
	Canonical      string
	ETag, Modified string
	// NotModified: what is known is still right; there is no body.
	NotModified bool
}

// FetchError says why a page could not be fetched.
type FetchError struct {
	Cause Cause
	// Detail says more, in words of the catalogue; see Detail.
	Detail string
	// Gone: the page, or the name of its host, does not exist any more.
	Gone bool
	// Temporary: it may go better later, not before RetryAfter when that is
	// set.
	Temporary  bool
	RetryAfter time.Duration
	// Untried: the host was not asked at all, since it failed just before.
	Untried bool
	// Offline: there seems to be no network at all, so that it says nothing
	// about the page.
	Offline bool
	Err     error
}

// Error is for the log: it has no address.
func (e *FetchError) Error() string {
	return fmt.Sprintf("fetch: %s: %s", e.Cause, DetailText("en", e.Detail))
}

// Unwrap returns the cause.
func (e *FetchError) Unwrap() error { return e.Err }

// Detail is a code of the catalogue with its arguments, in the form that is
// stored and that DetailText reads. Arguments must not hold page text.
func Detail(code string, args ...string) string {
	return strings.Join(append([]string{code}, args...), "\t")
}

// DetailText is a detail in words of the locale; "" for none.
func DetailText(locale, detail string) string {
	if detail == "" {
		return ""
	}
	parts := strings.Split(detail, "\t")
	args := make([]any, len(parts)-1)
	for i, p := range parts[1:] {
		args[i] = p
	}
	return Text(locale, parts[0], args...)
}

// RecheckEvery is how long a text is taken to be right before the page is
// looked at again.
const RecheckEvery = 30 * 24 * time.Hour

// FetchRecord is what came of reading a page in the background.
type FetchRecord struct {
	// Cause is "" when it went well.
	Cause  Cause
	Detail string
	At     time.Time
	// Attempts counts failures in a row.
	Attempts int
	// NextTry is zero when it is not tried again by itself.
	NextTry time.Time
	// GoneSince and GoneChecks: since when, and how many times in a row, the
	// page was found to be gone.
	GoneSince  time.Time
	GoneChecks int
	// Dead: gone often enough and for long enough to be called so.
	Dead bool
	// ETag and Modified belong to the text that is kept.
	ETag, Modified string
}

// FetchTask is a page that is to be read in the background.
type FetchTask struct {
	PageID int64
	URL    string
	// Captured: it has a text, which is to be looked at again. CapturedBy says
	// where that is from, "fetch" for one read in the background.
	Captured   bool
	CapturedBy string
	// Last is what came of it before; the zero value for a page never tried.
	Last FetchRecord
}

// FetchResult is what is stored of an attempt: the record, and the text if
// one came.
type FetchResult struct {
	PageID int64
	Record FetchRecord
	// Capture, if not nil, is the text. It does not replace one that the
	// browser gave.
	Capture *Capture
	// SameAs, if not empty, is another address of this page, on the word of the
	// server; Canonical is one on the word of the page, which is believed only
	// where the texts are the same. Both count within one site only.
	SameAs, Canonical string
}

// Failure is a page whose text could not be read.
type Failure struct {
	PageID     int64
	URL, Title string
	FetchRecord
	Ignored bool
}

// Mark is its place in the list of failures: what comes after it is asked for
// with it.
func (f Failure) Mark() string { return fmt.Sprintf("%d:%d", f.At.UnixMilli(), f.PageID) }

// FailureTarget names failures: exactly one of its fields is set.
type FailureTarget struct {
	PageID int64
	Cause  Cause
}
