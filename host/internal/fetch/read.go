package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"aibookmark/host/internal/library"
)

// Bounds of a body, in bytes.
const (
	// maxWire is what is taken of it as it comes, maxBody unpacked.
	maxWire = 10 << 20
	maxBody = 20 << 20
	// Past freeRatio unpacked, what is packed tighter than maxRatio is a bomb.
	freeRatio = 1 << 20
	maxRatio  = 100
	// maxRefusal is what is read of a page that says why there is none.
	maxRefusal = 64 << 10
)

// answer is what a server said, as far as it is of use.
type answer struct {
	status int
	// location is where to ask instead; forGood: for ever.
	location string
	forGood  bool
	// kind is "text/html", "text/plain" or "application/pdf"; contentType is
	// the header.
	kind, contentType string
	body              []byte
	truncated         bool
	etag, modified    string
}

// refuse is a failure that trying again does not mend.
func refuse(cause library.Cause, code string, args ...string) *library.FetchError {
	return &library.FetchError{Cause: cause, Detail: library.Detail(code, args...)}
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// read reads an answer. One that is no page is an error.
func read(resp *http.Response) (answer, error) {
	a := answer{
		status: resp.StatusCode, contentType: resp.Header.Get("Content-Type"),
		etag: resp.Header.Get("ETag"), modified: resp.Header.Get("Last-Modified"),
	}
	switch {
	case a.status == http.StatusNotModified:
		return a, nil
	case isRedirect(a.status):
		a.location = resp.Header.Get("Location")
		a.forGood = a.status == http.StatusMovedPermanently || a.status == http.StatusPermanentRedirect
		if a.location == "" {
			return a, refuse(library.Unreachable, "fetch_protocol")
		}
		return a, nil
	case a.status < 200 || a.status > 299:
		return a, refusal(resp)
	}
	var err error
	if a.kind, err = kindOf(a.contentType); err != nil {
		return a, err
	}
	if a.body, a.truncated, err = readBody(resp, maxBody); err != nil {
		return a, err
	}
	return a, a.sniff()
}

// kindOf reads a Content-Type; "" where it says nothing.
func kindOf(contentType string) (string, error) {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil && t == "" {
		return "", nil
	}
	switch t {
	case "text/html", "application/xhtml+xml":
		return "text/html", nil
	case "text/plain", "text/markdown", "text/x-markdown":
		return "text/plain", nil
	case "application/pdf", "application/x-pdf":
		return "application/pdf", nil
	case "application/octet-stream", "binary/octet-stream", "unknown/unknown", "*/*":
		return "", nil
	}
	return "", unsupported(t)
}

// unsupported names the type of what is no page of text; it comes from the
// server, so only what can be a type is repeated.
func unsupported(t string) error {
	ok := len(t) <= 60 && strings.Trim(t, "abcdefghijklmnopqrstuvwxyz0123456789/+.-") == ""
	if !ok {
		t = "?"
	}
	return refuse(library.Unsupported, "fetch_type", t)
}

// sniff makes sure that the body is what the header says.
func (a *answer) sniff() error {
	seen, _, _ := strings.Cut(http.DetectContentType(a.body), ";")
	switch {
	case seen == "application/pdf":
		a.kind = seen
		if a.truncated {
			return refuse(library.PageTooLarge, "fetch_large", strconv.Itoa(maxWire>>20))
		}
	case a.kind == "application/pdf":
		return unsupported(seen)
	case seen == "text/html" && a.kind == "":
		a.kind = seen
	case strings.HasPrefix(seen, "text/"):
		if a.kind == "" {
			a.kind = "text/plain"
		}
	case seen == "application/octet-stream" && a.kind != "" && isText(a.body):
	case len(a.body) == 0:
		a.kind = "text/html"
	default:
		return unsupported(seen)
	}
	return nil
}

// isText tells whether bytes that nothing is known of may be text: UTF-16 has
// zeros, binary data has other control characters as well.
func isText(b []byte) bool {
	control := 0
	b = b[:min(len(b), 4<<10)]
	for _, c := range b {
		if c < 0x20 && c != 0 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b {
			control++
		}
	}
	return control*50 < len(b)
}

// readBody reads a body, unpacked, up to a bound; what is longer is truncated.
func readBody(resp *http.Response, bound int) (body []byte, truncated bool, err error) {
	wire := &counter{r: io.LimitReader(resp.Body, maxWire+1)}
	var from io.Reader = wire
	switch encoding := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		if from, err = gzip.NewReader(wire); err != nil {
			if errors.Is(err, io.EOF) {
				return nil, false, nil
			}
			return nil, false, err
		}
	default:
		return nil, false, refuse(library.Unsupported, "fetch_encoding")
	}
	var b bytes.Buffer
	for chunk := int64(64 << 10); ; {
		n, err := io.CopyN(&b, from, min(chunk, int64(bound+1-b.Len())))
		switch {
		case b.Len() > freeRatio && b.Len() > maxRatio*wire.n:
			return nil, false, refuse(library.PageTooLarge, "fetch_bomb")
		case b.Len() > bound:
			return b.Bytes()[:bound], true, nil
		case wire.n > maxWire:
			return b.Bytes(), true, nil
		case errors.Is(err, io.EOF) && n >= 0:
			return b.Bytes(), false, nil
		case err != nil:
			return nil, false, err
		}
	}
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// refusal is the error of an answer that is no page.
func refusal(resp *http.Response) error {
	e := statusError(resp)
	switch resp.StatusCode {
	case http.StatusForbidden, http.StatusTooManyRequests, http.StatusServiceUnavailable:
	default:
		return e
	}
	// These may be a test for robots; what cannot be read is none.
	if body, _, err := readBody(resp, maxRefusal); err == nil && looksAt(body).captcha {
		return &library.FetchError{Cause: library.Captcha, Detail: library.Detail("fetch_captcha")}
	}
	return e
}

// statusError is what a status means.
func statusError(resp *http.Response) *library.FetchError {
	status := resp.StatusCode
	e := refuse(library.ServerError, "fetch_status", strconv.Itoa(status))
	switch {
	case status == http.StatusNotFound:
		e.Cause, e.Gone = library.PageNotFound, true
	case status == http.StatusGone:
		e.Cause, e.Gone = library.PageGone, true
	case status == http.StatusUnauthorized, status == http.StatusPaymentRequired, status == http.StatusForbidden, status == http.StatusProxyAuthRequired:
		e.Cause, e.Detail = library.LoginWall, library.Detail("fetch_login")
	case status == http.StatusUnavailableForLegalReasons:
		e.Cause = library.Unreachable
	case status == http.StatusRequestTimeout:
		e.Cause, e.Temporary = library.TimedOut, true
	case status == http.StatusTooManyRequests:
		e.Temporary, e.RetryAfter = true, shortRest
	case status == http.StatusTooEarly, status >= 500:
		e.Temporary = true
	}
	if after := retryAfter(resp.Header.Get("Retry-After")); e.Temporary && after > 0 {
		e.RetryAfter = min(after, maxRest)
	}
	return e
}

// retryAfter reads the header: seconds, or a date.
func retryAfter(s string) time.Duration {
	if n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 32); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return time.Until(at)
	}
	return 0
}

// explain turns what went wrong on the way into a *library.FetchError.
func (f *Fetcher) explain(ctx context.Context, err error) error {
	var known *library.FetchError
	if errors.As(err, &known) {
		return known
	}
	e := &library.FetchError{Cause: library.Unreachable, Detail: library.Detail("fetch_connect"), Temporary: true, Err: err}
	var name *net.DNSError
	var op *net.OpError
	var slow net.Error
	var untrusted *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect":
		e.Offline = true
	case errors.As(err, &name):
		e.Detail = library.Detail("fetch_lookup")
		switch {
		case !f.online(ctx):
			e.Offline = true
		case name.IsNotFound:
			e.Detail, e.Gone, e.Temporary = library.Detail("fetch_no_name"), true, false
		}
	case errors.As(err, &untrusted), errors.As(err, &record), errors.As(err, &alert):
		e.Detail = library.Detail("fetch_tls")
	case errors.As(err, &slow) && slow.Timeout(), errors.Is(err, context.DeadlineExceeded):
		e.Cause, e.Detail = library.TimedOut, library.Detail("fetch_timeout")
		e.Offline = !f.online(ctx)
	case errors.As(err, &op) && op.Op == "dial":
		e.Offline = !f.online(ctx)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		e.Detail, e.Temporary = library.Detail("fetch_encoding"), false
	}
	return e
}
