package pdftext

import (
	"strings"
	"unicode/utf8"

	pdf "github.com/ledongthuc/pdf"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// character is one code of a string.
type character struct {
	code  uint32
	bytes int
	// text is what it stands for, "" when nobody can know.
	text string
	// width is that of the character over the size of the font.
	width float64
}

// font turns the codes of strings into characters.
type font struct {
	// table is what the font itself says its codes stand for; may be nil.
	table *charTable
	// simple are the characters of a font of one-byte codes, which has no charset.
	simple [256]string
	// composite: codes are of two bytes, or as charset has them.
	composite bool
	charset   *charset
	widths    map[uint32]float64
	missing   float64
	// fixed: all characters are of one width, as code is set.
	fixed bool
}

// newFont reads a font dictionary (ISO 32000-1, 9.5 to 9.7).
func newFont(v pdf.Value) *font {
	f := &font{missing: 0.5, widths: map[uint32]float64{}, fixed: isFixed(v.Key("BaseFont").Name())}
	if t := v.Key("ToUnicode"); t.Kind() == pdf.Stream {
		f.table = readCharTable(unpacked(t))
	}
	if v.Key("Subtype").Name() == "Type0" {
		f.readComposite(v)
		return f
	}
	f.readSimple(v)
	return f
}

func isFixed(baseFont string) bool {
	lower := strings.ToLower(baseFont)
	for _, part := range []string{"mono", "courier", "consol", "menlo", "cmtt", "code", "typewriter"} {
		if strings.Contains(lower, part) {
			return true
		}
	}
	return false
}

// readSimple reads a font of one-byte codes.
func (f *font) readSimple(v pdf.Value) {
	scale := 0.001
	if v.Key("Subtype").Name() == "Type3" { // has a unit of its own
		if m := v.Key("FontMatrix"); m.Len() == 6 && m.Index(0).Float64() > 0 {
			scale = m.Index(0).Float64()
		}
	}
	if w := v.Key("FontDescriptor").Key("MissingWidth").Float64(); w > 0 {
		f.missing = w * scale
	}
	widths, first := v.Key("Widths"), v.Key("FirstChar").Int64()
	for i := range min(widths.Len(), 256) {
		f.widths[uint32(first)+uint32(i)] = widths.Index(i).Float64() * scale
	}
	if encoding := v.Key("Encoding"); encoding.Kind() != pdf.Null || f.table == nil {
		f.simple = simpleTable(encoding)
	}
}

// readComposite reads a font of codes of several bytes.
func (f *font) readComposite(v pdf.Value) {
	f.composite, f.missing = true, 1
	below := v.Key("DescendantFonts").Index(0)
	if w := below.Key("DW"); w.Kind() != pdf.Null {
		f.missing = w.Float64() / 1000
	}
	encoding := v.Key("Encoding")
	if encoding.Kind() == pdf.Name {
		f.charset = charsetNamed(encoding.Name())
	}
	if f.charset == nil { // otherwise widths go by numbers that only a table knows
		f.readWidths(below.Key("W"))
	}
}

// readWidths reads the widths of a CID font (9.7.4.3): a number and a list, or
// a range and one width for all of it.
func (f *font) readWidths(w pdf.Value) {
	for i := 0; i+1 < w.Len(); {
		first, second := uint32(w.Index(i).Int64()), w.Index(i+1)
		if second.Kind() == pdf.Array {
			for k := range second.Len() {
				f.widths[first+uint32(k)] = second.Index(k).Float64() / 1000
			}
			i += 2
			continue
		}
		width := w.Index(i+2).Float64() / 1000
		for code := first; code <= uint32(second.Int64()) && code-first < 1<<16; code++ {
			f.widths[code] = width
		}
		i += 3
	}
}

// next is the first character of s, which is not empty.
func (f *font) next(s string) character {
	var c character
	switch {
	case !f.composite:
		c = character{code: uint32(s[0]), bytes: 1, text: f.simple[s[0]]}
	case f.charset != nil:
		c = f.charset.next(s)
	case len(s) == 1:
		c = character{code: uint32(s[0]), bytes: 1}
	default:
		c = character{code: uint32(s[0])<<8 | uint32(s[1]), bytes: 2}
	}
	if text, ok := f.table.lookup(s[:c.bytes]); ok {
		c.text = text
	}
	c.text = withoutLigature(c.text)
	width, ok := f.widths[c.code]
	if !ok {
		width = f.missing
		if f.charset != nil && c.bytes == 1 {
			width = 0.5
		}
	}
	c.width = width
	return c
}

// withoutLigature writes the letters of a ligature apart, as people type them.
func withoutLigature(s string) string {
	switch s {
	case "ﬀ":
		return "ff"
	case "ﬁ":
		return "fi"
	case "ﬂ":
		return "fl"
	case "ﬃ":
		return "ffi"
	case "ﬄ":
		return "ffl"
	case "ﬅ", "ﬆ":
		return "st"
	}
	return s
}

// charset is a character set that the codes of a font are in, by one of the
// names that the standard gives (9.7.5.2): then no table is needed. Documents
// of Chinese authorities are set in such fonts and have none.
type charset struct {
	enc encoding.Encoding
	// wide: all codes are of two bytes (UTF-16). Else a byte of lead begins a
	// code of two, and in GB18030 perhaps of four.
	wide bool
	lead func(c byte) bool
	four bool
}

func charsetNamed(name string) *charset {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "-H"), "-V")
	above := func(from byte) func(byte) bool { return func(c byte) bool { return c >= from && c < 0xFF } }
	switch {
	case strings.Contains(name, "-UCS2"), strings.Contains(name, "-UTF16"):
		return &charset{enc: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), wide: true}
	case strings.HasPrefix(name, "GB"):
		return &charset{enc: simplifiedchinese.GB18030, lead: above(0x81), four: strings.HasPrefix(name, "GBK2K")}
	case strings.Contains(name, "B5"):
		return &charset{enc: traditionalchinese.Big5, lead: above(0x81)}
	case strings.Contains(name, "RKSJ"):
		return &charset{enc: japanese.ShiftJIS, lead: func(c byte) bool { return 0x81 <= c && c <= 0x9F || 0xE0 <= c && c <= 0xFC }}
	case name == "EUC":
		return &charset{enc: japanese.EUCJP, lead: func(c byte) bool { return c == 0x8E || c >= 0xA1 && c < 0xFF }}
	case strings.HasPrefix(name, "KSC"):
		return &charset{enc: korean.EUCKR, lead: above(0x81)}
	}
	return nil
}

func (cs *charset) next(s string) character {
	n := 1
	switch {
	case cs.wide:
		n = 2
		if len(s) >= 4 && s[0]&0xFC == 0xD8 {
			n = 4
		}
	case cs.lead(s[0]):
		n = 2
		if cs.four && len(s) >= 4 && '0' <= s[1] && s[1] <= '9' {
			n = 4
		}
	}
	n = min(n, len(s))
	c := character{bytes: n}
	for i := range n {
		c.code = c.code<<8 | uint32(s[i])
	}
	text, err := cs.enc.NewDecoder().String(s[:n])
	if err == nil && !strings.ContainsRune(text, utf8.RuneError) {
		c.text = text
	}
	return c
}
