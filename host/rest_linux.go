package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// onBattery tells whether this computer runs on its battery now, as the kernel
// says: a battery that discharges and no mains that is online.
func onBattery() bool {
	supplies, _ := filepath.Glob("/sys/class/power_supply/*")
	discharging := false
	for _, dir := range supplies {
		read := func(name string) string {
			b, _ := os.ReadFile(filepath.Join(dir, name))
			return strings.TrimSpace(string(b))
		}
		switch read("type") {
		case "Mains", "USB":
			if read("online") == "1" {
				return false
			}
		case "Battery":
			// "Device" is the battery of a mouse or a headset.
			if read("scope") != "Device" && read("status") == "Discharging" {
				discharging = true
			}
		}
	}
	return discharging
}

// busy tells whether others want the processors: more processes run or wait to
// than there are processors, the one that asks not counted.
func busy() bool {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return false
	}
	// "0.20 0.18 0.12 1/80 11206": the fourth is running/all.
	fields := strings.Fields(string(b))
	if len(fields) < 4 {
		return false
	}
	running, _, _ := strings.Cut(fields[3], "/")
	n, err := strconv.Atoi(running)
	return err == nil && n-1 > runtime.NumCPU()
}
