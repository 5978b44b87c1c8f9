package extract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"aibookmark/host/internal/pdftext"
)

// Errors of PDFs.Read.
var (
	// ErrUnsupported: the file is no PDF, is damaged, opens with a password
	// only, or crashes its reader.
	ErrUnsupported = errors.New("not a readable PDF file")
	// ErrTooLarge: the file, or what it unpacks to, exceeds a bound of size,
	// memory or time.
	ErrTooLarge = errors.New("too large to be read")
)

const (
	// maxPDF is how many bytes of a PDF file are read.
	maxPDF = 32 << 20
	// PDFMemory is how many bytes of memory a process that reads a PDF may
	// use. Files of the largest size need about half.
	PDFMemory = 512 << 20
	// PDFTime is how long it may take. A book of a thousand pages takes two
	// seconds.
	PDFTime = 20 * time.Second
	// maxAnswer bounds what it may say: the text, each byte of which JSON may
	// write as six.
	maxAnswer = 6*maxText + 64<<10
)

// PDFExitMemory is the exit status of a process that ran out of PDFMemory.
const PDFExitMemory = 64

// PDFs reads PDF files, each in a process of its own that calls ServePDF: what
// a hostile file does there, it does to nobody else. The zero value is of no
// use. It is safe for concurrent use.
type PDFs struct {
	// Command starts that process: a program and its arguments.
	Command []string
	// Time is how long it may take; 0 means PDFTime.
	Time time.Duration
}

// Read extracts the title and text of a PDF file. A file without text, a scan,
// gives an empty Text and no error. Errors are ErrUnsupported, ErrTooLarge, the
// context's, or that no process could be started.
func (p PDFs) Read(ctx context.Context, file []byte) (Result, error) {
	if len(file) > maxPDF {
		return Result{}, ErrTooLarge
	}
	limit := p.Time
	if limit == 0 {
		limit = PDFTime
	}
	inTime, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(inTime, p.Command[0], p.Command[1:]...)
	// Nothing of this process's surroundings is its business; it works on one
	// processor and leaves the others to the person.
	cmd.Env = []string{"GOMAXPROCS=1"}
	cmd.Stdin = bytes.NewReader(file)
	out := &bounded{limit: maxAnswer}
	said := &bounded{limit: 4 << 10}
	cmd.Stdout, cmd.Stderr = out, said
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return Result{}, fmt.Errorf("start the reader of PDF files: %w", err)
	}
	err := cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return Result{}, ctx.Err()
	case inTime.Err() != nil, out.over, cmd.ProcessState.ExitCode() == PDFExitMemory, wasKilled(cmd), ranOut(said.buffer.Bytes()):
		return Result{}, ErrTooLarge
	case err != nil:
		return Result{}, ErrUnsupported
	}
	return pdfResult(out.buffer.Bytes())
}

// wasKilled tells whether a signal ended the process: it used the processor
// time that the system grants it.
func wasKilled(cmd *exec.Cmd) bool { return !cmd.ProcessState.Exited() }

// ranOut tells whether the runtime ended the process because the system gave
// it no more memory; what it says then begins like this.
func ranOut(said []byte) bool {
	return bytes.Contains(said, []byte("out of memory")) || bytes.Contains(said, []byte("cannot allocate memory"))
}

// bounded takes so much and then fails. It embeds no buffer: its other methods
// would be ways around the limit.
type bounded struct {
	buffer bytes.Buffer
	limit  int
	over   bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if room := b.limit - b.buffer.Len(); len(p) > room {
		b.over = true
		n, _ := b.buffer.Write(p[:room])
		return n, ErrTooLarge
	}
	return b.buffer.Write(p)
}

// pdfAnswer is what the process says: one JSON object on standard output.
type pdfAnswer struct {
	Title, Author, Lang, Text string
	Truncated                 bool
	// Failed: the file could not be read.
	Failed bool
}

// pdfResult reads an answer. It came from a process that read a foreign file,
// so it is cleaned as if it were foreign.
func pdfResult(answer []byte) (Result, error) {
	var a pdfAnswer
	if err := json.Unmarshal(answer, &a); err != nil || a.Failed {
		return Result{}, ErrUnsupported
	}
	r := Result{Title: oneLine(a.Title), Author: oneLine(a.Author), Truncated: a.Truncated}
	var over bool
	r.Text, over = Bound(tidyLines(visible(a.Text)))
	r.Text = withoutTitle(r.Text, r.Title)
	r.Truncated = r.Truncated || over
	r.Lang = language(r.Text+"\n"+r.Title, a.Lang)
	return r, nil
}

// ServePDF is the inside of the process that PDFs starts: it reads a PDF file
// and writes what it says. The caller has limited the process's memory and
// time.
func ServePDF(in io.Reader, out io.Writer) error {
	file, err := io.ReadAll(io.LimitReader(in, maxPDF))
	if err != nil {
		return fmt.Errorf("read PDF: %w", err)
	}
	var a pdfAnswer
	doc, err := pdftext.Read(file)
	if err != nil {
		a.Failed = true
	} else {
		a = pdfAnswer{Title: doc.Title, Author: doc.Author, Lang: doc.Lang, Text: doc.Text, Truncated: doc.Truncated}
	}
	a.Text, a.Title = strings.ToValidUTF8(a.Text, "\uFFFD"), strings.ToValidUTF8(a.Title, "\uFFFD")
	if err := json.NewEncoder(out).Encode(a); err != nil {
		return fmt.Errorf("write text of PDF: %w", err)
	}
	return nil
}
