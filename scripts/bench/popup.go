package main

// popup.go: the popup in a real Chromium. The browser is driven by a script of
// the extension, which prints its figures as JSON.

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
)

// popupFigure is one line that extension/e2e/measure.mjs prints.
type popupFigure struct {
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Value   float64 `json:"value"`
	Budget  float64 `json:"budget"`
	Skipped string  `json:"skipped"`
}

// popup measures the popup; where there is no browser or no Node it says so.
func (b *bench) popup() error {
	b.out.section("The popup in Chromium, 10,000 bookmarks, an answer at 100 tokens/s")
	node, err := exec.LookPath("node")
	if err != nil {
		b.out.say("not measured: Node is not installed")
		return nil
	}
	cmd := exec.Command(node, filepath.Join("extension", "e2e", "measure.mjs"))
	cmd.Stderr = b.stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var f popupFigure
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			return fmt.Errorf("measure.mjs printed %q: %w", lines.Text(), err)
		}
		if f.Skipped != "" {
			b.out.say("not measured: " + f.Skipped)
			continue
		}
		b.out.figure(f.Name, f.Unit, f.Value, f.Budget)
	}
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("measure.mjs: %w", err)
	}
	return lines.Err()
}
