package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/keeping"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/nativemsg"
	"aibookmark/host/internal/search"
	"aibookmark/host/internal/server"
	"aibookmark/host/internal/store"
)

// How long the process may take to end once the browser is gone: in all less
// than the second of PROTOCOL section 1. Serve itself takes at most 800 ms of
// it. What was acknowledged is on disk, so a hard end loses nothing.
const (
	endTime   = 950 * time.Millisecond
	closeTime = 150 * time.Millisecond
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "The native-messaging host, as a browser starts it",
		Long:  "Speaks JSON-RPC 2.0 in native-messaging frames over stdin and stdout. Browsers start it; people need not.",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			// A browser names the caller; a person, or a test, names none.
			if len(args) > 0 {
				if _, ok := nativemsg.Caller(args); !ok {
					return library.Errorf(library.NotAllowed, "caller_unknown")
				}
			}
			return a.serve(cmd.Context())
		},
	}
}

// serve answers one browser until it goes away.
func (a *app) serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a.stdin = nativemsg.Unblock(a.stdin)
	s, err := a.services(ctx)
	if err != nil {
		return errors.Join(err, a.refuse(ctx, err))
	}
	srv := server.New(a.serverServices(s), server.Options{Log: a.log(), Version: version})
	publish := func() {
		if st, err := s.status(ctx); err == nil {
			srv.Publish(st)
		}
	}
	s.changed = publish
	// The person's first question should not be the one that waits for this.
	time.AfterFunc(warmAfter, func() { _ = s.meaning.Load(ctx) })
	go func() {
		// Another library than the one that was opened, and than the one that
		// this browser's ids belong to: the browser starts the host again.
		if s.watchLibrary(ctx, publish) {
			a.log().Info("a backup was restored")
			cancel()
		}
	}()
	go s.ingest.Run(ctx, publish)
	go func() {
		select {
		case <-nativemsg.WatchParent(ctx):
			a.log().Info("the browser is gone")
			cancel()
		case <-ctx.Done():
		}
		// Whatever hangs, hangs no longer than this.
		time.AfterFunc(endTime, func() { os.Exit(exitDone) })
	}()
	go func() {
		// The end of the input as Serve sees it comes after everything before
		// it, which it does not read while nobody takes its answers.
		select {
		case <-nativemsg.WatchHangup(a.stdin):
			time.AfterFunc(endTime, func() { os.Exit(exitDone) })
		case <-ctx.Done():
		}
	}()
	err = srv.Serve(ctx, nativemsg.New(a.stdin, a.stdout, nativemsg.Options{Log: a.log()}))
	time.AfterFunc(closeTime, func() { os.Exit(exitDone) })
	return err
}

// warmAfter leaves the start to the browser and its first call.
const warmAfter = 100 * time.Millisecond

// watchEvery is how often the library is looked at for changes.
const watchEvery = time.Second

// watchLibrary calls changed after every change of the library, whoever made
// it: this browser, another one, the command line. It returns true when the
// library was replaced by another, false when ctx ended.
func (s *services) watchLibrary(ctx context.Context, changed func()) (replaced bool) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
		if news, err := s.store.Changed(ctx); err != nil || !news {
			continue
		}
		if other, err := s.store.Replaced(ctx); err == nil && other {
			return true
		}
		changed()
	}
}

// refuse answers every request with the reason why there is no library, such
// as one made by a newer version: a program that just ends looks to the
// extension like one that is not installed.
func (a *app) refuse(ctx context.Context, cause error) error {
	ch := nativemsg.New(a.stdin, a.stdout, nativemsg.Options{Log: a.log()})
	stop := context.AfterFunc(ctx, func() { ch.Close() })
	defer stop()
	defer ch.Close()
	parent := nativemsg.WatchParent(ctx)
	go func() {
		select {
		case <-parent:
		case <-ch.Done():
		case <-ctx.Done():
		}
		ch.Close()
		// Closing does not end a read that is under way.
		time.AfterFunc(closeTime, func() { os.Exit(exitFailed) })
	}()
	for {
		msg, err := ch.Recv()
		if err != nil {
			return nil // the browser is gone
		}
		var request struct {
			ID     json.RawMessage `json:"id"`
			Method *string         `json:"method"`
			Params struct {
				Locale string `json:"locale"`
			} `json:"params"`
		}
		_ = json.Unmarshal(msg, &request) // what is not there stays empty
		if request.ID == nil || request.Method == nil {
			continue
		}
		answer, err := json.Marshal(map[string]any{
			"jsonrpc": "2.0", "id": request.ID, "error": server.ErrorObject(cause, cmp.Or(request.Params.Locale, a.locale)),
		})
		if err != nil {
			return fmt.Errorf("refuse: %w", err)
		}
		if err := ch.Send(answer); err != nil {
			return nil
		}
	}
}

// serverServices gives the services the shapes that the server asks for.
func (a *app) serverServices(s *services) server.Services {
	return server.Services{
		Bookmarks: s.ingest, Sources: s.store, Capture: s.ingest, Captures: captures{s.store, s}, Pages: s.store, Search: s.search,
		Answer: s.answer, Conversations: s.store, Status: statusReader{s}, Settings: settings{s}, Rules: s.keeper,
		Forget: s.keeper, Models: modelService{s.models, s.downloads, s}, Work: s.ingest, Doctor: s.doctor,
		Data:    server.Data{Backup: s.backup, Restore: s.restore, Export: s.exportTo, Import: s.importFrom},
		Storage: s.store,
	}
}

// captures are the store's; trying again needs reading in the background to be
// on.
type captures struct {
	*store.Store
	s *services
}

func (c captures) RetryFailures(ctx context.Context, target library.FailureTarget) (int, error) {
	set, err := c.s.keeper.Settings(ctx)
	if err != nil {
		return 0, err
	}
	if !set.Fetch {
		return 0, library.Errorf(library.NotAllowed, "fetch_off")
	}
	n, err := c.Store.RetryFailures(ctx, target)
	c.s.ingest.FetchNow()
	return n, err
}

type statusReader struct{ s *services }

func (r statusReader) Status(ctx context.Context) (library.Status, error) { return r.s.status(ctx) }

// settings are the keeper's; a change reaches the work at once.
type settings struct{ s *services }

func (w settings) Settings(ctx context.Context) (library.Settings, error) {
	return w.s.keeper.Settings(ctx)
}

func (w settings) SetSettings(ctx context.Context, change func(*library.Settings)) (library.Settings, error) {
	set, err := w.s.keeper.SetSettings(ctx, change)
	if err != nil {
		return set, err
	}
	w.s.ingest.Replan()
	// What an older rule kept from being read may be allowed now.
	_, err = w.s.store.RetryFailures(ctx, library.FailureTarget{Cause: library.BlockedByRule})
	w.s.ingest.FetchNow()
	return set, err
}

// doctor runs every examination.
func (s *services) doctor(ctx context.Context, locale string) []keeping.Check {
	return s.keeper.Doctor(ctx, locale, examineBrowsers, s.examineModels, s.examineVectors, s.examineFetch)
}

func (s *services) examineModels(ctx context.Context, locale string) []keeping.Check {
	st := s.models.Refresh(ctx)
	c := keeping.Check{Name: "ollama", OK: true, Detail: library.Text(locale, "ollama_"+st.Ollama)}
	if st.Ollama == "ready" {
		c.Detail = fmt.Sprintf("%s %s", c.Detail, st.Version)
		if st.Chat == "" {
			c.Fix = library.Text(locale, "doctor_no_chat_model")
		}
	}
	return []keeping.Check{c}
}

// examineVectors measures the vector indexes on the library's own vectors.
func (s *services) examineVectors(ctx context.Context, locale string) []keeping.Check {
	r, err := s.meaning.Examine(ctx)
	c := keeping.Check{Name: "vectors", OK: err == nil}
	switch {
	case err != nil:
		c.Detail = library.Text(locale, "doctor_vectors_fail")
	case r.Model == "":
		c.Detail = library.Text(locale, "doctor_no_vectors")
	default:
		c.Detail = library.Text(locale, "doctor_vectors", r.Vectors, r.Model, fmt.Sprintf("%.1f MB", float64(r.Bytes)/1e6), r.Answers,
			fmt.Sprintf("%.3f", r.ScanRecall), graphRecall(r))
		if r.Wanted != r.Answers {
			c.Fix = library.Text(locale, "doctor_graph_short")
		}
	}
	return []keeping.Check{c}
}

func graphRecall(r search.EngineReport) string {
	if r.GraphError != "" {
		return r.GraphError
	}
	return fmt.Sprintf("%.3f", r.GraphRecall)
}
