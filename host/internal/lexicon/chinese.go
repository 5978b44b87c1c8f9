package lexicon

// chinese.go: terms in a Chinese question, which does not say where words end.

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Found is a Chinese term in a text: its bytes [Start, End) and its groups,
// nearest sense first.
type Found struct {
	Start, End int
	Groups     []Group
}

// FindChinese returns the terms in a text, in order, none overlapping another:
// those that leave the fewest characters over, and of these the longest. Only
// taking the longest from the left would read 研究生命, research on life, as
// 研究生 and 命, a postgraduate and fate. The text must be in simplified
// characters; what is not Chinese is passed over.
//
// A term of one character (茶, 狗) counts only where it can be a word by
// itself: between the text's edges, other terms, and the small words that
// stand beside words (的, 在, 我). Elsewhere it is a syllable of a word that the
// lexicon does not have, and means nothing (热狗 has nothing to do with dogs).
func FindChinese(text string) []Found {
	x := loaded()
	cuts := x.cut(text)
	var all []Found
	for at := 0; at < len(text); {
		if end := cuts[at].end; end > 0 {
			all = append(all, Found{Start: at, End: end})
			at = end
			continue
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	kept := all[:0]
	for i, f := range all {
		if isOneRune(text[f.Start:f.End]) && !standsAlone(text, all, i) {
			continue
		}
		f.Groups = x.lookup(key(text[f.Start:f.End]))
		kept = append(kept, f)
	}
	return kept
}

// cut is the best that can be made of a text from some byte on: the term that
// begins there ends at end (0: none does), and terms of two characters and
// more cover so many characters.
type cut struct{ end, covered, terms int }

// cut returns the best cut from each byte of text where a character begins.
func (x *index) cut(text string) []cut {
	cuts := make([]cut, len(text)+1)
	for at := len(text); at > 0; {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		best := cuts[at]
		best.end = 0
		at -= size
		x.chineseAt(text, at, func(end, runes int) {
			c := cuts[end]
			c.end = end
			if runes > 1 {
				c.covered += runes
				c.terms++
			}
			if c.covered > best.covered || c.covered == best.covered && c.terms <= best.terms {
				best = c
			}
		})
		cuts[at] = best
	}
	return cuts
}

// chineseAt calls yield for each term that starts at text[at:], shorter before
// longer.
func (x *index) chineseAt(text string, at int, yield func(end, runes int)) {
	if at > 0 && isLatin(text[at]) && isLatin(text[at-1]) {
		return // inside a Latin word: 恤 has T before it, but not "shirt"
	}
	hasHan := false
	h := uint32(hashStart)
	for to, runes := at, 1; to < len(text) && runes <= x.mostRunes; runes++ {
		r, size := utf8.DecodeRuneInString(text[to:])
		h = hash(h, text[to:to+size])
		to += size
		hasHan = hasHan || unicode.Is(unicode.Han, r)
		if hasHan && x.hasHash(h) && x.has(h, key(text[at:to])) {
			yield(to, runes)
		}
	}
}

// standsAlone tells whether both neighbours of all[i] leave it a word.
func standsAlone(text string, all []Found, i int) bool {
	f := all[i]
	joinsBefore := i > 0 && all[i-1].End == f.Start && !isOneRune(text[all[i-1].Start:f.Start])
	joinsAfter := i+1 < len(all) && all[i+1].Start == f.End && !isOneRune(text[f.End:all[i+1].End])
	before, _ := utf8.DecodeLastRuneInString(text[:f.Start])
	after, _ := utf8.DecodeRuneInString(text[f.End:])
	return (joinsBefore || isBoundary(before)) && (joinsAfter || isBoundary(after))
}

// isBoundary tells what a word may stand beside: the text's edge (RuneError),
// anything that is not Chinese, or a small word.
func isBoundary(r rune) bool {
	return !unicode.Is(unicode.Han, r) || strings.ContainsRune(smallWords, r)
}

// smallWords are characters that are grammar far more often than they are a
// part of the word beside them: particles, pronouns, measure words, and the
// verbs that questions put before a thing (买, 吃, 养).
const smallWords = "的了在和与跟或是有我你他她它们吗呢吧啊呀给把被对从到要想会能可就都也还又很太最更" +
	"不没这那哪每一二两三几多少个只条种些本张杯碗件双篇次怎么什谁如何用让请找看买卖吃喝做养学写读选去"

func isOneRune(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return size == len(s)
}

func isLatin(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' }
