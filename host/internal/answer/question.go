package answer

import (
	"strings"
	"unicode"

	"aibookmark/host/internal/analysis"
)

// terms are what a text is about, in the form of the index, without
// repetition, in reading order.
type terms []string

// isChinese tells whether a text is Chinese rather than English: it has as
// many Han characters as words in Latin letters, and no Kana or Hangul.
func isChinese(s string) bool {
	han, words, inWord := 0, 0, false
	for _, r := range s {
		latin := unicode.Is(unicode.Latin, r)
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			return false
		case unicode.Is(unicode.Han, r):
			han++
		case latin && !inWord:
			words++
		}
		inWord = latin
	}
	return han > 0 && han >= words
}

// contentTerms returns the distinct terms of a text without function words,
// the words of asking ("how", "什么") and the words for what everything here
// is ("page", "收藏"). It is empty for "why?" and "还有呢".
func contentTerms(text string) terms {
	text = askingZH.Replace(text)
	out := terms{}
	seen := map[string]bool{}
	for _, t := range analysis.Tokens(text) {
		surface := text[t.Start:t.End]
		if seen[t.Term] || stopWords()[strings.ToLower(surface)] || isParticle(t.Term) {
			continue
		}
		seen[t.Term] = true
		out = append(out, t.Term)
	}
	return out
}

// isParticle tells whether a term is a Chinese character pair with a particle
// in it, which belongs to the grammar and not to the matter, or a lone
// function character.
func isParticle(term string) bool {
	if strings.ContainsAny(term, "的了吗呢吧么") {
		return true
	}
	rs := []rune(term)
	return len(rs) == 1 && strings.ContainsRune("是在和与或及有我你他她它这那就也都还把被让给对从到向用个些很太请为以", rs[0])
}

// askingZH cuts the phrases of asking out of Chinese text; the characters
// around them then no longer pair up with them.
var askingZH = strings.NewReplacer(
	"为什么", " ", "什么时候", " ", "什么", " ", "怎么样", " ", "怎么", " ", "怎样", " ", "如何", " ",
	"哪些", " ", "哪个", " ", "哪里", " ", "哪儿", " ", "哪篇", " ", "哪", " ", "多少", " ", "几个", " ", "是不是", " ",
	"有没有", " ", "能不能", " ", "可不可以", " ", "可以", " ", "请问", " ", "告诉我", " ", "帮我", " ", "我想", " ",
	"收藏", " ", "书签", " ", "网页", " ", "文章", " ", "那篇", " ", "这篇", " ", "那个", " ", "这个", " ", "关于", " ",
	"介绍", " ", "还有", " ", "以及", " ", "之前", " ", "找一下", " ", "我", " ", "吗", " ", "呢", " ", "为何", " ", "谁", " ",
)

// stopWords are English function words, the words of asking, and the words
// for what everything in the library is.
var stopWords = lazily(func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(`
a an the and or but nor so yet of in on at by for with from to into onto about over under between through as than then
is are was were be been being am do does did doing done have has had having can could should would will shall may might must
i me my mine we us our you your he him his she her it its they them their this that these those there here
what which who whom whose when where why how whether if because while
not no yes any some all each every both few more most other such own same too very just only also again further once
tell show find give explain describe please know want need get got let make say says said mean means
page pages article articles bookmark bookmarks bookmarked site sites website post posts link links saved save read something thing things
whats what's dont don't doesn't isn't aren't i'm it's that's there's who's how's s t d ll re ve m one ones else`) {
		words[w] = true
	}
	return words
})
