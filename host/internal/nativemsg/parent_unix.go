//go:build unix

package nativemsg

import (
	"context"
	"os"
)

// WatchParent returns a channel that is closed within half a second of the
// death of the process that started this one. It is the second way to notice
// that the browser is gone: the first, the end of the input, fails when
// another process has inherited the pipe.
//
// It asks for the parent's id, which changes when the parent dies.
// PR_SET_PDEATHSIG would be quicker, but it fires when the parent's thread
// ends and belongs to the calling thread, which a Go program does not own.
func WatchParent(ctx context.Context) <-chan struct{} {
	parent := os.Getppid()
	return watch(ctx, func() bool { return os.Getppid() == parent })
}
