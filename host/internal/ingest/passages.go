package ingest

import (
	"crypto/sha256"
	"encoding/base64"
	"hash/fnv"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"

	"aibookmark/host/internal/library"
)

// Passage sizes, in estimated tokens of a typical embedding model. About 200
// to 300 tokens is what DESIGN section 5 asks for: long enough for a thought,
// short enough for every known model's window.
const (
	minTokens = 140
	maxTokens = 300
	// cutOneIn: a paragraph end between the two sizes ends the passage with
	// this chance, by the paragraph's own hash. Cuts then depend on the words
	// around them and not on how much text stands before, so that a small
	// edit leaves the passages further down as they were.
	cutOneIn = 3
)

// Passages cuts a document's text into passages on heading, paragraph and
// sentence bounds. They are in order, do not overlap, never empty, and bytes
// [Start, End) of the text; lines starting with "# " are headings. A document
// without text has none. The hash covers title, heading and text.
func Passages(d library.Document) []library.Passage {
	c := cutter{doc: d}
	for start := 0; start < len(d.Text); {
		end := len(d.Text)
		if i := strings.IndexByte(d.Text[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
		c.line(start, end)
		start = end
	}
	c.flush()
	return c.out
}

// passagesOf are all passages of a document, the title passage first.
func passagesOf(d library.Document) []library.Passage {
	return append([]library.Passage{titlePassage(d)}, Passages(d)...)
}

// titlePassage stands for the document as a whole. Its hash covers what is
// embedded of it.
func titlePassage(d library.Document) library.Passage {
	h := sha256.New()
	for _, title := range d.Titles {
		io.WriteString(h, title+"\x00")
	}
	for _, path := range d.Folders {
		io.WriteString(h, strings.Join(path, "\x01")+"\x00")
	}
	io.WriteString(h, "\x00"+d.Site)
	return library.Passage{PageID: d.PageID, Hash: shortHash(h.Sum(nil))}
}

// cutter gathers units of text (sentences) until a passage is full.
type cutter struct {
	doc        library.Document
	out        []library.Passage
	heading    string
	start, end int // of the passage being gathered; equal when empty
	tokens     int
}

// line takes one line of the text, bytes [from, to).
func (c *cutter) line(from, to int) {
	line := strings.TrimSpace(c.doc.Text[from:to])
	if line == "" {
		return
	}
	if h := strings.TrimLeft(line, "#"); len(h) < len(line) && strings.HasPrefix(h, " ") {
		// A heading opens a passage of its own and belongs to it.
		c.flush()
		c.heading = strings.TrimSpace(h)
	}
	at := from
	for seg := sentences.FromString(c.doc.Text[from:to]); seg.Next(); {
		s := seg.Value()
		c.unit(at, at+len(s))
		at += len(s)
	}
	if c.tokens >= minTokens && cutsAfter(line) {
		c.flush()
	}
}

// unit adds a sentence, split further where it alone is too long.
func (c *cutter) unit(from, to int) {
	// Counted once: a text may be one sentence of two million bytes.
	left := quarterTokens(c.doc.Text[from:to])
	for left > 4*maxTokens {
		cut := from + prefixOfTokens(c.doc.Text[from:to], maxTokens)
		c.add(from, cut, maxTokens)
		left -= quarterTokens(c.doc.Text[from:cut])
		from = cut
	}
	c.add(from, to, (left+3)/4)
}

func (c *cutter) add(from, to, n int) {
	if from >= to {
		return
	}
	if c.tokens > 0 && c.tokens+n > maxTokens {
		c.flush()
	}
	if c.start == c.end {
		c.start = from
	}
	c.end = to
	c.tokens += n
}

// flush ends the passage being gathered, without white space at its ends.
func (c *cutter) flush() {
	text := c.doc.Text[c.start:c.end]
	start := c.start + len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	end := c.end - (len(text) - len(strings.TrimRight(text, " \t\r\n")))
	if start < end {
		c.out = append(c.out, library.Passage{
			PageID: c.doc.PageID, Start: start, End: end, Heading: c.heading, Hash: passageHash(c.doc, c.heading, start, end),
		})
	}
	c.start, c.tokens = c.end, 0
}

// passageHash is the hash of the passage [start, end) of d under a heading.
func passageHash(d library.Document, heading string, start, end int) string {
	sum := sha256.Sum256([]byte(d.Title() + "\x00" + heading + "\x00" + d.Text[start:end]))
	return shortHash(sum[:])
}

// shortHash is 96 bits of a sum as text: two of a billion passages share one
// once in 10^11 libraries, and every passage stores it.
func shortHash(sum []byte) string { return base64.RawURLEncoding.EncodeToString(sum[:12]) }

// cutsAfter tells whether a passage that is long enough ends with this line.
func cutsAfter(line string) bool {
	h := fnv.New32a()
	h.Write([]byte(line))
	return h.Sum32()%cutOneIn == 0
}

// quarterTokens is a rough count of a subword model's tokens, in quarters,
// which add up: about four bytes of Latin text to a token, and one Han, kana or
// Hangul character to one. It only sizes passages; models are asked what really
// fits.
func quarterTokens(s string) int {
	quarter := 0
	for _, r := range s {
		if r < 0x2E80 {
			quarter += utf8.RuneLen(max(r, 0))
		} else {
			quarter += 4
		}
	}
	return quarter
}

// prefixOfTokens is the length in bytes of the longest prefix of s with at
// most n estimated tokens, at least one character.
func prefixOfTokens(s string, n int) int {
	quarter, last := 0, 0
	for i, r := range s {
		cost := 4
		if r < 0x2E80 {
			cost = utf8.RuneLen(max(r, 0))
		}
		if quarter+cost > n*4 && i > 0 {
			return i
		}
		quarter += cost
		last = i
		if r == ' ' && quarter > n*3 {
			return i + 1
		}
	}
	_, size := utf8.DecodeRuneInString(s[last:])
	return last + size
}
