package nativemsg

import (
	"context"
	"os"

	"golang.org/x/sys/windows"
)

// WatchParent returns a channel that is closed within half a second of the
// death of the process that started this one. It is the second way to notice
// that the browser is gone: the first, the end of the input, fails when
// another process has inherited the pipe.
//
// The handle keeps the parent's id from being given to another process. When
// the parent cannot be watched the channel is never closed.
func WatchParent(ctx context.Context) <-chan struct{} {
	parent, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(os.Getppid()))
	if err != nil {
		return make(chan struct{})
	}
	context.AfterFunc(ctx, func() { windows.CloseHandle(parent) })
	return watch(ctx, func() bool {
		event, err := windows.WaitForSingleObject(parent, 0)
		return err != nil || event == uint32(windows.WAIT_TIMEOUT)
	})
}
