package main

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/server"
)

func (a *app) forgetCommand() *cobra.Command {
	var (
		target      library.ForgetTarget
		dryRun, yes bool
	)
	cmd := &cobra.Command{
		Use:   "forget URL | --site HOST | --all",
		Short: "Erase a page, a site or everything from every file of the library",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				target.URL = args[0]
			}
			if named := []bool{len(args) == 1, target.Site != "", target.All}; count(named) != 1 {
				return usageError{errors.New("name exactly one of a page's address, --site and --all")}
			}
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			if target.All && !dryRun && !yes && isTerminal(a.stdin) && !a.confirm(library.Text(a.locale, "cli_forget_all")) {
				return library.Errorf(library.Cancelled, "cancelled")
			}
			r, err := s.keeper.Forget(cmd.Context(), target, dryRun)
			if err != nil {
				return orNothing(err)
			}
			if a.json {
				if err := a.printJSON(server.Receipt(r)); err != nil {
					return err
				}
			} else {
				code := "cli_forgot"
				if dryRun {
					code = "cli_would_forget"
				}
				a.printf("%s\n", library.Text(a.locale, code, r.Bookmarks, r.Pages, r.Passages, r.Vectors, r.Turns, r.Backups))
			}
			if r == (library.Receipt{}) {
				return errNothingFound
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&target.Site, "site", "", "forget this host and everything below it")
	cmd.Flags().BoolVar(&target.All, "all", false, "forget everything")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only count what would go")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask again")
	return cmd
}

// count is how many are true.
func count(conditions []bool) (n int) {
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}

// confirm asks a yes-or-no question on the terminal; anything but yes is no.
func (a *app) confirm(question string) bool {
	fmt.Fprintf(a.stderr, "%s [y/N] ", question)
	line, _ := bufio.NewReader(a.stdin).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes", "是", "好":
		return true
	}
	return false
}
