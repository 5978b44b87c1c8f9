//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreBrokenPipe makes writing to a closed stdout an error, as it is on
// every other file, and not the end of the program.
func ignoreBrokenPipe() { signal.Ignore(syscall.SIGPIPE) }
