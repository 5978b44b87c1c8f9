package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"aibookmark/host/internal/extract"
)

// pdfCommandName is the command that the program starts itself with, to read a
// PDF file in a process that can do no harm.
const pdfCommandName = "read-pdf"

// pdfs reads PDF files by starting this program again.
func pdfs() (extract.PDFs, error) {
	exe, err := executable()
	if err != nil {
		return extract.PDFs{}, err
	}
	return extract.PDFs{Command: []string{exe, pdfCommandName}}, nil
}

func (a *app) pdfCommand() *cobra.Command {
	return &cobra.Command{
		Use:    pdfCommandName,
		Short:  "Read a PDF file from standard input and print its text as JSON",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			confine()
			return extract.ServePDF(a.stdin, a.stdout)
		},
	}
}

// confine limits what this process may use: by the system where that is
// possible, and by looking after itself everywhere.
func confine() {
	limitProcess(extract.PDFMemory, extract.PDFTime)
	debug.SetMemoryLimit(extract.PDFMemory / 2) // from here on rather collect than grow
	debug.SetMaxStack(64 << 20)
	go func() {
		end := time.Now().Add(extract.PDFTime)
		// Not runtime/metrics: its table of all metrics is made at every start of
		// the program (0.8 ms).
		var memory runtime.MemStats
		for range time.Tick(20 * time.Millisecond) {
			runtime.ReadMemStats(&memory)
			if memory.Sys > extract.PDFMemory || time.Now().After(end) {
				os.Exit(extract.PDFExitMemory)
			}
		}
	}()
}
