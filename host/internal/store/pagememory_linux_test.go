package store

import (
	"testing"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// TestPagesStandInTheirMemory: pages that were read stand in the memory made
// for them, and none of them beside it, as they would if it had too little room
// for a page.
func TestPagesStandInTheirMemory(t *testing.T) {
	open(t, t.TempDir())
	if used := pageStatus(t, sqlite3.SQLITE_STATUS_PAGECACHE_USED); used == 0 {
		t.Error("no page stands in the memory made for pages")
	}
	tls := libc.NewTLS()
	defer tls.Close()
	room := int64(filePage + pageHeader(tls))
	if size := pageStatus(t, sqlite3.SQLITE_STATUS_PAGECACHE_SIZE); size > room {
		t.Errorf("a page with what belongs to it takes %d bytes, there is room for %d", size, room)
	}
}

// pageStatus is the highest value so far of one of SQLite's counters.
func pageStatus(t *testing.T, counter int32) int64 {
	t.Helper()
	tls := libc.NewTLS()
	defer tls.Close()
	at := tls.Alloc(16)
	defer tls.Free(16)
	if rc := sqlite3.Xsqlite3_status64(tls, counter, at, at+8, 0); rc != sqlite3.SQLITE_OK {
		t.Fatalf("sqlite3_status64: %d", rc)
	}
	return libc.AtomicLoadPInt64(at + 8)
}
