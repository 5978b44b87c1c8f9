package ollama

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"aibookmark/host/internal/library"
)

// startPoll is how often a server that was started is asked whether it is up.
const startPoll = 100 * time.Millisecond

// StartServer starts the installed Ollama, unless one answers already, and
// returns when it answers. The server does not belong to this process: it goes
// on when this one ends, and holds none of its pipes. When ctx ends, StartServer
// returns; the server starts all the same.
//
// What is started is a program named ollama, on the person's path or where its
// installers put it, with the one argument "serve" and never through a shell.
// Where Ollama is a service of the system, which has models that a server of
// the person's own would not see, the person is told how to start that.
//
// Errors are NotFound when Ollama is not installed, NotAllowed when the
// settings name another computer or it is a service of the system, and
// OllamaUnreachable when it ends or does not answer in time.
func (c *Client) StartServer(ctx context.Context) error {
	e, err := c.endpoint(ctx)
	if err != nil {
		return err
	}
	if e.answers(ctx, c.options.Ask) {
		return nil
	}
	path, ok := c.options.Binary()
	switch {
	case e.remote:
		return library.Errorf(library.NotAllowed, "ollama_elsewhere", e.address)
	case !ok || !isOllama(path):
		return library.Errorf(library.NotFound, "ollama_not_installed")
	case c.options.Service():
		return library.Errorf(library.NotAllowed, "ollama_service")
	}
	set, err := c.options.Settings(ctx)
	if err != nil {
		return err
	}
	exited, err := launch(path, environment(os.Environ(), set.OllamaURL, e.address))
	if err != nil {
		return library.Errorf(library.OllamaUnreachable, "ollama_start_failed", err)
	}
	return c.awaitServer(ctx, e, exited)
}

// awaitServer waits until the server answers.
func (c *Client) awaitServer(ctx context.Context, e *endpoint, exited <-chan error) error {
	late := time.NewTimer(c.options.Start)
	defer late.Stop()
	tick := time.NewTicker(startPoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return library.Errorf(library.Cancelled, "cancelled", ctx.Err())
		case <-late.C:
			return library.Errorf(library.OllamaUnreachable, "ollama_start_failed", errNotStarted)
		case err := <-exited:
			// Another one may have taken its port in this moment.
			if e.answers(ctx, c.options.Ask) {
				return nil
			}
			return library.Errorf(library.OllamaUnreachable, "ollama_start_failed", err, errNotStarted)
		case <-tick.C:
			if e.answers(ctx, c.options.Ask) {
				return nil
			}
		}
	}
}

// answers tells whether the server answers.
func (e *endpoint) answers(ctx context.Context, patience time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := e.api.Version(ctx)
	return err == nil
}

// launch starts the server. The channel gets how it ended, if it does while
// this process is there.
func launch(path string, env []string) (<-chan error, error) {
	keepFiles()
	var cmd *exec.Cmd
	var err error
	for _, attributes := range detached() {
		cmd = exec.Command(path, "serve")
		// Streams that are not set are the null device: no pipe of ours.
		cmd.Env, cmd.SysProcAttr = env, attributes
		if home, err := os.UserHomeDir(); err == nil {
			cmd.Dir = home
		}
		if err = cmd.Start(); err == nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	return exited, nil
}

// environment is what a server gets: ours, without what is ours alone, and
// where to listen, when that was set in the settings and not by OLLAMA_HOST.
func environment(env []string, setting, address string) []string {
	out := make([]string, 0, len(env)+1)
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "AI_BOOKMARK_") || setting != "" && strings.EqualFold(name, "OLLAMA_HOST") {
			continue
		}
		out = append(out, v)
	}
	if u, err := url.Parse(address); err == nil && setting != "" {
		out = append(out, "OLLAMA_HOST="+u.Host)
	}
	return out
}

// serviceUnits are where Linux keeps the service that Ollama's installer and
// the packages of distributions make.
var serviceUnits = []string{"/etc/systemd/system/ollama.service", "/usr/lib/systemd/system/ollama.service", "/lib/systemd/system/ollama.service"}

// isService tells whether Ollama is a service of the system here: its models
// then belong to a user of its own. Who has run Ollama by hand before has
// models in the home folder and means those.
func isService() bool {
	if runtime.GOOS != "linux" {
		return false
	}
	if home, err := os.UserHomeDir(); err == nil {
		if _, err := os.Stat(filepath.Join(home, ".ollama", "models", "manifests")); err == nil {
			return false
		}
	}
	for _, unit := range serviceUnits {
		if _, err := os.Stat(unit); err == nil {
			return true
		}
	}
	return false
}
