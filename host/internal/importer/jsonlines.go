package importer

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"aibookmark/host/internal/library"
)

// jsonLine is one bookmark a line: what this program exports with text, and
// the easiest format to write by hand or from a script. "id" and all other
// names are ignored.
type jsonLine struct {
	URL    string     `json:"url"`
	Title  string     `json:"title"`
	Folder folderPath `json:"folder,omitzero"`
	Added  date       `json:"added,omitzero"`
	Lang   string     `json:"lang,omitempty"`
	Text   string     `json:"text,omitempty"`
	Tags   []string   `json:"tags,omitempty"`
	Note   string     `json:"note,omitempty"`
}

// folderPath is "A/B", or ["A", "B"] where a name has a slash.
type folderPath []string

// IsZero tells whether the bookmark is in no folder.
func (p folderPath) IsZero() bool { return len(p) == 0 }

// MarshalJSON writes the simpler form where it reads back the same.
func (p folderPath) MarshalJSON() ([]byte, error) {
	joined := strings.Join(p, "/")
	if slices.Equal(splitFolder(joined), p) {
		return json.Marshal(joined)
	}
	return json.Marshal([]string(p))
}

// UnmarshalJSON reads either form.
func (p *folderPath) UnmarshalJSON(b []byte) error {
	var names []string
	if json.Unmarshal(b, &names) == nil {
		var path []string
		for _, name := range names {
			path = below(path, name)
		}
		*p = path
		return nil
	}
	var joined string
	err := json.Unmarshal(b, &joined)
	*p = splitFolder(joined)
	return err
}

// date is "2025-03-01", an RFC 3339 time or a number as in moment.
type date struct{ time.Time }

// MarshalJSON writes the time with its offset.
func (d date) MarshalJSON() ([]byte, error) { return json.Marshal(d.Format(time.RFC3339)) }

// UnmarshalJSON reads any of the forms; what is no date is unknown.
func (d *date) UnmarshalJSON(b []byte) error {
	d.Time = moment(strings.Trim(string(b), `"`))
	return nil
}

// isJSONLines tells whether the first line is a whole object of its own: a
// link, or one of several. Whole trees also come on one line.
func isJSONLines(text string) bool {
	first, rest, _ := strings.Cut(text, "\n")
	var probe struct {
		URL             *string
		Children, Roots json.RawMessage
	}
	if json.Unmarshal([]byte(first), &probe) != nil || probe.Children != nil || probe.Roots != nil {
		return false
	}
	return probe.URL != nil || strings.HasPrefix(strings.TrimSpace(rest), "{")
}

// readJSONLines reads one bookmark a line; empty lines are allowed.
func readJSONLines(name, text string) (library.ImportFile, error) {
	c := newCollector(FormatJSONLines)
	known := false
	number := 0
	for one := range strings.Lines(text) {
		number++
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		var l jsonLine
		if err := json.Unmarshal([]byte(one), &l); err != nil {
			return library.ImportFile{}, refuse("import_jsonl_line", name, number, err)
		}
		known = known || l.URL != ""
		c.link(library.ImportItem{
			URL: l.URL, Title: l.Title, Folder: l.Folder, AddedAt: l.Added.Time,
			Text: l.Text, Lang: l.Lang, Tags: l.Tags, Note: l.Note,
		})
	}
	if !known {
		return library.ImportFile{}, refuse("import_json_other", name)
	}
	return c.file, nil
}
