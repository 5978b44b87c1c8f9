package store

// words.go: which words of a page the index knows besides those of its text.

import (
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"aibookmark/host/internal/analysis"
)

// addressWords cuts an address into words: the host whole and in its labels,
// the path and query decoded, without the endings and index pages that say
// nothing, and without runs too long to be words.
func addressWords(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, tail = rest[:i], rest[i:]
	}
	var b strings.Builder
	b.WriteString(readableHost(host))
	tail, _, _ = strings.Cut(tail, "#:~:") // a text fragment repeats the page
	if plain, err := url.PathUnescape(tail); err == nil {
		tail = plain
	}
	if ext := path.Ext(strings.SplitN(tail, "?", 2)[0]); plainEndings[strings.ToLower(ext)] {
		tail = strings.Replace(tail, ext, " ", 1)
	}
	for _, word := range strings.FieldsFunc(tail, func(r rune) bool { return strings.ContainsRune("/?#&=+_-%~!:;,()[]{}|\"'<>*@$^`\\", r) || r <= ' ' }) {
		if len(word) <= maxAddressWord && utf8.ValidString(word) {
			b.WriteByte(' ')
			b.WriteString(word)
		}
	}
	return b.String()
}

// maxAddressWord is in bytes; longer runs are identifiers and hashes. Chinese
// titles in a path are long words too, of three bytes a character.
const maxAddressWord = 96

// plainEndings say nothing about a page.
var plainEndings = map[string]bool{".html": true, ".htm": true, ".shtml": true, ".xhtml": true, ".php": true, ".asp": true, ".aspx": true, ".jsp": true, ".do": true}

// readableHost is a host without port and "www.", in Unicode.
func readableHost(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	if strings.Contains(host, "xn--") {
		if plain, err := idna.ToUnicode(host); err == nil {
			return host + " " + plain
		}
	}
	return host
}

// siteWords are the labels of a site that a person would type: all but the
// last ("com") and what stands there for it ("co" in "co.uk").
func siteWords(site string) string {
	labels := strings.Fields(strings.ReplaceAll(readableHost(site), ".", " "))
	for len(labels) > 1 && len(labels[len(labels)-1]) <= 3 {
		labels = labels[:len(labels)-1]
	}
	return strings.Join(labels, " ")
}

// siteKey turns the labels of a host round, each with a dot after it, so that
// a site and all below it have the same beginning. "" for no host.
func siteKey(site string) string {
	site = strings.TrimPrefix(strings.Trim(strings.ToLower(strings.TrimSpace(site)), "."), "www.")
	if site == "" {
		return ""
	}
	labels := strings.Split(site, ".")
	var b strings.Builder
	for i := len(labels) - 1; i >= 0; i-- {
		b.WriteString(labels[i])
		b.WriteByte('.')
	}
	return b.String()
}

// primaryLang is the primary subtag of a BCP 47 tag, in lower case.
func primaryLang(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}

// Bounds, in characters, of words worth correcting somebody's typing to.
const (
	minWord = 3
	maxWord = 32
)

// wordSet gathers the words of a page as they are written, folded but not
// stemmed: what typing errors are corrected to.
type wordSet struct {
	seen map[string]bool
	text strings.Builder
}

func newWordSet() *wordSet { return &wordSet{seen: map[string]bool{}} }

// add takes the words under tokens of text. Chinese bigrams are no words, and
// what has digits is a name that no correction should touch.
func (w *wordSet) add(text string, tokens []analysis.Token) {
	for _, t := range tokens {
		word := text[t.Start:t.End]
		if n := len(word); n < minWord || n > 4*maxWord {
			continue
		}
		plain, ok := foldWord(word)
		if !ok || w.seen[plain] {
			continue
		}
		w.seen[plain] = true
		if w.text.Len() > 0 {
			w.text.WriteByte(' ')
		}
		w.text.WriteString(plain)
	}
}

func (w *wordSet) join() string { return w.text.String() }

// foldWord is a word of letters in lower case without diacritics; ok is false
// for anything else.
func foldWord(word string) (string, bool) {
	ascii := true
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		case c < utf8.RuneSelf:
			return "", false
		default:
			ascii = false
		}
	}
	if ascii {
		return strings.ToLower(word), len(word) <= maxWord
	}
	plain := analysis.Fold(word)
	n := 0
	for _, r := range plain {
		n++
		if r >= 0x2E80 || r == ' ' || r < 'a' && r < utf8.RuneSelf {
			return "", false
		}
	}
	return plain, n >= minWord && n <= maxWord
}
