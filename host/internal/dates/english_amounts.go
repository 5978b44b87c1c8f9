package dates

import (
	"strconv"
	"time"
)

// amount reads "three weeks", "a year and a half", "half a year", "a couple of
// months". A few of something are -1 halves.
func (f *finder) amount(i int) (amount, int, bool) {
	if at, ok := f.halfOf(i); ok {
		u, ok := unitWords[f.at(at).text]
		return amount{1, u}, at + 1, ok
	}
	n, at, ok := f.count(i)
	if !ok {
		return amount{}, 0, false
	}
	if e, ok := f.phrase(at, "and a half"); ok && n > 0 {
		u, ok := unitWords[f.at(e).text]
		return amount{2*n + 1, u}, e + 1, ok
	}
	u, ok := unitWords[f.at(at).text]
	if !ok || f.at(at).kind != letters {
		return amount{}, 0, false
	}
	at++
	if e, ok := f.phrase(at, "and a half"); ok && n > 0 {
		return amount{2*n + 1, u}, e, true
	}
	if n < 0 {
		return amount{-1, u}, at, true
	}
	return amount{2 * n, u}, at, true
}

// halfOf reads "half a", "half", "a half".
func (f *finder) halfOf(i int) (int, bool) {
	for _, s := range []string{"half a", "half an", "a half", "half"} {
		if at, ok := f.phrase(i, s); ok {
			return at, true
		}
	}
	return 0, false
}

// count reads a number; -1 is a few.
func (f *finder) count(i int) (int, int, bool) {
	t := f.at(i)
	if t.kind == digits {
		return t.num, i + 1, t.num > 0 && t.num <= most/2
	}
	for _, s := range []string{"a couple of", "couple of", "a couple", "couple"} {
		if at, ok := f.phrase(i, s); ok {
			return 2, at, true
		}
	}
	for _, s := range []string{"a few", "quite a few", "few", "several", "some", "a number of"} {
		if at, ok := f.phrase(i, s); ok {
			return -1, at, true
		}
	}
	n, ok := numbers[t.text]
	return n, i + 1, ok && t.kind == letters
}

// countedAgo reads "two weeks ago", "two or three weeks ago", "two summers
// ago", "about a year ago", "over a year ago".
func (f *finder) countedAgo(i int) (period, int, bool) {
	kind, at := f.measure(i)
	if n, e, ok := f.count(at); ok && f.among(e, shortUnits) && f.among(e+1, agoWords) {
		if !f.is(e, "hour") && !f.is(e, "hours") {
			n = 1
		}
		return f.hoursAgo(n), e + 2, true
	}
	if p, end, ok := f.namesAgo(at); ok {
		return p, end, true
	}
	if p, end, ok := f.eitherAgo(at); ok {
		return p, end, true
	}
	a, end, ok := f.amount(at)
	if !ok || a.halves > most {
		return f.longAgo(at)
	}
	if n, e, ok := f.count(end + 1); ok && f.is(end, "or") && 2*n > a.halves && a.halves > 0 && n <= most/2 && f.among(e, agoWords) {
		return f.between(a, amount{2 * n, a.unit}), e + 1, true // "a week or two ago"
	}
	if e, ok := f.phrase(end, "or so"); ok {
		kind, end = "about", e
	}
	if !f.among(end, agoWords) {
		return period{}, 0, false
	}
	end++
	if e, ok := f.phrase(end, "or so"); ok {
		kind, end = "about", e
	} else if f.is(end, "today") {
		end++
	}
	if a.halves < 0 {
		return f.fewAgo(a.unit), end, true
	}
	couple := f.is(at, "couple") || f.is(at+1, "couple")
	return f.measured(kind, a, couple), end, true
}

// hoursAgo is today, and yesterday when it was before midnight; a few are -1.
func (f *finder) hoursAgo(n int) period {
	if n < 0 {
		n = few[day]
	}
	p := f.before(day, 0)
	if n > f.hour {
		p = period{from: f.today.AddDate(0, 0, -(n-f.hour+23)/24), to: p.to, unit: rolling, name: f.say("past "+strconv.Itoa(n)+" hours", "最近"+strconv.Itoa(n)+"小时")}
	}
	return p
}

// measured is an amount ago with what was said of its exactness.
func (f *finder) measured(kind string, a amount, couple bool) period {
	name := f.nameAmount(a)
	switch {
	case kind == "over":
		return period{unit: rolling, to: a.back(f.today).AddDate(0, 0, 1), name: f.say("over "+name+" ago", name+"多以前")}
	case kind == "under":
		return period{unit: rolling, from: a.back(f.today), to: f.today.AddDate(0, 0, 1), name: f.say("less than "+name+" ago", "不到"+name+"前")}
	case kind == "about":
		return f.roughly(a, true)
	case couple:
		// A couple may be three, and people round.
		return f.spanAgo(amount{6, a.unit}, amount{2, a.unit}, f.say("a couple of "+unitNames[a.unit].en+"s ago", "两三"+unitNames[a.unit].zh+"前"))
	}
	return f.ago(a)
}

// measure reads "about", "more than" and "less than" before an amount.
func (f *finder) measure(i int) (string, int) {
	for _, m := range measures {
		if at, ok := f.phrase(i, m.words); ok {
			return m.kind, at
		}
	}
	return "", i
}

// namesAgo reads "two summers ago", "two Christmases ago": the last one is one
// ago.
func (f *finder) namesAgo(i int) (period, int, bool) {
	n, at, ok := f.count(i)
	if !ok || n < 1 || n > 30 || !f.among(at+1, agoWords) {
		return period{}, 0, false
	}
	t := f.at(at).text
	if s, ok := seasons[t]; ok {
		return f.ended(func(y yearName) period { return f.ofSeason(y, s) }, n), at + 2, true
	}
	if t == "christmases" || t == "christmas" {
		return f.ended(f.holidayOf(christmas), n), at + 2, true
	}
	return period{}, 0, false
}

// eitherAgo reads "two or three weeks ago", "2-3 years ago".
func (f *finder) eitherAgo(i int) (period, int, bool) {
	a, at, ok := f.count(i)
	if !ok || a < 1 || !(f.is(at, "or") || f.is(at, "to") || f.is(at, "-")) {
		return period{}, 0, false
	}
	b, at, ok := f.count(at + 1)
	if !ok || b <= a || b > most/2 || !f.among(at+1, agoWords) {
		return period{}, 0, false
	}
	u, ok := unitWords[f.at(at).text]
	if !ok {
		return period{}, 0, false
	}
	return f.between(amount{2 * a, u}, amount{2 * b, u}), at + 2, true
}

// longAgo reads "years ago", "many months ago".
func (f *finder) longAgo(i int) (period, int, bool) {
	at := f.skip(i, "many")
	t := f.at(at)
	u, ok := unitWords[t.text]
	if !ok || !plural(t.text) || u == decade || u == weekend || !f.among(at+1, agoWords) || f.among(i-1, vast) || f.at(i-1).kind == digits {
		return period{}, 0, false
	}
	if u == year {
		return period{unit: rolling, to: addMonths(f.today, -12), name: f.say("years ago", "多年前")}, at + 2, true
	}
	return f.fewAgo(u), at + 2, true
}

// between is "two or three weeks ago".
func (f *finder) between(short, long amount) period {
	n := f.nameAmount(long)
	p := f.spanAgo(long, short, "")
	p.from = earlier(p.from, f.ago(long).from)
	p.name = f.say(strconv.Itoa(short.halves/2)+" to "+n+" ago", strconv.Itoa(short.halves/2)+"到"+n+"前")
	return p
}

// ordinal reads "on the 12th", "first half of 2022", "last week of March".
func (f *finder) ordinal(i int) (period, int, bool) {
	at := f.skip(i, "the")
	n, end, ok := f.ordinalNumber(at)
	if f.is(at, "last") {
		n, end, ok = -1, at+1, true
	}
	if !ok {
		return period{}, 0, false
	}
	if (f.is(end, "week") || f.is(end, "days")) && f.is(end+1, "of") && n <= 4 {
		return f.weekOf(n, f.skip(end+2, "the"))
	}
	if n < 1 || n > 31 || f.at(at).kind != digits || !f.is(at-1, "the") && at == i || !f.is(f.behindThe(at)-1, "on") || !f.closes(end) {
		return period{}, 0, false
	}
	p, ok := f.latestDay(n)
	p.article = true
	return p, end, ok
}

// latestDay is the latest day of that number that has begun.
func (f *finder) latestDay(n int) (period, bool) {
	y, m, _ := f.today.Date()
	for back := range 3 {
		first := date(y, m-time.Month(back), 1)
		if p, ok := f.ofDay(plainYear(first.Year()), first.Month(), n); ok && !p.from.After(f.today) {
			return p, true
		}
	}
	return period{}, false
}

// behindThe is the position of "the" before i.
func (f *finder) behindThe(i int) int {
	if f.is(i-1, "the") {
		return i - 1
	}
	return i
}

// weekOf is the n-th week of the month that follows; -1 is its last.
func (f *finder) weekOf(n, i int) (period, int, bool) {
	p, end, ok := f.relative(i)
	if !ok {
		p, end, ok = f.name(i)
	}
	if !ok || p.unit != month && p.unit != year || p.unit == year && n != -1 && n != 1 {
		return period{}, 0, false
	}
	q := p
	q.unit, q.grip, q.loose, q.redate, q.article = rolling, firm, false, nil, true
	if n < 0 {
		q.from = p.to.AddDate(0, 0, -7)
		q.name = f.say("last week of "+p.name, p.name+"最后一周")
		return q, end, true
	}
	q.from = p.from.AddDate(0, 0, 7*n-7)
	q.to = q.from.AddDate(0, 0, 7)
	q.name = f.say([]string{"first", "second", "third", "fourth"}[n-1]+" week of "+p.name, p.name+"第"+numerals[n]+"周")
	return q, end, true
}

// idiom reads what follows no rule.
func (f *finder) idiom(i int) (period, int, bool) {
	switch f.at(i).text {
	case "recently", "lately":
		return f.recently(), i + 1, true
	case "earlier":
		end, ok := f.phrase(i, "earlier in the year")
		return f.before(year, 0), end, ok
	case "the", "other":
		if at, ok := f.phrase(f.skip(i, "the"), "other"); ok && (i != at-1 || f.is(i-1, "the")) {
			u, ok := unitWords[f.at(at).text]
			if ok && (u == day || u == week) && f.closesLoosely(at+1) {
				p := f.fewAgo(u)
				p.article = true
				return p, at + 1, true
			}
		}
	case "this", "around":
		return f.thisTimeLastYear(i)
	case "older", "newer":
		if a, end, ok := f.amount(i + 2); ok && f.is(i+1, "than") && a.halves > 0 && a.halves <= most {
			kind := map[string]string{"older": "over", "newer": "under"}[f.at(i).text]
			return f.measured(kind, a, false), end, true
		}
	}
	return period{}, 0, false
}

// thisTimeLastYear is a month around today's date of last year.
func (f *finder) thisTimeLastYear(i int) (period, int, bool) {
	at, ok := f.phrase(f.skip(f.skip(i, "around"), "about"), "this time last year")
	if !ok {
		return period{}, 0, false
	}
	return f.yearSince(1), at, true
}

// yearSince is the month around today's date n years ago.
func (f *finder) yearSince(n int) period {
	t := addMonths(f.today, -12*n)
	return period{unit: rolling, from: t.AddDate(0, 0, -15), to: t.AddDate(0, 0, 16), name: f.say("this time last year", f.zhYear(t.Year())+"这个时候")}
}
