package main

import "time"

// How long the background work pauses after a batch, as a share of the time
// the batch took: on the battery it takes a quarter of the time, beside others
// that want the processor half of it.
const (
	restOnBattery = 3
	restWhenBusy  = 1
)

// restAfter says how long to pause after work of this length.
func restAfter(work time.Duration) time.Duration {
	switch {
	case onBattery():
		return restOnBattery * work
	case busy():
		return restWhenBusy * work
	}
	return 0
}
