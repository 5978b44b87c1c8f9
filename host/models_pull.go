package main

import (
	"github.com/spf13/cobra"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
	"aibookmark/host/internal/server"
)

// modelsPullCommand downloads a model, with a bar.
func (a *app) modelsPullCommand() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "pull NAME",
		Short: "Have Ollama download a model; once interrupted, it goes on from there",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			bar := a.byteBar()
			defer bar.clear()
			name, err := s.downloads.Pull(cmd.Context(), args[0], force, func(p library.PullProgress) {
				bar.set(library.Text(a.locale, "cli_pull_"+string(p.Phase), oneLine(p.Name)), p.Completed, p.Total)
			})
			if err != nil {
				return err
			}
			bar.clear()
			if a.json {
				return a.printJSON(protocol.ModelParams{Name: name})
			}
			a.printf("%s\n", library.Text(a.locale, "cli_pulled", oneLine(name)))
			return nil
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "also when it is too large for this computer's memory")
	return cmd
}

// modelsStartCommand starts an installed Ollama.
func (a *app) modelsStartCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "start",
		Short: "Start Ollama, if it is installed; it goes on when this command ends",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			state, err := modelService{s.models, s.downloads, s}.StartOllama(cmd.Context())
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(server.OllamaState(state))
			}
			a.printf("Ollama: %s\n", library.Text(a.locale, "ollama_"+state))
			return nil
		},
	}
}
