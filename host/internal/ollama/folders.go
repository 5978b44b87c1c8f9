package ollama

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/ollama/ollama/types/model"
)

// ModelFolders are where the server may keep its models, nil when it is
// another computer. The server does not tell; where a model that it has is
// found in one of them, that is the only one. They need not exist, and need
// not be readable.
func (c *Client) ModelFolders(ctx context.Context) []string {
	e, err := c.endpoint(ctx)
	if err != nil || e.remote {
		return nil
	}
	folders := modelFolders()
	profiles, err := c.profiles(ctx)
	if err != nil {
		return folders
	}
	for _, folder := range folders {
		for _, p := range profiles {
			n := model.ParseName(p.Name)
			if !n.IsValid() {
				continue
			}
			if _, err := os.Stat(filepath.Join(folder, "manifests", n.Filepath())); err == nil {
				return []string{folder}
			}
		}
	}
	return folders
}

// modelFolders are the places that Ollama's documentation names.
func modelFolders() (folders []string) {
	if dir := strings.Trim(strings.TrimSpace(os.Getenv("OLLAMA_MODELS")), "\"'"); dir != "" {
		folders = append(folders, dir)
	}
	if runtime.GOOS == "linux" {
		for _, unit := range serviceUnits {
			if _, err := os.Stat(unit); err != nil {
				continue
			}
			files, _ := filepath.Glob(unit + ".d/*.conf")
			for _, file := range append(files, unit) {
				if dir := modelsIn(file); dir != "" {
					folders = append(folders, dir)
				}
			}
			folders = append(folders, "/usr/share/ollama/.ollama/models", "/var/lib/ollama")
		}
	}
	if home, err := os.UserHomeDir(); err == nil {
		folders = append(folders, filepath.Join(home, ".ollama", "models"))
	}
	return folders
}

// modelsIn is the folder that a unit of systemd sets, "" when it sets none:
// Environment="OLLAMA_MODELS=/data/models".
func modelsIn(unit string) string {
	f, err := os.Open(unit)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		value, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "Environment=")
		if !ok {
			continue
		}
		if _, dir, ok := strings.Cut(value, "OLLAMA_MODELS="); ok {
			dir, _, _ = strings.Cut(strings.Trim(dir, "\"'"), "\"")
			if filepath.IsAbs(dir) {
				return dir
			}
		}
	}
	return ""
}
