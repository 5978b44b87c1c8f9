// Package fetch gets a page from the web, politely and safely.
//
// Politely: it says who it is, sends neither cookies nor a referrer, keeps to
// robots.txt, asks a host one thing at a time with at least two seconds between,
// four hosts at once and sixty pages a minute in all, takes a server's word for
// when to come back, and lets a host rest that fails again and again.
//
// Safely: a bookmark may point anywhere, and so may a redirect or the name
// service of a hostile site. Every connection is checked when it is dialled,
// after its name was resolved, so that nothing in the person's own network is
// reached (guard.go). Sizes, times and redirects are bounded, whatever a server
// sends.
//
// Rightly: what is no page of its own, such as a login form, a test for robots,
// a page that says "not found" with status 200, or the home page where an
// article was, is told apart and never returned as the page (judge.go).
//
// Its clock is that of package time: testing/synctest makes it a virtual one.
package fetch

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/net/http/httpproxy"
	"golang.org/x/time/rate"

	"aibookmark/host/internal/library"
)

// The policy.
const (
	// hostGap is the least time from the end of one request to a host to the
	// next; a host may ask for more, up to maxHostGap.
	hostGap    = 2 * time.Second
	maxHostGap = 30 * time.Second
	// maxHosts is how many hosts are asked at once.
	maxHosts = 4
	// pageGap is the least time between two pages, of whatever host.
	pageGap      = time.Second
	maxRedirects = 5

	dialTime   = 5 * time.Second
	tlsTime    = 5 * time.Second
	headerTime = 10 * time.Second
	// totalTime bounds one request with its answer.
	totalTime = 30 * time.Second

	// maxHeader bounds the head of an answer, in bytes.
	maxHeader = 256 << 10
)

// product is the name that robots.txt may speak to.
const product = "AIBookmark"

// Options are the settings of a Fetcher; zero values have defaults.
type Options struct {
	// Version is this program's, for the User-Agent.
	Version string
	// Language gives the value of Accept-Language; nil sends none.
	Language func() string
	// Log gets causes, never addresses; discarded by default.
	Log *slog.Logger
	// Resolver looks up names; the system's by default.
	Resolver *net.Resolver
	// Proxy names the proxy for an address, nil for none; by default what
	// HTTP_PROXY, HTTPS_PROXY and NO_PROXY say.
	Proxy func(*url.URL) (*url.URL, error)
	// Dial, for tests, makes every connection, unchecked and without looking
	// up names.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Fetcher gets pages. It is safe for concurrent use; all of its callers share
// one politeness. The caller closes it.
type Fetcher struct {
	o     Options
	guard *guard
	// direct connects by itself, proxied through the proxy in the request's
	// context.
	direct, proxied *http.Transport

	slots chan struct{}
	pages *rate.Limiter

	mu     sync.Mutex
	hosts  map[string]*host
	robots map[string]robots
}

// New returns a Fetcher. It does nothing until it is asked.
func New(o Options) *Fetcher {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Proxy == nil {
		o.Proxy = httpproxy.FromEnvironment().ProxyFunc()
	}
	f := &Fetcher{
		o: o, guard: newGuard(o.Resolver, webPorts...), slots: make(chan struct{}, maxHosts),
		pages: rate.NewLimiter(rate.Every(pageGap), 1), hosts: map[string]*host{}, robots: map[string]robots{},
	}
	f.direct, f.proxied = transport(), transport()
	f.direct.DialContext = f.dial
	f.proxied.Proxy = func(r *http.Request) (*url.URL, error) { return proxyOf(r.Context()), nil }
	f.proxied.DialContext = (&net.Dialer{Timeout: dialTime}).DialContext
	if o.Dial != nil {
		f.direct.DialContext, f.proxied.DialContext = o.Dial, o.Dial
	}
	return f
}

// Close ends idle connections. Fetches under way go on.
func (f *Fetcher) Close() {
	f.direct.CloseIdleConnections()
	f.proxied.CloseIdleConnections()
}

func transport() *http.Transport {
	return &http.Transport{
		TLSHandshakeTimeout: tlsTime, ResponseHeaderTimeout: headerTime, IdleConnTimeout: 10 * time.Second,
		MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1, MaxIdleConns: 2 * maxHosts,
		MaxResponseHeaderBytes: maxHeader,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // what is unpacked is bounded here
	}
}

// Fetch gets one page, following redirects. It waits as politeness asks, which
// may take long where others wait for the same host; Wait tells. What keeps
// the page from being got is a *library.FetchError; other errors are those of
// ctx and of r.Allow.
func (f *Fetcher) Fetch(ctx context.Context, r library.FetchRequest) (library.Fetched, error) {
	if err := f.pages.Wait(ctx); err != nil {
		return library.Fetched{}, ctxError(ctx, err)
	}
	start, err := f.target(r.URL)
	if err != nil {
		return library.Fetched{}, err
	}
	at, moved := start, true
	seen := map[string]bool{}
	for range maxRedirects + 1 {
		seen[at.String()] = true
		if r.Allow != nil {
			if err := r.Allow(ctx, at.String()); err != nil {
				return library.Fetched{}, err
			}
		}
		a, err := f.visit(ctx, at, r)
		if err != nil {
			return library.Fetched{}, err
		}
		if a.location == "" {
			a.location = refreshOf(a)
		}
		if a.location == "" {
			return f.judge(start, at, a, moved && at != start)
		}
		next, err := at.Parse(a.location)
		if err != nil {
			return library.Fetched{}, refuse(library.Unsupported, "fetch_address")
		}
		if at.Scheme == "https" && next.Scheme == "http" {
			f.o.Log.Info("a redirect gives up encryption")
		}
		if at, err = f.target(next.String()); err != nil {
			return library.Fetched{}, err
		}
		if moved = moved && a.forGood; seen[at.String()] {
			break // without its cookie it would go on like this
		}
	}
	return library.Fetched{}, refuse(library.Unsupported, "fetch_redirects")
}

// visit asks for one address in the host's turn.
func (f *Fetcher) visit(ctx context.Context, u *url.URL, r library.FetchRequest) (a answer, err error) {
	h := f.host(u.Host)
	if err := h.enter(ctx); err != nil {
		return a, ctxError(ctx, err)
	}
	defer h.leave()
	if err := h.resting(); err != nil {
		return a, err
	}
	if err := f.obeyRobots(ctx, h, u); err != nil {
		return a, h.note(err)
	}
	a, err = f.ask(ctx, h, u, r)
	return a, h.note(err)
}

// ask sends one request when the host's turn has come, and reads the answer.
func (f *Fetcher) ask(ctx context.Context, h *host, u *url.URL, r library.FetchRequest) (a answer, err error) {
	err = f.request(ctx, h, u, totalTime, func(req *http.Request) {
		req.Header.Set("Accept", "text/html,application/xhtml+xml,text/plain;q=0.9,application/pdf;q=0.8,*/*;q=0.1")
		if r.ETag != "" {
			req.Header.Set("If-None-Match", r.ETag)
		}
		if r.Modified != "" {
			req.Header.Set("If-Modified-Since", r.Modified)
		}
	}, func(resp *http.Response) error {
		a, err = read(resp)
		return err
	})
	return a, err
}

// request sends a request when the host's turn has come, and gives the answer
// to take, whose body is closed afterwards.
func (f *Fetcher) request(ctx context.Context, h *host, u *url.URL, within time.Duration, prepare func(*http.Request), take func(*http.Response) error) error {
	if err := h.await(ctx); err != nil {
		return ctxError(ctx, err)
	}
	select {
	case f.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-f.slots; h.asked() }()
	bounded, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	resp, err := f.roundTrip(bounded, u, prepare)
	if err == nil {
		err = take(resp)
		resp.Body.Close()
	}
	if err == nil || ctx.Err() != nil {
		return ctxError(ctx, err)
	}
	return f.explain(ctx, err)
}

func (f *Fetcher) roundTrip(ctx context.Context, u *url.URL, prepare func(*http.Request)) (*http.Response, error) {
	proxy, err := f.o.Proxy(u)
	if err != nil {
		return nil, err
	}
	t := f.direct
	if proxy != nil {
		if err := f.guard.checkProxied(ctx, u); err != nil {
			return nil, err
		}
		t, ctx = f.proxied, withProxy(ctx, proxy)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, refuse(library.Unsupported, "fetch_address")
	}
	req.Header.Set("User-Agent", "Mozilla/5.0 (compatible; "+product+"/"+f.o.Version+"; personal bookmark indexer)")
	req.Header.Set("Accept-Encoding", "gzip")
	if f.o.Language != nil {
		if l := f.o.Language(); l != "" {
			req.Header.Set("Accept-Language", l)
		}
	}
	if prepare != nil {
		prepare(req)
	}
	// The transport, and not a client: no redirects, no cookies, no referrer.
	return t.RoundTrip(req)
}

type proxyKey struct{}

func withProxy(ctx context.Context, proxy *url.URL) context.Context {
	return context.WithValue(ctx, proxyKey{}, proxy)
}

func proxyOf(ctx context.Context) *url.URL {
	proxy, _ := ctx.Value(proxyKey{}).(*url.URL)
	return proxy
}

// ctxError is that of ctx when it is done, since whatever failed then failed
// for it, else err.
func ctxError(ctx context.Context, err error) error {
	if e := ctx.Err(); e != nil {
		return e
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return refuse(library.TimedOut, "fetch_timeout")
	}
	return err
}
