// Command bench measures what a person waits for, on a library of made-up
// pages, and prints each figure beside its budget:
//
//	go run ./scripts/bench [-host FILE] [-pages N] [-only pages|meaning|ask|vectors|texts|popup] [-large]
//
// Pages go through the program as it is shipped: they come in through the
// command line, questions through the pipe that a browser opens. Then they get
// vectors, and the same is asked by meaning (meaning.go), and answered by a
// scripted model (asking.go). The vector index is also measured by itself,
// beside coder/hnsw and npm's hnswlib-node on the same vectors (vectors.go), and so is reading the
// text of pages (texts.go). Last comes the popup, in a real Chromium where
// there is one (popup.go).
//
// It exits with 1 when a figure is worse than twice its budget: machines
// differ, but not by that much. Budgets are for 10,000 pages on two cores. All
// libraries are its own, in a temporary folder.
package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

func main() {
	worse, err := run(os.Args[1:], os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	if worse {
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	program string
	dir     string
	pages   int
	// questions and keystrokes are how many of each are timed; starts how
	// often the program is started.
	questions, keystrokes, starts int
	world                         *world
	out                           *report
	stderr                        io.Writer
	seed                          uint64
	// large measures vectors that take tens of minutes as well.
	large bool
	// textKB is the text of a page on average.
	textKB float64
	// models is the address of the model server.
	models string
}

func run(args []string, stdout, stderr io.Writer) (worse bool, err error) {
	b := bench{questions: 400, keystrokes: 600, starts: 5, stderr: stderr}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	program := flags.String("host", filepath.Join("bin", "ai-bookmark"), "the program to measure")
	flags.IntVar(&b.pages, "pages", 10_000, "size of the library")
	dir := flags.String("dir", "", "an empty folder to work in and leave behind (default: a temporary one)")
	flags.Uint64Var(&b.seed, "seed", 1, "of the made-up pages, questions and vectors")
	only := flags.String("only", "", "measure only \"pages\", \"meaning\", \"ask\", \"vectors\", \"texts\" or \"popup\"")
	flags.BoolVar(&b.large, "large", os.Getenv("BENCH_LARGE") != "",
		"also a million vectors, and the indexes of others at 100,000: tens of minutes, 6 GB of memory (BENCH_LARGE=1 does the same)")
	if err := flags.Parse(args); err != nil {
		return false, err
	}
	if b.program, err = filepath.Abs(*program); err != nil {
		return false, err
	}
	if b.dir = *dir; b.dir == "" {
		if b.dir, err = os.MkdirTemp("", "ai-bookmark-bench-"); err != nil {
			return false, err
		}
		defer os.RemoveAll(b.dir)
	}
	b.out = &report{w: stdout}
	steps, known := map[string][]func() error{
		"":        {b.measurePages, b.measureMeaning, b.measureAsking, b.vectors, b.texts, b.popup},
		"pages":   {b.measurePages},
		"meaning": {b.measureMeaning},
		"ask":     {b.measureAsking},
		"vectors": {b.vectors},
		"texts":   {b.texts},
		"popup":   {b.popup},
	}[*only]
	if !known {
		return false, fmt.Errorf("-only %s: want pages, meaning, ask, vectors, texts or popup", *only)
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return false, err
		}
	}
	return b.out.worse, nil
}

// measurePages measures everything that goes through the program.
func (b *bench) measurePages() error {
	b.world = newWorld(rand.New(rand.NewPCG(b.seed, 0)))
	b.out.head(b.pages)
	for _, step := range []func() error{b.importPages, b.indexSize, b.firstAnswer, b.answers, b.sync} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) home(name string) string { return filepath.Join(b.dir, name) }

// importPages fills a library from a file.
func (b *bench) importPages() error {
	file := filepath.Join(b.dir, "pages.jsonl")
	bytes, err := b.world.writePages(file, b.pages)
	if err != nil {
		return err
	}
	start := time.Now()
	cmd := exec.Command(b.program, "import", file)
	cmd.Env = environment(b.home("library"), noModel)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("import: %w\n%s", err, out)
	}
	took := time.Since(start).Seconds()
	b.textKB = float64(bytes) / float64(b.pages) / 1024
	b.out.figure("import", "pages/s", float64(b.pages)/took, 0)
	b.out.figure("  text", "MB", float64(bytes)/1e6, 0)
	return nil
}

// indexSize measures index.db without vectors.
func (b *bench) indexSize() error {
	b.out.figure("index a page", "KB", b.indexKB("library"), 8)
	b.out.figure("library a page", "KB", b.fileKB("library", "library.db"), 0)
	return nil
}

func (b *bench) indexKB(home string) float64 { return b.fileKB(home, "index.db") }

// fileKB is the size of a database a page, after the checkpoint that the end
// of a command makes.
func (b *bench) fileKB(home, name string) float64 {
	total := 0.0
	for _, end := range []string{"", "-wal"} {
		if info, err := os.Stat(filepath.Join(b.home(home), name+end)); err == nil {
			total += float64(info.Size())
		}
	}
	return total / float64(b.pages) / 1024
}

// firstAnswer starts the program as a browser does and asks at once.
func (b *bench) firstAnswer() error {
	var times, memory []float64
	for i := range b.starts {
		start := time.Now()
		p, err := openPipe(b.program, b.home("library"), noModel, "bench")
		if err != nil {
			return err
		}
		if _, err := p.search(b.world.question(), false); err != nil {
			return err
		}
		times = append(times, ms(time.Since(start)))
		if mb, ok := residentMB(p.cmd.Process.Pid); ok {
			memory = append(memory, mb)
		}
		if err := p.close(); err != nil {
			return fmt.Errorf("start %d: %w", i+1, err)
		}
	}
	b.out.median("start to first answer", times, 50)
	if len(memory) > 0 {
		b.out.figure("memory after it, most", "MB", slices.Max(memory), 50)
	}
	return nil
}

// answers times questions and keystrokes.
func (b *bench) answers() error {
	p, err := openPipe(b.program, b.home("library"), noModel, "bench")
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.pause(); err != nil {
		return err
	}
	var asked []float64
	found := 0
	for range b.questions {
		start := time.Now()
		hits, err := p.search(b.world.question(), false)
		if err != nil {
			return err
		}
		asked = append(asked, ms(time.Since(start)))
		found += min(1, hits)
	}
	typed, err := b.keystrokeTimes(p)
	if err != nil {
		return err
	}
	if found < b.questions*9/10 {
		return fmt.Errorf("only %d of %d questions found anything", found, b.questions)
	}
	b.out.times("question", asked, 15)
	b.out.times("keystroke", typed, 15)
	return nil
}

// keystrokeTimes types titles.
func (b *bench) keystrokeTimes(p *pipe) (typed []float64, err error) {
	for len(typed) < b.keystrokes {
		for _, text := range b.world.typing() {
			start := time.Now()
			if _, err := p.search(text, true); err != nil {
				return nil, err
			}
			typed = append(typed, ms(time.Since(start)))
		}
	}
	return typed, nil
}

// sync sends a whole bookmark tree, as a browser does when it first connects,
// and a second time, when nothing changed.
func (b *bench) sync() error {
	p, err := openPipe(b.program, b.home("synced"), noModel, "bench")
	if err != nil {
		return err
	}
	defer p.close()
	nodes := b.world.nodes(b.pages)
	for _, run := range []struct {
		name   string
		budget float64
	}{{"sync of all bookmarks", 5}, {"the same again", 0}} {
		start := time.Now()
		if err := p.sync(run.name, nodes); err != nil {
			return err
		}
		b.out.figure(run.name, "s", time.Since(start).Seconds(), run.budget)
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
