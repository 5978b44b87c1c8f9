package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// silent are elements whose text is none of the page's: code for machines,
// controls, what stands in for media, pronunciation above words.
var silent = map[string]bool{
	"script": true, "style": true, "template": true, "head": true, "title": true, "noscript": true,
	"svg": true, "math-annotation": true, "annotation": true, "annotation-xml": true, "canvas": true,
	"iframe": true, "object": true, "embed": true, "video": true, "audio": true, "map": true, "datalist": true,
	"select": true, "textarea": true, "button": true, "input": true, "rt": true, "rp": true, "noframes": true,
}

// census is what dropHidden counts.
type census struct {
	// weight estimates the work of finding the article, which looks at the
	// text of an element again for each element around it: bytes of text, and
	// 32 for each node, times their depth.
	weight int
	// dropped is how many bytes of text were hidden, largest the most in one
	// place.
	dropped, largest int
}

// dropHidden takes what nobody sees out of a tree. aria-hidden is no reason: it
// hides from screen readers what is on the screen; the attribute is dropped,
// since go-readability takes it for one. With unveil above 0, hidden elements of
// that much text are taken for what a script shows, and stay.
func dropHidden(doc *html.Node, unveil int) census {
	var c census
	c.visit(doc, 1, unveil)
	return c
}

// visit counts what is in n; the depth is bounded by the parser (512).
func (c *census) visit(n *html.Node, depth, unveil int) {
	for child := n.FirstChild; child != nil; {
		after := child.NextSibling
		switch {
		case isHidden(child) && !(unveil > 0 && textLen(child) >= unveil):
			if child.Data != "template" {
				size := textLen(child)
				c.dropped += size
				c.largest = max(c.largest, size)
			}
			n.RemoveChild(child)
		case child.Type == html.TextNode:
			c.weight += (32 + len(child.Data)) * depth
		case child.Type == html.ElementNode:
			c.weight += 32 * depth
			dropAttr(child, "aria-hidden")
			c.visit(child, depth+1, unveil)
		}
		child = after
	}
}

// next is the node after n in document order below root; skip passes over
// what is in n.
func next(root, n *html.Node, skip bool) *html.Node {
	if n.FirstChild != nil && !skip {
		return n.FirstChild
	}
	for n != nil && n != root {
		if n.NextSibling != nil {
			return n.NextSibling
		}
		n = n.Parent
	}
	return nil
}

func dropAttr(n *html.Node, key string) {
	for i, a := range n.Attr {
		if a.Key == key {
			n.Attr = append(n.Attr[:i], n.Attr[i+1:]...)
			return
		}
	}
}

func textLen(n *html.Node) int {
	total := 0
	for t := n.FirstChild; t != nil; t = next(n, t, t.Type == html.ElementNode && silent[t.Data]) {
		if t.Type == html.TextNode {
			total += len(strings.TrimSpace(t.Data))
		}
	}
	return total
}

// isHidden tells whether a node with all in it is out of sight by its own
// attributes. html and body never are: pages hide them until a script has run.
func isHidden(n *html.Node) bool {
	return n.Type == html.ElementNode && hiddenByAttrs(n.Data, n.Attr)
}

func hiddenByAttrs(tag string, attrs []html.Attribute) bool {
	switch tag {
	case "html", "body":
		return false
	case "template":
		return true
	}
	open := false
	for _, a := range attrs {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if hidingStyle(a.Val) {
				return true
			}
		case "open":
			open = true
		}
	}
	return tag == "dialog" && !open
}

// hidingStyle tells whether an inline style puts text out of sight: not
// displayed, without size or opacity, in the colour of its ground, or moved
// off the screen.
func hidingStyle(style string) bool {
	p := map[string]string{}
	for declaration := range strings.SplitSeq(strings.ToLower(style[:min(len(style), 4<<10)]), ";") {
		name, value, ok := strings.Cut(declaration, ":")
		if ok && len(p) < 64 {
			p[strings.TrimSpace(name)] = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		}
	}
	if p["display"] == "none" || p["visibility"] == "hidden" || p["visibility"] == "collapse" || p["content-visibility"] == "hidden" {
		return true
	}
	if below(p["opacity"], 0.05) || below(p["font-size"], 1.5) || below(p["zoom"], 0.05) || zeroScale(p["transform"]) {
		return true
	}
	if p["overflow"] == "hidden" && (below(p["height"], 2) || below(p["width"], 2) || below(p["max-height"], 2) || below(p["max-width"], 2)) {
		return true
	}
	return clipped(p) || offScreen(p) || invisibleInk(p)
}

// number is the number that a CSS length begins with.
func number(value string) (float64, bool) {
	end := 0
	for end < len(value) && strings.IndexByte("+-.0123456789", value[end]) >= 0 {
		end++
	}
	n, err := strconv.ParseFloat(value[:end], 64)
	return n, err == nil
}

// below tells whether a length in pixels or a plain number is in [0, limit);
// relative units other than 0 are never below.
func below(value string, limit float64) bool {
	n, ok := number(value)
	if !ok || n < 0 {
		return false
	}
	if n == 0 {
		return true
	}
	unit := strings.TrimLeft(value, "+-.0123456789")
	return n < limit && (unit == "" || unit == "px" || unit == "pt")
}

func zeroScale(transform string) bool {
	_, rest, ok := strings.Cut(transform, "scale(")
	return ok && below(strings.TrimRight(rest, ") "), 0.05)
}

// clipped recognises the ways to clip all of a box away.
func clipped(p map[string]string) bool {
	clip := strings.ReplaceAll(p["clip"], " ", "")
	path := strings.ReplaceAll(p["clip-path"], " ", "")
	return strings.HasPrefix(clip, "rect(0") || strings.HasPrefix(clip, "rect(1px,1px") ||
		strings.HasPrefix(path, "inset(100%") || strings.HasPrefix(path, "inset(50%") || strings.HasPrefix(path, "circle(0")
}

// offScreen recognises boxes and text moved far out of the window.
func offScreen(p map[string]string) bool {
	far := func(value string) bool {
		n, ok := number(value)
		unit := strings.TrimLeft(value, "+-.0123456789")
		if unit == "em" || unit == "rem" || unit == "vw" || unit == "vh" {
			n *= 10
		}
		return ok && (n <= -500 || n >= 9000)
	}
	if far(p["text-indent"]) || far(p["margin-left"]) {
		return true
	}
	switch p["position"] {
	case "absolute", "fixed", "relative":
		return far(p["left"]) || far(p["top"]) || far(p["right"]) || far(p["bottom"])
	}
	if _, rest, ok := strings.Cut(p["transform"], "translate"); ok {
		if _, rest, ok = strings.Cut(rest, "("); ok {
			return far(rest)
		}
	}
	return false
}

// invisibleInk recognises text in the colour of its ground, where one style
// names both, and text without colour.
func invisibleInk(p map[string]string) bool {
	ink := colour(p["color"])
	if ink == "transparent" {
		return true
	}
	ground := colour(p["background-color"])
	if ground == "" {
		ground = colour(p["background"])
	}
	return ink != "" && ink == ground
}

// colour brings the usual ways to write a colour to one.
func colour(value string) string {
	value = strings.ReplaceAll(value, " ", "")
	switch value {
	case "white", "#fff", "#ffffff", "rgb(255,255,255)":
		return "white"
	case "black", "#000", "#000000", "rgb(0,0,0)":
		return "black"
	case "transparent", "#0000", "#00000000":
		return "transparent"
	}
	if strings.HasPrefix(value, "rgba(") && strings.HasSuffix(value, ",0)") {
		return "transparent"
	}
	return value
}
