package vector

import (
	"syscall"
	"unsafe"
)

// largePage is the size of a large page on the processors that we run on.
const largePage = 2 << 20

// largeRoom is room for n elements. Of much, it begins with a large page, and
// the system is asked to use such pages: filling an index of 100,000 vectors
// touches 10,000 pages of the usual size for the first time, each with an
// interrupt that takes 0.5 microseconds on a bare machine and 13 on some
// virtual ones. What is left over on both sides is never touched. A system
// that has no large pages, or whose owner wants none, does without.
func largeRoom[T int8 | uint64](n int) []T {
	one := int(unsafe.Sizeof(T(0)))
	if n*one < largePage {
		return make([]T, n)
	}
	whole := (n*one + largePage - 1) / largePage * largePage
	room := make([]T, (whole+largePage)/one)
	before := int(-uintptr(unsafe.Pointer(unsafe.SliceData(room))) % largePage)
	room = room[before/one:]
	_ = syscall.Madvise(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(room))), whole), syscall.MADV_HUGEPAGE)
	return room[:n:n]
}
