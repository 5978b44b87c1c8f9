// Package dates finds the expressions of time in a question, in English and in
// Chinese, and says which range of local days each means: "last week", "in
// spring 2023", "两年前", "2021年到2022年之间". The words that belong to an
// expression are part of it, so that the question without them is what it is
// about: "the pasta recipe I saved last spring" leaves "the pasta recipe".
//
// It exists because the libraries at hand answer another question. Of those
// for Go, dateparse reads formats and no words, go-naturaldate reads English
// only and gives points of time, and when, which does know some Chinese, also
// gives points of time ("last week" is this minute seven days ago) and wants
// to be told what is a date. A search needs ranges, a label for a chip, where
// the preposition ends, and above all to know when a word only looks like a
// date: "may I", "spring boot", "windows 2000", "周杰伦", "月饼".
//
// # What is said of ambiguity
//
// Pages were saved in the past, so every expression is read as past: "in
// March" is the latest March that has begun, "on Monday" the latest Monday
// before today, "this weekend" on a Monday the one just over, and what lies in
// the future is no expression of time at all. A filter that is a little wide
// costs nothing and one that is too narrow loses the page, so what people say
// loosely is read widely: "two weeks ago" is that whole week and two days
// around the day, "recently" two months, "2020年以后" includes 2020.
//
//	last week/month/year, 上周      the calendar's, before the present one
//	the last week, past year        rolling, until today
//	last spring/March/Christmas     the latest one that has ended
//	this summer                     the latest one that has begun
//	N weeks/months/years ago        that calendar unit, and a quarter of a
//	                                unit around the day; days are exact
//	about N … ago, half a year ago  a quarter of the whole on both sides
//	over a year ago, 一年多前       between N and N+1 (English: N or more)
//	before X, X以前                 without X
//	after X                         without X; since X, X以来, X以后 with X
//	until X                         with X
//
// # What is swallowed
//
// English: one preposition ("in", "on", "at", "from", "during", "over",
// "within" …) with "back" or "sometime" before it, "the" where the expression
// needs it, operators ("before", "since", "between … and"), and before all
// that the act of saving with its subject ("that I saved", "bookmarked").
// Chinese: 在 于 从 自 before it; 左右 前后 期间 时候 里 内 的 after it, and
// then the act of saving (存的, 我收藏过的, 看过的), with 我 before the
// expression when the act follows. In both, one hedge before all that
// ("maybe", 好像是, 我记得是). Nothing else: "about" stays, and so do commas.
// What is denied ("not from this year", 除了去年) is left alone: a filter would
// say the opposite.
//
// # Weak
//
// A Found is Weak when the same words could be what the question is about: a
// year or a month alone ("best laptops 2023"), "today", "recently", "in
// spring". An act of saving next to it dispels the doubt. Words with an
// everyday meaning ("may", "fall", "spring", "sunday", "周末") are not taken
// at all unless something next to them, or the end of the question, speaks for
// it. The caller keeps weak ones as words when the filter finds nothing.
package dates

import (
	"strings"
	"time"
)

// Found is an expression of time.
type Found struct {
	// Start and End are its bytes [Start, End) of the text, with its
	// preposition.
	Start, End int
	// From is the first moment it means and To the first one after it; zero
	// means unbounded.
	From, To time.Time
	// Label says it in the person's language.
	Label string
	// Weak: it merely looks like a date.
	Weak bool
}

// Find returns the expressions of time of text, in order and not overlapping.
// The location of now is the person's: days begin at its midnights. A locale
// that begins with "zh" gives Chinese labels, any other English ones.
func Find(text string, now time.Time, locale string) []Found {
	y, m, d := now.Date()
	f := finder{today: date(y, m, d), zone: now.Location(), hour: now.Hour(), zh: strings.HasPrefix(strings.ToLower(locale), "zh")}
	f.toks = scan(text, f.room[:0])
	var found []Found
	for i := 0; i < len(f.toks); {
		p, start, end, ok := f.expression(i)
		if !ok {
			// What was read and refused is not read again in parts: "December
			// 2030" is no "2030".
			i = max(i+1, end)
			continue
		}
		found = append(found, Found{
			Start: f.toks[start].start, End: f.toks[end-1].end,
			From: f.local(p.from), To: f.local(p.to), Label: p.name, Weak: p.grip != firm,
		})
		i, f.floor = end, end
	}
	return found
}

// finder reads one text. Positions are indexes of toks; a rule that starts at
// i returns the position after what it read.
type finder struct {
	toks  []token
	room  [48]token
	today time.Time
	zone  *time.Location
	hour  int  // of the day, where the person is
	zh    bool // labels are Chinese
	floor int  // tokens before it belong to an earlier expression
}

// expression reads the expression whose core begins at i, with what belongs
// to it on both sides. When it refuses one, end is where to read on.
func (f *finder) expression(i int) (p period, start, end int, ok bool) {
	if !f.parted(i) {
		return period{}, 0, 0, false
	}
	p, end, ok = f.core(i)
	if !ok {
		return period{}, 0, 0, false
	}
	start = i
	p, end = f.joined(p, i, end)
	if !f.parted(end) || f.guarded(i, end, p) {
		return period{}, 0, end, false
	}
	core := end
	p, start, end = f.around(p, start, end)
	if p.loose && p.grip != firm && !f.stands(start, end) {
		return period{}, 0, core, false
	}
	if !f.sensible(p) || f.denied(start) {
		return period{}, 0, core, false
	}
	return p, start, end, true
}

// denied tells an expression that is said not to be meant; there is no filter
// for "not from this year", and the opposite must not be one.
func (f *finder) denied(start int) bool {
	if f.among(start-1, negations) {
		return true
	}
	_, han := f.endsWith(start, []string{"不是", "并非", "除了", "不要", "而非"})
	return han
}

// sensible tells a period in which a page can have been saved, and beyond
// which another can.
func (f *finder) sensible(p period) bool {
	first := date(firstYear, 1, 1)
	switch {
	case p.from.IsZero():
		return p.to.After(first)
	case p.to.IsZero():
		return !p.from.Before(first) && !p.from.After(f.today)
	}
	return p.from.Before(p.to) && p.to.After(first) && !p.from.After(f.today)
}

// core reads a period at i in either language; a question may mix them.
func (f *finder) core(i int) (period, int, bool) {
	switch f.at(i).kind {
	case han:
		return f.chinese(i)
	case digits:
		p, end, ok := f.numeric(i)
		if q, e, also := f.chinese(i); also && e > end {
			p, end, ok = q, e, true
		}
		if q, e, also := f.english(i); also && e > end {
			p, end, ok = q, e, true
		}
		return p, end, ok
	case letters:
		return f.english(i)
	}
	return period{}, 0, false
}

// local is the first moment of a day where the person is. It is not midnight
// where clocks are put forward at midnight.
func (f *finder) local(day time.Time) time.Time {
	if day.IsZero() {
		return day
	}
	y, m, d := day.Date()
	for hour := range 4 {
		if t := time.Date(y, m, d, hour, 0, 0, 0, f.zone); t.Day() == d && t.Hour() == hour {
			return t
		}
	}
	return time.Date(y, m, d, 12, 0, 0, 0, f.zone)
}

// say chooses a label.
func (f *finder) say(en, zh string) string {
	if f.zh {
		return zh
	}
	return en
}
