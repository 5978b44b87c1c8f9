package extract

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// blocks are the elements that begin and end a line.
var blocks = map[string]bool{
	"address": true, "article": true, "aside": true, "blockquote": true, "body": true, "caption": true, "center": true,
	"dd": true, "details": true, "dialog": true, "dir": true, "div": true, "dl": true, "dt": true, "fieldset": true,
	"figcaption": true, "figure": true, "footer": true, "form": true, "h1": true, "h2": true, "h3": true, "h4": true,
	"h5": true, "h6": true, "header": true, "hgroup": true, "hr": true, "legend": true, "li": true, "main": true,
	"menu": true, "nav": true, "ol": true, "p": true, "pre": true, "section": true, "summary": true, "table": true,
	"tbody": true, "tfoot": true, "thead": true, "tr": true, "ul": true, "listing": true, "plaintext": true, "xmp": true,
	"option": true, "search": true, "noscript": true,
}

// menus are elements that hold the way around a site rather than the page.
var menus = map[string]bool{"nav": true, "footer": true, "aside": true}

// menuRoles are the same, by role.
var menuRoles = map[string]bool{"navigation": true, "contentinfo": true, "search": true, "banner": true, "menu": true, "menubar": true}

// render writes a tree as lines, without menus unless they are all there is.
func render(root *html.Node) *writer {
	w := newWriter()
	w.tree(root, true)
	w.finish()
	if w.size < thin {
		w = newWriter()
		w.tree(root, false)
		w.finish()
	}
	return w
}

// writer writes lines of text from elements as they open and close, in a tree
// or in bare tokens, where none need ever close.
type writer struct {
	out  []line
	size int // of the text in out
	line strings.Builder
	// prefix of the line being written: "## ", "- ".
	prefix string
	// space: white space is due before the next word; newline: it had a line
	// break in it.
	space, newline bool
	// pre counts open elements in which white space is kept.
	pre  int
	cell bool // a cell has been written in this row
	// lists counts the items of the open lists; -1 where they have no number.
	lists []int
	// links counts open links, linked those of the line; plain says that the
	// line has words outside one.
	links, linked int
	plain         bool
	// inline: blocks end no lines (short cells of a table).
	inline bool
}

// line is a line written. A bare one is short and nothing but links; a row is
// bare and has several.
type line struct {
	text      string
	bare, row bool
	code      bool
}

// menuLines is how many bare lines in a row are a menu.
const menuLines = 5

func newWriter() *writer { return &writer{} }

func (w *writer) full() bool { return w.size > maxText }

// tree writes what is in n. The depth is bounded by the parser (512).
func (w *writer) tree(n *html.Node, skipMenus bool) {
	for c := n.FirstChild; c != nil && !w.full(); c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			w.text(c.Data)
		case html.ElementNode:
			if silent[c.Data] && !isHeadingButton(c) || skipMenus && isMenu(c) || isReference(c) {
				continue
			}
			w.open(c.Data, c.Attr)
			if c.Data == "tr" && !w.inline && isShortRow(c) {
				w.inline = true
				w.tree(c, skipMenus)
				w.inline = false
			} else {
				w.tree(c, skipMenus)
			}
			w.close(c.Data)
		}
	}
}

// isHeadingButton tells a button that is a heading: pressed, it unfolds what
// stands below.
func isHeadingButton(n *html.Node) bool {
	return n.Data == "button" && n.Parent != nil && (n.Parent.Data == "summary" || len(n.Parent.Data) == 2 && n.Parent.Data[0] == 'h' && n.Parent.Data != "hr")
}

// isShortRow tells whether a table row holds values rather than the layout of
// a page: its cells then make one line even where they hold paragraphs.
func isShortRow(tr *html.Node) bool {
	total := 0
	for n := tr.FirstChild; n != nil; n = next(tr, n, false) {
		if n.Type == html.TextNode {
			total += len(strings.TrimSpace(n.Data))
		}
		if total > 600 || n.Data == "table" || n.Data == "pre" || n.Data == "li" {
			return false
		}
	}
	return true
}

func isMenu(n *html.Node) bool {
	if n.Data == "header" { // of the site, not of an article
		return n.Parent != nil && n.Parent.Data == "body"
	}
	return menus[n.Data] || menuRoles[attr(n.Attr, "role")]
}

// isReference recognises the numbers of footnotes and the "[edit]" of wikis,
// which would read as citations.
func isReference(n *html.Node) bool {
	class := " " + attr(n.Attr, "class") + " "
	return n.Data == "sup" && strings.Contains(class, " reference ") || strings.Contains(class, " mw-editsection ")
}

func attr(attrs []html.Attribute, key string) string {
	for _, a := range attrs {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// open takes a start tag.
func (w *writer) open(tag string, attrs []html.Attribute) {
	if blocks[tag] {
		w.breakLine()
	}
	switch tag {
	case "br":
		w.breakLine()
	case "h1", "h2", "h3", "h4", "h5", "h6":
		w.prefix = strings.Repeat("#", int(tag[1]-'0')) + " "
	case "ul", "menu", "dir":
		w.push(-1)
	case "ol":
		start, err := strconv.Atoi(attr(attrs, "start"))
		if err != nil || start < 0 {
			start = 1
		}
		w.push(start)
	case "li":
		w.prefix = w.bullet()
	case "tr":
		w.cell = false
	case "td", "th":
		if w.cell && w.line.Len() > 0 {
			w.line.WriteString(" |")
			w.space = true
		}
		w.cell = true
	case "pre", "listing", "plaintext", "xmp":
		w.pre++
	case "a":
		w.links++
		w.linked++
	case "hr", "img":
		w.space = true
	}
}

// close takes an end tag.
func (w *writer) close(tag string) {
	switch tag {
	case "ul", "ol", "menu", "dir":
		w.lists = w.lists[:max(len(w.lists)-1, 0)]
	case "pre", "listing", "plaintext", "xmp":
		w.end()
		w.pre = max(w.pre-1, 0)
	case "a":
		w.links = max(w.links-1, 0)
	}
	if blocks[tag] {
		w.breakLine()
	}
	if tag == "li" || len(tag) == 2 && tag[0] == 'h' && tag != "hr" {
		w.prefix = "" // of an element without text
	}
}

// breakLine ends the line, where blocks do.
func (w *writer) breakLine() {
	if w.inline {
		w.space = true
		return
	}
	w.end()
}

// push opens a list. Its depth is bounded: pages that never close theirs must
// not make it grow.
func (w *writer) push(start int) {
	if len(w.lists) < 64 {
		w.lists = append(w.lists, start)
	}
}

// bullet is what stands before an item of the innermost list.
func (w *writer) bullet() string {
	n := len(w.lists)
	if n == 0 || w.lists[n-1] < 0 {
		return "- "
	}
	w.lists[n-1]++
	return strconv.Itoa(w.lists[n-1]-1) + ". "
}

// text takes a run of text.
func (w *writer) text(s string) {
	s = visible(s)
	if w.pre > 0 {
		w.verbatim(s)
		return
	}
	for len(s) > 0 {
		i := strings.IndexFunc(s, unicode.IsSpace)
		if i == 0 {
			r, size := utf8.DecodeRuneInString(s)
			w.space = true
			w.newline = w.newline || r == '\n'
			s = s[size:]
			continue
		}
		word := s
		if i > 0 {
			word = s[:i]
		}
		w.word(word)
		s = s[len(word):]
	}
}

// word adds a word to the line. A line break between two Chinese or Japanese
// characters is how source code is laid out, not a space.
func (w *writer) word(s string) {
	if w.space && w.line.Len() > 0 {
		last, _ := utf8.DecodeLastRuneInString(w.line.String())
		first, _ := utf8.DecodeRuneInString(s)
		if !(w.newline && wide(last) && wide(first)) {
			w.line.WriteByte(' ')
		}
	}
	w.space, w.newline = false, false
	w.line.WriteString(s)
	if w.links == 0 && !separators[s] {
		w.plain = true
	}
}

// separators stand between the links of a menu.
var separators = map[string]bool{"|": true, "·": true, "-": true, "›": true, "»": true, ">": true, "/": true, "•": true, "&gt;": true, "∙": true, "‹": true, "→": true}

// wide tells whether r is written without spaces around it.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || 0x3000 <= r && r <= 0x303F || 0xFF01 <= r && r <= 0xFF5E
}

// verbatim adds code: its line breaks and indentation stay.
func (w *writer) verbatim(s string) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			w.endCode()
		}
		w.line.WriteString(line)
	}
	w.plain = true
}

func (w *writer) endCode() {
	text := strings.TrimRight(w.line.String(), " \t")
	w.line.Reset()
	if strings.TrimSpace(text) != "" {
		w.write(line{text: text, code: true})
	}
}

// end ends the line being written.
func (w *writer) end() {
	if w.pre > 0 {
		w.endCode()
		return
	}
	text := strings.TrimRight(w.line.String(), " |")
	bare := !w.plain && !strings.HasPrefix(w.prefix, "#") && len(text) < 80
	row := bare && w.linked > 1
	w.line.Reset()
	w.space, w.newline, w.plain, w.linked = false, false, false, 0
	if text != "" && !isControl(text) {
		w.write(line{text: text, bare: bare, row: row})
	}
}

// write writes one line with the prefix that waits for it. A line that only
// looks like a heading, a comment in code above all, gets a no-break space, so
// that headings are headings.
func (w *writer) write(l line) {
	if w.prefix == "" {
		rest := strings.TrimLeft(l.text, " \t")
		marks := strings.TrimLeft(rest, "#")
		if len(marks) < len(rest) && strings.HasPrefix(marks, " ") {
			l.text = l.text[:len(l.text)-len(marks)] + "\u00A0" + marks[1:]
		}
	}
	l.text = w.prefix + l.text
	w.prefix = ""
	w.out = append(w.out, l)
	w.size += len(l.text) + 1
}

// finish ends the line being written and drops menus, unless the page is mostly
// links and little else.
func (w *writer) finish() {
	w.pre, w.inline = 0, false
	w.end()
	words := 0
	for _, l := range w.out {
		if !l.bare {
			words += len(l.text)
		}
	}
	if words < thin || words*3 < w.size-words {
		return
	}
	kept := w.out[:0]
	for i := 0; i < len(w.out); {
		run := i
		for run < len(w.out) && w.out[run].bare == w.out[i].bare {
			run++
		}
		if !w.out[i].bare || run-i < menuLines {
			for _, l := range w.out[i:run] {
				if !l.row {
					kept = append(kept, l)
				}
			}
		}
		i = run
	}
	w.out, w.size = kept, 0
	for _, l := range kept {
		w.size += len(l.text) + 1
	}
}

// String returns the text.
func (w *writer) String() string {
	var b strings.Builder
	b.Grow(w.size)
	for _, l := range w.out {
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n")
}

// isControl recognises lines that are the label of a button or of a link that
// does something, perhaps with a number.
func isControl(text string) bool {
	if len(text) > 40 {
		return false
	}
	return controls[strings.ToLower(strings.Trim(text, " 0123456789,.+-()[]【】（）|·•#:：▲▼›»"))]
}

// controls are such labels, in lower case.
var controls = func() map[string]bool {
	set := map[string]bool{}
	for label := range strings.SplitSeq("reply|share|tweet|edit|report|copy|like|likes|save|print|embed|star|fork|watch|raw|blame|login|log in|sign in|sign up|register|"+
		"add a comment|skip to content|skip to main content|back to top|view in browser|unsubscribe|read more|show more|load more|advertisement|follow|subscribe|loading...|loading|permalink|"+
		"回复|举报|分享|收藏|点赞|投币|转发|编辑|播报|打印|登录|注册|关注|复制|复制链接|赞同|踩|打赏|赞赏|展开|收起|返回顶部|设为首页|加入收藏|收藏本站|打印本页|关闭窗口|广告|"+
		"我要评论|写评论|查看更多|加载更多|阅读全文|展开全文|发布于|添加评论|只看该作者|登录/注册|有用|我要写短评|写短评|想看|看过|上一页|下一页|首页|返回列表", "|") {
		set[label] = true
	}
	return set
}()
