package library

import "time"

// Field is a column of the full-text index.
type Field string

// The columns of the full-text index.
const (
	FieldTitle   Field = "title"
	FieldFolder  Field = "folder"
	FieldAddress Field = "address"
	FieldBody    Field = "body"
)

// Clause matches a page that has Terms next to each other and in order, in
// one of Fields (all when empty). Terms come from package analysis. With
// Prefix the last term may be the beginning of a word; with First the field
// begins with Terms.
type Clause struct {
	Terms         []string
	Prefix, First bool
	Fields        []Field
}

// PageFilter narrows a query to pages with all of the named properties; the
// zero value lets every page through.
type PageFilter struct {
	// From and To bound the date a page was added, half-open.
	From, To time.Time
	// Sites matches a page whose site is one of these or below one of these.
	Sites []string
	// Within narrows Sites: a page's site must also be one of these or below
	// one of these.
	Within []string
	// Folders matches a page with a bookmark in a folder whose path has one of
	// these names (compared as folded terms) anywhere on it.
	Folders []string
	// Langs are primary language subtags ("en", "zh").
	Langs []string
}

// TextQuery is a full-text query: at least one of Any or else every one of
// Both (when there are any of either) and all of All match, none of None does.
type TextQuery struct {
	Any, Both, All, None []Clause
	Filter               PageFilter
	// Weights of the fields title, folder, address, body in BM25; zero means
	// the index's defaults.
	Weights [4]float64
	// Newest asks not for the best pages but for those that came into the
	// library last, and gives them no score: several times as quick where a
	// large part of the library matches.
	Newest bool
	Limit  int
}

// TextHit is a page that a TextQuery matched. Score is BM25, larger is better.
type TextHit struct {
	PageID int64
	Score  float64
}
