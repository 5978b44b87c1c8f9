//go:build !linux

package vector

// largeRoom is room for n elements.
func largeRoom[T int8 | uint64](n int) []T { return make([]T, n) }
