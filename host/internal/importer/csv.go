package importer

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"aibookmark/host/internal/library"
)

// columnNames are the words for a column in the exports of Pocket, Instapaper,
// Raindrop and Readwise.
var columnNames = map[string][]string{
	"url":    {"url", "link", "href"},
	"title":  {"title", "name"},
	"folder": {"folder", "collection"},
	"added":  {"time_added", "added", "created", "created_at", "timestamp", "date", "saved date"},
	"tags":   {"tags", "document tags"},
	"note":   {"note", "description", "selection", "document note"},
}

// csvColumns reads the header of a CSV file: where each column stands. ok is
// false when there is no column of addresses beside another.
func csvColumns(text string) (columns map[string]int, ok bool) {
	head, _, _ := strings.Cut(text, "\n")
	r := csv.NewReader(strings.NewReader(head))
	r.LazyQuotes = true
	names, err := r.Read()
	if err != nil || len(names) < 2 || len(names) > 64 {
		return nil, false
	}
	columns = map[string]int{}
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		for column, words := range columnNames {
			for _, word := range words {
				if _, taken := columns[column]; name == word && !taken {
					columns[column] = i
				}
			}
		}
	}
	_, ok = columns["url"]
	return columns, ok
}

// readCSV reads a table of links.
func readCSV(name, text string, columns map[string]int) (library.ImportFile, error) {
	c := newCollector(FormatCSV)
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	r.LazyQuotes = true
	if _, err := r.Read(); err != nil {
		return library.ImportFile{}, refuse("import_unreadable", name, err)
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return c.file, nil
		}
		if err != nil {
			return library.ImportFile{}, refuse("import_unreadable", name, err)
		}
		cell := func(column string) string {
			if i, ok := columns[column]; ok && i < len(row) {
				return row[i]
			}
			return ""
		}
		c.link(library.ImportItem{
			URL: cell("url"), Title: cell("title"), Folder: splitFolder(cell("folder")), AddedAt: moment(cell("added")),
			Tags: splitTags(cell("tags")), Note: tidy(cell("note")),
		})
	}
}
