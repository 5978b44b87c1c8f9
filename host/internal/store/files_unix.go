//go:build unix

package store

import (
	"io/fs"
	"os"
	"syscall"
)

// hasModeBits: permissions are kept in the mode of a file.
const hasModeBits = true

// ownedByUs tells whether a file belongs to the user who runs this process.
func ownedByUs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid()
}
