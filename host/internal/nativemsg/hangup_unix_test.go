//go:build unix

package nativemsg

import (
	"os"
	"strings"
	"testing"
	"time"
)

func TestHangupIsNoticedBehindUnreadBytes(t *testing.T) {
	if WatchHangup(strings.NewReader("")) != nil {
		t.Error("a reader that is no file has no other end")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	gone := WatchHangup(r)
	if _, err := w.WriteString("never read"); err != nil {
		t.Fatal(err)
	}
	select {
	case <-gone:
		t.Fatal("gone while the other end is open")
	default:
	}
	w.Close()
	select {
	case <-gone:
	case <-time.After(10 * time.Second):
		t.Fatal("not noticed")
	}
}
