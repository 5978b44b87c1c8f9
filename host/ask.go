package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/server"
)

func (a *app) askCommand() *cobra.Command {
	var nowFlag string
	cmd := &cobra.Command{
		Use:   "ask [QUESTION]",
		Short: "Answer a question from your pages; without one, a conversation",
		RunE: func(cmd *cobra.Command, args []string) error {
			now, err := parseNow(nowFlag)
			if err != nil {
				return err
			}
			q := answer.Question{Text: strings.TrimSpace(strings.Join(args, " ")), Now: now}
			if q.Text == "" && (a.json || !isTerminal(a.stdin)) {
				return usageError{fmt.Errorf("give a question")}
			}
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			q.Locale = a.locale
			if q.Text == "" {
				return a.converse(cmd.Context(), s, q)
			}
			ans, err := a.ask(cmd.Context(), s, q)
			if err != nil {
				return err
			}
			if !ans.Found {
				return errNothingFound
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&nowFlag, "now", "", "take this date as today")
	return cmd
}

// ask answers one question: streamed to a person, or as JSON at the end.
func (a *app) ask(ctx context.Context, s *services, q answer.Question) (library.Answer, error) {
	streamed := false
	ans, err := s.answer.Ask(ctx, q, func(e library.AskEvent) {
		if a.json {
			return
		}
		switch e.Kind {
		case library.AskText:
			streamed = true
			a.printf("%s", safe(e.Text))
		case library.AskNotice:
			fmt.Fprintf(a.stderr, "%s\n", oneLine(e.Message))
		}
	})
	if err != nil {
		return ans, err
	}
	if a.json {
		return ans, a.printJSON(server.Answer(ans))
	}
	if !streamed {
		a.printf("%s", safe(ans.Text))
	}
	a.printf("\n\n")
	a.showSources(ans)
	return ans, nil
}

// showSources lists what an answer cites, or the nearest pages when it found
// nothing.
func (a *app) showSources(ans library.Answer) {
	if !ans.Found {
		if len(ans.Sources) > 0 {
			a.printf("%s\n", library.Text(a.locale, "cli_nearest"))
		}
		for _, h := range ans.Sources[:min(3, len(ans.Sources))] {
			a.printf("  - %s\n    %s\n", oneLine(h.Document.Title()), oneLine(h.Document.URL))
		}
		return
	}
	shown := map[int]bool{}
	for _, c := range ans.Citations {
		if shown[c.N] {
			continue
		}
		shown[c.N] = true
		mark := ""
		if !c.Supported {
			mark = " (" + library.Text(a.locale, "cli_unconfirmed") + ")"
		}
		a.printf("[%d] %s%s\n    %s\n", c.N, oneLine(c.Title), mark, oneLine(c.URL))
	}
}

// converse answers question after question until the input ends.
func (a *app) converse(ctx context.Context, s *services, q answer.Question) error {
	a.printf("%s\n", library.Text(a.locale, "cli_converse"))
	lines := bufio.NewScanner(a.stdin)
	for {
		a.printf("\n> ")
		if !lines.Scan() {
			a.printf("\n")
			return lines.Err()
		}
		q.Text = strings.TrimSpace(lines.Text())
		switch q.Text {
		case "":
			continue
		case "/quit", "/exit", "/q":
			return nil
		case "/new":
			q.ConversationID = ""
			continue
		}
		a.printf("\n")
		ans, err := a.ask(ctx, s, q)
		if err != nil {
			if ctx.Err() != nil {
				return err
			}
			a.fail(err)
			continue
		}
		q.ConversationID = ans.ConversationID
	}
}
