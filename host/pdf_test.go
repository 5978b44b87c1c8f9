package main

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/extract"
	"aibookmark/host/internal/pdftext/pdfmake"
)

// pdfReader starts this test program as the program starts itself.
func pdfReader(t *testing.T) extract.PDFs {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs env(1)")
	}
	p, err := pdfs()
	if err != nil {
		t.Fatal(err)
	}
	p.Command = append([]string{"/usr/bin/env", beTheHost + "=1"}, p.Command...)
	return p
}

func TestPDFInAProcessOfItsOwn(t *testing.T) {
	f := &pdfmake.File{Packed: true, Title: "Ferries"}
	f.Page("BT /F1 10 Tf 72 700 Td (The ferry leaves at nine.) Tj ET", map[string]int{"F1": f.Latin("Times-Roman")})
	r, err := pdfReader(t).Read(t.Context(), f.Bytes())
	if err != nil || r.Title != "Ferries" || r.Text != "The ferry leaves at nine." || r.Lang != "en" {
		t.Errorf("%+v, %v", r, err)
	}
}

// Files made to exhaust whoever reads them: the reader ends, says why, and this
// process is none the wiser.
func TestPDFBombs(t *testing.T) {
	p := pdfReader(t)
	packed := func(times int, with string) string { // times MiB
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		block := []byte(strings.Repeat(with, (1<<20)/len(with)))
		for range times {
			z.Write(block)
		}
		z.Close()
		return b.String()
	}
	stream := func(f *pdfmake.File, dictionary, data string) int {
		return f.Add(fmt.Sprintf("<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", dictionary, len(data), data))
	}
	for _, tt := range []struct {
		name string
		file func() []byte
		want error // nil: what there is of the text is read
	}{
		{"a quarter of a gigabyte of nothing", func() []byte {
			f := &pdfmake.File{}
			content := stream(f, "", packed(256, "          "))
			return pageOf(f, content)
		}, nil},
		{"a form that draws itself", func() []byte {
			f := &pdfmake.File{}
			form := f.Stream("/Type /XObject /Subtype /Form /Resources << /XObject << /X 4 0 R >> >>", "/X Do /X Do /X Do /X Do")
			f.PageWith("BT /F1 10 Tf 72 700 Td (The text.) Tj ET /X Do", map[string]int{"F1": f.Latin("A")}, fmt.Sprintf("/XObject << /X %d 0 R >>", form))
			return f.Bytes()
		}, nil},
		{"an array that never ends", func() []byte {
			f := &pdfmake.File{}
			f.Page("BT /F1 10 Tf 72 700 Td (The text.) Tj ["+strings.Repeat("[", 1<<20), map[string]int{"F1": f.Latin("A")})
			return f.Bytes()
		}, nil},
		{"a page tree that bites its tail", func() []byte {
			f := &pdfmake.File{Loops: true}
			f.Page("BT /F1 10 Tf 72 700 Td (The text.) Tj ET", map[string]int{"F1": f.Latin("A")})
			return f.Bytes()
		}, nil},
		{"a table of a billion objects", func() []byte {
			// 60 GB at once, which no recover sees coming.
			table := "<< /Type /XRef /Size 1000000000 /W [1 1 1] /Root 1 0 R /Length 3 >>\nstream\nabc\nendstream"
			file := "%PDF-1.7\n" + strings.Repeat("% padding padding padding\n", 8)
			return fmt.Appendf(nil, "%s1 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", file, table, len(file))
		}, extract.ErrTooLarge},
		{"a table that points at itself", func() []byte {
			file := "%PDF-1.7\n" + strings.Repeat("% padding padding padding\n", 8)
			return fmt.Appendf(nil, "%sxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", file, len(file), len(file))
		}, extract.ErrTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := p
			if tt.want == extract.ErrTooLarge {
				p.Time = 5 * time.Second
			}
			r, err := p.Read(t.Context(), tt.file())
			if !errors.Is(err, tt.want) {
				t.Fatalf("%q, %v; want %v", r.Text, err, tt.want)
			}
			if tt.want == nil && !strings.HasPrefix(r.Text, "The text.") {
				t.Errorf("text %.60q", r.Text)
			}
		})
	}
}

// pageOf is a file of two pages: one with a stream that was added, one that
// says something.
func pageOf(f *pdfmake.File, content int) []byte {
	font := f.Latin("A")
	f.Page("BT /F1 10 Tf 72 700 Td (The text.) Tj ET", map[string]int{"F1": font})
	f.PageWith("", nil, fmt.Sprintf(">> /Contents %d 0 R /Ignored <<", content))
	return f.Bytes()
}

func TestTheReaderOfPDFsIsHidden(t *testing.T) {
	var out, errs writes
	t.Setenv("AI_BOOKMARK_HOME", t.TempDir())
	Run(t.Context(), []string{"--help"}, nil, &out, &errs)
	if strings.Contains(string(out)+string(errs), pdfCommandName) {
		t.Error("help names it")
	}
	if entries, _ := os.ReadDir(os.Getenv("AI_BOOKMARK_HOME")); len(entries) != 0 {
		t.Error("it left files")
	}
}
