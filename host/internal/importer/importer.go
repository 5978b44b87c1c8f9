// Package importer reads bookmark files of every browser into library nouns,
// and writes the two kinds that can be taken elsewhere.
//
// What a file is follows from its content, never from its name: people rename
// exports, and browsers call theirs "Bookmarks" or "bookmarks.html" alike. A
// file is read whole or not at all: what is cut off or broken is refused with
// a message that says so, because half an import looks like a whole one.
//
// The formats are read with real tokenizers in one pass and without recursion,
// so that hostile files (a hundred thousand nested folders, a title of many
// megabytes) cost memory in proportion to their size, which is bounded. The
// parsers are our own since the published ones know one dialect each, keep
// whole trees and drop what they do not expect without counting it.
package importer

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"syscall"

	"aibookmark/host/internal/charset"
	"aibookmark/host/internal/library"
)

// The formats that Read tells apart, as they stand in ImportFile.Format.
const (
	FormatNetscape    = "netscape-html"
	FormatPocket      = "pocket-html"
	FormatLinks       = "html-links"
	FormatChrome      = "chrome-json"
	FormatFirefox     = "firefox-json"
	FormatFirefoxLZ4  = "firefox-jsonlz4"
	FormatBrowserTree = "browser-tree-json"
	FormatJSONLines   = "jsonl"
	FormatOPML        = "opml"
	FormatCSV         = "csv"
)

// maxFile bounds a file, also when unpacked. The largest real exports, with an
// icon for each of 50,000 bookmarks, stay under it.
const maxFile = 100 << 20

// Read reads one bookmark file to its end; it does not close r. name is the
// file's, for messages only. Every http and https link becomes an item of its
// own, in the order of the file, even when an address repeats; all other links
// are counted under Skipped.
//
// Folder paths hold the names that the browser shows, its top folders
// ("Bookmarks bar") included; folders without a name and the heading of an
// HTML file are no part of them. Titles may be empty.
//
// What is broken, cut off or no bookmark file gives a library.Error of kind
// InvalidParams (TooLarge above 100 MiB or a million entries) that says what is wrong, and an empty
// ImportFile.
func Read(name string, r io.Reader) (library.ImportFile, error) {
	return read(name, r, maxFile)
}

// read is Read with a bound on the file.
func read(name string, r io.Reader, bound int64) (library.ImportFile, error) {
	name = filepath.Base(name)
	b, err := io.ReadAll(io.LimitReader(r, bound+1))
	switch {
	case errors.Is(err, syscall.EISDIR):
		return library.ImportFile{}, refuse("import_directory", name)
	case err != nil:
		return library.ImportFile{}, refuse("import_unreadable", name, err)
	case int64(len(b)) > bound:
		return library.ImportFile{}, library.Errorf(library.TooLarge, "import_too_large", name, bound>>20)
	}
	f, err := parse(name, b)
	if err != nil {
		return library.ImportFile{}, err
	}
	switch {
	case f.Links == 0:
		return library.ImportFile{}, refuse("import_no_links", name)
	case f.Links > maxEntries:
		return library.ImportFile{}, tooMany(name)
	}
	return f, nil
}

// tooMany is the error for a file with more entries than are taken.
func tooMany(name string) error {
	return library.Errorf(library.TooLarge, "import_too_many", name, maxEntries)
}

// refuse is the error for a file that is not taken.
func refuse(code string, args ...any) error {
	return library.Errorf(library.InvalidParams, code, args...)
}

// parse finds out what the bytes are and reads them.
func parse(name string, b []byte) (library.ImportFile, error) {
	if packed, ok := strings.CutPrefix(string(b[:min(len(b), len(mozLZ4Magic))]), mozLZ4Magic); ok && packed == "" {
		return readMozLZ4(name, b)
	}
	if code, what := foreign(b); code != "" {
		args := []any{name}
		if what != "" {
			args = append(args, what)
		}
		return library.ImportFile{}, refuse(code, args...)
	}
	text, _, err := charset.Decode(b, "")
	if err != nil {
		return library.ImportFile{}, refuse("import_unreadable", name, err)
	}
	return parseText(name, text)
}

// parseText reads a file that is text of some kind.
func parseText(name, text string) (library.ImportFile, error) {
	text = strings.TrimLeft(text, " \t\r\n\f\x00\uFEFF")
	switch {
	case text == "":
		return library.ImportFile{}, refuse("import_empty", name)
	case text[0] == '{' && isJSONLines(text):
		return readJSONLines(name, text)
	case text[0] == '{' || text[0] == '[':
		return readJSONTree(name, text)
	case isXML(text, "opml"):
		return readOPML(name, text)
	case isXML(text, "plist"):
		return library.ImportFile{}, refuse("import_plist", name)
	case looksLikeHTML(text):
		return readHTML(name, text)
	}
	if columns, ok := csvColumns(text); ok {
		return readCSV(name, text, columns)
	}
	return library.ImportFile{}, refuse("import_unknown", name)
}

// looksLikeHTML tells whether there is markup near the start. Hand-made pages
// begin with anything, exports with "<".
func looksLikeHTML(text string) bool {
	if text[0] == '<' {
		return true
	}
	head := strings.ToLower(text[:min(len(text), 4096)])
	for _, tag := range []string{"<a ", "<dl", "<html", "<body", "<ul", "<li"} {
		if strings.Contains(head, tag) {
			return true
		}
	}
	return false
}
