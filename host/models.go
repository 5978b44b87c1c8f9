package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/server"
)

func (a *app) modelsCommand() *cobra.Command {
	cmd := a.modelsListCommand()
	cmd.AddCommand(a.modelsUseCommand(), a.modelsPullCommand(), a.modelsStartCommand())
	return cmd
}

// modelsUseCommand chooses a model by its kind, after telling the cost.
func (a *app) modelsUseCommand() *cobra.Command {
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "use NAME",
		Short: "Embed or chat with this model; \"builtin\" embeds with what is learnt from the library itself",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			s, err := a.services(ctx)
			if err != nil {
				return err
			}
			embed, chat, err := s.kindOf(ctx, args[0], a.locale)
			if err != nil {
				return err
			}
			cost, err := modelService{s.models, s.downloads, s}.Choose(ctx, embed, chat, dryRun)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(server.ModelsChosen(cost))
			}
			if cost.Passages > 0 {
				a.printf("%s\n", library.Text(a.locale, "cli_reembed", cost.Passages, cost.Time.Round(time.Second)))
			}
			if !dryRun {
				a.printf("%s\n", library.Text(a.locale, "cli_model_chosen", oneLine(args[0])))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only say what it would cost")
	return cmd
}

// kindOf tells by its kind whether a model embeds or chats.
func (s *services) kindOf(ctx context.Context, name, locale string) (embed, chat *string, err error) {
	if name == library.BuiltinModel {
		return &name, nil, nil
	}
	inv, err := s.models.Inventory(ctx, locale)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range inv.Installed {
		if m.Name != name && m.Name != name+":latest" {
			continue
		}
		if m.Kind == "embed" {
			return &name, nil, nil
		}
		return nil, &name, nil
	}
	if inv.Ollama != "ready" {
		return nil, nil, library.Errorf(library.OllamaUnreachable, "ollama_unreachable", "Ollama")
	}
	return nil, nil, library.Errorf(library.ModelMissing, "model_missing", name)
}

func (a *app) modelsListCommand() *cobra.Command {
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
