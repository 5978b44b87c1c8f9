package pdftext

import (
	"sort"
	"strings"
	"unicode/utf16"
)

// charTable is a ToUnicode table (ISO 32000-1, 9.10.3): what the codes of a
// font stand for.
type charTable struct {
	chars  map[string]string
	ranges []charRange // by from
}

// charRange is a run of codes for a run of characters.
type charRange struct {
	from, to uint32
	bytes    int
	text     string // of the first
}

// maxChars bounds a table.
const maxChars = 1 << 17

func readCharTable(b []byte) *charTable {
	t := &charTable{chars: map[string]string{}}
	l := lexer{b: b}
	var args []operand
	for {
		o, ok := l.next()
		if !ok {
			break
		}
		if o.kind != operator {
			if len(args) < 1024 {
				args = append(args, o)
			}
			continue
		}
		switch o.text {
		case "endbfchar":
			for i := 0; i+1 < len(args) && len(t.chars) < maxChars; i += 2 {
				t.chars[args[i].text] = utf16Text(args[i+1].text)
			}
		case "endbfrange":
			for i := 0; i+2 < len(args); i += 3 {
				t.addRange(args[i].text, args[i+1].text, args[i+2])
			}
		}
		args = args[:0]
	}
	sort.SliceStable(t.ranges, func(i, j int) bool { return t.ranges[i].from < t.ranges[j].from })
	return t
}

func (t *charTable) addRange(from, to string, target operand) {
	if len(from) == 0 || len(from) != len(to) || len(from) > 4 || len(t.ranges) > maxChars {
		return
	}
	first, last := number32(from), number32(to)
	if target.kind != array {
		t.ranges = append(t.ranges, charRange{first, last, len(from), utf16Text(target.text)})
		return
	}
	for i, o := range target.items {
		if code := first + uint32(i); code <= last {
			t.ranges = append(t.ranges, charRange{code, code, len(from), utf16Text(o.text)})
		}
	}
}

func number32(s string) (n uint32) {
	for i := range len(s) {
		n = n<<8 | uint32(s[i])
	}
	return n
}

// lookup returns what a code stands for. A nil table knows none.
func (t *charTable) lookup(code string) (string, bool) {
	if t == nil {
		return "", false
	}
	if text, ok := t.chars[code]; ok {
		return text, true
	}
	n := number32(code)
	for i := sort.Search(len(t.ranges), func(i int) bool { return t.ranges[i].from > n }) - 1; i >= 0; i-- {
		r := t.ranges[i]
		if r.bytes == len(code) && r.from <= n && n <= r.to {
			return plus(r.text, n-r.from), true
		}
		if n-r.from > 1<<16 {
			break
		}
	}
	return "", false
}

// plus is text with n added to its last character.
func plus(text string, n uint32) string {
	if n == 0 || text == "" {
		return text
	}
	runes := []rune(text)
	runes[len(runes)-1] += rune(n)
	return string(runes)
}

func utf16Text(s string) string {
	var units []uint16
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	if len(s) == 1 { // against the standard, and common
		units = append(units, uint16(s[0]))
	}
	return strings.TrimRight(string(utf16.Decode(units)), "\x00")
}
