package dates

import "time"

// dated reads the name of a month, season, quarter or holiday at i and gives
// the way to date it.
func (f *finder) dated(i int) (func(yearName) period, int, bool) {
	t := f.at(i)
	if t.kind != letters {
		return nil, 0, false
	}
	if m, ok := months[t.text]; ok {
		end := i + 1
		if f.is(end, ".") && f.at(end).glued && len(t.text) <= 4 {
			end++
		}
		return func(y yearName) period { return f.ofMonth(y, m) }, end, true
	}
	if h, end, ok := f.holidayName(i); ok {
		return f.holidayOf(h), end, true
	}
	if s, ok := seasons[t.text]; ok && !plural(t.text) {
		return func(y yearName) period { return f.ofSeason(y, s) }, i + 1, true
	}
	if q, end, ok := f.quarterName(i); ok {
		return func(y yearName) period { return f.ofQuarter(y, q) }, end, true
	}
	if n := f.at(i + 1); f.is(i, "h") && n.kind == digits && n.glued && (n.num == 1 || n.num == 2) {
		return func(y yearName) period { return f.ofHalf(y, n.num) }, i + 2, true
	}
	return f.ordinalPart(i)
}

// ordinalPart reads "first half", "third quarter".
func (f *finder) ordinalPart(i int) (func(yearName) period, int, bool) {
	n, end, ok := f.ordinalNumber(i)
	switch {
	case !ok:
	case f.is(end, "half") && n <= 2:
		return func(y yearName) period { return f.ofHalf(y, n) }, end + 1, true
	case f.is(end, "quarter") && n <= 4:
		return func(y yearName) period { return f.ofQuarter(y, n) }, end + 1, true
	}
	return nil, 0, false
}

// ordinalNumber reads "first" or "12th".
func (f *finder) ordinalNumber(i int) (int, int, bool) {
	t, next := f.at(i), f.at(i+1)
	if n, ok := ordinals[t.text]; ok && t.kind == letters {
		return n, i + 1, true
	}
	if t.kind == digits && t.wide <= 2 && next.glued && ordinalEndings.has(next.text) {
		return t.num, i + 2, true
	}
	return 0, 0, false
}

// holidayName reads a holiday of one to four words, the longest first.
func (f *finder) holidayName(i int) (*festival, int, bool) {
	for _, h := range holidayWords()[f.at(i).text] {
		if end, ok := f.phrase(i, h.words); ok {
			if f.among(end, holidayTails) {
				end++
			}
			return h.festival, end, true
		}
	}
	return nil, 0, false
}

// yearAt reads a year that dates what stands before it: "2023", ", 2023",
// "of last year", "'23", "the year before last", "two years ago".
func (f *finder) yearAt(i int) (yearName, int, bool) {
	at := f.skip(f.skip(i, ","), "of")
	if at == i+2 {
		return yearName{}, 0, false
	}
	if t := f.at(at); f.isYear(t) && f.parted(at) {
		return plainYear(t.num), at + 1, true
	}
	if t := f.at(at + 1); f.is(at, "'") && t.kind == digits && t.wide == 2 && t.glued && f.possible(2000+t.num) {
		return plainYear(2000 + t.num), at + 2, true
	}
	the := f.skip(at, "the")
	if end, ok := f.phrase(the, "year before last"); ok {
		return yearName{f.today.Year() - 2, "前年"}, end, true
	}
	if end, ok := f.phrase(at, "last year"); ok {
		return yearName{f.today.Year() - 1, "去年"}, end, true
	}
	if end, ok := f.phrase(at, "this year"); ok {
		return yearName{f.today.Year(), "今年"}, end, true
	}
	if a, end, ok := f.amount(at); ok && a.unit == year && a.halves > 0 && a.halves%2 == 0 && f.is(end, "ago") && f.possible(f.today.Year()-a.halves/2) {
		y := f.today.Year() - a.halves/2
		return yearName{y, f.zhYear(y)}, end + 1, true
	}
	return yearName{}, 0, false
}

// name reads the name of a month, season, quarter, holiday or weekday, with
// its year if it has one.
func (f *finder) name(i int) (period, int, bool) {
	t := f.at(i)
	if d, ok := weekdays[t.text]; ok && t.kind == letters {
		return f.weekdayName(d, i)
	}
	if u := unitWords[t.text]; u == weekend && t.kind == letters && !plural(t.text) {
		p := f.before(weekend, 0)
		p.grip, p.loose = bare, true
		return p, i + 1, true
	}
	of, end, ok := f.dated(i)
	if !ok {
		return period{}, 0, false
	}
	if y, e, ok := f.yearAt(end); ok {
		return of(y), e, true
	}
	if e, ok := f.phrase(end, "before last"); ok {
		return f.ended(of, 2), e, true
	}
	if t.text == "h" {
		return period{}, 0, false // H1 is a heading
	}
	p := f.latest(of)
	p.grip = bare
	switch p.unit {
	case season, holiday:
		p.grip, p.loose = topic, true
	case half, quarter:
		p.loose = t.text != "q"
	case month:
		p.loose = seemsVerb.has(t.text) || len(t.text) <= 4
	}
	return p, end, true
}

// weekdayName reads "Monday", "Tuesday last week", "Friday of last week".
func (f *finder) weekdayName(d time.Weekday, i int) (period, int, bool) {
	at := f.skip(i+1, "of")
	if end, ok := f.phrase(at, "last week"); ok {
		return f.weekdayOf(1, (int(d)+6)%7), end, true
	}
	if end, ok := f.phrase(at, "this week"); ok {
		return f.weekdayOf(0, (int(d)+6)%7), end, true
	}
	if a, end, ok := f.amount(i + 1); ok && a.unit == week && a.halves > 0 && a.halves <= most && f.is(end, "ago") {
		return f.weekdayOf(a.halves/2, (int(d)+6)%7), end + 1, true
	}
	p, end := f.weekday(d, false), i+1
	p.grip, p.loose = bare, true
	if partsOfDay.has(f.at(end).text) {
		end++
	}
	return p, end, true
}

// weekdayOf is a day, counted from Monday, of the week n weeks before this
// one; what is still to come was a week earlier.
func (f *finder) weekdayOf(n, d int) period {
	t := monday(f.today).AddDate(0, 0, d-7*n)
	if t.After(f.today) {
		t = t.AddDate(0, 0, -7)
	}
	return f.onWeekday(t)
}

// dayMonth reads "12 March 2023", "12th of March", "the 12th of last month".
func (f *finder) dayMonth(i int) (period, int, bool) {
	i = f.skip(i, "the")
	t := f.at(i)
	if t.kind != digits || t.wide > 2 {
		return period{}, 0, false
	}
	at := i + 1
	if f.is(at, "-") || f.is(at, "to") {
		// "12 to 15 March": the days between as well.
		q, end, ok := f.dayMonth(at + 1)
		p, valid := f.ofDay(q.of, q.from.Month(), t.num)
		if !ok || !valid || !p.from.Before(q.from) {
			return period{}, 0, false
		}
		return f.days(p, q), end, true
	}
	nth := f.at(at).glued && ordinalEndings.has(f.at(at).text)
	if nth {
		at++
	}
	at = f.skip(at, "of")
	for n, s := range []string{"this month", "last month"} {
		if end, ok := f.phrase(at, s); ok && nth {
			first := f.before(month, n).from
			p, ok := f.ofDay(plainYear(first.Year()), first.Month(), t.num)
			return p, end, ok
		}
	}
	m, ok := months[f.at(at).text]
	if !ok || f.at(at).kind != letters || f.at(at).glued {
		return period{}, 0, false
	}
	end := at + 1
	if f.is(end, ".") && f.at(end).glued && len(f.at(at).text) <= 4 {
		end++
	}
	return f.dayOfMonth(m, t.num, end)
}

// monthDay reads "March 12th, 2023", "Mar. 12".
func (f *finder) monthDay(i int) (period, int, bool) {
	m, ok := months[f.at(i).text]
	if !ok || f.at(i).kind != letters {
		return period{}, 0, false
	}
	at := f.skip(f.skip(i+1, "."), "the")
	t := f.at(at)
	if t.kind != digits || t.wide > 2 || t.glued {
		return period{}, 0, false
	}
	at++
	if f.at(at).glued && ordinalEndings.has(f.at(at).text) {
		at++
	}
	if f.among(at, counted) {
		return period{}, 0, false
	}
	if u := f.at(at + 1); (f.is(at, "-") || f.is(at, "to")) && u.kind == digits && u.wide <= 2 && u.num > t.num && f.parted(at+2) {
		q, end, ok := f.dayOfMonth(m, u.num, at+2)
		if p, valid := f.ofDay(q.of, m, t.num); ok && valid {
			return f.days(p, q), end, true
		}
	}
	return f.dayOfMonth(m, t.num, at)
}

// nearestDay is a day of a year or, for 29 February, of the last leap year
// before.
func (f *finder) nearestDay(y yearName, m time.Month, d int) period {
	for range 8 {
		if p, ok := f.ofDay(y, m, d); ok {
			return p
		}
		y = plainYear(y.n - 1)
	}
	return f.ofMonth(y, m)
}

// days are those from one to another.
func (f *finder) days(p, q period) period {
	return period{from: p.from, to: q.to, unit: rolling, name: f.nameRange(p, q), joined: true}
}

// dayOfMonth reads the year after a day, if there is one.
func (f *finder) dayOfMonth(m time.Month, d, end int) (period, int, bool) {
	if y, e, ok := f.yearAt(end); ok {
		p, ok := f.ofDay(y, m, d)
		return p, e, ok
	}
	if _, ok := f.ofDay(plainYear(2024), m, d); !ok { // 2024 has a 29 February
		return period{}, 0, false
	}
	p := f.latest(func(y yearName) period { return f.nearestDay(y, m, d) })
	if m == time.September && d == 11 {
		p.grip = topic // the day of 2001, rather
	}
	return p, end, true
}
