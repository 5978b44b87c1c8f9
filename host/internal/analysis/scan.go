package analysis

// scan.go: one pass over the text. Characters are folded and handed, with the
// bytes they came from, to one of two collectors: the bigrams of scripts that
// do not put spaces between words, and compounds (compound.go), which are all
// else. Plain ASCII words, most of what there is, skip both.

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// class is what a character means to the scanner.
type class uint8

const (
	separator class = iota
	lower           // a–z
	upper           // A–Z
	digit           // 0–9
	letter          // any other letter, digit or mark
	joiner          // may stand inside a name
	ideograph       // Han and kana
	hangul
	spaceless // Thai, Lao, Khmer, Burmese: written without spaces
	invisible
)

// asciiClass classifies ASCII.
var asciiClass = func() (t [utf8.RuneSelf]class) {
	for c := 'a'; c <= 'z'; c++ {
		t[c] = lower
		t[c-'a'+'A'] = upper
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = digit
	}
	for _, c := range "+#._-&@/'" {
		t[c] = joiner
	}
	return t
}()

// classOf classifies a folded rune.
func classOf(r rune) class {
	switch {
	case r < utf8.RuneSelf:
		return asciiClass[r]
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3041 && r <= 0x3096, r >= 0x30A1 && r <= 0x30FA,
		r >= 0x30FC && r <= 0x30FE, r >= 0x3400 && r <= 0x4DBF, r >= 0x3005 && r <= 0x3007,
		r >= 0xF900 && r <= 0xFAFF, r >= 0x20000 && r <= 0x3FFFF, r >= 0x31F0 && r <= 0x31FF,
		r >= 0x3100 && r <= 0x312F, r == 0x309D, r == 0x309E:
		return ideograph
	case r >= 0xAC00 && r <= 0xD7A3, r >= 0x1100 && r <= 0x11FF, r >= 0x3131 && r <= 0x318E:
		return hangul
	case isInvisible(r), isDiacritic(r):
		return invisible
	case r == '‘' || r == '’' || r == 'ʼ' || r == '‐' || r == '‑':
		return joiner
	case !unicode.In(r, unicode.L, unicode.Nd, unicode.Mn, unicode.Mc):
		return separator
	case r >= 0xE00 && r <= 0xEFF, r >= 0x1000 && r <= 0x109F, r >= 0x1780 && r <= 0x17FF:
		return spaceless
	}
	return letter
}

// scanner holds the state of one pass.
type scanner struct {
	text string
	each func(term string, start, end int)
	word compound
	run  bigrams
}

// emit gives a term. It drops nothing: callers see to it that term is valid.
func (s *scanner) emit(term string, start, end int) { s.each(term, start, end) }

// flush ends the word or the run that is under way.
func (s *scanner) flush() {
	s.endWord()
	s.endRun()
}

// scan goes over the text.
func (s *scanner) scan() {
	text := s.text
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			i = s.scanWide(i)
			continue
		}
		switch k := asciiClass[c]; {
		case k == separator:
			if c == ',' && s.groupsDigits(i) {
				i++
				continue
			}
			s.flush()
			i++
		case k <= digit && len(s.word.text) == 0:
			s.endRun()
			i = s.scanWord(i)
		case i+1 < len(text) && text[i+1] >= utf8.RuneSelf:
			i = s.scanWide(i)
		default:
			s.feed(rune(c), k, i, i+1)
			i++
		}
	}
	s.flush()
}

// groupsDigits tells whether the comma at i stands between thousands.
func (s *scanner) groupsDigits(i int) bool {
	n := len(s.word.text)
	if n == 0 || !isDigit(s.word.text[n-1]) || len(s.text) < i+4 {
		return false
	}
	for _, c := range []byte(s.text[i+1 : i+4]) {
		if !isDigit(c) {
			return false
		}
	}
	return len(s.text) == i+4 || !isDigit(s.text[i+4])
}

// scanWord takes the word at i when it is nothing but one: ASCII letters, then
// a character that ends it. Else it hands the first character on.
func (s *scanner) scanWord(i int) int {
	text := s.text
	j, uppers := i, 0
	for j < len(text) && text[j] < utf8.RuneSelf {
		k := asciiClass[text[j]]
		if k != lower && k != upper {
			break
		}
		if k == upper {
			uppers++
		}
		j++
	}
	if j > i && s.endsWord(j) && (uppers == 0 || uppers == j-i || uppers == 1 && asciiClass[text[i]] == upper) && j-i <= longestTerm {
		s.emit(s.lowerStem(text[i:j]), i, j)
		return j
	}
	if i+1 < len(text) && text[i+1] >= utf8.RuneSelf {
		return s.scanWide(i)
	}
	s.feed(rune(text[i]), asciiClass[text[i]], i, i+1)
	return i + 1
}

// endsWord tells whether a word that stands before j ends there, whatever
// follows: at white space and most punctuation, and at a full stop, hyphen or
// the like that is followed by white space.
func (s *scanner) endsWord(j int) bool {
	if j == len(s.text) {
		return true
	}
	c := s.text[j]
	if c >= utf8.RuneSelf {
		return false
	}
	switch asciiClass[c] {
	case separator:
		return true
	case joiner:
		return c != '+' && c != '#' && (j+1 == len(s.text) || s.text[j+1] == ' ' || s.text[j+1] == '\n')
	}
	return false
}

// lowerStem is the stem of a word of ASCII letters.
func (s *scanner) lowerStem(word string) string {
	var buf [longestTerm]byte
	b := append(buf[:0], word...)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + ('a' - 'A')
		}
	}
	return stem(b)
}

// scanWide takes what stands at i up to the next boundary of normalisation: a
// character with the marks that belong to it. It returns where that ends.
func (s *scanner) scanWide(i int) int {
	r, size := utf8.DecodeRuneInString(s.text[i:])
	if r == utf8.RuneError && size <= 1 {
		s.flush()
		return i + 1
	}
	if r >= firstHan && r <= lastHan {
		// Nothing composes with a Han character; stray marks after it are
		// dropped by themselves.
		s.feed(r, ideograph, i, i+size)
		return i + size
	}
	end := i + max(size, norm.NFKC.NextBoundaryInString(s.text[i:], true))
	if isPictograph(r) {
		s.flush()
		return end
	}
	if end-i == size && norm.NFKC.IsNormalString(s.text[i:end]) {
		s.feed(r, classOf(r), i, end)
		return end
	}
	for _, r := range norm.NFKC.String(s.text[i:end]) {
		s.feed(r, classOf(r), i, end)
	}
	return end
}

// isPictograph tells symbols that NFKC would turn into letters although
// nobody reads them as such: emoji and trade marks.
func isPictograph(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FBEF || r == '™' || r == '℠' || r == '©' || r == '®' || r == 'ℹ' || r == 'Ⓜ' || r == '㊗' || r == '㊙'
}

// feed hands one folded rune of class k, made from bytes [start, end), to its
// collector.
func (s *scanner) feed(r rune, k class, start, end int) {
	switch k {
	case invisible:
	case separator:
		s.flush()
	case ideograph, hangul, spaceless:
		s.endWord()
		s.addToRun(r, k, start, end)
	default:
		s.endRun()
		s.word.add(r, start, end)
	}
}

// bigrams collects a run of characters of one script and gives overlapping
// pairs.
type bigrams struct {
	kind       class
	prev       rune // folded; 0 when the run is empty
	start, end int  // of prev, in the original
	length     int
}

// addToRun adds a character to the run, beginning a new one where the script
// changes.
func (s *scanner) addToRun(r rune, k class, start, end int) {
	run := &s.run
	if run.length > 0 && run.kind != k {
		s.endRun()
	}
	folded := simplify(r)
	if run.length > 0 {
		s.emit(s.pair(run.prev, folded, run.start, run.end, start, end), run.start, end)
	}
	run.kind, run.prev, run.start, run.end = k, folded, start, end
	run.length++
}

// pair is the term of two characters: cut from the original where nothing was
// folded, so that no memory is needed.
func (s *scanner) pair(a, b rune, aStart, aEnd, bStart, bEnd int) string {
	n := utf8.RuneLen(a)
	if aEnd == bStart && aEnd-aStart == n && bEnd-bStart == utf8.RuneLen(b) {
		cut := s.text[aStart:bEnd]
		if r, _ := utf8.DecodeRuneInString(cut); r == a {
			if r, _ := utf8.DecodeRuneInString(cut[n:]); r == b {
				return cut
			}
		}
	}
	var buf [2 * utf8.UTFMax]byte
	return string(utf8.AppendRune(utf8.AppendRune(buf[:0], a), b))
}

// endRun ends the run; a character that stood alone is a term by itself.
func (s *scanner) endRun() {
	if s.run.length == 1 {
		s.emit(string(s.run.prev), s.run.start, s.run.end)
	}
	s.run.length = 0
}
