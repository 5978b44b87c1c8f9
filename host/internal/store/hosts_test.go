//go:build unix

package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"aibookmark/host/internal/library"
)

// The environment of a child: its role and the data directory.
const (
	roleVar = "AI_BOOKMARK_STORE_TEST_ROLE"
	dirVar  = "AI_BOOKMARK_STORE_TEST_DIR"
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		if err := child(role, os.Getenv(dirVar)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is another host. It says on stdout what it did, one line each.
func child(role, dir string) error {
	ctx := context.Background()
	s, err := Open(ctx, dir, Options{})
	if err != nil {
		return err
	}
	if paths, ok := strings.CutPrefix(role, "restore:"); ok {
		for i := 0; ; i++ {
			if _, err := s.Restore(ctx, strings.Split(paths, ":")[i%2], false, unchanged); err != nil {
				return err
			}
			fmt.Println(i)
		}
	}
	src, err := s.EnsureSource(ctx, library.Source{Browser: "chrome", Profile: role})
	if err != nil {
		return err
	}
	for i := 0; role != "some" || i < 100; i++ {
		switch {
		case role == "lease":
			_, ok, err := s.TryLease()
			fmt.Println(ok)
			if err != nil {
				return err
			}
			select {}
		case i%5 == 4: // also the index, and removals
			ids, err := s.PendingPages(ctx, 10)
			if err != nil {
				return err
			}
			docs, err := s.Documents(ctx, ids)
			if err != nil {
				return err
			}
			entries := make([]IndexEntry, len(docs))
			for j, d := range docs {
				entries[j].Document = d
			}
			if err := s.PutDocuments(ctx, entries); err != nil {
				return err
			}
		}
		if _, err := s.ApplyNodes(ctx, src, []library.Node{link(fmt.Sprint(i), "0", "T", fmt.Sprintf("https://%s.example/%d", role, i))}, nil); err != nil {
			return err
		}
		fmt.Println(i) // acknowledged
	}
	return s.Close()
}

// startChild runs this test binary as another host.
func startChild(t *testing.T, role, dir string) (*osexec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := osexec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVar+"="+role, dirVar+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd, bufio.NewScanner(out)
}

// Hosts of this process and another one write, index and read at once.
func TestManyHosts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	cmd, lines := startChild(t, "some", dir)
	var wg sync.WaitGroup
	for host := range 3 {
		wg.Go(func() {
			s, err := Open(t.Context(), dir, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			src := source(t, s, fmt.Sprint("host", host))
			for i := range 40 {
				apply(t, s, src, []library.Node{link(fmt.Sprint(i), "0", "T", fmt.Sprintf("https://host%d.example/%d", host, i))})
				if i%10 == 0 {
					index(t, s)
					if _, _, err := s.Match(t.Context(), word("t")); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	for lines.Scan() {
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	index(t, s)
	if c, err := s.Counts(t.Context()); c.Bookmarks != 220 || c.Pages != 220 || err != nil {
		t.Errorf("%+v, %v", c, err)
	}
	if _, total, err := s.Match(t.Context(), library.TextQuery{}); total != 220 || err != nil {
		t.Errorf("the index has %d, %v", total, err)
	}
	sound(t, s)
}

// A host killed at any moment loses nothing that it acknowledged.
func TestKilledHostLosesNothing(t *testing.T) {
	kills := 8
	if testing.Short() {
		kills = 2
	}
	dir := filepath.Join(t.TempDir(), "data")
	for kill := range kills {
		role := fmt.Sprint("kill", kill)
		cmd, lines := startChild(t, role, dir)
		for range 11 * (kill + 1) {
			if !lines.Scan() {
				t.Fatal("the child ended by itself")
			}
		}
		cmd.Process.Kill()
		acked := -1
		for lines.Scan() { // what it said before it died
			if n, err := strconv.Atoi(lines.Text()); err == nil {
				acked = n
			}
		}
		cmd.Wait()
		acked = max(acked, 11*(kill+1)-1)

		s := open(t, dir)
		var urls []string
		for i := range acked + 1 {
			urls = append(urls, fmt.Sprintf("https://%s.example/%d", role, i))
		}
		if got, err := s.PageIDsByURL(t.Context(), urls); len(got) != len(urls) || err != nil {
			t.Errorf("kill %d: %d of %d acknowledged bookmarks, %v", kill, len(got), len(urls), err)
		}
		index(t, s)
		sound(t, s)
		pages, err := s.Counts(t.Context())
		if _, total, err2 := s.Match(t.Context(), library.TextQuery{}); total != pages.Pages || err != nil || err2 != nil {
			t.Errorf("kill %d: %d pages in the index, %d in the library", kill, total, pages.Pages)
		}
		s.Close()
	}
}

// The lease goes to one host, and is free when that one is dead.
func TestLease(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	cmd, lines := startChild(t, "lease", dir)
	if !lines.Scan() || lines.Text() != "true" {
		t.Fatalf("the child got no lease: %q", lines.Text())
	}
	if _, ok, err := s.TryLease(); ok || err != nil {
		t.Fatalf("two leases: %v, %v", ok, err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	release, ok, err := s.TryLease()
	if !ok || err != nil {
		t.Fatalf("no lease after the death of its holder: %v, %v", ok, err)
	}
	other := open(t, dir)
	if _, ok, _ := other.TryLease(); ok {
		t.Error("two leases in one process")
	}
	release()
	release()
	if release, ok, _ := other.TryLease(); !ok {
		t.Error("no lease after its release")
	} else {
		release()
	}
}

// Forgetting waits for those who read, and says so when they do not end.
func TestForgettingMeetsAReader(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s, other := open(t, dir), open(t, dir)
	src := source(t, s, "p")
	apply(t, s, src, manyNodes(50))
	index(t, s)
	reading, done := make(chan struct{}), make(chan struct{})
	go other.lib.view(context.Background(), func(tx *txn) error {
		_, err := value[int](tx, "SELECT count(*) FROM pages")
		close(reading)
		<-done
		return err
	})
	<-reading
	time.AfterFunc(300*time.Millisecond, func() { close(done) })
	if _, err := s.Forget(t.Context(), ForgetTarget{PageID: 1}, false); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(s.lib.path + "-wal"); err == nil && info.Size() > 20000 {
		t.Errorf("the WAL still has %d bytes", info.Size())
	}
	if strings.Contains(strings.Join(tree(t, other), " "), "/page/0") {
		t.Error("the page is still there")
	}
}

// Readers that do not end: the rows are gone, the person is told, and the
// background work ends it later.
func TestForgettingMeetsAReaderThatStays(t *testing.T) {
	checkpointPatience = time.Millisecond
	defer func() { checkpointPatience = 10 * time.Second }()
	dir := filepath.Join(t.TempDir(), "data")
	s, other := open(t, dir), open(t, dir)
	withCanaries(t, s, 50)
	if _, err := s.lib.write.Exec("PRAGMA busy_timeout = 10"); err != nil {
		t.Fatal(err)
	}
	err := other.lib.view(t.Context(), func(tx *txn) error {
		if _, err := value[int](tx, "SELECT count(*) FROM pages"); err != nil {
			return err
		}
		_, err := s.Forget(t.Context(), ForgetTarget{Site: canary + ".example"}, false)
		wantKind(t, err, library.Busy)
		if _, err := s.SweepIndex(t.Context()); err != nil {
			t.Errorf("sweeping meanwhile: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(tree(t, other)); n != 45 {
		t.Errorf("%d pages, want 45", n)
	}
	if _, err := other.SweepIndex(t.Context()); err != nil {
		t.Error(err)
	}
	if left := occurrences(t, dir); left != 0 {
		t.Errorf("the canary is still there %d times", left)
	}
}
