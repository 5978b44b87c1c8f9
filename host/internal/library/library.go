// Package library holds the nouns of AI Bookmark: sources, folders, bookmarks,
// pages, passages and hits; how an address becomes the key of a page; and the
// errors that reach a person. It does no I/O.
//
// Terminology. A source is a browser profile (or an imported file). A node is
// one entry of its bookmark tree: a folder, or a bookmark. A page is what
// stands at one normalised address; bookmarks of many sources may point at
// it. A document is what the index shows of a page. A passage is a cut of a
// page's text. A hit is a page found for a question.
package library

import (
	"slices"
	"strings"
	"time"
)

// Source is a browser profile whose bookmarks are known, or an imported file.
type Source struct {
	ID int64
	// Browser is "chrome", "firefox", "edge", …, or "file" for imports.
	Browser string
	// Profile is the random id that the extension keeps; unique per source.
	Profile string
	Label   string
	// Bookmarks counts bookmarks, not folders.
	Bookmarks int
	LastSeen  time.Time
}

// Node is one entry of a bookmark tree: a folder when URL is empty.
type Node struct {
	// ID and ParentID are the browser's own.
	ID, ParentID string
	Title        string
	URL          string
	// AddedAt is zero when unknown.
	AddedAt  time.Time
	Position int
}

// IsFolder tells whether n is a folder.
func (n Node) IsFolder() bool { return n.URL == "" }

// Changes is the outcome of applying nodes: counts of nodes, and the pages
// whose documents changed and wait to be indexed.
type Changes struct {
	Added, Updated, Removed, Unchanged int
	// NeedsConfirm: nothing was removed, because WouldRemove bookmarks is more
	// than 50 and more than a fifth of the source.
	NeedsConfirm bool
	WouldRemove  int
	Pages        []int64
}

// Bookmark is a bookmark together with the page it points at.
type Bookmark struct {
	SourceID int64
	ID       string
	Title    string
	URL      string
	Folder   []string
	AddedAt  time.Time
	PageID   int64
}

// Page is what is known of one normalised address.
type Page struct {
	ID  int64
	Rev int64
	// Key is the normalised address (see PageKey); URL the one to open.
	Key, URL string
	// Title is the page's own title where captured, else a bookmark's.
	Title string
	Lang  string
	// Text is the main text; empty when never captured.
	Text       string
	CapturedAt time.Time
	CapturedBy string
	// Saved: kept by the person's word although no bookmark points at it.
	Saved bool
	// Dead: it was found to be gone from its site for good.
	Dead bool
}

// Document is what the index shows of a page, from all its bookmarks.
type Document struct {
	PageID int64
	Rev    int64
	URL    string
	Site   string
	// Title joins the page's own title and differing bookmark titles in
	// Titles[1:]; Titles[0] is the one to show.
	Titles  []string
	Folders [][]string
	// AddedAt is the earliest date a bookmark was added; zero when unknown.
	AddedAt  time.Time
	Lang     string
	Text     string
	Captured bool
	// Dead: the page was found to be gone from its site for good.
	Dead bool
	// Opens is how often the page was opened from a result.
	Opens int
}

// Title is the title to show, the address when there is none.
func (d Document) Title() string {
	if len(d.Titles) > 0 && d.Titles[0] != "" {
		return d.Titles[0]
	}
	return d.URL
}

// Label is what the person and the page call it: titles and folders, a line
// each.
func (d Document) Label() string {
	lines := slices.Clone(d.Titles)
	for _, path := range d.Folders {
		lines = append(lines, strings.Join(path, " / "))
	}
	return strings.Join(lines, "\n")
}

// Passage is a cut of a page's text: bytes [Start, End) of Page.Text. The
// title passage, [0, 0), stands for the page as a whole.
type Passage struct {
	ID         int64
	PageID     int64
	Start, End int
	// Heading is the nearest heading above the passage; may be empty.
	Heading string
	// Hash identifies title, heading and text, so that an unchanged passage
	// keeps its vector.
	Hash string
}

// IsTitle tells whether p is the title passage of its page.
func (p Passage) IsTitle() bool { return p.Start == 0 && p.End == 0 }

// Capture is the text of a page on its way in.
type Capture struct {
	URL, Title, Text, Lang string
	// By is one of ByMenu, BySelection, ByBookmark, ByVisit, ByImport, ByFetch.
	By string
	// Save keeps the page although no bookmark points at it.
	Save bool
	At   time.Time
}

// The values of Capture.By. ByFetch is a text that was read in the background,
// ByMenu one that the person asked for, ByImport one of a file. BySelection is
// what the person chose of a page: ByBookmark, ByVisit and ByFetch, which
// nobody asks for, leave it as it is.
const (
	ByFetch     = "fetch"
	ByMenu      = "menu"
	BySelection = "selection"
	ByBookmark  = "bookmark"
	ByVisit     = "visit"
	ByImport    = "import"
)

// CaptureState is what became of a capture.
type CaptureState string

// The states a capture can end in.
const (
	CaptureIndexed   CaptureState = "indexed"
	CaptureUnchanged CaptureState = "unchanged"
	CaptureRefused   CaptureState = "refused"
)

// Range is a half-open range [0]..[1] of UTF-16 code units.
type Range [2]int

// FilterKind names what a filter looks at.
type FilterKind string

// The kinds of filters.
const (
	FilterTime    FilterKind = "time"
	FilterSite    FilterKind = "site"
	FilterFolder  FilterKind = "folder"
	FilterLang    FilterKind = "lang"
	FilterType    FilterKind = "type"
	FilterWithout FilterKind = "without"
	FilterPhrase  FilterKind = "phrase"
)

// Filter narrows a search. Label is what a chip shows.
type Filter struct {
	Kind  FilterKind
	Label string
	// From and To bound FilterTime, half-open; zero means unbounded.
	From, To time.Time
	Value    string
	// User: set by the person, not read from the question.
	User bool
}

// Matched says in which part of a page a question was found.
type Matched string

// The parts of a page.
const (
	MatchedTitle   Matched = "title"
	MatchedFolder  Matched = "folder"
	MatchedAddress Matched = "address"
	MatchedText    Matched = "text"
	MatchedMeaning Matched = "meaning"
)

// Snippet is the part of a page that matched; empty when its text is unknown.
type Snippet struct {
	Text       string
	Highlights []Range
	Truncated  bool
	// Start is the byte offset of Text in the page's text.
	Start int
}

// Hit is one page found.
type Hit struct {
	Document        Document
	Score           float64
	Passage         Snippet
	TitleHighlights []Range
	Matched         []Matched
	// Similar counts the near-duplicates folded into this hit; Alike are the
	// first of them, without their text.
	Similar int
	Alike   []Document
	Explain string
}

// Receipt counts what was forgotten, or would be.
type Receipt struct {
	Bookmarks, Pages, Passages, Vectors, Turns, Backups int
}

// FileReceipt tells of a file that was written, or read in, or would be.
type FileReceipt struct {
	// Path is absolute.
	Path  string
	Bytes int64
	Pages int
	// MadeAt is when a restored file was written; zero when that means nothing.
	MadeAt time.Time
	// Kept is where the library was copied to before another took its place;
	// empty when it was not.
	Kept string
}

// SiteStorage is what the library keeps of one site.
type SiteStorage struct {
	Site  string
	Pages int
	// Bytes of page text.
	Bytes int64
}
