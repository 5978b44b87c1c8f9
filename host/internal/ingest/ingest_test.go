package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/ingest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/store"
)

// plain is an extractor that takes HTML for text; extraction has tests of its
// own.
type plain struct{}

func (plain) Extract(html []byte, _ string) (title, text, lang string, err error) {
	if string(html) == "broken" {
		return "", "", "", errors.New("no HTML at all")
	}
	return "Title of the page", string(html), "en", nil
}

func (plain) Clean(text string) string { return strings.TrimSpace(text) }

// blocker is a policy: a rule against one site, and against sign-in pages unless
// they are read by hand.
type blocker string

func (b blocker) Allowed(ctx context.Context, url string) (bool, string, error) {
	if strings.HasSuffix(url, "/login") {
		return false, "private", nil
	}
	return b.AllowedByHand(ctx, url)
}

func (b blocker) AllowedByHand(_ context.Context, url string) (bool, string, error) {
	return library.SiteOf(url) != string(b), "rule", nil
}

func open(t *testing.T, o ingest.Options) (*ingest.Ingest, *store.Store) {
	t.Helper()
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return ingest.New(st, plain{}, o), st
}

// found are the titles of the pages that have a word.
func found(t *testing.T, st *store.Store, word string) []string {
	t.Helper()
	hits, _, err := st.Match(t.Context(), library.TextQuery{Any: []library.Clause{{Terms: []string{word}}}, Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = h.PageID
	}
	docs, err := st.Documents(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	titles := []string{}
	for _, d := range docs {
		titles = append(titles, d.Title())
	}
	return titles
}

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestWhatIsAppliedIsFoundAtOnce(t *testing.T) {
	in, st := open(t, ingest.Options{})
	ctx := t.Context()
	source := must[int64](t)(in.Source(ctx, library.Source{Browser: "chrome", Profile: "p"}))
	apply := func(removed []string, nodes ...library.Node) library.Changes {
		return must[library.Changes](t)(in.Apply(ctx, source, nodes, removed))
	}
	folder := library.Node{ID: "f", Title: "Harbours"}
	page := library.Node{ID: "b", ParentID: "f", Title: "Lighthouse keeping", URL: "https://sea.example/light"}

	apply(nil, folder, page)
	if got := found(t, st, "lighthous"); len(got) != 1 {
		t.Fatalf("after adding: %q", got)
	}
	page.Title = "Foghorns"
	apply(nil, page)
	if got := found(t, st, "lighthous"); len(got) != 0 {
		t.Errorf("the old title still finds %q", got)
	}
	folder.Title = "Estuaries"
	apply(nil, folder)
	if got := found(t, st, "estuari"); len(got) != 1 {
		t.Errorf("after renaming the folder: %q", got)
	}
	if ch := apply(nil, folder, page); ch.Added+ch.Updated+ch.Removed != 0 {
		t.Errorf("repeating changed something: %+v", ch)
	}
	apply([]string{"f"})
	if got := found(t, st, "foghorn"); len(got) != 0 {
		t.Errorf("after removing the folder: %q", got)
	}
}

func TestIndexPage(t *testing.T) {
	const known = "https://known.example/page"
	for name, c := range map[string]struct {
		in     ingest.PageInput
		state  library.CaptureState
		reason string
	}{
		"HTML of a bookmarked page":      {ingest.PageInput{URL: known, HTML: "Some words."}, library.CaptureIndexed, ""},
		"text of a bookmarked page":      {ingest.PageInput{URL: known, Text: "Some words."}, library.CaptureIndexed, ""},
		"text rescues HTML that is none": {ingest.PageInput{URL: known, HTML: "broken", Text: "Some words."}, library.CaptureIndexed, ""},
		"a page that is not bookmarked":  {ingest.PageInput{URL: "https://other.example/", Text: "x y"}, library.CaptureRefused, "not_bookmarked"},
		"the same, saved by hand":        {ingest.PageInput{URL: "https://other.example/", Text: "x y", Save: true}, library.CaptureIndexed, ""},
		"nothing to read":                {ingest.PageInput{URL: known}, library.CaptureRefused, "empty"},
		"not a web page":                 {ingest.PageInput{URL: "chrome://settings", Text: "x", Save: true}, library.CaptureRefused, "unsupported"},
		"a rule is against it":           {ingest.PageInput{URL: "https://bank.example/", Text: "x", Save: true, By: "visit"}, library.CaptureRefused, "blocked_by_rule"},
		"the same by hand":               {ingest.PageInput{URL: "https://bank.example/", Text: "x", Save: true, By: "menu"}, library.CaptureRefused, "blocked_by_rule"},
		"a private page, bookmarked":     {ingest.PageInput{URL: "https://a.example/login", Text: "x", Save: true, By: "bookmark"}, library.CaptureRefused, "blocked_by_rule"},
		"a private page, by hand":        {ingest.PageInput{URL: "https://a.example/login", Text: "x", Save: true, By: "menu"}, library.CaptureIndexed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			in, _ := open(t, ingest.Options{Policy: blocker("bank.example")})
			source := must[int64](t)(in.Source(t.Context(), library.Source{Browser: "chrome", Profile: "p"}))
			must[library.Changes](t)(in.Apply(t.Context(), source, []library.Node{{ID: "1", Title: "Known", URL: known}}, nil))
			out := must[ingest.PageOutcome](t)(in.IndexPage(t.Context(), c.in))
			if out.State != c.state || out.Reason != c.reason {
				t.Fatalf("got %+v, want %s %s", out, c.state, c.reason)
			}
			if c.state == library.CaptureIndexed && (out.PageID == 0 || out.Passages != 1) {
				t.Errorf("got %+v, want a page with one passage", out)
			}
		})
	}
}

func TestIndexPageTwiceIsUnchanged(t *testing.T) {
	in, st := open(t, ingest.Options{})
	p := ingest.PageInput{URL: "https://a.example/", Title: "A", Text: "Barnacles grow here.", Save: true}
	must[ingest.PageOutcome](t)(in.IndexPage(t.Context(), p))
	if out := must[ingest.PageOutcome](t)(in.IndexPage(t.Context(), p)); out.State != library.CaptureUnchanged {
		t.Errorf("the second time: %+v", out)
	}
	if got := found(t, st, "barnacl"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
}

func TestImportIsFoundAndAddsNothingTwice(t *testing.T) {
	in, st := open(t, ingest.Options{})
	f := library.ImportFile{Format: "test"}
	for i := range 1200 {
		f.Items = append(f.Items, library.ImportItem{
			URL: fmt.Sprintf("https://site%d.example/p", i), Title: fmt.Sprintf("Page number%d", i),
			Folder: []string{"Root", fmt.Sprintf("Shelf %d", i%7)}, AddedAt: time.Unix(int64(1e9+i), 0), Text: "It mentions quokkas.",
		})
	}
	// The same address again, in the same folder: a bookmark of its own.
	f.Items = append(f.Items, f.Items[0])
	var last, total int
	out := must[ingest.ImportOutcome](t)(in.Import(t.Context(), f, func(done, of int) { last, total = done, of }))
	if out.Imported != 1201 || out.Known != 0 {
		t.Errorf("first import: %+v", out)
	}
	if last != total || total == 0 {
		t.Errorf("progress ended at %d of %d", last, total)
	}
	if got := found(t, st, "number1199"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
	before := must[library.Counts](t)(st.Counts(t.Context()))
	if before.PendingIndex != 0 || before.Pages != 1200 || before.Captured != 1200 {
		t.Errorf("after the import: %+v", before)
	}
	out = must[ingest.ImportOutcome](t)(in.Import(t.Context(), f, nil))
	after := must[library.Counts](t)(st.Counts(t.Context()))
	if out.Imported != 0 || out.Known != 1201 || after.Bookmarks != before.Bookmarks {
		t.Errorf("second import: %+v, %d bookmarks", out, after.Bookmarks)
	}
}

// broken is a store whose index cannot be written.
type broken struct{ *store.Store }

func (broken) PutDocuments(context.Context, []library.IndexEntry) error {
	return errors.New("index is gone")
}

// What is on disk is acknowledged although the index fails, and the
// background work finds it.
func TestAFailingIndexLosesNothing(t *testing.T) {
	st := must[*store.Store](t)(store.Open(t.Context(), t.TempDir(), store.Options{}))
	defer st.Close()
	in := ingest.New(broken{st}, plain{}, ingest.Options{})
	source := must[int64](t)(in.Source(t.Context(), library.Source{Browser: "chrome", Profile: "p"}))
	if _, err := in.Apply(t.Context(), source, []library.Node{{ID: "1", Title: "Walrus", URL: "https://w.example/"}}, nil); err != nil {
		t.Fatalf("apply: %v", err)
	}
	healthy := ingest.New(st, plain{}, ingest.Options{})
	if n := must[int](t)(healthy.IndexPending(t.Context(), nil)); n != 1 {
		t.Errorf("indexed %d pending pages, want 1", n)
	}
	if got := found(t, st, "walrus"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
}

// Of two hosts on one library the second works once the first has ended.
func TestTheBackgroundWorkIsTakenOver(t *testing.T) {
	dir := t.TempDir()
	first := must[*store.Store](t)(store.Open(t.Context(), dir, store.Options{}))
	defer first.Close()
	release, ok, err := first.TryLease()
	if err != nil || !ok {
		t.Fatalf("lease: %v, %v", ok, err)
	}
	second := must[*store.Store](t)(store.Open(t.Context(), dir, store.Options{}))
	defer second.Close()
	source := must[int64](t)(second.EnsureSource(t.Context(), library.Source{Browser: "chrome", Profile: "p"}))
	must[library.Changes](t)(second.ApplyNodes(t.Context(), source, []library.Node{{ID: "1", Title: "Narwhal", URL: "https://n.example/"}}, nil))

	in := ingest.New(second, plain{}, ingest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	worked, ended := make(chan struct{}, 8), make(chan struct{})
	go func() { in.Run(ctx, func() { worked <- struct{}{} }); close(ended) }()
	in.Wake()
	select {
	case <-worked:
		t.Fatal("worked without the lease")
	case <-time.After(50 * time.Millisecond): // long enough for a round
	}
	release()
	in.Wake()
	<-worked
	cancel()
	<-ended
	if got := found(t, second, "narwhal"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
}
