package search

import "sync"

// questionCache remembers the vectors of the latest questions: typing, asking
// and widening ask for the same one again. The first to ask for one embeds it,
// others wait for that.
type questionCache struct {
	mu      sync.Mutex
	entries map[questionKey]*questionEntry
	// order are the keys, the one asked for longest ago first.
	order []questionKey
}

type questionKey struct {
	model  int64
	digest string
	text   string
}

// questionEntry is settled when done is closed.
type questionEntry struct {
	done   chan struct{}
	vector []float32
	err    error
}

func (e *questionEntry) settle(vector []float32, err error) {
	e.vector, e.err = vector, err
	close(e.done)
}

// rememberedQuestions is some 100 KB.
const rememberedQuestions = 64

func newQuestionCache() *questionCache {
	return &questionCache{entries: map[questionKey]*questionEntry{}}
}

// get returns the entry of a question; fresh tells the caller to settle it.
func (c *questionCache) get(key questionKey) (e *questionEntry, fresh bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.entries[key]; ok {
		c.touch(key)
		return e, false
	}
	e = &questionEntry{done: make(chan struct{})}
	c.entries[key] = e
	c.order = append(c.order, key)
	if len(c.order) > rememberedQuestions {
		delete(c.entries, c.order[0])
		c.order = c.order[1:]
	}
	return e, true
}

// drop forgets a question, so that it is asked anew.
func (c *questionCache) drop(key questionKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
	c.remove(key)
}

func (c *questionCache) touch(key questionKey) {
	c.remove(key)
	c.order = append(c.order, key)
}

func (c *questionCache) remove(key questionKey) {
	for i, k := range c.order {
		if k == key {
			c.order = append(c.order[:i:i], c.order[i+1:]...)
			return
		}
	}
}
