package main

import (
	"strings"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/server"
)

// pagesPerRead is how many documents a command that walks the whole library
// holds at a time.
const pagesPerRead = 200

func (a *app) pagesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "pages",
		Short: "List every page; --json prints one page a line",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			return s.eachDocument(cmd.Context(), func(d library.Document) error {
				if a.json {
					return a.printJSON(server.DocumentPage(d))
				}
				folder := ""
				if len(d.Folders) > 0 {
					folder = strings.Join(d.Folders[0], " / ")
				}
				a.printf("%s\t%s\t%s\n", oneLine(d.Title()), oneLine(folder), oneLine(d.URL))
				return nil
			})
		},
	}
}

func (a *app) relatedCommand() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "related URL",
		Short: "Find pages like one you saved",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			page, err := s.store.PageByURL(cmd.Context(), args[0])
			if err != nil {
				return orNothing(err)
			}
			if err := s.meaning.Load(cmd.Context()); err != nil {
				return err
			}
			hits, err := s.search.Related(cmd.Context(), page.ID, page.Title, page.Text, limit)
			if err != nil {
				return err
			}
			if a.json {
				if err := a.printJSON(server.Related(hits)); err != nil {
					return err
				}
			}
			for i, h := range hits {
				if !a.json {
					a.showHit(i+1, h)
				}
			}
			if len(hits) == 0 {
				return errNothingFound
			}
			return nil
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 10, "how many pages to show at most")
	return cmd
}
