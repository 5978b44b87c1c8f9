package dates

import "time"

// english reads an English period at i, without what stands around it.
func (f *finder) english(i int) (period, int, bool) {
	p, end, ok := f.simple(i)
	if s, at, is := f.stageName(i); is {
		if q, e, is := f.stageOfThe(s, at); is {
			return q, e, true
		}
		if q, e, is := f.simple(f.skip(at, "the")); is && e > end {
			q, is := f.part(q, s)
			if is {
				p, end, ok = q, e, true
			}
		}
	}
	return p, end, ok
}

// stageOfThe reads "the year" after "end of": the latest such that has begun.
func (f *finder) stageOfThe(s stage, i int) (period, int, bool) {
	u, ok := unitWords[f.at(i+1).text]
	if !f.is(i, "the") || !ok || u != year && u != month || f.is(i+2, "before") || plural(f.at(i+1).text) || f.at(i+2).kind == digits {
		return period{}, 0, false
	}
	p, _ := f.part(f.before(u, 0), s)
	if p.from.After(f.today) {
		p, _ = f.part(f.before(u, 1), s)
	}
	p.grip = bare
	return p, i + 2, true
}

// skip is the position after word if it stands at i, else i.
func (f *finder) skip(i int, word string) int {
	if f.is(i, word) {
		return i + 1
	}
	return i
}

// stageName reads "early", "mid-", "at the end of", "beginning of" and so on.
func (f *finder) stageName(i int) (stage, int, bool) {
	t := f.at(i)
	s, ok := stageWords[t.text]
	if !ok || t.kind != letters {
		return 0, 0, false
	}
	i++
	if s.of && !f.is(i, "of") {
		return 0, 0, false
	}
	if s.of {
		return s.stage, i + 1, true
	}
	return s.stage, f.skip(f.skip(i, "-"), "in"), true
}

// simple reads a period that is not cut: the longest of what the rules see.
func (f *finder) simple(i int) (p period, end int, ok bool) {
	t := f.at(i)
	if t.kind == digits {
		if q, e, is := f.numeric(i); is {
			p, end, ok = q, e, true
			if f.isYear(t) && e == i+1 {
				if q, e, is := f.namedAfter(plainYear(t.num), e); is {
					p, end = q, e
				}
			}
		}
	} else if !openers.has(t.text) && !f.isName(t.text) {
		return period{}, 0, false
	}
	for _, rule := range englishRules {
		if q, e, is := rule(f, i); is && e > end {
			p, end, ok = q, e, true
		}
	}
	return p, end, ok
}

var englishRules = []func(*finder, int) (period, int, bool){
	(*finder).dayWord, (*finder).relative, (*finder).countedAgo, (*finder).dayMonth, (*finder).monthDay,
	(*finder).name, (*finder).ordinal, (*finder).idiom,
}

// dayWord reads "today", "yesterday evening", "the day before yesterday",
// "this morning", "last night".
func (f *finder) dayWord(i int) (period, int, bool) {
	n, end := -1, i+1
	switch f.at(i).text {
	case "today", "tonight":
		n = 0
	case "yesterday", "yday":
		n = 1
	case "day", "the", "earlier":
		at := f.skip(i, "the")
		if e, ok := f.phrase(at, "day before yesterday"); ok {
			n, end = 2, e
		} else if e, ok := f.phrase(i, "earlier today"); ok {
			p := f.before(day, 0)
			return p, e, true
		}
	case "this", "last":
		if !partsOfDay.has(f.at(i+1).text) || f.is(i, "last") && !f.is(i+1, "night") {
			return period{}, 0, false
		}
		p := f.before(day, 0)
		if f.is(i, "last") {
			p = f.lastNight()
		}
		return p, i + 2, true
	}
	if n < 0 {
		return period{}, 0, false
	}
	p := f.before(day, n)
	if n < 2 {
		p.grip = bare
	}
	if partsOfDay.has(f.at(end).text) {
		p.grip, end = firm, end+1
	}
	return p, end, true
}

// lastNight goes on after midnight.
func (f *finder) lastNight() period {
	return period{from: f.today.AddDate(0, 0, -1), to: f.today.AddDate(0, 0, 1), unit: rolling, name: f.say("last night", "昨晚")}
}

// relative reads what "this", "last" and "past" begin.
func (f *finder) relative(i int) (period, int, bool) {
	the := f.is(i-1, "the")
	at := i
	if f.is(i, "the") {
		the, at = true, i+1
	}
	w := f.at(at)
	if w.kind != letters {
		return period{}, 0, false
	}
	switch w.text {
	case "last", "past", "previous", "this", "current", "these":
	case "earlier":
		if !f.is(at+1, "this") && !f.is(at+1, "last") {
			return period{}, 0, false
		}
		return f.relative(at + 1)
	default:
		return f.beforeLast(at)
	}
	if p, e, ok := f.relativeAmount(at, w.text); ok {
		return p, e, true
	}
	return f.relativeName(at, w.text, the)
}

// beforeLast reads "week before last".
func (f *finder) beforeLast(i int) (period, int, bool) {
	u, ok := unitWords[f.at(i).text]
	if !ok || u == day || u == decade || !f.is(i+1, "before") || !f.is(i+2, "last") || f.at(i+3).kind == letters && f.isUnit(i+3) {
		return period{}, 0, false
	}
	p := f.before(u, 2)
	p.article = true
	return p, i + 3, true
}

func (f *finder) isUnit(i int) bool { _, ok := unitWords[f.at(i).text]; return ok }

// relativeAmount reads "last 3 weeks", "past few days", "the last couple of
// months", "last half year".
func (f *finder) relativeAmount(i int, word string) (period, int, bool) {
	if word == "this" || word == "current" || word == "previous" && f.at(i+1).kind != digits {
		return period{}, 0, false
	}
	at := i + 1
	if n, e, ok := f.count(at); ok && n > 0 && (f.is(e, "or") || f.is(e, "to") || f.is(e, "-")) && f.at(e+1).kind != none {
		if m, _, ok := f.count(e + 1); ok && m > n {
			at = e + 1 // "last two or three months"
		}
	}
	a, end, ok := f.amount(at)
	if !ok || a.halves > most {
		return period{}, 0, false
	}
	if a.halves < 0 {
		return f.latelyFew(a.unit), end, true
	}
	return f.lately(a), end, true
}

// relativeName reads "last week", "this summer", "past year", "last Tuesday".
func (f *finder) relativeName(i int, word string, the bool) (period, int, bool) {
	this := word == "this" || word == "current"
	t := f.at(i + 1)
	if u, ok := unitWords[t.text]; ok && !plural(t.text) && t.kind == letters {
		return f.relativeUnit(i+2, u, word, the)
	}
	if word != "last" && word != "this" && word != "past" {
		return period{}, 0, false
	}
	if d, ok := weekdays[t.text]; ok && t.kind == letters {
		return f.weekday(d, this), i + 2, true
	}
	of, end, ok := f.dated(i + 1)
	if !ok || this && seemsVerb.has(t.text) && !f.closes(end) {
		return period{}, 0, false
	}
	if this {
		p := f.latest(of)
		p.redate = nil
		return p, end, true
	}
	return f.ended(of, 1), end, true
}

// relativeUnit reads on after "last week": the calendar's, or until today
// after "the last" and "past".
func (f *finder) relativeUnit(end int, u unit, word string, the bool) (period, int, bool) {
	this := word == "this" || word == "current"
	roll := word == "past" || the && word == "last"
	if u == decade || u == day && !roll {
		return period{}, 0, false
	}
	so, orSo := f.phrase(end, "or so")
	if u != weekend && !this {
		two, orTwo := f.phrase(end, "or two")
		switch {
		case orTwo:
			return f.lately(amount{4, u}), two, true
		case roll && orSo:
			return f.lately(amount{2, u}), so, true
		case roll:
			return f.lately(amount{2, u}), end, true
		case orSo:
			return f.lately(amount{3, u}), so, true
		}
	}
	n := 1
	if this {
		n = 0
	}
	p := f.before(u, n)
	if f.at(end - 1).possessive {
		p.grip = bare
	}
	return f.withinYear(p, end, u)
}

// withinYear reads on after "last year": "in March", "around Christmas".
func (f *finder) withinYear(p period, end int, u unit) (period, int, bool) {
	if u != year {
		return p, end, true
	}
	if q, e, ok := f.namedAfter(yearName{p.from.Year(), f.zhYear(p.from.Year())}, end); ok {
		return q, e, true
	}
	return p, end, true
}

// zhYear is how Chinese names a year that was said by its distance.
func (f *finder) zhYear(y int) string {
	if n := f.today.Year() - y; n >= 0 && n <= 2 {
		return []string{"今年", "去年", "前年"}[n]
	}
	return plainYear(y).zh
}

// namedAfter reads a month, season or holiday that follows its year.
func (f *finder) namedAfter(y yearName, i int) (period, int, bool) {
	i = f.skip(i, ",")
	between := f.among(i, namePrepositions)
	if between {
		i = f.skip(i+1, "the")
	}
	if f.at(i).glued || seemsVerb.has(f.at(i).text) && !between {
		return period{}, 0, false
	}
	of, end, ok := f.dated(i)
	if !ok || !between && !f.closes(end) {
		return period{}, 0, false
	}
	return of(y), end, true
}

// weekday is the latest such day before today; this one may be today.
func (f *finder) weekday(d time.Weekday, this bool) period {
	n := (int(f.today.Weekday()-d) + 7) % 7
	if n == 0 && !this {
		n = 7
	}
	return f.onWeekday(f.today.AddDate(0, 0, -n))
}

func (f *finder) onWeekday(t time.Time) period {
	p, _ := f.ofDay(plainYear(t.Year()), t.Month(), t.Day())
	n := (int(t.Weekday())+6)%7 + 1
	p.name = f.say(t.Format("Monday, January 2"), t.Format("1月2日")+"周"+numerals[n])
	return p
}
