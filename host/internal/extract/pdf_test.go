package extract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"aibookmark/host/internal/pdftext/pdfmake"
)

// The test program is the process that reads PDF files as well, and the ones
// that misbehave.
func TestMain(m *testing.M) {
	switch os.Getenv("GOMAXPROCS") + last(os.Args) {
	case "1serve":
		if err := ServePDF(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
	case "1hang":
		select {}
	case "1crash":
		panic("as hostile files make it")
	case "1flood":
		for {
			if _, err := os.Stdout.Write(bytes.Repeat([]byte("x"), 1<<16)); err != nil {
				os.Exit(1)
			}
		}
	case "1exhaust":
		os.Exit(PDFExitMemory)
	case "1nonsense":
		os.Stdout.WriteString(`{"Text": 7}`)
	default:
		os.Exit(m.Run())
	}
}

func last(args []string) string { return args[len(args)-1] }

func reader(t *testing.T, how string) PDFs {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return PDFs{Command: []string{exe, how}, Time: time.Minute}
}

func TestPDF(t *testing.T) {
	f := &pdfmake.File{Packed: true, Title: "春茶笔记", Author: "李\u200b雷"}
	font, encode := f.CID("山里的老茶园，主人教我们采茶。")
	f.Page("BT /F1 12 Tf 72 700 Td "+encode("山里的老茶园，主人教我们采茶。")+" Tj ET", map[string]int{"F1": font})
	r, err := reader(t, "serve").Read(t.Context(), f.Bytes())
	want := Result{Title: "春茶笔记", Author: "李雷", Text: "山里的老茶园，主人教我们采茶。", Lang: "zh"}
	if err != nil || r != want {
		t.Errorf("%+v, %v; want %+v", r, err, want)
	}
}

// Whatever the process does, it ends, and the reason is told apart.
func TestPDFProcessMisbehaves(t *testing.T) {
	pdf := (&pdfmake.File{}).Bytes()
	for _, tt := range []struct {
		how  string
		file []byte
		time time.Duration
		want error
	}{
		{"serve", []byte("no PDF"), time.Minute, ErrUnsupported},
		{"serve", make([]byte, maxPDF+1), time.Minute, ErrTooLarge},
		{"hang", pdf, 100 * time.Millisecond, ErrTooLarge},
		{"crash", pdf, time.Minute, ErrUnsupported},
		{"flood", pdf, time.Minute, ErrTooLarge},
		{"exhaust", pdf, time.Minute, ErrTooLarge},
		{"nonsense", pdf, time.Minute, ErrUnsupported},
	} {
		p := reader(t, tt.how)
		p.Time = tt.time
		if r, err := p.Read(t.Context(), tt.file); !errors.Is(err, tt.want) || r.Text != "" {
			t.Errorf("%s: %v, %q; want %v", tt.how, err, r.Text, tt.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reader(t, "hang").Read(ctx, pdf); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := (PDFs{Command: []string{"/nonexistent/program"}}).Read(t.Context(), pdf); err == nil || errors.Is(err, ErrUnsupported) {
		t.Errorf("no program: %v", err)
	}
}

// Both ends of the protocol: what the process writes is read, and nothing else
// does harm.
func FuzzPDFAnswer(f *testing.F) {
	for _, file := range []string{"", "%PDF-1.4\n", string((&pdfmake.File{Title: "x"}).Bytes())} {
		f.Add([]byte(file), []byte(`{"Title":"a\u0000b","Text":"x\u200by\n\n\nz"}`))
	}
	f.Fuzz(func(t *testing.T, file, answer []byte) {
		if r, err := pdfResult(answer); err == nil && (!utf8.ValidString(r.Text) || strings.ContainsAny(r.Title, "\n\x00") || len(r.Text) > maxText) {
			t.Fatalf("%+v", r)
		}
		// Files of the library's format are fuzzed in a process by nobody: they
		// may exhaust it. Those that claim no objects are safe here.
		if bytes.Contains(file, []byte("obj")) || bytes.Contains(file, []byte("xref")) {
			return
		}
		var out bytes.Buffer
		if err := ServePDF(bytes.NewReader(file), &out); err != nil {
			t.Fatal(err)
		}
		var a pdfAnswer
		if err := json.Unmarshal(out.Bytes(), &a); err != nil {
			t.Fatal(fmt.Errorf("%q: %w", out.Bytes(), err))
		}
	})
}
