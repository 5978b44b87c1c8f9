package pdftext

import (
	"bytes"
	"strconv"
)

// kind is what an operand is.
type kind byte

const (
	number kind = iota
	name
	str
	array
	operator
	other // marks, booleans, dictionaries: nothing that is asked for
)

// operand is one object of a content stream or of a table of characters.
type operand struct {
	kind  kind
	num   float64
	text  string // of names, strings, operators
	items []operand
}

// lexer cuts content streams into objects (ISO 32000-1, 7.2).
type lexer struct {
	b []byte
	i int
}

const (
	spaces     = " \t\r\n\f\x00"
	delimiters = "()<>[]{}/%"
)

var regular = func() (r [256]bool) {
	for c := range r {
		r[c] = bytes.IndexByte([]byte(spaces+delimiters), byte(c)) < 0
	}
	return r
}()

// next returns the next object; ok is false at the end.
func (l *lexer) next() (o operand, ok bool) { return l.object(0) }

func (l *lexer) object(depth int) (operand, bool) {
	l.space()
	if l.i >= len(l.b) {
		return operand{}, false
	}
	switch c := l.b[l.i]; c {
	case '(':
		return operand{kind: str, text: l.literal()}, true
	case '/':
		l.i++
		return operand{kind: name, text: l.run()}, true
	case '<':
		if l.i+1 < len(l.b) && l.b[l.i+1] == '<' {
			l.i += 2
			return operand{kind: other}, true
		}
		return operand{kind: str, text: l.hex()}, true
	case '[':
		l.i++
		return l.array(depth), true
	case ']', '>', ')', '{', '}':
		l.i++
		return operand{kind: other, text: string(c)}, true
	}
	word := l.run()
	if n, err := strconv.ParseFloat(word, 64); err == nil && n-n == 0 { // neither infinite nor no number
		return operand{kind: number, num: n}, true
	}
	return operand{kind: operator, text: word}, true
}

func (l *lexer) array(depth int) operand {
	a := operand{kind: array}
	for {
		o, ok := operand{kind: other}, true
		if depth < 8 {
			o, ok = l.object(depth + 1)
		}
		if !ok || o.kind == other && o.text == "]" || depth >= 8 {
			return a
		}
		a.items = append(a.items, o)
	}
}

// space passes over white space and comments.
func (l *lexer) space() {
	for l.i < len(l.b) {
		switch c := l.b[l.i]; {
		case c == '%':
			for l.i < len(l.b) && l.b[l.i] != '\n' && l.b[l.i] != '\r' {
				l.i++
			}
		case c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0:
			l.i++
		default:
			return
		}
	}
}

// run reads regular characters.
func (l *lexer) run() string {
	start := l.i
	for l.i < len(l.b) && regular[l.b[l.i]] {
		l.i++
	}
	return string(l.b[start:l.i])
}

// literal reads a string in parentheses.
func (l *lexer) literal() string {
	var out []byte
	depth := 0
	for ; l.i < len(l.b); l.i++ {
		switch c := l.b[l.i]; c {
		case '(':
			if depth++; depth > 1 {
				out = append(out, c)
			}
		case ')':
			if depth--; depth == 0 {
				l.i++
				return string(out)
			}
			out = append(out, c)
		case '\\':
			out = l.escape(out)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// escape reads what follows a backslash; it leaves l at its last byte.
func (l *lexer) escape(out []byte) []byte {
	if l.i++; l.i >= len(l.b) {
		return out
	}
	c := l.b[l.i]
	if k := bytes.IndexByte([]byte("nrtbf"), c); k >= 0 {
		return append(out, "\n\r\t\b\f"[k])
	}
	switch {
	case c == '\r':
		if l.i+1 < len(l.b) && l.b[l.i+1] == '\n' {
			l.i++
		}
		return out
	case c == '\n':
		return out
	case '0' <= c && c <= '7':
		v := 0
		for n := 0; n < 3 && l.i < len(l.b) && '0' <= l.b[l.i] && l.b[l.i] <= '7'; n++ {
			v = v*8 + int(l.b[l.i]-'0')
			l.i++
		}
		l.i--
		return append(out, byte(v))
	}
	return append(out, c)
}

// hex reads a string of hexadecimal digits.
func (l *lexer) hex() string {
	var out []byte
	half, odd := byte(0), false
	for l.i++; l.i < len(l.b); l.i++ {
		c, v := l.b[l.i], byte(0)
		switch {
		case c == '>':
			l.i++
			if odd {
				out = append(out, half)
			}
			return string(out)
		case '0' <= c && c <= '9':
			v = c - '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			v = c | 0x20 - 'a' + 10
		default:
			continue
		}
		if odd {
			out = append(out, half|v)
		}
		half, odd = v<<4, !odd
	}
	return string(out)
}

// skipImage passes over an image within the stream: from its dictionary
// through its data to the operator that ends it.
func (l *lexer) skipImage() {
	for {
		o, ok := l.next()
		if !ok {
			return
		}
		if o.kind == operator && o.text == "ID" {
			break
		}
	}
	for l.i < len(l.b) {
		k := bytes.Index(l.b[l.i:], []byte("EI"))
		if k < 0 {
			l.i = len(l.b)
			return
		}
		end := l.i + k + 2
		before := l.b[end-3]
		l.i = end
		if bytes.IndexByte([]byte(spaces), before) >= 0 && (end == len(l.b) || !regular[l.b[end]]) {
			return
		}
	}
}
