package importer

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"

	"aibookmark/host/internal/library"
)

// prolog is what may stand before the root element of an XML file. It is
// matched against a bounded beginning.
var prolog = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?s:\s|<\?.*?\?>|<!--.*?-->|<![^>]*>)*<([A-Za-z]+)`)
})

// isXML tells whether the root element of text is the named one.
func isXML(text, root string) bool {
	m := prolog().FindStringSubmatch(text[:min(len(text), 8192)])
	return m != nil && strings.EqualFold(m[1], root)
}

// readOPML reads an outline: a feed list or a bookmark list. An outline with
// an address is a link, the page rather than its feed where it has both; any
// other is a folder.
func readOPML(name, text string) (library.ImportFile, error) {
	c := newCollector(FormatOPML)
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false // names in & out of attributes are often not escaped
	d.Entity = xml.HTMLEntity
	// The text is UTF-8 already, whatever it declares.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	paths := [][]string{nil}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return c.file, nil
		}
		if err != nil {
			return library.ImportFile{}, brokenXML(name, text, d, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			path := paths[len(paths)-1]
			if strings.EqualFold(t.Name.Local, "outline") {
				path = c.outline(t.Attr, path)
			}
			if paths = append(paths, path); len(paths) > maxEntries {
				return library.ImportFile{}, tooMany(name)
			}
		case xml.EndElement:
			paths = paths[:max(len(paths)-1, 1)]
		}
	}
}

// brokenXML says whether a file is cut off or wrong, and where.
func brokenXML(name, text string, d *xml.Decoder, err error) error {
	if strings.TrimSpace(text[min(int(d.InputOffset()), len(text)):]) == "" {
		return refuse("import_truncated", name, err)
	}
	row, _ := d.InputPos()
	return refuse("import_xml_broken", name, row, err)
}

// outline takes one outline element and returns the path of what is inside.
func (c *collector) outline(attrs []xml.Attr, path []string) []string {
	get := map[string]string{}
	for _, a := range attrs {
		get[strings.ToLower(a.Name.Local)] = a.Value
	}
	item := library.ImportItem{Title: get["title"], Folder: path, Tags: splitTags(get["category"]), Note: tidy(get["description"])}
	if item.Title == "" {
		item.Title = get["text"]
	}
	for _, key := range []string{"created", "date", "added"} {
		if item.AddedAt.IsZero() {
			item.AddedAt = moment(get[key])
		}
	}
	for _, key := range []string{"htmlurl", "url", "xmlurl"} {
		if item.URL = get[key]; item.URL != "" {
			c.link(item)
			return path
		}
	}
	return below(path, item.Title)
}
