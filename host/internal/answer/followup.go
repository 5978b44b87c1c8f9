package answer

// followup.go: what a question means that stands in a conversation. Rules
// decide; where they only guess, a model may say it better (rewrite.go). A
// question that is whole is left alone: words of another matter would find the
// wrong pages.

import (
	"slices"
	"strings"

	"aibookmark/host/internal/library"
)

// intent is what a question means by itself.
type intent struct {
	// search is what to look for, filters and pages what narrows that; nil
	// filters are read from search.
	search  string
	filters []library.Filter
	pages   []int64
	// before is the question that this one follows; empty when it follows none.
	before string
	// loose: the question does not say by itself what it is about.
	loose bool
}

// previous is the last turn of a conversation, as a follow-up refers to it.
type previous struct {
	question string
	// search, filters and pages are what was looked for.
	search  string
	filters []library.Filter
	pages   []int64
	answer  library.Answer
	// list is the answer whose pages "the second one" counts: the last one that
	// was not about pages of the one before it.
	list library.Answer
}

// previous reads the last turn; nil when there is none.
func (r *run) previous() (*previous, error) {
	if r.question.ConversationID == "" {
		return nil, nil
	}
	turns, err := r.history.Conversation(r.ctx, r.conversation)
	if library.KindOf(err) == library.NotFound || err == nil && len(turns) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	last := turns[len(turns)-1]
	p := &previous{question: last.Question, search: last.Question}
	if p.answer, err = ReadAnswer(last.Answer); err != nil {
		r.options.Log.Warn("answer: a kept turn cannot be read", "error", err)
		return p, nil
	}
	if p.answer.Meant != "" {
		p.search = p.answer.Meant
	}
	p.filters, p.pages, p.list = p.answer.Filters, p.answer.Pages, p.answer
	for i := len(turns) - 2; i >= 0 && len(p.list.Pages) > 0; i-- {
		if a, err := ReadAnswer(turns[i].Answer); err == nil {
			p.list = a
		}
	}
	return p, nil
}

// understand reads the question within its conversation.
func (r *run) understand() error {
	r.intent = intent{search: r.question.Text, filters: r.question.Filters}
	last, err := r.previous()
	if err == nil && last != nil {
		r.said = last.answer.Text
		r.intent, err = r.follow(last)
	}
	r.terms = contentTerms(r.intent.search)
	return err
}

// follow applies the rules, the surest first.
func (r *run) follow(last *previous) (intent, error) {
	text := r.question.Text
	stated, only, err := r.onlyFilters(text)
	if err != nil {
		return intent{}, err
	}
	i := intent{search: last.search, filters: r.inherit(last, stated), before: last.search}
	if only {
		return i, nil
	}
	if pages := last.named(text); len(pages) > 0 && r.question.Filters == nil {
		return intent{search: last.with(text), filters: []library.Filter{}, pages: pages, before: last.search}, nil
	}
	switch {
	case len(contentTerms(nothingNew().ReplaceAllString(text, " "))) == 0:
		i.pages = last.pages
		return i, nil
	case refersBack(text):
		i.pages = last.pages
		if r.question.Filters != nil {
			i.pages = nil
		}
		i.search, i.loose = last.with(text), true
		return i, nil
	}
	return intent{search: text, filters: r.question.Filters}, nil
}

// with is what to look for when text goes on with what was looked for before:
// a line each. Of a long conversation what it began with and the last step
// count.
func (p *previous) with(text string) string {
	lines := strings.Split(p.search, "\n")
	if len(lines) > 2 {
		lines = []string{lines[0], lines[len(lines)-1]}
	}
	return strings.Join(append(lines, strings.Join(strings.Fields(text), " ")), "\n")
}

// inherit are the filters of a follow-up: those it states, and of the question
// before it those of other kinds. Nil leaves them to be read from the text.
func (r *run) inherit(last *previous, stated []library.Filter) []library.Filter {
	if r.question.Filters != nil {
		return r.question.Filters
	}
	if len(last.filters) == 0 && len(stated) == 0 {
		return nil
	}
	out := slices.Clone(stated)
	for _, f := range last.filters {
		if !slices.ContainsFunc(stated, func(s library.Filter) bool { return s.Kind == f.Kind }) {
			out = append(out, f)
		}
	}
	return out
}

// onlyFilters reads the filters that a follow-up states; only tells that it
// says nothing else ("only from GitHub", "那篇用中文写的").
func (r *run) onlyFilters(text string) (stated []library.Filter, only bool, err error) {
	if seasons().MatchString(text) && !seasonOfYear().MatchString(text) {
		return nil, false, nil
	}
	for i, way := range waysToSay(text) {
		filters, rest, err := r.pages.Filters(r.ctx, library.Lookup{Text: way, Now: r.question.Now, Locale: r.question.Locale})
		if err != nil {
			return nil, false, err
		}
		if i == 0 {
			stated = filters
		}
		if len(filters) > 0 && len(contentTerms(nothingNew().ReplaceAllString(glueZH.Replace(rest), " "))) == 0 {
			return filters, true, nil
		}
	}
	return stated, false, nil
}

// Words that lead into a filter, and those that close it.
var (
	leadEN = expression(`(?i)^(?:(?:and|but|or|ok|okay|so|then|also|now|please|just|only|show|give|me|us|i mean|i meant|i want|what about|how about|the|those|ones?|any|some|in particular|specifically|restrict|limit|it|them|to)\b[\s,]*)+`)
	leadZH = expression(`^(?:那么|那|还有|只要|只看|只找|只想看|仅限|仅看|限于|就要|就看|换成|改成|要|看看|看|有没有|有|来自|请|给我)+`)
	tailZH = expression(`(?:那些|那几篇|那篇|那个|这篇|这个|几篇|一些|版本|网页|文章|内容|呢|吧|吗|啊|呀|有吗|有没有|就行|就好|即可|[？?。！!\s])+$`)
	onesEN = expression(`(?i)\bones?\b`)
	strict = expression(`(?i)\b(?:only|just|restrict|limit)\b`)
	// glueZH is what a filter of a follow-up leaves behind.
	glueZH = strings.NewReplacer("只要", " ", "只看", " ", "只找", " ", "仅限", " ", "换成", " ", "改成", " ", "那些", " ", "那几篇", " ", "来自", " ", "就行", " ", "写的", " ", "版本", " ")
)

// waysToSay are the ways to read a short follow-up as a filter: as it stands,
// then as a whole question would put it.
func waysToSay(text string) []string {
	ways := []string{text}
	const short = 40 // characters; a longer one says more than a filter
	if len([]rune(text)) > short {
		return ways
	}
	add := func(way string) {
		if way = strings.TrimSpace(way); way != "" && !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	add(onesEN().ReplaceAllString(text, "pages"))
	core := strings.Trim(leadEN().ReplaceAllString(text, ""), " ?.!")
	core = strings.TrimSpace(onesEN().ReplaceAllString(core, ""))
	if core != "" && !hasHan(core) {
		add("in " + core)
		add("the " + core)
		if strict().MatchString(text) {
			add("from " + core)
		}
		return ways
	}
	core = tailZH().ReplaceAllString(leadZH().ReplaceAllString(text, ""), "")
	if core = strings.TrimSuffix(core, "的"); core != "" {
		add(core)
		add(core + "的")
		add("的" + core)
	}
	return ways
}
