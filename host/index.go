package main

import (
	"github.com/spf13/cobra"
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
			counts, err := s.store.Counts(cmd.Context())
			if err != nil {
				return err
			}
			bar := a.progressBar("Indexing")
			done, err := s.ingest.IndexPending(cmd.Context(), func(done int) { bar.set(done, max(done, counts.PendingIndex)) })
			bar.finish()
			if err != nil {
				return err
			}
			swept, err := s.store.SweepIndex(cmd.Context())
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(map[string]any{"indexed": done, "removed": swept})
			}
			a.printf("%d pages indexed, %d removed from the index\n", done, swept)
			return nil
		},
	}
	// Without a model the pending work is done before the command returns in
	// any case; the flag is for scripts that must not depend on that.
	cmd.Flags().BoolVar(&wait, "wait", false, "return only when nothing is pending")
	return cmd
}
