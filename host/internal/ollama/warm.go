package ollama

import (
	"context"
	"slices"
	"time"

	"github.com/ollama/ollama/api"
)

const (
	// keepWarm is how long models stay that were brought in for a question
	// which may never come. It is less than keepLoaded, so that of two models
	// the one that was really used stays longer.
	keepWarm = 5 * time.Minute
	// kvBytes is what a token of the context window costs while a chat model
	// is loaded; see contextTokens.
	kvBytes = 150 << 10
	// spareMemory is left to everything else when models are brought in.
	spareMemory = 1 << 30
	// readSpeed is how fast a model is brought into memory where that was
	// never measured, in bytes a second: that of an ordinary solid-state disk;
	// and loadStart what it takes besides.
	readSpeed = 400 << 20
	loadStart = time.Second
)

// runnerOptions are those with which a chat model is loaded. Every call that
// may load it must send the same ones, or Ollama loads it again.
func runnerOptions(window int) map[string]any {
	if window <= 0 {
		return map[string]any{}
	}
	return map[string]any{"num_ctx": window}
}

// Warm brings the model that answers, and the embedding model of that name (""
// for none), into memory, so that a question need not wait for it; those that
// are there already stay longer. It does so only where both have room, so that
// neither pushes the other out; where they do not, only the embedding model,
// which every search needs, comes in. It returns when they are there, and
// changes nothing where the server is silent.
func (c *Client) Warm(ctx context.Context, embed string) error {
	e, err := c.endpoint(ctx)
	if err != nil {
		return err
	}
	set, err := c.options.Settings(ctx)
	if err != nil {
		return err
	}
	profiles, err := c.profiles(ctx)
	if err != nil {
		return err
	}
	running, err := e.api.ListRunning(ctx)
	if err != nil {
		return e.explain(ctx, "", err)
	}
	room := c.room()
	for _, p := range profiles {
		if p.Kind != "embed" || embed == "" || !sameModel(p.Name, embed) {
			continue
		}
		if need := p.memory(0); isLoaded(running, p.Name) || need <= room {
			if !isLoaded(running, p.Name) {
				room -= need
			}
			if err := c.warmEmbed(ctx, e, p); err != nil {
				return err
			}
		}
	}
	chat, err := c.choose(set, profiles)
	if err != nil || chat.cloud {
		return nil // there is none: nothing to warm
	}
	if cold := !isLoaded(running, chat.Name); !cold || chat.memory(c.window(chat)) <= room {
		return c.warmChat(ctx, e, chat, cold)
	}
	return nil
}

// isLoaded tells whether a model is among those in memory.
func isLoaded(running *api.ProcessResponse, name string) bool {
	return slices.ContainsFunc(running.Models, func(m api.ProcessModelResponse) bool {
		return sameModel(m.Name, name) || sameModel(m.Model, name)
	})
}

// room is the memory that models may take. Without knowing what is free, half
// of it all, less what is surely taken.
func (c *Client) room() int64 {
	if free := c.options.FreeMemory(); free > 0 {
		return free - spareMemory
	}
	if c.options.MemoryBytes > 0 {
		return c.options.MemoryBytes/2 - spareMemory
	}
	return 0
}

// memory is about what a model takes while it is loaded.
func (p profile) memory(window int) int64 {
	return p.Bytes + p.Bytes/10 + int64(window)*min(kvBytes, max(p.Bytes>>14, 1<<10))
}

func (c *Client) warmEmbed(ctx context.Context, e *endpoint, p profile) error {
	// Nothing to embed: the model is loaded and nothing else.
	_, err := e.api.Embed(ctx, &api.EmbedRequest{Model: p.Name, Input: []string{}, KeepAlive: &api.Duration{Duration: keepLoaded}})
	return e.explain(ctx, p.Name, err)
}

func (c *Client) warmChat(ctx context.Context, e *endpoint, p profile, cold bool) error {
	start := time.Now()
	// No messages: the model is loaded and nothing else.
	req := &api.ChatRequest{Model: p.Name, Options: runnerOptions(c.window(p)), KeepAlive: &api.Duration{Duration: keepWarm}}
	err := e.api.Chat(ctx, req, func(api.ChatResponse) error { return nil })
	if err == nil && cold && ctx.Err() == nil {
		c.measured(p, time.Since(start))
	}
	return e.explain(ctx, p.Name, err)
}

// measured remembers how long a model took to load.
func (c *Client) measured(p profile, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loads[p.digest] = took
}

// loadTime is about how long a model takes to load: as long as the last time,
// else by its size; 0 when that is unknown too.
func (c *Client) loadTime(p profile) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if took, ok := c.loads[p.digest]; ok {
		return took
	}
	if p.Bytes == 0 {
		return 0
	}
	return loadStart + time.Duration(float64(p.Bytes)/readSpeed*float64(time.Second))
}
