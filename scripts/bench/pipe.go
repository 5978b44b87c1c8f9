package main

// pipe.go: the browser's end of the pipe, one call at a time.

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// caller is how Chromium names the extension to the host; it follows from the
// key in manifests/extension.chrome.json.
const caller = "chrome-extension://ejekdepojciabcealjnfchpdnmocmggk/"

// pipe is a running host, initialised.
type pipe struct {
	cmd      *exec.Cmd
	in       io.WriteCloser
	out      io.ReadCloser
	sourceID int64
	calls    int
}

// noModel is an address where no model server answers: measurements must not
// differ by what is installed.
const noModel = "http://127.0.0.1:1"

// environment is that of a program that works on the library in home, with
// the model server at an address.
func environment(home, models string) []string {
	return append(os.Environ(), "AI_BOOKMARK_HOME="+home, "OLLAMA_HOST="+models)
}

// openPipe starts the program and opens the connection. Close ends both.
func openPipe(program, home, models, profile string) (*pipe, error) {
	cmd := exec.Command(program, caller)
	cmd.Env = environment(home, models)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &pipe{cmd: cmd, in: in, out: out}
	var opened struct {
		SourceID int64 `json:"sourceId"`
	}
	err = p.call("initialize", map[string]any{
		"protocol": 1, "client": map[string]any{"name": "bench", "version": "1"},
		"source": map[string]any{"browser": "chrome", "profile": profile}, "locale": "en",
	}, &opened)
	if err != nil {
		p.close()
		return nil, err
	}
	p.sourceID = opened.SourceID
	return p, nil
}

// close ends the host as a browser does: by closing the pipe.
func (p *pipe) close() error {
	p.in.Close()
	return p.cmd.Wait()
}

// call makes one call and decodes its result; notifications meanwhile are
// dropped.
func (p *pipe) call(method string, params, result any) error {
	if err := p.send(method, params); err != nil {
		return err
	}
	for {
		reply, err := p.read()
		if err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		if reply.ID != p.calls {
			continue
		}
		if reply.Error != nil {
			return fmt.Errorf("%s: %s", method, reply.Error.Message)
		}
		return json.Unmarshal(reply.Result, result)
	}
}

// send begins a call, whose id is then p.calls.
func (p *pipe) send(method string, params any) error {
	p.calls++
	return p.write(method, map[string]any{"jsonrpc": "2.0", "id": p.calls, "method": method, "params": params})
}

// notify sends a notification.
func (p *pipe) notify(method string, params any) error {
	return p.write(method, map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

func (p *pipe) write(method string, message any) error {
	request, err := json.Marshal(message)
	if err != nil {
		return err
	}
	frame := binary.NativeEndian.AppendUint32(nil, uint32(len(request)))
	if _, err := p.in.Write(append(frame, request...)); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

// message is a reply, or a notification with ID 0.
type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

func (p *pipe) read() (message, error) {
	var m message
	var head [4]byte
	if _, err := io.ReadFull(p.out, head[:]); err != nil {
		return m, err
	}
	body := make([]byte, binary.NativeEndian.Uint32(head[:]))
	if _, err := io.ReadFull(p.out, body); err != nil {
		return m, err
	}
	return m, json.Unmarshal(body, &m)
}

// pause stops the background work, which would be measured as well.
func (p *pipe) pause() error {
	var status struct{}
	return p.call("work.pause", map[string]any{}, &status)
}

// result is what the bench needs of a SearchResult.
type result struct {
	Hits    []json.RawMessage `json:"hits"`
	Mode    string            `json:"mode"`
	Partial string            `json:"partial"`
}

// search asks a question by words alone and returns how many hits came.
func (p *pipe) search(query string, typing bool) (int, error) {
	r, err := p.ask(query, "text", typing)
	return len(r.Hits), err
}

// ask asks a question in a mode.
func (p *pipe) ask(query, mode string, typing bool) (result, error) {
	var r result
	err := p.call("search", map[string]any{"query": query, "typing": typing, "mode": mode, "limit": 10}, &r)
	return r, err
}

// nodesPerCall is the protocol's bound.
const nodesPerCall = 500

// sync sends a whole tree.
func (p *pipe) sync(run string, nodes []map[string]any) error {
	for at := 0; at < len(nodes); at += nodesPerCall {
		end := min(len(nodes), at+nodesPerCall)
		var result struct{}
		err := p.call("bookmarks.sync", map[string]any{
			"sourceId": p.sourceID, "run": run, "nodes": nodes[at:end], "done": end == len(nodes),
		}, &result)
		if err != nil {
			return err
		}
	}
	return nil
}
