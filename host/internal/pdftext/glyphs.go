package pdftext

import (
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	pdf "github.com/ledongthuc/pdf"
)

// simpleTable is what the 256 codes of a font stand for by its encoding (ISO
// 32000-1, 9.6.6): a named one, and where it differs from that.
func simpleTable(encoding pdf.Value) (table [256]string) {
	base := encoding.Name()
	if encoding.Kind() == pdf.Dict {
		base = encoding.Key("BaseEncoding").Name()
	}
	set := charmap.Windows1252 // contains most of what StandardEncoding has in ASCII
	if base == "MacRomanEncoding" {
		set = charmap.Macintosh
	}
	for c := 0x20; c < 256; c++ {
		table[c] = string(set.DecodeByte(byte(c)))
	}
	if base == "" || base == "StandardEncoding" {
		for c, text := range standardOnly {
			table[c] = text
		}
	}
	code := -1
	differences := encoding.Key("Differences")
	for i := range differences.Len() {
		switch d := differences.Index(i); d.Kind() {
		case pdf.Integer:
			code = int(d.Int64())
		case pdf.Name:
			if 0 <= code && code < 256 {
				table[code] = glyphText(d.Name())
			}
			code++
		}
	}
	return table
}

// standardOnly are codes of StandardEncoding (annex D.2) that other fonts have
// elsewhere.
var standardOnly = map[byte]string{
	0x27: "’", 0x60: "‘", 0xA4: "⁄", 0xA6: "ƒ", 0xA9: "'", 0xAA: "“", 0xAC: "‹", 0xAD: "›", 0xAE: "fi", 0xAF: "fl", 0xB1: "–", 0xB2: "†",
	0xB3: "‡", 0xB4: "·", 0xB7: "•", 0xB8: "‚", 0xB9: "„", 0xBA: "”", 0xBC: "…", 0xBD: "‰", 0xD0: "—", 0xE1: "Æ", 0xE8: "Ł", 0xE9: "Ø",
	0xEA: "Œ", 0xF1: "æ", 0xF5: "ı", 0xF8: "ł", 0xF9: "ø", 0xFA: "œ", 0xFB: "ß",
}

// glyphText is what the name of a glyph stands for, by the rules of the Adobe
// Glyph List Specification: parts joined by "_", each a name of the list or
// "uni" or "u" and a number; what follows a point is a variant. Of the list,
// the names of letters, also with accents, of signs and of Greek are known.
func glyphText(name string) string {
	name, _, _ = strings.Cut(name, ".")
	var out strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		out.WriteString(glyphPart(part))
	}
	return out.String()
}

func glyphPart(name string) string {
	if len(name) <= 1 {
		return name
	}
	if text, ok := glyphNames()[name]; ok {
		return text
	}
	if digits, ok := strings.CutPrefix(name, "uni"); ok && len(digits) >= 4 && len(digits)%4 == 0 {
		var out strings.Builder
		for i := 0; i < len(digits); i += 4 {
			n, err := strconv.ParseUint(digits[i:i+4], 16, 32)
			if err != nil {
				return ""
			}
			out.WriteRune(rune(n))
		}
		return out.String()
	}
	if digits, ok := strings.CutPrefix(name, "u"); ok && 4 <= len(digits) && len(digits) <= 6 {
		if n, err := strconv.ParseUint(digits, 16, 32); err == nil {
			return string(rune(n))
		}
	}
	// A letter and the name of an accent.
	if accent, ok := accents[name[1:]]; ok {
		return norm.NFC.String(name[:1] + accent)
	}
	return ""
}

var accents = map[string]string{
	"acute": "\u0301", "grave": "\u0300", "circumflex": "\u0302", "dieresis": "\u0308", "tilde": "\u0303", "caron": "\u030C",
	"cedilla": "\u0327", "ogonek": "\u0328", "ring": "\u030A", "macron": "\u0304", "breve": "\u0306", "dotaccent": "\u0307",
	"hungarumlaut": "\u030B", "commaaccent": "\u0326", "dot": "\u0307",
}

// glyphNames is made when a font first asks: most never do.
var glyphNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	fields := strings.Fields(glyphList)
	for i := 0; i+1 < len(fields); i += 2 {
		names[fields[i]] = fields[i+1]
	}
	names["space"], names["nbspace"], names["nonbreakingspace"] = " ", " ", " "
	return names
})

// glyphList are names and what they stand for.
const glyphList = `exclam ! quotedbl " numbersign # dollar $ percent % ampersand & quotesingle ' quoteright ’ quoteleft ‘ parenleft (
parenright ) asterisk * plus + comma , hyphen - minus − period . slash / zero 0 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8
nine 9 colon : semicolon ; less < equal = greater > question ? at @ bracketleft [ backslash \ bracketright ] asciicircum ^ underscore _
grave ` + "`" + ` braceleft { bar | braceright } asciitilde ~ exclamdown ¡ cent ¢ sterling £ currency ¤ yen ¥ brokenbar ¦ section §
dieresis ¨ copyright © ordfeminine ª guillemotleft « guillemotright » logicalnot ¬ registered ® macron ¯ degree ° plusminus ±
twosuperior ² threesuperior ³ acute ´ mu µ paragraph ¶ periodcentered · middot · cedilla ¸ onesuperior ¹ ordmasculine º onequarter ¼
onehalf ½ threequarters ¾ questiondown ¿ multiply × divide ÷ germandbls ß ae æ AE Æ oe œ OE Œ oslash ø Oslash Ø eth ð Eth Ð thorn þ
Thorn Þ aring å Aring Å lslash ł Lslash Ł dcroat đ Dcroat Đ hbar ħ Hbar Ħ dotlessi ı dotlessj ȷ Idotaccent İ eng ŋ Eng Ŋ
quotedblleft “ quotedblright ” quotedblbase „ quotesinglbase ‚ guilsinglleft ‹ guilsinglright › endash – emdash — bullet • ellipsis …
dagger † daggerdbl ‡ perthousand ‰ fraction ⁄ florin ƒ trademark ™ Euro € euro € ff ff fi fi fl fl ffi ffi ffl ffl
caron ˇ breve ˘ dotaccent ˙ ring ˚ ogonek ˛ tilde ˜ hungarumlaut ˝ circumflex ˆ sfthyphen - softhyphen -
Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ
Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω alpha α beta β gamma γ delta δ epsilon ε epsilon1 ε zeta ζ eta η theta θ theta1 ϑ iota ι kappa κ
lambda λ nu ν xi ξ omicron ο pi π rho ρ rho1 ρ sigma σ sigma1 ς tau τ upsilon υ phi φ phi1 φ chi χ psi ψ omega ω omega1 ϖ
infinity ∞ summation ∑ product ∏ integral ∫ radical √ partialdiff ∂ approxequal ≈ notequal ≠ lessequal ≤ greaterequal ≥ element ∈
notelement ∉ intersection ∩ union ∪ arrowright → arrowleft ← arrowup ↑ arrowdown ↓ arrowdblright ⇒ arrowboth ↔ logicaland ∧ logicalor ∨
universal ∀ existential ∃ emptyset ∅ gradient ∇ propersubset ⊂ reflexsubset ⊆ propersuperset ⊃ dotmath ⋅ asteriskmath ∗ circleplus ⊕
circlemultiply ⊗ equivalence ≡ similar ∼ proportional ∝ angle ∠ perpendicular ⊥ prime ′ second ″ minute ′ lozenge ◊ checkmark ✓
afii10017 А estimated ℮ numero № lscript ℓ visiblespace ␣`
