package library

import "time"

// Evidence is a passage offered to the answer: its text as stored, and where
// it stands (bytes [Start, End) of the page's text; both 0 for a page whose
// text is unknown, where Text is its title).
type Evidence struct {
	PageID     int64
	URL        string
	Title      string
	Site       string
	Lang       string
	AddedAt    time.Time
	Text       string
	Start, End int
	Score      float64
}

// Lookup is what evidence is looked for with. Filters, unless nil, replace
// those read from Text. Pages, when there are any, are the only ones to look
// at. WordsOnly leaves out whatever asks a model. Now is the day that "last
// week" refers to; Locale is the language of the labels of filters.
type Lookup struct {
	Text      string
	Filters   []Filter
	Pages     []int64
	WordsOnly bool
	Now       time.Time
	Locale    string
}

// Findings are the pages found for a Lookup and their best passages, both best
// first, and the filters that they passed.
type Findings struct {
	Hits     []Hit
	Evidence []Evidence
	Filters  []Filter
}

// Citation ties [N] in an answer to words of a stored page. Start and End are
// UTF-16 offsets of Quote in the page's text.
type Citation struct {
	N          int
	PageID     int64
	URL, Title string
	Quote      string
	Supported  bool
	Start, End int
}

// Answer is the answer to a question. Model is empty when the answer is
// quoted from the pages.
type Answer struct {
	Text      string
	Found     bool
	Citations []Citation
	Sources   []Hit
	Model     string
	// Used of Of passages went into the answer.
	Used, Of       int
	ConversationID string
	Took           time.Duration
	// Meant is what was looked for where that is more than the question says:
	// a follow-up together with what it follows. Filters are those that the
	// sources passed; Pages, when there are any, the only ones that were looked
	// at.
	Meant   string   `json:",omitempty"`
	Filters []Filter `json:",omitempty"`
	Pages   []int64  `json:",omitempty"`
}

// AskEventKind names what an AskEvent tells.
type AskEventKind string

// The kinds of ask events.
const (
	AskSources  AskEventKind = "sources"
	AskThinking AskEventKind = "thinking"
	AskText     AskEventKind = "text"
	AskNotice   AskEventKind = "notice"
)

// AskEvent tells how an answer is coming along; see protocol.AskEvent.
type AskEvent struct {
	ConversationID string
	Kind           AskEventKind
	Hits           []Hit
	Final          bool
	Text           string
	Code, Message  string
	Seconds        int
}

// Conversation is one line of the history.
type Conversation struct {
	ID        string
	Title     string
	UpdatedAt time.Time
	Turns     int
}

// Turn is one question with its answer. Answer is kept as the JSON that
// package answer wrote, so that the store need not know its shape; PageIDs
// are the pages it quotes, so that forgetting a page finds it.
type Turn struct {
	ConversationID string
	Question       string
	Answer         []byte
	PageIDs        []int64
	At             time.Time
}
