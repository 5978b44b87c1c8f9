package answer

import "slices"

// align.go compares a clause of a claim with one of a page.

// alignment is which word of a claim's clause stands for which word of the
// page's clause, its home.
type alignment struct {
	claim, home []word
	// at is the place in home of each word of claim, in the best order they
	// share; -1 when it is not part of it.
	at []int
	// moved is the same for words that home has elsewhere.
	moved []int
	// taken tells which words of home stand in order, and which elsewhere.
	taken []taking
}

type taking uint8

const (
	untaken taking = iota
	inOrder
	elsewhere
)

// neededWords are the words of a clause that have to be found.
func neededWords(c clause) []word {
	var out []word
	for _, w := range c.words {
		if w.needed() {
			out = append(out, w)
		}
	}
	return out
}

// align finds the best common order of two clauses: the most words, and of
// equal ones the one that tears the fewest neighbours apart.
func align(claim, home []word) alignment {
	a := alignment{claim: claim, home: home, at: fill(len(claim)), moved: fill(len(claim)), taken: make([]taking, len(home))}
	n, m := len(claim), len(home)
	// best[i][j] is the worth of the ends from i and j on; run[i][j] that of
	// them when i and j stand for each other.
	best, run := grid(n+1, m+1), grid(n+1, m+1)
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if claim[i].same(home[j]) {
				run[i][j] = 3 + max(best[i+1][j+1], run[i+1][j+1]+1)
				best[i][j] = max(best[i][j], run[i][j])
			}
		}
	}
	follow := false
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case run[i][j] > 0 && (follow || run[i][j] == best[i][j]):
			a.at[i], a.taken[j] = j, inOrder
			follow = run[i+1][j+1] > 0 && run[i+1][j+1]+1 >= best[i+1][j+1]
			i, j = i+1, j+1
		case best[i+1][j] >= best[i][j+1]:
			i, follow = i+1, false
		default:
			j, follow = j+1, false
		}
	}
	a.findMoved()
	return a
}

func fill(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

func grid(n, m int) [][]int {
	out := make([][]int, n)
	for i := range out {
		out[i] = make([]int, m)
	}
	return out
}

// findMoved looks for the words that are not in the common order elsewhere in
// the home. A single Chinese character is no word: it takes two in a row.
func (a *alignment) findMoved() {
	for i := 0; i < len(a.claim); {
		start, length := 0, 0
		for j := range a.home {
			n := 0
			for i+n < len(a.claim) && j+n < len(a.home) && a.at[i+n] < 0 && a.taken[j+n] == untaken && a.claim[i+n].same(a.home[j+n]) {
				n++
			}
			if n > length {
				start, length = j, n
			}
		}
		if length == 0 || length == 1 && a.claim[i].han {
			i++
			continue
		}
		for n := range length {
			a.moved[i+n], a.taken[start+n] = start+n, elsewhere
		}
		i += length
	}
}

// place is where a word of the claim stands in the home; -1 when nowhere.
func (a *alignment) place(i int) int { return max(a.at[i], a.moved[i]) }

// found counts the words of the claim that the home has.
func (a *alignment) found() int {
	n := 0
	for i := range a.claim {
		if a.place(i) >= 0 {
			n++
		}
	}
	return n
}

// matchesAll tells whether the claim has the words of the home and no others,
// in their order but for a phrase that was put first. Several clauses taken as
// one are compared like this: else words of one could pass for words of
// another.
func (a *alignment) matchesAll() bool {
	if slices.Contains(a.taken, untaken) || a.found() < len(a.claim) {
		return false
	}
	first := slices.IndexFunc(a.at, func(j int) bool { return j >= 0 })
	return first >= 0 && !slices.Contains(a.at[first:], -1)
}

// inversions is the length of the longest sequence of words, among those of
// the claim, that the page has in the opposite order. Two are a phrase that
// was moved; three are two things that changed sides around a third.
func (a *alignment) inversions() int {
	longest := 0
	length := make([]int, len(a.claim))
	for i := range a.claim {
		if a.place(i) < 0 {
			continue
		}
		length[i] = 1
		for k := range i {
			if a.place(k) > a.place(i) {
				length[i] = max(length[i], length[k]+1)
			}
		}
		longest = max(longest, length[i])
	}
	return longest
}

// gap is what lies between two words that both have in order, or before the
// first or after the last.
type gap struct {
	// claimed are the words of the claim in it, by index; left the words of
	// the home that the claim has not, gone those that it has elsewhere.
	claimed    []int
	left, gone int
	// number: one of left is a number.
	number bool
	first  bool
}

// gaps are all of them, in order.
func (a *alignment) gaps() []gap {
	out := []gap{{first: true}}
	j := 0
	skip := func(to int) {
		g := &out[len(out)-1]
		for ; j < to; j++ {
			switch a.taken[j] {
			case untaken:
				g.left++
				g.number = g.number || a.home[j].kind == number
			case elsewhere:
				g.gone++
			}
		}
	}
	for i := range a.claim {
		if a.at[i] < 0 {
			out[len(out)-1].claimed = append(out[len(out)-1].claimed, i)
			continue
		}
		skip(a.at[i])
		j++
		out = append(out, gap{})
	}
	skip(len(a.home))
	return out
}

// fits tells whether the clauses from h up to end of a sentence, taken as one,
// bear a clause of a claim out. joined: the claim, too, is several clauses
// taken as one.
func (c *cutPassage) fits(part clause, sentence, h, end int, joined bool) bool {
	home := merged(c.read[sentence][h:end])
	if part.negations != home.negations || home.conditional && !part.conditional || !guarded(part, home) {
		return false
	}
	a := align(neededWords(part), neededWords(home))
	if joined || end > h+1 {
		return a.matchesAll() && !part.passive && !home.passive
	}
	found := float64(a.found())
	if found == 0 || found < homeShare*float64(len(a.claim)) && found < wholeHome*float64(len(a.home)) {
		return false
	}
	turned := part.passive != home.passive
	if !turned && a.inversions() > 2 {
		return false
	}
	if (part.by && !home.passive || home.by && !part.passive) && a.inversions() < 2 {
		return false
	}
	around := c.around(sentence, h, home)
	referred, inside := 0, 0
	for _, g := range a.gaps() {
		n, ok := around.allows(a, g, turned)
		if !ok {
			return false
		}
		referred += n
		if !g.first {
			inside += n
		}
	}
	// Words taken from elsewhere and words moved, or many such words in the
	// middle: too much was changed at once to tell who does what.
	return (referred == 0 || turned || a.inversions() < 2) && inside <= a.found()
}

// guarded tells whether a claim is narrowed as the page is.
func guarded(claim, home clause) bool {
	for class := range home.guards {
		if !claim.guards[class] && !(class == "may" && claim.can) && !(limits()[class] && !claim.counts()) {
			return false
		}
	}
	for class := range claim.guards {
		if !home.guards[class] && !hedges()[class] {
			return false
		}
	}
	return true
}

// surroundings is what a clause can refer to.
type surroundings struct {
	// inSentence are the clauses before it in its sentence.
	inSentence []clause
	// meant are the sentences that its pronouns can stand for something of.
	meant []clause
	title []clause
	// refers: it, or its sentence, begins with a pronoun. relative: it begins
	// with a word like "which". within: it has a pronoun somewhere.
	refers, relative, within bool
}

// around gathers what home, clause h of a sentence, can refer to.
func (c *cutPassage) around(sentence, h int, home clause) surroundings {
	s := surroundings{
		inSentence: c.read[sentence][:h], title: c.title, relative: home.relative,
		refers: home.beginsWithPronoun() || c.read[sentence][0].beginsWithPronoun(),
	}
	for _, w := range home.words {
		s.within = s.within || pronouns()[w.surface] && !relatives()[w.surface]
	}
	for i := sentence - 1; i >= 0 && i >= sentence-3; i-- {
		s.meant = append(s.meant, c.read[i]...)
		if len(c.read[i]) > 0 && !c.read[i][0].beginsWithPronoun() {
			break
		}
	}
	return s
}

// allows tells whether what a claim has in a gap is borne out: nothing stands
// in the place of something else, and what the home does not have it refers
// to.
func (s *surroundings) allows(a alignment, g gap, turned bool) (referred int, ok bool) {
	named := false
	for _, i := range g.claimed {
		w := a.claim[i]
		if a.moved[i] >= 0 {
			if g.gone > 0 && !turned || w.kind == number && g.number {
				return 0, false
			}
			continue
		}
		if repeated(a, i) {
			continue
		}
		if !s.has(a, i, g.first) {
			return 0, false
		}
		referred++
		named = named || s.isSubject(w)
	}
	if referred == 0 {
		return 0, true
	}
	if g.left > 0 || g.gone > 0 && !turned {
		return referred, false
	}
	// In English what is left out is the subject, or what "which" follows.
	return referred, !g.first || named || len(s.inSentence) == 0 || a.claim[g.claimed[0]].han
}

// has tells whether a word of a claim stands in what the home refers to. What
// a pronoun at the beginning stands for was said before, and not in the title.
func (s *surroundings) has(a alignment, i int, first bool) bool {
	if mentions(s.inSentence, a.claim, i) {
		return true
	}
	if !(first && s.refers && len(s.meant) > 0) && mentions(s.title, a.claim, i) {
		return true
	}
	return (first && s.refers || s.within) && a.claim[i].kind != number && mentions(s.meant, a.claim, i)
}

// mentions tells whether word i is in any of the clauses; a Chinese character
// only together with one of its neighbours.
func mentions(clauses []clause, claim []word, i int) bool {
	for _, c := range clauses {
		words := neededWords(c)
		for j, w := range words {
			switch {
			case !claim[i].same(w):
			case !w.han,
				i > 0 && j > 0 && claim[i-1].same(words[j-1]),
				i+1 < len(claim) && j+1 < len(words) && claim[i+1].same(words[j+1]):
				return true
			}
		}
	}
	return false
}

// isSubject tells whether a word can be what a clause without a subject is
// about: what its sentence, or an earlier clause of it, begins with; after
// "which", what stands right before.
func (s *surroundings) isSubject(w word) bool {
	if s.within && mentionsWord(s.meant, w) {
		return true
	}
	if s.relative && len(s.inSentence) > 0 {
		words := neededWords(s.inSentence[len(s.inSentence)-1])
		return len(words) > 0 && w.same(words[len(words)-1])
	}
	for _, c := range s.inSentence {
		if first := c.first(); first != nil && w.same(*first) {
			return true
		}
	}
	return s.refers && mentionsWord(s.meant, w) || mentionsWord(s.title, w)
}

func mentionsWord(clauses []clause, w word) bool {
	return slices.ContainsFunc(clauses, func(c clause) bool { return c.has(w) })
}

// repeated tells whether a word of the claim that has no place of its own is
// one that the claim says twice.
func repeated(a alignment, i int) bool {
	for k, w := range a.claim {
		if k != i && a.place(k) >= 0 && w.same(a.claim[i]) && !w.han {
			return true
		}
	}
	return false
}
