package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible drops what nobody sees: control characters, marks that steer writing
// direction, zero-width characters, and the blocks of tag characters and
// variation selectors in which text can be hidden. Line ends become "\n", tabs
// stay.
func visible(s string) string {
	if !strings.ContainsFunc(s, suspicious) && utf8.ValidString(s) {
		return s
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\u0085", "\n").Replace(s)
	prev := rune(0)
	return strings.ToValidUTF8(strings.Map(func(r rune) rune {
		keep := !suspicious(r) || r == '\n' || joins(r) && joinable(prev)
		prev = r
		if !keep {
			return -1
		}
		return r
	}, s), "\uFFFD")
}

// suspicious are the characters that visible looks at.
func suspicious(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20, 0x7F <= r && r < 0xA0, r == 0xAD, r == 0x061C, r == 0x180E:
		return true
	case 0x200B <= r && r <= 0x200F, 0x2028 <= r && r <= 0x202E, 0x2060 <= r && r <= 0x206F, r == 0xFEFF:
		return true
	case 0xFFF9 <= r && r <= 0xFFFB, 0xE0000 <= r && r <= 0xE0FFF:
		return true
	}
	return false
}

// joins are the zero-width joiner and non-joiner, which Persian, Indic scripts
// and emoji need between characters.
func joins(r rune) bool { return r == '\u200C' || r == '\u200D' }

func joinable(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Devanagari, unicode.Bengali, unicode.Tamil, unicode.Telugu,
		unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer) || r == 0xFE0F || 0x1F000 <= r && r <= 0x1FAFF
}
