package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The program under test is this test binary: testscript starts it again under
// the name ai-bookmark, and it runs main.
func TestMain(m *testing.M) {
	if os.Getenv(beTheHost) != "" { // serve_test.go starts the host like this
		useTestWeb(os.Getenv(testWeb))
		main()
	}
	testscript.Main(m, map[string]func(){"ai-bookmark": main})
}

// Each file of testdata/script is one story of the command line, told as
// commands and what they print.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("AI_BOOKMARK_HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("LANG", "en_US.UTF-8")
			// Port 9 (discard) has no listener: no model, whatever this machine runs.
			e.Setenv("OLLAMA_HOST", "127.0.0.1:9")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// absent fails when a word stands in any file of a folder.
			"absent": func(ts *testscript.TestScript, _ bool, args []string) {
				err := filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d os.DirEntry, err error) error {
					if err != nil || d.IsDir() {
						return err
					}
					b, err := os.ReadFile(path)
					if err == nil && bytes.Contains(b, []byte(args[1])) {
						ts.Fatalf("%q stands in %s", args[1], path)
					}
					return err
				})
				ts.Check(err)
			},
		},
	})
}

// Run never writes to the process's own streams, whatever it is told.
func TestRunUsesTheStreamsItIsGiven(t *testing.T) {
	t.Setenv("AI_BOOKMARK_HOME", t.TempDir())
	var out, errs writes
	if got := Run(context.Background(), []string{"version"}, nil, &out, &errs); got != exitDone {
		t.Fatalf("status %d", got)
	}
	if string(out) != "ai-bookmark "+version+"\n" || len(errs) != 0 {
		t.Errorf("stdout %q, stderr %q", out, errs)
	}
}

type writes []byte

func (w *writes) Write(p []byte) (int, error) { *w = append(*w, p...); return len(p), nil }
