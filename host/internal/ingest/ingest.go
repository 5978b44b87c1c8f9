// Package ingest takes bookmarks and page text in: it stores them, cuts the
// text into passages and brings the index up to date, at once for what was
// just pushed and in the background for everything else.
//
// The library is written first and the index after it, so what was
// acknowledged is never lost: whatever a kill leaves unindexed is found again
// by asking the data (PendingPages), not a queue.
package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"aibookmark/host/internal/library"
)

// Store is the part of the library and its index that ingest needs.
type Store interface {
	EnsureSource(ctx context.Context, s library.Source) (int64, error)
	ApplyNodes(ctx context.Context, sourceID int64, nodes []library.Node, removed []string) (library.Changes, error)
	SyncNodes(ctx context.Context, sourceID int64, run string, nodes []library.Node, done, confirm bool) (library.Changes, error)
	RemoveSource(ctx context.Context, id int64) (library.Changes, error)
	AdoptSource(ctx context.Context, from, to int64) (library.Changes, error)
	SaveCapture(ctx context.Context, c library.Capture) (int64, library.CaptureState, error)
	SaveCaptures(ctx context.Context, cs []library.Capture) ([]int64, error)
	Documents(ctx context.Context, ids []int64) ([]library.Document, error)
	PendingPages(ctx context.Context, limit int) ([]int64, error)
	PutDocuments(ctx context.Context, entries []library.IndexEntry) error
	SweepIndex(ctx context.Context) (int, error)
	// MergeIndex tidies the full-text index after documents were put, all of it
	// or only what is cheap.
	MergeIndex(ctx context.Context, all bool) error
	EraseExpired(ctx context.Context) (int, error)
	TryLease() (release func(), ok bool, err error)
}

// Extractor turns the bytes of a page into its main text.
type Extractor interface {
	Extract(html []byte, pageURL string) (title, text, lang string, err error)
	// Clean prepares text that came as text: control characters and what
	// exceeds the bound go.
	Clean(text string) string
}

// Policy decides whether a page may be read.
type Policy interface {
	// Allowed tells whether a page may be read that nobody asked for just
	// now; because is a code that says why, for the log.
	Allowed(ctx context.Context, url string) (ok bool, because string, err error)
	// AllowedByHand tells the same of a page that the person points at.
	AllowedByHand(ctx context.Context, url string) (ok bool, because string, err error)
}

// Options are the settings of an Ingest; zero values have defaults.
type Options struct {
	Now func() time.Time
	Log *slog.Logger
	// Policy nil allows every page.
	Policy Policy
	// Embedder and Vectors give passages their vectors; without them none
	// gets any.
	Embedder Embedder
	Vectors  Vectors
	// Rest says how long to pause after work of this length, to spare the
	// battery or leave the processor to others; nil never pauses.
	Rest func(busy time.Duration) time.Duration
	// Fetching, if not nil, reads pages in the background.
	Fetching *Fetching
}

// Ingest is safe for concurrent use. It starts nothing by itself; Run does.
type Ingest struct {
	store   Store
	extract Extractor
	now     func() time.Time
	log     *slog.Logger
	policy  Policy

	embedder Embedder
	vectors  Vectors
	rest     func(time.Duration) time.Duration
	// work belongs to whoever holds embedding. replan: the person chose
	// another model.
	embedding sync.Mutex
	work      embeddingWork
	replan    atomic.Bool

	// indexing makes reading documents and writing their index entries one
	// step, so that an older revision never overwrites a newer one.
	indexing sync.Mutex
	// wake has room for one: work arrived for Run.
	wake chan struct{}

	// unmerged counts the documents put since the index was last merged, and
	// bulk those since it was wholly merged.
	unmerged, bulk atomic.Int64
	// surplus: bookmarks went, and the index may have what is not shown.
	surplus atomic.Bool

	fetching *Fetching
	// fetchNews has room for one: pages are to be fetched. readers has room
	// for those that turn pages into text.
	fetchNews, readers chan struct{}

	mu     sync.Mutex
	paused bool
	// interrupt ends what untilPaused was called for.
	interrupt context.CancelFunc
	pace      pace
	fetched   fetchState
}

// batch is how many documents go to the index in one transaction: about
// 50-200 ms of work, which is what a kill may cost.
const batch = 100

// New returns an Ingest over a store and an extractor, both of which it uses
// but does not close.
func New(store Store, extract Extractor, o Options) *Ingest {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Rest == nil {
		o.Rest = func(time.Duration) time.Duration { return 0 }
	}
	return &Ingest{
		store: store, extract: extract, now: o.Now, log: o.Log, policy: o.Policy,
		embedder: o.Embedder, vectors: o.Vectors, rest: o.Rest, wake: make(chan struct{}, 1),
		fetching: o.Fetching, fetchNews: make(chan struct{}, 1), readers: make(chan struct{}, readers),
	}
}

// Source returns the id of the source with s's browser and profile, made when
// it is new.
func (in *Ingest) Source(ctx context.Context, s library.Source) (int64, error) {
	if s.LastSeen.IsZero() {
		s.LastSeen = in.now()
	}
	return in.store.EnsureSource(ctx, s)
}

// Apply stores the present state of nodes and the removal of others, and
// makes both searchable before it returns.
func (in *Ingest) Apply(ctx context.Context, sourceID int64, nodes []library.Node, removed []string) (library.Changes, error) {
	ch, err := in.store.ApplyNodes(ctx, sourceID, nodes, removed)
	if len(ch.Pages) > 0 {
		in.FetchNow()
	}
	return in.indexed(ctx, ch, justSaved, err)
}

// Sync stores one batch of a whole tree; with done it reconciles. What it
// stores is searchable before it returns.
func (in *Ingest) Sync(ctx context.Context, sourceID int64, run string, nodes []library.Node, done, confirm bool) (library.Changes, error) {
	ch, err := in.store.SyncNodes(ctx, sourceID, run, nodes, done, confirm)
	if len(ch.Pages) > 0 {
		in.FetchNow()
	}
	return in.indexed(ctx, ch, whenever, err)
}

// RemoveSource forgets a source's bookmarks; pages that lose their last one
// are hidden.
func (in *Ingest) RemoveSource(ctx context.Context, id int64) (library.Changes, error) {
	ch, err := in.store.RemoveSource(ctx, id)
	return in.indexed(ctx, ch, whenever, err)
}

// AdoptSource moves the bookmarks of one source to another.
func (in *Ingest) AdoptSource(ctx context.Context, from, to int64) (library.Changes, error) {
	ch, err := in.store.AdoptSource(ctx, from, to)
	return in.indexed(ctx, ch, whenever, err)
}

// urgency says whether pages get their vectors before all others.
type urgency bool

const (
	whenever  urgency = false
	justSaved urgency = true
)

// indexed brings the index up to date with changes already on disk. A failure
// to index is not a failure of the change: it is acknowledged, and the
// background work indexes it later.
func (in *Ingest) indexed(ctx context.Context, ch library.Changes, u urgency, err error) (library.Changes, error) {
	if err != nil {
		return ch, err
	}
	if err := in.indexPages(ctx, ch.Pages, u); err != nil {
		in.log.Warn("index after change; left to the background work", "pages", len(ch.Pages), "error", err)
	}
	if ch.Removed > 0 {
		in.surplus.Store(true)
	}
	if len(ch.Pages) > 0 || ch.Removed > 0 {
		in.Wake()
	}
	return ch, nil
}

// Wake tells Run that there may be work.
func (in *Ingest) Wake() {
	select {
	case in.wake <- struct{}{}:
	default:
	}
}

// indexPages writes the present documents of pages to the index, in batches.
func (in *Ingest) indexPages(ctx context.Context, ids []int64, u urgency) error {
	for len(ids) > 0 {
		n := min(batch, len(ids))
		if err := in.indexBatch(ctx, ids[:n], u); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

func (in *Ingest) indexBatch(ctx context.Context, ids []int64, u urgency) error {
	in.indexing.Lock()
	defer in.indexing.Unlock()
	docs, err := in.store.Documents(ctx, ids)
	if err != nil {
		return fmt.Errorf("read documents to index: %w", err)
	}
	entries := make([]library.IndexEntry, len(docs))
	for i, d := range docs {
		entries[i] = library.IndexEntry{Document: d, Passages: passagesOf(d), Urgent: bool(u)}
	}
	if err := in.store.PutDocuments(ctx, entries); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	in.unmerged.Add(int64(len(entries)))
	in.bulk.Add(int64(len(entries)))
	return nil
}
