package protocol

import (
	"encoding/json"
	"time"
)

// Range is a half-open range [start, end) of UTF-16 code units.
type Range [2]int

// Filter narrows a search. Filters that come from the question carry source
// "query"; those a person set carry "user".
type Filter struct {
	Kind   string     `json:"kind" jsonschema:"enum=time,enum=site,enum=folder,enum=lang,enum=type,enum=without,enum=phrase"`
	Label  string     `json:"label"`
	From   *time.Time `json:"from,omitempty"`
	To     *time.Time `json:"to,omitempty"`
	Value  string     `json:"value,omitempty"`
	Source string     `json:"source" jsonschema:"enum=query,enum=user"`
}

// SearchParams is one search. Typing is for every keystroke: the last word is
// a prefix and no model is asked. Mode "text" caps the search at full text.
// Filters, when given, replace those read from the question.
type SearchParams struct {
	Query   string   `json:"query"`
	Limit   int      `json:"limit,omitempty"`
	Filters []Filter `json:"filters,omitempty"`
	Typing  bool     `json:"typing,omitempty"`
	Mode    string   `json:"mode,omitempty" jsonschema:"enum=text,enum=hybrid"`
	Explain bool     `json:"explain,omitempty"`
}

// HitPassage is the part of the page that matched. It is empty where the
// text of the page is not known.
type HitPassage struct {
	Text       string  `json:"text"`
	Highlights []Range `json:"highlights"`
	Truncated  bool    `json:"truncated,omitempty"`
}

// Hit is one page found.
type Hit struct {
	PageID          int64      `json:"pageId"`
	URL             string     `json:"url"`
	Title           string     `json:"title"`
	Site            string     `json:"site"`
	Folders         [][]string `json:"folders"`
	AddedAt         *time.Time `json:"addedAt,omitempty"`
	Score           float64    `json:"score"`
	Passage         HitPassage `json:"passage"`
	TitleHighlights []Range    `json:"titleHighlights"`
	Matched         []string   `json:"matched" jsonschema:"enum=title,enum=folder,enum=address,enum=text,enum=meaning"`
	Captured        bool       `json:"captured"`
	// Dead: the page is gone from its site for good; its text is kept.
	Dead bool `json:"dead,omitempty"`
	// Similar counts the near-duplicates folded into this hit; Alike names the
	// first of them.
	Similar int     `json:"similar"`
	Alike   []Alike `json:"alike,omitempty"`
	Explain string  `json:"explain,omitempty"`
}

// Alike is a page that is nearly the same as the one found.
type Alike struct {
	PageID  int64      `json:"pageId"`
	URL     string     `json:"url"`
	Title   string     `json:"title"`
	Site    string     `json:"site"`
	Folders [][]string `json:"folders"`
	AddedAt *time.Time `json:"addedAt,omitempty"`
}

// Correction says which words were searched instead of those typed.
type Correction struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// SearchResult answers search.
type SearchResult struct {
	Query     string      `json:"query"`
	Hits      []Hit       `json:"hits"`
	Filters   []Filter    `json:"filters"`
	Corrected *Correction `json:"corrected,omitempty"`
	Mode      string      `json:"mode" jsonschema:"enum=titles,enum=text,enum=hybrid"`
	Total     int         `json:"total"`
	// Nearest are the pages that come nearest where none is about the
	// question; hits is then empty.
	Nearest []Hit   `json:"nearest,omitempty"`
	TookMs  float64 `json:"tookMs"`
	Partial string  `json:"partial,omitempty" jsonschema:"enum=rebuilding,enum=embedding,enum=model_slow"`
}

// AskParams asks a question, in a conversation where one is named; that stops
// the question before it there, if it is not answered yet. An empty list of
// filters searches everything, whatever the question says or inherits.
//
// With Attach no question is asked: the call joins the answer that is under
// way in the conversation, after the page that asked went away. It gets the
// sources and what was said so far as events, then what comes, and the answer
// as its result; where nothing is under way, the last answer at once.
// Cancelling it stops the answer.
type AskParams struct {
	Question       string   `json:"question"`
	ConversationID string   `json:"conversationId,omitempty"`
	Filters        []Filter `json:"filters,omitempty"`
	Attach         bool     `json:"attach,omitempty"`
}

// Citation ties [n] in an answer to words of a stored page. Start and End are
// offsets of the quote in the page's text, in UTF-16 code units.
type Citation struct {
	N         int    `json:"n"`
	PageID    int64  `json:"pageId"`
	URL       string `json:"url"`
	Title     string `json:"title"`
	Quote     string `json:"quote"`
	Supported bool   `json:"supported"`
	Start     int    `json:"start"`
	End       int    `json:"end"`
}

// Used says how many of the passages found went into the answer.
type Used struct {
	Passages int `json:"passages"`
	Of       int `json:"of"`
}

// Answer is what ask returns when the last word is there. Model is empty when
// the answer is quoted from the pages. Meant is what was looked for where that
// is more than the question says (a follow-up with what it follows), Filters
// what narrowed it: asking again with an empty list of filters widens it.
type Answer struct {
	Answer         string     `json:"answer"`
	Found          bool       `json:"found"`
	Citations      []Citation `json:"citations"`
	Sources        []Hit      `json:"sources"`
	Model          string     `json:"model,omitempty"`
	Used           Used       `json:"used"`
	ConversationID string     `json:"conversationId"`
	TookMs         float64    `json:"tookMs"`
	Meant          string     `json:"meant,omitempty"`
	Filters        []Filter   `json:"filters,omitempty"`
}

// RequestID is the JSON-RPC id of the call an event belongs to: a string or a
// number, as the client sent it.
type RequestID json.RawMessage

// MarshalJSON returns the id as it came; null when there is none.
func (id RequestID) MarshalJSON() ([]byte, error) {
	if len(id) == 0 {
		return []byte("null"), nil
	}
	return id, nil
}

// UnmarshalJSON keeps the id as it is.
func (id *RequestID) UnmarshalJSON(b []byte) error {
	*id = append((*id)[:0], b...)
	return nil
}

// AskEvent tells how an answer is coming along. Hits and Final go with kind
// "sources"; Text with "thinking" and "text"; Code, Message and Seconds with
// "notice".
type AskEvent struct {
	RequestID      RequestID `json:"requestId"`
	ConversationID string    `json:"conversationId"`
	Kind           string    `json:"kind" jsonschema:"enum=sources,enum=thinking,enum=text,enum=notice"`
	Hits           []Hit     `json:"hits,omitempty"`
	Final          bool      `json:"final,omitempty"`
	Text           string    `json:"text,omitempty"`
	Code           string    `json:"code,omitempty" jsonschema:"enum=loading_model,enum=left_out,enum=fallback,enum=warming"`
	Message        string    `json:"message,omitempty"`
	Seconds        int       `json:"seconds,omitempty"`
}

// Conversation is one line of the history.
type Conversation struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	UpdatedAt time.Time `json:"updatedAt"`
	Turns     int       `json:"turns"`
}

// ConversationList is one page of the history, newest first.
type ConversationList struct {
	Items []Conversation `json:"items"`
	Next  string         `json:"next,omitempty"`
}

// ConversationParams names one conversation, or all of them (delete only).
type ConversationParams struct {
	ID  string `json:"id,omitempty"`
	All bool   `json:"all,omitempty"`
}

// Turn is one question and its answer. Running: it is being answered; Answer
// is then what there is of it, and ask with Attach gives the rest.
type Turn struct {
	Question string    `json:"question"`
	Answer   Answer    `json:"answer"`
	At       time.Time `json:"at"`
	Running  bool      `json:"running,omitempty"`
}

// ConversationResult is a whole conversation.
type ConversationResult struct {
	ID    string `json:"id"`
	Turns []Turn `json:"turns"`
}

// ConversationsDeleted counts what was deleted.
type ConversationsDeleted struct {
	Deleted int `json:"deleted"`
}
