package search

// stopwords.go: the words of a question that say that it is one, and not what
// it is about. The lists are ours and short on purpose: a word that is merely
// frequent costs little, since its weight is small; a word that is dropped
// cannot be found. Negations stay.

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
)

// englishStop are articles, pronouns, prepositions, auxiliaries, question
// words and politeness.
const englishStop = `
a an the this that these those there here it its
i me my mine myself we us our ours you your yours he him his she her hers they them their theirs
of to in on at by for from with into onto about as than then so and or but if because while
am is are was were be been being do does did doing done have has had having will would shall should can could may might must
what which who whom whose when where why how whether
please thanks thank hello hi hey kindly
some any also just only very too really quite
im ive id youre its dont doesnt didnt isnt arent wasnt cant couldnt wouldnt whats wheres whos hows thats lets
something anything someone anyone somebody anybody
want wanted need needed looking look find found search show tell give get
remember forgot forgotten recall
one ones thing things
`

// frames are English words that mean the act of keeping pages; they are
// dropped next to a person ("I saved", "my bookmarks") and kept elsewhere
// ("saved by the bell").
var (
	frames     = termSet("saved save saving bookmarked bookmark bookmarks bookmarking kept stored read reading seen saw visited")
	frameAfter = termSet("i we my our have had ive was were been")
	// kinds of pages are dropped in "article about", "page on", "the post that".
	pageKinds  = termSet("article articles page pages post posts website websites webpage webpages site link links blog bookmark bookmarks story")
	kindBefore = termSet("about on that which where with from by i explaining describing")
)

// isPageKind tells whether a word only says that a page is one.
func isPageKind(w word) bool { return pageKinds.has(w.terms[0]) || chinesePageKinds.has(w.terms[0]) }

// chinesePageKinds are pairs of characters.
var chinesePageKinds = termSet("文章 网页 页面 帖子 博客 链接 网站 书签")

// chineseStop are taken out of Chinese text before it is cut into pairs, the
// longest first: question words, politeness, and how one speaks of kept pages.
// Single characters are in chineseParticles.
const chineseStop = `
请问一下 请问 请帮我 帮我找一下 帮我找 帮我 麻烦 谢谢 你好 我想知道 我想找 我想看 我想要 我想 想知道 我要找 我要
找一下 查一下 找一找 查一查 看一下 有没有 是不是 能不能 可不可以 会不会 要不要
是什么意思 是什么 为什么 为何 什么样的 什么样 什么 怎么样 怎么办 怎么 怎样 如何 哪些 哪一个 哪个 哪里 哪儿 哪种 多久 多长时间 多少钱 多少 几点 几个 哪一篇 哪篇 哪家 谁
那一篇 那篇 这篇 那个 这个 那些 这些 那种 这种 那本 那部 那家 那位 那一种 那一个
我收藏的 我收藏过的 收藏过的 收藏的 我保存的 保存过的 保存的 我存的 我看过的 看过的 我的书签 书签里 收藏夹里
的文章 的网页 的页面 的网站 的帖子 的博客 的链接 的内容 的东西 的资料
关于 有关 相关的 之类的 一些 一下 一种 一个 的时候 以及
`

// chineseParticles are characters that part words wherever they stand, except
// inside the words listed in chineseWords.
const chineseParticles = "的了吗呢吧啊呀嘛哦么"

// chineseWords hold a particle, or something that looks like a stop word, and
// stay whole.
const chineseWords = `
目的 的士 的确 标的 打的 了解 了不起 为了 罢了 知了 了然 明了 末了 除了 了结 吧台 酒吧 网吧 贴吧 呢绒 毛呢 吗啡 啊哈
要么 那么 这么 多么
`

// englishStopSet holds the terms of englishStop.
var englishStopSet = termSet(englishStop)

// lazyTerms is a set of terms that is made when it is first asked: a program that
// starts for something else than a question does without.
type lazyTerms func() map[string]bool

func (t lazyTerms) has(term string) bool { return t()[term] }

// termSet is the set of terms of words, as the analyser makes them.
func termSet(words string) lazyTerms {
	return sync.OnceValue(func() map[string]bool {
		set := map[string]bool{}
		for w := range strings.FieldsSeq(words) {
			for _, t := range analysis.Terms(w) {
				set[t] = true
			}
		}
		return set
	})
}

// isStop tells English stop words. A stop word with capitals beyond the first
// is an acronym ("IT", "WHO") and stays.
func isStop(w word) bool {
	if !englishStopSet.has(w.terms[0]) || len(w.terms) > 1 {
		return false
	}
	return len(w.text) == 1 || !isAcronym(w.text)
}

func isAcronym(s string) bool {
	for _, r := range s {
		if !unicode.IsUpper(r) {
			return false
		}
	}
	return utf8.RuneCountInString(s) > 1
}

// isFrame tells whether words[i] speaks of keeping pages, not of their content.
func isFrame(words []word, i int) bool {
	t := words[i].terms[0]
	before, after := "", ""
	if i > 0 {
		before = words[i-1].terms[0]
	}
	if i+1 < len(words) {
		after = words[i+1].terms[0]
	}
	if frames.has(t) && frameAfter.has(before) {
		return true
	}
	return pageKinds.has(t) && (kindBefore.has(after) || frames.has(after) && frameAfter.has(after))
}

var stopPhrases = phrases(chineseStop)

// phraseSet finds phrases by their first character.
type phraseSet map[rune][]string

// phrases reads phrases, when they are first asked for; of those that begin
// alike the longest comes first.
func phrases(list string) func() phraseSet {
	return sync.OnceValue(func() phraseSet {
		set := phraseSet{}
		for p := range strings.FieldsSeq(list) {
			r, _ := utf8.DecodeRuneInString(p)
			alike := append(set[r], p)
			for i := len(alike) - 1; i > 0 && len(alike[i]) > len(alike[i-1]); i-- {
				alike[i], alike[i-1] = alike[i-1], alike[i]
			}
			set[r] = alike
		}
		return set
	})
}

// prefix is the longest phrase that s begins with, "" when none.
func (set phraseSet) prefix(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	for _, p := range set[r] {
		if strings.HasPrefix(s, p) {
			return p
		}
	}
	return ""
}

var wordPhrases = phrases(chineseWords)

// stripChinese replaces Chinese stop phrases and particles in text by spaces.
func stripChinese(text string) string {
	if strings.IndexFunc(text, isHan) < 0 {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		run := strings.IndexFunc(text, func(r rune) bool { return !isHan(r) })
		if run < 0 {
			run = len(text)
		}
		if run == 0 {
			_, n := utf8.DecodeRuneInString(text)
			b.WriteString(text[:n])
			text = text[n:]
			continue
		}
		stripRun(&b, analysis.Fold(text[:run]))
		text = text[run:]
	}
	return b.String()
}

// stripRun writes a run of simplified Chinese without its stop phrases.
func stripRun(b *strings.Builder, run string) {
	for len(run) > 0 {
		if w := wordPhrases().prefix(run); w != "" {
			b.WriteString(w)
			run = run[len(w):]
			continue
		}
		if p := stopPhrases().prefix(run); p != "" {
			b.WriteByte(' ')
			run = run[len(p):]
			continue
		}
		r, n := utf8.DecodeRuneInString(run)
		if strings.ContainsRune(chineseParticles, r) {
			b.WriteByte(' ')
		} else {
			b.WriteString(run[:n])
		}
		run = run[n:]
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
