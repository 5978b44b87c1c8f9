package models

import "path/filepath"

// freeSpace is the room on the disk where a folder is or will be made: that of
// the nearest folder above it that can be looked at.
func freeSpace(folder string) (bytes int64, ok bool) {
	for folder = filepath.Clean(folder); ; folder = filepath.Dir(folder) {
		if bytes, ok = diskFree(folder); ok || folder == filepath.Dir(folder) {
			return bytes, ok
		}
	}
}
