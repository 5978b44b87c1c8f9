package search

// pinyin.go: Chinese typed with Latin letters, as the whole reading
// ("shujuku") or its first letters ("sjk").

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/spelling"
)

const (
	// mostChains bounds the ways to write a reading that are looked up in
	// titles: those whose rarest pair is most frequent.
	mostChains = 12
	// surePinyin is from how many syllables on a word is taken for pinyin
	// although it may be a misspelt word, too.
	surePinyin = 3
)

// written is a way to write a reading, and in how many titles it stands.
type written struct {
	chars []rune
	pages int
}

// pinyin is what w spells in characters that stand so in a title; "" when it
// spells none, or when it is more likely a misspelt word.
func (c *corrector) pinyin(ctx context.Context, w word) (string, error) {
	var best written
	syllables := 0
	for _, split := range spelling.Segment(latin(w)) {
		if len(split) < 2 {
			continue
		}
		found, err := c.read(ctx, split)
		if err != nil {
			return "", err
		}
		if len(found) > 0 && found[0].pages > best.pages {
			best, syllables = found[0], len(split)
		}
	}
	if best.pages == 0 {
		return "", nil
	}
	if syllables < surePinyin {
		typed := analysis.Fold(w.text)
		near, err := c.near(ctx, typed)
		if err != nil {
			return "", err
		}
		if spelling.Decide(typed, near) == spelling.Clear && spelling.OneError(near[0]) && near[0].Pages > best.pages {
			return "", nil
		}
	}
	return string(best.chars), nil
}

// read are the runs in titles that are read so, in the usual readings of their
// characters where there are any.
func (c *corrector) read(ctx context.Context, split []spelling.Syllable) ([]written, error) {
	found, err := c.inTitles(ctx, len(split), func(r rune, i int) bool {
		readings := spelling.Readings(r)
		return len(readings) > 0 && readings[0] == split[i]
	})
	if err != nil || len(found) > 0 {
		return found, err
	}
	return c.inTitles(ctx, len(split), func(r rune, i int) bool { return spelling.Reads(r, split[i]) })
}

// latin is w as pinyin is segmented: v for u with diaeresis, which folding
// would drop.
func latin(w word) string {
	v := strings.NewReplacer("ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "u\u0308", "v", "Ü", "v")
	return analysis.Fold(v.Replace(w.text))
}

// initials is what stands in titles in characters whose readings begin with
// the letters of w; "" when nothing stands out.
func (c *corrector) initials(ctx context.Context, w word) (string, error) {
	typed := analysis.Fold(w.text)
	if !spelling.IsInitials(typed) {
		return "", nil
	}
	found, err := c.inTitles(ctx, len(typed), func(r rune, i int) bool { return spelling.Begins(r, typed[i]) })
	if err != nil || len(found) == 0 {
		return "", err
	}
	// Titles are few; texts tell a word from what meets at a seam of two.
	for i := range found {
		if found[i].pages, err = c.together(ctx, library.Clause{Terms: pairsOf(found[i].chars)}); err != nil {
			return "", err
		}
	}
	byPages(found)
	// Two letters fit a pair in every few titles, four hardly any.
	least := max(1, 5-len(typed))
	if found[0].pages < least || len(found) > 1 && found[0].pages < 2*found[1].pages {
		return "", nil
	}
	return string(found[0].chars), nil
}

// inTitles are the runs of n characters in titles of which each fits, the most
// frequent first.
func (c *corrector) inTitles(ctx context.Context, n int, fits func(r rune, i int) bool) ([]written, error) {
	pairs, err := c.shelves.pairs(ctx, c.index)
	if err != nil {
		return nil, err
	}
	var chains []written
	for i := range n - 1 {
		var next []written
		for _, pr := range pairs {
			if !fits(pr.first, i) || !fits(pr.second, i+1) {
				continue
			}
			if i == 0 {
				next = append(next, written{[]rune{pr.first, pr.second}, pr.pages})
				continue
			}
			for _, ch := range chains {
				if ch.chars[i] == pr.first {
					next = append(next, written{append(slices.Clone(ch.chars), pr.second), min(ch.pages, pr.pages)})
				}
			}
		}
		chains = next
	}
	byPages(chains)
	chains = chains[:min(len(chains), mostChains)]
	return c.count(ctx, chains)
}

// count counts the titles that each way of writing stands in, and drops those
// of none.
func (c *corrector) count(ctx context.Context, chains []written) ([]written, error) {
	out := chains[:0]
	for _, ch := range chains {
		if len(ch.chars) > 2 {
			q := library.TextQuery{All: []library.Clause{{Terms: pairsOf(ch.chars)}}, Limit: 1}
			_, n, err := c.index.MatchTitles(ctx, q)
			if err != nil {
				return nil, fmt.Errorf("look up pinyin: %w", err)
			}
			ch.pages = n
		}
		if ch.pages > 0 {
			out = append(out, ch)
		}
	}
	byPages(out)
	return out, nil
}

// byPages orders ways of writing, the most frequent first.
func byPages(of []written) {
	slices.SortFunc(of, func(a, b written) int { return cmp.Or(cmp.Compare(b.pages, a.pages), slices.Compare(a.chars, b.chars)) })
}

// pairsOf are the terms of a run of characters.
func pairsOf(chars []rune) []string {
	var out []string
	for i := range len(chars) - 1 {
		out = append(out, string(chars[i:i+2]))
	}
	return out
}

// pinyinInText is what w spells in characters that stand so in the text of a
// page, when no title has them: of the common characters alone, for which
// there are few enough pairs to look up.
func (c *corrector) pinyinInText(ctx context.Context, w word) (string, error) {
	for _, split := range spelling.Segment(latin(w)) {
		if len(split) < 2 {
			continue
		}
		choices := make([][]rune, len(split))
		for i, s := range split {
			choices[i] = s.Characters()
		}
		chains, err := c.inText(ctx, choices)
		if err != nil {
			return "", err
		}
		if best := firstClear(chains); best != "" {
			return best, nil
		}
	}
	return "", nil
}

// inText are the runs of characters, one of each choice in order, that stand
// side by side in pages, the most frequent first.
func (c *corrector) inText(ctx context.Context, choices [][]rune) ([]written, error) {
	var chains []written
	for i, first := range choices[:len(choices)-1] {
		counts, err := c.pairCounts(ctx, first, choices[i+1])
		if err != nil {
			return nil, err
		}
		var next []written
		for text, n := range counts {
			pr := []rune(text)
			if i == 0 {
				next = append(next, written{pr, n})
				continue
			}
			for _, ch := range chains {
				if ch.chars[i] == pr[0] {
					next = append(next, written{append(slices.Clone(ch.chars), pr[1]), min(ch.pages, n)})
				}
			}
		}
		byPages(next)
		chains = next[:min(len(next), mostChains)]
	}
	if len(choices) == 2 {
		return chains, nil
	}
	for i := range chains {
		n, err := c.together(ctx, library.Clause{Terms: pairsOf(chains[i].chars)})
		if err != nil {
			return nil, err
		}
		chains[i].pages = n
	}
	byPages(chains)
	return chains, nil
}

// mostLookUps bounds the look-ups of pairs for one question: each costs some
// 0.1 ms, and a question with this many unknown characters is about something
// the library lacks.
const mostLookUps = 200

// pairCounts counts the pages that have a character of first before one of
// second; none when there are too many of them, or were too many before.
func (c *corrector) pairCounts(ctx context.Context, first, second []rune) (map[string]int, error) {
	// All pairs that begin with a character cost no more than one of them.
	byFirst := len(first) <= len(second)
	n := len(first)
	if !byFirst {
		n *= len(second)
	}
	if c.lookedUp += n; c.lookedUp > mostLookUps {
		return nil, nil
	}
	if byFirst {
		return c.pairsOfFirst(ctx, first, second)
	}
	var terms []string
	for _, a := range first {
		for _, b := range second {
			terms = append(terms, string([]rune{a, b}))
		}
	}
	counts, _, err := c.index.DocumentFrequencies(ctx, terms)
	if err != nil {
		return nil, fmt.Errorf("look up pairs: %w", err)
	}
	return counts, nil
}

// pairsOfFirst is pairCounts by the first characters.
func (c *corrector) pairsOfFirst(ctx context.Context, first, second []rune) (map[string]int, error) {
	out := map[string]int{}
	for _, a := range first {
		counts, err := c.index.TermsFrom(ctx, string(a))
		if err != nil {
			return nil, fmt.Errorf("look up pairs: %w", err)
		}
		for _, b := range second {
			pair := string([]rune{a, b})
			if n := counts[pair]; n > 0 {
				out[pair] = n
			}
		}
	}
	return out, nil
}

// firstClear is the first way of writing when it stands in pages enough, and
// in clearly more than the next.
func firstClear(of []written) string {
	if len(of) == 0 {
		return ""
	}
	// Any two characters meet somewhere at the seam of two words.
	least := 1
	if len(of[0].chars) == 2 {
		least = 3
	}
	if of[0].pages < least || len(of) > 1 && of[0].pages < 2*of[1].pages {
		return ""
	}
	return string(of[0].chars)
}
