package nativemsg

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestWatchNoticesADeadParent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dead atomic.Bool
		gone := watch(t.Context(), func() bool { return !dead.Load() })
		<-time.After(time.Minute)
		select {
		case <-gone:
			t.Fatal("gone while alive")
		default:
		}
		dead.Store(true)
		died := time.Now()
		<-gone
		if took := time.Since(died); took > 500*time.Millisecond {
			t.Errorf("noticed after %v", took)
		}
	})
}

func TestWatchEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		gone := watch(ctx, func() bool { return true })
		cancel()
		synctest.Wait() // a goroutine left behind would fail the bubble
		select {
		case <-gone:
			t.Error("gone while alive")
		default:
		}
	})
}
