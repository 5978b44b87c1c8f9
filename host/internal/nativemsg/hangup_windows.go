package nativemsg

import "io"

// WatchHangup returns nil: a Windows pipe tells its end only to who reads it,
// and there the parent is watched by its handle.
func WatchHangup(io.Reader) <-chan struct{} { return nil }
