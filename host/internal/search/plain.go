package search

// plain.go: filters said in plain words, in English and in Chinese: "last
// spring", "on github", "in my Recipes folder", "英文的", "the PDF about". What
// names a site or a folder is one only if the library has it; a word that
// merely looks like a filter stays a word when the filter finds nothing.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/dates"
	"aibookmark/host/internal/library"
)

// plainFilter is one expression: bytes [start, end) of the question without
// its operators, and the filters it stands for (several sites may have one
// name).
type plainFilter struct {
	filters    []library.Filter
	start, end int
	// weak: the words may also be what the question is about.
	weak bool
}

// readPlain finds the filters in text, in order and not overlapping.
func (s *Searcher) readPlain(ctx context.Context, text string, q Query) ([]plainFilter, error) {
	out := timesIn(text, q)
	out = append(out, languagesIn(text, q.Locale)...)
	out = append(out, typesIn(text, q.Locale)...)
	sites, err := s.sitesIn(ctx, text)
	if err != nil {
		return nil, err
	}
	folders, err := s.foldersIn(ctx, text)
	if err != nil {
		return nil, err
	}
	return apart(slices.Concat(folders, sites, out)), nil
}

// apart keeps, of expressions that overlap, the first named.
func apart(all []plainFilter) []plainFilter {
	var out []plainFilter
	for _, f := range all {
		if !slices.ContainsFunc(out, func(o plainFilter) bool { return f.start < o.end && o.start < f.end }) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b plainFilter) int { return cmp.Compare(a.start, b.start) })
	return out
}

// timesIn reads expressions of time.
func timesIn(text string, q Query) []plainFilter {
	var out []plainFilter
	for _, f := range dates.Find(text, q.Now, q.Locale) {
		out = append(out, plainFilter{
			filters: []library.Filter{{Kind: library.FilterTime, Label: f.Label, From: f.From, To: f.To}},
			start:   f.Start, end: f.End, weak: f.Weak,
		})
	}
	return out
}

// languageNames are the names of languages in questions, with their subtags
// and what a chip shows.
var languageNames = []struct{ english, chinese, tag, en, zh string }{
	{"chinese|mandarin", "中文|汉语|华语|国语", "zh", "in Chinese", "中文"},
	{"english", "英文|英语", "en", "in English", "英文"},
	{"japanese", "日文|日语", "ja", "in Japanese", "日文"},
	{"korean", "韩文|韩语", "ko", "in Korean", "韩文"},
	{"french", "法文|法语", "fr", "in French", "法文"},
	{"german", "德文|德语", "de", "in German", "德文"},
	{"spanish", "西班牙文|西班牙语", "es", "in Spanish", "西班牙文"},
	{"russian", "俄文|俄语", "ru", "in Russian", "俄文"},
}

// spoken are verbs before "in Chinese" that make it part of what is asked:
// how to say something in Chinese.
var spoken = newPattern(`(?i)\b(say|said|speak|call|called|count|translate|translated|write|pronounce|express|mean|means|sing|think|name|names)\b`,
	"say", "said", "speak", "call", "count", "translat", "write", "pronounce", "express", "mean", "sing", "think", "name")

type languagePattern struct {
	tag, en, zh string
	pattern     *pattern
}

var languagePatterns = func() []languagePattern {
	var out []languagePattern
	for _, l := range languageNames {
		hints := append([]string{"的", "版"}, strings.Split(l.english, "|")...)
		out = append(out, languagePattern{l.tag, l.en, l.zh, newPattern(
			`(?i)\b(?:(?:that (?:is|was) )?(?:written )?in (?:`+l.english+`))\b`+
				`|(?:用)?(?:`+l.chinese+`)(?:写的|寫的|版的|的|版)(?:那篇|那个|那個)?`, hints...)})
	}
	return out
}()

// languageBefore is a language before a word for a page: "the Chinese tutorial".
var languageBefore = newPattern(`(?i)\b(?:the |an |a |some |any |my )?([a-z]+)(?:[ -]language)? (?:`+pageWords+`)s?\b`, languageHints()...)

// pageWords are what pages are called.
const pageWords = `article|page|post|thread|entry|wikipedia|tutorial|guide|video|story|blog|site|website|text|translation|version|docs|documentation`

// languageHints are the English names of languages.
func languageHints() []string {
	var out []string
	for _, l := range languageNames {
		out = append(out, strings.Split(l.english, "|")...)
	}
	return out
}

func languagesIn(text, locale string) []plainFilter {
	out := languagesBefore(text, locale)
	for _, l := range languagePatterns {
		for _, at := range l.pattern.all(text) {
			if spoken.in(text[:at[0]]) && !strings.Contains(strings.ToLower(text[at[0]:at[1]]), "written") {
				continue
			}
			out = append(out, plainFilter{filters: l.filter(locale), start: at[0], end: at[1], weak: true})
		}
	}
	return out
}

// languagesBefore finds languages before a word for a page, which stays.
func languagesBefore(text, locale string) []plainFilter {
	var out []plainFilter
	for _, m := range languageBefore.all(text) {
		for i, l := range languagePatterns {
			if slices.Contains(strings.Split(languageNames[i].english, "|"), strings.ToLower(text[m[2]:m[3]])) {
				out = append(out, plainFilter{filters: l.filter(locale), start: m[2], end: m[3], weak: true})
			}
		}
	}
	return out
}

func (l languagePattern) filter(locale string) []library.Filter {
	label := l.en
	if locale == "zh-CN" {
		label = l.zh
	}
	return []library.Filter{{Kind: library.FilterLang, Label: label, Value: l.tag}}
}

// pageTypes are kinds of pages that an address tells; see narrow.
var pageTypes = []struct {
	value, en, zh string
	pattern       *pattern
}{
	{"pdf", "PDF", "PDF", typePattern(`pdfs?`, `pdf`, "pdf")},
	{"video", "video", "视频", typePattern(`videos?|clips?|youtube videos?`, `视频教程|视频|視頻|影片`, "video", "clip", "视频", "視頻", "影片")},
	{"repo", "repository", "代码库", typePattern(`(?:git |code )?repo(?:s|sitory|sitories)?`, `代码库|代码仓库|仓库|开源项目`, "repo", "代码库", "仓库", "开源项目")},
}

// typePattern finds a kind of page where it can only be meant as one: "the
// video about", "a PDF on", "… video" at the end; "…的视频".
func typePattern(english, chinese string, hints ...string) *pattern {
	return newPattern(`(?i)\b(?:(?:the|a|an|that|this|some|which|my) )(?:`+english+`)(?: (?:file|version))?\b`+
		`(?:[ ,]+(?:about|on|of|that|with|for|where|explaining|showing|which|i)\b|[ ?.!]*$)`+
		`|的(?:`+chinese+`)(?:那个|那篇)?[?？。 ]*$`+
		`|那个(?:`+chinese+`)[?？。 ]*$`, hints...)
}

func typesIn(text, locale string) []plainFilter {
	var out []plainFilter
	for _, t := range pageTypes {
		if at := first(t.pattern.all(text)); at != nil {
			label := t.en
			if locale == "zh-CN" {
				label = t.zh
			}
			f := library.Filter{Kind: library.FilterType, Label: label, Value: t.value}
			out = append(out, plainFilter{filters: []library.Filter{f}, start: at[0], end: at[1], weak: true})
		}
	}
	return out
}

// videoSites and repoSites are where pages of these kinds are.
var (
	videoSites = []string{
		"youtube.com", "youtu.be", "bilibili.com", "vimeo.com", "ted.com", "youku.com", "iqiyi.com", "v.qq.com", "twitch.tv",
		"dailymotion.com", "acfun.cn", "ixigua.com", "douyin.com", "tiktok.com",
	}
	repoSites = []string{"github.com", "gitlab.com", "gitee.com", "bitbucket.org", "codeberg.org", "sr.ht", "gitcode.com"}
)

// waysToTake are the ways to take a question's filters, at least one, in the
// order in which they are tried.
func waysToTake(all []plainFilter) [][]plainFilter {
	out := [][]plainFilter{all}
	strong := slices.DeleteFunc(slices.Clone(all), func(f plainFilter) bool { return f.weak })
	if len(strong) < len(all) && len(strong) > 0 {
		out = append(out, strong)
	}
	if len(all) > 0 {
		out = append(out, nil)
	}
	return out
}

// take narrows p by filters in plain words and takes their words out of what
// it is about. Filters that q gives replace them: then the words of those that
// were given go, of those that the person took away they stay, except for
// times, which are never what a page is about.
func (p *question) take(plain []plainFilter, q Query) {
	var b strings.Builder
	at := 0
	for _, f := range plain {
		if q.Filters == nil {
			p.filters = append(p.filters, f.filters...)
		} else if f.filters[0].Kind != library.FilterTime && !hasFilter(q.Filters, f.filters[0]) {
			continue
		}
		b.WriteString(p.rest[at:f.start] + " ")
		at = f.end
	}
	p.rest = b.String() + p.rest[at:]
	p.narrow()
	p.readWords()
}

// hasFilter tells whether filters have one that lets the same pages through.
func hasFilter(filters []library.Filter, f library.Filter) bool {
	return slices.ContainsFunc(filters, func(o library.Filter) bool {
		return o.Kind == f.Kind && o.Value == f.Value && o.From.Equal(f.From) && o.To.Equal(f.To)
	})
}

// sureShare: a word that is also the name of a site means the site when this
// share of the pages that have it are from there.
const sureShare = 0.5

// meant tells whether a name in a question means a site: it has no other
// meaning, or in this library hardly any.
func (s *Searcher) meant(ctx context.Context, name string, site namedSite) (bool, error) {
	if site.sure {
		return true, nil
	}
	terms := analysis.Terms(name)
	if len(terms) == 0 {
		return false, nil
	}
	counts, _, err := s.index.DocumentFrequencies(ctx, terms)
	if err != nil {
		return false, fmt.Errorf("read a site's name: %w", err)
	}
	rarest := counts[terms[0]]
	for _, t := range terms[1:] {
		rarest = min(rarest, counts[t])
	}
	return float64(site.pages) >= sureShare*float64(rarest), nil
}
