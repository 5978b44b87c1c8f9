package nativemsg

import (
	"io"
	"sync"
	"time"
)

// writer writes frames in order from one goroutine, with a bounded queue
// before it.
type writer struct {
	w    io.Writer
	o    Options
	done chan struct{} // closed when the goroutine has ended

	mu      sync.Mutex
	changed *sync.Cond
	queue   [][]byte
	queued  int  // bytes in queue
	closing bool // no more frames; write what is queued
	err     error
}

func newWriter(w io.Writer, o Options) *writer {
	wr := &writer{w: w, o: o, done: make(chan struct{})}
	wr.changed = sync.NewCond(&wr.mu)
	go wr.run()
	return wr
}

// put queues a frame, waiting for room.
func (w *writer) put(frame []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.err == nil && !w.closing && !w.room(frame) {
		w.changed.Wait()
	}
	return w.push(frame)
}

// offer queues a frame if there is room, and tells whether there was.
func (w *writer) offer(frame []byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.room(frame) && w.push(frame) == nil
}

func (w *writer) room(frame []byte) bool {
	return w.queued == 0 || w.queued+len(frame) <= w.o.MaxQueued
}

func (w *writer) push(frame []byte) error {
	if w.err != nil {
		return w.err
	}
	if w.closing {
		return ErrClosed
	}
	w.queue = append(w.queue, frame)
	w.queued += len(frame)
	w.changed.Broadcast()
	return nil
}

// finish lets no more frames in and ends the goroutine when the queue is
// written, or when Options.Flush is over.
func (w *writer) finish() {
	w.mu.Lock()
	w.closing = true
	w.changed.Broadcast()
	w.mu.Unlock()
	late := time.AfterFunc(w.o.Flush, func() { w.fail(ErrClosed) })
	go func() {
		<-w.done
		late.Stop()
	}()
}

// fail gives up: the first error counts. It ends a write under way by closing
// what it writes to, where that is possible.
func (w *writer) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return
	}
	w.err = err
	w.queue, w.queued = nil, 0
	w.changed.Broadcast()
	close(w.done)
	if c, ok := w.w.(io.Closer); ok {
		go c.Close()
	}
}

// run writes until the queue is finished or a write fails.
func (w *writer) run() {
	for {
		frame, ok := w.take()
		if !ok {
			w.fail(ErrClosed)
			return
		}
		stall := time.AfterFunc(w.o.Stall, func() { w.fail(ErrStalled) })
		_, err := w.w.Write(frame)
		stall.Stop()
		if err != nil {
			w.fail(err)
			return
		}
		w.wrote(frame)
	}
}

// take returns the frame to write next, and leaves it in the count of what is
// queued. ok is false when there is nothing left to do.
func (w *writer) take() (frame []byte, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.err == nil && !w.closing && len(w.queue) == 0 {
		w.changed.Wait()
	}
	if w.err != nil || len(w.queue) == 0 {
		return nil, false
	}
	frame = w.queue[0]
	w.queue[0] = nil
	w.queue = w.queue[1:]
	return frame, true
}

func (w *writer) wrote(frame []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queued = max(0, w.queued-len(frame))
	w.changed.Broadcast()
}
