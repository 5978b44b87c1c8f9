package vector

import (
	"syscall"
	"unsafe"
)

// largeRoom is room for n elements, in large pages of the system's where whole
// ones fit in. Filling an index of 100,000 vectors touches 10,000 pages of the
// usual size for the first time, each with an interrupt that takes 0.5
// microseconds on a bare machine and 13 on some virtual ones; so it is 6,000.
// A system that has no large pages, or whose owner wants none, does without.
func largeRoom[T int8 | uint64](n int) []T {
	const page = 4096 // or more: then the system refuses what begins within one
	room := make([]T, n)
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(room))), n*int(unsafe.Sizeof(T(0))))
	before := -uintptr(unsafe.Pointer(unsafe.SliceData(bytes))) % page
	if uintptr(len(bytes)) > before {
		_ = syscall.Madvise(bytes[before:], syscall.MADV_HUGEPAGE)
	}
	return room
}
