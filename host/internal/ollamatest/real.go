package ollamatest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

// RealServer is the environment variable with the path of a real Ollama
// server. scripts/ollama.mjs builds one and "make test-ollama" sets it.
const RealServer = "AI_BOOKMARK_OLLAMA"

// Patience with a real server: generous, since the computer may be busy, and
// a test that waits this long has failed anyway.
const (
	patience = time.Minute
	farewell = 5 * time.Second
)

// Real is a real Ollama server that belongs to one test: on a port of its own,
// with a home and models of its own, without any way to the outside. What
// Server imitates can be held against it. Its models are those of modelgen,
// which it runs as it would any other.
//
// The server and the processes in which it runs models are one process group:
// they are stopped together, since a server that is killed leaves the others.
type Real struct {
	// URL stays the same when the server is started again.
	URL string

	home    string
	http    *http.Client
	api     *api.Client
	cmd     *exec.Cmd
	exited  chan struct{}
	journal *journal
}

// StartReal starts a server without models and stops it when the test ends.
// The test is skipped when there is no server to start; under "make
// test-ollama" there is one, and a skipped test is a failed one.
func StartReal(t testing.TB) *Real {
	t.Helper()
	exe := os.Getenv(RealServer)
	if exe == "" {
		t.Skipf("needs a real Ollama server: make test-ollama, or %s=/path/of/ollama", RealServer)
	}
	// A connection a request: none is left over from before a restart.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	r := &Real{home: t.TempDir(), journal: newJournal(), http: client}
	t.Cleanup(func() {
		r.Stop()
		if t.Failed() {
			t.Logf("the server's last words:\n%s", r.journal)
		}
	})
	r.start(t, exe, "127.0.0.1:0")
	return r
}

// start runs the server and waits until it answers.
func (r *Real) start(t testing.TB, exe, address string) {
	t.Helper()
	cmd := exec.Command(exe, "serve")
	// Nothing of the person's own Ollama: no models, no key, no address, and
	// no graphics card, which would only make the time differ.
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "HOME=" + r.home,
		"OLLAMA_HOST=" + address, "OLLAMA_MODELS=" + r.modelsDir(),
		"OLLAMA_NO_CLOUD=1", "OLLAMA_NOPRUNE=1", "GIN_MODE=release", "CUDA_VISIBLE_DEVICES=-1",
	}
	cmd.Stdout, cmd.Stderr = r.journal, r.journal
	// A process that outlives its group's end must not hold up the test.
	cmd.WaitDelay = farewell
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(exited)
	}()
	r.cmd, r.exited = cmd, exited
	select {
	case address = <-r.journal.listening:
	case <-exited:
		t.Fatalf("the server ended at once:\n%s", r.journal)
	case <-time.After(patience):
		t.Fatalf("the server did not come up in %v:\n%s", patience, r.journal)
	}
	r.URL = "http://" + address
	r.api = api.NewClient(&url.URL{Scheme: "http", Host: address}, r.http)
	ctx, cancel := asking()
	defer cancel()
	if err := r.api.Heartbeat(ctx); err != nil {
		t.Fatalf("the server does not answer: %v\n%s", err, r.journal)
	}
}

// asking is for one question; not the test's context, which has ended when a
// test cleans up.
func asking() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), patience)
}

// API is a client of the server, for what the product does not ask.
func (r *Real) API() *api.Client { return r.api }

// Kill ends the server and its models without any warning, in the middle of
// whatever they do, as a crash or a full memory would.
func (r *Real) Kill() {
	if r.cmd == nil {
		return
	}
	killGroup(r.cmd)
	<-r.exited
	r.cmd = nil
}

// Stop ends the server as its user would.
func (r *Real) Stop() {
	if r.cmd == nil {
		return
	}
	terminate(r.cmd)
	select {
	case <-r.exited:
	case <-time.After(farewell):
	}
	r.Kill()
}

// Restart starts the server again, at the same URL and with the models it had.
// It may be running still, or have been stopped or killed.
func (r *Real) Restart(t testing.TB) {
	t.Helper()
	r.Stop()
	r.start(t, os.Getenv(RealServer), strings.TrimPrefix(r.URL, "http://"))
}

// KillModels ends the processes in which models run and leaves the server, as
// happens to models that do not fit into memory. It reads /proc.
func (r *Real) KillModels(t testing.TB) {
	t.Helper()
	killed := 0
	for _, pid := range groupMembers(t, r.cmd.Process.Pid) {
		if p, err := os.FindProcess(pid); err == nil && pid != r.cmd.Process.Pid && p.Kill() == nil {
			killed++
		}
	}
	if killed == 0 {
		t.Fatal("no model was running")
	}
}

// groupMembers are the processes of a group.
func groupMembers(t testing.TB, group int) (pids []int) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		// "pid (name) state parent group …", and a name may have blanks and
		// parentheses itself. A process that is gone by now has no file.
		text, _ := os.ReadFile(file)
		head, tail, _ := strings.Cut(string(text), " ")
		tail = tail[strings.LastIndexByte(tail, ')')+1:]
		var state string
		var pid, parent, of int
		if _, err := fmt.Sscan(head, &pid); err != nil {
			continue
		}
		if _, err := fmt.Sscan(tail, &state, &parent, &of); err == nil && of == group {
			pids = append(pids, pid)
		}
	}
	return pids
}

// Loaded are the names of the models in memory.
func (r *Real) Loaded(t testing.TB) (names []string) {
	t.Helper()
	ctx, cancel := asking()
	defer cancel()
	running, err := r.api.ListRunning(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range running.Models {
		names = append(names, m.Name)
	}
	return names
}

func (r *Real) modelsDir() string { return filepath.Join(r.home, "models") }
