package answer

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

// supports is the least part of a claim's terms that a quote must have for
// the claim to count as supported. Below it, or where a number, a name or a
// negation differs, the citation is shown as not verified.
const supports = 0.55

// marker is a citation as screen lets it through.
var marker = lazily(func() *regexp.Regexp { return regexp.MustCompile(`\[(\d{1,3})\]`) })

// claim is a sentence of the answer with the passages that it cites.
type claim struct {
	text  string
	cites []int
}

// claims reads an answer: which sentence cites what. A citation belongs to
// the sentence that it stands in or directly after; at the start of a line,
// to the one that follows.
func claims(answer string) []claim {
	var plain strings.Builder
	type mark struct{ at, n int }
	var marks []mark
	last := 0
	for _, m := range marker().FindAllStringSubmatchIndex(answer, -1) {
		plain.WriteString(answer[last:m[0]])
		n, _ := strconv.Atoi(answer[m[2]:m[3]])
		marks = append(marks, mark{plain.Len(), n})
		plain.WriteByte(' ') // so that "One.[1]Two." stays two sentences
		last = m[1]
	}
	plain.WriteString(answer[last:])
	text := plain.String()
	spans := cutSentences(text)
	out := make([]claim, len(spans))
	for i, s := range spans {
		out[i].text = text[s.start:s.end]
	}
	for _, m := range marks {
		i := 0
		for i+1 < len(spans) && spans[i+1].start <= m.at {
			i++
		}
		if i+1 < len(spans) && m.at >= spans[i].end && strings.Contains(text[spans[i].end:m.at], "\n") {
			i++
		}
		if len(out) > 0 {
			out[i].cites = append(out[i].cites, m.n)
		}
	}
	return out
}

// check matches every cited sentence of an answer to the stored text of the
// passages it cites. There is one citation for every sentence and passage;
// the same quote for the same number is given once.
func (r *run) check(answer string, passages []passage) ([]library.Citation, error) {
	out := []library.Citation{}
	cut := make([]*cutPassage, len(passages))
	for _, c := range claims(answer) {
		for _, n := range c.cites {
			if n < 1 || n > len(passages) {
				continue
			}
			p := passages[n-1]
			text, err := r.pageText(p.PageID)
			if err != nil {
				return nil, err
			}
			if cut[n-1] == nil {
				cut[n-1] = newCutPassage(p)
			}
			s, supported := cut[n-1].support(c.text)
			at, ok := place(text, p.Evidence, s)
			quote := p.Text[s.start:s.end]
			if !ok {
				quote, supported = "", false
			}
			out = appendCitation(out, cite(n, p.Evidence, text, at, quote, supported))
		}
	}
	return out, nil
}

// appendCitation appends c unless the same words are already cited under the
// same number; a claim that they do not support then prevails.
func appendCitation(out []library.Citation, c library.Citation) []library.Citation {
	for i, have := range out {
		if have.N == c.N && have.Start == c.Start && have.End == c.End && have.Quote == c.Quote {
			out[i].Supported = have.Supported && c.Supported
			return out
		}
	}
	return append(out, c)
}

// cutPassage is a passage cut into sentences with their terms.
type cutPassage struct {
	text  string
	spans []span
	terms []map[string]bool
	// all are the terms of the whole passage and its title.
	all map[string]bool
}

func newCutPassage(p passage) *cutPassage {
	c := &cutPassage{text: p.Text, spans: cutSentences(p.Text), all: termSet(p.Title + "\n" + p.Site + "\n" + p.Text)}
	if p.End <= p.Start || len(c.spans) == 0 {
		c.spans = []span{{0, len(p.Text)}}
	}
	for _, s := range c.spans {
		c.terms = append(c.terms, termSet(c.text[s.start:s.end]))
	}
	return c
}

// support finds the sentence of the passage, or the two neighbours, that say
// most of what a claim says, and whether that is enough.
func (c *cutPassage) support(claim string) (at span, supported bool) {
	claim = strings.TrimSpace(claim)
	want := contentTerms(claim)
	if i := strings.Index(c.text, claim); i >= 0 && len(want) > 0 {
		at = c.around(span{i, i + len(claim)})
		// "It supports X" also stands in "no reason to say it supports X".
		return at, !negated(c.text[at.start:i])
	}
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
	at = c.spans[best]
	if pair {
		at.end = c.spans[best+1].end
	}
	quote := c.text[at.start:at.end]
	return at, score >= supports && len(want) > 0 && c.sameFacts(claim, quote) && negated(claim) == negated(quote)
}

// around widens a span to whole sentences.
func (c *cutPassage) around(s span) span {
	for _, w := range c.spans {
		if w.start <= s.start && s.start < w.end {
			s.start = w.start
		}
		if w.start < s.end && s.end <= w.end {
			s.end = w.end
		}
	}
	return s
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

// sameFacts tells whether every number of a claim stands in the quote and
// every name in the passage or its title. A word counts as a name when it is
// capitalised inside an English sentence, or in Latin letters inside a
// Chinese one.
func (c *cutPassage) sameFacts(claim, quote string) bool {
	chinese := isChinese(claim)
	said := termSet(quote)
	for i, t := range analysis.Tokens(claim) {
		surface := claim[t.Start:t.End]
		if strings.ContainsFunc(t.Term, unicode.IsDigit) {
			if !said[t.Term] {
				return false
			}
			continue
		}
		first := []rune(surface)[0]
		name := unicode.IsUpper(first) && (i > 0 && t.Start > 0 && !startsSentence(claim[:t.Start]))
		if chinese {
			name = unicode.Is(unicode.Latin, first) && len(surface) > 1
		}
		if name && !stopWords()[strings.ToLower(surface)] && !c.all[t.Term] {
			return false
		}
	}
	return true
}

// startsSentence tells whether what follows before begins a sentence or a
// quotation, where a capital says nothing.
func startsSentence(before string) bool {
	before = strings.TrimRight(before, " \t\n\"“‘'(*-")
	return before == "" || strings.ContainsRune(".!?:。！？：", []rune(before)[len([]rune(before))-1])
}

// harmless are Chinese words with a character of negation that negate nothing.
var harmless = strings.NewReplacer(
	"不同", "", "不断", "", "不仅", "", "不但", "", "不过", "", "不少", "", "不管", "", "不错", "", "差不多", "", "不光", "", "不只", "",
	"无论", "", "无限", "", "无线", "", "非常", "", "除非", "", "未来", "", "特别", "", "分别", "", "区别", "", "级别", "", "类别", "", "识别", "", "别的", "",
)

var negationEN = lazily(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:not|no|never|none|neither|nor|without|cannot|hardly|nothing|nobody)\b|n['’]t\b`)
})

// negated tells whether a sentence denies something, once; two negations
// make an assertion.
func negated(s string) bool {
	n := len(negationEN().FindAllStringIndex(s, -1))
	for _, r := range harmless.Replace(s) {
		if strings.ContainsRune("不没無无未非别別", r) {
			n++
		}
	}
	return n%2 == 1
}
