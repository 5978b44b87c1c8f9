package answer

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// support.go decides whether the words of a passage bear a claim out. The
// claim is taken clause by clause, and every clause needs one in the passage
// that has all its words, in an order that can mean the same, with the same
// numbers, as much denied and no less narrowed. So what is supported is what
// was copied, shortened, reordered, inflected or written in other characters;
// what was said in other words may be true, but words cannot tell, and it
// counts as not verified. The same strictness catches what makes an answer
// wrong while it looks right: another number, the opposite word, subject and
// object turned around, "may" left out.

// maxHull bounds, in sentences, what is quoted for a claim that is drawn from
// several of them.
const maxHull = 5

// homeShare is the least part of a claim's words that the clause which bears
// it out must have itself; the others come from what it refers to.
// It may have fewer when the claim has that most of what it says.
const homeShare, wholeHome = 0.3, 0.6

// cutPassage is a passage cut into sentences.
type cutPassage struct {
	text  string
	spans []span
	terms []map[string]bool
	// read are the sentences as clauses; title those of the page's title.
	read  [][]clause
	title []clause
}

func newCutPassage(p passage) *cutPassage {
	c := &cutPassage{text: p.Text, spans: cutSentences(p.Text), title: readClauses(p.Title)}
	if p.End <= p.Start || len(c.spans) == 0 {
		c.spans = []span{{0, len(p.Text)}}
	}
	for _, s := range c.spans {
		c.terms = append(c.terms, termSet(c.text[s.start:s.end]))
		c.read = append(c.read, readClauses(c.text[s.start:s.end]))
	}
	return c
}

// support finds the words of the passage that a claim rests on, and whether
// they bear it out. When they do not, they are the sentence, or the two
// neighbours, that have most in common with it.
func (c *cutPassage) support(claim string) (at span, supported bool) {
	claim = bare(claim)
	clauses := slices.DeleteFunc(readClauses(claim), func(c clause) bool { return c.needs() == 0 })
	near := c.nearest(contentTerms(claim))
	if len(clauses) == 0 {
		return near.span, false
	}
	order := append([]int{near.sentence}, make([]int, 0, len(c.spans))...)
	for i := range c.spans {
		if i != near.sentence {
			order = append(order, i)
		}
	}
	for _, i := range order {
		if c.bears(i, clauses) {
			return c.spans[i], true
		}
	}
	if s, ok := c.spread(clauses, order); ok {
		return s, true
	}
	return near.span, false
}

// lead is how an answer introduces what a page says, which the page does not
// say itself.
var lead = lazily(func() *regexp.Regexp {
	const source = `(?:passages?|articles?|pages?|texts?|sources?|authors?|posts?|notes?|documents?)`
	return regexp.MustCompile(`(?i)^(?:(?:yes|no|in short|in summary|overall|specifically|in particular|additionally|also|furthermore|moreover)\s*,\s*)?` +
		`(?:according to (?:the |this |these )?` + source + `(?:\s+\d+)?\s*,?\s*|(?:the |this |these )?` + source +
		`(?:\s+\d+)?\s+(?:says?|states?|mentions?|notes?|explains?|describes?|reports?|adds?)(?:\s+that)?\s*,?\s*)?` +
		`(?:(?:是的|不是|不|对|总之|此外|另外|同时|具体来说|因此|其中)\s*[，,]\s*)?` +
		`(?:(?:根据|据|按照)(?:该|这些|这|上述|您的?|你的?)?(?:收藏的)?(?:段落|文章|网页|资料|内容|原文|收藏)(?:\s*\d+)?(?:中?所?(?:述|说|示))?\s*[，,]?\s*|` +
		`(?:该|这篇)?(?:文章|段落|网页|文中|资料|原文|作者)(?:\s*\d+)?中?(?:提到|指出|说|写道|介绍|表示|称)了?\s*[，,：:]?\s*)?`)
})

// bare is a claim without the marks of a list, emphasis and lead-in.
func bare(claim string) string {
	claim = strings.NewReplacer("**", "", "__", "", "`", "").Replace(claim)
	claim = strings.TrimLeft(claim, " \t\r\n-*•>#")
	if n := strings.IndexFunc(claim, func(r rune) bool { return r < '0' || r > '9' }); n > 0 && n < 3 && strings.ContainsAny(claim[n:n+1], ".)") {
		claim = claim[n+1:]
	}
	claim = strings.TrimSpace(claim)
	if rest := claim[len(lead().FindString(claim)):]; strings.TrimFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) }) != "" {
		return rest
	}
	return claim
}

// near is the place that has most in common with a claim.
type near struct {
	span
	sentence int
}

func (c *cutPassage) nearest(want terms) near {
	best, score, pair := 0, -1.0, false
	for i := range c.spans {
		if one := overlap(want, c.terms[i], nil); one > score {
			best, score = i, one
		}
	}
	// Two neighbours only when they say clearly more than any one.
	single := score
	for i := range c.spans[1:] {
		if two := overlap(want, c.terms[i], c.terms[i+1]); two > max(score, single+0.15) {
			best, score, pair = i, two, true
		}
	}
	n := near{c.spans[best], best}
	if pair {
		n.end = c.spans[best+1].end
	}
	return n
}

// overlap is the part of want that is in a or b.
func overlap(want terms, a, b map[string]bool) float64 {
	if len(want) == 0 {
		return 0
	}
	n := 0
	for _, t := range want {
		if a[t] || b[t] {
			n++
		}
	}
	return float64(n) / float64(len(want))
}

// bears tells whether one sentence bears out all clauses of a claim, and no
// condition that it sets is left out.
func (c *cutPassage) bears(sentence int, claim []clause) bool {
	used := map[int]bool{}
	for _, part := range claim {
		if !c.home(sentence, part, used, false) {
			clear(used)
			if len(claim) == 1 || !c.home(sentence, merged(claim), used, true) {
				return false
			}
			break
		}
	}
	return c.conditionsKept(sentence, claim, used)
}

// home finds the clause, or the neighbours, of a sentence that bear a clause
// of a claim out, and notes them as used.
func (c *cutPassage) home(sentence int, part clause, used map[int]bool, joined bool) bool {
	n := len(c.read[sentence])
	for width := 1; width <= min(n, 3); width++ {
		for h := 0; h+width <= n; h++ {
			if c.fits(part, sentence, h, h+width, joined) {
				for i := range width {
					used[h+i] = true
				}
				return true
			}
		}
	}
	return false
}

// conditionsKept tells whether the claim has every condition of the sentence.
func (c *cutPassage) conditionsKept(sentence int, claim []clause, used map[int]bool) bool {
	for h, part := range c.read[sentence] {
		if !part.conditional || used[h] {
			continue
		}
		for _, w := range part.words {
			if w.needed() && !slices.ContainsFunc(claim, func(c clause) bool { return c.has(w) }) {
				return false
			}
		}
	}
	return true
}

// spread finds a sentence for every clause of a claim. A clause that is borne
// out elsewhere than the one before it has to name what that sentence is
// about, or the claim's first clause has: else "it grew" would pass for
// something else that grew.
func (c *cutPassage) spread(claim []clause, order []int) (span, bool) {
	first, last, before := len(c.spans), -1, -1
	for i, part := range claim {
		found := false
		for _, s := range order {
			used := map[int]bool{}
			if !c.home(s, part, used, false) || !c.conditionsKept(s, claim, used) {
				continue
			}
			if i > 0 && s != before && !c.named(s, part) && !c.named(s, claim[0]) {
				continue
			}
			first, last, before, found = min(first, s), max(last, s), s, true
			break
		}
		if !found {
			return span{}, false
		}
	}
	return span{c.spans[first].start, c.spans[last].end}, last-first < maxHull
}

// named tells whether a clause has what a sentence begins with.
func (c *cutPassage) named(sentence int, part clause) bool {
	for _, home := range c.read[sentence] {
		if w := home.first(); w != nil {
			return part.has(*w)
		}
	}
	return false
}
