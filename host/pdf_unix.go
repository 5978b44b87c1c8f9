//go:build linux || darwin

package main

import (
	"syscall"
	"time"
)

// limitProcess has the system refuse this process more memory and end it when
// it has used so much of the processor. A limit that cannot be set is none:
// confine looks after both as well.
func limitProcess(memory uint64, processor time.Duration) {
	for resource, limit := range map[int]uint64{
		syscall.RLIMIT_DATA: memory, // what is only reserved, as Go does much of, does not count
		syscall.RLIMIT_CPU:  uint64(processor / time.Second),
		syscall.RLIMIT_CORE: 0, // the file stays off the disk
	} {
		_ = syscall.Setrlimit(resource, &syscall.Rlimit{Cur: limit, Max: limit})
	}
}
