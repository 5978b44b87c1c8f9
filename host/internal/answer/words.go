package answer

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
)

// words.go: how the citation checker reads a sentence: as clauses of words,
// where numbers, dates and units are what they mean rather than how they are
// written.

// wordKind is what a word does in a sentence.
type wordKind uint8

const (
	// matter has to be found word for word.
	matter wordKind = iota
	// free says nothing by itself.
	free
	negation
	number
	mark
)

// word is a word of English, a Chinese character, a number or a date.
type word struct {
	// key is what has to be equal: the stem, the simplified character, the
	// value of a number.
	key  string
	kind wordKind
	han  bool
	// date is set for dates, and for numbers that can be a year.
	date date
	// surface is the word as it stands, folded.
	surface string
}

// same tells whether a word of a claim is borne out by a word of a page. A
// claim may give less of a date than the page does.
func (w word) same(page word) bool {
	if w.key == page.key && w.kind == page.kind {
		return true
	}
	return w.kind == number && page.kind == number && w.date.within(page.date)
}

// needed tells whether the word has to be found.
func (w word) needed() bool { return w.kind == matter || w.kind == number }

// clause is a part of a sentence that says one thing.
type clause struct {
	words []word
	// guards are the classes of narrowing words in it, see lexicon.go.
	guards map[string]bool
	// negations counts what denies; conditional: the rest hangs on it;
	// relative: it begins with a word like "which".
	negations             int
	conditional, relative bool
	// can: it speaks of what is possible, if only as an ability.
	can bool
	// passive: it says what is done to something; by tells by whom.
	passive, by bool
}

// needs is how many words of the clause have to be found.
func (c clause) needs() int {
	n := 0
	for _, w := range c.words {
		if w.needed() {
			n++
		}
	}
	return n
}

// counts tells whether there is a number in the clause.
func (c clause) counts() bool {
	return slices.ContainsFunc(c.words, func(w word) bool { return w.kind == number })
}

// first is the first word that has to be found; nil when there is none.
func (c clause) first() *word {
	for i, w := range c.words {
		if w.needed() {
			return &c.words[i]
		}
	}
	return nil
}

// has tells whether a word stands in the clause.
func (c clause) has(w word) bool {
	for _, v := range c.words {
		if w.same(v) {
			return true
		}
	}
	return false
}

// beginsWithPronoun tells whether the clause speaks of something named before.
func (c clause) beginsWithPronoun() bool {
	for _, w := range c.words {
		if w.needed() {
			return false
		}
		if pronouns()[w.surface] {
			return true
		}
	}
	return false
}

// contractions are undone, and phrases that limit a number made one word,
// before words are cut.
var contractions = strings.NewReplacer(
	"can't", "can not", "cannot", "can not", "won't", "will not", "shan't", "shall not", "n't", " not",
	"no more than ", "atmost ", "not more than ", "atmost ", "no less than ", "atleast ", "no fewer than ", "atleast ", "not less than ", "atleast ",
	"at least", "atleast", "at most", "atmost", "up to ", "upto ", "per cent", "percent", " no longer ", " not now ",
)

// readClauses reads a sentence.
func readClauses(sentence string) []clause {
	folded := contractions.Replace(strings.ReplaceAll(analysis.Fold(sentence), "’", "'"))
	return cutClauses(readDates(readUnits(readNumbers(lex(folded)))))
}

// lex cuts folded text into words, Chinese characters, numbers and marks.
func lex(s string) []word {
	var out []word
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		end := i + size
		switch {
		case unicode.IsSpace(r):
			i = end
			continue
		case r >= '0' && r <= '9':
			end = i + digitsEnd(s[i:])
			out = append(out, numeral(s[i:end]))
		case unicode.Is(unicode.Han, r):
			out = append(out, plainWord(s[i:end], true))
		case unicode.IsLetter(r):
			end = i + lettersEnd(s[i:])
			out = append(out, plainWord(s[i:end], false))
		default:
			out = append(out, word{key: s[i:end], surface: s[i:end], kind: mark})
		}
		i = end
	}
	return out
}

// digitsEnd is the length of the number, date, time or version that s begins
// with.
func digitsEnd(s string) int {
	if n := len(isoDate().FindString(s)); n > 0 {
		return n
	}
	isDigit := func(i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
	i := 0
	for i < len(s) {
		switch {
		case isDigit(i):
			i++
		case s[i] == ',' && isDigit(i+1) && isDigit(i+2) && isDigit(i+3) && !isDigit(i+4):
			i += 4
		case (s[i] == '.' || s[i] == ':') && isDigit(i+1):
			i++
		default:
			return i
		}
	}
	return i
}

// lettersEnd is the length of the word that s begins with: letters, then
// letters and digits, then what belongs to "c++" and "c#".
func lettersEnd(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool {
		return unicode.Is(unicode.Han, r) || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	if end < 0 {
		return len(s)
	}
	for _, tail := range []string{"++", "#"} {
		if strings.HasPrefix(s[end:], tail) {
			return end + len(tail)
		}
	}
	return end
}

// plainWord is a word or a Chinese character with its meaning for grammar.
func plainWord(surface string, han bool) word {
	w := word{surface: surface, key: surface, han: han}
	switch {
	case negations()[surface]:
		w.kind = negation
	case freeWords()[surface] || pronouns()[surface] || guards()[surface] != "":
		w.kind = free
	}
	if !han {
		w.key = stemOf(surface)
	}
	return w
}

// stemOf is a word without its inflection.
func stemOf(surface string) string {
	if base := irregular()[surface]; base != "" {
		surface = base
	}
	if terms := analysis.Terms(surface); len(terms) > 0 {
		return terms[0]
	}
	return surface
}

// cutClauses cuts words at marks and at the words that begin a clause; "and"
// and "or" begin one when enough stands on both sides of them.
func cutClauses(words []word) []clause {
	var out []clause
	var c clause
	end := func() {
		if len(c.words) > 0 {
			out = append(out, c.finished())
		}
		c = clause{}
	}
	for i, w := range words {
		switch {
		case w.kind == mark && strings.Contains(",;:()—–…。!?", w.surface):
			end()
		case w.kind == mark:
			continue
		case splitters()[w.surface] || joinsClauses(words, i):
			end()
			c.conditional, c.relative = conditions()[w.surface], relatives()[w.surface]
			c.words = append(c.words, w)
		default:
			c.words = append(c.words, w)
		}
	}
	end()
	return out
}

// joinsClauses tells whether the word at i is an "and" or "or" with two words
// of matter on either side, before the next mark.
func joinsClauses(words []word, i int) bool {
	if s := words[i].surface; s != "and" && s != "or" {
		return false
	}
	side := func(step int) int {
		n := 0
		for j := i + step; j >= 0 && j < len(words) && words[j].kind != mark; j += step {
			if s := words[j].surface; s == "and" || s == "or" || splitters()[s] {
				break
			}
			if words[j].needed() {
				n++
			}
		}
		return n
	}
	return side(-1) >= 2 && side(1) >= 2
}

// finished fills in what follows from the words of a clause.
func (c clause) finished() clause {
	c.guards = map[string]bool{}
	var han strings.Builder
	participle := 0
	for i, w := range c.words {
		if class := guards()[w.surface]; class != "" {
			c.guards[class] = true
		}
		c.can = c.can || w.surface == "can" || w.surface == "能"
		if w.han {
			han.WriteString(w.surface)
		} else {
			han.WriteByte(' ')
		}
		if w.kind == negation && !w.han {
			c.negations++
		}
		if beForms()[w.surface] {
			participle = i + 3
		} else if i <= participle && participle > 0 && (strings.HasSuffix(w.surface, "ed") || participles()[w.surface]) {
			c.passive = true
		}
		c.by = c.by || c.passive && w.surface == "by"
	}
	c.readChinese(han.String())
	return c
}

// readChinese reads the Chinese of a clause; text has one character for each
// of its words.
func (c *clause) readChinese(text string) {
	for _, r := range harmless().Replace(text) {
		if negations()[string(r)] {
			c.negations++
		}
	}
	for _, class := range guardsZH {
		for _, w := range class {
			at := strings.Index(text, w)
			if at < 0 {
				continue
			}
			c.guards[class[0]] = true
			from := utf8.RuneCountInString(text[:at])
			for i := range utf8.RuneCountInString(w) {
				if c.words[from+i].kind == matter {
					c.words[from+i].kind = free
				}
			}
		}
	}
	for _, w := range conditionsZH {
		c.conditional = c.conditional || strings.HasPrefix(text, w)
	}
}

// merged takes clauses for one.
func merged(clauses []clause) clause {
	if len(clauses) == 1 {
		return clauses[0]
	}
	out := clause{guards: map[string]bool{}}
	for i, c := range clauses {
		out.words = append(out.words, c.words...)
		out.negations += c.negations
		maps.Copy(out.guards, c.guards)
		out.can, out.passive, out.by = out.can || c.can, out.passive || c.passive, out.by || c.by
		if i == 0 {
			out.conditional, out.relative = c.conditional, c.relative
		}
	}
	return out
}
