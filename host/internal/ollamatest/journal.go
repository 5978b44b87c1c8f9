package ollamatest

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// journal takes what a server writes: it finds the address at which the server
// listens, and keeps the last lines for when a test fails.
type journal struct {
	// listening is sent each address, once for each start.
	listening chan string

	mu    sync.Mutex
	begun []byte // a line without its end
	last  []string
}

// journalLines is how many lines are kept.
const journalLines = 60

var listeningOn = regexp.MustCompile(`Listening on (127\.0\.0\.1:\d+)`)

func newJournal() *journal { return &journal{listening: make(chan string, 1)} }

// Write implements io.Writer. A write may end anywhere in a line.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.begun = append(j.begun, p...)
	for {
		line, rest, ok := bytes.Cut(j.begun, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		j.line(string(line))
		j.begun = rest
	}
}

func (j *journal) line(line string) {
	if j.last = append(j.last, line); len(j.last) > journalLines {
		j.last = j.last[1:]
	}
	if m := listeningOn.FindStringSubmatch(line); m != nil {
		select {
		case j.listening <- m[1]:
		default: // nobody waits for a second one
		}
	}
}

// String is the last lines.
func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Join(j.last, "\n")
}
