package main

import (
	"context"
	"fmt"
	"slices"
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
				return a.converse(s, q)
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

// ask answers one question: streamed to a person, or as JSON at the end. The
// answer names its conversation also when it failed or was stopped.
func (a *app) ask(ctx context.Context, s *services, q answer.Question) (library.Answer, error) {
	streamed, conversation := false, q.ConversationID
	ans, err := s.answer.Ask(ctx, q, func(e library.AskEvent) {
		conversation = e.ConversationID
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
	ans.ConversationID = conversation
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

// showSources lists what an answer cites, with the words of the pages, or the
// nearest pages when it found nothing or names none.
func (a *app) showSources(ans library.Answer) {
	if ans.Found && len(ans.Citations) > 0 {
		a.showCitations(ans.Citations)
		return
	}
	if ans.Found {
		a.printf("%s\n", library.Text(a.locale, "cli_uncited"))
	} else if len(ans.Filters) > 0 {
		var labels []string
		for _, f := range ans.Filters {
			labels = append(labels, oneLine(f.Label))
		}
		a.printf("%s\n", library.Text(a.locale, "cli_narrowed", strings.Join(labels, ", ")))
	}
	if len(ans.Sources) > 0 {
		a.printf("%s\n", library.Text(a.locale, "cli_nearest"))
	}
	for _, h := range ans.Sources[:min(3, len(ans.Sources))] {
		a.printf("  - %s\n    %s\n", oneLine(h.Document.Title()), oneLine(h.Document.URL))
	}
}

// showCitations lists pages by their numbers, each with what it says.
func (a *app) showCitations(citations []library.Citation) {
	shown := map[int]bool{}
	for _, page := range citations {
		if shown[page.N] {
			continue
		}
		shown[page.N] = true
		a.printf("[%d] %s\n    %s\n", page.N, oneLine(page.Title), oneLine(page.URL))
		quoted := map[string]bool{page.Title: true}
		for _, c := range citations {
			if c.N != page.N || quoted[c.Quote] {
				continue
			}
			quoted[c.Quote] = true
			mark := ""
			if slices.ContainsFunc(citations, func(same library.Citation) bool { return same.N == c.N && same.Quote == c.Quote && !same.Supported }) {
				mark = " (" + library.Text(a.locale, "cli_unconfirmed") + ")"
			}
			if quote := shortened(oneLine(c.Quote)); quote != "" || mark != "" {
				a.printf("    “%s”%s\n", quote, mark)
			}
		}
	}
}

// longestQuote is how much of a quotation a terminal shows, in characters.
const longestQuote = 240

func shortened(s string) string {
	if rs := []rune(s); len(rs) > longestQuote {
		return string(rs[:longestQuote]) + "…"
	}
	return s
}
