//go:build !linux && !darwin && !windows

package models

// diskFree is the room for this user on the disk of a folder that exists.
func diskFree(string) (int64, bool) { return 0, false }
