package store

// pagememory_linux.go: where SQLite keeps the pages it has read.

import (
	"syscall"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	// pageMemory is for the pages of all connections of the process. A question
	// touches about two megabytes. When all of it is used, SQLite rather takes a
	// page that nobody needs than more memory; a large transaction takes more.
	pageMemory = 4 << 20
	// largePage is what the processors that we run on call a huge page.
	largePage = 2 << 20
	// filePage is the size of a page of our files: SQLite's default.
	filePage = 4096
)

// Here and not with the first file: it must be said before SQLite begins, by
// one goroutine. The memory is touched when SQLite begins.
func init() { poolPages() }

// poolPages gives SQLite memory in large pages for what it reads. Otherwise it
// asks for each page of a file on its own, and each of them is first touched
// by the reading, which the system answers with an interrupt: a first question
// reads 450. (Measured on a virtual machine, where an interrupt takes 13
// microseconds: 2,150 of them before the first answer and 1,440 with this, 65 ms
// and 50; other questions with words nobody asked for yet 20 ms and 12.)
//
// A SQLite that refuses goes on without, and so does a system that has no large
// pages.
// https://sqlite.org/malloc.html#_page_cache_memory
func poolPages() {
	room, err := syscall.Mmap(-1, 0, pageMemory+largePage, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return
	}
	room = room[-addressOf(room)%largePage:][:pageMemory]
	_ = syscall.Madvise(room, syscall.MADV_HUGEPAGE)

	tls := libc.NewTLS()
	defer tls.Close()
	slot := filePage + pageHeader(tls)
	config(tls, sqlite3.SQLITE_CONFIG_PAGECACHE, addressOf(room), slot, pageMemory/slot)
}

// addressOf is where memory that Go does not manage begins.
func addressOf(room []byte) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(room))) }

// pageHeader is how many bytes SQLite keeps beside each page.
func pageHeader(tls *libc.TLS) int32 {
	size := tls.Alloc(8)
	defer tls.Free(8)
	config(tls, sqlite3.SQLITE_CONFIG_PCACHE_HDRSZ, size)
	return libc.AtomicLoadPInt32(size)
}

// config is sqlite3_config.
func config(tls *libc.TLS, option int32, args ...any) {
	list := libc.NewVaList(args...)
	defer libc.Xfree(tls, list)
	sqlite3.Xsqlite3_config(tls, option, list)
}
