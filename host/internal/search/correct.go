package search

// correct.go: what a question says that no page does, put right: typing errors
// (misspelt.go), words parted or joined (compounds.go), pinyin (pinyin.go) and
// characters that sound alike (homophones.go). A word that stands in any page
// is never touched, nor is a quoted one: quoting the question is how a person
// takes a correction back.

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/lexicon"
	"aibookmark/host/internal/library"
)

// correction is the whole question before and after; empty when nothing was
// put right.
type correction struct {
	from, to string
	fixes    []fix
	// unsure are the terms that came from fixes.
	unsure map[string]bool
}

// fix puts a part of a question right: count of its words, from at, give way
// to others.
type fix struct {
	at, count int
	words     []word
	// start and end are the bytes of the question that become text.
	start, end int
	text       string
}

// rounds is how often a question is gone through.
const rounds = 2

// lessSure is the weight of a corrected word beside one that was typed so.
const lessSure = 0.9

// understand weighs p's words and puts right what no page has.
func (s *Searcher) understand(ctx context.Context, p *question) error {
	if err := s.weigh(ctx, p); err != nil {
		return err
	}
	c := corrector{Searcher: s, p: p, tokens: analysis.Tokens(p.text)}
	if err := c.joinKnown(ctx); err != nil {
		return err
	}
	// What was doubtful alone may be clear beside a word that was put right.
	for range rounds {
		if changed, err := c.correct(ctx, len(p.words)); err != nil || !changed {
			return err
		}
	}
	return nil
}

// typedOrCorrected is typed; when nothing is found, once more with the words
// that are finished put right.
func (s *Searcher) typedOrCorrected(ctx context.Context, p *question) ([]*reading, int, error) {
	found, total, err := s.typed(ctx, p)
	finished := len(p.words)
	if p.unfinished {
		finished--
	}
	if err != nil || len(found) > 0 || finished <= 0 {
		return found, total, err
	}
	c := corrector{Searcher: s, p: p, tokens: analysis.Tokens(p.text)}
	if changed, err := c.correct(ctx, finished); err != nil || !changed {
		return found, total, err
	}
	return s.typed(ctx, p)
}

// corrector puts one question right.
type corrector struct {
	*Searcher
	p      *question
	tokens []analysis.Token // of p.text
	// lookedUp counts the pairs of characters that were looked up.
	lookedUp int
}

// correct puts right what is unknown of the first n words, which are weighed,
// and weighs them anew.
func (c *corrector) correct(ctx context.Context, n int) (changed bool, err error) {
	p := c.p
	if p.total == 0 || !slices.ContainsFunc(p.words[:n], func(w word) bool { return w.pages == 0 }) {
		return false, nil
	}
	if err := c.shelves.refresh(ctx, c.index); err != nil {
		return false, err
	}
	quoted := p.quotedTerms()
	var fixes []fix
	for i := 0; i < n; {
		f, err := c.fixAt(ctx, i, n, quoted)
		if err != nil {
			return false, err
		}
		if f.count > 0 {
			fixes = append(fixes, f)
		}
		i += max(1, f.count)
	}
	if len(fixes) == 0 {
		return false, nil
	}
	p.apply(fixes)
	if err := c.weigh(ctx, p); err != nil {
		return false, err
	}
	for i := range p.words {
		if p.corrected.unsure[p.words[i].terms[0]] {
			p.words[i].weight *= lessSure
		}
	}
	return true, nil
}

// fixAt looks for a fix that begins with word i; count is 0 without one.
func (c *corrector) fixAt(ctx context.Context, i, n int, quoted map[string]bool) (fix, error) {
	w := c.p.words[i]
	if quoted[w.terms[0]] {
		return fix{}, nil
	}
	if w.wide {
		return c.homophones(ctx, i, n)
	}
	if i+1 < n && !quoted[c.p.words[i+1].terms[0]] {
		if f, err := c.joinUnknown(ctx, i); err != nil || f.count > 0 {
			return f, err
		}
	}
	if w.pages > 0 || !correctable(w) {
		return fix{}, nil
	}
	return c.unknown(ctx, i)
}

// unknown puts right a word of letters that no page has. What is pinyin from
// end to end and stands in a title is that; else it is a word of the
// vocabulary, or two. An everyday word is right, although these pages lack it.
func (c *corrector) unknown(ctx context.Context, i int) (fix, error) {
	if len(lexicon.Lookup(analysis.Fold(c.p.words[i].text))) > 0 {
		return fix{}, nil
	}
	for _, try := range []func(context.Context, word) (string, error){c.pinyin, c.misspelt, c.split, c.initials, c.pinyinInText} {
		text, err := try(ctx, c.p.words[i])
		if err != nil {
			return fix{}, err
		}
		if f := c.replace(i, 1, text); text != "" && f.count > 0 {
			return f, nil
		}
	}
	return fix{}, nil
}

// replace is the fix that puts text in the place of count words from i; its
// count is 0 when they do not stand together in the question as it was typed.
func (c *corrector) replace(i, count int, text string) fix {
	words := c.p.words[i : i+count]
	at := slices.IndexFunc(c.tokens, func(t analysis.Token) bool { return t.Term == words[0].terms[0] })
	if at < 0 || at+count > len(c.tokens) {
		return fix{}
	}
	for k, w := range words {
		if c.tokens[at+k].Term != w.terms[0] {
			return fix{}
		}
	}
	return fix{at: i, count: count, words: wordsOf(text), start: c.tokens[at].Start, end: c.tokens[at+count-1].End, text: text}
}

// correctable tells words that may be misspelt: those of letters alone. Names
// in mixed case, and what has digits or is made of parts, are meant as they
// are.
func correctable(w word) bool {
	if w.wide || len(w.terms) != 1 {
		return false
	}
	upper := 0
	for i, r := range w.text {
		switch {
		case unicode.IsUpper(r):
			upper++
			if i > 0 && upper == 1 {
				return false
			}
		case !unicode.IsLetter(r) && r != '\'' && r != '’':
			return false
		}
	}
	return upper <= 1 || upper == utf8.RuneCountInString(w.text) && upper > mostAcronym
}

// mostAcronym bounds the letters of an acronym: capitals beyond it are shouted.
const mostAcronym = 5

// quotedTerms are the terms of p's phrases.
func (p *question) quotedTerms() map[string]bool {
	out := map[string]bool{}
	for _, f := range p.filters {
		if f.Kind == library.FilterPhrase {
			for _, t := range analysis.Terms(f.Value) {
				out[t] = true
			}
		}
	}
	return out
}

// apply changes the words of p, each once, and says what it is now.
func (p *question) apply(fixes []fix) {
	var words []word
	have := map[string]bool{}
	add := func(w word) {
		if !have[w.terms[0]] {
			have[w.terms[0]] = true
			words = append(words, w)
		}
	}
	p.say(fixes)
	for i := 0; i < len(p.words); {
		if len(fixes) == 0 || fixes[0].at != i {
			add(p.words[i])
			i++
			continue
		}
		f := fixes[0]
		fixes = fixes[1:]
		if n := len(f.words); n > 0 {
			f.words[n-1].next = f.words[n-1].wide && p.words[i+f.count-1].next
		}
		for _, w := range f.words {
			p.corrected.unsure[w.terms[0]] = p.corrected.unsure[w.terms[0]] || !have[w.terms[0]]
			add(w)
		}
		i += f.count
	}
	p.words = words
}

// say writes fixes into the question's text.
func (p *question) say(fixes []fix) {
	c := &p.corrected
	if c.unsure == nil {
		c.from, c.unsure = p.text, map[string]bool{}
	}
	c.fixes = append(c.fixes, fixes...)
	slices.SortFunc(c.fixes, func(a, b fix) int { return a.start - b.start })
	var b strings.Builder
	at := 0
	for _, f := range c.fixes {
		if f.start >= at {
			b.WriteString(p.text[at:f.start] + f.text)
			at = f.end
		}
	}
	c.to = b.String() + p.text[at:]
	for _, f := range fixes {
		p.folded = strings.Replace(p.folded, analysis.Fold(p.text[f.start:f.end]), analysis.Fold(f.text), 1)
	}
}
