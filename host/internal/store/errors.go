package store

// errors.go: what SQLite and the operating system say, in words for a person.

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"aibookmark/host/internal/library"
)

// resultCode is SQLite's primary result code in err, 0 when there is none.
func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// explain turns an error of SQLite or of the file system into one that a
// person can act on; what it does not know, and what is explained already, it
// returns as it is.
func explain(err error) error {
	var known *library.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	switch resultCode(err) {
	case sqlite3.SQLITE_FULL:
		return library.Errorf(library.StorageFull, "storage_full", err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return library.Errorf(library.ReadOnly, "storage_read_only", err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return library.Errorf(library.StorageDamaged, "storage_damaged", err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return library.Errorf(library.Busy, "storage_busy", err)
	case sqlite3.SQLITE_CANTOPEN:
		return library.Errorf(library.ReadOnly, "storage_cannot_open", err)
	case sqlite3.SQLITE_INTERRUPT:
		return errors.Join(context.Canceled, err)
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return library.Errorf(library.StorageFull, "storage_full", err)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return library.Errorf(library.ReadOnly, "storage_read_only", err)
	}
	return err
}

// isDamage tells whether err means that a file is not a sound database.
func isDamage(err error) bool {
	code := resultCode(err)
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}
