package ingest

import (
	"context"
	"sync"
	"time"
)

// How often the background work looks for what other hosts left, and tries to
// become the one host that does it.
const (
	workEvery  = 5 * time.Second
	sweepEvery = 10 * time.Minute
	// firstWork and firstSweep come after the person's first question: looking
	// through the whole library would take the processor from it.
	firstWork  = time.Second
	firstSweep = 20 * time.Second
	// tellEvery is how often progress is told while passages are embedded:
	// at most twice a second, says the protocol.
	tellEvery = 600 * time.Millisecond
)

// Progress tells how far IndexPending has come: pages done in this call and
// whether any are left.
type Progress func(done int)

// IndexPending indexes every page that waits for it and returns how many it
// did. It stops early, without error, when the context is done or work is
// paused; what it did stays.
func (in *Ingest) IndexPending(ctx context.Context, progress Progress) (int, error) {
	done := 0
	var first int64
	for ctx.Err() == nil && !in.Paused() {
		ids, err := in.store.PendingPages(ctx, batch)
		if err != nil {
			return done, err
		}
		if len(ids) == 0 {
			return done, in.mergeNow(ctx)
		}
		// The same first page again means that it is not getting indexed;
		// better to stop than to spin.
		if ids[0] == first {
			in.log.Error("pages stay pending", "count", len(ids))
			return done, nil
		}
		first = ids[0]
		if err := in.indexBatch(ctx, ids, whenever); err != nil {
			return done, err
		}
		if err := in.mergeOnTheWay(ctx); err != nil {
			return done, err
		}
		done += len(ids)
		if progress != nil {
			progress(done)
		}
	}
	return done, nil
}

// From how many documents on a merge of the index is worth its look around,
// one in the middle of a long run, and one of everything at the end of it.
const (
	mergeAfter     = 64
	mergeMeanwhile = 1024
	mergeAll       = 1024
)

// mergeNow tidies the index at the end of a run, when many documents were put.
func (in *Ingest) mergeNow(ctx context.Context) error {
	all := in.bulk.Load() >= mergeAll
	if !all && in.unmerged.Load() < mergeAfter {
		return nil
	}
	in.unmerged.Store(0)
	if all {
		in.bulk.Store(0)
	}
	return in.store.MergeIndex(ctx, all)
}

// mergeOnTheWay tidies the index in the middle of a run: what a merge leaves
// free, the documents to come fill.
func (in *Ingest) mergeOnTheWay(ctx context.Context) error {
	if in.unmerged.Load() < mergeMeanwhile {
		return nil
	}
	in.unmerged.Store(0)
	return in.store.MergeIndex(ctx, false)
}

// Pause and resume stop and continue the background work of this host.
func (in *Ingest) Pause() { in.setPaused(true) }

// Resume continues after Pause.
func (in *Ingest) Resume() { in.setPaused(false); in.Wake(); in.FetchNow() }

// Paused tells whether the background work is paused.
func (in *Ingest) Paused() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.paused
}

func (in *Ingest) setPaused(p bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.paused = p
	if p && in.interrupt != nil {
		in.interrupt()
	}
}

// untilPaused is ctx until the work is paused, for what takes seconds in one
// piece. There is one such piece at a time, under the embedding lock.
func (in *Ingest) untilPaused(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	in.mu.Lock()
	defer in.mu.Unlock()
	in.interrupt = cancel
	if in.paused {
		cancel()
	}
	return ctx, cancel
}

// Run does the background work until the context is done: it indexes what is
// pending, gives passages their vectors, sweeps what is gone and erases what
// was hidden for long, and beside that reads pages that have no text. Of all
// hosts on this library only the one that holds the lease works; the others
// wait for it to end. worked, if not nil, is called after each round that
// changed something, from several goroutines. Call it once.
func (in *Ingest) Run(ctx context.Context, worked func()) {
	var release func()
	var fetching sync.WaitGroup
	defer func() {
		fetching.Wait()
		if release != nil {
			release()
		}
	}()
	swept := in.now().Add(firstSweep - sweepEvery)
	first := time.After(firstWork)
	tick := time.NewTicker(workEvery)
	defer tick.Stop()
	for more := false; ; {
		if !more {
			select {
			case <-in.wake:
			case <-first:
			case <-tick.C:
			case <-ctx.Done():
			}
		}
		if ctx.Err() != nil {
			return
		}
		if release == nil {
			if r, ok, err := in.store.TryLease(); err != nil {
				in.log.Warn("lease", "error", err)
			} else if ok {
				release = r
				if in.fetching != nil {
					fetching.Go(func() { in.fetchWork(ctx, worked) })
				}
			}
		}
		if more = false; release != nil {
			more = in.round(ctx, &swept, worked)
		}
	}
}

// round does what there is to do, tells worked when anything changed, and
// tells whether passages are left to embed.
func (in *Ingest) round(ctx context.Context, swept *time.Time, worked func()) (more bool) {
	if in.index(ctx, swept) && worked != nil {
		worked()
	}
	select {
	case <-in.wake: // what woke us is done
	default:
	}
	told := in.now()
	done, more, err := in.EmbedPending(ctx, func(int) {
		if now := in.now(); worked != nil && now.Sub(told) >= tellEvery {
			told = now
			worked()
		}
	})
	if err != nil && ctx.Err() == nil {
		in.log.Warn("embed", "error", err)
	}
	if (done > 0 || err != nil) && worked != nil {
		worked()
	}
	return more
}

// index brings the index up to date and sweeps it when it is time; it tells
// whether anything changed.
func (in *Ingest) index(ctx context.Context, swept *time.Time) bool {
	done, err := in.IndexPending(ctx, nil)
	if err != nil && ctx.Err() == nil {
		in.log.Error("index pending", "error", err)
	}
	now := in.now()
	if now.Sub(*swept) < sweepEvery && !now.Before(*swept) && !in.surplus.Load() {
		return done > 0
	}
	*swept = now
	in.surplus.Store(false)
	for name, sweep := range map[string]func(context.Context) (int, error){"erase": in.store.EraseExpired, "sweep": in.store.SweepIndex} {
		n, err := sweep(ctx)
		if err != nil && ctx.Err() == nil {
			in.log.Error(name, "error", err)
		}
		done += n
	}
	return done > 0
}
