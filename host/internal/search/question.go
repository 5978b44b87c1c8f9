package search

// question.go: what a question says, without knowing the index.

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

// question is a Query, read.
type question struct {
	text string
	// filters are what narrows the search, as chips show it.
	filters []library.Filter
	// all and none are the clauses of phrase and without filters; pages is the
	// rest of the filters.
	all, none []library.Clause
	pages     library.PageFilter
	words     []word
	limit     int
	typing    bool
	// textOnly: without meaning. wait: for the vectors, however long.
	textOnly, wait bool
	// unfinished: the last word is still being typed.
	unfinished bool
	// rest is the question without its filters; folded is it folded, for
	// comparing with titles.
	rest, folded string
	now          time.Time
	// more is what else its words may be called.
	more expansion
	// corrected is the question before and after words of it were put right.
	corrected correction
	// counts are the pages that have each term, total is all pages.
	counts map[string]int
	total  int
}

// word is a content word: what a person would call one, or a pair of Chinese
// characters. A page has the word when it has terms[0] (the word whole) or all
// of the others (its parts).
type word struct {
	text  string
	terms []string
	// wide: a pair of characters of a script without spaces.
	wide bool
	// next: the following word follows at once, without a dropped word or a
	// space between (wide words: it overlaps).
	next bool
	// weight is how telling the word is: its inverse document frequency.
	weight float64
	// pages is how many pages have terms[0], or any part.
	pages int
	// uses is how often a page uses it, for words taken from a page.
	uses int
	// end is where the word ends in the text it was read from.
	end int
}

func (p *question) empty() bool {
	return len(p.words) == 0 && len(p.filters) == 0
}

// parse reads q.
func parse(q Query) *question {
	p := &question{text: library.Beginning(q.Text, maxQuestion), limit: limitOf(q), typing: q.Typing, textOnly: q.Mode == modeText, wait: q.Wait, now: q.Now, filters: []library.Filter{}}
	if p.now.IsZero() {
		p.now = time.Now()
	}
	rest, filters := readOperators(p.text, p.now.Location())
	if q.Filters != nil {
		filters = q.Filters
	}
	p.filters = append(p.filters, filters...)
	p.rest = rest
	p.narrow()
	p.readWords()
	return p
}

// readWords reads what p.rest is about.
func (p *question) readWords() {
	rest := p.rest
	p.folded = strings.Join(strings.Fields(analysis.Fold(rest)), " ")
	p.words = contentWords(stripChinese(rest) + p.quoted())
	if len(p.filters) > 0 {
		// "The articles from last week" are about nothing.
		p.words = slices.DeleteFunc(p.words, isPageKind)
	}
	last, _ := utf8.DecodeLastRuneInString(rest)
	p.unfinished = p.typing && (unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune("+#._-&@", last))
	if p.typing && p.unfinished || len(p.words) == 0 && len(p.filters) == 0 {
		// Nothing remains, or a stop word may be the beginning of another word.
		p.words = keepLast(p.words, wordsOf(rest))
	}
	p.rest = strings.TrimSpace(rest + p.quoted())
}

// narrowed tells whether p has filters that pages must pass.
func (p *question) narrowed() bool { return len(p.filters) > 0 }

// quoted is the text of p's phrases: they must be there, and they are also
// what the question is about.
func (p *question) quoted() string {
	var b strings.Builder
	for _, f := range p.filters {
		if f.Kind == library.FilterPhrase {
			b.WriteString("\n" + f.Value)
		}
	}
	return b.String()
}

// keepLast returns content with the last of all words, which may have been
// dropped as a stop word; all of them when nothing else is there.
func keepLast(content, all []word) []word {
	if len(content) == 0 {
		return all
	}
	if n := len(all); n > 0 && all[n-1].text != content[len(content)-1].text {
		return append(content, all[n-1])
	}
	return content
}

// contentWords are the words of text that are no stop words; none when all
// are.
func contentWords(text string) []word {
	all := wordsOf(text)
	kept := all[:0:0]
	for i, w := range all {
		if isStop(w) || isFrame(all, i) {
			if n := len(kept); n > 0 {
				kept[n-1].next = false
			}
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

// maxWords bounds the words of a question that are looked up; more come from
// a pasted text, whose beginning says enough.
const maxWords = 48

// wordsOf groups the terms of text into words, each once.
func wordsOf(text string) []word {
	var words []word
	for _, t := range analysis.Tokens(text) {
		n := len(words)
		if n > 0 && t.Start < words[n-1].end && t.End <= words[n-1].end {
			words[n-1].terms = append(words[n-1].terms, t.Term)
			continue
		}
		w := word{text: text[t.Start:t.End], terms: []string{t.Term}, wide: isWide(t.Term), end: t.End}
		if n > 0 {
			words[n-1].next = words[n-1].wide && w.wide && t.Start < words[n-1].end
		}
		words = append(words, w)
	}
	seen := map[string]bool{}
	once := words[:0]
	for _, w := range words {
		if seen[w.terms[0]] {
			if n := len(once); n > 0 {
				once[n-1].next = false
			}
			continue
		}
		seen[w.terms[0]] = true
		once = append(once, w)
	}
	return once[:min(len(once), maxWords)]
}

// isWide tells terms that package analysis made of pairs of characters.
func isWide(term string) bool {
	r, _ := utf8.DecodeRuneInString(term)
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 'ー'
}

// clause is the way a word of a filter is looked up: its terms in order.
func clause(value string, fields ...library.Field) (library.Clause, bool) {
	terms := analysis.Terms(value)
	if len(terms) == 0 {
		return library.Clause{}, false
	}
	c := library.Clause{Terms: terms, Fields: fields}
	// A character alone is a term only where it stands alone; else it begins a
	// pair.
	c.Prefix = len(terms) == 1 && isWide(terms[0]) && isSingle(terms[0])
	return c, true
}

// isSingle tells a term of one character.
func isSingle(term string) bool { return utf8.RuneCountInString(term) == 1 }
