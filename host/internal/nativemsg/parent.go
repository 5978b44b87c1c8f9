package nativemsg

import (
	"context"
	"time"
)

// parentPoll is how often the parent is looked for.
const parentPoll = 300 * time.Millisecond

// watch closes the channel it returns when alive is false, looking every
// parentPoll until ctx is done.
func watch(ctx context.Context, alive func() bool) <-chan struct{} {
	gone := make(chan struct{})
	go func() {
		tick := time.NewTicker(parentPoll)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if !alive() {
				close(gone)
				return
			}
		}
	}()
	return gone
}
