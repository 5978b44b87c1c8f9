package search

// homophones.go: characters typed for others that sound the same.

import (
	"context"
	"slices"

	"aibookmark/host/internal/lexicon"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/spelling"
)

// mostUnknownPairs bounds a run of unknown pairs that may be a few wrong
// characters; a longer one is about something these pages lack.
const mostUnknownPairs = 4

// homophones puts right the run of unknown pairs of characters that begins
// with word i, of the first n words. A wrong character makes both pairs
// unknown that it is in; a single unknown pair between known ones is the seam
// of two words and means nothing.
func (c *corrector) homophones(ctx context.Context, i, n int) (fix, error) {
	words := c.p.words
	if words[i].pages > 0 || i > 0 && joins(words[i-1]) && words[i-1].pages == 0 {
		return fix{}, nil
	}
	last := i
	for last+1 < n && joins(words[last]) && words[last+1].pages == 0 {
		last++
	}
	if last-i >= mostUnknownPairs || !isPair(words[last]) {
		return fix{}, nil
	}
	before := i > 0 && joins(words[i-1])
	after := last+1 < n && joins(words[last])
	chars := charsOf(words[i : last+1])
	if known := lexicon.FindChinese(string(chars)); len(known) > 0 {
		return fix{}, nil // an everyday word that these pages lack
	}
	choices, free := alternatives(chars, before, after)
	if free == 0 {
		return fix{}, nil
	}
	found, err := c.homophone(ctx, chars, choices)
	if err != nil || len(found) == 0 {
		return fix{}, err
	}
	// What stands beside the run is right: it must stand there in the pages,
	// too.
	var left, right []rune
	if before {
		left = charsOf(words[i-1 : i])[:1]
	}
	if after {
		right = charsOf(words[last+1 : last+2])[1:]
	}
	text, err := c.surest(ctx, found, left, right)
	if err != nil || text == "" {
		return fix{}, err
	}
	if ok, err := c.trusted(ctx, text, left, right); err != nil || !ok {
		return fix{}, err
	}
	return c.replace(i, last-i+1, text), nil
}

// joins tells a pair of characters that shares one with the next word.
func joins(w word) bool { return w.next && isPair(w) }

func isPair(w word) bool {
	r := []rune(w.terms[0])
	return len(r) == 2 && isHan(r[0]) && isHan(r[1])
}

// charsOf are the characters of pairs that overlap.
func charsOf(words []word) []rune {
	out := []rune(words[0].terms[0])
	for _, w := range words[1:] {
		out = append(out, []rune(w.terms[0])[1:]...)
	}
	return out
}

// alternatives are the characters that each of a run may have been meant to
// be, itself first; free is how many have others. The first and the last one
// are right when a known pair has them, too.
func alternatives(chars []rune, before, after bool) (choices [][]rune, free int) {
	choices = make([][]rune, len(chars))
	for i, r := range chars {
		choices[i] = []rune{r}
		if i == 0 && before || i == len(chars)-1 && after {
			continue
		}
		for _, s := range spelling.Readings(r)[:min(1, len(spelling.Readings(r)))] {
			for _, other := range s.Characters() {
				if other != r {
					choices[i] = append(choices[i], other)
				}
			}
		}
		if len(choices[i]) > 1 {
			free++
		}
	}
	return choices, free
}

// homophone are the runs that sound like chars and stand in pages: with one
// character changed where that is enough, with several only in longer runs,
// where not much else sounds so.
func (c *corrector) homophone(ctx context.Context, chars []rune, choices [][]rune) ([]written, error) {
	var all []written
	for i := range chars {
		if len(choices[i]) < 2 {
			continue
		}
		one := make([][]rune, len(chars))
		for k, r := range chars {
			one[k] = []rune{r}
		}
		one[i] = choices[i][1:]
		found, err := c.inText(ctx, one)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	all = slices.DeleteFunc(all, func(w written) bool { return w.pages == 0 })
	if len(all) == 0 && len(chars) > 2 {
		found, err := c.inText(ctx, choices)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(found, func(w written) bool { return w.pages == 0 })
	}
	byPages(all)
	return all[:min(len(all), mostChains)], nil
}

// trusted tells whether a run stands in a title, or in several pages: any two
// characters meet somewhere at the seam of two words.
func (c *corrector) trusted(ctx context.Context, text string, left, right []rune) (bool, error) {
	one := library.Clause{Terms: pairsOf(slices.Concat(left, []rune(text), right))}
	_, n, err := c.index.MatchTitles(ctx, library.TextQuery{All: []library.Clause{one}, Limit: 1})
	if err != nil || n > 0 {
		return n > 0, err
	}
	n, err = c.together(ctx, one)
	return n >= trustedRun, err
}

// trustedRun is how many pages make up for no title.
const trustedRun = 4

// surest is the run that stands in pages between left and right, or else
// clearly more often than the next one; "" when none does.
func (c *corrector) surest(ctx context.Context, found []written, left, right []rune) (string, error) {
	if len(left)+len(right) > 0 {
		var between []written
		for _, w := range found {
			n, err := c.together(ctx, library.Clause{Terms: pairsOf(slices.Concat(left, w.chars, right))})
			if err != nil {
				return "", err
			}
			if n > 0 {
				between = append(between, written{w.chars, n})
			}
		}
		byPages(between)
		if len(between) == 1 || len(between) > 1 && between[0].pages >= 2*between[1].pages {
			return string(between[0].chars), nil
		}
		if len(between) > 1 {
			return "", nil
		}
	}
	return firstClear(found), nil
}
