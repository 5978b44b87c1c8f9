package vector

import (
	"syscall"
	"unsafe"
)

// inLargePages asks the system to back room, which nothing was written to yet,
// with large pages. Filling an index of 100,000 vectors touches 10,000 pages of
// the usual size for the first time, each with an interrupt that takes 0.5
// microseconds on a bare machine and 13 on some virtual ones. A system that
// cannot, or whose owner does not want it, leaves everything as it is.
func inLargePages[T int8 | uint64](room []T) {
	const page = 4096 // or more; part of a larger one is refused
	size := len(room) * int(unsafe.Sizeof(room[0]))
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(room))), size)
	start := -uintptr(unsafe.Pointer(unsafe.SliceData(bytes))) % page
	if start < uintptr(size) {
		_ = syscall.Madvise(bytes[start:], syscall.MADV_HUGEPAGE)
	}
}
