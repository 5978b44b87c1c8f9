package importer

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"aibookmark/host/internal/library"
)

// Bounds on what a bookmark may hold; real ones are far below. Addresses above
// the bound are data in disguise and are skipped, names are cut.
const (
	maxName    = 8 << 10
	maxAddress = 64 << 10
	// maxDepth is how many names a folder path keeps; what is deeper is put
	// into the deepest that is kept.
	maxDepth = 64
	// maxEntries bounds the links and folders of a file, and how deep its
	// syntax nests: a byte or two of file each would take a hundred of memory.
	maxEntries = 1_000_000
)

// Reasons in ImportFile.Skipped besides the schemes of addresses.
const (
	skippedInvalid = "invalid"
	// skippedTag: Firefox keeps a second link for every tag of a bookmark.
	skippedTag = "tag"
)

// collector gathers the links of one file.
type collector struct {
	file library.ImportFile
}

func newCollector(format string) *collector {
	return &collector{library.ImportFile{Format: format, Items: []library.ImportItem{}, Skipped: map[string]int{}}}
}

// link takes one link as it stands in the file. The folder path is kept, not
// copied. It returns the item for what else the file says of it; nil when the
// link is skipped.
func (c *collector) link(item library.ImportItem) *library.ImportItem {
	if c.file.Links++; c.file.Links > maxEntries { // the file is refused at its end
		return nil
	}
	if len(item.URL) > maxAddress && (strings.HasPrefix(item.URL, "http:") || strings.HasPrefix(item.URL, "https:")) {
		c.file.Skipped[skippedInvalid]++
		return nil
	}
	item.URL = address(item.URL)
	if _, reason, ok := library.PageKey(item.URL); !ok {
		c.file.Skipped[reason]++
		return nil
	}
	item.Title = tidy(item.Title)
	c.file.Items = append(c.file.Items, item)
	return &c.file.Items[len(c.file.Items)-1]
}

// skip counts a link that is left out for a reason of its own.
func (c *collector) skip(reason string) {
	c.file.Links++
	c.file.Skipped[reason]++
}

// address drops what browsers drop from an address: white space around it and
// line breaks in it.
func address(s string) string {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "\t\r\n\x00") {
		s = strings.NewReplacer("\t", "", "\r", "", "\n", "", "\x00", "").Replace(s)
	}
	return s
}

// tidy makes a name one line: white space runs become one space, control
// characters go, the length is bounded.
func tidy(s string) string {
	s = library.Beginning(s, maxName)
	if strings.ContainsFunc(s, unicode.IsControl) {
		s = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) && !unicode.IsSpace(r) {
				return -1
			}
			return r
		}, s)
	}
	return strings.Join(strings.Fields(s), " ")
}

// below is the path one folder further down. The result never shares memory
// that another path may grow into.
func below(path []string, name string) []string {
	name = tidy(name)
	if name == "" || len(path) >= maxDepth {
		return path
	}
	return append(slices.Clip(path), name)
}

// splitFolder is the path in "A/B".
func splitFolder(s string) []string {
	var path []string
	for name := range strings.SplitSeq(s, "/") {
		path = below(path, name)
	}
	return path
}

// splitTags is the list in "a,b" or "a|b" (Pocket).
func splitTags(s string) []string {
	var tags []string
	for tag := range strings.FieldsFuncSeq(library.Beginning(s, maxName), func(r rune) bool { return r == ',' || r == '|' }) {
		if tag = tidy(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// webkitEpoch is 1601-01-01 in microseconds before 1970: what Chromium counts
// from (base/time/time.h, kTimeTToMicrosecondsOffset).
const webkitEpoch = 11644473600000000

// moment reads a time as exporters write it: RFC 3339, a date (midnight local
// time), or a number that counts seconds, milliseconds or microseconds since
// 1970 or microseconds since 1601, told apart by its size. It is zero for what
// is no time between 1990 and 2100: "0", "-1" and clocks that were never set.
func moment(s string) time.Time {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return plausible(sinceEpoch(n))
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", time.RFC1123Z, time.RFC1123, time.RFC822Z, time.RFC822} {
		if t, err := time.Parse(layout, s); err == nil {
			return plausible(t)
		}
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", time.DateTime, "2006/01/02", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return plausible(t)
		}
	}
	return time.Time{}
}

// sinceEpoch tells the units apart by size. Between 1990 and 2100 the four
// ranges are far from each other: 6e8-4e9 s, 6e11-4e12 ms, 6e14-4e15 µs and,
// counted from 1601, 1.2e16-1.6e16 µs.
func sinceEpoch(n float64) time.Time {
	switch {
	case n >= webkitEpoch && n < 1e17:
		return time.UnixMicro(int64(n) - webkitEpoch)
	case n >= 1e14 && n < 1e16:
		return time.UnixMicro(int64(n))
	case n >= 1e11 && n < 1e14:
		return time.UnixMilli(int64(n))
	case n > 0 && n < 1e11:
		return time.Unix(int64(n), 0)
	}
	return time.Time{}
}

func plausible(t time.Time) time.Time {
	if t.Year() < 1990 || t.Year() >= 2100 {
		return time.Time{}
	}
	return t
}
