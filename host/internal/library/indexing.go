package library

// IndexEntry is a document with the passages its text was cut into, ready to
// be written to the index.
type IndexEntry struct {
	Document Document
	Passages []Passage
	// Urgent: the person just saved the page, and its passages get their
	// vectors before all others.
	Urgent bool
}

// ForgetTarget names what to forget: exactly one of its fields is set. Site
// means the host and everything below it.
type ForgetTarget struct {
	PageID int64
	URL    string
	Site   string
	All    bool
}
