package redact

import (
	"strings"
	"time"
)

// card finds the number of a payment card that begins at i: a number range and
// length that a card network gives out (ISO/IEC 7812), written in one piece or
// in the groups that are printed on cards, with the check digit right (Luhn).
// It returns where the number ends, 0 when there is none.
//
// Thirteen digits are no card: Visa's of that length are long gone, and the
// article numbers of German and Japanese goods look like them.
func card(s string, i int) int {
	if size := digit.span(s, i, 20); size != 4 && size != 6 && (size < 14 || size > 19) || !free(s, i) {
		return 0
	}
	var digits [20]byte
	var groups [20]byte
	n, count, separator := 0, 0, byte(0)
	end, found := i, 0
	for {
		size := digit.span(s, end, 20)
		if size == 0 || n+size > 19 {
			break
		}
		n += copy(digits[n:], s[end:end+size])
		groups[count] = '0' + byte(size)
		count++
		end += size
		if grouped(string(groups[:count]), n) && network(digits[:n]) && luhn(digits[:n]) && !resident(digits[:n]) {
			found = end
		}
		c, width := gap(s, end)
		if width == 0 || separator != 0 && c != separator {
			break
		}
		separator = c
		end += width
	}
	if found == 0 || !closes(s, found) {
		return 0
	}
	return found
}

// free tells whether a number may begin at i: not in the middle of an
// identifier, a fraction, a path, a telephone number or a row of years.
func free(s string, i int) bool {
	switch before := at(s, i-1); before {
	case '.', '/', '+', '#', '@', ',':
		return false
	case '-':
		return !wordByte[at(s, i-2)]
	case ' ':
		if k := i - 5; k >= 0 && digit.span(s, k, 4) == 4 && !digit[at(s, k-1)] && digit.span(s, i, 5) == 4 {
			return false
		}
	}
	return true
}

// closes tells whether a number may end at end.
func closes(s string, end int) bool {
	next := at(s, end)
	switch {
	case wordByte[next]:
		return false
	case next == '.' || next == '-' || next == ',' || next == '/':
		return !wordByte[at(s, end+1)]
	case next == ' ':
		return digit.span(s, end+1, 5) != 4
	}
	return true
}

// gap is what may stand between two groups of a number: a space, also one
// that does not break, or a hyphen.
func gap(s string, i int) (c byte, width int) {
	switch c := at(s, i); c {
	case ' ', '-':
		return c, 1
	case 0xC2:
		if at(s, i+1) == 0xA0 {
			return ' ', 2
		}
	}
	return 0, 0
}

// grouped tells whether n digits stand in groups as cards have them. A group
// is given as one character, '0' plus its size.
func grouped(groups string, n int) bool {
	switch groups {
	case "4444", "465", "464", "44443", "4446", "6<", "6=": // the last two: six and twelve, six and thirteen
		return true
	}
	return len(groups) == 1 && n >= 14
}

// network tells whether a network gives out numbers like this one.
func network(d []byte) bool {
	first := func(n int) (v int) {
		for _, c := range d[:n] {
			v = v*10 + int(c-'0')
		}
		return v
	}
	if len(d) < 14 {
		return false
	}
	two, three, four, n := first(2), first(3), first(4), len(d)
	switch {
	case d[0] == '4': // Visa
		return n == 16 || n == 19
	case 51 <= two && two <= 55, 2221 <= four && four <= 2720, 2200 <= four && four <= 2204: // Mastercard, Mir
		return n == 16
	case two == 34 || two == 37: // American Express
		return n == 15
	case two == 62, two == 81: // UnionPay
		return n >= 16
	case four == 6011, 644 <= three && three <= 659, 3528 <= four && four <= 3589: // Discover, JCB
		return n == 16
	case 300 <= three && three <= 305, two == 36, two == 38, two == 39: // Diners Club
		return n == 14
	case four == 5018, four == 5020, four == 5038, four == 5893, four == 6304, four == 6759, 6761 <= four && four <= 6763: // Maestro
		return n == 16 || n == 18 || n == 19
	}
	return false
}

// luhn tells whether the last digit fits the others (ISO/IEC 7812-1, annex B),
// and that they are not all the same.
func luhn(d []byte) bool {
	sum, same := 0, true
	for i := range d {
		v := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
		same = same && d[i] == d[0]
	}
	return sum%10 == 0 && !same
}

// resident tells whether 18 digits are the number of a Chinese identity card:
// region, date of birth, and the check digit of GB 11643 (ISO 7064 MOD 11-2).
func resident(d []byte) bool {
	if len(d) != 18 {
		return false
	}
	if _, err := time.Parse("20060102", string(d[6:14])); err != nil {
		return false
	}
	sum := 0
	for _, c := range d {
		sum = (sum*2 + int(c-'0')) % 11
	}
	return sum == 1
}

// ibanLengths are the countries of the IBAN registry, each with the length of
// its account numbers.
const ibanLengths = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 " +
	"FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 " +
	"LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 " +
	"SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 "

// iban finds the bank account number (ISO 13616) that begins at i, in one
// piece or in groups of four, and returns where it ends.
func iban(s string, i int) int {
	if i+15 > len(s) || !digit[s[i+2]] || !digit[s[i+3]] || s[i+1] < 'A' || s[i+1] > 'Z' || !free(s, i) {
		return 0
	}
	k := strings.Index(ibanLengths, s[i:i+2])
	if k < 0 || k%5 != 0 {
		return 0
	}
	length := int(ibanLengths[k+2]-'0')*10 + int(ibanLengths[k+3]-'0')
	var letters [34]byte
	n, end := 0, i
	for n < length {
		if n > 0 && n%4 == 0 {
			if _, width := gap(s, end); width > 0 {
				end += width
			}
		}
		c := at(s, end)
		if !upper[c] {
			return 0
		}
		letters[n] = c
		n, end = n+1, end+1
	}
	if !closes(s, end) || !mod97(letters[:length]) {
		return 0
	}
	return end
}

// mod97 tells whether the check digits of an IBAN are right (ISO 7064).
func mod97(iban []byte) bool {
	sum := 0
	for i := range iban {
		c := iban[(i+4)%len(iban)]
		if c >= 'A' {
			sum = (sum*100 + int(c-'A') + 10) % 97
		} else {
			sum = (sum*10 + int(c-'0')) % 97
		}
	}
	return sum == 1
}
