package pdftext

import (
	"math"

	pdf "github.com/ledongthuc/pdf"
)

// matrix is a transformation [a b c d e f] (ISO 32000-1, 8.3.3).
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times is m, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func matrixOf(args []operand) (m matrix) {
	for i := range m {
		m[i] = args[i].num
	}
	return m
}

// state is what operators set: the text state (9.3) and the transformation.
type state struct {
	ctm                             matrix
	font                            *font
	size, chars, words, scale, rise float64
	leading                         float64
}

// canvas reads the drawing operators of a page or of a form on it.
type canvas struct {
	d         *reader
	resources pdf.Value
	depth     int
	state
	saved []state
	// text and line matrices (9.4.1).
	tm, tlm matrix
}

func newCanvas(d *reader, resources pdf.Value, ctm matrix, depth int) *canvas {
	return &canvas{d: d, resources: resources, depth: depth, state: state{ctm: ctm, scale: 1}, tm: identity, tlm: identity}
}

// operands is how many of each operator are needed for it to mean anything.
var operands = map[string]int{
	"cm": 6, "Tm": 6, "Td": 2, "TD": 2, "Tf": 2, "Tc": 1, "Tw": 1, "Tz": 1, "TL": 1, "Ts": 1, "Tj": 1, "TJ": 1, "'": 1, "\"": 3, "Do": 1,
}

// draw reads a content stream.
func (c *canvas) draw(content []byte) {
	l := lexer{b: content}
	var args []operand
	for {
		o, ok := l.next()
		switch {
		case !ok:
			return
		case o.kind != operator:
			if len(args) < 64 {
				args = append(args, o)
			}
			continue
		}
		c.d.operators++
		if c.d.operators&1023 == 0 && c.d.over() {
			return
		}
		if o.text == "BI" {
			l.skipImage()
		} else if n := operands[o.text]; len(args) >= n {
			c.do(o.text, args[len(args)-n:])
		}
		args = args[:0]
	}
}

func (c *canvas) do(op string, args []operand) {
	switch op {
	case "q":
		if len(c.saved) < 1024 {
			c.saved = append(c.saved, c.state)
		}
	case "Q":
		if n := len(c.saved); n > 0 {
			c.state, c.saved = c.saved[n-1], c.saved[:n-1]
		}
	case "cm":
		c.ctm = matrixOf(args).times(c.ctm)
	case "Do":
		c.form(args[0].text)
	default:
		c.doText(op, args)
	}
}

func (c *canvas) doText(op string, args []operand) {
	switch op {
	case "BT":
		c.tm, c.tlm = identity, identity
	case "Tf":
		c.font, c.size = c.fontNamed(args[0].text), args[1].num
	case "Tc":
		c.chars = args[0].num
	case "Tw":
		c.words = args[0].num
	case "Tz":
		c.scale = args[0].num / 100
	case "TL":
		c.leading = args[0].num
	case "Ts":
		c.rise = args[0].num
	case "Tm":
		c.tlm = matrixOf(args)
		c.tm = c.tlm
	case "TD":
		c.leading = -args[1].num
		c.move(args[0].num, args[1].num)
	case "Td":
		c.move(args[0].num, args[1].num)
	case "T*":
		c.move(0, -c.leading)
	case "\"":
		c.words, c.chars = args[0].num, args[1].num
		c.move(0, -c.leading)
		c.show(args[2].text)
	case "'":
		c.move(0, -c.leading)
		c.show(args[0].text)
	case "Tj":
		c.show(args[0].text)
	case "TJ":
		for _, o := range args[0].items {
			if o.kind == number {
				c.advance(-o.num / 1000 * c.size * c.scale)
			} else {
				c.show(o.text)
			}
		}
	}
}

func (c *canvas) move(x, y float64) {
	c.tlm = matrix{1, 0, 0, 1, x, y}.times(c.tlm)
	c.tm = c.tlm
}

func (c *canvas) advance(x float64) { c.tm = matrix{1, 0, 0, 1, x, 0}.times(c.tm) }

// show places the characters of a string (9.4.4).
func (c *canvas) show(s string) {
	if c.font == nil {
		return
	}
	for len(s) > 0 && c.d.layout.size <= maxText {
		g := c.font.next(s)
		s = s[g.bytes:]
		at := matrix{c.size * c.scale, 0, 0, c.size, 0, c.rise}.times(c.tm).times(c.ctm)
		width := g.width * c.size
		c.place(g.text, at, width*c.scale)
		width += c.chars
		if g.bytes == 1 && g.code == ' ' {
			width += c.words
		}
		c.advance(width * c.scale)
	}
}

// place hands a character to the layout, turned so that its line runs to the
// right.
func (c *canvas) place(text string, at matrix, width float64) {
	length := math.Hypot(at[0], at[1])
	if length == 0 || math.IsNaN(length) || math.IsInf(length, 0) {
		return
	}
	cos, sin := at[0]/length, at[1]/length
	scale := 0.0
	if c.size*c.scale != 0 {
		scale = length / math.Abs(c.size*c.scale)
	}
	c.d.layout.add(glyph{
		text: text, fixed: c.font.fixed,
		x: at[4]*cos + at[5]*sin, y: at[5]*cos - at[4]*sin,
		width: math.Abs(width) * scale, size: math.Hypot(at[2], at[3]), turn: math.Round(math.Atan2(sin, cos) * 8),
	})
}

// form draws a form: a stream of operators with resources of its own.
func (c *canvas) form(name string) {
	x := c.resources.Key("XObject").Key(name)
	if x.Key("Subtype").Name() != "Form" || c.depth >= maxDepth || c.d.over() {
		return
	}
	c.d.parts++
	resources := x.Key("Resources")
	if resources.Kind() != pdf.Dict {
		resources = c.resources
	}
	ctm := c.ctm
	if m := x.Key("Matrix"); m.Len() == 6 {
		var own matrix
		for i := range own {
			own[i] = m.Index(i).Float64()
		}
		ctm = own.times(ctm)
	}
	c.d.protected(func() { newCanvas(c.d, resources, ctm, c.depth+1).draw(unpacked(x)) })
}

// fontNamed finds a font among the resources. Reading one is work, and the
// same stands on every page.
func (c *canvas) fontNamed(name string) *font {
	v := c.resources.Key("Font").Key(name)
	key := v.String()
	f, known := c.d.fonts[key]
	if !known {
		f = newFont(v)
		c.d.fonts[key] = f
	}
	return f
}
