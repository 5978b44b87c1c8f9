package main

// meaning.go: search by meaning through the whole program, in the library of
// main.go: first with the vectors of a model server that answers at once, so
// that what is measured is the program, then with the built-in model.

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// measureMeaning measures search by meaning. The pages are imported when that
// was not done yet.
func (b *bench) measureMeaning() error {
	if b.world == nil {
		b.world = newWorld(rand.New(rand.NewPCG(b.seed, 0)))
		b.out.head(b.pages)
		if err := b.importPages(); err != nil {
			return err
		}
	}
	if err := copyLibrary(b.home("library"), b.home("builtin")); err != nil {
		return err
	}
	server, err := startEmbedServer(b.world.rand)
	if err != nil {
		return err
	}
	defer server.Close()
	b.models = server.url
	b.out.section(fmt.Sprintf("Search by meaning: the same pages, vectors of %d dimensions from a server that answers at once", embedDims))
	for _, step := range []func() error{b.embedPages, b.startWithVectors, b.bothWays, b.builtin} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// copyLibrary copies the files of a library that no process uses.
func copyLibrary(from, to string) error {
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	for _, name := range []string{"library.db", "index.db"} {
		data, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// indexed is what "index --json" prints.
type indexed struct {
	Embedded, Waiting int
}

// indexPages runs "index --wait" on a library, and returns what it did, how
// long that took and how much memory it held at most.
func (b *bench) indexPages(home, models string) (done indexed, took time.Duration, peakMB float64, err error) {
	cmd := exec.Command(b.program, "index", "--wait", "--json")
	cmd.Env = environment(home, models)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return done, 0, 0, err
	}
	end := make(chan struct{})
	go func() {
		err = cmd.Wait()
		close(end)
	}()
	for running := true; running; {
		select {
		case <-end:
			running = false
		case <-time.After(100 * time.Millisecond):
			if mb, ok := peakResidentMB(cmd.Process.Pid); ok {
				peakMB = mb
			}
		}
	}
	took = time.Since(start)
	if err == nil {
		err = json.Unmarshal(out.Bytes(), &done)
	}
	if err == nil && (done.Embedded < b.pages || done.Waiting > 0) {
		err = errors.New("not every page was embedded")
	}
	if err != nil {
		err = fmt.Errorf("index: %w\n%s%s", err, out.Bytes(), errs.Bytes())
	}
	return done, took, peakMB, err
}

// embedPages makes the vectors of every page.
func (b *bench) embedPages() error {
	done, took, peak, err := b.indexPages(b.home("library"), b.models)
	if err != nil {
		return err
	}
	b.out.figure("passages", "", float64(done.Embedded), 0)
	b.out.figure("embedding them", "s", took.Seconds(), 0)
	if peak > 0 {
		b.out.figure("  memory, most", "MB", peak, 0)
	}
	b.out.figure("index a page, with vectors", "KB", b.indexKB("library"), 0)
	// In proportion: the made-up texts have 6 KB on average.
	all := b.indexKB("library") + b.fileKB("library", "library.db")
	b.out.figure("disk a page of 8 KB, all in all", "KB", all*8/b.textKB, 42)
	return nil
}

// startWithVectors starts the program as a browser and as a terminal does, and
// asks at once.
func (b *bench) startWithVectors() error {
	var words, meaning, memory []float64
	for range b.starts {
		first, vectors, mb, err := b.startPipe()
		if err != nil {
			return err
		}
		words, meaning = append(words, first), append(meaning, vectors)
		if mb > 0 {
			memory = append(memory, mb)
		}
	}
	b.out.median("start to first answer", words, 50)
	b.out.median("start to first by meaning", meaning, 250)
	if len(memory) > 0 {
		b.out.figure("memory after it, most", "MB", slices.Max(memory), 0)
	}
	return b.startTerminal("terminal", b.home("library"), b.models)
}

// startPipe starts the program as a browser does and asks until meaning has
// its say: how long that took after the start, how long the first answer, and
// the memory then.
func (b *bench) startPipe() (first, meaning, mb float64, err error) {
	start := time.Now()
	p, err := openPipe(b.program, b.home("library"), b.models, "bench")
	if err != nil {
		return 0, 0, 0, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	for question := b.world.question(); ; {
		r, err := p.ask(question, "hybrid", false)
		if err != nil {
			return 0, 0, 0, err
		}
		if first == 0 {
			first = ms(time.Since(start))
		}
		if r.Mode == "hybrid" && r.Partial == "" {
			meaning = ms(time.Since(start))
			mb, _ = residentMB(p.cmd.Process.Pid)
			return first, meaning, mb, nil
		}
		if time.Since(start) > time.Minute {
			return 0, 0, 0, fmt.Errorf("no answer by meaning: mode %q, partial %q", r.Mode, r.Partial)
		}
		time.Sleep(askAgain)
	}
}

// askAgain is how long the next question waits while the vectors load: each
// takes the processor from that.
const askAgain = 20 * time.Millisecond

// startTerminal runs the command line's search, start to end, in both modes.
func (b *bench) startTerminal(name, home, models string) error {
	for _, run := range []struct {
		mode   string
		budget float64
	}{{"text", 50}, {"hybrid", 250}} {
		var wall, processor []float64
		for range b.starts {
			cmd := exec.Command(b.program, "search", "--json", "--mode", run.mode, b.world.question())
			cmd.Env = environment(home, models)
			start := time.Now()
			out, err := cmd.Output()
			if err != nil {
				return fmt.Errorf("search: %w", err)
			}
			wall = append(wall, ms(time.Since(start)))
			processor = append(processor, ms(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()))
			var r result
			if err := json.Unmarshal(out, &r); err != nil || r.Mode != run.mode {
				return fmt.Errorf("search: mode %q, not %q: %v", r.Mode, run.mode, err)
			}
		}
		b.out.median(name+", search --mode "+run.mode, wall, run.budget)
		b.out.median("  processor time", processor, 0)
	}
	return nil
}

// bothWays asks each question by words and with meaning, and times the
// difference, then types.
func (b *bench) bothWays() error {
	p, err := openPipe(b.program, b.home("library"), b.models, "bench")
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.pause(); err != nil {
		return err
	}
	var text, hybrid, typed []float64
	for i := range b.questions + warmUps {
		question, times := b.world.question(), [2]float64{}
		for j, mode := range []string{"text", "hybrid"} {
			start := time.Now()
			if _, err := p.ask(question, mode, false); err != nil {
				return err
			}
			times[j] = ms(time.Since(start))
		}
		if i >= warmUps {
			text, hybrid = append(text, times[0]), append(hybrid, times[1])
		}
	}
	if typed, err = b.keystrokeTimes(p); err != nil {
		return err
	}
	b.out.times("words alone", text, 15)
	b.out.times("with meaning", hybrid, 0)
	b.out.figure("meaning adds, p95 to p95", "ms", percentile(hybrid, 0.95)-percentile(text, 0.95), 15)
	b.out.times("keystroke", typed, 15)
	return nil
}

// warmUps are questions that are not timed: the vectors are still loading.
const warmUps = 20

// builtin measures the model that is learnt from the pages themselves.
func (b *bench) builtin() error {
	b.out.section("Search by meaning: the built-in model, learnt from the same pages")
	done, took, peak, err := b.indexPages(b.home("builtin"), noModel)
	if err != nil {
		return err
	}
	learnt, err := readLearnt(filepath.Join(b.home("builtin"), "host.log"))
	if err != nil {
		return err
	}
	b.out.figure("learning", "s", time.Duration(learnt.Took).Seconds(), 30)
	b.out.figure("  and embedding", "s", took.Seconds(), 0)
	if peak > 0 {
		b.out.figure("  memory, most", "MB", peak, 300)
	}
	b.out.figure("passages", "", float64(done.Embedded), 0)
	b.out.figure("model, dimensions", "", float64(learnt.Dims), 0)
	b.out.figure("model", "MB", float64(learnt.Bytes)/1e6, 0)
	b.out.figure("index a page, with all", "KB", b.indexKB("builtin"), 0)
	return b.startTerminal("built-in", b.home("builtin"), noModel)
}

// learnt is the line of the log about a model that was learnt.
type learnt struct {
	Msg               string
	Dims, Bytes, Took int64
}

func readLearnt(log string) (learnt, error) {
	f, err := os.Open(log)
	if err != nil {
		return learnt{}, err
	}
	defer f.Close()
	for lines := json.NewDecoder(bufio.NewReader(f)); ; {
		var l learnt
		if err := lines.Decode(&l); errors.Is(err, io.EOF) {
			return l, errors.New("no model was learnt")
		} else if err != nil {
			return l, err
		}
		if l.Bytes > 0 && l.Dims > 0 {
			return l, nil
		}
	}
}
