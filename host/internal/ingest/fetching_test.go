package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"aibookmark/host/internal/fetch"
	"aibookmark/host/internal/ingest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/store"
)

// web is one server for every name, reached without sockets, so that it works
// on a virtual clock.
type web struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func serveWeb(t *testing.T, h http.HandlerFunc) *web {
	w := &web{conns: make(chan net.Conn), done: make(chan struct{})}
	var running sync.WaitGroup
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		running.Add(1)
		defer running.Done()
		h(w, r)
	})}
	running.Go(func() { _ = s.Serve(w) })
	t.Cleanup(func() { s.Close(); running.Wait() })
	return w
}

func (w *web) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case w.conns <- server:
		return client, nil
	case <-w.done:
		return nil, errors.New("the server is gone")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (w *web) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.done:
		return nil, net.ErrClosed
	}
}

func (w *web) Close() error   { w.once.Do(func() { close(w.done) }); return nil }
func (w *web) Addr() net.Addr { return &net.TCPAddr{} }

// calendar is a clock that days can be added to at once: on the virtual clock
// alone, every look for work in a month would have to happen.
type calendar struct{ days atomic.Int64 }

func (c *calendar) now() time.Time { return time.Now().Add(time.Duration(c.days.Load())) }

// pass lets time go by, and the work that is due then be done.
func (c *calendar) pass(in *ingest.Ingest, d time.Duration) {
	c.days.Add(int64(d))
	in.FetchNow()
	time.Sleep(20 * time.Second)
}

// reading is an Ingest that fetches from w, with the switch of the setting.
func reading(t *testing.T, w *web, c *calendar, policy ingest.Policy) (*ingest.Ingest, *store.Store, *atomic.Bool) {
	t.Helper()
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	f := fetch.New(fetch.Options{Dial: w.dial, Proxy: func(*url.URL) (*url.URL, error) { return nil, nil }})
	t.Cleanup(f.Close)
	on := &atomic.Bool{}
	on.Store(true)
	in := ingest.New(st, plain{}, ingest.Options{Now: c.now, Policy: policy, Fetching: &ingest.Fetching{
		Fetcher: f, Fetches: st, On: func(context.Context) (bool, error) { return on.Load(), nil },
		Read: func(_ context.Context, p library.Fetched) (title, text, lang string, err error) {
			return "Fetched", strings.TrimPrefix(string(p.Body), "\uFEFF"), "en", nil
		},
	}})
	return in, st, on
}

// run runs the background work until the test, or stop, ends it.
func run(t *testing.T, in *ingest.Ingest, worked func()) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { in.Run(ctx, worked) })
	stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	t.Cleanup(stop)
	return stop
}

func bookmarks(t *testing.T, in *ingest.Ingest, urls ...string) {
	t.Helper()
	source := must[int64](t)(in.Source(t.Context(), library.Source{Browser: "chrome", Profile: "p"}))
	nodes := make([]library.Node, len(urls))
	for i, u := range urls {
		nodes[i] = library.Node{ID: fmt.Sprint(i), ParentID: "0", Title: fmt.Sprint("Bookmark ", i), URL: u, AddedAt: time.Unix(int64(1e9+i), 0)}
	}
	must[library.Changes](t)(in.Apply(t.Context(), source, nodes, nil))
}

func text(t *testing.T, st *store.Store, u string) string {
	t.Helper()
	return must[library.Page](t)(st.PageByURL(t.Context(), u)).Text
}

func failures(t *testing.T, st *store.Store) (out []string) {
	t.Helper()
	list, _, err := st.Failures(t.Context(), "", false, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		out = append(out, fmt.Sprint(f.URL, " ", f.Cause, " ", f.Attempts))
	}
	slices.Sort(out)
	return out
}

// A thousand pages of fifty hosts, politely: none is lost, nothing stalls, and
// memory stays small.
func TestAThousandPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const pages, hosts = 1000, 50
		var mu sync.Mutex
		open, last, most, asked := map[string]int{}, map[string]time.Time{}, 0, 0
		body := strings.Repeat("<p>Herons stand by the water and wait, page after page. ", 10<<10/56)
		w := serveWeb(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			if at := last[r.Host]; !at.IsZero() && time.Since(at) < 2*time.Second {
				t.Errorf("%s asked again after %v", r.Host, time.Since(at))
			}
			if open[r.Host]++; open[r.Host] > 1 {
				t.Errorf("%s asked twice at once", r.Host)
			}
			most = max(most, len(open))
			mu.Unlock()
			time.Sleep(300 * time.Millisecond)
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
			} else {
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprint(w, "<title>Page ", r.URL.Path, "</title>", body, r.URL.Path)
			}
			mu.Lock()
			delete(open, r.Host)
			last[r.Host] = time.Now()
			asked++
			mu.Unlock()
		})
		in, st, _ := reading(t, w, &calendar{}, nil)
		urls := make([]string, pages)
		for i := range urls {
			// The newest hundred are of one host, as a person saves them.
			host := i % hosts
			if i >= pages-100 {
				host = 7
			}
			urls[i] = fmt.Sprintf("https://host%d.example.com/page/%d", host, i)
			urls[i] = strings.Replace(urls[i], "https", "http", 1)
		}
		bookmarks(t, in, urls...)
		var peak atomic.Uint64
		start := time.Now()
		stop := run(t, in, func() {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.Sys-m.HeapReleased))
		})
		left := pages
		for left > 0 && time.Since(start) < 2*time.Hour {
			time.Sleep(10 * time.Second)
			was := left
			pending, failed, err := st.PendingFetches(t.Context())
			if err != nil || failed != 0 {
				t.Fatal(failed, err)
			}
			left = pending
			if eta, waits := in.FetchEstimate(left); left > 0 && (eta < time.Duration(left)*time.Second || eta > 4*time.Duration(left)*time.Second+time.Minute*5 || waits != "") {
				t.Errorf("%d pages left in %v, waiting for %q", left, eta, waits)
			}
			if left == was && left > 0 {
				t.Fatalf("stalled with %d pages left", left)
			}
		}
		took := time.Since(start)
		stop()
		t.Logf("%d pages in %v of virtual time, %d requests, %d hosts at once, %.0f MB in use at most", pages, took, asked, most, float64(peak.Load())/1e6)
		if left != 0 || asked != pages+hosts || most > 4 {
			t.Errorf("%d pages left, %d requests, %d hosts at once", left, asked, most)
		}
		if took < pages*time.Second || took > pages*time.Second*5/4 {
			t.Errorf("took %v, want a page a second", took)
		}
		if peak.Load() > 150<<20 {
			t.Errorf("%d MB in use", peak.Load()>>20)
		}
		if got := text(t, st, urls[3]); !strings.HasSuffix(got, "/page/3") {
			t.Errorf("text ends with %q", got[max(0, len(got)-20):])
		}
	})
}

// What fails is kept with its cause, tried again in time, and called dead only
// after three checks in a week; text never goes.
func TestFailuresInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		asked, now := map[string]int{}, map[string]int{}
		set := func(path string, status int) { mu.Lock(); now[path] = status; mu.Unlock() }
		count := func(path string) int { mu.Lock(); defer mu.Unlock(); return asked[path] }
		w := serveWeb(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			asked[r.URL.Path]++
			status := now[r.URL.Path]
			mu.Unlock()
			w.Header().Set("Content-Type", "text/html")
			if status != 0 {
				w.WriteHeader(status)
			}
			fmt.Fprint(w, "<p>", strings.Repeat("text of "+r.URL.Path+" ", 100))
		})
		set("/robots.txt", 404)
		set("/gone", 404)
		set("/flaky", 503)
		set("/wall", 401)
		c := &calendar{}
		in, st, on := reading(t, w, c, blocker("blocked.example.com"))
		site := "http://site.example.com"
		bookmarks(t, in, site+"/good", site+"/gone", "http://other.example.com/flaky", site+"/wall", "http://blocked.example.com/x", "http://192.168.1.1/router")
		on.Store(false)
		run(t, in, nil)
		time.Sleep(time.Minute)
		if count("/good") != 0 {
			t.Fatal("it reads though it is off")
		}
		on.Store(true)
		in.FetchNow()
		time.Sleep(30 * time.Second)
		if got := text(t, st, site+"/good"); !strings.Contains(got, "text of /good") {
			t.Errorf("text %q", got)
		}
		want := []string{
			"http://192.168.1.1/router unsupported 1", "http://blocked.example.com/x blocked_by_rule 1", "http://other.example.com/flaky server_error 1",
			"http://site.example.com/gone not_found 1", "http://site.example.com/wall login_wall 1",
		}
		if got := failures(t, st); !slices.Equal(got, want) {
			t.Errorf("failures %q", got)
		}
		if text(t, st, site+"/wall") != "" {
			t.Error("the text of a login wall is kept")
		}
		// A minute, an hour, a day.
		for i, after := range []time.Duration{90 * time.Second, 90 * time.Minute, 30 * time.Hour} {
			c.pass(in, after)
			if n := count("/flaky"); n != i+2 {
				t.Errorf("tried %d times after %d waits", n, i+1)
			}
		}
		dead := func() bool {
			return must[[]library.Document](t)(st.Documents(t.Context(), []int64{2}))[0].Dead
		}
		c.pass(in, 4*24*time.Hour)
		if dead() || count("/gone") < 2 {
			t.Errorf("dead %v after %d checks in five days", dead(), count("/gone"))
		}
		c.pass(in, 3*24*time.Hour)
		if !dead() || count("/gone") != 3 {
			t.Errorf("dead %v after %d checks in nine days", dead(), count("/gone"))
		}
		if n := count("/wall"); n != 1 {
			t.Errorf("a login wall tried %d times", n)
		}
		// In a month a page that was read is asked for again; now it is gone, and
		// later back. Its text stays.
		set("/good", 410)
		for _, days := range []time.Duration{50, 2, 8} {
			c.pass(in, days*24*time.Hour)
		}
		if d := must[[]library.Document](t)(st.Documents(t.Context(), []int64{1}))[0]; !d.Dead || !strings.Contains(d.Text, "text of /good") {
			t.Errorf("dead %v, text %.20q", d.Dead, d.Text)
		}
		set("/good", 0)
		c.pass(in, 40*24*time.Hour)
		if must[[]library.Document](t)(st.Documents(t.Context(), []int64{1}))[0].Dead {
			t.Error("still dead when it is back")
		}
	})
}

// What the browser gave is never replaced, and neither is a text by what is
// left of its page.
func TestTextsAreNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var short atomic.Bool
		conditional := atomic.Int32{}
		w := serveWeb(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("ETag", `"a"`)
			if r.Header.Get("If-None-Match") == `"a"` && r.URL.Path == "/same" {
				conditional.Add(1)
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("Content-Type", "text/html")
			body := strings.Repeat("the whole article ", 100)
			if short.Load() {
				body = "subscribe to go on reading"
			}
			fmt.Fprint(w, "<p>", body)
		})
		c := &calendar{}
		in, st, _ := reading(t, w, c, nil)
		bookmarks(t, in, "http://a.example.com/visited", "http://b.example.com/x", "http://c.example.com/same")
		must[ingest.PageOutcome](t)(in.IndexPage(t.Context(), ingest.PageInput{URL: "http://a.example.com/visited", Text: "as I saw it", By: "visit"}))
		run(t, in, nil)
		time.Sleep(time.Minute)
		short.Store(true)
		for range 4 {
			c.pass(in, 40*24*time.Hour)
		}
		if got := text(t, st, "http://a.example.com/visited"); got != "as I saw it" {
			t.Errorf("visited: %.30q", got)
		}
		for _, u := range []string{"http://b.example.com/x", "http://c.example.com/same"} {
			if got := text(t, st, u); !strings.Contains(got, "the whole article") {
				t.Errorf("%s: %.30q", u, got)
			}
		}
		if n := conditional.Load(); n < 2 {
			t.Errorf("asked %d times whether it changed", n)
		}
		if got := failures(t, st); len(got) != 0 {
			t.Errorf("failures %q", got)
		}
	})
}

// Two bookmarks of one page become one page with two bookmarks.
func TestBookmarksOfOnePage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := serveWeb(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/robots.txt":
				http.NotFound(w, r)
			case r.Host == "a.example.com":
				http.Redirect(w, r, "http://www.a.example.com"+r.URL.Path, http.StatusFound)
			case r.URL.Path == "/2019/herons":
				http.Redirect(w, r, "/blog/herons-by-the-water", http.StatusMovedPermanently)
			case strings.HasPrefix(r.URL.Path, "/retired/"):
				http.Redirect(w, r, "/list", http.StatusMovedPermanently)
			default:
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprint(w, "<p>", strings.Repeat(r.URL.Path+" ", 100))
			}
		})
		in, st, _ := reading(t, w, &calendar{}, nil)
		bookmarks(t, in, "http://a.example.com/x", "http://www.a.example.com/x", "http://b.example.com/2019/herons", "http://b.example.com/blog/herons-by-the-water",
			"http://c.example.com/retired/1", "http://c.example.com/retired/2", "http://c.example.com/list")
		stop := run(t, in, nil)
		time.Sleep(2 * time.Minute)
		stop()
		ids := map[string]int64{}
		for _, u := range []string{"http://a.example.com/x", "http://www.a.example.com/x", "http://b.example.com/2019/herons", "http://b.example.com/blog/herons-by-the-water",
			"http://c.example.com/retired/1", "http://c.example.com/retired/2", "http://c.example.com/list"} {
			ids[u] = must[library.Page](t)(st.PageByURL(t.Context(), u)).ID
		}
		if ids["http://a.example.com/x"] != ids["http://www.a.example.com/x"] || ids["http://b.example.com/2019/herons"] != ids["http://b.example.com/blog/herons-by-the-water"] {
			t.Errorf("pages %v", ids)
		}
		if ids["http://c.example.com/retired/1"] == ids["http://c.example.com/list"] || ids["http://c.example.com/retired/1"] == ids["http://c.example.com/retired/2"] {
			t.Errorf("pages that are no more became the list they lead to: %v", ids)
		}
		if n, err := st.SweepIndex(t.Context()); err != nil || n < 0 {
			t.Error(n, err)
		}
	})
}

// offline is a web that cannot be reached until it can.
type offline struct {
	back  atomic.Bool
	asked atomic.Int32
}

func (o *offline) Wait(string) time.Duration { return 0 }

func (o *offline) Fetch(_ context.Context, r library.FetchRequest) (library.Fetched, error) {
	o.asked.Add(1)
	if !o.back.Load() {
		return library.Fetched{}, &library.FetchError{Cause: library.Unreachable, Temporary: true, Offline: true}
	}
	return library.Fetched{URL: r.URL, Type: "text/html", Body: []byte("text")}, nil
}

// Without a network nothing fails; pausing and the battery stop the work.
func TestWaitingForNetworkMainsAndThePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st, err := store.Open(t.Context(), t.TempDir(), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		o, battery := &offline{}, &atomic.Bool{}
		in := ingest.New(st, plain{}, ingest.Options{Fetching: &ingest.Fetching{
			Fetcher: o, Fetches: st, On: func(context.Context) (bool, error) { return true, nil }, OnBattery: battery.Load,
			Read: func(_ context.Context, p library.Fetched) (string, string, string, error) {
				return "T", string(p.Body), "en", nil
			},
		}})
		bookmarks(t, in, "https://a.example.com/", "https://b.example.com/", "https://c.example.com/")
		stop := run(t, in, nil)
		defer stop()
		time.Sleep(10 * time.Minute)
		if _, waits := in.FetchEstimate(3); waits != "offline" || o.asked.Load() > 50 {
			t.Errorf("waits for %q, asked %d times", waits, o.asked.Load())
		}
		if got := failures(t, st); len(got) != 0 {
			t.Errorf("failures %q", got)
		}
		battery.Store(true)
		time.Sleep(2 * time.Minute)
		before := o.asked.Load()
		o.back.Store(true)
		time.Sleep(time.Hour)
		if _, waits := in.FetchEstimate(3); waits != "battery" || o.asked.Load() != before {
			t.Errorf("on battery: waits for %q, asked %d times", waits, o.asked.Load()-before)
		}
		battery.Store(false)
		in.Pause()
		time.Sleep(time.Hour)
		if o.asked.Load() != before {
			t.Errorf("paused: asked %d times", o.asked.Load()-before)
		}
		in.Resume()
		time.Sleep(10 * time.Second)
		if pending, failed, err := st.PendingFetches(t.Context()); pending != 0 || failed != 0 || err != nil {
			t.Errorf("%d pending, %d failed, %v", pending, failed, err)
		}
	})
}
