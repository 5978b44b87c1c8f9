package answer

// reference.go: "the second one", "第三篇", "[2]": pages of the answer before,
// by their place.

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"aibookmark/host/internal/library"
)

// expression compiles an expression when it is first used.
func expression(pattern string) func() *regexp.Regexp {
	return lazily(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

const (
	thingEN = `(?:one|page|article|link|result|source|post|bookmark|item|tutorial|guide|video|paper|recipe)`
	// afterEN is what may follow a page's place: not a word that would make it
	// a place in something else ("the first page of the book").
	afterEN = `(?:\s*[?.!,;:)]|\s*$|\s+(?:says?|said|mentions?|recommends?|suggests?|claims?|explains?|is|was|are|were|does|did|do|has|have|had|can|could|should|would|will|and|or|but|again|please|for|more|means?|uses?|works?|tells?|talks?|covers?|compares?|compared|vs|versus|instead|better|too|then|in|from the|again|about it|yet|say|about that|give|recommend|work|cover|use|(?:of|in|on) (?:the|your|that|this|these|those|them)\s*(?:list|results?|sources?|answer|pages)?\s*(?:[?.!]|$)))`
)

var (
	placeEN   = expression(`(?i)\bthe\s+(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|other|1st|2nd|3rd|[4-9]th|10th)(?:\s+` + thingEN + `)` + afterEN)
	bareEN    = expression(`(?i)\b(?:about|is|does|did|and|or|for|from|in|of|to|with|open|show|explain|summari[sz]e|,)\s+the\s+(first|second|third|fourth|fifth|last|other)\s*[?.!]*$`)
	firstFew  = expression(`(?i)\bthe\s+first\s+(two|three|2|3)(?:\s+(?:ones|pages|articles|links|results|sources|posts))?\s*(?:[?.!,]|$)`)
	numberEN  = expression(`(?i)(?:\b(?:number|no\.|source|result|link|citation|reference)\s*|#)(\d{1,2}|one|two|three|four|five)` + afterEN)
	bracketed = expression(`\[(\d{1,2})\]`)
	placeZH   = expression(`(第\s*([一二三四五六七八九十]|\d{1,2})|最后一|另外?一|倒数第一)\s*(?:个|篇|条|项|则|款|家|份)(?:网页|文章|链接|来源|结果|书签|帖子|教程|视频)?([^,，。？！?!\s]?)`)
	numberZH  = expression(`(?:来源|结果|链接|引用|编号|第)\s*(\d{1,2})\s*(?:号|$|[，。？！?!里中的说讲是])`)
	fewZH     = expression(`前([两二三])(?:个|篇|条)`)
	// thatOne is one page, which must be the only one cited.
	thatOneEN = expression(`(?i)\b(?:that|this)\s+` + thingEN + afterEN)
	thatOneZH = expression(`[那这](?:篇|条|个网页|个视频|个教程|个帖子)(?:网页|文章|帖子|教程|博客)?(?:的?作者|里|中|上|是|说|还|有|怎|为|什|具|主|到底|[，。？！?!]|$)`)
	// saidOf are the ways to ask a model about a page, before its place.
	saidOf = expression(`详细|仔细|具体|展开|再|多|说说|说一说|说一下|说|讲讲|讲一下|讲|介绍一下|介绍|解释一下|解释|总结一下|总结|概括一下|概括|打开|看一下|看看|看|想|告诉我|那么|那|请|麻烦|我|要|就|只|关于|把|对比|比较|和|跟|与|还是|翻译|帮|一下|的是|是|呢|用|上面|你|提到|列出|给出|的|其中`)
)

// ordinals are the numbers that questions are asked with.
var ordinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7, "8th": 8, "9th": 9, "10th": 10,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
	"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "两": 2,
}

func ordinal(s string) int {
	if n, ok := ordinals[strings.ToLower(s)]; ok {
		return n
	}
	n, _ := strconv.Atoi(s)
	return n
}

// named are the pages of the answer that text names by their place; none when
// it names none.
func (p *previous) named(text string) []int64 {
	if len(p.list.Sources)+len(p.list.Citations) == 0 {
		return nil
	}
	listed := p.listed()
	if m := bracketed().FindStringSubmatch(text); m != nil {
		return p.cited(ordinal(m[1]))
	}
	if m := numberEN().FindStringSubmatch(text); m != nil {
		return orElse(p.cited(ordinal(m[1])), at(listed, ordinal(m[1])))
	}
	for _, e := range []*regexp.Regexp{firstFew(), fewZH()} {
		if m := e.FindStringSubmatch(text); m != nil {
			return listed[:min(len(listed), ordinal(m[1]))]
		}
	}
	for _, e := range []*regexp.Regexp{placeEN(), bareEN()} {
		if m := e.FindStringSubmatch(text); m != nil {
			return p.place(listed, strings.ToLower(m[1]))
		}
	}
	if pages := p.namedZH(listed, text); len(pages) > 0 {
		return pages
	}
	if thatOneEN().MatchString(text) || thatOneZH().MatchString(text) {
		return p.only()
	}
	return nil
}

// namedZH reads a Chinese place, unless it is one in something else: what
// stands before it is about nothing, and what follows continues a sentence.
func (p *previous) namedZH(listed []int64, text string) []int64 {
	m := placeZH().FindStringSubmatchIndex(text)
	if m == nil {
		if n := numberZH().FindStringSubmatch(text); n != nil {
			return orElse(p.cited(ordinal(n[1])), at(listed, ordinal(n[1])))
		}
		return nil
	}
	before := text[:m[0]]
	if cut := strings.LastIndexAny(before, "，。？！,?! "); cut >= 0 {
		before = before[cut:]
	}
	if hasHan(saidOf().ReplaceAllString(before, "")) {
		return nil
	}
	after := text[m[6]:m[7]]
	if after != "" && !strings.Contains("呢吗的讲说写是里中有怎为什详具再还和跟与主提在能可好更介解总内给推建价多叫打吧啊呀用作", after) {
		return nil
	}
	switch word := text[m[2]:m[3]]; {
	case strings.HasPrefix(word, "最后"), strings.HasPrefix(word, "倒数"):
		return p.place(listed, "last")
	case strings.HasPrefix(word, "另"):
		return p.place(listed, "other")
	}
	return at(listed, ordinal(text[m[4]:m[5]]))
}

// listed are the pages of the answer in the order in which they are shown:
// those cited, then the other sources.
func (p *previous) listed() []int64 {
	var out []int64
	for _, c := range p.list.Citations {
		out = append(out, c.PageID)
	}
	for _, h := range p.list.Sources {
		out = append(out, h.Document.PageID)
	}
	return distinct(out)
}

// citedPages are the pages that the answer cites.
func (p *previous) citedPages() []int64 {
	var out []int64
	for _, c := range p.list.Citations {
		out = append(out, c.PageID)
	}
	return distinct(out)
}

func distinct(ids []int64) []int64 {
	var out []int64
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// cited is the page that [n] stands for.
func (p *previous) cited(n int) []int64 {
	i := slices.IndexFunc(p.list.Citations, func(c library.Citation) bool { return c.N == n })
	if i < 0 {
		return nil
	}
	return []int64{p.list.Citations[i].PageID}
}

// place is the page at a place in words. The last one, and the other one, are
// of those that the answer cites, where it cites several.
func (p *previous) place(listed []int64, word string) []int64 {
	if cited := p.citedPages(); len(cited) > 1 && (word == "last" || word == "other") {
		listed = cited
	}
	switch word {
	case "last":
		return at(listed, len(listed))
	case "other":
		return at(listed, 2)
	}
	return at(listed, ordinal(word))
}

// only is the page that the answer is about: the one that was looked at, or
// the only one cited.
func (p *previous) only() []int64 {
	if len(p.pages) == 1 {
		return p.pages
	}
	if cited := p.citedPages(); len(cited) == 1 {
		return cited
	}
	return nil
}

func at(pages []int64, n int) []int64 {
	if n < 1 || n > len(pages) {
		return nil
	}
	return pages[n-1 : n]
}

func orElse(a, b []int64) []int64 {
	if len(a) > 0 {
		return a
	}
	return b
}
