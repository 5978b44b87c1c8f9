package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/ingest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/server"
)

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup [FILE]",
		Short: "Write one file with the whole library",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			path := ""
			if len(args) > 0 {
				if path, err = filepath.Abs(args[0]); err != nil {
					return fmt.Errorf("backup: %w", err)
				}
			}
			r, err := s.backup(cmd.Context(), path, false)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(server.DataResult(r))
			}
			a.printf("%s\n", library.Text(a.locale, "cli_backed_up", r.Pages, oneLine(r.Path)))
			return nil
		},
	}
}

func (a *app) restoreCommand() *cobra.Command {
	var dryRun, yes bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of the library, which is kept as another",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			path, err := filepath.Abs(args[0])
			if err != nil {
				return fmt.Errorf("restore: %w", err)
			}
			if !dryRun && !yes && isTerminal(a.stdin) && !a.confirm(library.Text(a.locale, "cli_restore_asks")) {
				return library.Errorf(library.Cancelled, "cancelled")
			}
			r, err := s.restore(cmd.Context(), path, dryRun)
			if err != nil {
				return err
			}
			if !dryRun {
				if err := a.indexRestored(cmd.Context()); err != nil {
					return err
				}
			}
			if a.json {
				return a.printJSON(server.DataResult(r))
			}
			code := "cli_restored"
			if dryRun {
				code = "cli_would_restore"
			}
			a.printf("%s\n", library.Text(a.locale, code, r.Pages, oneLine(r.Path)))
			if r.Kept != "" {
				a.printf("%s\n", library.Text(a.locale, "cli_kept", oneLine(r.Kept)))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only examine the file")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// indexRestored opens the library that took the place of the one that was open
// and makes its texts searchable, as import does.
func (a *app) indexRestored(ctx context.Context) error {
	err := a.opened.close()
	a.opened = nil
	if err != nil {
		return err
	}
	s, err := a.services(ctx)
	if err != nil {
		return err
	}
	bar := a.progressBar("Indexing")
	defer bar.finish()
	_, err = s.ingest.IndexPending(ctx, func(done int) { bar.set(done, done) })
	return err
}

// backup, restore, exportTo and importFrom are the methods data.*, for files
// that a person named.

func (s *services) backup(ctx context.Context, path string, dryRun bool) (library.FileReceipt, error) {
	path, err := placeFor(path, "AI Bookmark %s.db")
	if err != nil {
		return library.FileReceipt{}, err
	}
	r := library.FileReceipt{Path: path}
	if !dryRun {
		r.Bytes, r.Pages, err = s.keeper.Backup(ctx, path)
		return r, err
	}
	counts, err := s.store.Counts(ctx)
	r.Pages = counts.Pages
	return r, err
}

func (s *services) restore(ctx context.Context, path string, dryRun bool) (library.FileReceipt, error) {
	path, err := personPath(path)
	if err != nil {
		return library.FileReceipt{}, err
	}
	return s.keeper.Restore(ctx, path, dryRun)
}

func (s *services) exportTo(ctx context.Context, path string, dryRun bool) (library.FileReceipt, error) {
	path, err := placeFor(path, "AI Bookmark %s.html")
	r := library.FileReceipt{Path: path}
	if err != nil || dryRun {
		return r, err
	}
	r.Bytes, r.Pages, err = s.export(ctx, path)
	return r, err
}

func (s *services) importFrom(ctx context.Context, path string, dryRun bool) (library.FileReceipt, error) {
	path, err := personPath(path)
	r := library.FileReceipt{Path: path}
	if err != nil || dryRun {
		return r, err
	}
	if s.store.Owns(path) {
		return r, library.Errorf(library.InvalidParams, "file_of_library", path)
	}
	f, err := readImport(path)
	if err != nil {
		return r, err
	}
	var out ingest.ImportOutcome
	if out, err = s.ingest.Import(ctx, f, nil); err != nil {
		return r, err
	}
	r.Pages = out.Imported
	if info, err := os.Stat(path); err == nil {
		r.Bytes = info.Size()
	}
	return r, nil
}

// personPath is a path as a person typed or pasted it: in the quotes that file
// managers add, or beginning with ~. It must be absolute: the directory that a
// browser starts the host in means nothing to anyone.
func personPath(path string) (string, error) {
	path = strings.TrimSpace(path)
	for _, quote := range []string{`"`, "'"} {
		if inner, ok := strings.CutPrefix(path, quote); ok && len(path) > 1 {
			path = strings.TrimSuffix(inner, quote)
		}
	}
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("find the home folder: %w", err)
		}
		path = home + rest
	}
	if !filepath.IsAbs(path) {
		return "", library.Errorf(library.InvalidParams, "path_not_absolute")
	}
	return filepath.Clean(path), nil
}

// placeFor is the path of a file to write. An empty path is one in the
// person's documents with the day in its name; a folder gets a file of that
// name.
func placeFor(path, name string) (string, error) {
	name = fmt.Sprintf(name, time.Now().Format(time.DateOnly))
	if strings.TrimSpace(path) == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("find the home folder: %w", err)
		}
		documents := filepath.Join(home, "Documents")
		if info, err := os.Stat(documents); err != nil || !info.IsDir() {
			documents = home
		}
		return unused(filepath.Join(documents, name))
	}
	path, err := personPath(path)
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return unused(filepath.Join(path, name))
	}
	return path, nil
}

// unused is path, or with a number where there is such a file: nobody asked
// for that one to be replaced.
func unused(path string) (string, error) {
	end := filepath.Ext(path)
	stem := strings.TrimSuffix(path, end)
	for n := 1; ; n++ {
		name := path
		if n > 1 {
			name = fmt.Sprintf("%s %d%s", stem, n, end)
		}
		switch _, err := os.Lstat(name); {
		case errors.Is(err, os.ErrNotExist):
			return name, nil
		case err != nil:
			return "", fmt.Errorf("look for a free name: %w", err)
		}
	}
}
