package store

import (
	"context"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"aibookmark/host/internal/library"
)

// Closing any descriptor of a file drops every POSIX lock of the process on it:
// counting backups once opened library.db-shm, and so gave away the locks of the
// transactions under way in this process. Two hosts then wrote at once.
func TestForgettingKeepsTheLocksOfOthers(t *testing.T) {
	ctx := context.Background()
	s, src := fresh(t)
	apply(t, s, src, []library.Node{link("1", "0", "T", "https://a.example/"), link("2", "0", "T", "https://b.example/")})

	// Opened before, closed after everything else: closing it drops locks, too.
	shm, err := os.OpenFile(s.file(libraryFile+"-shm"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shm.Close() })
	locked := func() bool {
		// A lock of the open file conflicts with those of this process. SQLite
		// locks bytes 120 to 127: https://www.sqlite.org/walformat.html#wal_locks
		l := unix.Flock_t{Type: unix.F_WRLCK, Start: 120, Len: 8}
		if err := unix.FcntlFlock(shm.Fd(), unix.F_OFD_GETLK, &l); err != nil {
			t.Fatal(err)
		}
		return l.Type != unix.F_UNLCK
	}
	err = s.lib.view(ctx, func(tx *txn) error {
		if _, err := value[int](tx, "SELECT count(*) FROM pages"); err != nil {
			return err
		}
		if !locked() {
			t.Error("a transaction that reads holds no lock: this test looks at the wrong bytes")
		}
		if _, err := s.Forget(ctx, library.ForgetTarget{URL: "https://a.example/"}, true); err != nil {
			return err
		}
		if !locked() {
			t.Error("counting the backups dropped the lock of another transaction")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
