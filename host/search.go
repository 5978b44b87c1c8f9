package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/search"
	"aibookmark/host/internal/server"
)

// searchFlags are the flags of search.
type searchFlags struct {
	limit          int
	mode, now      string
	explain, batch bool
}

func (a *app) searchCommand() *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:   "search QUESTION",
		Short: "Find pages; with --batch one question a line from stdin",
		RunE: func(cmd *cobra.Command, args []string) error {
			question := strings.Join(args, " ")
			if f.batch != (strings.TrimSpace(question) == "") {
				return usageError{fmt.Errorf("give a question, or --batch and questions on stdin")}
			}
			now, err := parseNow(f.now)
			if err != nil {
				return err
			}
			if f.mode != "" && f.mode != "text" && f.mode != "hybrid" {
				return usageError{fmt.Errorf("--mode is text or hybrid, not %q", f.mode)}
			}
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			if f.batch {
				return a.searchBatch(cmd.Context(), s, f, now)
			}
			return a.searchOne(cmd.Context(), s, f.query(question, now, a.locale))
		},
	}
	cmd.Flags().IntVar(&f.limit, "limit", 10, "how many pages to show at most")
	cmd.Flags().StringVar(&f.mode, "mode", "", "\"text\" searches words only")
	cmd.Flags().StringVar(&f.now, "now", "", "take this date as today")
	cmd.Flags().BoolVar(&f.explain, "explain", false, "show why each page ranks where it does")
	cmd.Flags().BoolVar(&f.batch, "batch", false, "one question a line on stdin, one result a line on stdout (JSON)")
	return cmd
}

func (f searchFlags) query(question string, now time.Time, locale string) search.Query {
	return search.Query{Text: question, Limit: f.limit, Mode: f.mode, Explain: f.explain, Now: now, Locale: locale, Wait: true}
}

func (a *app) searchOne(ctx context.Context, s *services, q search.Query) error {
	res, err := s.search.Search(ctx, q)
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(server.SearchResult(res)); err != nil {
			return err
		}
	} else {
		a.showHits(res)
	}
	if len(res.Hits) == 0 {
		return errNothingFound
	}
	return nil
}

// searchBatch answers each line as it comes, so that a program can talk to it.
func (a *app) searchBatch(ctx context.Context, s *services, f searchFlags, now time.Time) error {
	lines := bufio.NewScanner(a.stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if ctx.Err() != nil {
			return library.Errorf(library.Cancelled, "cancelled", ctx.Err())
		}
		res, err := s.search.Search(ctx, f.query(lines.Text(), now, a.locale))
		if err != nil {
			return err
		}
		if err := a.printJSON(server.SearchResult(res)); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return usageError{fmt.Errorf("read questions: %w", err)}
	}
	return nil
}

// partialText names the message about what a result lacks.
var partialText = map[string]string{
	"rebuilding": "cli_rebuilding", "embedding": "cli_partial_embedding", "model_slow": "cli_partial_model_slow",
}

// showHits prints a result for people.
func (a *app) showHits(res search.Result) {
	if res.CorrectedTo != "" {
		a.printf("%s\n\n", library.Text(a.locale, "cli_corrected", oneLine(res.CorrectedTo), oneLine(res.CorrectedFrom)))
	}
	for _, f := range res.Filters {
		a.printf("[%s] ", oneLine(f.Label))
	}
	if len(res.Filters) > 0 {
		a.printf("\n\n")
	}
	if res.Partial != "" {
		a.printf("%s\n\n", library.Text(a.locale, partialText[res.Partial]))
	}
	if len(res.Hits) == 0 {
		a.printf("%s\n", library.Text(a.locale, "cli_nothing"))
		if len(res.Nearest) > 0 {
			a.printf("\n%s\n\n", library.Text(a.locale, "cli_nearest"))
		}
		for i, h := range res.Nearest {
			a.showHit(i+1, h)
		}
		return
	}
	for i, h := range res.Hits {
		a.showHit(i+1, h)
	}
}

// showHit prints one page found: title, where it is, the passage, the address.
func (a *app) showHit(n int, h library.Hit) {
	a.printf("%2d  %s\n", n, a.marked(h.Document.Title(), h.TitleHighlights))
	meta := []string{oneLine(h.Document.Site)}
	if len(h.Document.Folders) > 0 && len(h.Document.Folders[0]) > 0 {
		meta = append(meta, oneLine(strings.Join(h.Document.Folders[0], " / ")))
	}
	if !h.Document.AddedAt.IsZero() {
		meta = append(meta, h.Document.AddedAt.Local().Format(time.DateOnly))
	}
	a.printf("    %s\n", strings.Join(meta, " · "))
	if h.Passage.Text != "" {
		a.printf("    %s\n", a.marked(h.Passage.Text, h.Passage.Highlights))
	}
	a.printf("    %s\n", oneLine(h.Document.URL))
	if h.Similar > 0 {
		a.printf("    %s\n", library.Text(a.locale, "cli_similar", h.Similar))
	}
	if h.Explain != "" {
		a.printf("    %s\n", oneLine(h.Explain))
	}
	a.printf("\n")
}

// marked is safe text on one line, its highlights bold on a terminal.
func (a *app) marked(text string, highlights []library.Range) string {
	if !isTerminal(a.stdout) {
		return oneLine(text)
	}
	var b strings.Builder
	at := 0
	for _, r := range highlights {
		from, to := library.ByteOffset(text, r[0]), library.ByteOffset(text, r[1])
		if from < at || to <= from {
			continue
		}
		b.WriteString(flat(text[at:from]) + "\x1b[1m" + flat(text[from:to]) + "\x1b[22m")
		at = to
	}
	return b.String() + flat(text[at:])
}

// flat is safe text with line ends as spaces.
func flat(s string) string { return strings.ReplaceAll(safe(s), "\n", " ") }
