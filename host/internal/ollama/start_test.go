//go:build unix

package ollama_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
)

// beOllama makes this test binary the program that is started; its value is a
// file for what it finds out about itself, and how behave decides.
const (
	beOllama = "TEST_BE_OLLAMA"
	behave   = "TEST_BE_OLLAMA_THAT"
)

func TestMain(m *testing.M) {
	if report := os.Getenv(beOllama); report != "" {
		standIn(report)
		return
	}
	os.Exit(m.Run())
}

// self is what the program that was started finds out about itself.
type self struct {
	PID, Session int
	Args         []string
	Env          []string
	// Open is what its files are, by number, where the system tells.
	Open map[string]string
}

// standIn is Ollama, as far as starting it goes.
func standIn(report string) {
	s := self{PID: os.Getpid(), Args: os.Args[1:], Env: os.Environ(), Open: map[string]string{}}
	s.Session, _ = getsid()
	links, _ := filepath.Glob("/proc/self/fd/*")
	for _, l := range links {
		if to, err := os.Readlink(l); err == nil {
			s.Open[filepath.Base(l)] = to
		}
	}
	text, _ := json.Marshal(s)
	_ = os.WriteFile(report, text, 0o600)
	switch os.Getenv(behave) {
	case "ends":
		return
	case "hangs":
		_, _ = io.Copy(io.Discard, neverEnding{})
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"version":"0.17.4"}`)
	}))
	server.Listener.Close()
	_ = http.ListenAndServe(os.Getenv("OLLAMA_HOST"), server.Config.Handler)
}

// neverEnding never has anything to read.
type neverEnding struct{}

func (neverEnding) Read([]byte) (int, error) { select {} }

func getsid() (int, error) {
	sid, _, errno := syscall.Syscall(syscall.SYS_GETSID, 0, 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(sid), nil
}

// installed is an Ollama that is installed, and a client that does not know
// yet where it will be.
func installed(t *testing.T, that string) (c func(ollama.Options) *ollama.Client, report func() self) {
	t.Helper()
	dir := t.TempDir()
	path, file := filepath.Join(dir, "ollama"), filepath.Join(dir, "report")
	if err := os.Symlink(os.Args[0], path); err != nil {
		t.Fatal(err)
	}
	t.Setenv(beOllama, file)
	t.Setenv(behave, that)
	report = func() (s self) {
		text, err := os.ReadFile(file)
		if err != nil || json.Unmarshal(text, &s) != nil {
			t.Fatalf("it was not started: %v", err)
		}
		return s
	}
	t.Cleanup(func() {
		if text, err := os.ReadFile(file); err == nil {
			var s self
			if json.Unmarshal(text, &s) == nil && s.PID > 1 {
				_ = syscall.Kill(s.PID, syscall.SIGKILL)
			}
		}
	})
	url := freeAddress(t)
	return func(o ollama.Options) *ollama.Client {
		if o.Settings == nil {
			o.Settings = ollamatest.At(url)
		}
		if o.Binary == nil {
			o.Binary = func() (string, bool) { return path, true }
		}
		if o.Service == nil {
			o.Service = func() bool { return false }
		}
		return ollama.New(o)
	}, report
}

// freeAddress is one where nobody listens, for now.
func freeAddress(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(nil)
	s.Close()
	return s.URL
}

func TestStartServer(t *testing.T) {
	client, report := installed(t, "")
	t.Setenv("AI_BOOKMARK_SECRET", "ours")
	t.Setenv("OLLAMA_HOST", "0.0.0.0:1")
	c := client(ollama.Options{})
	if state, _ := c.State(t.Context()); state != "stopped" {
		t.Errorf("state %q before", state)
	}
	if err := c.StartServer(t.Context()); err != nil {
		t.Fatal(err)
	}
	if state, _ := c.State(t.Context()); state != "ready" {
		t.Errorf("state %q after", state)
	}
	s := report()
	if len(s.Args) != 1 || s.Args[0] != "serve" || s.Session != s.PID {
		t.Errorf("%v in session %d of %d", s.Args, s.Session, s.PID)
	}
	for _, v := range s.Env {
		if strings.HasPrefix(v, "AI_BOOKMARK_") || v == "OLLAMA_HOST=0.0.0.0:1" {
			t.Errorf("it got %s", v)
		}
	}
	if runtime.GOOS == "linux" {
		for fd, to := range s.Open {
			if strings.HasPrefix(to, "pipe:") || strings.Contains("0 1 2", fd) && to != os.DevNull {
				t.Errorf("file %s is %s", fd, to)
			}
		}
	}
	// One that answers is not started again.
	if err := client(ollama.Options{Binary: absent}).StartServer(t.Context()); err != nil {
		t.Errorf("again: %v", err)
	}
}

func TestStartServerFails(t *testing.T) {
	for name, c := range map[string]struct {
		that    string
		options ollama.Options
		kind    library.Kind
	}{
		"not installed": {options: ollama.Options{Binary: absent}, kind: library.NotFound},
		"not Ollama":    {options: ollama.Options{Binary: func() (string, bool) { return "/bin/sh", true }}, kind: library.NotFound},
		"a service":     {options: ollama.Options{Service: func() bool { return true }}, kind: library.NotAllowed},
		"ends at once":  {that: "ends", kind: library.OllamaUnreachable},
		"hangs":         {that: "hangs", options: ollama.Options{Timeouts: ollama.Timeouts{Start: 200 * time.Millisecond}}, kind: library.OllamaUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := installed(t, c.that)
			err := client(c.options).StartServer(t.Context())
			if library.KindOf(err) != c.kind {
				t.Errorf("%v", err)
			}
		})
	}
}
