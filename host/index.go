package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/library"
)

func (a *app) indexCommand() *cobra.Command {
	var wait bool
	cmd := &cobra.Command{
		Use:   "index",
		Short: "Do the work that is pending; it can be stopped and goes on later",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			out, err := a.doPending(cmd.Context(), s, wait)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(out)
			}
			a.printf("%s\n", library.Text(a.locale, "cli_indexed", out.Indexed, out.Removed, out.Embedded))
			if out.Waiting > 0 {
				a.printf("%s\n", library.Text(a.locale, "cli_waiting", out.Waiting))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&wait, "wait", false, "return only when nothing is pending, also where another process does the work or a model has to come back first")
	return cmd
}

// workDone is what index did: pages indexed and taken out of the index,
// passages that got their vectors, and passages that still wait.
type workDone struct {
	Indexed  int `json:"indexed"`
	Removed  int `json:"removed"`
	Embedded int `json:"embedded"`
	Waiting  int `json:"waiting"`
}

// doPending does the pending work. Vectors are made by one process at a time:
// where another one does that already, they are left to it, and with wait its
// end is waited for.
func (a *app) doPending(ctx context.Context, s *services, wait bool) (out workDone, err error) {
	before, err := s.store.Counts(ctx)
	if err != nil {
		return out, err
	}
	bar := a.progressBar("Indexing")
	out.Indexed, err = s.ingest.IndexPending(ctx, func(done int) { bar.set(done, max(done, before.PendingIndex)) })
	bar.finish()
	if err != nil {
		return out, err
	}
	if out.Removed, err = s.store.SweepIndex(ctx); err != nil {
		return out, err
	}
	if err := a.embedPending(ctx, s, wait, &out); err != nil {
		return out, err
	}
	after, err := s.store.Counts(ctx)
	out.Waiting = after.PendingEmbed + after.PendingIndex
	return out, err
}

// lookAgain is how often --wait looks whether what it waits for has come.
const lookAgain = 200 * time.Millisecond

func (a *app) embedPending(ctx context.Context, s *services, wait bool, out *workDone) error {
	bar := a.progressBar("Embedding")
	defer bar.finish()
	for {
		left, err := s.embedRound(ctx, func(done, left int) { bar.set(out.Embedded+done, out.Embedded+done+left) }, &out.Embedded)
		if err != nil && !wait {
			return err
		}
		if err == nil && left == 0 || !wait {
			return nil
		}
		select {
		case <-ctx.Done():
			return library.Errorf(library.Cancelled, "cancelled", ctx.Err())
		case <-time.After(lookAgain):
		}
	}
}

// embedRound makes the vectors that are pending if no other process does, and
// tells how many passages are left.
func (s *services) embedRound(ctx context.Context, progress func(done, left int), embedded *int) (left int, err error) {
	release, ok, err := s.store.TryLease()
	if err != nil {
		return 0, err
	}
	if ok {
		defer release()
		for more := true; more; {
			var n int
			waiting, err := s.store.Counts(ctx)
			if err != nil {
				return 0, err
			}
			n, more, err = s.ingest.EmbedPending(ctx, func(done int) { progress(done, max(0, waiting.PendingEmbed-done)) })
			*embedded += n
			if err != nil {
				return waiting.PendingEmbed, err
			}
		}
	}
	c, err := s.store.Counts(ctx)
	progress(0, c.PendingEmbed)
	return c.PendingEmbed + c.PendingIndex, err
}
