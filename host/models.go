package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/server"
)

func (a *app) modelsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "models",
		Short: "List the models that Ollama has and those worth getting on this computer",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			inv, err := s.models.Inventory(cmd.Context(), a.locale)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(server.ModelsList(inv))
			}
			a.printf("Ollama: %s %s\n", library.Text(a.locale, "ollama_"+inv.Ollama), oneLine(inv.Version))
			for _, m := range inv.Installed {
				chosen := " "
				if m.Name == inv.ChosenEmbed || m.Name == inv.ChosenChat {
					chosen = "*"
				}
				a.printf("%s %-32s %-6s %8s\n", chosen, oneLine(m.Name), m.Kind, gigabytes(m.Bytes))
			}
			for _, m := range inv.Recommended {
				a.printf("+ %-32s %-6s %8s  %s\n", oneLine(m.Name), m.Kind, gigabytes(m.Bytes), oneLine(m.Why))
			}
			return nil
		},
	}
}

func gigabytes(n int64) string { return fmt.Sprintf("%.1f GB", float64(n)/1e9) }
