package main

// vectors.go: the vector index, beside those that others offer, on the same
// made-up vectors. The measuring is host/internal/vector/measure's.

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// measured is a line of measure.
type measured struct {
	Engine, Data, NotMeasured   string
	N, Dims                     int
	Recall, P50, P95, MB, Ready float64
}

// vectors prints the table of all engines, then the figures with a budget.
func (b *bench) vectors() error {
	b.out.section("Vectors: the 10 nearest; made-up vectors")
	args := []string{"run", "./host/internal/vector/measure", fmt.Sprintf("-seed=%d", b.seed)}
	if b.large {
		args = append(args, "-large")
	}
	dir, missing := prepareHnswlib()
	if missing == nil {
		args = append(args, "-hnswlib", dir)
	}
	cmd := exec.Command("go", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("vectors: %w", err)
	}
	all, err := b.vectorTable(out, missing)
	if err := errors.Join(err, cmd.Wait()); err != nil {
		return fmt.Errorf("vectors: %w", err)
	}
	b.vectorBudgets(all)
	return nil
}

// vectorTable prints lines as they come.
func (b *bench) vectorTable(lines io.Reader, missing error) (all []measured, err error) {
	fmt.Fprintf(b.out.w, "%-10s %-12s %-26s %9s %8s %8s %8s %8s\n", "data", "vectors", "engine", "recall@10", "p50 ms", "p95 ms", "MB", "ready s")
	for decoder := json.NewDecoder(lines); ; {
		var m measured
		if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, m)
		name := fmt.Sprintf("%-10s %-12s %-26s", m.Data, fmt.Sprintf("%dx%d", m.N, m.Dims), m.Engine)
		if m.NotMeasured != "" {
			if missing != nil {
				m.NotMeasured = missing.Error()
			}
			fmt.Fprintf(b.out.w, "%s not measured: %s\n", name, m.NotMeasured)
			continue
		}
		fmt.Fprintf(b.out.w, "%s %9.3f %8.2f %8.2f %8.1f %8.2f\n", name, m.Recall, m.P50, m.P95, m.MB, m.Ready)
	}
}

// vectorBudgets are those of the scan at 100,000 vectors. Random vectors have
// none: no embedding is like them.
func (b *bench) vectorBudgets(all []measured) {
	fmt.Fprintf(b.out.w, "\n%-32s %10s %-8s %10s\n", "", "measured", "", "budget")
	for _, m := range all {
		if m.N != 100_000 || m.Data == "random" {
			continue
		}
		name := fmt.Sprintf("%s, %d dims", m.Data, m.Dims)
		switch m.Engine {
		case "scan":
			b.out.atLeast(name+", recall@10", m.Recall, 0.99)
			b.out.figure(name+", p95", "ms", m.P95, 15)
			if m.Dims == 384 {
				b.out.figure(name+", memory", "MB", m.MB, 50)
			}
		case "scan, a third deleted":
			b.out.atLeast(name+", after deletes", m.Recall, 0.99)
		}
	}
}

//go:embed hnswlib.cjs
var hnswlibProgram []byte

// hnswlibPackage pins what is compared with, and lets it run the script that
// compiles it, which npm 11 asks for.
const hnswlibPackage = `{"name": "bench-hnswlib", "version": "0.0.0", "private": true,
 "dependencies": {"hnswlib-node": "3.0.0"}, "allowScripts": {"hnswlib-node": true}}
`

// prepareHnswlib installs hnswlib-node into .cache, once, and returns the
// folder to run its program in. It needs npm and a C++ compiler; the error
// says what is missing.
func prepareHnswlib() (dir string, missing error) {
	dir, err := filepath.Abs(filepath.Join(".cache", "bench", "hnswlib"))
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	for name, text := range map[string][]byte{"hnswlib.cjs": hnswlibProgram, "package.json": []byte(hnswlibPackage)} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return "", err
		}
	}
	loads := func() bool {
		cmd := exec.Command("node", "-e", `require("hnswlib-node")`)
		cmd.Dir = dir
		return cmd.Run() == nil
	}
	if loads() {
		return dir, nil
	}
	npm := "npm"
	if runtime.GOOS == "windows" {
		npm = "npm.cmd"
	}
	if _, err := exec.LookPath(npm); err != nil {
		return "", errors.New("npm was not found")
	}
	fmt.Fprintln(os.Stderr, "Installing hnswlib-node to compare with…")
	cmd := exec.Command(npm, "install", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm install: %w: %s", err, lastLine(out))
	}
	if !loads() {
		return "", errors.New("hnswlib-node was installed but does not load: no C++ compiler?")
	}
	return dir, nil
}

// lastLine is the last line of a program's complaint that says something.
func lastLine(out []byte) string {
	lines := strings.Split(string(bytes.TrimSpace(out)), "\n")
	return lines[len(lines)-1]
}
