package answer

// anaphora.go: does a question lean on the one before it? "How often should I
// feed it?" and "那价格呢？" do; "What is it called when …?" does not.

import (
	"regexp"
	"strings"
	"unicode"
)

// wholeTerms is the number of content terms from which an English question
// says by itself what it is about.
const wholeTerms = 3

// wholeHan is the same in Han characters, of which a Chinese word has two.
const wholeHan = 3

// longestModal bounds the matter of a question that leaves out its subject.
const longestModal = 5

var (
	pronounEN = expression(`(?i)\b(?:it|its|it's|itself|they|them|their|theirs|they're|he|him|his|she|her|hers|these|those|such)\b`)
	// pointerEN: "this" and "that" where they stand for something themselves.
	pointerEN = expression(`(?i)(?:^|\b(?:is|was|does|did|do|can|could|would|should|will|about|of|for|from|with|on|to|like|than|why|how|when|where|what's|who's|and|but|explain|so|after|before|by|in|using|mean)\s+)(?:this|that)\b(?:\s+(?:is|was|does|did|do|can|could|would|should|work|works|mean|happen|happens|true|safe|again|better|one|approach|method|tool|library|book|recipe|technique|problem|idea|thing|author|person|project|language|setting|way|still|also)\b|\s*[?.!,]|\s*$)|\bthat\s*[?.!]*$`)
	oneEN     = expression(`(?i)\b(?:which|any|another|other|each|either|neither|both|cheapest|best|newest|latest|easiest|fastest|the \w+er)\s*(?:of (?:them|these|those)|ones?\b|[?.!]*$)`)
	// dummyEN: an "it" that stands for what follows.
	dummyEN = expression(`(?i)\b(?:is|was|isn't|be) it (?:\w+ )?(?:called|possible|safe|true|legal|worth|better|ok|okay|necessary|hard|easy|bad|good|normal|important|rude|healthy|too late|a good idea|a bad idea)\b.*\b(?:to|when|that|if|for|\w+ing)\b|\b(?:does|did|would|will) it (?:take|cost|mean)\b.*\b(?:to|when|if|for)\b|\bit takes?\b.*\bto\b|\b(?:makes?|find|found|made) it (?:easy|hard|possible|difficult)\b`)
	// timesEN are demonstratives that belong to a time.
	timesEN = expression(`(?i)\b(?:this|that|these|those)\s+(?:week|month|year|morning|evening|afternoon|night|summer|winter|spring|autumn|fall|weekend|days?|time)\b`)
	// continues: how a question begins that goes on with the one before it.
	continues = expression(`(?i)^(?:what about|how about|what if|same (?:for|with|but)|anything (?:else|more)|any (?:other|more)|more (?:on|about|details?|examples?)|instead|compared to|versus|vs\.?|else|which (?:is|are|of|one|ones|was|do|does|can|has|have|should)\b|and (?:what about |how about )?(?:for|in|on|with|without|if|why|how much|how many)\b)`)
	connects  = expression(`(?i)^(?:and|but|or|so|then|also|plus)\b`)
	// lacking: questions without their object.
	lacking = expression(`(?i)^(?:how (?:to|do i|can i|would i|should i|do you|much|many|long|often)|where (?:to|can i|do i)|when (?:to|do i|should i|was|did)|why|any|examples?|pros and cons|sources?|more)\b`)
	// nothingNew is talk about an answer: no matter of its own.
	nothingNew = expression(`(?i)\b(?:continue|go on|elaborate|in (?:more )?detail|more details?|details?|be (?:more )?specific|briefly|shorter|longer|simpler|simply|summari[sz]e|thanks?|more|anything|happens?|forget|remember|often|really|exactly)\b|说|讲|详细|具体|一些|一点|点儿?|然后|接着|继续|展开|更多|再|简单|简短|总结|概括|谢谢|一下`)
	// seasons without a year are what a follow-up is about, not when a page was
	// kept.
	seasons      = expression(`(?i)\b(?:winter|summer|spring|autumn|fall)\b|冬天|夏天|春天|秋天|冬季|夏季|春季|秋季`)
	seasonOfYear = expression(`(?i)\d|\b(?:last|this|next|past)\b|去年|今年|前年|上个|这个`)

	pronounZH = expression(`它们?|他们?|她们?|其中|上述|上面(?:说|提|的|讲)|前者|后者|这(?:个|些|篇|种|样|点|本|款|几|两|里|一)|那(?:个|些|种|样|本|款|几|两|里|篇)|此事|该(?:书|文|项目|工具|方法|作者)`)
	// notPronounZH looks like one and is none: others, times, and descriptions
	// of a page ("那篇讲红烧肉的").
	notPronounZH = expression(`其[他它]|吉他|他人|他乡|[这那](?:个|几|些|两|三)?(?:月|周|星期|礼拜|年|天|学期|季度|时候|阵子)|[这那](?:篇|个|些|几篇)(?:文章|网页|教程|视频|帖子|博客|论文)?(?:讲|关于|介绍|教|写|谈|说)`)
	continuesZH  = expression(`^(?:那么?|还有|另外|以及|而且|如果|要是|换成|比如|其他|别的|更多|再|除此之外|除了这)`)
	// modalZH: a question that begins like this leaves out what it is about.
	modalZH    = expression(`^(?:可不可以|可以|能不能|能|需不需要|需要|要不要|应该|会不会|是不是|必须|一定要)`)
	asksZH     = expression(`怎么|如何|什么|为何|哪|多少|几|谁|吗|是否|能不能|有没有|可以|多久|多大|多长|区别|贵不贵|好不好`)
	tailAskZH  = expression(`呢[？?！!。]*$`)
	wholeAskZH = expression(`怎么|如何|什么|为什么|为何|哪|多少|谁|是否|能不能|有没有`)
	pageZH     = expression(`那(?:个|篇|些)|这(?:个|篇|些)`)
)

// refersBack tells whether a question with words of its own needs the one
// before it.
func refersBack(text string) bool {
	if hasHan(text) {
		return refersBackZH(text)
	}
	own := len(contentTerms(text))
	plain := timesEN().ReplaceAllString(text, "")
	switch {
	case continues().MatchString(text):
		return true
	case dummyEN().MatchString(text):
		return false
	case pronounOf(pronounEN(), plain, own) || pronounOf(pointerEN(), plain, own) || oneEN().MatchString(plain) && !describesOne().MatchString(plain):
		return true
	case connects().MatchString(text):
		return own < wholeTerms
	}
	m := lacking().FindStringIndex(text)
	return m != nil && len(contentTerms(text[m[1]:])) <= 1
}

// describesOne: "the one about bread" says itself which one.
var describesOne = expression(`(?i)\bones? (?:about|on|that|where|with|from|which|i|for)\b`)

// pronounOf tells whether a pronoun stands for something outside the text:
// little stands before it that it could mean.
func pronounOf(e *regexp.Regexp, text string, own int) bool {
	m := e.FindStringIndex(text)
	if m == nil {
		return false
	}
	switch before := len(contentTerms(nothingNew().ReplaceAllString(text[:m[0]], " "))); before {
	case 0:
		return true
	case 1:
		return own <= wholeTerms
	case 2:
		return own < wholeTerms
	}
	return false
}

func refersBackZH(text string) bool {
	plain := notPronounZH().ReplaceAllString(text, "某")
	m := pronounZH().FindStringIndex(plain)
	if m != nil && hanIn(plain[:m[0]]) <= 1 {
		return true
	}
	own := hanIn(pageZH().ReplaceAllString(plain, ""))
	latin := latinWords(text)
	if m := continuesZH().FindStringIndex(text); m != nil && !notPronounZH().MatchString(text) {
		return !wholeAskZH().MatchString(text) || hanIn(text[m[1]:])+2*latin <= wholeHan
	}
	if modalZH().MatchString(text) && latin == 0 && own <= longestModal {
		return true
	}
	if tailAskZH().MatchString(text) && !wholeAskZH().MatchString(text) {
		return true
	}
	return own < wholeHan && latin == 0 && asksZH().MatchString(text)
}

// hanIn counts the Han characters of a text that are not of asking.
func hanIn(text string) int {
	n := 0
	for _, r := range askingZH.Replace(asksZH().ReplaceAllString(text, " ")) {
		if unicode.Is(unicode.Han, r) && !strings.ContainsRune("的了吗呢吧么是在和与或及有你也都还就这那某很太请会要用到一两二三几次个点些下种", r) {
			n++
		}
	}
	return n
}

func latinWords(text string) int {
	n, in := 0, false
	for _, r := range text {
		latin := unicode.Is(unicode.Latin, r) || unicode.IsDigit(r)
		if latin && !in {
			n++
		}
		in = latin
	}
	return n
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
