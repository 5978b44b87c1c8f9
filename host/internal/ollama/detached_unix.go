//go:build unix

package ollama

import (
	"os"
	"strconv"
	"syscall"
)

// detached are the ways to start a process that does not end with this one,
// best first: a session of its own.
func detached() []*syscall.SysProcAttr { return []*syscall.SysProcAttr{{Setsid: true}} }

// keepFiles lets no file that is open here be open in processes that are
// started. Go sees to those that it opens itself, not to what a browser left
// open: a pipe that somebody else holds never ends for who reads it.
func keepFiles() {
	open, err := os.ReadDir("/dev/fd")
	if err != nil {
		return
	}
	for _, f := range open {
		if fd, err := strconv.Atoi(f.Name()); err == nil && fd > 2 {
			syscall.CloseOnExec(fd)
		}
	}
}
