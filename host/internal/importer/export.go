package importer

import (
	"bufio"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"path/filepath"
	"strings"

	"aibookmark/host/internal/library"
)

// Write writes bookmarks to w in the format that name asks for: JSON Lines
// with texts when it ends in ".jsonl", else a Netscape bookmark file, which
// every browser imports but which has no place for texts. Both read back with
// Read to the same addresses, titles, folders and (to the second) dates.
// Errors are those of w; w is not closed.
func Write(w io.Writer, name string, items []library.ImportItem) error {
	if strings.EqualFold(filepath.Ext(name), ".jsonl") {
		return writeJSONLines(w, items)
	}
	return writeNetscape(w, items)
}

// writeJSONLines writes one object a line with "url", "title", "folder",
// "added", "lang" and "text", in the order of items.
func writeJSONLines(w io.Writer, items []library.ImportItem) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	for _, i := range items {
		err := e.Encode(jsonLine{
			URL: i.URL, Title: i.Title, Folder: i.Folder, Added: date{i.AddedAt},
			Lang: i.Lang, Text: i.Text, Tags: i.Tags, Note: i.Note,
		})
		if err != nil {
			return fmt.Errorf("write JSON Lines: %w", err)
		}
	}
	return b.Flush()
}

// netscapeHead is what browsers look for; the comment is part of the format.
const netscapeHead = `<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file.
     It will be read and overwritten.
     DO NOT EDIT! -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
`

// folder is a folder to write: its own links, then the folders in it, each in
// the order in which they first appear.
type folder struct {
	name   string
	items  []library.ImportItem
	inside []*folder
	byName map[string]*folder
}

// at returns the folder below f at path, made when it is new.
func (f *folder) at(path []string) *folder {
	for _, name := range path[:min(len(path), maxDepth)] {
		next, ok := f.byName[name]
		if !ok {
			next = &folder{name: name, byName: map[string]*folder{}}
			f.byName[name] = next
			f.inside = append(f.inside, next)
		}
		f = next
	}
	return f
}

// writeNetscape writes a Netscape bookmark file with the folders as they are.
func writeNetscape(w io.Writer, items []library.ImportItem) error {
	root := &folder{byName: map[string]*folder{}}
	for _, i := range items {
		f := root.at(i.Folder)
		f.items = append(f.items, i)
	}
	b := bufio.NewWriter(w)
	b.WriteString(netscapeHead)
	root.write(b, "")
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write bookmarks: %w", err)
	}
	return nil
}

// write writes the list of f. Depth is bounded by at. Errors of b stick and
// come out at Flush.
func (f *folder) write(b *bufio.Writer, indent string) {
	fmt.Fprintf(b, "%s<DL><p>\n", indent)
	for _, i := range f.items {
		fmt.Fprintf(b, `%s    <DT><A HREF="%s"`, indent, html.EscapeString(i.URL))
		if !i.AddedAt.IsZero() {
			fmt.Fprintf(b, ` ADD_DATE="%d"`, i.AddedAt.Unix())
		}
		if len(i.Tags) > 0 {
			fmt.Fprintf(b, ` TAGS="%s"`, html.EscapeString(strings.Join(i.Tags, ",")))
		}
		fmt.Fprintf(b, ">%s</A>\n", html.EscapeString(tidy(i.Title)))
		if i.Note != "" {
			fmt.Fprintf(b, "%s    <DD>%s\n", indent, html.EscapeString(tidy(i.Note)))
		}
	}
	for _, in := range f.inside {
		fmt.Fprintf(b, "%s    <DT><H3>%s</H3>\n", indent, html.EscapeString(in.name))
		in.write(b, indent+"    ")
	}
	fmt.Fprintf(b, "%s</DL><p>\n", indent)
}
