package dates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token is made of.
type kind byte

const (
	none kind = iota // beyond the text
	letters
	digits
	han  // one character, simplified
	mark // anything else that is not space
)

// token is a word, a number, a Chinese character or a mark.
type token struct {
	start, end int
	text       string // folded: lower case, half width, simplified
	kind       kind
	glued      bool // no space before it
	possessive bool // "'s" was cut from text
	num        int  // of digits; -1 when too large to be of a date
	wide       int  // number of digits
}

// scan cuts text into tokens, appending to room.
func scan(text string, room []token) []token {
	glued := false
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) {
			at, glued = at+n, false
			continue
		}
		t := token{start: at, end: at + n, kind: mark, glued: glued}
		switch r = narrow(r); {
		case r >= '0' && r <= '9':
			t.number(text)
		case unicode.Is(unicode.Han, r) || r == '〇':
			t.kind, t.text = han, text[at:at+n]
			if s, ok := simplified()[r]; ok {
				t.text = s
			}
		case unicode.IsLetter(r):
			t.word(text)
		case r < utf8.RuneSelf:
			t.text = ascii[r : r+1]
		default:
			t.text = text[at : at+n]
		}
		room = append(room, t)
		at, glued = t.end, true
	}
	return room
}

// ascii lets a token's text be cut from a constant.
var ascii = func() string {
	var b strings.Builder
	for c := range rune(utf8.RuneSelf) {
		b.WriteRune(c)
	}
	return b.String()
}()

// narrow folds the full-width forms of ASCII, and dashes and apostrophes.
func narrow(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '–' || r == '—' || r == '−' || r == '‐' || r == '‑' || r == '─':
		return '-'
	case r == '’' || r == '‘':
		return '\''
	case r == '〜':
		return '~'
	}
	return r
}

// number extends t over the digits that follow.
func (t *token) number(text string) {
	t.kind, t.num = digits, 0
	at := t.start
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		r = narrow(r)
		if r < '0' || r > '9' {
			break
		}
		if t.num >= 0 {
			t.num = t.num*10 + int(r-'0')
		}
		if t.num > 1e6 {
			t.num = -1
		}
		t.wide++
		at += n
	}
	t.end = at
}

// word extends t over the letters that follow, apostrophes within included.
func (t *token) word(text string) {
	t.kind = letters
	at, plain := t.start, true
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		folded := narrow(r)
		if folded == '\'' {
			next, _ := utf8.DecodeRuneInString(text[at+n:])
			if !unicode.IsLetter(next) {
				break
			}
		} else if !unicode.IsLetter(folded) && !unicode.Is(unicode.M, r) || unicode.Is(unicode.Han, r) {
			break
		}
		plain = plain && r == folded && (r >= 'a' && r <= 'z' || r == '\'')
		at += n
	}
	t.end = at
	t.text = text[t.start:at]
	if !plain {
		t.text = strings.ToLower(strings.Map(narrow, t.text))
	}
	if cut, ok := strings.CutSuffix(t.text, "'s"); ok {
		t.text, t.possessive = cut, true
	}
}

// at is the token at i, one of kind none beyond the text.
func (f *finder) at(i int) token {
	if i < 0 || i >= len(f.toks) {
		return token{}
	}
	return f.toks[i]
}

// is tells whether the token at i is that text.
func (f *finder) is(i int, text string) bool {
	return i >= 0 && i < len(f.toks) && f.toks[i].text == text
}

// among tells whether the token at i is a word of set.
func (f *finder) among(i int, set words) bool {
	return i >= 0 && i < len(f.toks) && f.toks[i].kind != digits && set.has(f.toks[i].text)
}

// phrase is the position after s, one token a space-separated word; false
// when something else is at i.
func (f *finder) phrase(i int, s string) (int, bool) {
	for s != "" {
		word, rest, _ := strings.Cut(s, " ")
		if !f.is(i, word) {
			return 0, false
		}
		i, s = i+1, rest
	}
	return i, true
}

// spells is the position after the characters of s; false when others stand
// at i.
func (f *finder) spells(i int, s string) (int, bool) {
	for s != "" {
		_, n := utf8.DecodeRuneInString(s)
		if !f.is(i, s[:n]) {
			return 0, false
		}
		i, s = i+1, s[n:]
	}
	return i, true
}

// spellsAny is spells for the first of list that stands at i.
func (f *finder) spellsAny(i int, list []string) (string, int, bool) {
	if f.at(i).kind == none {
		return "", 0, false
	}
	for _, s := range list {
		if end, ok := f.spells(i, s); ok {
			return s, end, true
		}
	}
	return "", 0, false
}

// endsWith is the position of the beginning of s that ends before i.
func (f *finder) endsWith(i int, list []string) (int, bool) {
	for _, s := range list {
		start := i - utf8.RuneCountInString(s)
		if start < f.floor {
			continue
		}
		if _, ok := f.spells(start, s); ok {
			return start, true
		}
	}
	return 0, false
}

// parted tells whether a name may end before i and another begin there:
// "Monday.com", "v2023", "2023.1" and "a/2023" are not parted inside.
func (f *finder) parted(i int) bool {
	before, after := f.at(i-1), f.at(i)
	if before.kind == none || after.kind == none || !after.glued || before.kind == han || after.kind == han {
		return true
	}
	if before.kind == mark {
		return !strings.Contains("._-/@#+&$€£=\\%°~*:", before.text)
	}
	if after.kind != mark {
		return false
	}
	if after.text == "%" || after.text == "°" || after.text == "+" {
		return false
	}
	next := f.at(i + 1)
	return !strings.Contains("._-/@#&=\\:'", after.text) || next.kind == none || !next.glued || next.kind == mark || next.kind == han
}
