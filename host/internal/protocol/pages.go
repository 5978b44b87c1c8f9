package protocol

import "time"

// PageIndexParams saves the text of a page. At least one of HTML and Text is
// given; Text is preferred where both are.
type PageIndexParams struct {
	URL        string `json:"url"`
	Title      string `json:"title"`
	HTML       string `json:"html,omitempty"`
	Text       string `json:"text,omitempty"`
	Lang       string `json:"lang,omitempty"`
	CapturedBy string `json:"capturedBy" jsonschema:"enum=menu,enum=bookmark,enum=visit,enum=import"`
	// Save keeps the page although no bookmark points at it.
	Save bool `json:"save,omitempty"`
	// Selection: with capturedBy "menu", the text is what the person chose of
	// the page; it stays when the page is read without being asked for.
	Selection bool `json:"selection,omitempty"`
}

// PageIndexResult says what became of the page.
type PageIndexResult struct {
	PageID   int64  `json:"pageId"`
	State    string `json:"state" jsonschema:"enum=indexed,enum=unchanged,enum=refused"`
	Reason   string `json:"reason,omitempty"`
	Passages int    `json:"passages"`
}

// PageParams names a page by id or address. Offset and Length cut its text,
// in UTF-16 code units.
type PageParams struct {
	PageID int64  `json:"pageId,omitempty"`
	URL    string `json:"url,omitempty"`
	Offset int    `json:"offset,omitempty"`
	Length int    `json:"length,omitempty"`
}

// Page is what is known of one address.
type Page struct {
	PageID     int64      `json:"pageId"`
	URL        string     `json:"url"`
	Title      string     `json:"title"`
	Site       string     `json:"site"`
	Lang       string     `json:"lang,omitempty"`
	Captured   bool       `json:"captured"`
	CapturedAt *time.Time `json:"capturedAt,omitempty"`
	CapturedBy string     `json:"capturedBy,omitempty"`
	Saved      bool       `json:"saved"`
	// Dead: the page is gone from its site for good; its text is kept.
	Dead bool `json:"dead,omitempty"`
}

// Bookmark is one bookmark that points at a page.
type Bookmark struct {
	SourceID int64      `json:"sourceId"`
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	URL      string     `json:"url"`
	Folder   []string   `json:"folder"`
	AddedAt  *time.Time `json:"addedAt,omitempty"`
}

// PageResult answers pages.get. TextLength is the whole length, in UTF-16
// code units; Truncated says that Text is not all of what was asked for.
type PageResult struct {
	Page       Page       `json:"page"`
	Bookmarks  []Bookmark `json:"bookmarks"`
	Text       string     `json:"text"`
	TextLength int        `json:"textLength"`
	Truncated  bool       `json:"truncated,omitempty"`
	Captures   []Capture  `json:"captures"`
}

// Capture is one attempt to read the text of a page.
type Capture struct {
	PageID   int64      `json:"pageId"`
	URL      string     `json:"url"`
	Title    string     `json:"title"`
	Cause    string     `json:"cause"`
	Detail   string     `json:"detail"`
	At       time.Time  `json:"at"`
	Attempts int        `json:"attempts"`
	NextTry  *time.Time `json:"nextTry,omitempty"`
	Dead     bool       `json:"dead"`
	// OpenOnce: the host cannot read it, but the browser can once the person
	// has it open: it wants a login, a human, or scripts.
	OpenOnce bool `json:"openOnce,omitempty"`
	// Ignored: by the person's word not tried and not listed any more.
	Ignored bool `json:"ignored,omitempty"`
}

// CauseCount counts the pages that failed for one cause.
type CauseCount struct {
	Cause string `json:"cause"`
	Count int    `json:"count"`
}

// CaptureList is one page of capture attempts. Causes counts all of them, of
// every cause, the most frequent first; it comes with the first page only.
type CaptureList struct {
	Items  []Capture    `json:"items"`
	Next   string       `json:"next,omitempty"`
	Causes []CauseCount `json:"causes,omitempty"`
}

// CaptureListParams pages through failed captures, of one cause if named.
// Ignored lists those that the person ignores instead.
type CaptureListParams struct {
	Cause   string `json:"cause,omitempty"`
	Ignored bool   `json:"ignored,omitempty"`
	Limit   int    `json:"limit,omitempty"`
	Cursor  string `json:"cursor,omitempty"`
}

// CaptureRetryParams names a page, or every page that failed for a cause.
type CaptureRetryParams struct {
	PageID int64  `json:"pageId,omitempty"`
	Cause  string `json:"cause,omitempty"`
}

// CaptureRetryResult counts the pages that will be tried again.
type CaptureRetryResult struct {
	Queued int `json:"queued"`
}

// CaptureIgnoreParams names a page, or every page that failed for a cause, to
// be neither tried nor listed any more; Undo takes that back.
type CaptureIgnoreParams struct {
	PageID int64  `json:"pageId,omitempty"`
	Cause  string `json:"cause,omitempty"`
	Undo   bool   `json:"undo,omitempty"`
}

// CaptureIgnoreResult counts the pages that are ignored now, or no more.
type CaptureIgnoreResult struct {
	Ignored int `json:"ignored"`
}

// RelatedParams names a page, saved or not. Nothing is stored.
type RelatedParams struct {
	URL    string `json:"url,omitempty"`
	PageID int64  `json:"pageId,omitempty"`
	Limit  int    `json:"limit,omitempty"`
}

// RelatedResult lists pages like the one named.
type RelatedResult struct {
	Hits []Hit `json:"hits"`
}

// ForgetParams names exactly one of a page, an address, a site or everything.
type ForgetParams struct {
	PageID int64  `json:"pageId,omitempty"`
	URL    string `json:"url,omitempty"`
	Site   string `json:"site,omitempty"`
	All    bool   `json:"all,omitempty"`
	// DryRun counts what would go and erases nothing.
	DryRun bool `json:"dryRun,omitempty"`
}

// ForgetResult is the receipt: what was erased, or would be.
type ForgetResult struct {
	Bookmarks int `json:"bookmarks"`
	Pages     int `json:"pages"`
	Passages  int `json:"passages"`
	Vectors   int `json:"vectors"`
	Turns     int `json:"turns"`
	Backups   int `json:"backups"`
}

// OpenedParams names a page found that the person opened. Of pages that fit a
// question equally well, those opened more come first.
type OpenedParams struct {
	PageID int64 `json:"pageId"`
}
