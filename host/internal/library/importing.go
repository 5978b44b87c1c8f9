package library

import "time"

// ImportItem is one bookmark of an imported file.
type ImportItem struct {
	URL, Title string
	// Folder is the path of folder names, outermost first.
	Folder []string
	// AddedAt is zero when the file does not say.
	AddedAt time.Time
	// Text and Lang are set where the format carries them (JSON Lines).
	Text, Lang string
	// Tags and Note are the person's own words for the page, where the file
	// has them.
	Tags []string
	Note string
}

// ImportFile is what an importer read from one file. Links counts every link
// in it; Skipped those kept out of Items, by reason: a scheme ("javascript",
// "data", "place", "chrome", "file", …) or "invalid".
type ImportFile struct {
	Format  string
	Links   int
	Items   []ImportItem
	Skipped map[string]int
}
