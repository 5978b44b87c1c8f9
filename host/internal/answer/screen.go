package answer

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"aibookmark/host/internal/library"
)

// screen lets through what a model says, piece by piece, but for what could
// reach out of the answer or pretend to be part of it: Markdown links, images
// and reference definitions, HTML, addresses, control tokens, hidden
// characters, and [n] that name no given passage. It holds back what it
// cannot judge yet, so that nothing slips through in two halves; ordinary
// words are held back until they end, no longer.
//
// A Markdown parser would not do: it wants the whole text, and what it calls
// text may be a link to the next one. The rule here is by character, and errs
// towards taking away.
type screen struct {
	// passages is how many were given: [1] to [passages] are let through.
	passages int
	// refused tells that the model began with [0], our sign for "not
	// answered"; begun that it has said something else.
	refused, begun bool
	held           string
	// inAddress: an address is going by and is dropped until it ends.
	inAddress bool
	// midLine: something was seen since the last line end.
	midLine bool
	// seam: something was taken out after tail, the last characters shown. What
	// comes next must not join with them to what was to be kept out.
	seam bool
	tail string
}

// Bounds, in bytes, of what may be held back for its end to come.
const (
	longestLabel  = 600
	longestTarget = 2000
	longestTag    = 1000
	longestWord   = 64
	longestToken  = 80
)

// write takes a piece and returns what is let through so far.
func (s *screen) write(piece string) string {
	s.held += visible(piece)
	return s.scan(false)
}

// close returns what was held back at the end.
func (s *screen) close() string { return s.scan(true) }

// step is a decision about the beginning of a text: n bytes are used up and
// out is shown for them. n = 0 means that more has to be seen. seam means
// that out is not all of them, at either end.
type step struct {
	n    int
	out  string
	seam bool
}

func (s *screen) scan(final bool) string {
	var out strings.Builder
	for s.held != "" {
		st := s.next(s.held, final)
		if st.n == 0 {
			break
		}
		used := s.held[:st.n]
		s.held = s.held[st.n:]
		s.show(&out, st)
		s.begun = s.begun || strings.TrimSpace(st.out) != ""
		if i := strings.LastIndexByte(used, '\n'); i >= 0 {
			s.midLine = strings.TrimSpace(used[i:]) != ""
		} else if strings.TrimSpace(used) != "" {
			s.midLine = true
		}
	}
	return out.String()
}

// show writes what a step lets through, with a space at a seam where the two
// sides could join: "<" and "img", "java" and "script:".
func (s *screen) show(out *strings.Builder, st step) {
	if st.out == "" {
		s.seam = true
		return
	}
	// A citation in other brackets after "!" would become an image.
	if (s.seam || st.seam) && joins(s.tail, st.out) || strings.HasSuffix(s.tail, "!") && strings.HasPrefix(st.out, "[") {
		out.WriteByte(' ')
	}
	out.WriteString(st.out)
	s.seam = st.seam
	s.tail += st.out
	s.tail = s.tail[max(0, len(s.tail)-utf8.UTFMax):]
}

// joins tells whether two texts could make up something new.
func joins(tail, next string) bool {
	last, _ := utf8.DecodeLastRuneInString(tail)
	first, _ := utf8.DecodeRuneInString(next)
	switch {
	case tail == "" || unicode.IsSpace(last) || unicode.IsSpace(first) || first >= 0x2E80 || last >= 0x2E80 && last != utf8.RuneError:
		return false
	case first == '.':
		return strings.HasSuffix(strings.ToLower(tail), "www")
	}
	return !strings.ContainsRune(",;?)\"'”’", first)
}

func (s *screen) next(rest string, final bool) step {
	r, size := utf8.DecodeRuneInString(rest)
	if s.inAddress {
		if !endsAddress(r) {
			return step{n: size}
		}
		s.inAddress = false
	}
	switch {
	case r == '!':
		return s.image(rest, final)
	case r == '[':
		return s.bracket(rest, final)
	case r == ']':
		return s.stray(rest, final)
	case r == '【' || r == '［':
		return s.wideBracket(rest, final)
	case r == '(' || r == '（':
		return s.paren(rest, final)
	case r == '<':
		return s.angle(rest, final)
	case r == '：' || r == ':':
		return s.colon(rest, size, final)
	case r < utf8.RuneSelf && unicode.IsLetter(r):
		return s.word(rest, final)
	}
	return step{n: size, out: rest[:size]}
}

// colon judges ":" after what word did not take for a scheme: letters of other
// alphabets and full-width marks that look like one.
func (s *screen) colon(rest string, size int, final bool) step {
	after := rest[size:]
	for _, slashes := range []string{"//", "／／", "/／", "／/"} {
		if strings.HasPrefix(after, slashes) {
			s.inAddress = true
			return step{n: size + len(slashes)}
		}
		if !final && strings.HasPrefix(slashes, after) {
			return step{}
		}
	}
	return step{n: size, out: rest[:size]}
}

// endsAddress tells whether a character cannot be part of a web address in
// running text.
func endsAddress(r rune) bool {
	return unicode.IsSpace(r) || r >= 0x2E80 || strings.ContainsRune("<>\"'`()[]{}|“”‘’", r)
}

// image drops ![alt](address), ![alt][reference] and ![alt].
func (s *screen) image(rest string, final bool) step {
	if len(rest) == 1 && !final {
		return step{}
	}
	if !strings.HasPrefix(rest, "![") {
		return step{n: 1, out: "!"}
	}
	end, open := closing(rest[1:], '[', ']', longestLabel, final)
	if open {
		return step{}
	}
	if end == 0 {
		return step{n: 1}
	}
	n, open := target(rest[1+end:], final)
	if open || rest[1+end:] == "" && !final {
		return step{}
	}
	return step{n: 1 + end + n}
}

// bracket judges [...]: a citation, a link, a reference definition, or text.
func (s *screen) bracket(rest string, final bool) step {
	end, open := closing(rest, '[', ']', longestLabel, final)
	if open {
		return step{}
	}
	if end == 0 {
		return step{n: 1, out: "["}
	}
	label, after := rest[1:end-1], rest[end:]
	if isControlToken(rest[:end]) {
		return step{n: end}
	}
	if after == "" && !final {
		return step{}
	}
	if drop, open := s.definition(after, final); open {
		return step{}
	} else if drop > 0 {
		return step{n: end + drop}
	}
	n, open := target(after, final)
	if open {
		return step{}
	}
	if markers, ok := s.citations(label); ok {
		if strings.HasPrefix(after, "[") {
			n = 0 // the next citation
		}
		return step{n: end + n, out: markers}
	}
	if n > 0 || strings.HasPrefix(after, "[") {
		// A link, or [words][1]: the words, then a citation.
		return step{n: end + n, out: s.within(label), seam: true}
	}
	words := s.within(label)
	if markers, ok := s.citations(words); ok {
		return step{n: end, out: markers, seam: true}
	}
	if rest := marker().ReplaceAllString(words, ""); rest != words && strings.Trim(rest, " ,;，；、") == "" {
		return step{n: end, out: words, seam: true} // [[1]]
	}
	return step{n: end, out: "[" + words + "]"}
}

// stray judges a "]" that closes nothing in sight: the end of a link whose
// label is too long to hold back.
func (s *screen) stray(rest string, final bool) step {
	n, open := target(rest[1:], final)
	if open || len(rest) == 1 && !final {
		return step{}
	}
	return step{n: 1 + n, out: "]", seam: n > 0}
}

// within screens the words of a label.
func (s *screen) within(label string) string {
	inner := screen{passages: s.passages, midLine: true}
	return inner.write(label) + inner.close()
}

// definition judges what follows a label at the start of a line: ": address"
// makes the two a definition, which is dropped up to the end of the address's
// line.
func (s *screen) definition(after string, final bool) (n int, open bool) {
	if s.midLine || !strings.HasPrefix(after, ":") {
		return 0, false
	}
	// What is judged by more than its bound would be judged by how much happens
	// to be there already.
	text := library.Beginning(after, longestLabel)
	all := final || len(after) >= longestLabel
	// The address may stand on the next line, though not after a blank one.
	start := pastBlanks(text, 1)
	if strings.HasPrefix(text[start:], "\n") {
		start = pastBlanks(text, start+1)
	}
	line := strings.IndexByte(text[start:], '\n')
	switch {
	case line < 0 && !all:
		return 0, true
	case start == len(text) && !final:
		return len(text), false // so much of nothing that it cannot be waited for
	case line < 0:
		line = len(text) - start
	}
	first, _, _ := strings.Cut(text[start:start+line], " ")
	if strings.ContainsAny(first, "/<") || strings.Contains(first, ":") {
		return start + line, false
	}
	return 0, false
}

// pastBlanks is where the spaces and tabs that begin at i end.
func pastBlanks(s string, i int) int { return len(s) - len(strings.TrimLeft(s[i:], " \t")) }

// target is the length of what makes a label a link: (address) or
// [reference]; 0 when the label is none.
func target(after string, final bool) (n int, open bool) {
	switch {
	case strings.HasPrefix(after, "("):
		end, open := closing(after, '(', ')', longestTarget, final)
		if open {
			return 0, true
		}
		if end == 0 {
			// Never closed: up to where an address would end.
			after = library.Beginning(after, longestTarget)
			if i := strings.IndexFunc(after[1:], endsAddress); i >= 0 {
				return 1 + i, false
			}
			return len(after), false
		}
		if inner := strings.TrimSpace(after[1 : end-1]); inner == "" || strings.ContainsAny(inner, ":/.#?<\\%&") {
			return end, false
		}
		return 0, false
	case strings.HasPrefix(after, "["):
		end, open := closing(after, '[', ']', longestLabel, final)
		if open {
			return 0, true
		}
		if end > 0 && !isNumbers(after[1:end-1]) {
			return end, false
		}
	}
	return 0, false
}

// closing is the length of a bracketed part with its brackets, 0 when it does
// not end within limit bytes or before a blank line; open when that cannot be
// told yet.
func closing(s string, left, right byte, limit int, final bool) (end int, open bool) {
	depth := 0
	for i := 0; i < len(s) && i < limit; i++ {
		switch s[i] {
		case left:
			depth++
		case right:
			if depth--; depth == 0 {
				return i + 1, false
			}
		case '\n':
			if i+1 < len(s) && s[i+1] == '\n' {
				return 0, false
			}
		}
	}
	return 0, !final && len(s) < limit
}

// wideBracket judges 【1】, 【1†source】 and ［1］, as some models cite.
func (s *screen) wideBracket(rest string, final bool) step {
	open, right := "【", "】"
	if strings.HasPrefix(rest, "［") {
		open, right = "［", "］"
	}
	end := strings.Index(rest, right)
	if end < 0 || end+len(right) > longestToken {
		if end < 0 && !final && len(rest) < longestToken {
			return step{}
		}
		return step{n: len(open), out: open}
	}
	if markers, ok := s.citations(rest[len(open):end]); ok {
		return step{n: end + len(right), out: markers}
	}
	return step{n: len(open), out: open}
}

// paren turns (Passage 1) and （段落1） into citations. (1) may count the items
// of a list and is let through. Other parentheses are not held back.
func (s *screen) paren(rest string, final bool) step {
	_, size := utf8.DecodeRuneInString(rest)
	open, right := rest[:size], ")"
	if open == "（" {
		right = "）"
	}
	inner := rest[size:]
	named, begin := false, strings.ToLower(library.Beginning(inner, longestToken))
	for _, name := range citeNames {
		if !final && strings.HasPrefix(name, begin) {
			return step{}
		}
		named = named || strings.HasPrefix(begin, name)
	}
	if !named {
		return step{n: size, out: open}
	}
	end := strings.Index(inner, right)
	if end < 0 && !final && len(inner) < longestToken {
		return step{}
	}
	if end >= 0 && end+len(right) <= longestToken {
		if markers, ok := s.citations(rest[size : size+end]); ok {
			return step{n: size + end + len(right), out: markers}
		}
	}
	return step{n: size, out: open}
}

// isNumbers tells whether a label is made of numbers as citations are.
func isNumbers(label string) bool {
	var probe screen
	_, ok := probe.citations(label)
	return ok
}

// citeNames are what models call a passage when they cite it, lower-case,
// longer ones before those they begin with.
var citeNames = []string{
	"passages", "passage", "sources", "source", "references", "reference", "refs", "ref", "documents", "document", "docs", "doc", "citations", "citation",
	"段落", "來源", "来源", "資料", "资料", "引用", "文献", "出处",
}

// unnamed is a label without the name of what it cites, and without what
// follows the number in "1†source" and "1: Title".
func unnamed(label string) string {
	label = strings.ToLower(strings.TrimSpace(label))
	for _, name := range citeNames {
		if rest, ok := strings.CutPrefix(label, name); ok {
			label = strings.TrimLeft(rest, " .:：#")
			break
		}
	}
	label, _, _ = strings.Cut(label, "†")
	if number, title, ok := strings.Cut(strings.Replace(label, "：", ":", 1), ":"); ok {
		if first, _ := utf8.DecodeRuneInString(strings.TrimSpace(title)); unicode.IsLetter(first) {
			label = number
		}
	}
	return strings.TrimPrefix(strings.TrimSpace(label), "^")
}

// citations reads "1", "1, 3", "1-3", "^1", "Passage 1", "1†source" and
// returns the markers of those that name a passage. ok is false when the label
// is something else.
func (s *screen) citations(label string) (markers string, ok bool) {
	label = unnamed(label)
	if label == "" || len(label) > longestToken {
		return "", false
	}
	var b strings.Builder
	label = strings.NewReplacer(" and ", ",", " & ", ",", "和", ",", "与", ",", "、", ",", "–", "-").Replace(label)
	for _, part := range strings.FieldsFunc(label, func(r rune) bool { return strings.ContainsRune(",;，； ", r) }) {
		from, to, isRange := strings.Cut(part, "-")
		first, err := strconv.Atoi(digits(from))
		if err != nil || len(from) > 9 {
			return "", false
		}
		last := first
		if isRange {
			if last, err = strconv.Atoi(digits(to)); err != nil || last < first {
				return "", false
			}
		}
		s.refused = s.refused || first == 0 && !s.begun
		for n := max(first, 1); n <= min(last, s.passages); n++ {
			writeMarker(&b, n)
		}
	}
	return b.String(), true
}

func writeMarker(b *strings.Builder, n int) {
	b.WriteString("[" + strconv.Itoa(n) + "]")
}

// digits makes full-width digits plain.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
}
