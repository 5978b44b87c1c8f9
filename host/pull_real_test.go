//go:build linux

package main

// pull_real_test.go: getting models and starting the server, with a real
// Ollama (make test-ollama).

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/ollamatest"
	"aibookmark/host/internal/protocol"
)

// events are the notifications of a host about downloads, so far.
func events(t *testing.T, h *host) (all []protocol.ModelEvent) {
	t.Helper()
	for _, m := range h.Messages() {
		var e protocol.ModelEvent
		if m.Method != protocol.NotifyModelsEvent {
			continue
		}
		if err := json.Unmarshal(m.Params, &e); err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// begin is Go for calls that must get out.
func begin(t *testing.T, h *host, method string, params any) *browsertest.Pending {
	t.Helper()
	p, err := h.Go(method, params)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// failedWith waits for the error of a call.
func failedWith(t *testing.T, p *browsertest.Pending, kind protocol.ErrorKind) {
	t.Helper()
	var e *browsertest.Error
	if err := p.Wait(t.Context(), nil); !errors.As(err, &e) || e.Data.Kind != kind {
		t.Errorf("%v, want %s", err, kind)
	}
}

// A model that is downloaded while the host runs is in use at once; a page
// that opens meanwhile sees how far it is, and can stop it.
func TestRealPullRaisesTheRung(t *testing.T) {
	source, target := ollamatest.StartReal(t), ollamatest.StartReal(t)
	source.Create(t, ollamatest.EmbedLexical)
	registry := source.Registry(t, 0)
	// As the app writes it.
	name := strings.TrimSuffix(strings.TrimPrefix(registry.Name(ollamatest.EmbedLexical), "http://"), ":latest")
	home := t.TempDir()
	importMeant(t, home, 20)
	h, _ := openWith(t, home, target.URL)
	registry.HoldAfter(4 << 20)
	first := begin(t, h, protocol.MethodModelsPull, protocol.PullParams{Name: name})
	until(t, "bytes come", func() bool {
		all := events(t, h)
		return len(all) > 0 && all[len(all)-1].Completed > 2<<20
	})
	list := call[protocol.ModelsList](t, h, protocol.MethodModelsList, nil)
	if len(list.Pulling) != 1 || list.Pulling[0].Name != name || list.Pulling[0].Completed == 0 {
		t.Errorf("pulling %+v", list.Pulling)
	}
	before := len(events(t, h))
	second := begin(t, h, protocol.MethodModelsPull, protocol.PullParams{Name: name, Join: true})
	until(t, "the second hears of it", func() bool { return len(events(t, h)) > before })
	if err := h.Notify(protocol.MethodCancel, []any{second.ID}); err != nil {
		t.Fatal(err)
	}
	failedWith(t, second, protocol.KindCancelled)
	failedWith(t, first, protocol.KindCancelled)
	if rung := statusOf(t, h).Rung; rung != 1 {
		t.Errorf("rung %d", rung)
	}
	registry.Release()
	done := call[protocol.ModelParams](t, h, protocol.MethodModelsPull, protocol.PullParams{Name: name})
	if done.Name != name {
		t.Errorf("%+v", done)
	}
	all := events(t, h)
	if last := all[len(all)-1]; last.Phase != "done" || last.Completed != last.Total || last.Total < 10<<20 {
		t.Errorf("the last event: %+v", last)
	}
	var phases []string
	for _, e := range all {
		if !slices.Contains(phases, e.Phase) {
			phases = append(phases, e.Phase)
		}
	}
	if !slices.Contains(phases, "cancelled") || slices.Contains(phases, "failed") {
		t.Errorf("phases %v", phases)
	}
	until(t, "rung 2", func() bool { return statusOf(t, h).Rung == 2 })
	untilEmbedded(t, h, 2*(20+len(meant)), name+":latest")
	untilMeant(t, h, "")
	if p := begin(t, h, protocol.MethodModelsPull, protocol.PullParams{Name: registry.Name("nothing")}); true {
		failedWith(t, p, protocol.KindNotFound)
	}
}

// An installed Ollama is started, and goes on when the host has ended.
func TestRealStartedByTheHost(t *testing.T) {
	exe := os.Getenv(ollamatest.RealServer)
	if exe == "" {
		t.Skipf("needs a real Ollama server: make test-ollama, or %s=/path/of/ollama", ollamatest.RealServer)
	}
	bin, user := t.TempDir(), t.TempDir()
	path := filepath.Join(bin, "ollama")
	if err := os.Symlink(exe, path); err != nil {
		t.Fatal(err)
	}
	// A user of his own, so that no service and no models of this computer count.
	if err := os.MkdirAll(filepath.Join(user, ".ollama", "models", "manifests"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { endAllOf(t, path) })
	address := freeAddress(t)
	cmd := program(t.TempDir(), address, browsertest.ChromeArgs()...)
	cmd.Env = append(cmd.Env, "PATH="+bin, "HOME="+user, "OLLAMA_NO_CLOUD=1", "OLLAMA_MODELS=")
	h := startCmd(t, cmd.Dir, cmd)
	opened, err := h.Open(t.Context())
	if err != nil || opened.Status.Ollama == "ready" {
		t.Fatalf("%+v, %v", opened, err)
	}
	until(t, "it is known to be installed", func() bool { return statusOf(t, h).Ollama == "stopped" })
	if r := call[protocol.OllamaState](t, h, protocol.MethodModelsStart, nil); r.Ollama != "ready" {
		t.Errorf("%+v", r)
	}
	if st := statusOf(t, h); st.Ollama != "ready" {
		t.Errorf("status %+v", st)
	}
	if err := h.Hangup(); err != nil {
		t.Fatal(err)
	}
	if err := ends(t, h); err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatalf("it ended with the host: %v", err)
	}
	conn.Close()
}

// freeAddress is one where nobody listens, for now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// endAllOf ends the programs that were started by a path, with their groups.
func endAllOf(t *testing.T, path string) {
	t.Helper()
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range files {
		line, _ := os.ReadFile(file)
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && bytes.HasPrefix(line, []byte(path+"\x00")) {
			_ = syscall.Kill(-pid, syscall.SIGKILL)
		}
	}
}

// The command shows a bar, and Ctrl-C keeps what came.
func TestRealPullCommand(t *testing.T) {
	source, target := ollamatest.StartReal(t), ollamatest.StartReal(t)
	source.Create(t, ollamatest.ChatScript, ollamatest.EmbedLexical)
	registry := source.Registry(t, 0)
	home, name := t.TempDir(), registry.Name(ollamatest.EmbedLexical)
	registry.HoldAfter(4 << 20)
	cmd := program(home, target.URL, "models", "pull", name)
	screen := onTerminal(t, cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	screen.started()
	defer func() {
		if t.Failed() {
			t.Logf("the screen: %q", screen)
		}
	}()
	until(t, "the bar shows bytes", func() bool {
		return strings.Contains(screen.String(), "Downloading") && strings.Contains(screen.String(), "/13 MB")
	})
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
		t.Errorf("%v", err)
	}
	until(t, "it says what is kept", func() bool { return strings.Contains(screen.String(), "What has come is kept") })
	registry.Release()
	if got := run[protocol.ModelParams](t, home, target.URL, "models", "pull", name); !strings.HasSuffix(got.Name, "/library/embed-lexical") {
		t.Errorf("%+v", got)
	}
	if ranges := registry.Ranges(); !slices.ContainsFunc(ranges, func(r string) bool { return !strings.HasPrefix(r, "bytes=0-") }) {
		t.Errorf("it began anew: %v", ranges)
	}
	if list := run[protocol.ModelsList](t, home, target.URL, "models"); len(list.Installed) != 1 {
		t.Errorf("%+v", list)
	}
}
