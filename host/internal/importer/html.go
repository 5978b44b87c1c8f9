package importer

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"

	"aibookmark/host/internal/library"
)

// maxToken bounds one tag or run of text; icons in real files take up to
// some hundred KiB.
const maxToken = 16 << 20

// capture says what the text being read belongs to.
type capture int

const (
	nothing capture = iota
	linkTitle
	folderName
	note
)

// walker reads every HTML dialect in one pass over the tokens: Netscape files
// (DL/DT/H3), Pocket's lists and pages made by hand, which differ only in
// where a folder comes from and what a date is called. There is no tree:
// exporters leave DT, DD and P open, and half of them A too, so what ends a
// title is whatever comes next.
type walker struct {
	*collector
	z *html.Tokenizer

	// path is the folder being read; levels remembers how long it was outside
	// each open DL.
	path   []string
	levels []int
	// heading is the last H2-H6, which names the DL that follows it.
	heading string

	into capture
	text strings.Builder
	// mute: inside script or style, whose text is none.
	mute bool
	item library.ImportItem
	last *library.ImportItem

	netscape, pocket bool
	// links that were closed, and whether the last one was.
	closed   int
	lastOpen bool
}

// readHTML reads bookmarks from HTML of any dialect.
func readHTML(name, text string) (library.ImportFile, error) {
	w := &walker{collector: newCollector(FormatLinks), z: html.NewTokenizer(strings.NewReader(text))}
	w.z.SetMaxBuf(maxToken)
	for w.next() {
	}
	if err := w.z.Err(); errors.Is(err, html.ErrBufferExceeded) {
		return library.ImportFile{}, refuse("import_huge_token", name, maxToken>>20, err)
	} else if !errors.Is(err, io.EOF) {
		return library.ImportFile{}, refuse("import_unreadable", name, err)
	}
	w.lastOpen = w.into == linkTitle
	w.finish()
	if w.netscape && w.cutOff(text) {
		return library.ImportFile{}, refuse("import_truncated", name)
	}
	switch {
	case w.netscape:
		w.file.Format = FormatNetscape
	case w.pocket:
		w.file.Format = FormatPocket
	}
	return w.file, nil
}

// cutOff tells whether a Netscape file ends in the middle of a bookmark: in a
// tag, or in a title where every title before was closed. Lists left open say
// nothing; some exporters never close them.
func (w *walker) cutOff(text string) bool {
	return strings.LastIndexByte(text, '<') > strings.LastIndexByte(text, '>') ||
		w.lastOpen && len(w.levels) > 0 && w.closed > 0 && w.closed == w.file.Links-1
}

// next takes one token; false at the end.
func (w *walker) next() bool {
	switch w.z.Next() {
	case html.ErrorToken:
		return false
	case html.DoctypeToken:
		w.netscape = bytes.Contains(bytes.ToLower(w.z.Text()), []byte("netscape-bookmark"))
	case html.TextToken:
		if w.into != nothing && !w.mute && w.text.Len() < maxName {
			w.text.Write(w.z.Text())
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		w.start()
	case html.EndTagToken:
		w.end()
	}
	return true
}

// start takes a start tag.
func (w *walker) start() {
	raw := ""
	if w.netscape && w.into != nothing {
		raw = library.Beginning(string(w.z.Raw()), 64)
		// <script> in a title that was never escaped is a word, not a script
		// that swallows the rest of the file.
		w.z.NextIsNotRawText()
	}
	tag, hasAttr := w.z.TagName()
	switch string(tag) {
	case "a", "area":
		w.finish()
		w.heading = ""
		w.openLink(hasAttr)
	case "h2", "h3", "h4", "h5", "h6":
		w.finish()
		w.into = folderName
	case "dl":
		w.finish()
		w.levels = append(w.levels, len(w.path))
		w.path = below(w.path, w.heading)
		w.heading = ""
	case "dd":
		w.finish()
		if w.last != nil {
			w.into = note
		}
	case "dt", "hr", "h1", "li", "td", "tr":
		w.finish()
	case "img":
		w.imageText(hasAttr)
	case "script", "style":
		w.mute = raw == ""
		w.text.WriteString(raw)
	default:
		if !inline[string(tag)] {
			w.text.WriteString(raw)
		}
	}
}

// inline are the elements that exporters and people put into titles on
// purpose; all others in a title are text that was not escaped.
var inline = map[string]bool{
	"b": true, "i": true, "em": true, "strong": true, "u": true, "font": true, "span": true, "p": true,
	"br": true, "small": true, "code": true, "sup": true, "sub": true, "div": true, "nobr": true,
}

// end takes an end tag.
func (w *walker) end() {
	tag, _ := w.z.TagName()
	w.mute = false
	switch string(tag) {
	case "a":
		if w.into == linkTitle {
			w.closed++
			w.finish()
		}
	case "h2", "h3", "h4", "h5", "h6":
		if w.into == folderName {
			w.finish()
		}
	case "dl":
		w.finish()
		w.heading = ""
		w.last = nil
		if n := len(w.levels); n > 0 {
			w.path = w.path[:w.levels[n-1]]
			w.levels = w.levels[:n-1]
		}
	}
}

// openLink begins a link, if the element is one.
func (w *walker) openLink(hasAttr bool) {
	item := library.ImportItem{Folder: w.path}
	isLink, feed := false, ""
	for hasAttr {
		var key, value []byte
		key, value, hasAttr = w.z.TagAttr()
		switch string(key) {
		case "href":
			item.URL, isLink = string(value), true
		case "feedurl": // Firefox's live bookmarks
			feed = string(value)
		case "add_date":
			item.AddedAt = moment(string(value))
		case "time_added":
			item.AddedAt = moment(string(value))
			w.pocket = true
		case "tags":
			item.Tags = splitTags(string(value))
		case "alt": // of an area, which has no text
			w.text.Write(value)
		}
	}
	if !isLink && feed != "" {
		item.URL, isLink = feed, true
	}
	if !isLink {
		w.text.Reset()
		return // an anchor
	}
	w.item, w.into = item, linkTitle
}

// imageText lets the alternative text of a picture stand for it in a title.
func (w *walker) imageText(hasAttr bool) {
	for hasAttr && w.into == linkTitle {
		var key, value []byte
		key, value, hasAttr = w.z.TagAttr()
		if string(key) == "alt" && w.text.Len() < maxName {
			w.text.WriteByte(' ')
			w.text.Write(value)
		}
	}
}

// finish ends the text being read and puts it where it belongs.
func (w *walker) finish() {
	text := w.text.String()
	w.text.Reset()
	into := w.into
	w.into = nothing
	switch into {
	case linkTitle:
		w.item.Title = text
		w.last = w.link(w.item)
	case folderName:
		w.heading = text
		w.last = nil
	case note:
		w.last.Note = tidy(text)
		w.last = nil
	}
}
