package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/server"
)

func (a *app) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Say what is in the library and what search can do now",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			s.models.Refresh(cmd.Context())
			st, err := s.status(cmd.Context())
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(server.Status(st, version))
			}
			a.printf("%s\n", library.Text(a.locale, "cli_status", st.Counts.Bookmarks, st.Counts.Pages, st.Counts.Captured,
				st.Counts.Passages, fmt.Sprintf("%.1f MB", float64(st.Counts.DataBytes)/1e6)))
			a.printf("%s\n", library.Text(a.locale, fmt.Sprintf("cli_rung_%d", st.Rung)))
			if n := st.Counts.PendingIndex; n > 0 {
				a.printf("%s\n", library.Text(a.locale, "cli_pending", n))
			}
			if n := st.Counts.PendingCapture; n > 0 {
				a.printf("%s\n", library.Text(a.locale, "cli_to_read", n))
			}
			if n := st.Counts.FailedCaptures; n > 0 {
				a.printf("%s\n", library.Text(a.locale, "cli_unread", n))
			}
			if st.EmbedModel != "" {
				a.printf("%s\n", library.Text(a.locale, "cli_embedded", st.Counts.Embedded, st.Counts.Passages, oneLine(st.EmbedModel)))
			}
			a.printf("Ollama: %s", library.Text(a.locale, "ollama_"+st.Ollama))
			if st.ChatModel != "" {
				a.printf(", %s", oneLine(st.ChatModel))
			}
			a.printf("\n")
			return nil
		},
	}
}
