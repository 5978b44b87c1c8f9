//go:build unix

package nativemsg

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// Unblock returns r, where it is a pipe or a socket, as a file that waits in
// the runtime's poller. A thread that waits in read keeps its processor until
// the runtime notices, after as much as 10 ms; with two processors and a second
// such thread (WatchHangup) the program stood still for 20 ms at every start
// (measured). Other readers, such as a terminal that is shared with a shell,
// are returned as they are. r is not to be used any more; closing the result
// closes it.
func Unblock(r io.Reader) io.Reader {
	f, ok := r.(*os.File)
	if !ok {
		return r
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&(os.ModeNamedPipe|os.ModeSocket) == 0 {
		return r
	}
	fd := int(f.Fd())
	if err := unix.SetNonblock(fd, true); err != nil {
		return r
	}
	return unblocked{os.NewFile(uintptr(fd), f.Name()), f}
}

// unblocked is a file made anew from the descriptor of another, which must not
// be collected before it: that would close the descriptor.
type unblocked struct {
	*os.File
	origin *os.File
}
