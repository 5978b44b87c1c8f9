package importer

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"aibookmark/host/internal/library"
)

// node is one entry of a bookmark tree, in any browser's words.
type node struct {
	parent             int // index; -1 at the top
	title, url         string
	added              string
	named, hasChildren bool
	// tags: the root under which Firefox keeps a link for every tag.
	tags bool
}

// frame is an object or array that is being read.
type frame struct {
	array bool
	// node is the node that an object is, or whose children an array holds;
	// -1 for everything else in the file.
	node int
	// holds: what is directly inside are nodes.
	holds bool
	key   string
	// value: the next token of an object is a value, not a key.
	value bool
}

// treeReader reads Chromium's Bookmarks file, Firefox's backup and the output
// of bookmarks.getTree(), which are the same tree with other words. Tokens are
// read one by one, since encoding/json refuses values nested deeper than
// 10,000 and a child's folder is named after its children ("children" sorts
// before "name"), so that nothing can be decided before the end.
type treeReader struct {
	dec   *json.Decoder
	stack []frame
	nodes []node
	// roots, uris: what the file has, which tells its format.
	roots, uris bool
	values      int
}

// readJSONTree reads a file that is one JSON value.
func readJSONTree(name, text string) (library.ImportFile, error) {
	t := &treeReader{dec: json.NewDecoder(strings.NewReader(text))}
	t.dec.UseNumber()
	for {
		token, err := t.dec.Token()
		if errors.Is(err, io.EOF) && len(t.stack) == 0 {
			break
		}
		if err != nil {
			return library.ImportFile{}, brokenJSON(name, text, t.dec.InputOffset(), err)
		}
		if t.values > 0 && len(t.stack) == 0 {
			return library.ImportFile{}, refuse("import_json_tail", name, line(text, t.dec.InputOffset()))
		}
		if t.take(token); len(t.nodes) > maxEntries || len(t.stack) > maxEntries {
			return library.ImportFile{}, tooMany(name)
		}
	}
	if !t.isTree() {
		return library.ImportFile{}, refuse("import_json_other", name)
	}
	return t.file(), nil
}

// brokenJSON says whether a file is cut off or wrong, and where.
func brokenJSON(name, text string, offset int64, err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && syntax.Offset > offset {
		offset = syntax.Offset
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.TrimSpace(text[min(int(offset), len(text)):]) == "" {
		return refuse("import_truncated", name, err)
	}
	return refuse("import_json_broken", name, line(text, offset), err)
}

// line is the number of the line that a byte offset is on.
func line(text string, offset int64) int {
	return 1 + strings.Count(text[:min(int(offset), len(text))], "\n")
}

// take takes one token.
func (t *treeReader) take(token json.Token) {
	var top *frame
	if n := len(t.stack); n > 0 {
		top = &t.stack[n-1]
		if key, ok := token.(string); ok && !top.array && !top.value {
			top.key, top.value = key, true
			return
		}
	}
	switch token {
	case json.Delim('{'):
		t.open(top, false)
	case json.Delim('['):
		t.open(top, true)
	case json.Delim('}'), json.Delim(']'):
		t.stack = t.stack[:len(t.stack)-1]
		if len(t.stack) == 0 {
			t.values++
			return
		}
		t.stack[len(t.stack)-1].value = false
	default:
		if top == nil {
			t.values++
			return
		}
		if top.value = false; !top.array && top.node >= 0 && !top.holds {
			t.field(&t.nodes[top.node], top.key, token)
		}
	}
}

// open begins an object or array inside top (nil: the file itself).
func (t *treeReader) open(top *frame, array bool) {
	f := frame{array: array, node: -1}
	switch {
	case top == nil && array: // what getTree() returns
		f.holds = true
	case top == nil:
		f.node = t.add(-1)
	case top.holds && !array:
		f.node = t.add(top.node)
	case top.array || top.node < 0 || top.holds:
	case array && top.key == "children":
		f.holds, f.node = true, top.node
		t.nodes[top.node].hasChildren = true
	case !array && top.key == "roots": // Chromium names its top folders here
		f.holds, f.node = true, top.node
		t.roots = true
	}
	t.stack = append(t.stack, f)
}

func (t *treeReader) add(parent int) int {
	t.nodes = append(t.nodes, node{parent: parent})
	return len(t.nodes) - 1
}

// field takes a plain property of a node. Names are matched by exact case, and
// the last of equal names counts.
func (t *treeReader) field(n *node, key string, token json.Token) {
	var s string
	switch v := token.(type) {
	case string:
		s = v
	case json.Number:
		s = v.String()
	default:
		return
	}
	switch key {
	case "name", "title":
		n.title, n.named = library.Beginning(s, maxName), true
	case "url":
		n.url = s
	case "uri":
		n.url, t.uris = s, true
	case "date_added", "dateAdded":
		n.added = s
		n.named = true // old dumps leave empty titles out
	case "root", "guid":
		n.tags = n.tags || s == "tagsFolder" || s == "tags________"
	}
}

// isTree tells whether what was read is a bookmark tree and not other JSON:
// folders, or links that have a title or a date.
func (t *treeReader) isTree() bool {
	for i := range t.nodes {
		if n := &t.nodes[i]; n.hasChildren || n.url != "" && n.named {
			return true
		}
	}
	return t.roots
}

// file makes items of the nodes. Parents come before their children, so that
// one pass finds every path.
func (t *treeReader) file() library.ImportFile {
	c := newCollector(FormatBrowserTree)
	switch {
	case t.roots:
		c.file.Format = FormatChrome
	case t.uris:
		c.file.Format = FormatFirefox
	}
	paths := make([][]string, len(t.nodes))
	for i := range t.nodes {
		n := &t.nodes[i]
		var path []string
		if n.parent >= 0 {
			path = paths[n.parent]
			n.tags = n.tags || t.nodes[n.parent].tags
		}
		switch {
		case n.url == "":
			paths[i] = below(path, n.title)
		case n.tags:
			c.skip(skippedTag)
		default:
			c.link(library.ImportItem{URL: n.url, Title: n.title, Folder: path, AddedAt: moment(n.added)})
			paths[i] = path
		}
	}
	return c.file
}
