package dates

// around.go: what belongs to a period on both sides of it.

import (
	"strconv"
	"strings"
)

// around swallows what stands around p at [start, end) and lets it say what it
// says of p.
func (f *finder) around(p period, start, end int) (period, int, int) {
	p, end = f.chineseAfter(p, end)
	p, end = f.onwards(p, end)
	start = f.article(p, start)
	p, start = f.operator(p, start)
	p, start = f.chineseBefore(p, start)
	p, start = f.preposition(p, start)
	if f.free(start-1, "time") && f.free(start-2, "some") {
		start -= 2
	}
	// "from within", "from some time in": one more.
	if f.free(start-1, "from") {
		p, start = f.preposition(p, start)
	}
	start = f.skipBack(start, hedges)
	p, start = f.saving(p, start)
	p, end = f.judged(p, start, end)
	return f.chineseActs(p, start, end)
}

// article swallows "the" where the expression wants it.
func (f *finder) article(p period, i int) int {
	if p.unit == year && f.free(i-1, "year") && f.free(i-2, "the") {
		return i - 2
	}
	if p.unit == year && f.free(i-1, "year") && f.among(i-2, prepositions) {
		return i - 1
	}
	if p.article && (f.free(i-1, "the") || f.free(i-1, "these")) {
		return i - 1
	}
	return i
}

// free tells whether the token at i is that text and not of an earlier
// expression.
func (f *finder) free(i int, text string) bool { return i >= f.floor && f.is(i, text) && f.parted(i) }

var englishOperators = map[string]func(*finder, period) period{
	"before": (*finder).until, "after": (*finder).after, "since": (*finder).since,
	"until": (*finder).through, "till": (*finder).through, "til": (*finder).through,
	"around": (*finder).widened, "circa": (*finder).widened,
}

// operator reads "before", "since" and the like.
func (f *finder) operator(p period, i int) (period, int) {
	if p.from.IsZero() || p.to.IsZero() {
		return p, i
	}
	if i-1 >= f.floor {
		if f.among(i-2, dayWords) && (f.is(i-1, "before") || f.is(i-1, "after")) {
			return period{}, i // "the night before Christmas" is one night
		}
		if op, ok := englishOperators[f.at(i-1).text]; ok {
			q := op(f, p)
			q.grip, q.loose = afterWord(p), false
			return q, f.skipBack(i-1, sometimeWords)
		}
	}
	for _, o := range pairOperators {
		if !f.free(i-1, o.second) || !f.free(i-2, o.first) {
			continue
		}
		if f.free(i-3, "no") && o.first == "later" {
			return f.through(p), i - 3
		}
		return o.op(f, p), i - 2
	}
	return p, i
}

var pairOperators = []struct {
	first, second string
	op            func(*finder, period) period
}{
	{"prior", "to", (*finder).until}, {"earlier", "than", (*finder).until}, {"older", "than", (*finder).until},
	{"later", "than", (*finder).after}, {"newer", "than", (*finder).after}, {"up", "to", (*finder).through}, {"as", "of", (*finder).since},
}

var (
	sometimeWords = words("just shortly right ever sometime back")
	prepositions  = words("in on at from during over within throughout dated")
	savingWords   = words("saved bookmarked stored kept added read saw seen visited clipped archived collected found opened posted published")
	// actsAlone are acts of saving that need no subject before them.
	actsAlone = words("saved bookmarked stored added dated clipped archived")
	subjects  = words("i we i've we've ive i'd have had")
	dayWords  = words("day night eve morning evening days week month year")
	relatives = words("that which")
)

func (f *finder) skipBack(i int, set words) int {
	for i-1 >= f.floor && f.among(i-1, set) {
		i--
	}
	return i
}

// until, after, since and through bound p on one side.
func (f *finder) until(p period) period {
	return period{to: p.from, name: f.say("before "+p.name, p.name+"之前"), grip: afterWord(p)}
}

func (f *finder) after(p period) period {
	return period{from: p.to, name: f.say("after "+p.name, p.name+"之后"), grip: afterWord(p)}
}

func (f *finder) since(p period) period {
	return period{from: p.from, name: f.say("since "+p.name, p.name+"以来"), grip: afterWord(p)}
}

func (f *finder) through(p period) period {
	return period{to: p.to, name: f.say("until "+p.name, "到"+p.name+"为止"), grip: afterWord(p)}
}

// afterWord is how sure a period is once an operator stands before it; even
// "since spring" may only be a time.
func afterWord(p period) grip {
	if p.grip == topic && p.unit != season && p.unit != holiday {
		return topic
	}
	return firm
}

// preposition swallows one, with "back" or "sometime" before it.
func (f *finder) preposition(p period, i int) (period, int) {
	at := i - 1
	if p.unit == rolling && f.free(at, "for") && p.article || p.joined && f.free(at, "between") {
		return p, at
	}
	if f.free(at, "sometime") {
		return p, at
	}
	if f.free(at, "the") && f.among(at-1, prepositions) && at-1 >= f.floor && f.wantsThe(p) {
		at--
	}
	if at < f.floor || !f.among(at, prepositions) || !f.parted(at) {
		return p, i
	}
	if p.grip == bare {
		p.grip = firm
	}
	p.loose = false
	return p, f.skipBack(at, sometimeWords)
}

// wantsThe: "in the year 2023" has more words between; "on the Monday" not.
func (f *finder) wantsThe(p period) bool {
	return p.unit == season || p.unit == holiday || p.unit == weekend
}

// saving swallows the act of saving before the expression, with its subject.
func (f *finder) saving(p period, i int) (period, int) {
	at := i - 1
	if f.free(at, "it") || f.free(at, "them") {
		at--
	}
	if at < f.floor || !f.among(at, savingWords) {
		return p, i
	}
	subject := f.skipBack(at, subjects)
	if subject == at && !actsAlone.has(f.at(at).text) {
		return p, i
	}
	if at != i-1 && subject == at {
		return p, i
	}
	p.grip, p.loose = firm, false
	return p, f.skipBack(subject, relatives)
}

// judged weighs what stands after the expression and stays: an act of saving
// ("yesterday I saved") speaks for a time; "'s" ("yesterday's news") may make
// it the subject.
func (f *finder) judged(p period, start, end int) (period, int) {
	if f.is(end, "saved") || f.is(end, "bookmarked") {
		// "recently saved": swallowed as it would be before.
		p.grip, p.loose = firm, false
		return p, end + 1
	}
	at := end
	for f.among(at, subjects) {
		at++
	}
	if at > end && f.among(at, savingWords) {
		p.grip, p.loose = firm, false
	}
	if f.at(end-1).possessive && end == start+1 {
		p.grip = max(p.grip, bare)
	}
	return p, end
}

// onwards reads "2020 onwards", "2020 or later", "2018 and earlier".
func (f *finder) onwards(p period, i int) (period, int) {
	if p.from.IsZero() || p.to.IsZero() {
		return p, i
	}
	for _, s := range []string{"onwards", "onward", "and later", "or later", "and after", "or newer", "until now", "to now", "to today", "till now", "to the present", "until today"} {
		if end, ok := f.phrase(i, s); ok {
			return f.since(p), end
		}
	}
	if f.is(i, "on") && f.closes(i+1) {
		return f.since(p), i + 1
	}
	for _, s := range []string{"and earlier", "or earlier", "and before", "or before", "or older"} {
		if end, ok := f.phrase(i, s); ok {
			return f.through(p), end
		}
	}
	return p, i
}

// joined reads the second half of a range: "from 2019 to 2021", "between March
// and May 2023", "2021年到2022年", "2021 or 2022".
func (f *finder) joined(p period, start, end int) (period, int) {
	if p.unit == rolling && !p.from.IsZero() && p.past == nil {
		return p, end
	}
	at, sure, ok := f.joint(p, start, end)
	if !ok || p.from.IsZero() || p.to.IsZero() {
		return p, end
	}
	at = f.skip(at, "the")
	q, e, ok := f.core(at)
	if !ok || q.from.IsZero() || q.to.IsZero() || !sure && (q.unit != p.unit || q.unit == week || q.unit == rolling) {
		return p, end
	}
	a, b := reconcile(p, q)
	if !a.from.Before(b.to) || b.from.Before(a.from) {
		a, b = b, a
	}
	r := period{from: a.from, to: later(a.to, b.to), unit: rolling, grip: min(p.grip, q.grip), loose: p.loose && q.loose, joined: true}
	if sure {
		r.grip, r.loose = firm, false
	}
	r.name = f.nameRange(a, b)
	return r, e
}

// nameRange says a common year once: "March to May 2023", "去年3月到5月".
func (f *finder) nameRange(a, b period) string {
	from, to := a.name, b.name
	if a.of.n == b.of.n && a.of.n != 0 {
		if f.zh {
			to = strings.TrimPrefix(to, b.of.zh)
		} else {
			from = strings.TrimSuffix(strings.TrimSuffix(from, strconv.Itoa(a.of.n)), " ")
			from = strings.TrimSuffix(from, ",")
		}
	}
	return f.say(from+" to "+to, from+"到"+to)
}

// joint reads the word between the halves of a range; sure tells that it
// cannot but join two times.
func (f *finder) joint(p period, start, end int) (at int, sure, ok bool) {
	before, t := f.at(start-1).text, f.at(end)
	switch t.text {
	case "and", "&":
		return end + 1, before == "between", true
	case "to", "until", "till", "through", "thru":
		return end + 1, before == "from" || before == "between", true
	case "-", "~":
		return end + 1, false, p.unit != day || !t.glued
	case "or", "或":
		if e, ok := f.spells(end, "或者"); ok {
			return e, false, true
		}
		return end + 1, false, true
	case "还":
		e, ok := f.spells(end, "还是")
		return e, false, ok
	case "到", "至", "和", "与", "、":
		return end + 1, t.text == "到" || t.text == "至", true
	}
	return 0, false, false
}

// reconcile gives the year of one half to the other: "March to May 2023".
func reconcile(p, q period) (period, period) {
	switch {
	case p.redate != nil && q.redate == nil && q.of.n > 0:
		a := p.redate(q.of)
		if a.from.After(q.from) {
			a = p.redate(plainYear(q.of.n - 1))
		}
		return a, q
	case p.redate == nil && q.redate != nil && p.of.n > 0:
		b := q.redate(p.of)
		if b.from.Before(p.from) {
			b = q.redate(plainYear(p.of.n + 1))
		}
		return p, b
	case p.redate != nil && q.from.Before(p.from):
		return p.redate(plainYear(p.from.Year() - 1)), q
	}
	return p, q
}

// closes tells whether nothing that could be meant with the expression
// follows it: the end, a mark, or a word that begins another part.
func (f *finder) closes(i int) bool {
	t := f.at(i)
	return t.kind == none || t.kind == mark && t.text != "-" || t.kind == han || f.among(i, closers)
}

func (f *finder) closesLoosely(i int) bool { return f.closes(i) || f.among(i, prepositions) }

var closers = words("about on from by that which with where i we i've please and or but regarding concerning saved")

// stands tells whether a loose name may be a time without a preposition: at
// the end of the question, after a word it cannot be the noun of. Words that
// are something else more often ("suspension spring", "full sun") must be the
// whole question.
func (f *finder) stands(start, end int) bool {
	t := f.at(end)
	if start == 0 && t.kind == none {
		return true
	}
	if t.kind == han || t.kind == letters || t.kind == digits {
		return false
	}
	return !f.among(start-1, functional) && !(end == start+1 && seemsVerb.has(f.at(start).text))
}

// guarded tells what only looks like a period at [i, end).
func (f *finder) guarded(i, end int, p period) bool {
	first, last := f.at(i), f.at(end-1)
	if first.kind == han || last.kind == han {
		return f.guardedChinese(i, end)
	}
	if first.kind == digits {
		return p.unit == year && end == i+1 && (hanCounted.has(f.at(end).text) || f.among(i-1, products) || f.among(end, counted) || f.is(i-1, "$") || f.is(i-1, "#"))
	}
	if end != i+1 {
		if last.kind == letters && !last.possessive && notAfter[last.text].has(f.at(end).text) && f.at(end).kind != none {
			return last.text != "may" && last.text != "march" && last.text != "fall" || f.is(i, "this")
		}
		return false
	}
	if f.at(end).kind != none && notAfter[first.text].has(f.at(end).text) && !f.among(i-1, prepositions) {
		return true
	}
	if f.at(end).kind != none && (seasons[first.text] > 0 || first.text == "spring") && notAfter[first.text].has(f.at(end).text) {
		return true
	}
	return p.grip != firm && i > 0 && notBefore[first.text].has(f.at(i-1).text) && !f.articleOnly(i)
}

// articleOnly: "in the spring" is a time although "the spring" is not.
func (f *finder) articleOnly(i int) bool {
	return f.is(i-1, "the") && (f.among(i-2, prepositions) || englishOperators[f.at(i-2).text] != nil)
}
