//go:build unix

package nativemsg

import (
	"errors"
	"io"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// WatchHangup returns a channel that is closed when the other end of r, a pipe,
// is closed, even if nobody reads r: a host whose answers nobody takes stops
// reading requests, and so never gets to the end of its input. The channel is
// nil when r is no file.
//
// It costs one sleeping thread until the process ends.
func WatchHangup(r io.Reader) <-chan struct{} {
	f, ok := r.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return nil
	}
	// One of our own, that nobody closes under poll and no child gets. (File.Fd
	// would make the file a blocking one again.)
	fd, failed := -1, error(nil)
	err = raw.Control(func(theirs uintptr) { fd, failed = unix.FcntlInt(theirs, unix.F_DUPFD_CLOEXEC, 0) })
	if err != nil || failed != nil {
		return nil
	}
	gone := make(chan struct{})
	// The thread that waits in poll is not started while a person waits for the
	// first answer; see Unblock.
	time.AfterFunc(hangupAfter, func() {
		for {
			fds := []unix.PollFd{{Fd: int32(fd)}} // no events: only the end
			_, err := unix.Poll(fds, -1)
			switch {
			case errors.Is(err, unix.EINTR):
				continue
			case err == nil && fds[0].Revents&unix.POLLHUP != 0:
				close(gone)
			}
			unix.Close(fd)
			return
		}
	})
	return gone
}

// hangupAfter is when the watch begins. Who hangs up earlier is noticed by then.
const hangupAfter = time.Second
