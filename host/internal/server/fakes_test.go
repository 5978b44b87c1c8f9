package server_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/ingest"
	"aibookmark/host/internal/keeping"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/nativemsg"
	"aibookmark/host/internal/search"
	"aibookmark/host/internal/server"
)

// fake is every service at once. Its functions, where set, decide; otherwise
// it answers with zero values, which is what an empty library looks like.
type fake struct {
	apply    func(ctx context.Context, nodes []library.Node) (library.Changes, error)
	sync     func(run string, nodes []library.Node, done, confirm bool) (library.Changes, error)
	sources  []library.Source
	sites    []library.SiteStorage
	index    func(p ingest.PageInput) (ingest.PageOutcome, error)
	page     func(id int64, url string) (library.Page, error)
	marks    []library.Bookmark
	search   func(ctx context.Context, q search.Query) (search.Result, error)
	related  func(id int64, title, text string, limit int) ([]library.Hit, error)
	ask      func(ctx context.Context, q answer.Question, emit func(library.AskEvent)) (library.Answer, error)
	turns    []library.Turn
	running  *answer.Running
	stopped  []string
	listed   func(after string, limit int) ([]library.Conversation, string, error)
	forget   func(library.ForgetTarget, bool) (library.Receipt, error)
	settings library.Settings
	status   library.Status
	pull     func(ctx context.Context, name string, force bool, tell func(library.PullProgress)) (string, error)
	warmed   atomic.Int32
	failures []library.Failure
	// target and undo are what was asked of failures last.
	target library.FailureTarget
	undo   bool
}

func (f *fake) Source(_ context.Context, s library.Source) (int64, error) { return 7, nil }

func (f *fake) Apply(ctx context.Context, _ int64, nodes []library.Node, _ []string) (library.Changes, error) {
	if f.apply == nil {
		return library.Changes{Added: len(nodes)}, nil
	}
	return f.apply(ctx, nodes)
}

func (f *fake) Sync(_ context.Context, _ int64, run string, nodes []library.Node, done, confirm bool) (library.Changes, error) {
	if f.sync == nil {
		return library.Changes{}, nil
	}
	return f.sync(run, nodes, done, confirm)
}

func (f *fake) RemoveSource(context.Context, int64) (library.Changes, error) {
	return library.Changes{Removed: 3}, nil
}

func (f *fake) AdoptSource(context.Context, int64, int64) (library.Changes, error) {
	return library.Changes{}, nil
}

func (f *fake) Failures(_ context.Context, cause library.Cause, ignored bool, after string, limit int) (out []library.Failure, next string, err error) {
	for _, x := range f.failures {
		if (cause == "" || x.Cause == cause) && x.Ignored == ignored && (after == "" || x.Mark() < after) {
			if len(out) == limit {
				return out, out[limit-1].Mark(), nil
			}
			out = append(out, x)
		}
	}
	return out, "", nil
}

func (f *fake) FailureCounts(context.Context, bool) (map[library.Cause]int, error) {
	out := map[library.Cause]int{}
	for _, x := range f.failures {
		out[x.Cause]++
	}
	return out, nil
}

func (f *fake) FailureOf(_ context.Context, id int64) (library.Failure, bool, error) {
	for _, x := range f.failures {
		if x.PageID == id {
			return x, true, nil
		}
	}
	return library.Failure{}, false, nil
}

func (f *fake) RetryFailures(_ context.Context, target library.FailureTarget) (int, error) {
	f.target = target
	return 2, nil
}

func (f *fake) IgnoreFailures(_ context.Context, target library.FailureTarget, undo bool) (int, error) {
	f.target, f.undo = target, undo
	return 3, nil
}

func (f *fake) Sources(context.Context) ([]library.Source, error) { return f.sources, nil }

func (f *fake) IndexPage(_ context.Context, p ingest.PageInput) (ingest.PageOutcome, error) {
	if f.index == nil {
		return ingest.PageOutcome{State: library.CaptureIndexed}, nil
	}
	return f.index(p)
}

func (f *fake) PageByID(_ context.Context, id int64) (library.Page, error) { return f.find(id, "") }

func (f *fake) PageByURL(_ context.Context, url string) (library.Page, error) { return f.find(0, url) }

func (f *fake) NoteOpened(context.Context, int64) error { return nil }

func (f *fake) find(id int64, url string) (library.Page, error) {
	if f.page == nil {
		return library.Page{ID: id}, nil
	}
	return f.page(id, url)
}

func (f *fake) Bookmarks(context.Context, int64) ([]library.Bookmark, error) { return f.marks, nil }

func (f *fake) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if f.search == nil {
		return search.Result{Query: q.Text, Mode: "text"}, nil
	}
	return f.search(ctx, q)
}

func (f *fake) Related(_ context.Context, id int64, title, text string, limit int) ([]library.Hit, error) {
	if f.related == nil {
		return nil, nil
	}
	return f.related(id, title, text, limit)
}

func (f *fake) Ask(ctx context.Context, q answer.Question, emit func(library.AskEvent)) (library.Answer, error) {
	if f.ask == nil {
		return library.Answer{}, nil
	}
	return f.ask(ctx, q, emit)
}

func (f *fake) Conversations(_ context.Context, after string, limit int) ([]library.Conversation, string, error) {
	if f.listed == nil {
		return nil, "", nil
	}
	return f.listed(after, limit)
}

func (f *fake) Conversation(context.Context, string) ([]library.Turn, *answer.Running, error) {
	return f.turns, f.running, nil
}

func (f *fake) Follow(ctx context.Context, conversation string, emit func(library.AskEvent)) (library.Answer, error) {
	return f.Ask(ctx, answer.Question{ConversationID: conversation}, emit)
}

func (f *fake) Stop(conversation string) int {
	f.stopped = append(f.stopped, conversation)
	return 0
}

func (f *fake) DeleteConversation(context.Context, string) (int, error) { return 1, nil }

func (f *fake) Status(context.Context) (library.Status, error) { return f.status, nil }

func (f *fake) Settings(context.Context) (library.Settings, error) { return f.settings, nil }

func (f *fake) SetSettings(_ context.Context, change func(*library.Settings)) (library.Settings, error) {
	change(&f.settings)
	return f.settings, nil
}

func (f *fake) TestRules(_ context.Context, _, locale string) (bool, string, error) {
	return true, "because in " + locale, nil
}

func (f *fake) Forget(_ context.Context, target library.ForgetTarget, dry bool) (library.Receipt, error) {
	if f.forget == nil {
		return library.Receipt{}, nil
	}
	return f.forget(target, dry)
}

func (f *fake) Inventory(context.Context, string) (library.ModelInventory, error) {
	return library.ModelInventory{Ollama: "absent"}, nil
}

// Choose costs a second a passage, and there are 90 of them.
func (f *fake) Choose(_ context.Context, embed, chat *string, dryRun bool) (library.ReembedCost, error) {
	if !dryRun && embed != nil {
		f.settings.EmbedModel = *embed
	}
	if !dryRun && chat != nil {
		f.settings.ChatModel = *chat
	}
	if embed == nil {
		return library.ReembedCost{}, nil
	}
	return library.ReembedCost{Passages: 90, Time: 89500 * time.Millisecond}, nil
}

// Pull tells one progress and has the model, unless the test says otherwise.
func (f *fake) Pull(ctx context.Context, name string, force bool, tell func(library.PullProgress)) (string, error) {
	if f.pull != nil {
		return f.pull(ctx, name, force, tell)
	}
	tell(library.PullProgress{Name: name, Phase: library.PullDownloading, Completed: 1, Total: 2})
	tell(library.PullProgress{Name: name, Phase: library.PullDone, Completed: 2, Total: 2})
	return name, nil
}

func (f *fake) Join(_ context.Context, name string, _ func(library.PullProgress)) (string, error) {
	return "", library.Errorf(library.NotFound, "pull_none", name)
}

func (f *fake) StartOllama(context.Context) (string, error) { return "ready", nil }

func (f *fake) Warm() { f.warmed.Add(1) }

func (f *fake) Pause() { f.status.Paused = true }

func (f *fake) Resume() { f.status.Paused = false }

func (f *fake) doctor(context.Context, string) []keeping.Check { return nil }

func (f *fake) file(context.Context, string, bool) (library.FileReceipt, error) {
	return library.FileReceipt{}, nil
}

func (f *fake) SiteStorage(context.Context) ([]library.SiteStorage, error) { return f.sites, nil }

func (f *fake) services() server.Services {
	return server.Services{
		Bookmarks: f, Sources: f, Capture: f, Captures: f, Pages: f, Search: f, Answer: f, Conversations: f, Status: f,
		Settings: f, Rules: f, Forget: f, Models: f, Work: f, Doctor: f.doctor,
		Data: server.Data{Export: f.file, Import: f.file, Backup: f.file, Restore: f.file}, Storage: f,
	}
}

// host is a server with one browser connected to it.
type host struct {
	*browsertest.Browser
	t      *testing.T
	server *server.Server
	stop   context.CancelFunc // what SIGTERM does
	served chan error         // what Serve returned
}

// serve connects a browser to a server over services, and makes sure at the
// end of the test that the server ends too.
func serve(t *testing.T, services server.Services) *host {
	t.Helper()
	b, stdin, stdout := browsertest.Pipes()
	ctx, stop := context.WithCancel(context.Background())
	h := &host{Browser: b, t: t, stop: stop, served: make(chan error, 1)}
	h.server = server.New(services, server.Options{Version: "1.2.3"})
	go func() { h.served <- h.server.Serve(ctx, nativemsg.New(stdin, stdout, nativemsg.Options{})) }()
	t.Cleanup(func() {
		h.Hangup()
		select {
		case <-h.served:
		case <-time.After(browsertest.Patience):
			t.Error("the server does not end")
		}
		stop()
	})
	return h
}

// open is serve with a connection that is initialized.
func open(t *testing.T, f *fake) *host {
	t.Helper()
	h := serve(t, f.services())
	if _, err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

// call is Call for calls that must succeed.
func (h *host) call(method string, params, result any) {
	h.t.Helper()
	if err := h.Call(h.t.Context(), method, params, result); err != nil {
		h.t.Fatalf("%s: %v", method, err)
	}
}

// begin is Go for calls that must get out.
func (h *host) begin(method string, params any) *browsertest.Pending {
	h.t.Helper()
	p, err := h.Go(method, params)
	if err != nil {
		h.t.Fatalf("%s: %v", method, err)
	}
	return p
}

// ended waits until Serve has returned and tells how long that took.
func (h *host) ended(since time.Time) time.Duration {
	h.t.Helper()
	err := <-h.served
	h.served <- err
	if err != nil {
		h.t.Errorf("Serve: %v", err)
	}
	return time.Since(since)
}

// counter counts, for methods that run at the same time.
type counter struct {
	mu        sync.Mutex
	now, most int
}

func (c *counter) enter() (leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now++
	c.most = max(c.most, c.now)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.now--
	}
}

// bubble runs a test with time that passes when everyone waits.
func bubble(t *testing.T, test func(t *testing.T)) { synctest.Test(t, test) }

// chatty is an ask that shows all its sources before it answers.
func chatty(a library.Answer) func(context.Context, answer.Question, func(library.AskEvent)) (library.Answer, error) {
	return func(_ context.Context, _ answer.Question, emit func(library.AskEvent)) (library.Answer, error) {
		emit(library.AskEvent{Kind: library.AskSources, Hits: a.Sources})
		return a, nil
	}
}
