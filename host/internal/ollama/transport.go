package ollama

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// maxResponse bounds one response, streams included: hours of words, and far
// less than a broken server could make this process hold.
const maxResponse = 16 << 20

var (
	errRedirect   = errors.New("the server redirects elsewhere")
	errTooLarge   = errors.New("the response is too large")
	errForeign    = errors.New("the address is not on this machine")
	errPlainHTTP  = errors.New("the address is public and the connection is not encrypted")
	errNoAddress  = errors.New("the address cannot be read")
	errNotStarted = errors.New("the server does not answer in time")
)

// httpClient is for one server: no proxy, no redirects, bounded bodies, and
// every address checked when it is dialled, after the name was resolved, so
// that a name cannot lead elsewhere than its check said.
func httpClient(u *url.URL, remote bool, dial time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: dial, Control: func(_, address string, _ syscall.RawConn) error {
		return checkDial(address, u.Scheme, remote)
	}}
	transport := &http.Transport{
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConnsPerHost: 4,
		IdleConnTimeout:     30 * time.Second,
		// What is bounded below must be what was sent.
		DisableCompression: true,
	}
	return &http.Client{
		Transport:     bounded{transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirect },
	}
}

// checkDial refuses to connect to another machine that was not allowed, and
// to a public one without encryption.
func checkDial(address, scheme string, remote bool) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", errNoAddress, err)
	}
	ip := ap.Addr().Unmap()
	switch {
	case ip.IsLoopback():
		return nil
	case !remote:
		return errForeign
	case scheme != "https" && !ip.IsPrivate() && !ip.IsLinkLocalUnicast():
		return errPlainHTTP
	}
	return nil
}

// bounded limits the body of every response, except that to a pull: it is some
// words every 60 ms for as long as the download takes, none of which is kept.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.next.RoundTrip(r)
	if err == nil && !strings.HasSuffix(r.URL.Path, "/api/pull") {
		resp.Body = &boundedBody{ReadCloser: resp.Body, left: maxResponse}
	}
	return resp, err
}

type boundedBody struct {
	io.ReadCloser
	left int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLarge
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	return n, err
}
