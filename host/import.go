package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/importer"
	"aibookmark/host/internal/library"
)

// importReport is what --json prints for one file.
type importReport struct {
	File     string         `json:"file"`
	Format   string         `json:"format"`
	Links    int            `json:"links"`
	Imported int            `json:"imported"`
	Skipped  map[string]int `json:"skipped"`
}

func (a *app) importCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE...",
		Short: "Read bookmark files of any browser; the format is detected",
		Long: "Reads Netscape HTML, Chrome and Edge Bookmarks JSON, bookmarks.getTree() dumps, Firefox JSON and .jsonlz4,\n" +
			"Pocket, OPML and JSON Lines. Returns when full text is searchable. The same file twice adds nothing.",
		Args: cobra.MinimumNArgs(1),
		RunE: a.runImport,
	}
}

// runImport reads every file before it stores the first: one that cannot be
// read changes nothing.
func (a *app) runImport(cmd *cobra.Command, args []string) error {
	files := make([]library.ImportFile, len(args))
	for i, name := range args {
		f, err := readImport(name)
		if err != nil {
			return err
		}
		files[i] = f
	}
	s, err := a.services(cmd.Context())
	if err != nil {
		return err
	}
	reports := []importReport{}
	for i, f := range files {
		bar := a.progressBar("Importing " + oneLine(args[i]))
		out, err := s.ingest.Import(cmd.Context(), f, bar.set)
		bar.finish()
		if err != nil {
			return err
		}
		r := importReport{File: args[i], Format: f.Format, Links: f.Links, Imported: out.Imported, Skipped: map[string]int{}}
		for reason, n := range f.Skipped {
			r.Skipped[reason] = n
		}
		if out.Known > 0 {
			r.Skipped["duplicate"] = out.Known
		}
		reports = append(reports, r)
	}
	if a.json {
		return a.printJSON(map[string]any{"files": reports})
	}
	for _, r := range reports {
		a.printf("%s: %d of %d links imported (%s)%s\n", oneLine(r.File), r.Imported, r.Links, r.Format, skippedInWords(r.Skipped))
	}
	return nil
}

// readImport reads one file; errors about it name it.
func readImport(name string) (library.ImportFile, error) {
	info, err := os.Stat(name)
	if err != nil {
		return library.ImportFile{}, library.Errorf(library.NotFound, "import_cannot_open", name, err)
	}
	if info.IsDir() {
		return library.ImportFile{}, library.Errorf(library.InvalidParams, "import_directory", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return library.ImportFile{}, library.Errorf(library.InvalidParams, "import_cannot_open", name, err)
	}
	defer f.Close()
	return importer.Read(name, f)
}

// skippedInWords is ", skipped: 93 javascript, 2 file", or nothing.
func skippedInWords(skipped map[string]int) string {
	if len(skipped) == 0 {
		return ""
	}
	var parts []string
	for reason, n := range skipped {
		parts = append(parts, fmt.Sprintf("%d %s", n, oneLine(reason)))
	}
	slices.Sort(parts)
	return ", skipped: " + strings.Join(parts, ", ")
}
