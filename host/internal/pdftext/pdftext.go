// Package pdftext reads the text of PDF files as lines of paragraphs and
// headings.
//
// github.com/ledongthuc/pdf reads the file: objects, streams, encryption. Its
// own reading of text knows neither the fonts of Chinese, Japanese and Korean
// without a table of characters, nor what is drawn through forms, and ends
// lines where the file happens to; so the drawing operators are read here, by
// the rules of ISO 32000-1, 9.4 and 9.10, and lines and paragraphs are put
// together from where the characters stand.
//
// The file is foreign, and the library panics, loops and allocates without
// bounds on some made to that end (golang/vulndb issue 6115). Read is to be
// called in a process of its own, with little memory and time; package extract
// does that.
package pdftext

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	pdf "github.com/ledongthuc/pdf"
)

// Document is what a PDF file says.
type Document struct {
	// Title and Author are what the file says of itself, or else the heading
	// of its first page; may be empty.
	Title, Author string
	// Lang is the language that the file declares ("zh-CN"); may be empty.
	Lang string
	// Text has one paragraph a line; headings begin with "## ".
	Text  string
	Pages int
	// Truncated: a bound was reached and the rest left out.
	Truncated bool
}

// Errors of Read.
var (
	// ErrEncrypted: the file opens with a password only.
	ErrEncrypted = errors.New("encrypted with a password")
	// ErrMalformed: not a PDF file, or too damaged to be read.
	ErrMalformed = errors.New("not a readable PDF file")
)

// Bounds of one document.
const (
	maxPages = 5000
	maxText  = 2 << 20
	// maxStream bounds the bytes of one stream once unpacked.
	maxStream = 32 << 20
	// maxOperators bounds the drawing operators of a document: those of a map
	// of a city come to a few million.
	maxOperators = 20_000_000
	// maxDepth bounds page trees and forms within forms, maxParts how many
	// branches and forms there are: both can contain themselves.
	maxDepth = 24
	maxParts = 20_000
)

// Read reads a PDF file. A file without text, a scan, gives an empty Text and
// no error. A damaged page is left out.
func Read(file []byte) (doc Document, err error) {
	defer func() { // foreign code over a foreign file
		if p := recover(); p != nil {
			doc, err = Document{}, fmt.Errorf("%w: %v", ErrMalformed, p)
		}
	}()
	file, ok := tidied(file)
	if !ok {
		return Document{}, ErrMalformed
	}
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	switch {
	case errors.Is(err, pdf.ErrInvalidPassword):
		return Document{}, ErrEncrypted
	case err != nil:
		return Document{}, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	root := r.Trailer().Key("Root")
	d := &reader{fonts: map[string]*font{}, above: map[string]bool{}}
	d.pages(root.Key("Pages"), pdf.Value{}, 0)
	text, heading := d.layout.text()
	info := r.Trailer().Key("Info")
	doc = Document{Text: text, Lang: root.Key("Lang").Text(), Pages: d.count, Truncated: d.full}
	doc.Title, doc.Author = titleOf(info.Key("Title").Text(), heading), strings.TrimSpace(info.Key("Author").Text())
	return doc, nil
}

// tidied is a copy of a file that begins and ends as the library insists: a
// version up to 1.7 at the very start, the mark of the end at the very end.
func tidied(file []byte) ([]byte, bool) {
	start := bytes.Index(file[:min(len(file), 1024)], []byte("%PDF-"))
	if start < 0 {
		return nil, false
	}
	file = bytes.Clone(file[start:])
	if len(file) < 128 {
		return nil, false
	}
	copy(file, "%PDF-1.7\n")
	if end := bytes.LastIndex(file, []byte("%%EOF")); end > 0 {
		return file[:end+5], true
	}
	return append(file, "\n%%EOF"...), true
}

// titleOf is the title that a file declares, unless it is the name of the file
// that it was made from; then it is the heading of the first page.
func titleOf(declared, heading string) string {
	declared = strings.Join(strings.Fields(declared), " ")
	declared = strings.TrimPrefix(declared, "Microsoft Word - ")
	declared = strings.TrimPrefix(declared, "Microsoft PowerPoint - ")
	lower := strings.ToLower(declared)
	for _, end := range []string{".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx", ".tex", ".dvi", ".indd", ".qxd", ".pdf", ".rtf", ".wps", ".odt"} {
		if strings.HasSuffix(lower, end) {
			declared = ""
		}
	}
	if declared == "" || strings.HasPrefix(lower, "untitled") || lower == "title" || strings.HasPrefix(lower, "powerpoint") || strings.HasPrefix(declared, "无标题") {
		return heading
	}
	return declared
}

// reader reads the pages of one file.
type reader struct {
	layout    layout
	fonts     map[string]*font // by how their dictionary reads
	count     int              // pages
	above     map[string]bool  // branches of the page tree that are being read
	parts     int              // branches of the page tree, forms drawn
	operators int
	full      bool
}

// over tells whether a bound is reached.
func (d *reader) over() bool {
	if d.count > maxPages || d.parts > maxParts || d.operators > maxOperators || d.layout.size > maxText {
		d.full = true
	}
	return d.full
}

// pages reads the pages below a node of the page tree, in order. resources are
// those that the nodes above hand down.
func (d *reader) pages(node, resources pdf.Value, depth int) {
	if depth > maxDepth || d.over() {
		return
	}
	d.parts++
	if own := node.Key("Resources"); own.Kind() == pdf.Dict {
		resources = own
	}
	kids := node.Key("Kids")
	if kids.Kind() != pdf.Array {
		d.page(node, resources)
		return
	}
	// A branch within itself reads like one above it.
	key := node.String()
	if d.above[key] {
		return
	}
	d.above[key] = true
	defer delete(d.above, key)
	for i := range kids.Len() {
		d.protected(func() { d.pages(kids.Index(i), resources, depth+1) })
	}
}

// protected keeps a damaged part from taking the rest with it.
func (d *reader) protected(do func()) {
	defer func() { _ = recover() }()
	do()
}

func (d *reader) page(page, resources pdf.Value) {
	d.count++
	if d.over() {
		return
	}
	d.layout.newPage()
	var content []byte
	switch c := page.Key("Contents"); c.Kind() {
	case pdf.Stream:
		content = unpacked(c)
	case pdf.Array:
		for i := range c.Len() {
			content = append(append(content, unpacked(c.Index(i))...), '\n')
			if len(content) > maxStream {
				break
			}
		}
	}
	d.protected(func() { newCanvas(d, resources, identity, 0).draw(content) })
}

// unpacked is what a stream holds, as much as can be read of it.
func unpacked(stream pdf.Value) (out []byte) {
	defer func() { _ = recover() }() // a filter that the library does not know
	var b bytes.Buffer
	_, _ = io.Copy(&b, io.LimitReader(stream.Reader(), maxStream)) // what came before an error is text all the same
	return b.Bytes()
}
