package ingest

// fetching.go: reading the pages that have no text yet, in the background, by
// the one host that holds the lease.

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"aibookmark/host/internal/library"
)

// Fetcher gets pages from the web.
type Fetcher interface {
	// Fetch gets one page. What keeps it from being got is a
	// *library.FetchError; other errors are those of ctx and of r.Allow.
	Fetch(ctx context.Context, r library.FetchRequest) (library.Fetched, error)
	// Wait is how long it takes at least until the host of an address may be
	// asked.
	Wait(address string) time.Duration
}

// Fetches is the part of the library that says which pages are to be read and
// keeps what came of it.
type Fetches interface {
	FetchTasks(ctx context.Context, limit, perHost int) (tasks []library.FetchTask, due, busiest int, err error)
	SaveFetch(ctx context.Context, r library.FetchResult) (library.Changes, error)
}

// Fetching is what reading pages in the background needs; without it none is.
type Fetching struct {
	Fetcher Fetcher
	Fetches Fetches
	// Read turns what was fetched into text. A *library.FetchError says why it
	// cannot be.
	Read func(ctx context.Context, p library.Fetched) (title, text, lang string, err error)
	// On tells whether the person wants it; it is asked often.
	On func(ctx context.Context) (bool, error)
	// OnBattery tells whether to wait for the mains; nil never waits.
	OnBattery func() bool
}

const (
	// fetchers is how many pages are fetched at once; readers how many are
	// turned into text, which takes memory.
	fetchers = 4
	readers  = 2
	// taskLimit and tasksPerHost bound the list of pages that is worked
	// through before the library is asked anew.
	taskLimit    = 2000
	tasksPerHost = 50

	// fetchEvery is how often the library is asked when nothing is due,
	// offlineWait how often it is tried whether the network is back.
	fetchEvery  = 30 * time.Second
	offlineWait = time.Minute
	// watchEvery is how soon the work stops when it is paused or turned off.
	watchEvery = 500 * time.Millisecond
	// reloadAfter is how often the list is made anew for pages that come
	// meanwhile.
	reloadAfter = 5 * time.Second
	// longWait is a wait for a host that is not worth waiting for.
	longWait = time.Minute
)

// fetchState is what the person sees of the work.
type fetchState struct {
	// waits is "offline", "battery" or "".
	waits string
	// busiest counts the pages of the host that has most.
	busiest int
	// perPage is the time from one page to the next, smoothed; last is when
	// the last one came.
	perPage time.Duration
	last    time.Time
}

// FetchNow tells that pages are to be read, or the settings about it changed.
func (in *Ingest) FetchNow() {
	select {
	case in.fetchNews <- struct{}{}:
	default:
	}
}

// FetchEstimate is about how long reading this many pages takes, 0 when that
// cannot be known; waits is what it waits for: "offline", "battery" or "".
func (in *Ingest) FetchEstimate(pages int) (left time.Duration, waits string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := in.fetched
	if s.waits != "" || in.paused || pages == 0 {
		return 0, s.waits
	}
	// No faster than the policy: a page a second, one in two of a host.
	perPage := max(s.perPage, time.Second)
	return max(perPage*time.Duration(pages), 5*time.Second/2*time.Duration(min(s.busiest, pages))), ""
}

// fetchWork reads pages until ctx is done.
func (in *Ingest) fetchWork(ctx context.Context, worked func()) {
	wait := time.Duration(0)
	for ctx.Err() == nil {
		on, err := in.fetchingOn(ctx)
		if err == nil && on {
			wait, err = in.fetchRound(ctx, worked)
		} else {
			wait = min(fetchEvery, 5*time.Second)
		}
		if err != nil && ctx.Err() == nil {
			in.log.Warn("fetch", "error", err)
			wait = fetchEvery
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		case <-in.fetchNews:
		}
	}
}

// fetchingOn tells whether to read pages now.
func (in *Ingest) fetchingOn(ctx context.Context) (bool, error) {
	on, err := in.fetching.On(ctx)
	battery := on && in.fetching.OnBattery != nil && in.fetching.OnBattery()
	in.mu.Lock()
	defer in.mu.Unlock()
	switch {
	case !on:
		in.fetched = fetchState{}
	case battery:
		in.fetched.waits = "battery"
	case in.fetched.waits == "battery":
		in.fetched.waits = "" // "offline" stays until a page was reached
	}
	return on && !battery && !in.paused, err
}

// fetchRound reads what is due, and returns how long to wait before the next
// round.
func (in *Ingest) fetchRound(ctx context.Context, worked func()) (time.Duration, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var watching sync.WaitGroup
	defer watching.Wait()
	defer cancel()
	watching.Go(func() { in.cancelWhenOff(ctx, cancel) })
	r := round{in: in, ctx: ctx, busy: map[string]bool{}, ended: make(chan ended, fetchers), worked: worked}
	defer r.drain()
	for {
		if r.stale() {
			if err := r.load(); err != nil {
				return 0, err
			}
		}
		wait, done := r.start()
		if done || ctx.Err() != nil {
			return wait, nil
		}
		if offline := r.next(wait); offline {
			in.mu.Lock()
			in.fetched.waits = "offline"
			in.mu.Unlock()
			return offlineWait, nil
		}
	}
}

// cancelWhenOff ends a round soon after the person wants no more of it.
func (in *Ingest) cancelWhenOff(ctx context.Context, cancel func()) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if on, err := in.fetchingOn(ctx); err == nil && !on {
			cancel()
		}
	}
}

// round is one list of pages being read.
type round struct {
	in     *Ingest
	ctx    context.Context
	tasks  []library.FetchTask
	busy   map[string]bool // sites that are being asked
	ended  chan ended
	worked func()

	loaded time.Time
	news   bool // more pages came
	more   bool // the list does not hold all
}

// ended is a page that was tried.
type ended struct {
	site    string
	offline bool
}

// stale tells whether the list should be made anew.
func (r *round) stale() bool {
	if r.loaded.IsZero() || r.more && len(r.tasks) == 0 && len(r.busy) == 0 {
		return true
	}
	return r.news && time.Since(r.loaded) >= reloadAfter
}

// load makes the list. Pages being read stay out of it until they are done.
func (r *round) load() error {
	tasks, due, busiest, err := r.in.fetching.Fetches.FetchTasks(r.ctx, taskLimit, tasksPerHost)
	if err != nil {
		return err
	}
	r.tasks = r.tasks[:0]
	for _, t := range tasks {
		if !r.busy[library.SiteOf(t.URL)] {
			r.tasks = append(r.tasks, t)
		}
	}
	r.more = len(r.tasks) < due && len(r.tasks) > 0
	r.loaded, r.news = time.Now(), false
	r.in.mu.Lock()
	r.in.fetched.busiest = busiest
	r.in.mu.Unlock()
	return nil
}

// start starts what can be; wait is how long until more can. done: nothing is
// left that is worth waiting for.
func (r *round) start() (wait time.Duration, done bool) {
	for len(r.busy) < fetchers {
		var at int
		if at, wait = r.pick(); at < 0 {
			break
		}
		t := r.tasks[at]
		r.tasks = append(r.tasks[:at], r.tasks[at+1:]...)
		site := library.SiteOf(t.URL)
		r.busy[site] = true
		go func() { r.ended <- ended{site, r.in.fetchOne(r.ctx, t)} }()
	}
	if len(r.busy) > 0 {
		return wait, false
	}
	if len(r.tasks) == 0 && r.more {
		return 0, false
	}
	if len(r.tasks) == 0 {
		return fetchEvery, true
	}
	return min(wait, fetchEvery), wait > longWait
}

// pick finds the first page whose host may be asked now; -1 when there is
// none, with the least wait.
func (r *round) pick() (at int, wait time.Duration) {
	wait = fetchEvery
	if len(r.tasks) > 0 {
		wait = 24 * time.Hour
	}
	for i, t := range r.tasks {
		if r.busy[library.SiteOf(t.URL)] {
			continue
		}
		w := r.in.fetching.Fetcher.Wait(t.URL)
		if w <= 0 {
			return i, 0
		}
		wait = min(wait, w)
	}
	return -1, wait
}

// next waits for a page to end, for a host to be ready, or for news; offline
// tells that there is no network.
func (r *round) next(wait time.Duration) (offline bool) {
	timer := time.NewTimer(max(wait, 10*time.Millisecond))
	defer timer.Stop()
	select {
	case e := <-r.ended:
		delete(r.busy, e.site)
		if !e.offline {
			r.in.notePace()
		}
		if r.worked != nil {
			r.worked()
		}
		return e.offline
	case <-timer.C:
	case <-r.in.fetchNews:
		r.news = true
	case <-r.ctx.Done():
	}
	return false
}

// drain waits for what was started; its context is done or it ends by itself.
func (r *round) drain() {
	for len(r.busy) > 0 {
		delete(r.busy, (<-r.ended).site)
	}
}

// notePace measures how fast pages come.
func (in *Ingest) notePace() {
	in.mu.Lock()
	defer in.mu.Unlock()
	now := time.Now()
	if s := &in.fetched; !s.last.IsZero() && now.Sub(s.last) < longWait {
		if took := now.Sub(s.last); s.perPage == 0 {
			s.perPage = took
		} else {
			s.perPage += (took - s.perPage) / 16
		}
	}
	in.fetched.last, in.fetched.waits = now, ""
}

// errByRule ends a fetch on its way to where a rule is against it.
var errByRule = errors.New("a rule is against it")

// fetchOne reads one page and stores what came of it. It tells whether there
// seems to be no network, which says nothing about the page.
func (in *Ingest) fetchOne(ctx context.Context, t library.FetchTask) (offline bool) {
	result, err := in.attempt(ctx, t)
	var e *library.FetchError
	switch {
	case ctx.Err() != nil:
		return false
	case errors.As(err, &e) && (e.Offline || e.Untried):
		return e.Offline
	case errors.As(err, &e):
		result = library.FetchResult{PageID: t.PageID, Record: failed(t, e, in.now())}
	case err != nil:
		in.log.Error("fetch", "page", t.PageID, "error", err)
		return false
	}
	ch, err := in.fetching.Fetches.SaveFetch(ctx, result)
	if _, err = in.indexed(ctx, ch, whenever, err); err != nil && ctx.Err() == nil {
		in.log.Error("store what was fetched", "page", t.PageID, "error", err)
	}
	return false
}

// attempt fetches a page and reads it.
func (in *Ingest) attempt(ctx context.Context, t library.FetchTask) (library.FetchResult, error) {
	request := library.FetchRequest{URL: t.URL, ETag: t.Last.ETag, Modified: t.Last.Modified, Allow: in.allowFetch}
	p, err := in.fetching.Fetcher.Fetch(ctx, request)
	if errors.Is(err, errByRule) {
		err = &library.FetchError{Cause: library.BlockedByRule, Detail: library.Detail("fetch_rule")}
	}
	if err != nil {
		return library.FetchResult{}, err
	}
	r := library.FetchResult{PageID: t.PageID, Record: succeeded(t, p, in.now()), Canonical: p.Canonical}
	if sameForm(t.URL, p.URL) || p.Moved && sameEnd(t.URL, p.URL) {
		r.SameAs = p.URL
	}
	if p.NotModified || t.Captured && t.CapturedBy != library.ByFetch {
		return r, nil // what the browser gave stays; that the page is there was the question
	}
	select {
	case in.readers <- struct{}{}:
	case <-ctx.Done():
		return r, ctx.Err()
	}
	defer func() { <-in.readers }()
	title, text, lang, err := in.fetching.Read(ctx, p)
	if err != nil {
		return r, err
	}
	if strings.TrimSpace(text) == "" {
		return r, &library.FetchError{Cause: library.EmptyPage, Detail: library.Detail("fetch_empty")}
	}
	r.Capture = &library.Capture{Title: title, Text: text, Lang: lang, By: library.ByFetch, At: in.now()}
	return r, nil
}

// allowFetch asks the rules about an address on the way.
func (in *Ingest) allowFetch(ctx context.Context, url string) error {
	if in.policy == nil {
		return nil
	}
	ok, _, err := in.policy.Allowed(ctx, url)
	if err == nil && !ok {
		err = errByRule
	}
	return err
}
