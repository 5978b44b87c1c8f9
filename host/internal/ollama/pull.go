package ollama

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/types/model"

	"aibookmark/host/internal/library"
)

// ModelName is a model's name as it is compared and shown: without the parts
// that Ollama adds by itself ("registry.ollama.ai/library/" and ":latest").
// It is an InvalidParams error when it is no name, and NotAllowed when it is
// one of a model that runs on other people's computers.
func ModelName(name string) (string, error) {
	n, err := parseModel(name)
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(n.DisplayShortest(), ":latest"), nil
}

func parseModel(name string) (model.Name, error) {
	n := model.ParseName(strings.TrimSpace(name))
	if !n.IsValid() || n.ProtocolScheme != "http" && n.ProtocolScheme != "https" || n.ProtocolScheme == "http" && !isLoopbackHost(n.Host) {
		return n, library.Errorf(library.InvalidParams, "model_name", name)
	}
	if tag := strings.ToLower(n.Tag); tag == "cloud" || strings.HasSuffix(tag, "-cloud") {
		return n, library.Errorf(library.NotAllowed, "model_cloud", name)
	}
	return n, nil
}

// isLoopbackHost tells whether host[:port] can only be this machine.
func isLoopbackHost(host string) bool {
	if ap, err := netip.ParseAddrPort(host); err == nil {
		return ap.Addr().Unmap().IsLoopback()
	}
	if i := strings.LastIndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	return isLoopbackName(host)
}

// Pull has the server download a model, from its own registry unless the name
// begins with another one, and returns when the model can be used. tell gets
// the progress, in order, in bytes over all files; when it returns an error,
// the download stops and that error is returned. What has come is kept by the
// server, which goes on from there when the model is pulled again. When ctx
// ends, Pull returns a Cancelled error at once.
//
// A registry is asked without encryption only on this machine.
//
// Errors are NotFound for a model that the registry does not have,
// StorageFull, OllamaUnreachable, ModelFailed for a registry that cannot be
// reached or a download that does not move, and those of ModelName.
func (c *Client) Pull(ctx context.Context, name string, tell func(library.PullProgress) error) error {
	n, err := parseModel(name)
	if err != nil {
		return err
	}
	e, err := c.endpoint(ctx)
	if err != nil {
		return err
	}
	display, _ := ModelName(name)
	for try := 1; ; try++ {
		err := c.pull(ctx, e, n, display, tell)
		if !errors.Is(err, errLeftover) || try == leftoverTries {
			return err
		}
		pause := time.NewTimer(c.options.Again)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
		}
	}
}

// leftoverTries is how often a pull is begun again that met the end of the one
// before.
const leftoverTries = 5

// errLeftover: the server was still ending a cancelled download of the same
// file, and took the new one for part of it.
var errLeftover = errors.New("the server is still ending the download before")

// pull is one request.
func (c *Client) pull(ctx context.Context, e *endpoint, n model.Name, display string, tell func(library.PullProgress) error) error {
	p := &pulling{
		tell: tell, limits: c.options.Timeouts, files: map[string]file{},
		now: library.PullProgress{Name: display, Phase: library.PullStarting},
	}
	moving, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p.stall = time.AfterFunc(c.options.PullFirst, func() { cancel(errStalled) })
	defer p.stall.Stop()
	request := &api.PullRequest{Model: n.DisplayShortest(), Insecure: isLoopbackHost(n.Host)}
	// The client reads what is buffered before it notices the end of ctx.
	err := within(moving, func() error {
		return e.api.Pull(moving, request, func(r api.ProgressResponse) error {
			if moving.Err() != nil {
				return context.Cause(moving)
			}
			return p.take(r)
		})
	})
	stopped, finished := p.outcome()
	switch {
	case stopped != nil:
		return stopped
	case ctx.Err() != nil:
		return library.Errorf(library.Cancelled, "pull_cancelled", display, ctx.Err())
	case errors.Is(context.Cause(moving), errStalled):
		return library.Errorf(library.ModelFailed, "pull_stalled", display, errStalled)
	case err != nil:
		return e.explainPull(ctx, display, err)
	case !finished:
		return c.brokenOff(ctx, e, display)
	}
	return nil
}

// within runs a call and returns when it does, or at once when ctx ends.
func within(ctx context.Context, call func() error) error {
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// brokenOff tells why a stream ended without its last line.
func (c *Client) brokenOff(ctx context.Context, e *endpoint, name string) error {
	asking, cancel := context.WithTimeout(ctx, c.options.Ask)
	defer cancel()
	if _, err := e.api.Version(asking); err != nil {
		return e.explain(ctx, "", err)
	}
	return library.Errorf(library.ModelFailed, "pull_broken", name)
}

// file is one file of a model.
type file struct{ completed, total int64 }

// pulling makes one count of what the server says of each file in turn.
type pulling struct {
	tell   func(library.PullProgress) error
	stall  *time.Timer
	limits Timeouts

	mu       sync.Mutex
	files    map[string]file
	now      library.PullProgress
	stopped  error
	finished bool
}

// take takes one line of the server. A line alone is no sign of life: the
// server repeats itself while nothing comes.
func (p *pulling) take(r api.ProgressResponse) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped != nil {
		return p.stopped
	}
	before := p.now
	switch {
	case r.Digest != "" && r.Total > 0:
		f := p.files[r.Digest]
		// A part that has to be fetched again is taken back by the server.
		f.total = max(f.total, r.Total)
		f.completed = min(max(f.completed, r.Completed), f.total)
		p.files[r.Digest] = f
		p.now.Phase = library.PullDownloading
	case r.Status == "success":
		p.finished = true
	case p.now.Phase == library.PullDownloading && !strings.HasPrefix(r.Status, "pulling"):
		p.now.Phase = library.PullVerifying
	}
	p.now.Completed, p.now.Total = 0, 0
	for _, f := range p.files {
		p.now.Completed += f.completed
		p.now.Total += f.total
	}
	if p.now == before {
		return nil
	}
	switch p.now.Phase {
	case library.PullDownloading:
		p.stall.Reset(p.limits.PullNext)
	case library.PullVerifying:
		p.stall.Reset(p.limits.PullNext + time.Duration(p.now.Total>>20)*p.limits.PullVerify/1024)
	}
	p.stopped = p.tell(p.now)
	return p.stopped
}

func (p *pulling) outcome() (stopped error, finished bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	stopped, finished = p.stopped, p.finished
	// What the client still reads is not told any more.
	if p.stopped == nil {
		p.stopped = errOver
	}
	return stopped, finished
}

var errOver = errors.New("the download is over")

// What the server says when a download fails. It passes on the words of the
// registry, the network or the disk inside the stream, without any code: here
// there is nothing else to decide by. What is not known is said to have
// failed, with the hint to try again.
var pullFaults = []struct {
	words []string
	kind  library.Kind
	code  string
}{
	{[]string{"no space left", "not enough space", "disk quota"}, library.StorageFull, "pull_full"},
	{[]string{"requires a newer version", "412:"}, library.ModelFailed, "pull_old_ollama"},
	{[]string{"file does not exist", "404:", "not found", "unauthorized"}, library.NotFound, "pull_unknown"},
	{[]string{"digest mismatch"}, library.ModelFailed, "pull_damaged"},
	{[]string{
		"dial tcp", "no such host", "lookup ", "connection re", "timeout", "deadline exceeded", "tls:", "x509:", "network is",
		"max retries", "eof", "proxyconnect", "502:", "503:", "504:", "429:",
	}, library.ModelFailed, "pull_network"},
}

func (e *endpoint) explainPull(ctx context.Context, name string, err error) error {
	if _, ok := statusOf(err); !ok && isTransport(err) {
		return e.explain(ctx, "", err)
	}
	words := strings.ToLower(err.Error())
	if strings.Contains(words, "context canceled") {
		return library.Errorf(library.ModelFailed, "pull_failed", name, errLeftover)
	}
	for _, f := range pullFaults {
		for _, w := range f.words {
			if strings.Contains(words, w) {
				return library.Errorf(f.kind, f.code, name, err)
			}
		}
	}
	return library.Errorf(library.ModelFailed, "pull_failed", name, err)
}
