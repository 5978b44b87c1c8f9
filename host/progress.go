package main

import (
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
