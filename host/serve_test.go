package main

// serve_test.go: the real program as a browser starts it, driven over its
// pipes.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/protocol"
)

// beTheHost makes this test binary the program it tests.
const beTheHost = "AI_BOOKMARK_BE_THE_HOST"

// within is how long the host may take to end (PROTOCOL section 1), and some
// more for a machine that is busy with other tests.
const within = time.Second + 2*time.Second

type host struct {
	*browsertest.Program
	cmd    *exec.Cmd
	stderr *bytes.Buffer
	home   string
}

// start starts the host on a data directory with a browser's arguments. There
// is no model server.
func start(t *testing.T, home string, args ...string) *host {
	t.Helper()
	return startCmd(t, home, program(home, noServer, args...))
}

// noServer is where nobody listens: port 9 (discard).
const noServer = "127.0.0.1:9"

// program is the program, about to be started on a data directory and with the
// model server at ollama.
func program(home, ollama string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), beTheHost+"=1", "AI_BOOKMARK_HOME="+home, "OLLAMA_HOST="+ollama, "LANG=en_US.UTF-8")
	return cmd
}

func startCmd(t *testing.T, home string, cmd *exec.Cmd) *host {
	t.Helper()
	h := &host{cmd: cmd, stderr: &bytes.Buffer{}, home: home}
	cmd.Stderr = h.stderr
	p, err := browsertest.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	h.Program = p
	t.Cleanup(func() {
		p.Close()
		if strings.Contains(h.stderr.String(), "DATA RACE") { // go test -race
			t.Errorf("the host: %s", h.stderr)
		}
	})
	return h
}

func open(t *testing.T, home string) (*host, protocol.InitializeResult) {
	t.Helper()
	return openWith(t, home, noServer)
}

// openWith is open with a model server.
func openWith(t *testing.T, home, ollama string) (*host, protocol.InitializeResult) {
	t.Helper()
	h := startCmd(t, home, program(home, ollama, browsertest.ChromeArgs()...))
	r, err := h.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h, r
}

// call calls a method and fails the test when it fails.
func call[R any](t *testing.T, h *host, method string, params any) (r R) {
	t.Helper()
	if err := h.Call(t.Context(), method, params, &r); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return r
}

// word is a word of its own for each number: digits beside letters would be
// found by their parts.
func word(i int) string {
	return "heron" + string(rune('a'+i/26%26)) + string(rune('a'+i%26)) + "x"
}

func bookmark(i int) protocol.Node {
	added := time.Date(2024, 1, 1, 0, 0, i, 0, time.UTC)
	return protocol.Node{
		ID: fmt.Sprint("b", i), ParentID: "bar", Title: "Heron " + word(i) + " by the water",
		URL: fmt.Sprintf("https://birds.example/heron/%d", i), AddedAt: &added, Position: i,
	}
}

// ends waits for the end of the process and reports how long it took.
func ends(t *testing.T, h *host) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	err := h.Exit(ctx)
	if ctx.Err() != nil {
		t.Fatalf("still there after %v", within)
	}
	return err
}

// A host that cannot open its library says why to whoever asks: the extension
// would take one that just ends for one that is not installed.
func TestTheReasonReachesTheBrowser(t *testing.T) {
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "library.db"), []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	h := start(t, home, browsertest.ChromeArgs()...)
	for range 2 {
		_, err := h.Open(t.Context())
		if got := browsertest.KindOf(err); got != protocol.KindStorageDamaged {
			t.Fatalf("initialize: %v", err)
		}
	}
	if err := h.Hangup(); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := ends(t, h); !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
		t.Errorf("exit: %v, want status %d", err, exitFailed)
	}
}

func TestABookmarkOnItsWay(t *testing.T) {
	h, opened := open(t, t.TempDir())
	if opened.Protocol != 1 || opened.Rung != 1 || opened.SourceID == 0 || opened.Host.Version == "" {
		t.Fatalf("initialize: %+v", opened)
	}
	nodes := []protocol.Node{{ID: "bar", ParentID: "0", Title: "Birds"}, bookmark(1), bookmark(2)}
	got := call[protocol.ApplyResult](t, h, "bookmarks.apply", protocol.ApplyParams{SourceID: opened.SourceID, Nodes: nodes, Removed: []string{}})
	if got.Added != 3 {
		t.Errorf("apply: %+v", got)
	}
	found := call[protocol.SearchResult](t, h, "search", protocol.SearchParams{Query: "heron " + word(2), Limit: 5})
	if len(found.Hits) == 0 || found.Hits[0].URL != "https://birds.example/heron/2" || found.Hits[0].Folders[0][0] != "Birds" {
		t.Fatalf("search: %+v", found.Hits)
	}
	page := call[protocol.PageIndexResult](t, h, "pages.index", protocol.PageIndexParams{
		URL: nodes[1].URL, Title: "Heron", Text: "It stands on one leg in the reeds.", CapturedBy: "menu",
	})
	if page.State != "indexed" || page.Passages != 1 {
		t.Errorf("pages.index: %+v", page)
	}
	answer := call[protocol.Answer](t, h, "ask", protocol.AskParams{Question: "where does the heron stand?"})
	if !answer.Found || len(answer.Citations) == 0 || answer.Citations[0].PageID != page.PageID || !answer.Citations[0].Supported {
		t.Errorf("ask: %+v", answer)
	}
	got = call[protocol.ApplyResult](t, h, "bookmarks.apply", protocol.ApplyParams{SourceID: opened.SourceID, Nodes: []protocol.Node{}, Removed: []string{"bar"}})
	if got.Removed != 3 {
		t.Errorf("removing the folder: %+v", got)
	}
	if found := call[protocol.SearchResult](t, h, "search", protocol.SearchParams{Query: "heron"}); len(found.Hits) != 0 {
		t.Errorf("still found: %+v", found.Hits)
	}
}

// What one browser changes, the other's panel shows.
func TestTheStatusFollowsTheLibrary(t *testing.T) {
	home := t.TempDir()
	h, opened := open(t, home)
	other, _ := open(t, home)
	for i := range 3 {
		call[protocol.ApplyResult](t, h, "bookmarks.apply", protocol.ApplyParams{SourceID: opened.SourceID, Nodes: []protocol.Node{bookmark(i)}})
	}
	for _, b := range []*host{h, other} {
		_, err := b.Expect(t.Context(), func(m browsertest.Message) bool {
			var st protocol.Status
			return m.Method == "status.event" && json.Unmarshal(m.Params, &st) == nil && st.Bookmarks == 3
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestTheHostEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end    func(h *host) error
		status int
	}{
		"at the end of its input":      {func(h *host) error { return h.Hangup() }, 0},
		"in the middle of a frame":     {func(h *host) error { return errors.Join(h.Raw([]byte{9, 0, 0, 0, '{'}), h.Hangup()) }, 0},
		"on SIGTERM":                   {func(h *host) error { return h.cmd.Process.Signal(syscall.SIGTERM) }, 0},
		"when nobody reads its output": {closeOutput, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h, opened := open(t, t.TempDir())
			call[protocol.ApplyResult](t, h, "bookmarks.apply", protocol.ApplyParams{SourceID: opened.SourceID, Nodes: []protocol.Node{bookmark(7)}})
			if err := c.end(h); err != nil {
				t.Fatal(err)
			}
			if err := ends(t, h); err != nil {
				t.Errorf("status %v, stderr %q", err, h.stderr)
			}
			again, _ := open(t, h.home)
			if found := call[protocol.SearchResult](t, again, "search", protocol.SearchParams{Query: "heron"}); len(found.Hits) != 1 {
				t.Errorf("what was acknowledged is gone: %+v", found)
			}
		})
	}
}

// A browser that neither reads nor goes away, until it hangs up: by then the
// host has long stopped reading requests.
func TestTheHostEndsBehindAnswersThatNobodyReads(t *testing.T) {
	cmd := program(t.TempDir(), noServer, browsertest.ChromeArgs()...)
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin = in
	if _, err := cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	t.Cleanup(func() { cmd.Process.Kill() })
	request := `{"jsonrpc":"2.0","id":1,"method":"settings.get"}`
	frame := append([]byte{byte(len(request)), 0, 0, 0}, request...)
	for many := bytes.Repeat(frame, 1000); ; {
		// No progress for this long: neither side reads any more.
		if err := out.SetWriteDeadline(time.Now().Add(500 * time.Millisecond)); err != nil {
			t.Skip(err)
		}
		if n, err := out.Write(many); errors.Is(err, os.ErrDeadlineExceeded) && n == 0 {
			break
		} else if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		} else {
			many = append(many[n:], many[:n]...)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { _, err := cmd.Process.Wait(); ended <- err }()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(within):
		t.Errorf("still there after %v", within)
	}
}

// closeOutput closes the browser's end of stdout and makes the host write.
func closeOutput(h *host) error {
	if err := h.CloseOutput(); err != nil {
		return err
	}
	_, err := h.Go("status", protocol.Empty{})
	return err
}

func TestKilledAmidChangesNothingAcknowledgedIsLost(t *testing.T) {
	home := t.TempDir()
	acknowledged := 0
	for round := range 5 {
		h, opened := open(t, home)
		for i := range 40 {
			if i == 10+5*round {
				h.Kill()
			}
			n := acknowledged + 1
			params := protocol.ApplyParams{SourceID: opened.SourceID, Nodes: []protocol.Node{bookmark(n)}, Removed: []string{}}
			if err := h.Call(t.Context(), "bookmarks.apply", params, nil); err != nil {
				break
			}
			acknowledged = n
		}
		h.Close()
	}
	h, _ := open(t, home)
	status := call[protocol.Status](t, h, "status", protocol.Empty{})
	// The last change of a round may have been stored and not acknowledged; it
	// was then sent again, which must not double it.
	if status.Bookmarks < acknowledged || status.Bookmarks > acknowledged+1 {
		t.Fatalf("%d acknowledged, %d there", acknowledged, status.Bookmarks)
	}
	for n := 1; n <= acknowledged; n++ {
		found := call[protocol.SearchResult](t, h, "search", protocol.SearchParams{Query: word(n), Limit: 3})
		if len(found.Hits) != 1 {
			t.Errorf("bookmark %d: %d hits", n, len(found.Hits))
		}
	}
}

// Two hosts on one library, as of two browsers: what one stores the other
// finds, and neither waits for the other to end.
func TestTwoBrowsersOneLibrary(t *testing.T) {
	home := t.TempDir()
	first, opened := open(t, home)
	second, _ := open(t, home)
	call[protocol.ApplyResult](t, first, "bookmarks.apply", protocol.ApplyParams{SourceID: opened.SourceID, Nodes: []protocol.Node{bookmark(3)}})
	if found := call[protocol.SearchResult](t, second, "search", protocol.SearchParams{Query: "heron"}); len(found.Hits) != 1 {
		t.Errorf("the second host found %d", len(found.Hits))
	}
	first.Kill()
	call[protocol.PageIndexResult](t, second, "pages.index", protocol.PageIndexParams{URL: bookmark(3).URL, Title: "x", Text: "Egrets too.", CapturedBy: "menu"})
	if found := call[protocol.SearchResult](t, second, "search", protocol.SearchParams{Query: "egrets"}); len(found.Hits) != 1 {
		t.Errorf("after the first was killed: %d", len(found.Hits))
	}
}

func TestACallerThatIsNotOnTheListIsRefused(t *testing.T) {
	h := start(t, t.TempDir(), "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/")
	var exit *exec.ExitError
	if err := ends(t, h); !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
		t.Errorf("ended with %v", err)
	}
	if h.stderr.Len() == 0 {
		t.Error("said nothing on stderr")
	}
	if len(h.Messages()) != 0 {
		t.Errorf("wrote frames: %v", h.Messages())
	}
}

// stderr goes to the browser's console and the system's journal: what the
// person reads and asks is in neither.
func TestStderrAndLogHoldNoPageText(t *testing.T) {
	h, opened := open(t, t.TempDir())
	call[protocol.ApplyResult](t, h, "bookmarks.apply", protocol.ApplyParams{SourceID: opened.SourceID, Nodes: []protocol.Node{bookmark(5)}})
	h.Call(t.Context(), "pages.index", json.RawMessage(`{"url": 7, "title": "Heron secret"}`), nil)
	h.Frame([]byte(`{"Heron": secret`))
	call[protocol.SearchResult](t, h, "search", protocol.SearchParams{Query: "heron secret"})
	if err := h.Hangup(); err != nil {
		t.Fatal(err)
	}
	if err := ends(t, h); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(h.home, "host.log"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"stderr": h.stderr.String(), "host.log": string(log)} {
		if strings.Contains(strings.ToLower(text), "heron") || strings.Contains(text, "birds.example") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestDeletingTheIndexLosesNothing(t *testing.T) {
	home := t.TempDir()
	h, opened := open(t, home)
	nodes := []protocol.Node{}
	for i := range 300 {
		nodes = append(nodes, bookmark(i))
	}
	call[protocol.ApplyResult](t, h, "bookmarks.apply", protocol.ApplyParams{SourceID: opened.SourceID, Nodes: nodes})
	h.Hangup()
	ends(t, h)
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(home, "index.db"+end)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	again, _ := open(t, home)
	deadline := time.Now().Add(browsertest.Patience)
	for {
		found := call[protocol.SearchResult](t, again, "search", protocol.SearchParams{Query: word(299)})
		if len(found.Hits) == 1 && found.Partial == "" {
			return
		}
		if found.Partial != "rebuilding" && len(found.Hits) == 0 {
			t.Fatalf("nothing found, and search does not say why: %+v", found)
		}
		if time.Now().After(deadline) {
			t.Fatalf("not rebuilt: %+v", found)
		}
	}
}
