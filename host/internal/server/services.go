package server

import (
	"context"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/ingest"
	"aibookmark/host/internal/keeping"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/search"
)

// Services are what the methods do their work with. A method whose service is
// nil is answered with not_found, as if it did not exist. All of them are
// used concurrently and are to return soon after their context is done.
type Services struct {
	Bookmarks     Bookmarks
	Sources       Sources
	Capture       Capture
	Captures      Captures
	Pages         Pages
	Search        Searcher
	Answer        Answerer
	Conversations Conversations
	Status        StatusReader
	Settings      Settings
	Rules         Rules
	Forget        Forgetter
	Models        Models
	Work          Work
	Data          Data
	Storage       Storage
	// Doctor examines the installation, in words of the locale.
	Doctor func(ctx context.Context, locale string) []keeping.Check
}

// Bookmarks takes bookmark trees in. What it returns from is on disk and
// found by a search. An unknown source is a NotFound error.
type Bookmarks interface {
	Source(ctx context.Context, s library.Source) (int64, error)
	Apply(ctx context.Context, sourceID int64, nodes []library.Node, removed []string) (library.Changes, error)
	Sync(ctx context.Context, sourceID int64, run string, nodes []library.Node, done, confirm bool) (library.Changes, error)
	RemoveSource(ctx context.Context, id int64) (library.Changes, error)
	AdoptSource(ctx context.Context, from, to int64) (library.Changes, error)
}

// Sources lists the browser profiles and files that bookmarks came from.
type Sources interface {
	Sources(ctx context.Context) ([]library.Source, error)
}

// Capture takes the text of a page in.
type Capture interface {
	IndexPage(ctx context.Context, p ingest.PageInput) (ingest.PageOutcome, error)
}

// Captures lists the pages whose text could not be read, and says what is to
// become of them. A page that did not fail is a NotFound error.
type Captures interface {
	// Failures lists the last failure first, from after the mark on; it
	// returns the mark of the rest, "" at the end.
	Failures(ctx context.Context, cause library.Cause, ignored bool, after string, limit int) ([]library.Failure, string, error)
	FailureCounts(ctx context.Context, ignored bool) (map[library.Cause]int, error)
	// FailureOf is the failure of one page; ok is false when it did not fail.
	FailureOf(ctx context.Context, pageID int64) (f library.Failure, ok bool, err error)
	RetryFailures(ctx context.Context, target library.FailureTarget) (int, error)
	IgnoreFailures(ctx context.Context, target library.FailureTarget, undo bool) (int, error)
}

// Pages reads pages. One that is not there is a NotFound error.
type Pages interface {
	PageByID(ctx context.Context, id int64) (library.Page, error)
	PageByURL(ctx context.Context, url string) (library.Page, error)
	Bookmarks(ctx context.Context, pageID int64) ([]library.Bookmark, error)
	// NoteOpened counts that the person opened a page that was found.
	NoteOpened(ctx context.Context, pageID int64) error
}

// Searcher finds pages.
type Searcher interface {
	Search(ctx context.Context, q search.Query) (search.Result, error)
	// Related finds pages like the one given by its id (0 for a page that is
	// not stored), title and text.
	Related(ctx context.Context, pageID int64, title, text string, limit int) ([]library.Hit, error)
}

// Answerer answers questions; emit is called in order, from one goroutine at
// a time, and not after Ask has returned.
type Answerer interface {
	Ask(ctx context.Context, q answer.Question, emit func(library.AskEvent)) (library.Answer, error)
	// Follow joins the answer that is under way in a conversation; see
	// answer.Answerer.
	Follow(ctx context.Context, conversation string, emit func(library.AskEvent)) (library.Answer, error)
	// Conversation returns the turns of one, oldest first, and the one that is
	// being answered.
	Conversation(ctx context.Context, id string) ([]library.Turn, *answer.Running, error)
	// Stop stops what is being answered, everywhere for "".
	Stop(conversation string) int
}

// Conversations is the history of questions. A conversation that is not there
// is a NotFound error.
type Conversations interface {
	// Conversations lists newest first, from after the mark on; it returns the
	// mark of the next page, "" at the end.
	Conversations(ctx context.Context, after string, limit int) ([]library.Conversation, string, error)
	// DeleteConversation deletes one, or all for "", and counts them.
	DeleteConversation(ctx context.Context, id string) (int, error)
}

// StatusReader tells the state of the host.
type StatusReader interface {
	Status(ctx context.Context) (library.Status, error)
}

// Settings reads and changes settings. Those that make no sense are an
// InvalidParams error and change nothing.
type Settings interface {
	Settings(ctx context.Context) (library.Settings, error)
	SetSettings(ctx context.Context, change func(*library.Settings)) (library.Settings, error)
}

// Rules tells whether a page would be read, and why, in words of the locale.
type Rules interface {
	TestRules(ctx context.Context, address, locale string) (ok bool, because string, err error)
}

// Forgetter erases for good, or counts what it would erase.
type Forgetter interface {
	Forget(ctx context.Context, target library.ForgetTarget, dryRun bool) (library.Receipt, error)
}

// Models tells about models, in words of the locale.
type Models interface {
	Inventory(ctx context.Context, locale string) (library.ModelInventory, error)
	// Choose names the models to use, "" for the best installed; nil leaves
	// one as it is. With dryRun it changes nothing and tells the cost.
	Choose(ctx context.Context, embed, chat *string, dryRun bool) (library.ReembedCost, error)
	// Pull downloads a model, or joins its download, and returns its name when
	// it is in use. The end of ctx stops it, for all who joined. tell gets the
	// progress in order, from the caller's goroutine. Join only joins.
	Pull(ctx context.Context, name string, force bool, tell func(library.PullProgress)) (string, error)
	Join(ctx context.Context, name string, tell func(library.PullProgress)) (string, error)
	// StartOllama starts an installed Ollama and returns its state when it
	// answers.
	StartOllama(ctx context.Context) (state string, err error)
	// Warm has the models in use brought into memory, without waiting for it.
	Warm()
}

// Work pauses and resumes the work in the background.
type Work interface {
	Pause()
	Resume()
}

// FileAction reads or writes a file that the person named, and tells which it
// was, its size and the number of pages in it. With dryRun it only tells.
type FileAction func(ctx context.Context, path string, dryRun bool) (library.FileReceipt, error)

// Storage tells what is kept of each site, the one with the most text first.
type Storage interface {
	SiteStorage(ctx context.Context) ([]library.SiteStorage, error)
}

// Data holds what can be done with files; a nil action does not exist.
type Data struct {
	Export, Import, Backup, Restore FileAction
}
