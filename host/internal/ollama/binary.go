package ollama

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// findBinary looks for an installed Ollama: on the path, then where its
// installers put it. A browser starts us with a short path, on macOS without
// even /usr/local/bin.
func findBinary() (string, bool) {
	// On Windows a path may also lead to a script, which is another program.
	if path, err := exec.LookPath("ollama"); err == nil && isOllama(path) {
		return path, true
	}
	for _, path := range usualPlaces() {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path, true
		}
	}
	return "", false
}

// isOllama tells whether a path is that of a program of that name.
func isOllama(path string) bool {
	name := filepath.Base(path)
	if runtime.GOOS == "windows" {
		return filepath.IsAbs(path) && strings.EqualFold(name, "ollama.exe")
	}
	return filepath.IsAbs(path) && name == "ollama"
}

func usualPlaces() []string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = string(filepath.Separator)
	}
	switch runtime.GOOS {
	case "darwin":
		return []string{
			"/usr/local/bin/ollama", "/opt/homebrew/bin/ollama",
			"/Applications/Ollama.app/Contents/Resources/ollama",
			filepath.Join(home, "Applications", "Ollama.app", "Contents", "Resources", "ollama"),
		}
	case "windows":
		return []string{
			filepath.Join(os.Getenv("LOCALAPPDATA"), "Programs", "Ollama", "ollama.exe"),
			filepath.Join(os.Getenv("ProgramFiles"), "Ollama", "ollama.exe"),
		}
	}
	return []string{
		"/usr/local/bin/ollama", "/usr/bin/ollama", "/snap/bin/ollama",
		filepath.Join(home, ".local", "bin", "ollama"),
	}
}
