// Command ai-bookmark finds the pages you saved: it is the native-messaging
// host that the browser extension talks to, and the same library on the
// command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"aibookmark/host/internal/nativemsg"
	_ "aibookmark/host/internal/prefault" // as early as can be
)

// version is set by the linker (-X main.version=…).
var version = "0.1.0"

// Exit statuses of the command line.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitNothing = 3
)

func main() {
	// stdout carries native-messaging frames and nothing else: whatever a
	// library prints by accident goes to stderr.
	stdout := os.Stdout
	os.Stdout = os.Stderr
	// A browser that closes its end of stdout must not kill the program with a
	// signal: the write fails, and the connection ends in order.
	ignoreBrokenPipe()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	os.Exit(Run(ctx, os.Args[1:], os.Stdin, stdout, os.Stderr))
}

// Run is the whole program: the host when a browser starts it, else the
// command line. It returns the exit status and leaves ending the process to
// its caller. Cancelling the context stops it within a second, and so does an
// interrupt, unless a conversation is being held.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (status int) {
	a := &app{lasting: ctx, stdin: stdin, stdout: stdout, stderr: stderr, locale: localeFromEnv(os.Getenv)}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	defer func() {
		if p := recover(); p != nil {
			a.logPanic(p)
			status = a.fail(fmt.Errorf("panic: %v", p))
		}
		a.close()
	}()
	if nativemsg.IsBrowserStart(args) {
		args = append([]string{"serve", "--"}, args...)
	}
	root := a.rootCommand()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	// A flag that is wrong ends the reading of flags, perhaps before this one.
	a.json = a.json || asksForJSON(args)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNothingFound):
		return exitNothing
	case errors.Is(err, errUnhealthy):
		return exitFailed
	default:
		return a.fail(err)
	}
}

// asksForJSON tells whether --json is among the flags.
func asksForJSON(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "--json")
}
