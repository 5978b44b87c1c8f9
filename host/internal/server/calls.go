package server

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
)

// call is a request from its arrival until its answer.
type call struct {
	id     json.RawMessage // as the client sent it
	method string
	params json.RawMessage
	ctx    context.Context
	cancel context.CancelFunc
	// turn is its place among the methods that write; nil for others.
	turn *turn
	// opened is closed when the initialize that came before it is done; nil
	// when none did.
	opened <-chan struct{}
	// after is called when the method has ended, with or without an answer.
	after func()

	events sync.Mutex
	silent bool // no more events
}

// event sends an event of the call with send, unless the call is answered.
func (k *call) event(send func()) {
	k.events.Lock()
	defer k.events.Unlock()
	if !k.silent {
		send()
	}
}

// silence lets no more events out.
func (k *call) silence() {
	k.events.Lock()
	defer k.events.Unlock()
	k.silent = true
}

// end is called when the method has ended.
func (k *call) end() {
	k.silence()
	k.turn.leave()
	if k.after != nil {
		k.after()
	}
}

// calls knows the calls that are not answered yet, by id.
type calls struct {
	mu    sync.Mutex
	byKey map[string]*call
	bytes int
	// idle is closed when there is no call; made anew by the next one.
	idle chan struct{}
}

func newCalls() *calls {
	c := &calls{byKey: map[string]*call{}, idle: make(chan struct{})}
	close(c.idle)
	return c
}

// add registers a call; false when its id is in use.
func (c *calls) add(call *call) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := idKey(call.id)
	if c.byKey[key] != nil {
		return false
	}
	if len(c.byKey) == 0 {
		c.idle = make(chan struct{})
	}
	c.byKey[key] = call
	c.bytes += len(call.params)
	return true
}

// full tells whether a call with so many bytes of parameters is too much.
func (c *calls) full(bytes int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.byKey) >= maxCalls || len(c.byKey) > 0 && c.bytes+bytes > maxCallBytes
}

// get returns the call with an id; nil when it is answered or never came.
func (c *calls) get(id json.RawMessage) *call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byKey[idKey(id)]
}

// answered forgets a call and frees its context.
func (c *calls) answered(id json.RawMessage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := idKey(id)
	call := c.byKey[key]
	if call == nil {
		return
	}
	delete(c.byKey, key)
	c.bytes -= len(call.params)
	call.cancel()
	if len(c.byKey) == 0 {
		close(c.idle)
	}
}

func (c *calls) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.byKey)
}

// whenIdle returns a channel that is closed when no call is left.
func (c *calls) whenIdle() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.idle
}

// idKey makes one key of all spellings of an id: 1, 1.0 and 1e0 are one
// number, "a" and "\u0061" one string.
func idKey(id json.RawMessage) string {
	var s string
	if json.Unmarshal(id, &s) == nil {
		return "s" + s
	}
	if n, err := strconv.ParseInt(string(id), 10, 64); err == nil {
		return "n" + strconv.FormatInt(n, 10)
	}
	if f, err := strconv.ParseFloat(string(id), 64); err == nil {
		return "n" + strconv.FormatFloat(f, 'f', -1, 64)
	}
	return "?" + string(id)
}
