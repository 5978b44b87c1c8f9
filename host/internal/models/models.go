// Package models knows which models there are, which are in use and which
// would suit this computer. It keeps a picture of Ollama that is never older
// than a few seconds and is redrawn in the background, because status is
// asked for at every turn and must not wait for a server that may be slow,
// stopped or not there at all.
package models

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"aibookmark/host/internal/library"
)

// Ollama is the part of the model server's client that models needs.
type Ollama interface {
	State(ctx context.Context) (state, version string)
	List(ctx context.Context) ([]library.Model, error)
	ChatModel(ctx context.Context) (name string, contextTokens int, err error)
	EmbeddingModel(ctx context.Context) (library.EmbeddingModel, error)
}

// Options configures Models.
type Options struct {
	// Settings name the models that the person chose; nil means none.
	Settings func(context.Context) (library.Settings, error)
	// MemoryBytes is the memory of this machine; see Memory. 0 is unknown.
	MemoryBytes int64
	// Changed is called from a goroutine of its own whenever the picture has
	// changed; nil for nobody.
	Changed func()
	// Warm brings the models in use into memory where there is room; nil
	// cannot.
	Warm func(context.Context) error
	// Pulling are the downloads under way, for Inventory; nil for none.
	Pulling func() []library.PullProgress
	Log     *slog.Logger
}

const (
	// fresh is how old the picture may be before it is redrawn.
	fresh = 3 * time.Second
	// firstLook is how long the very first State waits for a picture. A
	// refused connection takes far less; a status may take 5 ms in all.
	firstLook = 3 * time.Millisecond
	// slowest bounds one redrawing, slowestWarm the loading of models.
	slowest     = 10 * time.Second
	slowestWarm = 5 * time.Minute
)

// State is the picture of the models at one moment. It is comparable.
type State struct {
	// Ollama is "absent", "stopped" or "ready"; Version is empty unless ready.
	Ollama, Version string
	// Chat is the model that answers, Embed the one that searches by meaning:
	// the chosen one if it is installed, the best that is installed if none
	// was chosen. Empty when there is none.
	Chat, Embed string
	// Model is "absent" without a chat model, "ready" with one, "loading"
	// before the first look, "failed" when the models could not be read.
	Model string
	// Kind is why there is no chat model, empty when there is one.
	Kind library.Kind
}

// Models is safe for concurrent use.
type Models struct {
	ollama  Ollama
	options Options
	ctx     context.Context
	close   context.CancelFunc

	mu     sync.Mutex
	state  State
	drawn  time.Time
	redraw chan struct{} // closed when the redrawing under way is done; nil when none is
	warmed time.Time
}

// New returns Models over a server. It does not ask it anything yet.
func New(server Ollama, o Options) *Models {
	if o.Settings == nil {
		o.Settings = func(context.Context) (library.Settings, error) { return library.Settings{}, nil }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	m := &Models{ollama: server, options: o, state: State{Ollama: "stopped", Model: "loading"}}
	m.ctx, m.close = context.WithCancel(context.Background())
	return m
}

// Close ends what goes on in the background. State and Inventory may still be
// called; State then keeps its last picture.
func (m *Models) Close() { m.close() }

// State returns the latest picture without waiting for the server (at the
// very first call, up to 3 ms) and has it redrawn when it is a few seconds
// old.
func (m *Models) State(ctx context.Context) State {
	m.mu.Lock()
	first := m.drawn.IsZero() && m.redraw == nil
	pending := m.startRedraw(false)
	state := m.state
	m.mu.Unlock()
	if !first || pending == nil {
		return state
	}
	patience := time.NewTimer(firstLook)
	defer patience.Stop()
	select {
	case <-pending:
	case <-patience.C:
	case <-ctx.Done():
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state
}

// Refresh redraws the picture now, for callers that can wait: the command
// line, and whoever just started or downloaded something.
func (m *Models) Refresh(ctx context.Context) State {
	m.mu.Lock()
	pending := m.startRedraw(true)
	m.mu.Unlock()
	if pending != nil {
		select {
		case <-pending:
		case <-ctx.Done():
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state
}

// Renew is Refresh for whoever has just changed something: one that was under
// way, and may have looked before, does not count.
func (m *Models) Renew(ctx context.Context) State {
	m.mu.Lock()
	early := m.redraw
	m.mu.Unlock()
	if early != nil {
		select {
		case <-early:
		case <-ctx.Done():
		}
	}
	return m.Refresh(ctx)
}

// warmEvery is how often warming is worth the requests.
const warmEvery = 20 * time.Second

// Warm has the models in use brought into memory, in the background, so that
// a question need not wait for it. It never waits, and may be called at every
// glance.
func (m *Models) Warm() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.options.Warm == nil || m.ctx.Err() != nil || !m.warmed.IsZero() && time.Since(m.warmed) < warmEvery {
		return
	}
	// While one goes on there is no other.
	m.warmed = time.Now().Add(slowestWarm)
	go func() {
		ctx, cancel := context.WithTimeout(m.ctx, slowestWarm)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				m.options.Log.Error("models: panic while warming", "value", p)
			}
			m.mu.Lock()
			defer m.mu.Unlock()
			m.warmed = time.Now()
		}()
		if err := m.options.Warm(ctx); err != nil {
			m.options.Log.Info("models: not warmed", "error", err)
		}
	}()
}

// startRedraw starts a redrawing unless one is under way or, unless forced,
// the picture is fresh. It returns the channel that tells when it is done.
// The caller holds the lock.
func (m *Models) startRedraw(force bool) <-chan struct{} {
	if m.redraw != nil {
		return m.redraw
	}
	if m.ctx.Err() != nil || !force && !m.drawn.IsZero() && time.Since(m.drawn) < fresh {
		return nil
	}
	done := make(chan struct{})
	m.redraw = done
	go func() {
		ctx, cancel := context.WithTimeout(m.ctx, slowest)
		defer cancel()
		state := m.look(ctx)
		m.mu.Lock()
		changed := state != m.state
		m.state, m.drawn, m.redraw = state, time.Now(), nil
		m.mu.Unlock()
		close(done)
		if changed && m.options.Changed != nil && m.ctx.Err() == nil {
			m.options.Changed()
		}
	}()
	return done
}

// look asks the server. It never panics: it runs outside any request.
func (m *Models) look(ctx context.Context) (s State) {
	defer func() {
		if p := recover(); p != nil {
			m.options.Log.Error("models: panic while asking Ollama", "value", p)
			s = State{Ollama: "stopped", Model: "failed", Kind: library.Internal}
		}
	}()
	s.Model = "absent"
	if s.Ollama, s.Version = m.ollama.State(ctx); s.Ollama != "ready" {
		s.Kind = library.OllamaUnreachable
		return s
	}
	name, _, err := m.ollama.ChatModel(ctx)
	switch s.Kind = library.KindOf(err); s.Kind {
	case "":
		s.Chat, s.Model = name, "ready"
	case library.ModelMissing, library.NotAllowed:
	default:
		s.Model = "failed"
	}
	if embed, err := m.ollama.EmbeddingModel(ctx); err == nil {
		s.Embed = embed.Name
	}
	return s
}

// Rung is the rung of the ladder that this picture allows: 3 with a chat
// model, 2 when pages are searched by meaning, else 1.
func (s State) Rung(byMeaning bool) int {
	switch {
	case s.Chat != "":
		return 3
	case byMeaning:
		return 2
	}
	return 1
}

// Inventory returns what is installed, what is worth installing and what was
// chosen. It waits for the server, but a server that does not answer is not
// an error: Installed is then empty. Reasons are in the locale.
func (m *Models) Inventory(ctx context.Context, locale string) (library.ModelInventory, error) {
	set, err := m.options.Settings(ctx)
	if err != nil {
		return library.ModelInventory{}, err
	}
	inv := library.ModelInventory{
		MemoryBytes: m.options.MemoryBytes, ChosenEmbed: set.EmbedModel, ChosenChat: set.ChatModel,
		Installed: []library.Model{},
	}
	if inv.Ollama, inv.Version = m.ollama.State(ctx); inv.Ollama == "ready" {
		installed, err := m.ollama.List(ctx)
		if err != nil {
			return library.ModelInventory{}, err
		}
		inv.Installed = append(inv.Installed, installed...)
	}
	if m.options.Pulling != nil {
		inv.Pulling = m.options.Pulling()
	}
	inv.Recommended = recommend(m.options.MemoryBytes, inv.Installed, locale)
	return inv, nil
}
