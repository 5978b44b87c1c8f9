//go:build linux || darwin

package models

import "golang.org/x/sys/unix"

// diskFree is the room for this user on the disk of a folder that exists.
func diskFree(folder string) (int64, bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
