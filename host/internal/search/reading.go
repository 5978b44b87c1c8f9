package search

// reading.go: a document analysed for one question.

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

// longestRead bounds the bytes of a text that are analysed for ranking and
// for the passage shown; what matters of longer pages is nearly always above.
const longestRead = 128 << 10

// reading is a document with the places of a question's words in it.
type reading struct {
	doc   library.Document
	title string
	// Places in the title shown and in the text, ascending.
	titleAt, textAt []place
	words           []presence
	// titleFit is the share of the title's own words that the question has.
	titleFit float64

	bm25, coverage, near, titled, score float64
	// gathered is the weight of the question's words that stand together.
	gathered float64
	// fused orders pages found by text and by meaning.
	fused float64
	exact bool

	// relatedTitle and relatedText are, of each word of the question, the weight
	// of the most telling other way to say it that stands in the title (or
	// folder, or address) or in the text; related is how much of the question
	// that adds.
	relatedTitle, relatedText []float64
	related                   float64

	// alike are pages that are nearly the same.
	alike []*reading
	// sketch stands for the text when pages are compared; see sketched.
	sketch []uint32

	// meant is the passage that meaning found, 0 when it did not find the
	// page; meantAt is where it stands in the text; cosine is how near it is.
	meant   int64
	meantAt [2]int
	cosine  float32
}

// place is where a word of the question stands: its index, the bytes, and the
// number of the token.
type place struct {
	word       int
	start, end int
	token      int
	// whole: it is the word whole, not a part of it.
	whole bool
}

// presence says how far a page has a word, overall and by field: 1 whole, a
// share of its parts else.
type presence struct {
	share, title, folder, address, body float64
}

// termRef is a term's word and its number among the word's terms.
type termRef struct{ word, term int }

// termTable finds the words of a question by term. A word's terms may be
// shared with other words.
type termTable struct {
	words []word
	refs  map[string][]termRef
	// prefix is the beginning of a word that is still being typed, stems what
	// it may become.
	prefix prefixRef
	stems  []string
	// singles: some words are one character of a script written in pairs.
	singles bool
	// own is how many of the words are the question's; the rest are other
	// ways to say them.
	own int
}

// prefixRef lets words[word] match by its beginning, unless text is empty.
type prefixRef struct {
	word int
	text string
}

func newTermTable(words []word) *termTable {
	t := &termTable{words: words, refs: map[string][]termRef{}, own: len(words)}
	for i, w := range words {
		for j, term := range w.terms {
			t.refs[term] = append(t.refs[term], termRef{i, j})
			t.singles = t.singles || w.wide && isSingle(term)
		}
	}
	return t
}

// read analyses a document, of its text at most longest bytes.
func (t *termTable) read(d library.Document, longest int) *reading {
	r := &reading{doc: d, title: d.Title(), words: make([]presence, len(t.words))}
	var known, tokens int
	var titles [][]place
	for i, title := range d.Titles {
		at, k, n := t.places(title)
		titles = append(titles, at)
		if i == 0 {
			r.titleAt, known, tokens = at, k, n
		}
	}
	if tokens > 0 {
		r.titleFit = float64(known) / float64(tokens)
	}
	if r.title == d.URL {
		r.titleAt, _, _ = t.places(r.title)
	}
	var folders [][]place
	for _, path := range d.Folders {
		at, _, _ := t.places(strings.Join(path, " / "))
		folders = append(folders, at)
	}
	address, _, _ := t.places(addressText(d.URL))
	r.textAt, _, _ = t.places(library.Beginning(d.Text, longest))
	for i := range t.words {
		has := &r.words[i]
		has.title = t.share(i, titles...)
		has.folder = t.share(i, folders...)
		has.address = t.share(i, address)
		has.body = t.share(i, r.textAt)
		has.share = max(has.title, has.folder, has.address, has.body)
	}
	return r
}

// readAll analyses documents on all processors; it stops early, with readings
// missing, when ctx ends.
func (t *termTable) readAll(ctx context.Context, docs []library.Document, longest int) []*reading {
	out := make([]*reading, len(docs))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(docs)) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(docs) {
					return
				}
				out[i] = t.read(docs[i], longest)
			}
		})
	}
	workers.Wait()
	return slices.DeleteFunc(out, func(r *reading) bool { return r == nil })
}

// addressText is the part of an address that has words.
func addressText(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return url
	}
	return strings.TrimPrefix(rest, "www.")
}

// places finds the question's words in text; known of its tokens are theirs.
func (t *termTable) places(text string) (at []place, known, tokens int) {
	if len(t.words) == 0 {
		return nil, 0, 0
	}
	analysis.Scan(text, func(tok analysis.Token) {
		i := tokens
		tokens++
		refs, end := t.refs[tok.Term], tok.End
		if len(refs) == 0 && t.singles {
			refs, end = t.single(text, tok)
		}
		if t.knows(refs) {
			known++
		}
		if len(refs) == 0 && t.prefix.text != "" && strings.HasPrefix(tok.Term, t.prefix.text) {
			known++
			at = append(at, place{word: t.prefix.word, start: tok.Start, end: tok.End, token: i, whole: true})
		}
		for _, ref := range refs {
			at = append(at, place{word: ref.word, start: tok.Start, end: end, token: i, whole: ref.term == 0})
		}
	})
	return at, known, tokens
}

// knows tells whether refs have a word of the question itself.
func (t *termTable) knows(refs []termRef) bool {
	return slices.ContainsFunc(refs, func(r termRef) bool { return r.word < t.own })
}

// single finds a word of one character at the beginning of a pair, and where
// that character ends.
func (t *termTable) single(text string, tok analysis.Token) ([]termRef, int) {
	_, n := utf8.DecodeRuneInString(tok.Term)
	refs := t.refs[tok.Term[:n]]
	if len(refs) == 0 || !t.words[refs[0].word].wide {
		return nil, 0
	}
	_, n = utf8.DecodeRuneInString(text[tok.Start:])
	return refs, min(tok.Start+n, tok.End)
}

// share is how much of word i the places have, at best: 1 for the word whole,
// else the share of its parts.
func (t *termTable) share(i int, fields ...[]place) float64 {
	best := 0.0
	for _, at := range fields {
		parts := map[int]bool{}
		for _, p := range at {
			if p.word != i {
				continue
			}
			if p.whole {
				return 1
			}
			parts[p.start] = true
		}
		if n := len(t.words[i].terms) - 1; n > 0 && len(parts) > 0 {
			best = max(best, min(1, float64(len(parts))/float64(n)))
		}
	}
	return best
}

// nearby is the distance in tokens within which words count as together.
const nearby = 8

// closeness says how close words i and i+1 stand at best, in title or text: 1
// side by side and in order, falling to 0.
func (r *reading) closeness(i int) float64 {
	best := 0.0
	for _, at := range [2][]place{r.titleAt, r.textAt} {
		last := [2]int{-1, -1}
		for _, p := range at {
			if p.word != i && p.word != i+1 {
				continue
			}
			side := p.word - i
			last[side] = p.token
			if other := last[1-side]; other >= 0 {
				d := p.token - other
				if side == 0 {
					d++ // out of order counts as one further
				}
				if d <= nearby {
					best = max(best, 1/float64(max(1, d)))
				}
			}
		}
		if best == 1 {
			return best
		}
	}
	return best
}

func (r *reading) foldedTitle() string {
	return strings.Join(strings.Fields(analysis.Fold(r.title)), " ")
}

// matched names the parts of the page that have words of the question.
func (r *reading) matched() []library.Matched {
	var title, folder, address, body bool
	for _, has := range r.words {
		title = title || has.title > 0
		folder = folder || has.folder > 0
		address = address || has.address > 0
		body = body || has.body > 0
	}
	out := []library.Matched{}
	for _, m := range []struct {
		yes  bool
		part library.Matched
	}{{title, library.MatchedTitle}, {folder, library.MatchedFolder}, {address, library.MatchedAddress}, {body, library.MatchedText}} {
		if m.yes {
			out = append(out, m.part)
		}
	}
	// Other words for the same are meaning, too.
	if r.meant != 0 || r.related > 0 {
		out = append(out, library.MatchedMeaning)
	}
	return out
}

// hit is the page as it is shown.
func (r *reading) hit(p *question, explain bool) library.Hit {
	h := library.Hit{
		Document: r.doc, Score: r.score, Passage: r.snippet(p),
		TitleHighlights: highlights(r.title, r.titleAt), Matched: r.matched(),
		Similar: len(r.alike), Alike: r.others(),
	}
	if explain {
		h.Explain = r.explain(p)
	}
	return h
}

// highlights are the places as ranges of text, touching ones joined.
func highlights(text string, at []place) []library.Range {
	var spans [][2]int
	for _, p := range at {
		if n := len(spans); n > 0 && p.start <= spans[n-1][1] {
			spans[n-1][1] = max(spans[n-1][1], p.end)
			continue
		}
		spans = append(spans, [2]int{p.start, p.end})
	}
	return library.UTF16Ranges(text, spans)
}
