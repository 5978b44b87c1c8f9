//go:build unix

package ollama

import "syscall"

// detached are the ways to start a process that does not end with this one,
// best first: a session of its own.
func detached() []*syscall.SysProcAttr { return []*syscall.SysProcAttr{{Setsid: true}} }
