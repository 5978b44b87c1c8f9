package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/importer"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/server"
)

func (a *app) exportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "export FILE",
		Short: "Write every bookmark to FILE: HTML that each browser imports, or JSON Lines with text (.jsonl)",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.services(cmd.Context())
			if err != nil {
				return err
			}
			bytes, pages, err := s.export(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(server.DataResult(library.FileReceipt{Path: args[0], Bytes: bytes, Pages: pages}))
			}
			a.printf("%s\n", library.Text(a.locale, "cli_exported", pages, oneLine(args[0])))
			return nil
		},
	}
}

// export writes every bookmark to a file and returns its size in bytes and how
// many there are.
func (s *services) export(ctx context.Context, path string) (int64, int, error) {
	if s.store.Owns(path) {
		return 0, 0, library.Errorf(library.InvalidParams, "file_of_library", path)
	}
	var items []library.ImportItem
	err := s.eachDocument(ctx, func(d library.Document) error {
		items = append(items, exportItems(d)...)
		return nil
	})
	if err != nil {
		return 0, 0, err
	}
	n, err := writeExport(path, items)
	return n, len(items), err
}

// exportItems is a page once for each folder it is in, its text with the
// first.
func exportItems(d library.Document) []library.ImportItem {
	folders := d.Folders
	if len(folders) == 0 {
		folders = [][]string{nil}
	}
	items := make([]library.ImportItem, len(folders))
	for i, f := range folders {
		items[i] = library.ImportItem{URL: d.URL, Title: d.Title(), Folder: f, AddedAt: d.AddedAt, Lang: d.Lang}
	}
	items[0].Text = d.Text
	return items
}

// writeExport writes beside the target and renames, so that a file of that
// name is either the old one or a whole new one.
func writeExport(name string, items []library.ImportItem) (int64, error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".export-*") // 0600
	if err != nil {
		return 0, library.Errorf(library.InvalidParams, "export_cannot_write", name, err)
	}
	defer os.Remove(f.Name())
	if err := importer.Write(f, name, items); err != nil {
		f.Close()
		return 0, library.Errorf(library.StorageFull, "export_cannot_write", name, err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return 0, fmt.Errorf("export: %w", err)
	}
	if err := f.Close(); err != nil {
		return 0, library.Errorf(library.StorageFull, "export_cannot_write", name, err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return 0, library.Errorf(library.InvalidParams, "export_cannot_write", name, err)
	}
	return info.Size(), nil
}
