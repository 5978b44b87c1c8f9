package lexicon

// english.go: terms in an English question, which has them inflected.

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// Longest returns the groups of the longest term that starts at words[i], and
// how many words it takes; 0 and nil when there is none. So "credit card" is
// found as one thing and not as a card. Words are as typed or folded; one with
// hyphens inside counts as one word.
//
// When the term is not there as it stands, its last word ("credit cards") and
// then its first ("fixing a leak", "took care of") is brought back to its
// dictionary form. As it stands goes first: "building" is a house before it is
// what builders do.
//
// To take a question apart, go on at i+max(n, 1).
func Longest(words []string, i int) (n int, groups []Group) {
	x := loaded()
	keys := make([]string, 0, x.mostWords)
	for _, word := range words[i:min(len(words), i+x.mostWords)] {
		keys = append(keys, key(word))
	}
	for n := len(keys); n > 0; n-- {
		if term := x.inflected(keys[:n]); term != "" {
			return n, x.lookup(term)
		}
	}
	return 0, nil
}

// inflected returns the term that words are, as they stand or with the last or
// the first in dictionary form; "" when they are none. Nearly all are none, so
// they are not joined before the index knows their hash.
func (x *index) inflected(words []string) string {
	n := len(words) - 1
	before := words[:n]
	if x.hasWords(before, words[n], nil) {
		return join(before, words[n], nil)
	}
	for _, base := range bases(words[n]) {
		if x.hasWords(before, base, nil) {
			return join(before, base, nil)
		}
	}
	if n == 0 {
		return ""
	}
	for _, base := range bases(words[0]) {
		if x.hasWords(nil, base, words[1:]) {
			return join(nil, base, words[1:])
		}
	}
	return ""
}

// hasWords tells whether there is a term of these words.
func (x *index) hasWords(before []string, word string, after []string) bool {
	h := uint32(hashStart)
	for _, w := range before {
		h = hash(hash(h, w), " ")
	}
	h = hash(h, word)
	for _, w := range after {
		h = hash(hash(h, " "), w)
	}
	return x.hasHash(h) && x.has(h, join(before, word, after))
}

func join(before []string, word string, after []string) string {
	return strings.Join(slices.Concat(before, []string{word}, after), " ")
}

// bases returns what a lower-case word may be a form of, likelier first. They
// need not be words: only the lexicon's own count. The last is the plural of
// the word, since some things are listed as they come: shoes, twins, nuts.
//
// This is not the analyser's stemmer on purpose: stems make one of "general"
// and "generous", which here would answer with the words of another concept.
func bases(word string) []string {
	if base, ok := irregular()[word]; ok {
		return []string{base}
	}
	return append(regular(word), word+"s") // "sock" where the lexicon has "socks"
}

// regular returns what is left of a word without its ending.
func regular(word string) []string {
	for _, e := range endings {
		stem, ok := strings.CutSuffix(word, e.ending)
		if !ok || len(stem) < 2 && e.instead != nil {
			continue
		}
		all := make([]string, 0, len(e.instead)+1)
		if e.doubles && isDoubled(stem) {
			all = append(all, stem[:len(stem)-1])
		}
		for _, instead := range e.instead {
			all = append(all, stem+instead)
		}
		return all
	}
	return nil
}

// endings are the regular inflections, longer before shorter: the first that
// fits is the one that is tried. doubles says that a consonant before the
// ending may have been doubled for it ("stopped", "planning").
var endings = []struct {
	ending  string
	instead []string
	doubles bool
}{
	{"ies", []string{"y", "ie"}, false},
	{"ves", []string{"ve", "f", "fe"}, false},
	{"es", []string{"e", ""}, false},
	{"ss", nil, false},
	{"us", nil, false},
	{"is", nil, false},
	{"s", []string{""}, false},
	{"ied", []string{"y", "ie"}, false},
	{"eed", nil, false},
	{"ed", []string{"e", ""}, true},
	{"ying", []string{"y", "ie"}, false},
	{"ing", []string{"", "e"}, true},
	{"iest", []string{"y"}, false},
	{"est", []string{"", "e"}, true},
	{"ier", []string{"y"}, false},
	{"er", []string{"", "e"}, true},
}

// isDoubled tells whether a stem ends with the same consonant twice.
func isDoubled(stem string) bool {
	n := len(stem)
	return n > 2 && stem[n-1] == stem[n-2] && !strings.ContainsRune("aeiou", rune(stem[n-1]))
}

//go:embed irregular.txt
var irregularText string

// irregular maps the forms that no ending explains to their words.
var irregular = sync.OnceValue(func() map[string]string {
	forms := make(map[string]string, 300)
	for s := range strings.Lines(irregularText) {
		if s[0] == '#' {
			continue
		}
		base, rest, _ := strings.Cut(strings.TrimSpace(s), ":")
		for _, form := range strings.Fields(rest) {
			forms[form] = base
		}
	}
	return forms
})
