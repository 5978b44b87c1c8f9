package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// report prints figures as they come. worse is set once a figure is more than
// twice its budget.
type report struct {
	w     io.Writer
	worse bool
}

func (r *report) head(pages int) {
	fmt.Fprintf(r.w, "%d pages, half of them Chinese; %s/%s, %d cores\n\n%-32s %10s %-8s %10s\n", pages, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), "", "measured", "", "budget")
}

// figure prints one figure; a budget of 0 means that there is none.
func (r *report) figure(name, unit string, value, budget float64) {
	if budget == 0 {
		fmt.Fprintf(r.w, "%-32s %10.1f %-8s\n", name, value, unit)
		return
	}
	verdict := "ok"
	switch {
	case value > 2*budget:
		verdict = "TOO MUCH"
		r.worse = true
	case value > budget:
		verdict = "over"
	}
	fmt.Fprintf(r.w, "%-32s %10.1f %-8s %10.0f  %s\n", name, value, unit, budget, verdict)
}

// say prints a line that is no figure.
func (r *report) say(line string) { fmt.Fprintln(r.w, line) }

// section begins another part of the report.
func (r *report) section(title string) {
	fmt.Fprintf(r.w, "\n%s; %s/%s, %d cores\n\n", title, runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

// atLeast prints a share that should be budget or more. What is missing from
// 1 counts: twice as much of that is too much.
func (r *report) atLeast(name string, share, budget float64) {
	verdict := "ok"
	switch {
	case 1-share > 2*(1-budget):
		verdict = "TOO LITTLE"
		r.worse = true
	case share < budget:
		verdict = "under"
	}
	fmt.Fprintf(r.w, "%-32s %10.3f %-8s %10.2f  %s\n", name, share, "", budget, verdict)
}

// times prints the median and the 95th percentile of times in ms; the budget
// is for the latter.
func (r *report) times(name string, times []float64, budget float64) {
	r.figure(name+", p50 of "+strconv.Itoa(len(times)), "ms", percentile(times, 0.5), 0)
	r.figure(name+", p95", "ms", percentile(times, 0.95), budget)
}

// median prints the median of times in ms.
func (r *report) median(name string, times []float64, budget float64) {
	r.figure(name+", median", "ms", percentile(times, 0.5), budget)
}

// percentile sorts times.
func percentile(times []float64, q float64) float64 {
	slices.Sort(times)
	return times[min(len(times)-1, int(q*float64(len(times))))]
}

// residentMB is the resident memory of a process, peakResidentMB the most it
// ever was; false where the system does not tell.
func residentMB(pid int) (float64, bool) { return statusMB(pid, "VmRSS:") }

func peakResidentMB(pid int) (float64, bool) { return statusMB(pid, "VmHWM:") }

func statusMB(pid int, key string) (float64, bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, key); ok {
			kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
			return kb / 1024, err == nil
		}
	}
	return 0, false
}

// processorMs is the processor time that a process has used, in ms; false
// where the system does not tell.
func processorMs(pid int) (float64, bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, false
	}
	// The name, which comes second, may hold anything, also spaces.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	const user, system, ticks = 11, 12, 100
	if len(fields) <= system {
		return 0, false
	}
	sum := 0.0
	for _, i := range []int{user, system} {
		n, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return 0, false
		}
		sum += n
	}
	return 1000 * sum / ticks, true
}
