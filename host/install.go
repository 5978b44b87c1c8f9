package main

import (
	"context"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/install"
	"aibookmark/host/internal/keeping"
	"aibookmark/host/internal/protocol"
)

// installOptions are what install, uninstall and doctor have in common.
func installOptions() install.Options {
	return install.Options{
		HostName:   protocol.HostName,
		ChromeIDs:  protocol.ChromeExtensionIDs,
		FirefoxIDs: protocol.FirefoxAddonIDs,
	}
}

// registrationReport is what --json prints for one browser.
type registrationReport struct {
	Browser  string `json:"browser"`
	State    string `json:"state"`
	Manifest string `json:"manifest,omitempty"`
	Message  string `json:"message,omitempty"`
	Hint     string `json:"hint,omitempty"`
}

func (a *app) installCommand() *cobra.Command {
	o := installOptions()
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Tell the browsers on this computer where the companion app is",
		Long: "Copies this program to a place of its own in your home folder and registers it with every browser it finds,\n" +
			"or with those named. Nothing outside your home folder is written.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			done, err := install.Install(o)
			if err != nil {
				return err
			}
			return a.showRegistrations(done)
		},
	}
	cmd.Flags().StringArrayVar(&o.Browsers, "browser", nil, "only this browser (may be repeated)")
	cmd.Flags().StringArrayVar(&o.ExtraDirs, "user-data-dir", nil, "a Chromium profile started with --user-data-dir (may be repeated)")
	cmd.Flags().BoolVar(&o.InPlace, "in-place", false, "register this program where it stands, without a copy")
	return cmd
}

func (a *app) uninstallCommand() *cobra.Command {
	o := installOptions()
	cmd := &cobra.Command{
		Use:   "uninstall",
		Short: "Take back what install wrote; the library stays",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			done, err := install.Uninstall(o)
			if err != nil {
				return err
			}
			return a.showRegistrations(done)
		},
	}
	cmd.Flags().StringArrayVar(&o.Browsers, "browser", nil, "only this browser (may be repeated)")
	cmd.Flags().StringArrayVar(&o.ExtraDirs, "user-data-dir", nil, "only this Chromium profile (may be repeated)")
	return cmd
}

func (a *app) showRegistrations(done []install.Registration) error {
	reports := []registrationReport{}
	for _, r := range done {
		report := registrationReport{Browser: r.Browser, State: string(r.State), Manifest: r.Manifest}
		if r.Advice != nil {
			report.Message, report.Hint = r.Advice.Message(a.locale), r.Advice.Hint(a.locale)
		}
		reports = append(reports, report)
	}
	if a.json {
		return a.printJSON(map[string]any{"browsers": reports})
	}
	for i, r := range reports {
		a.printf("%-18s %-10s %s\n", oneLine(done[i].Label), r.State, oneLine(r.Manifest))
		for _, line := range []string{r.Message, r.Hint} {
			if line != "" {
				a.printf("%-18s %s\n", "", oneLine(line))
			}
		}
	}
	return nil
}

// examineBrowsers is doctor's look at how browsers know the host. Paths of
// the manifests hold the account's name and stay out of the report.
func examineBrowsers(_ context.Context, locale string) []keeping.Check {
	found, err := install.Find(installOptions())
	if err != nil {
		return []keeping.Check{{Name: "browsers", Detail: err.Error()}}
	}
	checks := []keeping.Check{}
	for _, r := range found {
		c := keeping.Check{Name: r.Browser, OK: r.OK(), Detail: string(r.State)}
		if r.Advice != nil {
			c.Detail, c.Fix = r.Advice.Message(locale), r.Advice.Hint(locale)
		}
		checks = append(checks, c)
	}
	return checks
}
