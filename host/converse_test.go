//go:build unix

package main

import (
	"io"
	"log/slog"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/ollamatest"
)

// display is a terminal's output that a test reads while it is written.
type display struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *display) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *display) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// Ctrl-C stops the answer and its model; the conversation goes on. Ctrl-C at
// the prompt ends it.
func TestInterruptStopsTheAnswerThenTheConversation(t *testing.T) {
	server := ollamatest.New(ollamatest.Scripts["endless"])
	home := t.TempDir()
	importPages(t, home, talkPages)
	t.Setenv("OLLAMA_HOST", server.Start(t))
	s, err := openServices(t.Context(), home, func() *slog.Logger { return slog.New(slog.DiscardHandler) })
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	in, typing := io.Pipe()
	defer typing.Close()
	out := &display{}
	a := &app{lasting: t.Context(), stdin: in, stdout: out, stderr: out, locale: "en"}
	ended := make(chan error, 1)
	go func() { ended <- a.converse(s, answer.Question{Locale: "en"}) }()

	if _, err := io.WriteString(typing, starterEN+"\n"); err != nil {
		t.Fatal(err)
	}
	until(t, "the model speaks", func() bool { return strings.Contains(out.String(), "and so on and so on") })
	interrupted := time.Now()
	interrupt(t)
	until(t, "the answer is stopped", func() bool { return strings.Contains(out.String(), "Stopped.\n\n> ") })
	until(t, "the server has lost its client", func() bool { return server.Abandoned() == 1 })
	t.Logf("stopped %v after the interrupt", time.Since(interrupted))

	server.Follow(ollamatest.Scripts["cited"])
	if _, err := io.WriteString(typing, "How warm should a sourdough starter be kept?\n"); err != nil {
		t.Fatal(err)
	}
	until(t, "the next answer", func() bool { return strings.Contains(out.String(), "The pages say so [1]") })
	until(t, "its sources", func() bool { return strings.HasSuffix(out.String(), "\n> ") })
	interrupt(t)
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(untilPatience):
		t.Fatalf("still there:\n%s", out)
	}
}

func interrupt(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
}
