package models

// downloads.go: getting a model, at the person's word.

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"aibookmark/host/internal/library"
)

// Puller is the part of the model server's client that downloads.
type Puller interface {
	// Pull downloads a model, and stops with the error that tell returns.
	Pull(ctx context.Context, name string, tell func(library.PullProgress) error) error
	// ModelFolders are where the models may be kept; none when that is on
	// another computer.
	ModelFolders(ctx context.Context) []string
}

// DownloadOptions configures Downloads.
type DownloadOptions struct {
	// Name makes one of all ways to write a model's name, or refuses it.
	Name func(string) (string, error)
	// MemoryBytes is the memory of this machine; 0 is unknown.
	MemoryBytes int64
	// Free is the room on the disk of a folder that may not exist yet; not ok
	// when unknown. Nil asks the system.
	Free func(folder string) (bytes int64, ok bool)
	// Installed is called when a model has come, before anybody is told, so
	// that it is in use by then; nil for nobody.
	Installed func(ctx context.Context)
	Log       *slog.Logger
}

// Downloads are the downloads of this process. They go on whatever becomes of
// those who asked for them, until one of them cancels. It is safe for
// concurrent use.
type Downloads struct {
	server  Puller
	options DownloadOptions
	ctx     context.Context
	close   context.CancelFunc

	mu      sync.Mutex
	running map[string]*download
}

// NewDownloads returns Downloads with a server. Close it.
func NewDownloads(server Puller, o DownloadOptions) *Downloads {
	if o.Free == nil {
		o.Free = freeSpace
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d := &Downloads{server: server, options: o, running: map[string]*download{}}
	d.ctx, d.close = context.WithCancel(context.Background())
	return d
}

// Close stops every download; what came is kept by the server.
func (d *Downloads) Close() { d.close() }

// Running are the downloads under way, by name.
func (d *Downloads) Running() []library.PullProgress {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]library.PullProgress, 0, len(d.running))
	for _, r := range d.running {
		now, _ := r.look()
		out = append(out, now)
	}
	slices.SortFunc(out, func(a, b library.PullProgress) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Pull downloads a model and returns its name when it is there and in use. A
// download of that name that goes on already is joined. tell gets the progress,
// in order, from the caller's goroutine, some times a second, and the end of
// it. When ctx ends, the download stops for all who joined it, and Pull
// returns a Cancelled error; what came is kept.
//
// Before anything comes, the size is held against the memory of this machine
// (a TooLarge error, unless force) and the room on the disk (StorageFull).
func (d *Downloads) Pull(ctx context.Context, name string, force bool, tell func(library.PullProgress)) (string, error) {
	name, err := d.options.Name(name)
	if err != nil {
		return "", err
	}
	if !force {
		if err := d.fits(name, expected(name)); err != nil {
			return "", err
		}
	}
	d.mu.Lock()
	r := d.running[name]
	if r == nil {
		r = d.begin(name, force)
	}
	d.mu.Unlock()
	return name, d.follow(ctx, r, tell)
}

// Join is Pull for a download that goes on, and a NotFound error for another.
func (d *Downloads) Join(ctx context.Context, name string, tell func(library.PullProgress)) (string, error) {
	name, err := d.options.Name(name)
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	r := d.running[name]
	d.mu.Unlock()
	if r == nil {
		return "", library.Errorf(library.NotFound, "pull_none", name)
	}
	return name, d.follow(ctx, r, tell)
}

// begin starts a download. The caller holds the lock.
func (d *Downloads) begin(name string, force bool) *download {
	ctx, cancel := context.WithCancel(d.ctx)
	r := &download{
		stop: cancel, done: make(chan struct{}), news: make(chan struct{}),
		now: library.PullProgress{Name: name, Phase: library.PullStarting},
	}
	d.running[name] = r
	go func() {
		err := d.run(ctx, name, force, r)
		d.drop(name, r)
		cancel()
		r.end(err)
	}()
	return r
}

// drop takes a download off the list: what is asked for from now on is another
// one.
func (d *Downloads) drop(name string, r *download) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running[name] == r {
		delete(d.running, name)
	}
}

// run downloads. It never panics: it runs outside any request.
func (d *Downloads) run(ctx context.Context, name string, force bool, r *download) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = library.Errorf(library.Internal, "internal", fmt.Errorf("panic: %v", p))
		}
	}()
	var folders []string
	var looked bool
	var room int64 // of a total that was found to fit
	err = d.server.Pull(ctx, name, func(p library.PullProgress) error {
		p.Name = name
		if p.Total > room {
			if !looked {
				folders, looked = d.server.ModelFolders(ctx), true
			}
			if err := d.hasRoom(name, folders, p.Total-p.Completed); err != nil {
				return err
			}
			if err := d.fits(name, p.Total); err != nil && !force {
				return err
			}
			room = p.Total
		}
		r.update(p)
		return nil
	})
	if err != nil {
		d.options.Log.Warn("models: a download ended", "model", name, "error", err)
		return err
	}
	if d.options.Installed != nil {
		d.options.Installed(ctx)
	}
	return nil
}

// fits refuses a model that this machine could not run: it needs its size, a
// fifth more to work with, and room for everything else.
func (d *Downloads) fits(name string, bytes int64) error {
	const others = 1 << 30
	if need := bytes + bytes/5 + others; bytes > 0 && d.options.MemoryBytes > 0 && need > d.options.MemoryBytes {
		return library.Errorf(library.TooLarge, "pull_memory", name, gigabytes(need), gigabytes(d.options.MemoryBytes))
	}
	return nil
}

// hasRoom refuses a download for which there is no room on the disk. Of
// several folders that it may go to, the one with the most room counts: better
// a download that fails than one that is refused for no reason.
func (d *Downloads) hasRoom(name string, folders []string, bytes int64) error {
	const spare = 256 << 20
	most, known, where := int64(0), false, ""
	for _, folder := range folders {
		if free, ok := d.options.Free(folder); ok && (!known || free > most) {
			most, known, where = free, true, folder
		}
	}
	if known && most < bytes+spare {
		return library.Errorf(library.StorageFull, "pull_room", name, gigabytes(bytes+spare), gigabytes(most), where)
	}
	return nil
}

func gigabytes(n int64) string { return fmt.Sprintf("%.1f GB", float64(n)/1e9) }

// expected is the size of a model that we know, else 0.
func expected(name string) int64 {
	for _, o := range offers {
		if o.name == name {
			return o.bytes
		}
	}
	return 0
}

// download is one download under way.
type download struct {
	stop context.CancelFunc
	done chan struct{} // closed at the end

	mu  sync.Mutex
	now library.PullProgress
	// news is closed when there is some, and made anew.
	news chan struct{}
	err  error
}

// pullPace is how often progress is told.
const pullPace = 200 * time.Millisecond

// look is the progress now, and what is closed when there is news.
func (r *download) look() (library.PullProgress, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now, r.news
}

func (r *download) update(p library.PullProgress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = p
	r.tell()
}

// tell wakes those who follow. The caller holds the lock.
func (r *download) tell() {
	close(r.news)
	r.news = make(chan struct{})
}

func (r *download) end(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
	switch library.KindOf(err) {
	case "":
		r.now.Phase, r.now.Completed = library.PullDone, r.now.Total
	case library.Cancelled:
		r.now.Phase = library.PullCancelled
	default:
		r.now.Phase = library.PullFailed
	}
	r.tell()
	close(r.done)
}

// follow tells progress until a download ends. The end of ctx ends it. Within
// a phase it waits a moment for news to gather, and tells the newest.
func (d *Downloads) follow(ctx context.Context, r *download, tell func(library.PullProgress)) error {
	var last library.PullProgress
	for {
		now, news := r.look()
		if now != last {
			tell(now)
			last = now
		}
		if !goesOn(ctx, r, news) {
			break
		}
		if now, _ := r.look(); now.Phase == last.Phase && !goesOn(ctx, r, time.After(pullPace)) {
			break
		}
	}
	select {
	case <-r.done:
		if now, _ := r.look(); now != last {
			tell(now)
		}
		return r.err
	default:
	}
	d.drop(last.Name, r)
	r.stop()
	// Others look on who did not ask for it themselves.
	last.Phase = library.PullCancelled
	tell(last)
	return library.Errorf(library.Cancelled, "pull_cancelled", last.Name, ctx.Err())
}

// goesOn waits for c; false when the download, or ctx, ended first.
func goesOn[T any](ctx context.Context, r *download, c <-chan T) bool {
	select {
	case <-c:
		return true
	case <-r.done:
	case <-ctx.Done():
	}
	return false
}
