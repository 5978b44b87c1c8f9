//go:build unix

package install

import (
	"fmt"
	"os"
	"syscall"
)

// ownedByUs tells whether the folder belongs to the user we run as.
func ownedByUs(dir string) (bool, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return false, fmt.Errorf("owner of home: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid(), nil
}
