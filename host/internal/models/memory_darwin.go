package models

import "golang.org/x/sys/unix"

// Memory is the physical memory of this machine in bytes, 0 when unknown.
func Memory() int64 {
	n, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return 0
	}
	return int64(n)
}
