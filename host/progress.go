package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar shows how far work has come, on stderr and only on a terminal.
type bar struct{ bar *progressbar.ProgressBar }

func (a *app) progressBar(what string) *bar {
	if a.json || !isTerminal(a.stderr) {
		return &bar{}
	}
	return &bar{progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(a.stderr),
		progressbar.OptionSetDescription(what),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionShowCount(),
	)}
}

// set tells the bar that done of total steps are done.
func (b *bar) set(done, total int) {
	if b.bar != nil {
		b.bar.ChangeMax(total)
		_ = b.bar.Set(done) // fails only when a bar is over its end, which shows nothing
	}
}

func (b *bar) finish() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}

// byteBar shows how far a download has come, on stderr: a bar on a terminal,
// elsewhere a line for each phase.
type byteBar struct {
	bar   *progressbar.ProgressBar
	lines io.Writer
	last  string
}

func (a *app) byteBar() *byteBar {
	switch {
	case a.json:
		return &byteBar{lines: io.Discard}
	case !isTerminal(a.stderr):
		return &byteBar{lines: a.stderr}
	}
	return &byteBar{lines: io.Discard, bar: progressbar.NewOptions64(1,
		progressbar.OptionSetWriter(a.stderr),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionShowBytes(true),
		progressbar.OptionShowCount(),
		progressbar.OptionShowTotalBytes(true),
	)}
}

// set tells the bar what is being done and how far it is.
func (b *byteBar) set(what string, done, total int64) {
	if what != b.last {
		b.last = what
		fmt.Fprintln(b.lines, what)
		if b.bar != nil {
			b.bar.Describe(what)
		}
	}
	if b.bar != nil && total > 0 {
		b.bar.ChangeMax64(total)
		// A full bar ends, and what follows would begin another.
		_ = b.bar.Set64(min(done, total-1))
	}
}

// clear takes the bar off the screen.
func (b *byteBar) clear() {
	if b.bar != nil {
		_ = b.bar.Clear()
	}
}
