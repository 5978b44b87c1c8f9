package analysis

// compound.go: words, and names made of words. "node.js" is one name to the
// person who types it as "nodejs" and two words to the one who types "node
// js", so a compound is given whole (its words joined) and in parts.

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// longestTerm bounds a term in bytes; what is longer (base64, hashes of
	// hashes) is cut there, on both sides alike.
	longestTerm = 64
	// mostParts bounds the words of a compound that is given whole: more are
	// an address or a slogan.
	mostParts = 4
	// longestSlashed bounds the words around a slash ("TCP/IP", "CI/CD") that
	// are one name.
	longestSlashed = 4
)

// compound collects letters, digits and joiners. text is folded but keeps its
// case; starts and ends give for each of its bytes the bytes of the original
// it was made from.
type compound struct {
	text         []byte
	starts, ends []int
}

// add appends a folded rune.
func (c *compound) add(r rune, start, end int) {
	switch r {
	case '‘', '’', 'ʼ':
		r = '\''
	case '‐', '‑':
		r = '-'
	}
	n := len(c.text)
	if r < utf8.RuneSelf {
		c.text = append(c.text, byte(r))
	} else if f := foldLetter(r); f != "" {
		c.text = append(c.text, f...)
	} else {
		c.text = utf8.AppendRune(c.text, r)
	}
	for range len(c.text) - n {
		c.starts = append(c.starts, start)
		c.ends = append(c.ends, end)
	}
}

// endWord emits the terms of the compound under way and empties it.
func (s *scanner) endWord() {
	c := &s.word
	if len(c.text) == 0 {
		return
	}
	begin := 0
	s.slashed()
	for i := range c.text {
		if c.text[i] == '/' {
			s.piece(begin, i)
			begin = i + 1
		}
	}
	s.piece(begin, len(c.text))
	c.text, c.starts, c.ends = c.text[:0], c.starts[:0], c.ends[:0]
}

// slashed emits two short words around a slash as one name: "TCP/IP".
func (s *scanner) slashed() {
	text := s.word.text
	i := bytes.IndexByte(text, '/')
	if i < 1 || i > longestSlashed || len(text)-i-1 < 1 || len(text)-i-1 > longestSlashed {
		return
	}
	joined := append(append(make([]byte, 0, len(text)), text[:i]...), text[i+1:]...)
	if isLetters(joined) {
		s.emitSpan(strings.ToLower(string(joined)), 0, len(text))
	}
}

// emitSpan emits a term made from bytes [from, to) of the compound.
func (s *scanner) emitSpan(term string, from, to int) {
	s.emit(clip(term), s.word.starts[from], s.word.ends[to-1])
}

// clip cuts a term at longestTerm, between runes.
func clip(term string) string {
	if len(term) <= longestTerm {
		return term
	}
	n := longestTerm
	for n > 0 && !utf8.RuneStart(term[n]) {
		n--
	}
	return term[:n]
}

// span is a word of a compound: bytes [from, to) of its text.
type span struct{ from, to int }

// piece emits the terms of bytes [from, to) of the compound, which hold no
// slash.
func (s *scanner) piece(from, to int) {
	text := s.word.text
	dotted := from < to && text[from] == '.' && from+1 < to && isLetter(text[from+1])
	for from < to && isJoiner(text[from]) {
		from++
	}
	end := to
	for from < end && isJoiner(text[end-1]) {
		end--
	}
	if from == end {
		return
	}
	if dotted {
		s.dotName(from, end)
	}
	if s.email(from, end) {
		return
	}
	// Plus signs, sharps and ampersands part groups unless they make a name.
	group := from
	for i := from; i < end; i++ {
		switch text[i] {
		case '+', '#', '&', '@':
			i = s.symbol(&group, i, to)
		}
	}
	if group < end {
		if next := s.suffixed(group, end, to); next == 0 {
			s.group(group, end)
		}
	}
}

// dotName emits ".net" or ".gitignore" where nothing but the name follows.
func (s *scanner) dotName(from, end int) {
	name := s.word.text[from:end]
	if bytes.IndexFunc(name, func(r rune) bool { return r < utf8.RuneSelf && isJoiner(byte(r)) && r != '_' && r != '-' }) < 0 {
		s.emitSpan("."+lowered(name), from-1, end)
	}
}

// email emits an e-mail address whole and in parts.
func (s *scanner) email(from, end int) bool {
	name := s.word.text[from:end]
	at := bytes.IndexByte(name, '@')
	if at < 1 || bytes.LastIndexByte(name, '@') != at || bytes.IndexByte(name[at:], '.') < 2 || bytes.ContainsAny(name, "#&'") {
		return false
	}
	s.emitSpan(lowered(name), from, end)
	for begin, i := from, from; i <= end; i++ {
		if i == end || isJoiner(s.word.text[i]) {
			if begin < i {
				s.group(begin, i)
			}
			begin = i + 1
		}
	}
	return true
}

// symbol deals with the symbol at i, inside a piece that ends at to, and moves
// group to what follows it. It returns the last byte it took.
func (s *scanner) symbol(group *int, i, to int) int {
	text := s.word.text
	if text[i] == '&' && s.ampersand(*group, i, to) {
		return i
	}
	next := 0
	if *group < i {
		if next = s.suffixed(*group, i, to); next == 0 {
			s.group(*group, i)
		}
	}
	if next == 0 {
		next = i + 1
	}
	for next < to && isJoiner(text[next]) {
		next++
	}
	*group = next
	return next - 1
}

// suffixed emits [from, end) with the plus signs or the sharp that follow, when
// they make a name: "c++", "notepad++", "c#", "b+". It returns where the name
// ends, 0 when there is none.
func (s *scanner) suffixed(from, end, to int) int {
	text := s.word.text
	plus := end
	for plus < to && text[plus] == '+' {
		plus++
	}
	word := text[from:end]
	if !isAlnum(word) {
		return 0
	}
	alone := plus == to || !isWordByte(text[plus])
	switch {
	case plus-end == 2 && (alone || isDigit(text[plus])):
		s.emitSpan(lowered(word)+"++", from, plus)
	case plus-end == 1 && alone && len(word) == 1 && isLetter(word[0]):
		s.emitSpan(lowered(word)+"+", from, plus)
	case end < to && text[end] == '#' && len(word) == 1 && isLetter(word[0]) && (end+1 == to || !isWordByte(text[end+1])):
		plus = end + 1
		s.emitSpan(lowered(word)+"#", from, plus)
		return plus
	default:
		return 0
	}
	if len(word) > 1 || plus-end == 1 {
		s.group(from, end)
	}
	return plus
}

// ampersand emits "at&t", "r&d" whole; the parts follow by themselves.
func (s *scanner) ampersand(from, i, to int) bool {
	text := s.word.text
	end := i + 1
	for end < to && isLetter(text[end]) {
		end++
	}
	short := i-from >= 1 && i-from <= 3 && end-i-1 >= 1 && end-i-1 <= 3
	if short && (end == to || !isWordByte(text[end])) && isLetters(text[from:i]) {
		s.emitSpan(lowered(text[from:end]), from, end)
	}
	return false
}

// group emits words joined by full stops, hyphens, underscores and
// apostrophes: whole and in parts.
func (s *scanner) group(from, to int) {
	var buf [mostParts + 1]span
	words := buf[:0]
	text := s.word.text
	many := false
	begin := from
	for i := from; i <= to; i++ {
		if i < to && !s.parts(i, from, to) {
			continue
		}
		if begin < i {
			if len(words) <= mostParts {
				words = append(words, span{begin, i})
			} else {
				// Too many for one name: words as they come.
				if !many {
					for _, w := range words {
						s.single(w.from, w.to)
					}
				}
				many = true
				s.single(begin, i)
			}
		}
		begin = i + 1
	}
	if many {
		return
	}
	words = s.apostrophes(words)
	if len(words) > 1 && len(words) <= mostParts && !allDigits(text, words) {
		s.whole(words)
	}
	for _, w := range words {
		s.single(w.from, w.to)
	}
}

// parts tells whether the byte at i parts words: every joiner does, except a
// full stop between digits.
func (s *scanner) parts(i, from, to int) bool {
	text := s.word.text
	if !isJoiner(text[i]) {
		return false
	}
	return text[i] != '.' || i == from || i+1 == to || !isDigit(text[i-1]) || !isDigit(text[i+1])
}

// apostrophes resolves them: "what's" is "what", "don't" is "dont", "they've"
// is "they", "o'brien" stays a compound.
func (s *scanner) apostrophes(words []span) []span {
	text := s.word.text
	out := words[:0]
	for _, w := range words {
		n := len(out)
		if n == 0 || text[w.from-1] != '\'' || out[n-1].to != w.from-1 {
			out = append(out, w)
			continue
		}
		prev := &out[n-1]
		switch lowered(text[w.from:w.to]) {
		case "s", "re", "ve", "ll", "d", "m":
		case "t":
			if isDigit(text[prev.to-1]) {
				out = append(out, w)
				continue
			}
			// single() leaves the apostrophe out.
			prev.to = w.to
		default:
			out = append(out, w)
		}
	}
	return out
}

// whole emits words as one name, without what joins them.
func (s *scanner) whole(words []span) {
	text := s.word.text
	last := words[len(words)-1]
	joined := make([]byte, 0, last.to-words[0].from)
	for _, w := range words {
		joined = append(joined, bytes.ReplaceAll(text[w.from:w.to], []byte("'"), nil)...)
	}
	if len(joined) <= longestTerm {
		s.emitSpan(termOf(joined), words[0].from, last.to)
	}
}

// single emits one word: whole, then what it is made of.
func (s *scanner) single(from, to int) {
	text := s.word.text
	word := text[from:to]
	if bytes.IndexByte(word, '\'') >= 0 {
		s.emitSpan(lowered(bytes.ReplaceAll(word, []byte("'"), nil)), from, to)
		return
	}
	s.emitSpan(termOf(word), from, to)
	if isLetters(word) {
		s.humps(from, to)
		return
	}
	letters := 0
	for letters < len(word) && isLetter(word[letters]) {
		letters++
	}
	rest := word[letters:]
	if len(rest) > 0 && isNumber(rest) {
		if letters > 1 {
			s.emitSpan(termOf(word[:letters]), from, from+letters)
		}
		if letters > 1 || letters == 1 && word[0]|0x20 == 'v' {
			s.emitSpan(string(rest), from+letters, to)
		}
		if i := secondDot(rest); i > 0 && letters < 2 {
			s.emitSpan(string(rest[:i]), from+letters, from+letters+i)
		}
	}
}

// secondDot is where the second full stop of a version number stands, 0 when
// there is none: "1.26.8" is also found as "1.26".
func secondDot(number []byte) int {
	i := bytes.IndexByte(number, '.')
	if i < 0 {
		return 0
	}
	j := bytes.IndexByte(number[i+1:], '.')
	if j < 0 {
		return 0
	}
	return i + 1 + j
}

// humps emits the words of camelCase. Names that merely have a capital inside
// ("iPhone", "JavaScript", "GitHub") stay whole: "java" is not in JavaScript.
func (s *scanner) humps(from, to int) {
	word := s.word.text[from:to]
	var buf [16]span
	humps := buf[:0]
	begin := 0
	for i := 1; i <= len(word); i++ {
		up := i < len(word) && isUpper(word[i]) && (!isUpper(word[i-1]) || i+1 < len(word) && !isUpper(word[i+1]))
		if i < len(word) && !up {
			continue
		}
		if i-begin < 2 || len(humps) == cap(humps) {
			return
		}
		humps = append(humps, span{begin, i})
		begin = i
	}
	if len(humps) < 2 || len(humps) == 2 && isUpper(word[0]) {
		return
	}
	for _, h := range humps {
		s.emitSpan(termOf(word[h.from:h.to]), from+h.from, from+h.to)
	}
}

// termOf is the term of a word: lower case, and its stem where it is of ASCII
// letters.
func termOf(word []byte) string {
	if len(word) <= longestTerm && isLetters(word) {
		var buf [longestTerm]byte
		b := append(buf[:0], word...)
		for i := range b {
			b[i] |= 0x20
		}
		return stem(b)
	}
	return lowered(word)
}

// lowered is a copy of word in lower case.
func lowered(word []byte) string {
	for _, c := range word {
		if c >= utf8.RuneSelf {
			return strings.Map(unicode.ToLower, string(word))
		}
	}
	return strings.ToLower(string(word))
}
