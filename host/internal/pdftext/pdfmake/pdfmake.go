// Package pdfmake writes small PDF files for tests: pages of text in fonts as
// programs embed them, of one byte a character and of two, with and without a
// table of characters, in plain and in packed streams. No reader draws them
// well, since the fonts themselves are left out; their text is all there.
package pdfmake

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"unicode/utf16"
)

// File is a PDF file in the making. The zero value is an empty one.
type File struct {
	objects []string
	pages   []int
	// Title and Author go into the file's description of itself.
	Title, Author string
	// Packed streams are compressed, as in nearly all real files.
	Packed bool
	// Loops: the page tree has itself for its first two branches.
	Loops bool
}

// Add adds an object and returns its number.
func (f *File) Add(object string) int {
	f.reserve()
	f.objects = append(f.objects, object)
	return len(f.objects)
}

// reserve keeps the first three numbers for the catalogue, the page tree and
// the description.
func (f *File) reserve() {
	for len(f.objects) < 3 {
		f.objects = append(f.objects, "")
	}
}

// Stream adds a stream with what stands in its dictionary besides the length.
func (f *File) Stream(dictionary, data string) int {
	if f.Packed {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		_, _ = z.Write([]byte(data))
		_ = z.Close()
		data, dictionary = b.String(), dictionary+" /Filter /FlateDecode"
	}
	return f.Add(fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dictionary, len(data), data))
}

// Page adds a page with its operators and the fonts that they name.
func (f *File) Page(operators string, fonts map[string]int) {
	f.PageWith(operators, fonts, "")
}

// PageWith is Page with more in the resources.
func (f *File) PageWith(operators string, fonts map[string]int, resources string) {
	var list strings.Builder
	for name, object := range fonts {
		fmt.Fprintf(&list, "/%s %d 0 R ", name, object)
	}
	content := f.Stream("", operators)
	f.pages = append(f.pages, f.Add(fmt.Sprintf(
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << %s>> %s >> >>", content, list.String(), resources)))
}

// Latin adds a font of one-byte codes in windows-1252, all half as wide as
// high.
func (f *File) Latin(baseFont string) int {
	return f.Add(fmt.Sprintf("<< /Type /Font /Subtype /TrueType /BaseFont /%s /Encoding /WinAnsiEncoding /FirstChar 0 /LastChar 255 /Widths [%s] >>",
		baseFont, strings.Repeat("500 ", 256)))
}

// CID adds a font of two-byte codes that are numbers of glyphs, with a table of
// what they stand for: those of the characters of text, numbered from 1 on. It
// returns the font and what encodes text for it.
func (f *File) CID(text string) (font int, encode func(string) string) {
	number := map[rune]int{}
	var table strings.Builder
	table.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Adobe-Identity-UCS def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for _, r := range text {
		if number[r] != 0 {
			continue
		}
		number[r] = len(number) + 1
		fmt.Fprintf(&table, "1 beginbfchar <%04X> <%X> endbfchar\n", number[r], utf16Bytes(string(r)))
	}
	table.WriteString("endcmap end end")
	toUnicode := f.Stream("", table.String())
	below := f.Add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+SourceHanSans /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>")
	font = f.Add(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+SourceHanSans /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", below, toUnicode))
	return font, func(s string) string {
		var out strings.Builder
		for _, r := range s {
			fmt.Fprintf(&out, "%04X", number[r])
		}
		return "<" + out.String() + ">"
	}
}

// Charset adds a font whose codes are of a character set by the name that the
// standard gives it ("GBK-EUC-H"), and which has no table.
func (f *File) Charset(name, ordering string) int {
	below := f.Add(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /FangSong /CIDSystemInfo << /Registry (Adobe) /Ordering (%s) /Supplement 2 >> /DW 1000 >>", ordering))
	return f.Add(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /FangSong /Encoding /%s /DescendantFonts [%d 0 R] >>", name, below))
}

// Hex writes bytes as a string of hexadecimal digits.
func Hex(b string) string { return fmt.Sprintf("<%X>", b) }

func utf16Bytes(s string) (out []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}

// Bytes is the file.
func (f *File) Bytes() []byte {
	f.reserve()
	kids := make([]string, len(f.pages))
	for i, page := range f.pages {
		kids[i] = fmt.Sprintf("%d 0 R", page)
	}
	if f.Loops {
		kids = append([]string{"2 0 R", "2 0 R"}, kids...)
	}
	f.objects[0] = "<< /Type /Catalog /Pages 2 0 R >>"
	f.objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	f.objects[2] = fmt.Sprintf("<< /Title <FEFF%X> /Author <FEFF%X> >>", utf16Bytes(f.Title), utf16Bytes(f.Author))
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(f.objects))
	for i, object := range f.objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes()
}
