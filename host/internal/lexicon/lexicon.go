// Package lexicon knows which everyday words mean the same, in English and in
// Chinese: "doctor, physician, GP | 医生, 大夫". With it a question finds a page
// that says the same in other words or in the other language, when there is no
// model to compare meanings.
//
// The knowledge is text, one file a topic, in the folder topics; one line a
// concept:
//
//	# comment
//	cheap, inexpensive, affordable, low-cost | 便宜, 实惠, 廉价
//	jet lag | 时差
//	ballpark figure, rough estimate | -
//
// English terms, a bar, Chinese terms in simplified characters; "-" for a side
// that has no word of its own. A line is what people write for one another
// when they look for a page: synonyms, the verb and the noun of one act, an
// abbreviation and what it stands for. Not opposites, and not what merely goes
// together, since "bread" must not find every page on ovens. English is ASCII,
// without diacritics, because that is how questions arrive here.
//
// What is found here is a guess about the person's words. It is for weak
// evidence, below any word that the person wrote.
//
// The program holds the topics compiled into one file, lexicon.bin, in which
// words are looked up where they stand: whoever only stores a bookmark pays
// nothing for it, and a question little. "go generate" writes it anew after a
// topic was changed; a test fails until then.
package lexicon

import (
	"cmp"
	"iter"
	"slices"
)

// Group is one concept: the words for it in both languages, as the topic file
// spells them, the commonest first. One of the sides may be empty.
type Group struct {
	Topic            string // the name of its file, without ".txt"
	English, Chinese []string
}

// Lookup returns the groups that have term, nearest sense first: a word stands
// early in the line of what it usually means and late in the lines where it is
// merely possible. Case, and hyphen or space between words, make no
// difference; otherwise the term must be there as it is. Chinese must be
// simplified.
func Lookup(term string) []Group {
	return loaded().lookup(key(term))
}

// Related returns the other members of term's groups, nearest sense first,
// each once.
func Related(term string) []string {
	self := key(term)
	var all []string
	for _, g := range Lookup(term) {
		for _, side := range [][]string{g.English, g.Chinese} {
			for _, t := range side {
				if !isKeyOf(self, t) && !slices.Contains(all, t) {
					all = append(all, t)
				}
			}
		}
	}
	return all
}

// Groups returns all groups, by topic and then in the order of the file.
func Groups() iter.Seq[Group] {
	return func(yield func(Group) bool) {
		x := loaded()
		for line := range x.lines {
			if !yield(x.group(line)) {
				return
			}
		}
	}
}

// lookup is Lookup for a term that is a key already.
func (x *index) lookup(key string) []Group {
	type sense struct {
		group Group
		rank  int
	}
	var senses []sense
	x.find(hash(hashStart, key), key, func(line int) bool {
		g := x.group(line)
		senses = append(senses, sense{g, rank(g, key)})
		return true
	})
	if senses == nil {
		return nil
	}
	slices.SortStableFunc(senses, func(a, b sense) int { return cmp.Compare(a.rank, b.rank) })
	groups := make([]Group, len(senses))
	for i, s := range senses {
		groups[i] = s.group
	}
	return groups
}

// rank is the place of the term within its side of g.
func rank(g Group, key string) int {
	is := func(term string) bool { return isKeyOf(key, term) }
	if at := slices.IndexFunc(g.English, is); at >= 0 {
		return at
	}
	return slices.IndexFunc(g.Chinese, is)
}
