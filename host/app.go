package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
	"gopkg.in/natefinch/lumberjack.v2"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/server"
)

// app is one run of the program: its streams, its flags, and the services,
// which are opened when a command first asks for them.
type app struct {
	// lasting ends with the program; an interrupt does not end it.
	lasting        context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	locale         string

	dataDir string
	json    bool

	logFile *lumberjack.Logger
	logger  *slog.Logger
	opened  *services
}

// errNothingFound ends a command with exit status 3.
var errNothingFound = errors.New("nothing found")

// nothingThere ends a command with exit status 3 after it has said what is not
// there.
type nothingThere struct{ error }

func (e nothingThere) Unwrap() error { return e.error }

// orNothing is err, as nothingThere when it says that a page is unknown.
func orNothing(err error) error {
	if library.KindOf(err) == library.NotFound {
		return nothingThere{err}
	}
	return err
}

// usageError ends a command with exit status 2.
type usageError struct{ error }

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "ai-bookmark",
		Short:         "Find the pages you saved, on this computer only",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stderr)
	root.SetErr(a.stderr)
	root.CompletionOptions.DisableDefaultCmd = true
	root.PersistentFlags().StringVar(&a.dataDir, "data-dir", "", "where the library is kept (default $AI_BOOKMARK_HOME, or the system's place)")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print JSON on stdout")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	for _, command := range []func() *cobra.Command{
		a.importCommand, a.indexCommand, a.searchCommand, a.askCommand, a.relatedCommand, a.pagesCommand,
		a.forgetCommand, a.exportCommand, a.backupCommand, a.restoreCommand, a.installCommand, a.uninstallCommand,
		a.doctorCommand, a.statusCommand, a.modelsCommand, a.versionCommand, a.serveCommand, a.pdfCommand,
	} {
		root.AddCommand(command())
	}
	return root
}

// fail reports err the way the flags ask for and returns the exit status.
func (a *app) fail(err error) int {
	var usage usageError
	if errors.As(err, &usage) || isCobraUsage(err) {
		if a.json {
			a.printJSON(map[string]any{"error": server.ErrorObject(library.Errorf(library.InvalidParams, "invalid_params", err.Error()), a.locale)})
		}
		fmt.Fprintf(a.stderr, "ai-bookmark: %s\n", safe(err.Error()))
		return exitUsage
	}
	object := server.ErrorObject(err, a.locale)
	status := exitFailed
	if errors.As(err, new(nothingThere)) {
		status = exitNothing
	} else {
		a.log().Error("command failed", "kind", object.Data.Kind, "error", err)
	}
	if a.json {
		a.printJSON(map[string]any{"error": object})
		return status
	}
	fmt.Fprintf(a.stderr, "ai-bookmark: %s\n", safe(object.Message))
	if object.Data.Hint != "" {
		fmt.Fprintf(a.stderr, "  %s\n", safe(object.Data.Hint))
	}
	return status
}

// isCobraUsage tells apart the errors that cobra makes about arguments, which
// have no type of their own.
func isCobraUsage(err error) bool {
	for _, start := range []string{"unknown command", "accepts ", "requires at least", "unknown flag", "unknown shorthand"} {
		if strings.HasPrefix(err.Error(), start) {
			return true
		}
	}
	return false
}

// printJSON prints one JSON value on a line.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}

// printf prints to stdout; every %s of data must have gone through safe.
func (a *app) printf(format string, args ...any) { fmt.Fprintf(a.stdout, format, args...) }

// log writes to host.log in the data directory: 0600, rotated, made at the
// first line.
func (a *app) log() *slog.Logger {
	if a.logger == nil {
		dir, err := a.directory()
		if err != nil {
			return slog.New(slog.DiscardHandler)
		}
		// Nothing is written through a link: the store refuses one, and says so.
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
			return slog.New(slog.DiscardHandler)
		}
		a.logFile = &lumberjack.Logger{Filename: filepath.Join(dir, "host.log"), MaxSize: 5, MaxBackups: 2}
		a.logger = slog.New(slog.NewJSONHandler(a.logFile, nil)).With("pid", os.Getpid())
	}
	return a.logger
}

func (a *app) logPanic(p any) {
	a.log().Error("panic", "value", fmt.Sprint(p), "stack", string(debug.Stack()))
}

// directory is the data directory: the flag, the environment, or the
// system's place for application data.
func (a *app) directory() (string, error) {
	if a.dataDir != "" {
		return filepath.Abs(a.dataDir)
	}
	if dir := os.Getenv("AI_BOOKMARK_HOME"); dir != "" {
		return filepath.Abs(dir)
	}
	if runtime.GOOS == "linux" {
		if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "ai-bookmark"), nil
		}
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("find the data directory: %w", err)
		}
		return filepath.Join(home, ".local", "share", "ai-bookmark"), nil
	}
	// macOS: ~/Library/Application Support; Windows: %LocalAppData%, which
	// does not roam to other machines.
	base, err := os.UserConfigDir()
	if runtime.GOOS == "windows" {
		base, err = os.UserCacheDir()
	}
	if err != nil {
		return "", fmt.Errorf("find the data directory: %w", err)
	}
	return filepath.Join(base, "ai-bookmark"), nil
}

// services opens the library, once.
func (a *app) services(ctx context.Context) (*services, error) {
	if a.opened == nil {
		dir, err := a.directory()
		if err != nil {
			return nil, err
		}
		s, err := openServices(ctx, dir, a.log)
		if err != nil {
			return nil, err
		}
		a.opened = s
		if set, err := s.keeper.Settings(ctx); err == nil && set.Language != "" {
			a.locale = set.Language
		}
	}
	return a.opened, nil
}

func (a *app) close() {
	if a.opened != nil {
		if err := a.opened.close(); err != nil {
			a.log().Error("close", "error", err)
		}
		a.opened = nil
	}
	if a.logFile != nil {
		a.logFile.Close()
	}
}

// localeFromEnv is the locale of a terminal: "zh-CN" or "en".
func localeFromEnv(env func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			if strings.HasPrefix(strings.ToLower(v), "zh") {
				return "zh-CN"
			}
			return "en"
		}
	}
	return "en"
}

// isTerminal tells whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// parseNow reads --now: a local date, or an RFC 3339 time.
func parseNow(s string) (time.Time, error) {
	if s == "" {
		return time.Now(), nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, time.Local)
	if err != nil {
		return time.Time{}, usageError{fmt.Errorf("--now %q is neither a date (2026-11-23) nor an RFC 3339 time", s)}
	}
	// Noon, so that "today" is that day in every reading of it.
	return t.Add(12 * time.Hour), nil
}
