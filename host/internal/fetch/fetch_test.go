package fetch

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"aibookmark/host/internal/library"
)

var article = "<title>Herons</title><p>" + strings.Repeat("Grey herons stand by the water. ", 100)

// page serves a body as HTML.
func page(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, body)
}

// pages serves what is given by path, and an article everywhere else.
func pages(byPath map[string]http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if h := byPath[r.URL.Path]; h != nil {
			h(w, r)
			return
		}
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		page(w, article)
	}
}

func redirect(status int, to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	}
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func body(s string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { page(w, s) }
}

func typed(contentType, s string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		fmt.Fprint(w, s)
	}
}

// What becomes of a page, by what its server says.
func TestOutcomes(t *testing.T) {
	form := `<title>%s</title><form><input name=user><input type="password"></form>`
	long := strings.Repeat("many words about it ", 200)
	for _, tt := range []struct {
		name      string
		path      string
		site      map[string]http.HandlerFunc
		cause     library.Cause
		temporary bool
		gone      bool
		after     time.Duration
	}{
		{name: "a page", path: "/x"},
		{name: "not found", path: "/x", site: map[string]http.HandlerFunc{"/x": status(404)}, cause: library.PageNotFound, gone: true},
		{name: "gone", path: "/x", site: map[string]http.HandlerFunc{"/x": status(410)}, cause: library.PageGone, gone: true},
		{name: "unauthorized", path: "/x", site: map[string]http.HandlerFunc{"/x": status(401)}, cause: library.LoginWall},
		{name: "forbidden", path: "/x", site: map[string]http.HandlerFunc{"/x": status(403)}, cause: library.LoginWall},
		{name: "legal reasons", path: "/x", site: map[string]http.HandlerFunc{"/x": status(451)}, cause: library.Unreachable},
		{name: "request timeout", path: "/x", site: map[string]http.HandlerFunc{"/x": status(408)}, cause: library.TimedOut, temporary: true},
		{name: "too many requests", path: "/x", site: map[string]http.HandlerFunc{"/x": status(429)}, cause: library.ServerError, temporary: true, after: time.Minute},
		{name: "says when", path: "/x", site: map[string]http.HandlerFunc{"/x": status(503, "Retry-After", "120")}, cause: library.ServerError, temporary: true, after: 2 * time.Minute},
		{name: "says never", path: "/x", site: map[string]http.HandlerFunc{"/x": status(503, "Retry-After", "99999999")}, cause: library.ServerError, temporary: true, after: 24 * time.Hour},
		{name: "internal error", path: "/x", site: map[string]http.HandlerFunc{"/x": status(500)}, cause: library.ServerError, temporary: true},
		{name: "I am a teapot", path: "/x", site: map[string]http.HandlerFunc{"/x": status(418)}, cause: library.ServerError},
		{name: "robots", path: "/x", site: map[string]http.HandlerFunc{"/robots.txt": typed("text/plain", "User-agent: *\nDisallow: /x")}, cause: library.RobotsForbid},
		{name: "robots, by our name", path: "/x", site: map[string]http.HandlerFunc{"/robots.txt": typed("text/plain", "User-agent: *\nDisallow:\n\nUser-agent: aibookmark\nDisallow: /")}, cause: library.RobotsForbid},
		{name: "robots, another page", path: "/x", site: map[string]http.HandlerFunc{"/robots.txt": typed("text/plain", "User-agent: *\nDisallow: /y")}},
		{name: "robots fails", path: "/x", site: map[string]http.HandlerFunc{"/robots.txt": status(500)}, cause: library.ServerError, temporary: true},
		{name: "robots forbidden", path: "/x", site: map[string]http.HandlerFunc{"/robots.txt": status(403)}},
		{name: "robots is nonsense", path: "/x", site: map[string]http.HandlerFunc{"/robots.txt": typed("text/html", "<html>Disallow: /</html>")}},
		{name: "robots elsewhere", path: "/x", site: map[string]http.HandlerFunc{"/robots.txt": redirect(301, "/r"), "/r": typed("text/plain", "User-agent: *\nDisallow: /x")}, cause: library.RobotsForbid},
		{name: "robots forbids the way", path: "/x", site: map[string]http.HandlerFunc{"/x": redirect(301, "/y"), "/robots.txt": typed("text/plain", "User-agent: *\nDisallow: /y")}, cause: library.RobotsForbid},
		{name: "redirect", path: "/x", site: map[string]http.HandlerFunc{"/x": redirect(302, "/y")}},
		{name: "redirects without end", path: "/0", site: chain(7), cause: library.Unsupported},
		{name: "five redirects", path: "/0", site: chain(5)},
		{name: "a circle", path: "/x", site: map[string]http.HandlerFunc{"/x": redirect(302, "/y"), "/y": redirect(302, "/x")}, cause: library.Unsupported},
		{name: "a redirect to no page", path: "/x", site: map[string]http.HandlerFunc{"/x": redirect(302, "file:///etc/passwd")}, cause: library.Unsupported},
		{name: "a redirect to nowhere", path: "/x", site: map[string]http.HandlerFunc{"/x": status(302)}, cause: library.Unreachable},
		{name: "sent to the login", path: "/x", site: map[string]http.HandlerFunc{"/x": redirect(302, "/users/sign_in?back=/x")}, cause: library.LoginWall},
		{name: "sent to the login of another host", path: "/x", site: map[string]http.HandlerFunc{"/x": redirect(302, "http://accounts.example.com/v3")}, cause: library.LoginWall},
		{name: "the login was saved", path: "/login", site: map[string]http.HandlerFunc{"/login": body(fmt.Sprintf(form, "Sign in"))}},
		{name: "a login form", path: "/x", site: map[string]http.HandlerFunc{"/x": body(fmt.Sprintf(form, "登录"))}, cause: library.LoginWall},
		{name: "an article with a login form", path: "/x", site: map[string]http.HandlerFunc{"/x": body(fmt.Sprintf(form, "Forum") + long)}},
		{name: "sent to the home page", path: "/a/b", site: map[string]http.HandlerFunc{"/a/b": redirect(302, "/")}, cause: library.PageNotFound},
		{name: "the home page was saved", path: "/", site: map[string]http.HandlerFunc{"/": redirect(302, "/en/")}},
		{name: "says it is missing", path: "/x", site: map[string]http.HandlerFunc{"/x": body("<title>Page not found | Site</title><p>Sorry.")}, cause: library.PageNotFound},
		{name: "says it is missing, in Chinese", path: "/x", site: map[string]http.HandlerFunc{"/x": body("<title>抱歉，您访问的页面不存在</title>")}, cause: library.PageNotFound},
		{name: "an article about it", path: "/x", site: map[string]http.HandlerFunc{"/x": body("<title>404 not found: a history</title>" + long)}},
		{name: "Cloudflare", path: "/x", site: map[string]http.HandlerFunc{"/x": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(403)
			fmt.Fprint(w, `<title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/h/b/orchestrate"></script>`)
		}}, cause: library.Captcha},
		{name: "a slider", path: "/x", site: map[string]http.HandlerFunc{"/x": body("<title>百度安全验证</title><p>请完成下方滑块验证")}, cause: library.Captcha},
		{name: "an article with a captcha", path: "/x", site: map[string]http.HandlerFunc{"/x": body("<title>How to comment</title><div class=g-recaptcha></div>" + long)}},
		{name: "scripts only", path: "/x", site: map[string]http.HandlerFunc{"/x": body("<title>App</title><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>")}, cause: library.EmptyPage},
		{name: "an image", path: "/x", site: map[string]http.HandlerFunc{"/x": typed("image/png", "\x89PNG\r\n\x1a\n")}, cause: library.Unsupported},
		{name: "an image called a page", path: "/x", site: map[string]http.HandlerFunc{"/x": typed("text/html", "\x89PNG\r\n\x1a\n")}, cause: library.Unsupported},
		{name: "a program", path: "/x", site: map[string]http.HandlerFunc{"/x": typed("application/octet-stream", "\x7fELF\x02\x01\x01\x00\x00\x00")}, cause: library.Unsupported},
		{name: "text", path: "/x", site: map[string]http.HandlerFunc{"/x": typed("text/plain", "words")}},
		{name: "packed unknown", path: "/x", site: map[string]http.HandlerFunc{"/x": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			page(w, "x")
		}}, cause: library.Unsupported},
		{name: "packed twice", path: "/x", site: map[string]http.HandlerFunc{"/x": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip, gzip")
			page(w, "x")
		}}, cause: library.Unsupported},
		{name: "moved by the page itself", path: "/x", site: map[string]http.HandlerFunc{"/x": body(`<meta http-equiv="Refresh" content="0; URL='/login'">moved`)}, cause: library.LoginWall},
		{name: "reloads itself", path: "/x", site: map[string]http.HandlerFunc{"/x": body(`<meta http-equiv="Refresh" content="300">` + article)}},
		{name: "cut off", path: "/x", site: map[string]http.HandlerFunc{"/x": status(200, "Content-Type", "text/html", "Content-Length", "1000")}, cause: library.Unreachable, temporary: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := serveWeb(t, pages(tt.site)).fetcher(t, Options{})
				_, err := f.Fetch(t.Context(), library.FetchRequest{URL: "http://site.example.com" + tt.path})
				if got := causeOf(t, err); got != tt.cause {
					t.Fatalf("%q, want %q: %v", got, tt.cause, err)
				}
				if err == nil {
					return
				}
				if e := failure(t, err); e.Temporary != tt.temporary || e.Gone != tt.gone || e.RetryAfter != tt.after || library.DetailText("zh-CN", e.Detail) == "" {
					t.Errorf("%+v", e)
				}
			})
		})
	}
}

// chain is n redirects from /0 on.
func chain(n int) map[string]http.HandlerFunc {
	site := map[string]http.HandlerFunc{}
	for i := range n {
		site[fmt.Sprint("/", i)] = redirect(302, fmt.Sprint("/", i+1))
	}
	return site
}

func TestWhatIsSentAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got *http.Request
		f := serveWeb(t, pages(map[string]http.HandlerFunc{
			"/x": redirect(301, "/y#part"),
			"/y": func(w http.ResponseWriter, r *http.Request) {
				got = r
				w.Header().Set("ETag", `"2"`)
				w.Header().Set("Set-Cookie", "id=1")
				if r.Header.Get("If-None-Match") == `"2"` {
					w.WriteHeader(http.StatusNotModified)
					return
				}
				w.Header().Set("Content-Type", "text/html; charset=gbk")
				fmt.Fprint(w, "<title>\xc4\xe3\xba\xc3</title><link rel='canonical' href='/z'>"+strings.Repeat("\xc4\xe3\xba\xc3 ", 500))
			},
		})).fetcher(t, Options{Version: "1.2.3", Language: func() string { return "zh-CN,en;q=0.5" }})
		p, err := f.Fetch(t.Context(), library.FetchRequest{URL: "http://someone:secret@Site.example.com/x?q=1#frag"})
		if err != nil {
			t.Fatal(err)
		}
		if p.URL != "http://site.example.com/y" || !p.Moved || p.Canonical != "http://site.example.com/z" || p.ETag != `"2"` || p.Type != "text/html" ||
			!strings.HasPrefix(string(p.Body), "\uFEFF<title>你好</title>") {
			t.Errorf("page %+.200v", p)
		}
		for name, want := range map[string]string{
			"User-Agent": "Mozilla/5.0 (compatible; AIBookmark/1.2.3; personal bookmark indexer)", "Accept-Language": "zh-CN,en;q=0.5",
			"Cookie": "", "Referer": "", "Authorization": "", "Accept-Encoding": "gzip",
		} {
			if v := got.Header.Get(name); v != want {
				t.Errorf("%s: %q", name, v)
			}
		}
		again, err := f.Fetch(t.Context(), library.FetchRequest{URL: "http://site.example.com/y", ETag: `"2"`})
		if err != nil || !again.NotModified || len(got.Cookies()) != 0 {
			t.Errorf("again: %+v, %v", again, err)
		}
		_, err = f.Fetch(t.Context(), library.FetchRequest{URL: "http://site.example.com/x", Allow: func(_ context.Context, url string) error {
			if strings.HasSuffix(url, "/y") {
				return io.ErrNoProgress
			}
			return nil
		}})
		if err != io.ErrNoProgress {
			t.Errorf("a redirect to where a rule is against it: %v", err)
		}
	})
}

// One thing at a time of each host, two seconds apart or as long as it asks
// for; four hosts at once; a page a second.
func TestPoliteness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		last, now, most := map[string]time.Time{}, map[string]int{}, 0
		f := serveWeb(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			gap := 2 * time.Second
			if r.Host == "h0.example.com" && r.URL.Path != "/robots.txt" {
				gap = 7 * time.Second
			}
			if at := last[r.Host]; !at.IsZero() && time.Since(at) < gap {
				t.Errorf("%s asked again after %v", r.Host, time.Since(at))
			}
			now[r.Host]++
			most = max(most, len(now))
			if now[r.Host] > 1 {
				t.Errorf("%s asked %d things at once", r.Host, now[r.Host])
			}
			mu.Unlock()
			time.Sleep(4 * time.Second)
			mu.Lock()
			delete(now, r.Host)
			last[r.Host] = time.Now()
			mu.Unlock()
			if r.URL.Path == "/robots.txt" {
				fmt.Fprint(w, "User-agent: *\nCrawl-delay: 7\n")
				if r.Host != "h0.example.com" {
					fmt.Fprint(w, "\nUser-agent: AIBookmark\nDisallow:\n")
				}
				return
			}
			page(w, article)
		}).fetcher(t, Options{})
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 30 {
			wg.Go(func() {
				if _, err := f.Fetch(t.Context(), library.FetchRequest{URL: fmt.Sprintf("http://h%d.example.com/%d", i%10, i)}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if most != maxHosts {
			t.Errorf("%d hosts at once", most)
		}
		if took := time.Since(start); took < 30*time.Second {
			t.Errorf("30 pages in %v", took)
		}
	})
}

// A host that fails again and again is left alone for an hour.
func TestAHostThatFailsRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, broken := 0, true
		f := serveWeb(t, func(w http.ResponseWriter, r *http.Request) {
			if asked++; broken {
				w.WriteHeader(502)
				return
			}
			page(w, article)
		}).fetcher(t, Options{})
		get := func() error {
			_, err := f.Fetch(t.Context(), library.FetchRequest{URL: "http://site.example.com/x"})
			return err
		}
		for range maxFailures {
			if e := failure(t, get()); e.Untried || e.Cause != library.ServerError {
				t.Errorf("%+v", e)
			}
		}
		before := asked
		if e := failure(t, get()); !e.Untried || e.Cause != library.ServerError || e.RetryAfter < 50*time.Minute || asked != before {
			t.Errorf("%+v; asked %d times more", e, asked-before)
		}
		if w := f.Wait("http://site.example.com/y"); w < 50*time.Minute {
			t.Errorf("wait %v", w)
		}
		broken = false
		time.Sleep(time.Hour)
		if err := get(); err != nil {
			t.Error(err)
		}
	})
}

// What is made to exhaust time and memory is bounded in both.
func TestBombs(t *testing.T) {
	zeros := func(total int64) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			chunk := make([]byte, 1<<20)
			for sent := int64(0); sent < total; sent += int64(len(chunk)) {
				if _, err := z.Write(chunk); err != nil {
					return
				}
			}
			z.Close()
		}
	}
	for _, tt := range []struct {
		name    string
		serve   http.HandlerFunc
		cause   library.Cause
		cut     bool
		within  time.Duration // of virtual time
		atMost  uint64        // bytes allocated
		atLeast int           // bytes kept
	}{
		{name: "10 GB of zeros", serve: zeros(10 << 30), cause: library.PageTooLarge, within: 10 * time.Second, atMost: 64 << 20},
		{name: "50 MB of text", serve: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			for range 50 {
				if _, err := io.WriteString(w, strings.Repeat("words and more words, lots of them\n", 1<<20/35)); err != nil {
					return
				}
			}
		}, cut: true, within: 10 * time.Second, atMost: 150 << 20, atLeast: maxWire},
		{name: "unpacks to 50 MB", serve: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for i := range 400_000 {
				if _, err := fmt.Fprintf(z, "line %d %x of a page that goes on and on and on and on and on, %d times as long as it should be, so that it packs well\n", i, i*7919*i, i); err != nil {
					return
				}
			}
			z.Close()
		}, cut: true, within: 10 * time.Second, atMost: 260 << 20, atLeast: maxBody},
		{name: "one byte every five seconds", serve: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, "x"); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				time.Sleep(5 * time.Second)
			}
		}, cause: library.TimedOut, within: 33 * time.Second, atMost: 8 << 20},
		{name: "never says anything", serve: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, cause: library.TimedOut, within: 13 * time.Second, atMost: 8 << 20},
		{name: "huge headers", serve: func(w http.ResponseWriter, _ *http.Request) {
			for i := range 20_000 {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 100))
			}
			page(w, article)
		}, cause: library.Unreachable, within: 10 * time.Second, atMost: 64 << 20},
		{name: "100,000 nested elements", serve: body(strings.Repeat("<div>", 100_000) + "the text within"), within: 10 * time.Second, atMost: 64 << 20, atLeast: 500_000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := serveWeb(t, pages(map[string]http.HandlerFunc{"/x": tt.serve})).fetcher(t, Options{})
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				start := time.Now()
				p, err := f.Fetch(t.Context(), library.FetchRequest{URL: "http://site.example.com/x"})
				took := time.Since(start)
				runtime.ReadMemStats(&after)
				if got := causeOf(t, err); got != tt.cause || p.Truncated != tt.cut || len(p.Body) < tt.atLeast || len(p.Body) > maxBody+16 {
					t.Errorf("%q, want %q; truncated %v, %d bytes; %v", got, tt.cause, p.Truncated, len(p.Body), err)
				}
				if took > tt.within {
					t.Errorf("took %v", took)
				}
				allocated := after.TotalAlloc - before.TotalAlloc
				t.Logf("allocated %.1f MB, took %v", float64(allocated)/1e6, took)
				if allocated > tt.atMost {
					t.Errorf("allocated %.1f MB", float64(allocated)/1e6)
				}
			})
		})
	}
}

// A robots.txt of nothing but wildcards costs little.
func TestHugeRobots(t *testing.T) {
	var before, after runtime.MemStats
	text := []byte("User-agent: *\n" + strings.Repeat("Disallow: /*a*b$\n", 30_000))
	runtime.ReadMemStats(&before)
	g := parseRobots(text)
	runtime.ReadMemStats(&after)
	if g == nil || g.Test("/xaxb") || !g.Test("/other") {
		t.Error("the rules are lost")
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 64<<20 {
		t.Errorf("allocated %d MB", n>>20)
	}
}

func TestFetchEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := serveWeb(t, pages(map[string]http.HandlerFunc{"/x": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }})).fetcher(t, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(4*time.Second, cancel)
		start := time.Now()
		if _, err := f.Fetch(ctx, library.FetchRequest{URL: "http://site.example.com/x"}); err != context.Canceled {
			t.Errorf("error %v", err)
		}
		if took := time.Since(start); took != 4*time.Second {
			t.Errorf("after %v", took)
		}
	})
}

func FuzzLooksAt(f *testing.F) {
	f.Add([]byte(article))
	f.Add([]byte("<title>x<script></title><input type=password></script><meta http-equiv=refresh content='0;url= \"/x\"'>"))
	f.Fuzz(func(t *testing.T, page []byte) {
		if s := looksAt(page); s.chars > len(page) {
			t.Errorf("%d characters of %d bytes", s.chars, len(page))
		}
		if g := parseRobots(page); g != nil {
			g.Test("/x?y=z")
		}
	})
}
