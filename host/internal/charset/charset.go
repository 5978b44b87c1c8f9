// Package charset turns bytes of text into UTF-8, whatever they claim to be.
//
// Libraries each do half of this: golang.org/x/net/html/charset believes what
// a page declares and reads everything undeclared as windows-1252;
// github.com/gogs/chardet guesses well from long texts and badly from a few
// titles. Bookmark files and pages lie about their charset often enough (a
// GB18030 file that still says utf-8, a server that calls everything
// ISO-8859-1) that neither is enough. So: a byte order mark decides, then
// whether the bytes are UTF-8 at all, then the declaration if the text it
// gives reads like text, then detection.
package charset

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// candidate is an encoding that the bytes may be in.
type candidate struct {
	// name is the WHATWG name in lower case ("utf-8", "gb18030", "big5").
	name string
	enc  encoding.Encoding
}

// Decode returns b as valid UTF-8 without a byte order mark, and the name of
// the encoding b was in (lower case, as in the WHATWG Encoding standard;
// "gb18030" for GB2312 and GBK too). contentType is the Content-Type header
// that came with the bytes, or "". Bytes that mean nothing become U+FFFD. The
// error is non-nil only when a decoder itself fails; any bytes can be decoded.
func Decode(b []byte, contentType string) (text string, name string, err error) {
	if c, body, ok := byteOrderMark(b); ok {
		return decodeAs(c, body)
	}
	if c, ok := bareUTF16(b); ok {
		return decodeAs(c, b)
	}
	declared := declarations(b, contentType)
	if validUTF8(b) {
		if c, ok := overrides(b, declared); ok {
			return decodeAs(c, b)
		}
		return cleaned(b), "utf-8", nil
	}
	if damagedUTF8(b) {
		return cleaned(b), "utf-8", nil
	}
	return decodeAs(choose(b, declared), b)
}

// cleaned is b with bytes that are not UTF-8 replaced.
func cleaned(b []byte) string { return strings.ToValidUTF8(string(b), "\uFFFD") }

func decodeAs(c candidate, b []byte) (string, string, error) {
	if c.enc == nil {
		return cleaned(b), c.name, nil
	}
	out, err := c.enc.NewDecoder().Bytes(b)
	if err != nil {
		return "", c.name, fmt.Errorf("decode %s: %w", c.name, err)
	}
	return cleaned(bytes.TrimPrefix(out, []byte("\uFEFF"))), c.name, nil
}

// byteOrderMark reads the mark at the start of b. UTF-32 comes first: its
// little-endian mark begins with that of UTF-16.
func byteOrderMark(b []byte) (c candidate, body []byte, ok bool) {
	for _, m := range []struct {
		mark string
		candidate
	}{
		{"\xEF\xBB\xBF", candidate{name: "utf-8"}},
		{"\xFF\xFE\x00\x00", candidate{"utf-32le", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)}},
		{"\x00\x00\xFE\xFF", candidate{"utf-32be", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)}},
		{"\xFF\xFE", utf16(unicode.LittleEndian)},
		{"\xFE\xFF", utf16(unicode.BigEndian)},
	} {
		if body, ok := bytes.CutPrefix(b, []byte(m.mark)); ok {
			return m.candidate, body, true
		}
	}
	return candidate{}, b, false
}

func utf16(e unicode.Endianness) candidate {
	if e == unicode.BigEndian {
		return candidate{"utf-16be", unicode.UTF16(e, unicode.IgnoreBOM)}
	}
	return candidate{"utf-16le", unicode.UTF16(e, unicode.IgnoreBOM)}
}

// bareUTF16 recognises UTF-16 without a mark by its zero bytes: markup and
// line ends are ASCII, so one half of their code units is zero, always the
// same half. Other text has no zero bytes.
func bareUTF16(b []byte) (candidate, bool) {
	head := b[:min(len(b), 4096)&^1]
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i&1]++
		}
	}
	enough := max(len(head)/20, 2)
	switch {
	case zeros[1] >= enough && zeros[0]*20 <= zeros[1]:
		return utf16(unicode.LittleEndian), true
	case zeros[0] >= enough && zeros[1]*20 <= zeros[0]:
		return utf16(unicode.BigEndian), true
	}
	return candidate{}, false
}

// validUTF8 tells whether b is UTF-8, where the last character may be cut off
// (pages are read up to a bound).
func validUTF8(b []byte) bool {
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		if c := b[len(b)-back]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-back:]) {
				b = b[:len(b)-back]
			}
			break
		}
	}
	return utf8.Valid(b)
}

// damagedUTF8 tells whether b is UTF-8 with a few bad bytes in it, as pages
// glued together from several sources are: nearly all of what is not ASCII
// must be whole characters, which other encodings hardly ever look like.
func damagedUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		b = b[size:]
	}
	return good >= 10*bad
}

// overrides finds the rare declaration that is right although the bytes are
// valid UTF-8: ISO-2022-JP is ASCII with escapes, and a word or two of GB2312
// can by chance be valid two-byte sequences ("联通" made this famous).
func overrides(b []byte, declared []candidate) (candidate, bool) {
	if bytes.Contains(b, []byte("\x1b$")) && (bytes.Contains(b, []byte("\x1b(B")) || bytes.Contains(b, []byte("\x1b(J"))) {
		return candidate{"iso-2022-jp", japanese.ISO2022JP}, true
	}
	if len(declared) == 0 || !multiByte[declared[0].name] {
		return candidate{}, false
	}
	count := 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, size := utf8.DecodeRune(b[i:])
		if count++; size != 2 || count > 4 {
			return candidate{}, false
		}
		i += size
	}
	return declared[0], count > 0
}

// multiByte names the encodings of Chinese, Japanese and Korean.
var multiByte = map[string]bool{
	"gb18030": true, "big5": true, "shift_jis": true, "euc-jp": true, "euc-kr": true, "iso-2022-jp": true,
}

// lookup finds the encoding of a label as it stands in a declaration. GB2312
// and GBK are read as GB18030, which contains them: pages that declare the
// smaller ones use the larger.
func lookup(label string) (candidate, bool) {
	enc, err := htmlindex.Get(strings.TrimSpace(label))
	if err != nil {
		return candidate{}, false
	}
	name, err := htmlindex.Name(enc)
	if err != nil || name == "replacement" || name == "x-user-defined" {
		return candidate{}, false
	}
	switch name {
	case "gbk", "gb18030":
		return candidate{"gb18030", simplifiedchinese.GB18030}, true
	case "utf-8":
		return candidate{name: "utf-8"}, true
	}
	return candidate{name, enc}, true
}
