package models

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"aibookmark/host/internal/library"
)

// registry is a Puller that downloads at the word of the test.
type registry struct {
	// pull does it; how often it was called.
	pull  func(ctx context.Context, name string, tell func(library.PullProgress) error) error
	pulls int
}

func (r *registry) Pull(ctx context.Context, name string, tell func(library.PullProgress) error) error {
	r.pulls++
	return r.pull(ctx, name, tell)
}

func (r *registry) ModelFolders(context.Context) []string {
	return []string{"/small", "/large", "/unknown"}
}

// steadily downloads total bytes, a hundredth every tenth of a second.
func steadily(total int64) func(context.Context, string, func(library.PullProgress) error) error {
	return func(ctx context.Context, name string, tell func(library.PullProgress) error) error {
		for done := int64(0); done <= total; done += total / 100 {
			if err := tell(library.PullProgress{Name: name, Phase: library.PullDownloading, Completed: done, Total: total}); err != nil {
				return err
			}
			select {
			case <-time.After(100 * time.Millisecond):
			case <-ctx.Done():
				return library.Errorf(library.Cancelled, "pull_cancelled", name, ctx.Err())
			}
		}
		err := tell(library.PullProgress{Name: name, Phase: library.PullVerifying, Completed: total, Total: total})
		time.Sleep(2 * pullPace) // shorter ones need not be told
		return err
	}
}

// downloads are those of a machine with 16 GB of memory and 20 GB of disk.
func downloads(t *testing.T, r *registry, installed func(context.Context)) *Downloads {
	t.Helper()
	d := NewDownloads(r, DownloadOptions{
		Name:        func(s string) (string, error) { return strings.TrimSuffix(s, ":latest"), nil },
		MemoryBytes: 16e9, Installed: installed,
		Free: func(folder string) (int64, bool) {
			return map[string]int64{"/small": 1e6, "/large": 20e9}[folder], folder != "/unknown"
		},
	})
	t.Cleanup(d.Close)
	return d
}

// phases are those told, in order, with the number of times.
type phases struct{ all []library.PullProgress }

func (p *phases) tell(now library.PullProgress) { p.all = append(p.all, now) }

func (p *phases) order() (out []library.PullPhase) {
	for _, now := range p.all {
		if len(out) == 0 || out[len(out)-1] != now.Phase {
			out = append(out, now.Phase)
		}
	}
	return out
}

// The progress is told some times a second, with the end of it, and the model
// is in use by then.
func TestDownload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p phases
		var inUse atomic.Bool
		r := &registry{pull: steadily(2.5e9)}
		d := downloads(t, r, func(context.Context) { inUse.Store(true) })
		name, err := d.Pull(t.Context(), "qwen3:4b:latest", false, func(now library.PullProgress) {
			if p.tell(now); (now.Phase == library.PullDone) != inUse.Load() {
				t.Errorf("in use %t at %+v", inUse.Load(), now)
			}
		})
		if name != "qwen3:4b" || err != nil {
			t.Fatalf("%q, %v", name, err)
		}
		want := []library.PullPhase{library.PullStarting, library.PullDownloading, library.PullVerifying, library.PullDone}
		if !slices.Equal(p.order(), want) {
			t.Errorf("phases %v", p.order())
		}
		// Ten seconds, five times a second at most.
		if n := len(p.all); n < 20 || n > 55 {
			t.Errorf("told %d times", n)
		}
		if last := p.all[len(p.all)-1]; last.Completed != 2.5e9 || last.Total != 2.5e9 {
			t.Errorf("the last: %+v", last)
		}
		if left := d.Running(); len(left) != 0 {
			t.Errorf("left %v", left)
		}
	})
}

// Whoever asks for a model that is coming joins; who cancels stops it for all;
// and it can be asked for again in the same moment.
func TestDownloadJoinedAndCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &registry{pull: steadily(2.5e9)}
		d := downloads(t, r, nil)
		var first, second phases
		firstErr := make(chan error, 1)
		go func() {
			_, err := d.Pull(t.Context(), "qwen3:4b", false, first.tell)
			firstErr <- err
		}()
		time.Sleep(3 * time.Second)
		if got := d.Running(); len(got) != 1 || got[0].Name != "qwen3:4b" || got[0].Completed < 0.6e9 {
			t.Errorf("running %+v", got)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := d.Join(ctx, "qwen3:4b:latest", second.tell)
		if library.KindOf(err) != library.Cancelled || second.all[0].Completed < 0.6e9 {
			t.Errorf("%v; told %+v", err, second.all)
		}
		if got := d.Running(); len(got) != 0 {
			t.Errorf("running %+v", got)
		}
		if _, err := d.Pull(t.Context(), "qwen3:4b", false, func(library.PullProgress) {}); err != nil {
			t.Errorf("again: %v", err)
		}
		if err := <-firstErr; library.KindOf(err) != library.Cancelled {
			t.Errorf("the first: %v", err)
		}
		if want := library.PullCancelled; first.all[len(first.all)-1].Phase != want || second.all[len(second.all)-1].Phase != want {
			t.Errorf("the last: %+v, %+v", first.all[len(first.all)-1], second.all[len(second.all)-1])
		}
		if r.pulls != 2 {
			t.Errorf("%d downloads", r.pulls)
		}
		if _, err := d.Join(t.Context(), "qwen3:4b", second.tell); library.KindOf(err) != library.NotFound {
			t.Errorf("joined what has ended: %v", err)
		}
	})
}

// What does not fit is refused with numbers, in both languages, and nothing
// comes; what came already does not count.
func TestDownloadThatDoesNotFit(t *testing.T) {
	for _, c := range []struct {
		name         string
		first, total int64
		force        bool
		kind         library.Kind
		pulls        int
		told         []string
	}{
		{name: "of unknown size", total: 0, kind: "", pulls: 1},
		{name: "qwen3:14b", total: 9.3e9, kind: "", pulls: 1},
		{name: "giant", total: 19e9, kind: library.TooLarge, pulls: 1, told: []string{"giant", "23.9 GB", "16.0 GB"}},
		{name: "giant", total: 19e9, force: true, kind: "", pulls: 1},
		{name: "giant", total: 26e9, force: true, kind: library.StorageFull, pulls: 1, told: []string{"giant", "26.3 GB", "20.0 GB", "/large"}},
		{name: "half there", first: 8e9, total: 26e9, force: true, kind: "", pulls: 1},
	} {
		done := false
		r := &registry{pull: func(_ context.Context, name string, tell func(library.PullProgress) error) error {
			if err := tell(library.PullProgress{Phase: library.PullDownloading, Completed: c.first, Total: c.total}); err != nil {
				return err
			}
			done = true
			return nil
		}}
		d := downloads(t, r, nil)
		_, err := d.Pull(t.Context(), c.name, c.force, func(library.PullProgress) {})
		if library.KindOf(err) != c.kind || r.pulls != c.pulls || done != (c.kind == "") {
			t.Errorf("%+v: %v, %d pulls", c, err, r.pulls)
			continue
		}
		var known *library.Error
		if errors.As(err, &known) {
			for _, locale := range []string{"en", "zh-CN"} {
				for _, word := range c.told {
					if !strings.Contains(known.Message(locale), word) {
						t.Errorf("%q lacks %q", known.Message(locale), word)
					}
				}
				if known.Hint(locale) == "" {
					t.Errorf("%s has no hint", known.Code)
				}
			}
		}
	}
}

// A model whose size is known is refused before anybody is asked.
func TestDownloadKnownToBeTooLarge(t *testing.T) {
	r := &registry{}
	d := NewDownloads(r, DownloadOptions{Name: func(s string) (string, error) { return s, nil }, MemoryBytes: 8e9})
	defer d.Close()
	if _, err := d.Pull(t.Context(), "qwen3:14b", false, nil); library.KindOf(err) != library.TooLarge || r.pulls != 0 {
		t.Errorf("%v, %d pulls", err, r.pulls)
	}
}

// A panic in the client ends the download and nothing else.
func TestDownloadPanics(t *testing.T) {
	r := &registry{pull: func(context.Context, string, func(library.PullProgress) error) error { panic("broken") }}
	d := downloads(t, r, nil)
	var p phases
	if _, err := d.Pull(t.Context(), "x", false, p.tell); library.KindOf(err) != library.Internal || p.all[len(p.all)-1].Phase != library.PullFailed {
		t.Errorf("%v, %v", err, p.order())
	}
}

// Of a folder that is not there yet the disk is known all the same.
func TestFreeSpace(t *testing.T) {
	dir := t.TempDir()
	here, ok := freeSpace(dir)
	if !ok || here <= 0 {
		t.Skip("this system does not tell")
	}
	if below, ok := freeSpace(dir + "/not/there/yet"); !ok || below <= 0 {
		t.Errorf("%d, %t", below, ok)
	}
}

// Warming is done once for many glances, and never waited for.
func TestWarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var warmed atomic.Int32
		m := New(&server{}, Options{Warm: func(context.Context) error {
			warmed.Add(1)
			time.Sleep(time.Minute)
			return nil
		}})
		defer m.Close()
		start := time.Now()
		for range 10 {
			m.Warm()
		}
		if time.Since(start) != 0 {
			t.Error("it waits")
		}
		time.Sleep(time.Minute + time.Second)
		if m.Warm(); warmed.Load() != 1 {
			t.Errorf("warmed %d times", warmed.Load())
		}
		time.Sleep(warmEvery)
		m.Warm()
		time.Sleep(2 * time.Minute)
		if warmed.Load() != 2 {
			t.Errorf("warmed %d times", warmed.Load())
		}
	})
}
