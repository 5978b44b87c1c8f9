package server

import (
	"context"
	"sync"
	"sync/atomic"

	"aibookmark/host/internal/library"
)

// maxCalls bounds the calls of one connection that are not answered yet, and
// maxCallBytes their size; what comes on top is busy. An extension that sends
// its whole tree without waiting stays far below.
const (
	maxCalls     = 8192
	maxCallBytes = 64 << 20
)

// limits are the bounds of each kind of method, over all connections.
type limits struct{ ask, search, read, heavy, pull *limit }

func newLimits() limits {
	return limits{
		// A local model answers one question after the other, and whoever waits
		// for it has the pages found meanwhile: none waits here.
		ask: newLimit(16, 0),
		// Every keystroke is a search; the client cancels the stale ones.
		search: newLimit(16, 1024),
		read:   newLimit(16, maxCalls),
		heavy:  newLimit(2, 16),
		// Most of them only look on.
		pull: newLimit(16, 16),
	}
}

// limit lets some calls run, keeps some waiting and turns the rest away.
type limit struct {
	slots    chan struct{}
	admitted atomic.Int64
	most     int64
}

func newLimit(running, waiting int) *limit {
	return &limit{slots: make(chan struct{}, running), most: int64(running + waiting)}
}

// enter waits for a slot; the caller calls leave when it is done. The error
// is Busy at once when too many wait, or that of ctx. A nil limit lets all
// through.
func (l *limit) enter(ctx context.Context) (leave func(), err error) {
	if l == nil {
		return func() {}, nil
	}
	if l.admitted.Add(1) > l.most {
		l.admitted.Add(-1)
		return nil, library.Errorf(library.Busy, "busy")
	}
	select {
	case l.slots <- struct{}{}:
		return func() { <-l.slots; l.admitted.Add(-1) }, nil
	case <-ctx.Done():
		l.admitted.Add(-1)
		return nil, ctx.Err()
	}
}

// lane makes calls run one at a time, in the order in which they joined.
type lane struct {
	mu    sync.Mutex
	queue []*turn
}

// turn is a place in a lane.
type turn struct {
	lane *lane
	mine chan struct{} // closed when it is this one's turn
}

// join takes the last place. It never waits.
func (l *lane) join() *turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := &turn{lane: l, mine: make(chan struct{})}
	l.queue = append(l.queue, t)
	if len(l.queue) == 1 {
		close(t.mine)
	}
	return t
}

// wait returns when all who joined before have left, or with ctx's error. A
// nil turn need not wait.
func (t *turn) wait(ctx context.Context) error {
	if t == nil {
		return nil
	}
	select {
	case <-t.mine:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leave gives the place up, reached or not. Leaving twice is harmless.
func (t *turn) leave() {
	if t == nil {
		return
	}
	l := t.lane
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, other := range l.queue {
		if other != t {
			continue
		}
		l.queue[i] = nil
		if i > 0 {
			l.queue = append(l.queue[:i], l.queue[i+1:]...)
			return
		}
		if l.queue = l.queue[1:]; len(l.queue) > 0 {
			close(l.queue[0].mine)
		}
		return
	}
}
