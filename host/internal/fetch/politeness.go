package fetch

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"time"

	"aibookmark/host/internal/library"
)

const (
	// maxFailures in a row let a host rest for restTime.
	maxFailures = 5
	restTime    = time.Hour
	// shortRest is what a host gets that says "too many requests" and not for
	// how long; maxRest is the longest that a host may ask for.
	shortRest = time.Minute
	maxRest   = 24 * time.Hour
	// keepHosts is how many hosts are remembered.
	keepHosts = 2000
)

// host is one host's turn, and what is known of it.
type host struct {
	// turn has room for the one that asks.
	turn chan struct{}

	mu sync.Mutex
	// last is when it was asked last, gap how long it wants between.
	last time.Time
	gap  time.Duration
	// failures in a row; with rest, until when it is left alone, and why.
	failures int
	rest     time.Time
	why      library.FetchError
}

// host returns what is known of a host, by its name and port.
func (f *Fetcher) host(name string) *host {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.hosts[name]
	if h == nil {
		if len(f.hosts) >= keepHosts {
			f.forgetHosts()
		}
		h = &host{turn: make(chan struct{}, 1), gap: hostGap}
		f.hosts[name] = h
	}
	return h
}

// forgetHosts drops the hosts of which nothing need be known any more.
func (f *Fetcher) forgetHosts() {
	now := time.Now()
	for name, h := range f.hosts {
		h.mu.Lock()
		idle := now.After(h.last.Add(h.gap)) && now.After(h.rest) && len(h.turn) == 0
		h.mu.Unlock()
		if idle {
			delete(f.hosts, name)
		}
	}
}

// enter waits until nobody else asks the host; the caller leaves.
func (h *host) enter(ctx context.Context) error {
	select {
	case h.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *host) leave() { <-h.turn }

// await waits until the host may be asked again.
func (h *host) await(ctx context.Context) error {
	h.mu.Lock()
	wait := time.Until(h.last.Add(h.gap))
	h.mu.Unlock()
	if wait <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// asked notes that the host has just been asked.
func (h *host) asked() {
	h.mu.Lock()
	h.last = time.Now()
	h.mu.Unlock()
}

// slow notes how long the host wants between requests.
func (h *host) slow(gap time.Duration) {
	h.mu.Lock()
	h.gap = min(max(gap, hostGap), maxHostGap)
	h.mu.Unlock()
}

// resting is an error while the host is left alone.
func (h *host) resting() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	left := time.Until(h.rest)
	if left <= 0 {
		return nil
	}
	return &library.FetchError{
		Cause: h.why.Cause, Detail: library.Detail("fetch_resting"), Temporary: true, RetryAfter: left, Untried: true,
	}
}

// note counts failures of the host, as against those of a page, and returns
// err.
func (h *host) note(err error) error {
	var e *library.FetchError
	failed := errors.As(err, &e)
	if err != nil && !failed || failed && e.Offline { // says nothing about the host
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !failed || !e.Temporary {
		h.failures = 0
		return err
	}
	h.failures++
	rest := e.RetryAfter
	if h.failures >= maxFailures {
		rest = max(rest, restTime)
		h.failures = 0
	}
	if rest > 0 {
		h.rest, h.why = time.Now().Add(rest), *e
	}
	return err
}

// Wait tells how long it takes at least until the host of an address may be
// asked; zero for what will not be asked at all.
func (f *Fetcher) Wait(address string) time.Duration {
	u, err := url.Parse(address)
	if err != nil {
		return 0
	}
	f.mu.Lock()
	h := f.hosts[u.Host]
	f.mu.Unlock()
	if h == nil {
		return 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return max(time.Until(h.last.Add(h.gap)), time.Until(h.rest), 0)
}
