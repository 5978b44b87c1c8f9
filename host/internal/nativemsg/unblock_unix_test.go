//go:build unix

package nativemsg

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Only a file in the poller has deadlines, so they tell whether it is in it.
func TestPipesWaitInThePoller(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	defer r.Close()
	// As stdin is: a descriptor in blocking mode that nobody polls yet.
	fd, err := unix.Dup(int(r.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	f, ok := Unblock(os.NewFile(uintptr(fd), "stdin")).(interface {
		io.ReadCloser
		SetReadDeadline(time.Time) error
	})
	if !ok {
		t.Fatal("not a file any more")
	}
	if err := f.SetReadDeadline(time.Now().Add(-time.Second)); err != nil {
		t.Fatalf("not in the poller: %v", err)
	}
	if _, err := f.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read past the deadline: %v", err)
	}
	if err := f.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.WriteString("x"); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 1)
	if _, err := f.Read(b); err != nil || b[0] != 'x' {
		t.Errorf("read %q, %v", b, err)
	}
	// Closing from elsewhere ends a read that waits.
	ended := make(chan error, 1)
	go func() {
		_, err := f.Read(b)
		ended <- err
	}()
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("a read of a closed file went on")
	}
}

func TestOtherInputsStayAsTheyAre(t *testing.T) {
	text := strings.NewReader("x")
	if Unblock(text) != io.Reader(text) {
		t.Error("a reader that is no file was changed")
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "frames"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if Unblock(f) != io.Reader(f) {
		t.Error("a regular file was changed")
	}
}
