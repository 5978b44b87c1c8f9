//go:build unix

package nativemsg

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// The test program is also the parent that dies and the child that notices.
const roleVariable = "NATIVEMSG_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "parent":
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), roleVariable+"=child")
		child.Stderr = os.Stderr // the pipe to the test
		if err := child.Run(); err != nil {
			os.Exit(1)
		}
	case "child":
		gone := WatchParent(context.Background())
		fmt.Fprintln(os.Stderr, "watching")
		select {
		case <-gone:
			fmt.Fprintln(os.Stderr, "gone")
		case <-time.After(20 * time.Second): // how soon, TestWatchNoticesADeadParent tells
		}
	default:
		goleak.VerifyTestMain(m)
	}
}

func TestWatchParentNoticesSIGKILL(t *testing.T) {
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), roleVariable+"=parent")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	parent.Stdout, parent.Stderr = w, w
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if _, err := io.ReadFull(r, make([]byte, len("watching\n"))); err != nil {
		t.Fatal(err)
	}
	parent.Process.Kill()
	parent.Wait()
	said, err := io.ReadAll(r) // until the child has ended
	if err != nil || string(said) != "gone\n" {
		t.Errorf("the child said %q, %v", said, err)
	}
}
