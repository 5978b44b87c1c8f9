package search

// misspelt.go: typing errors in words of letters.

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/spelling"
)

const (
	// nearest bounds the words of the vocabulary that are considered.
	nearest = 12
	// settled bounds those between which the rest of the question decides.
	settled = 4
)

// misspelt is the word that w was meant to be; "" when that is not clear.
func (c *corrector) misspelt(ctx context.Context, w word) (string, error) {
	typed := analysis.Fold(w.text)
	found, err := c.near(ctx, typed)
	if err != nil {
		return "", err
	}
	switch spelling.Decide(typed, found) {
	case spelling.Clear:
		// Two errors from one word to another are often none: then the rest of
		// the question must bear it out.
		if _, besides := c.companion(typed); besides && !spelling.OneError(found[0]) {
			return c.settle(ctx, typed, found[:min(len(found), settled)])
		}
		return found[0].Word, nil
	case spelling.Doubtful:
		return c.settle(ctx, typed, found[:min(len(found), settled)])
	}
	return "", nil
}

// near are the words nearest to typed, of the forms of one word the likeliest.
func (c *corrector) near(ctx context.Context, typed string) ([]spelling.Candidate, error) {
	for i, letter := range firstLetters(typed) {
		if i == 0 || letter != 0 {
			v, err := c.shelves.words(ctx, c.index, letter)
			if err != nil {
				return nil, err
			}
			found := v.Nearest(typed, nearest)
			if found = c.different(found); len(found) > 0 {
				return found, nil
			}
		}
	}
	return nil, nil
}

// firstLetters are the letters that a word may begin with that was typed so,
// the likeliest first: as typed, with the first two swapped or the first one
// too many, with the key beside it.
func firstLetters(typed string) []rune {
	first, n := utf8.DecodeRuneInString(typed)
	second, _ := utf8.DecodeRuneInString(typed[n:])
	out := []rune{first}
	for _, r := range string(second) + spelling.Beside(first) {
		if r != utf8.RuneError && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// different drops the less likely forms of a word.
func (c *corrector) different(found []spelling.Candidate) []spelling.Candidate {
	seen := map[string]bool{}
	return slices.DeleteFunc(found, func(f spelling.Candidate) bool {
		term := strings.Join(analysis.Terms(f.Word), " ")
		again := seen[term]
		seen[term] = true
		return again
	})
}

// settle decides between words that are about as likely by the rest of the
// question: the one that stands in the same pages was meant.
func (c *corrector) settle(ctx context.Context, typed string, found []spelling.Candidate) (string, error) {
	beside, ok := c.companion(typed)
	if !ok {
		return "", nil
	}
	most, next, word := 0, 0, ""
	for _, f := range found {
		one, ok := clause(f.Word)
		if !ok {
			continue
		}
		n, err := c.together(ctx, one, beside)
		if err != nil {
			return "", err
		}
		if n > most {
			most, next, word = n, most, f.Word
		} else {
			next = max(next, n)
		}
	}
	if most < 3*next || most == 0 {
		return "", nil
	}
	return word, nil
}

// companion is the rarest known word of the question besides typed.
func (c *corrector) companion(typed string) (library.Clause, bool) {
	least, out := math.MaxInt, library.Clause{}
	for _, w := range c.p.words {
		if w.pages > 0 && w.pages < least && w.text != typed {
			least, out.Terms = w.pages, w.terms[:1]
		}
	}
	return out, least < math.MaxInt
}

// together counts the pages that have all clauses.
func (c *corrector) together(ctx context.Context, all ...library.Clause) (int, error) {
	_, n, err := c.index.Match(ctx, library.TextQuery{All: all, Limit: 1})
	if err != nil {
		return 0, fmt.Errorf("look up corrections: %w", err)
	}
	return n, nil
}
