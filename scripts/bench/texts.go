package main

// texts.go: reading the text of pages, by the benchmarks of the packages that
// do it. What is measured is the time of the processor, so that what else the
// computer does counts little.

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// texts measures how many pages of 100 KB are read in a second on two cores,
// and how fast secrets are looked for.
func (b *bench) texts() error {
	b.out.section("The text of pages: one of 100 KB, half of it scripts and styles; by the time of the processor")
	const pages, packages = 100, "./host/internal/"
	_, seconds, err := b.benchmark(packages+"extract", "BenchmarkHTML", pages)
	if err != nil {
		return err
	}
	each := seconds / pages
	b.out.figure("reading a page", "ms", each*1000, 2000/60.)
	b.out.figure("  on two cores", "pages/s", 2/each, 0)
	speed, _, err := b.benchmark(packages+"redact", "BenchmarkText", 50)
	if err != nil {
		return err
	}
	b.out.figure("looking for secrets, 1 MB", "ms", 1000/speed, 20)
	return nil
}

// megabytes is the speed in the output of a benchmark.
var megabytes = regexp.MustCompile(`([0-9.]+) MB/s`)

// benchmark runs a benchmark so many times, and returns its speed in MB/s by
// the clock and the processor time it took, in seconds.
func (b *bench) benchmark(pkg, name string, times int) (speed, seconds float64, err error) {
	program := filepath.Join(b.dir, filepath.Base(pkg)+".test")
	if out, err := exec.Command("go", "test", "-c", "-o", program, pkg).CombinedOutput(); err != nil {
		return 0, 0, fmt.Errorf("build the benchmark of %s: %w\n%s", pkg, err, out)
	}
	cmd := exec.Command(program, "-test.run", "^$", "-test.bench", "^"+name+"$", "-test.benchtime", strconv.Itoa(times)+"x")
	cmd.Dir, cmd.Env = filepath.FromSlash(pkg), os.Environ()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	found := megabytes.FindSubmatch(out)
	if found == nil {
		return 0, 0, fmt.Errorf("%s printed no speed:\n%s", name, out)
	}
	speed, err = strconv.ParseFloat(string(found[1]), 64)
	return speed, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), err
}
