//go:build !linux && !darwin && !windows

package models

// Memory is the physical memory of this machine in bytes, 0 when unknown.
func Memory() int64 { return 0 }
