// Package ollama talks to the local models, over github.com/ollama/ollama/api.
// It owns where the server is, what may leave this machine, and the server's
// faults; nothing of them shows above it.
//
// The client package does much of the work, but not what a program that runs
// unattended needs: it follows redirects, reads answers of any size, takes
// proxies from the environment, and returns success when a stream breaks off
// in the middle. Here no redirect is followed, no proxy is used, an answer is
// bounded, an address that is not this machine is refused at the moment of
// dialling unless the person allowed it, and a stream that ends without its
// last chunk is an error.
//
// Errors are library errors: ollama_unreachable, model_missing, model_failed,
// busy, not_allowed and cancelled. They are decided by status code, never by
// text, since the server words the same fault differently from call to call.
package ollama

import (
	"context"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/ollama/ollama/api"

	"aibookmark/host/internal/library"
)

// Options configures a Client; the zero value is what a new installation has.
type Options struct {
	// Settings are asked at every call, so that a change holds at once: the
	// address (OllamaURL; empty means OLLAMA_HOST or the default), whether
	// another computer is allowed (OllamaRemote), and the chosen models.
	// It must be quick. Nil means no setting was changed.
	Settings func(context.Context) (library.Settings, error)
	// MemoryBytes is the memory of this machine, for what fits; 0 is unknown.
	MemoryBytes int64
	// Binary finds an installed Ollama; nil looks where its installers put it.
	Binary func() (path string, ok bool)
	// Service tells whether Ollama is a service of the system, which is not
	// ours to start; nil looks for one.
	Service func() bool
	// FreeMemory is the memory that is free now, in bytes; nil, or 0, is
	// unknown.
	FreeMemory func() int64
	Log        *slog.Logger
	Timeouts
}

// Timeouts bound how long the server may be silent; zero means the default.
type Timeouts struct {
	// Dial is for the connection (2 s), Ask for short questions (5 s).
	Dial, Ask time.Duration
	// First is for the first word of an answer, which may need the model to
	// be read from a slow disk (5 min); Next for each one after (1 min).
	First, Next time.Duration
	// Embed is for one request to embed, at most 8 texts, which is answered
	// in one piece and may need the model to be read first (5 min).
	Embed time.Duration
	// PullFirst is for the registry's answer to a pull (1 min), PullNext for
	// the next byte after each one (2 min; the server itself tries a part
	// again for one), PullVerify for checking a GiB at the end (2 min).
	PullFirst, PullNext, PullVerify time.Duration
	// Start is how long a server that was started may take to answer (30 s).
	Start time.Duration
	// Again is how long a model's runner that died is left alone before the
	// next try (300 ms).
	Again time.Duration
	// Settle is how much longer than the first time a model whose answer was
	// cut off may take for its first word before it is loaded anew (5 s).
	Settle time.Duration
}

// Client is safe for concurrent use and holds no connection that needs
// closing.
type Client struct {
	options Options

	mu    sync.Mutex
	used  *endpoint
	known map[modelKey]profile
	// loads are how long models took to load, by digest.
	loads map[string]time.Duration
	// settling are the models being settled; each channel is closed when it
	// is done.
	settling map[settleKey]chan struct{}
	// waiting are the chats that have heard nothing yet.
	waiting map[*waiter]bool
}

// endpoint is the client of one address.
type endpoint struct {
	address string
	remote  bool
	api     *api.Client
}

// New returns a Client. It does not touch the network.
func New(o Options) *Client {
	if o.Settings == nil {
		o.Settings = func(context.Context) (library.Settings, error) { return library.Settings{}, nil }
	}
	if o.Binary == nil {
		o.Binary = findBinary
	}
	if o.Service == nil {
		o.Service = isService
	}
	if o.FreeMemory == nil {
		o.FreeMemory = func() int64 { return 0 }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	for _, t := range []struct {
		field  *time.Duration
		normal time.Duration
	}{
		{&o.Dial, 2 * time.Second}, {&o.Ask, 5 * time.Second}, {&o.First, 5 * time.Minute}, {&o.Next, time.Minute},
		{&o.Embed, 5 * time.Minute}, {&o.Again, 300 * time.Millisecond}, {&o.Settle, 5 * time.Second},
		{&o.PullFirst, time.Minute}, {&o.PullNext, 2 * time.Minute}, {&o.PullVerify, 2 * time.Minute}, {&o.Start, 30 * time.Second},
	} {
		if *t.field <= 0 {
			*t.field = t.normal
		}
	}
	return &Client{
		options: o, known: map[modelKey]profile{}, loads: map[string]time.Duration{}, settling: map[settleKey]chan struct{}{}, waiting: map[*waiter]bool{},
	}
}

// State tells whether Ollama is "ready" (it answers), "stopped" (installed,
// but does not answer) or "absent", and its version when ready. A server that
// the settings do not allow to ask counts as one that does not answer; List
// gives the reason.
func (c *Client) State(ctx context.Context) (state, version string) {
	silent := "absent"
	if _, ok := c.options.Binary(); ok {
		silent = "stopped"
	}
	e, err := c.endpoint(ctx)
	if err != nil {
		return silent, ""
	}
	ctx, cancel := context.WithTimeout(ctx, c.options.Ask)
	defer cancel()
	if version, err = e.api.Version(ctx); err != nil {
		if e.remote {
			silent = "stopped"
		}
		return silent, ""
	}
	return "ready", version
}

// endpoint returns the client of the address that the settings name now.
func (c *Client) endpoint(ctx context.Context) (*endpoint, error) {
	set, err := c.options.Settings(ctx)
	if err != nil {
		return nil, err
	}
	u, remote, err := serverAddress(set.OllamaURL, set.OllamaRemote)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.used == nil || c.used.address != u.String() || c.used.remote != remote {
		c.used = c.newEndpoint(u, remote)
	}
	return c.used, nil
}

func (c *Client) newEndpoint(u *url.URL, remote bool) *endpoint {
	return &endpoint{address: u.String(), remote: remote, api: api.NewClient(u, httpClient(u, remote, c.options.Dial))}
}
