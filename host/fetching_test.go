package main

// fetching_test.go: the real program reads pages in the background, from a web
// of the test's own.

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/fetch"
	"aibookmark/host/internal/protocol"
)

// testWeb names the address that the program under test takes for the whole
// web. It is read by this test binary only: the program that people get knows
// no way around the check of addresses.
const testWeb = "AI_BOOKMARK_TEST_WEB"

// useTestWeb has everything fetched from one server.
func useTestWeb(address string) {
	if address == "" {
		return
	}
	fetchRests = func() bool { return false }
	fetchOptions = fetch.Options{
		Proxy: func(*url.URL) (*url.URL, error) { return nil, nil },
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
}

// smallWeb is a web of a few pages that remembers what was asked of it.
type smallWeb struct {
	mu    sync.Mutex
	asked map[string]int
	open  bool // the wall is open
}

func (s *smallWeb) count(page string) int { s.mu.Lock(); defer s.mu.Unlock(); return s.asked[page] }

func (s *smallWeb) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked[r.Host+r.URL.Path]++
	open := s.open
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch {
	case r.URL.Path == "/robots.txt":
		http.NotFound(w, r)
	case r.Host == "gone.example.com":
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, "<title>Sorry</title>")
	case r.Host == "wall.example.com" && !open:
		fmt.Fprint(w, `<title>Sign in</title><form>gardenia <input type="password"></form>`)
	case r.Host == "china.example.com":
		w.Header().Set("Content-Type", "text/html; charset=gbk")
		fmt.Fprint(w, "<html><body><p>", strings.Repeat("\xb2\xd4\xf0\xd8\xd5\xbe\xd4\xda\xcb\xae\xb1\xdf\xa1\xa3", 40)) // 苍鹭站在水边。
	default:
		fmt.Fprintf(w, "<title>%s</title><article><p>%s</p></article>", r.Host, strings.Repeat("The marigolds of "+r.Host+" flower until the frost. ", 40))
	}
}

func TestPagesAreReadInTheBackground(t *testing.T) {
	s := &smallWeb{asked: map[string]int{}}
	server := httptest.NewServer(s)
	defer server.Close()
	cmd := program(t.TempDir(), noServer, browsertest.ChromeArgs()...)
	cmd.Env = append(cmd.Env, testWeb+"="+server.Listener.Addr().String())
	h := startCmd(t, "", cmd)
	opened, err := h.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var nodes []protocol.Node
	for i, host := range []string{"garden", "gone", "wall", "china", "bank", "127.0.0.1"} {
		address := "http://" + host + ".example.com/page"
		if host == "127.0.0.1" {
			address = "http://127.0.0.1/page"
		}
		at := time.Date(2025, 1, 1, 0, 0, i, 0, time.UTC)
		nodes = append(nodes, protocol.Node{ID: host, ParentID: "bar", Title: "Page " + host, URL: address, AddedAt: &at})
	}
	call[protocol.ApplyResult](t, h, protocol.MethodBookmarksApply, protocol.ApplyParams{SourceID: opened.SourceID, Nodes: nodes})

	// Nothing is read before the person wants it.
	if st := call[protocol.Status](t, h, protocol.MethodStatus, nil); st.Pending.Capture != 0 || s.count("garden.example.com/page") != 0 {
		t.Errorf("before it was allowed: %+v", st)
	}
	if err := h.Call(t.Context(), protocol.MethodCapturesRetry, protocol.CaptureRetryParams{Cause: "captcha"}, nil); browsertest.KindOf(err) != protocol.KindNotAllowed {
		t.Errorf("retry while it is off: %v", err)
	}
	on := true
	rules := []protocol.Rule{{Action: "block", Site: "bank.example.com"}}
	call[protocol.Settings](t, h, protocol.MethodSettingsSet, protocol.SettingsPatch{Fetch: &on, Rules: &rules})
	until(t, "every page was read and can be found", func() bool {
		st := call[protocol.Status](t, h, protocol.MethodStatus, nil)
		return st.Pending.Capture == 0 && st.Pending.Index == 0 && st.Captured == 2 && st.FailedCaptures == 4
	})
	for question, want := range map[string]string{"marigolds": "Page garden", "苍鹭": "Page china"} {
		if r := call[protocol.SearchResult](t, h, protocol.MethodSearch, protocol.SearchParams{Query: question}); len(r.Hits) != 1 || r.Hits[0].Title != want {
			t.Errorf("%s: %+v", question, r.Hits)
		}
	}
	if r := call[protocol.SearchResult](t, h, protocol.MethodSearch, protocol.SearchParams{Query: "gardenia"}); len(r.Hits) != 0 && r.Hits[0].Title == "Page wall" {
		t.Error("the text of a login wall is found")
	}
	list := call[protocol.CaptureList](t, h, protocol.MethodCapturesList, nil)
	got := map[string]protocol.Capture{}
	for _, c := range list.Items {
		got[c.Title] = c
	}
	for title, want := range map[string]string{"Page gone": "not_found", "Page wall": "login_wall", "Page bank": "blocked_by_rule", "Page 127.0.0.1": "unsupported"} {
		if c := got[title]; c.Cause != want || c.Detail == "" || c.Attempts != 1 || c.OpenOnce != (want == "login_wall" || want == "unsupported") {
			t.Errorf("%s: %+v", title, c)
		}
	}
	if s.count("bank.example.com/page")+s.count("bank.example.com/robots.txt") != 0 {
		t.Error("a site that a rule blocks was asked")
	}
	retryAndIgnore(t, h, s, got)
}

// retryAndIgnore has the person deal with what failed.
func retryAndIgnore(t *testing.T, h *host, s *smallWeb, failed map[string]protocol.Capture) {
	s.mu.Lock()
	s.open = true
	s.mu.Unlock()
	if r := call[protocol.CaptureRetryResult](t, h, protocol.MethodCapturesRetry, protocol.CaptureRetryParams{PageID: failed["Page wall"].PageID}); r.Queued != 1 {
		t.Errorf("queued %d", r.Queued)
	}
	none := []protocol.Rule{}
	call[protocol.Settings](t, h, protocol.MethodSettingsSet, protocol.SettingsPatch{Rules: &none}) // and the bank is allowed
	until(t, "the wall and the bank were read", func() bool {
		return call[protocol.Status](t, h, protocol.MethodStatus, nil).Captured == 4
	})
	call[protocol.CaptureIgnoreResult](t, h, protocol.MethodCapturesIgnore, protocol.CaptureIgnoreParams{Cause: "unsupported"})
	left := call[protocol.CaptureList](t, h, protocol.MethodCapturesList, nil)
	if len(left.Items) != 1 || left.Items[0].Title != "Page gone" {
		t.Errorf("left %+v", left.Items)
	}
	page := call[protocol.PageResult](t, h, protocol.MethodPagesGet, protocol.PageParams{PageID: left.Items[0].PageID})
	if len(page.Captures) != 1 || page.Captures[0].Cause != "not_found" || page.Captures[0].NextTry == nil {
		t.Errorf("captures of the page that is gone: %+v", page.Captures)
	}
}
