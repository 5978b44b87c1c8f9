package library

// Settings is every setting with its value; see protocol.Settings.
type Settings struct {
	OllamaURL     string
	OllamaRemote  bool
	EmbedModel    string
	ChatModel     string
	IndexEngine   string
	Fetch         bool
	CaptureVisits bool
	Rules         []Rule
	Language      string
}

// Rule decides whether pages are read; the first that fits decides. Exactly
// one of Site, Path and Folder is given.
type Rule struct {
	// Allow is false for a rule that blocks.
	Allow      bool
	Site, Path string
	Folder     []string
}

// Counts are the numbers that status shows.
type Counts struct {
	Bookmarks, Pages, Captured, Passages, Embedded, Failed int
	PendingIndex, PendingEmbed, PendingCapture             int
	// FailedCaptures counts the pages whose text could not be read.
	FailedCaptures int
	// DataBytes is the size of every file in the data directory.
	DataBytes int64
}
