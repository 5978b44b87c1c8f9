package browsertest

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"sync"

	"aibookmark/host/internal/protocol"
)

// ChromeArgs are the arguments with which Chromium starts the host.
func ChromeArgs() []string {
	return []string{"chrome-extension://" + protocol.ChromeExtensionIDs[0] + "/"}
}

// FirefoxArgs are the arguments with which Firefox starts the host.
func FirefoxArgs(manifest string) []string {
	return []string{manifest, protocol.FirefoxAddonIDs[0]}
}

// Program is a host that runs as a program of its own.
type Program struct {
	*Browser
	cmd    *exec.Cmd
	stdout io.Closer
	once   sync.Once
	exited chan struct{}
	err    error
}

// Start starts cmd with its input and output as pipes. Its errors go to
// cmd.Stderr. The caller calls Close.
func Start(cmd *exec.Cmd) (*Program, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &Program{Browser: Dial(out, in), cmd: cmd, stdout: out, exited: make(chan struct{})}
	return p, nil
}

// Exit waits for the end of the program, after which its output has been read
// to the end, and returns how it ended: nil for exit status 0.
func (p *Program) Exit(ctx context.Context) error {
	go p.once.Do(func() {
		// Wait closes the pipe, so what is in it is read first.
		p.Browser.Ended(context.Background())
		p.err = p.cmd.Wait()
		close(p.exited)
	})
	ctx, cancel := patient(ctx)
	defer cancel()
	select {
	case <-p.exited:
		return p.err
	case <-ctx.Done():
		return fmt.Errorf("browsertest: the host does not end: %w", ctx.Err())
	}
}

// CloseOutput closes the reading end of the host's output, as a browser that
// crashed.
func (p *Program) CloseOutput() error { return p.stdout.Close() }

// Kill ends the program without warning.
func (p *Program) Kill() error { return p.cmd.Process.Kill() }

// Close hangs up and kills the program if it does not end within Patience.
func (p *Program) Close() error {
	p.Hangup()
	if err := p.Exit(context.Background()); err == nil {
		return nil
	}
	p.Kill()
	return p.Exit(context.Background())
}
