package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
)

func save(t testing.TB, s *Store, r library.FetchResult) library.Changes {
	t.Helper()
	if r.Record.At.IsZero() {
		r.Record.At = s.now()
	}
	ch, err := s.SaveFetch(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

func tasks(t testing.TB, s *Store, limit, perHost int) (ids []int64, due, busiest int) {
	t.Helper()
	found, due, busiest, err := s.FetchTasks(t.Context(), limit, perHost)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		ids = append(ids, f.PageID)
	}
	return ids, due, busiest
}

func dated(id, url string, day int) library.Node {
	n := link(id, "0", "Page "+id, url)
	n.AddedAt = start.Add(time.Duration(day) * 24 * time.Hour)
	return n
}

// clocked is a store whose clock the test sets.
func clocked(t testing.TB) (s *Store, src int64, now *time.Time) {
	t.Helper()
	at := start
	s, err := Open(t.Context(), t.TempDir(), Options{Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { counted(t, s); s.Close() })
	return s, source(t, s, "p"), &at
}

// Pages without a text come first, the newest first, no host before the others
// only because it has many; then texts that are a month old.
func TestFetchTasks(t *testing.T) {
	s, src, now := clocked(t)
	apply(t, s, src, []library.Node{
		dated("1", "https://a.example/1", 1), dated("2", "https://a.example/2", 5), dated("3", "https://www.a.example/3", 4),
		dated("4", "https://b.example/", 3), dated("5", "https://c.example/", 2), dated("6", "javascript:1", 9),
	})
	capture(t, s, library.Capture{URL: "https://c.example/", Text: "seen", By: "visit"})
	if ids, due, busiest := tasks(t, s, 10, 10); !slices.Equal(ids, []int64{2, 3, 4, 1}) || due != 4 || busiest != 3 {
		t.Errorf("pages %v, %d due, %d of one host", ids, due, busiest)
	}
	if ids, due, _ := tasks(t, s, 10, 2); !slices.Equal(ids, []int64{2, 3, 4}) || due != 4 {
		t.Errorf("two of a host: pages %v, %d due", ids, due)
	}
	if ids, due, _ := tasks(t, s, 1, 9); len(ids) != 1 || due != 4 {
		t.Errorf("one: pages %v, %d due", ids, due)
	}
	save(t, s, library.FetchResult{PageID: 2, Record: library.FetchRecord{Cause: library.ServerError, Attempts: 1, NextTry: now.Add(time.Hour)}})
	save(t, s, library.FetchResult{PageID: 3, Record: library.FetchRecord{Cause: library.LoginWall, Attempts: 1}})
	if ids, _, _ := tasks(t, s, 10, 10); !slices.Equal(ids, []int64{4, 1}) {
		t.Errorf("after two failures: %v", ids)
	}
	if pending, failed, err := s.PendingFetches(t.Context()); pending != 2 || failed != 2 || err != nil {
		t.Errorf("%d pending, %d failed, %v", pending, failed, err)
	}
	*now = now.Add(time.Hour)
	if ids, _, _ := tasks(t, s, 10, 10); !slices.Equal(ids, []int64{2, 4, 1}) {
		t.Errorf("an hour later: %v", ids)
	}
	*now = now.Add(31 * 24 * time.Hour)
	found, _, _, err := s.FetchTasks(t.Context(), 10, 10)
	if err != nil || len(found) != 4 || found[3].PageID != 5 || !found[3].Captured || found[3].CapturedBy != "visit" {
		t.Errorf("a month later: %+v, %v", found, err)
	}
}

func TestSaveFetch(t *testing.T) {
	s, src, now := clocked(t)
	apply(t, s, src, []library.Node{link("1", "0", "Mine", "https://a.example/"), link("2", "0", "Hers", "https://b.example/")})
	text := func(words string) *library.Capture {
		return &library.Capture{Title: "T", Text: words, By: library.ByFetch, At: *now}
	}
	next := now.Add(library.RecheckEvery)
	if ch := save(t, s, library.FetchResult{PageID: 1, Record: library.FetchRecord{NextTry: next, ETag: `"1"`}, Capture: text("first")}); !slices.Equal(ch.Pages, []int64{1}) {
		t.Errorf("a text came: %+v", ch)
	}
	p, err := s.PageByID(t.Context(), 1)
	if err != nil || p.Text != "first" || p.CapturedBy != library.ByFetch {
		t.Errorf("page %+v, %v", p, err)
	}
	capture(t, s, library.Capture{URL: "https://a.example/", Text: "as the person sees it", By: "visit"})
	save(t, s, library.FetchResult{PageID: 1, Record: library.FetchRecord{NextTry: next}, Capture: text("for everyone")})
	if p, err := s.PageByID(t.Context(), 1); err != nil || p.Text != "as the person sees it" {
		t.Errorf("a fetch took the place of what the browser gave: %+v, %v", p, err)
	}
	if ch := save(t, s, library.FetchResult{PageID: 99, Capture: text("x")}); len(ch.Pages) != 0 {
		t.Errorf("a page that is gone: %+v", ch)
	}
	// What is dead keeps its text, and says so until the browser has it again.
	save(t, s, library.FetchResult{PageID: 1, Record: library.FetchRecord{Cause: library.PageNotFound, Dead: true, GoneSince: start, GoneChecks: 3, Attempts: 3}})
	docs, err := s.Documents(t.Context(), []int64{1, 2})
	if err != nil || !docs[0].Dead || docs[0].Text != "as the person sees it" || docs[1].Dead {
		t.Errorf("documents %+v, %v", docs, err)
	}
	if f, ok, err := s.FailureOf(t.Context(), 1); err != nil || !ok || !f.Dead || f.Attempts != 3 {
		t.Errorf("failure %+v %v, %v", f, ok, err)
	}
	capture(t, s, library.Capture{URL: "https://a.example/", Text: "back again", By: "visit"})
	if p, err := s.PageByID(t.Context(), 1); err != nil || p.Dead {
		t.Errorf("still dead: %+v, %v", p, err)
	}
	if _, ok, err := s.FailureOf(t.Context(), 1); ok || err != nil {
		t.Errorf("still failed, %v", err)
	}
}

func TestFailures(t *testing.T) {
	s, src, now := clocked(t)
	nodes := make([]library.Node, 5)
	for i := range nodes {
		nodes[i] = link(fmt.Sprint(i), "0", fmt.Sprint("Page ", i+1), fmt.Sprintf("https://a.example/%d", i))
	}
	apply(t, s, src, nodes)
	for i := range int64(5) {
		cause := library.Captcha
		if i == 2 {
			cause = library.TimedOut
		}
		save(t, s, library.FetchResult{PageID: i + 1, Record: library.FetchRecord{Cause: cause, Detail: "d", At: start.Add(time.Duration(i/2) * time.Minute), Attempts: 1}})
	}
	walk := func(cause library.Cause, ignored bool) (ids []int64) {
		for after := ""; ; {
			list, next, err := s.Failures(t.Context(), cause, ignored, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range list {
				if f.Title != fmt.Sprint("Page ", f.PageID) || f.Detail != "d" || f.Ignored != ignored {
					t.Errorf("failure %+v", f)
				}
				ids = append(ids, f.PageID)
			}
			if after = next; next == "" {
				return ids
			}
		}
	}
	if got := walk("", false); !slices.Equal(got, []int64{5, 4, 3, 2, 1}) {
		t.Errorf("all: %v", got)
	}
	if got := walk(library.Captcha, false); !slices.Equal(got, []int64{5, 4, 2, 1}) {
		t.Errorf("one cause: %v", got)
	}
	if n, err := s.IgnoreFailures(t.Context(), library.FailureTarget{PageID: 4}, false); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if got := walk("", true); !slices.Equal(got, []int64{4}) {
		t.Errorf("ignored: %v", got)
	}
	if n, err := s.RetryFailures(t.Context(), library.FailureTarget{Cause: library.Captcha}); n != 3 || err != nil {
		t.Errorf("retried %d, %v", n, err)
	}
	if ids, _, _ := tasks(t, s, 10, 10); !slices.Equal(ids, []int64{5, 2, 1}) {
		t.Errorf("due %v", ids)
	}
	counts, err := s.FailureCounts(t.Context(), false)
	if err != nil || len(counts) != 2 || counts[library.Captcha] != 3 || counts[library.TimedOut] != 1 {
		t.Errorf("counts %v, %v", counts, err)
	}
	if n, err := s.IgnoreFailures(t.Context(), library.FailureTarget{Cause: library.Captcha}, true); n != 4 || err != nil {
		t.Errorf("taken back %d, %v", n, err)
	}
	_, err = s.RetryFailures(t.Context(), library.FailureTarget{PageID: 99})
	wantKind(t, err, library.NotFound)
	_, _, err = s.Failures(t.Context(), "", false, "nonsense", 2)
	wantKind(t, err, library.InvalidParams)
	*now = now.Add(time.Hour)
}

// Two bookmarks whose addresses lead to one page are one page, now and at the
// next sync.
func TestRedirectsMakeOnePage(t *testing.T) {
	for _, tc := range []struct {
		name         string
		same         string
		texts        map[string]string // by address -> "by:text"
		page         int64
		kept, others string
	}{
		{"a page that is known", "https://www.a.example/x", map[string]string{"https://www.a.example/x": "fetch:theirs"}, 2, "theirs", ""},
		{"what the browser gave stays", "https://www.a.example/x", map[string]string{"http://a.example/x": "visit:mine", "https://www.a.example/x": "fetch:theirs"}, 2, "mine", ""},
		{"of two from the browser, that of the page", "https://www.a.example/x", map[string]string{"http://a.example/x": "visit:mine", "https://www.a.example/x": "visit:theirs"}, 2, "theirs", ""},
		{"another site", "https://b.example/x", nil, 1, "", "apart"},
		{"nothing there yet", "https://a.example/x", nil, 1, "", "apart"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, src, _ := clocked(t)
			nodes := []library.Node{link("1", "0", "Old", "http://a.example/x"), link("2", "0", "New", "https://www.a.example/x"), link("3", "0", "B", "https://b.example/x")}
			apply(t, s, src, nodes)
			for url, text := range tc.texts {
				by, words, _ := strings.Cut(text, ":")
				capture(t, s, library.Capture{URL: url, Text: words, By: by})
			}
			index(t, s)
			ch := save(t, s, library.FetchResult{PageID: 1, SameAs: tc.same})
			if apart := tc.others != ""; apart != (ch.Removed == 0) {
				t.Errorf("changes %+v", ch)
			}
			p, err := s.PageByURL(t.Context(), "http://a.example/x")
			if err != nil || p.ID != tc.page || p.Text != tc.kept {
				t.Errorf("page %+v, %v", p, err)
			}
			if tc.page == 2 {
				if marks, err := s.Bookmarks(t.Context(), 2); err != nil || len(marks) != 2 {
					t.Errorf("bookmarks %+v, %v", marks, err)
				}
			}
			if ch := apply(t, s, src, nodes); ch.Unchanged != 3 {
				t.Errorf("again: %+v", ch)
			}
			if tc.name == "nothing there yet" { // a bookmark of that address comes later
				apply(t, s, src, []library.Node{link("4", "0", "Later", tc.same)})
				if marks, err := s.Bookmarks(t.Context(), 1); err != nil || len(marks) != 2 {
					t.Errorf("bookmarks %+v, %v", marks, err)
				}
			}
			// Forgetting by the other address erases the one page, and the addresses.
			if _, err := s.Forget(t.Context(), ForgetTarget{URL: "http://a.example/x"}, false); err != nil {
				t.Fatal(err)
			}
			if left, err := column[string](s.lib, "SELECT key FROM aliases"); len(left) != 0 || err != nil {
				t.Errorf("addresses %v, %v", left, err)
			}
		})
	}
}

// The page's own word about its address is believed only where the text is the
// same: many a site calls its home the address of every page.
func TestCanonicalAddresses(t *testing.T) {
	long := strings.Repeat("the same words ", 20)
	s, src, _ := clocked(t)
	apply(t, s, src, []library.Node{
		link("1", "0", "A", "https://a.example/x?from=mail"), link("2", "0", "B", "https://a.example/x"),
		link("3", "0", "C", "https://a.example/y"), link("4", "0", "D", "https://b.example/x"),
	})
	fetched := func(page int64, canonical, text string) library.Changes {
		return save(t, s, library.FetchResult{PageID: page, Canonical: canonical, Capture: &library.Capture{Text: text, By: library.ByFetch, At: start}})
	}
	fetched(1, "https://a.example/x", long)
	fetched(3, "https://a.example/x", long+"and others")
	fetched(4, "https://a.example/x", long)
	if ch := fetched(2, "https://a.example/x", long); ch.Removed != 1 {
		t.Errorf("the same page: %+v", ch)
	}
	var pages []int64
	for _, url := range []string{"https://a.example/x?from=mail", "https://a.example/x", "https://a.example/y", "https://b.example/x"} {
		p, err := s.PageByURL(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, p.ID)
	}
	if pages[0] != pages[1] || pages[2] == pages[1] || pages[3] == pages[1] {
		t.Errorf("pages %v", pages)
	}
}
