package main

import (
	"errors"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/server"
)

// errUnhealthy ends doctor with exit status 1 after it has said what is wrong.
var errUnhealthy = errors.New("a check failed")

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check the library, the browsers and the models; the report holds no addresses",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			checks := s.doctor(cmd.Context(), a.locale)
			if a.json {
				if err := a.printJSON(server.Doctor(checks)); err != nil {
					return err
				}
			}
			healthy := true
			for _, c := range checks {
				mark := "ok "
				if !c.OK {
					mark, healthy = "!! ", false
				}
				if a.json {
					continue
				}
				a.printf("%s %-22s %s\n", mark, oneLine(c.Name), oneLine(c.Detail))
				if c.Fix != "" {
					a.printf("    %-22s %s\n", "", oneLine(c.Fix))
				}
			}
			if !healthy {
				return errUnhealthy
			}
			return nil
		},
	}
}
