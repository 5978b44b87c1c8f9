package protocol

import "time"

// Client names the program that speaks.
type Client struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// SourceInfo names the browser profile that bookmarks come from. Profile is
// a random id that the extension keeps.
type SourceInfo struct {
	Browser string `json:"browser"`
	Profile string `json:"profile"`
	Label   string `json:"label,omitempty"`
}

// InitializeParams opens a connection; it is the first call on it.
type InitializeParams struct {
	Protocol int        `json:"protocol"`
	Client   Client     `json:"client"`
	Source   SourceInfo `json:"source"`
	// Locale is a BCP 47 tag; messages come in English or Simplified Chinese.
	Locale string `json:"locale"`
}

// HostInfo describes the host program.
type HostInfo struct {
	Version string `json:"version"`
}

// InitializeResult answers initialize.
type InitializeResult struct {
	Protocol int      `json:"protocol"`
	Host     HostInfo `json:"host"`
	SourceID int64    `json:"sourceId"`
	Rung     int      `json:"rung"`
	Status   Status   `json:"status"`
}

// Node is one bookmark, or one folder when it has no URL.
type Node struct {
	ID       string     `json:"id"`
	ParentID string     `json:"parentId"`
	Title    string     `json:"title"`
	URL      string     `json:"url,omitempty"`
	AddedAt  *time.Time `json:"addedAt,omitempty"`
	Position int        `json:"position"`
}

// SyncParams sends part of a whole bookmark tree. The same Run goes with every
// call until Done, which reconciles: what the run did not name is removed.
type SyncParams struct {
	SourceID int64  `json:"sourceId"`
	Run      string `json:"run"`
	Nodes    []Node `json:"nodes"`
	Done     bool   `json:"done"`
	// Confirm repeats a Done that was answered with NeedsConfirm.
	Confirm bool `json:"confirm,omitempty"`
}

// SyncResult counts bookmarks and folders.
type SyncResult struct {
	Added     int `json:"added"`
	Updated   int `json:"updated"`
	Removed   int `json:"removed"`
	Unchanged int `json:"unchanged"`
	// NeedsConfirm: the run would remove more than 50 bookmarks and more than
	// a fifth; nothing was removed. WouldRemove says how many.
	NeedsConfirm bool `json:"needsConfirm,omitempty"`
	WouldRemove  int  `json:"wouldRemove,omitempty"`
}

// ApplyParams gives the present state of what changed. Removing a folder
// removes what is in it. Repeating is harmless.
type ApplyParams struct {
	SourceID int64    `json:"sourceId"`
	Nodes    []Node   `json:"nodes"`
	Removed  []string `json:"removed"`
}

// ApplyResult counts bookmarks and folders.
type ApplyResult struct {
	Added     int `json:"added"`
	Updated   int `json:"updated"`
	Removed   int `json:"removed"`
	Unchanged int `json:"unchanged"`
}

// ListParams pages through a list.
type ListParams struct {
	Limit  int    `json:"limit,omitempty"`
	Cursor string `json:"cursor,omitempty"`
}

// Source is a browser profile, or an imported file.
type Source struct {
	SourceID  int64     `json:"sourceId"`
	Browser   string    `json:"browser"`
	Label     string    `json:"label"`
	Bookmarks int       `json:"bookmarks"`
	LastSeen  time.Time `json:"lastSeen"`
}

// SourceList is one page of sources.
type SourceList struct {
	Items []Source `json:"items"`
	Next  string   `json:"next,omitempty"`
}

// SourceParams names a source.
type SourceParams struct {
	SourceID int64 `json:"sourceId"`
}

// SourceRemoved counts the bookmarks that went with a source.
type SourceRemoved struct {
	Removed int `json:"removed"`
}

// AdoptParams moves the bookmarks of one source to another, after a reinstall.
type AdoptParams struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// AdoptResult counts the bookmarks that moved.
type AdoptResult struct {
	Moved int `json:"moved"`
}
