// Command eval measures how well the host finds pages, on a set of pages and
// questions in a folder:
//
//	go run ./scripts/eval [-host FILE] [-now DATE] DIR
//
//	DIR/corpus.jsonl      {"id","url","title","folder","added","lang","text"} a line
//	DIR/queries-*.jsonl   {"q","lang","kind","relevant":[id…]} a line; kind "none"
//	                      has no relevant page: the right answer is no page
//
// It imports the pages into a library of its own, asks the questions through
// the command line as a person would, first by words alone, then with meaning,
// and prints a table per kind of question.
// Since weights are chosen by looking at such tables, the questions are also
// shown in two halves: what helps only one of them is luck.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

// options are the command line.
type options struct {
	host, dir, now, mode string
	verbose              bool
}

func readOptions(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.host, "host", filepath.Join("bin", "ai-bookmark"), "the program to measure")
	flags.StringVar(&o.dir, "eval", "", "the folder with corpus.jsonl and queries-*.jsonl (or as the argument)")
	flags.StringVar(&o.now, "now", "2026-11-23", "the day on which the questions are asked")
	flags.StringVar(&o.mode, "mode", "", "only \"text\" (words alone) or \"hybrid\"; both by default")
	flags.BoolVar(&o.verbose, "v", false, "also list the questions that were not answered well")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.dir == "" {
		o.dir = flags.Arg(0)
	}
	if o.dir == "" {
		return o, errors.New("usage: eval [-host FILE] [-now DATE] DIR")
	}
	host, err := filepath.Abs(o.host)
	o.host = host
	return o, err
}

func run(args []string, stdout, stderr io.Writer) error {
	o, err := readOptions(args, stderr)
	if err != nil {
		return err
	}
	corpus := filepath.Join(o.dir, "corpus.jsonl")
	ids, err := pageIDs(corpus)
	if err != nil {
		return err
	}
	questions, err := readQuestions(o.dir)
	if err != nil {
		return err
	}
	home, err := os.MkdirTemp("", "ai-bookmark-eval-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	h := host{program: o.host, home: home}
	started := time.Now()
	if _, err := h.run(nil, "import", corpus); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d pages imported in %.1f s, %d questions, now %s\n", len(ids), time.Since(started).Seconds(), len(questions), o.now)
	for _, mode := range o.modes() {
		if mode == "hybrid" {
			if err := h.embed(stdout); err != nil {
				return err
			}
		}
		if err := h.measure(stdout, o, mode, questions, ids); err != nil {
			return err
		}
	}
	return nil
}

// modes are the ways to search that are measured: words alone, then with
// meaning, by the model of Ollama that is there or the built-in one.
func (o options) modes() []string {
	if o.mode != "" {
		return []string{o.mode}
	}
	return []string{"text", "hybrid"}
}

// embed has every passage embedded and tells by which model.
func (h host) embed(stdout io.Writer) error {
	started := time.Now()
	if _, err := h.run(nil, "index", "--wait"); err != nil {
		return err
	}
	out, err := h.run(nil, "status")
	if err != nil {
		return err
	}
	var status struct {
		Embedded int `json:"embedded"`
		Model    struct {
			Embed string `json:"embed"`
		} `json:"model"`
	}
	if err := json.Unmarshal(out, &status); err != nil {
		return fmt.Errorf("status: %w", err)
	}
	fmt.Fprintf(stdout, "%d passages embedded with %s in %.1f s\n", status.Embedded, status.Model.Embed, time.Since(started).Seconds())
	return nil
}

// measure asks the questions in one mode and prints the table.
func (h host) measure(stdout io.Writer, o options, mode string, questions []question, ids map[string]string) error {
	results, err := h.search(questions, o.now, mode)
	if err != nil {
		return err
	}
	answers, err := answersOf(questions, results, ids)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "\n%s\n", map[string]string{"text": "Words alone", "hybrid": "Words and meaning"}[mode])
	writeTable(stdout, questions, answers)
	writeTimes(stdout, results)
	if o.verbose {
		writeMisses(stdout, questions, answers)
	}
	return nil
}

// question is one line of a queries file.
type question struct {
	Q        string   `json:"q"`
	Lang     string   `json:"lang"`
	Kind     string   `json:"kind"`
	Relevant []string `json:"relevant"`
}

// result is what eval needs of a SearchResult.
type result struct {
	Hits []struct {
		URL   string `json:"url"`
		Title string `json:"title"`
	} `json:"hits"`
	Mode   string  `json:"mode"`
	TookMs float64 `json:"tookMs"`
}

// eachLine decodes the JSON lines of a file.
func eachLine[T any](name string, take func(T)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return fmt.Errorf("%s, line %d: %w", name, n, err)
		}
		take(v)
	}
	return lines.Err()
}

// pageIDs maps the addresses of a corpus to its ids.
func pageIDs(corpus string) (map[string]string, error) {
	ids := map[string]string{}
	err := eachLine(corpus, func(p struct{ ID, URL string }) { ids[p.URL] = p.ID })
	return ids, err
}

func readQuestions(dir string) ([]question, error) {
	names, err := filepath.Glob(filepath.Join(dir, "queries-*.jsonl"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no queries-*.jsonl in %s", dir)
	}
	slices.Sort(names)
	var out []question
	for _, name := range names {
		if err := eachLine(name, func(q question) {
			q.Q = strings.Join(strings.Fields(q.Q), " ")
			out = append(out, q)
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// answersOf turns results into the ids of the pages found, per question.
func answersOf(questions []question, results []result, ids map[string]string) ([][]string, error) {
	if len(results) != len(questions) {
		return nil, fmt.Errorf("%d results for %d questions", len(results), len(questions))
	}
	answers := make([][]string, len(questions))
	for i, r := range results {
		for _, h := range r.Hits {
			id, ok := ids[h.URL]
			if !ok {
				return nil, fmt.Errorf("the host found an address that is not in the corpus (question %d)", i+1)
			}
			answers[i] = append(answers[i], id)
		}
	}
	return answers, nil
}

// host is the program with a library of its own.
type host struct{ program, home string }

// run starts the program and returns what it wrote to stdout.
func (h host) run(stdin io.Reader, args ...string) ([]byte, error) {
	cmd := exec.Command(h.program, append([]string{"--data-dir", h.home, "--json"}, args...)...)
	cmd.Stdin = stdin
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s%s", filepath.Base(h.program), args[0], err, out, stderr.String())
	}
	return out, nil
}

// search asks the questions, all of one process.
func (h host) search(questions []question, now, mode string) ([]result, error) {
	args := []string{"search", "--batch", "--limit", "10", "--now", now}
	if mode != "" {
		args = append(args, "--mode", mode)
	}
	var in strings.Builder
	for _, q := range questions {
		in.WriteString(q.Q + "\n")
	}
	out, err := h.run(strings.NewReader(in.String()), args...)
	if err != nil {
		return nil, err
	}
	var results []result
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var r result
		if err := dec.Decode(&r); errors.Is(err, io.EOF) {
			return results, nil
		} else if err != nil {
			return nil, fmt.Errorf("result %d: %w", len(results)+1, err)
		}
		results = append(results, r)
	}
}
