package dates

import "time"

// hanYear reads a year and what it dates: 2023年春天, 去年三月, 二〇二三年,
// 前年冬天, 今年上半年, 去年年底, 23年.
func (f *finder) hanYear(i int) (period, int, bool) {
	y, end, grip, ok := f.hanYearName(i)
	if !ok {
		return period{}, 0, false
	}
	if f.is(end, "度") && !f.is(end+1, "假") {
		end++
	}
	at, _ := f.skipHan(end, "的", false)
	if p, e, ok := f.hanWithin(y, at); ok {
		return p, e, true
	}
	if q, e, ok := f.quarterName(end); ok {
		return f.ofQuarter(y, q), e, true
	}
	p := f.ofYear(y)
	p.grip = grip
	if t := f.at(end); grip == firm && t.kind != none && t.kind != mark && t.text != "的" && t.text != "在" && !f.isAct(end) {
		p.grip = bare // 2023年高考: rather a subject
	}
	return p, end, true
}

// hanYearName reads a year by its number or its distance.
func (f *finder) hanYearName(i int) (yearName, int, grip, bool) {
	for _, w := range hanYears {
		if end, ok := f.spells(i, w.s); ok {
			return yearName{f.today.Year() - w.n, w.zh}, end, firm, !hanNotYear.has(f.at(end).text)
		}
	}
	t := f.at(i)
	if t.kind == digits && f.is(i+1, "年") {
		if f.isYear(t) && !f.is(i+2, "级") && !f.is(i+2, "代") {
			return plainYear(t.num), i + 2, firm, true
		}
		// 23年 may be a length of time.
		if t.wide == 2 && f.possible(2000+t.num) && t.num >= 10 && !hanAfterLength.has(f.at(i+2).text) {
			return plainYear(2000 + t.num), i + 2, topic, true
		}
		return yearName{}, 0, 0, false
	}
	n, at := 0, i
	for at < i+4 {
		d, ok := hanDigits[f.at(at).text]
		if !ok || f.at(at).kind != han || d > 9 || f.is(at, "两") {
			break
		}
		n, at = n*10+d, at+1
	}
	if !f.is(at, "年") || f.is(at+1, "级") || f.is(at+1, "代") {
		return yearName{}, 0, 0, false
	}
	if at == i+4 && n >= 1900 && n <= 2100 {
		return plainYear(n), at + 1, firm, true
	}
	// 二一年 is a year, 二三年前 is not.
	if at == i+2 && f.possible(2000+n) && !hanAfterLength.has(f.at(at+1).text) {
		return plainYear(2000 + n), at + 1, topic, true
	}
	return yearName{}, 0, 0, false
}

// hanWithin reads what a year dates: a month, day, season, half, quarter,
// holiday or 年初.
func (f *finder) hanWithin(y yearName, i int) (period, int, bool) {
	if m, end, ok := f.hanMonthNumber(i); ok {
		return f.hanInMonth(y, m, end)
	}
	of, end, ok := f.hanDated(i, true)
	if !ok {
		of, end, ok = f.monthPair(i)
	}
	if !ok {
		return period{}, 0, false
	}
	return of(y), end, true
}

// monthPair reads 七八月.
func (f *finder) monthPair(i int) (func(yearName) period, int, bool) {
	a, b := hanDigits[f.at(i).text], hanDigits[f.at(i+1).text]
	if a == 0 || b != a+1 || f.at(i).kind != han || f.at(i+1).kind != han || !f.is(i+2, "月") || f.is(i, "两") {
		return nil, 0, false
	}
	end, _ := f.skipHan(i+3, "份", false)
	return func(y yearName) period {
		p, q := f.ofMonth(y, time.Month(a)), f.ofMonth(y, time.Month(b))
		p.name, p.to, p.unit = f.nameRange(p, q), q.to, piece
		return p
	}, end, true
}

// hanMonthPair is monthPair without a year.
func (f *finder) hanMonthPair(i int) (period, int, bool) {
	of, end, ok := f.monthPair(i)
	if !ok {
		return period{}, 0, false
	}
	p := f.latest(of)
	p.grip = bare
	return p, end, true
}

// hanMonthNumber reads 三月, 3月份.
func (f *finder) hanMonthNumber(i int) (time.Month, int, bool) {
	n, at, ok := f.hanNumber(i)
	if !ok || !isMonth(n) || !f.is(at, "月") {
		return 0, 0, false
	}
	at, _ = f.skipHan(at+1, "份", false)
	return time.Month(n), at, true
}

// hanInMonth reads the day or the part that follows a month.
func (f *finder) hanInMonth(y yearName, m time.Month, i int) (period, int, bool) {
	if d, end, ok := f.hanNumber(i); ok && (f.is(end, "日") || f.is(end, "号")) && !hanAfterNumber.has(f.at(end+1).text) {
		p, ok := f.ofDay(y, m, d)
		return p, end + 1, ok
	}
	p := f.ofMonth(y, m)
	if s, end, ok := f.hanStage(i); ok {
		p, ok := f.part(p, s)
		return p, end, ok
	}
	return p, i, true
}

// hanStage reads 初, 上旬, 底 and so on after a month.
func (f *finder) hanStage(i int) (stage, int, bool) {
	for _, w := range hanStages {
		if end, ok := f.spells(i, w.s); ok && !hanNotPart.has(f.at(end).text) {
			return w.stage, end, true
		}
	}
	return 0, 0, false
}

// hanMonthOfYear reads a month without year: 三月, 3月12日, 三月初.
func (f *finder) hanMonthOfYear(i int) (period, int, bool) {
	m, end, ok := f.hanMonthNumber(i)
	if !ok {
		return f.hanDayNumber(i)
	}
	p, e, ok := f.hanInMonth(plainYear(2024), m, end) // 2024 has a 29 February
	if !ok {
		return period{}, 0, false
	}
	p = f.latest(func(y yearName) period {
		p, _, ok := f.hanInMonth(y, m, end)
		if !ok {
			p = f.nearestDay(y, m, 29)
		}
		return p
	})
	if p.unit == month {
		p.grip = bare
		if f.is(end-1, "份") {
			p.grip = firm
		}
	}
	return p, e, true
}

// hanDayNumber reads 12号, which is more often a line of the underground.
func (f *finder) hanDayNumber(i int) (period, int, bool) {
	d, end, ok := f.hanNumber(i)
	if !ok || !f.is(end, "号") || d < 1 || d > 31 || hanAfterNumber.has(f.at(end+1).text) {
		return period{}, 0, false
	}
	p, ok := f.latestDay(d)
	p.grip, p.loose = bare, true
	return p, end + 1, ok
}

// hanMonth reads 上个月, 本月, 上上个月, 上个月底, 月初.
func (f *finder) hanMonth(i int) (period, int, bool) {
	for _, w := range hanMonths {
		end, ok := f.spells(i, w.s)
		if !ok {
			continue
		}
		p := f.before(month, w.n)
		at, _ := f.skipHan(end, "的", false)
		if d, e, ok := f.hanNumber(at); ok && (f.is(e, "日") || f.is(e, "号")) {
			p, ok := f.ofDay(plainYear(p.from.Year()), p.from.Month(), d)
			return p, e + 1, ok
		}
		if s, e, ok := f.hanStage(end); ok {
			q, ok := f.part(p, s)
			return q, e, ok
		}
		return p, end, true
	}
	if s, ok := map[string]stage{"初": start, "底": finish, "末": finish, "中": mid}[f.at(i+1).text]; ok && f.is(i, "月") {
		p, _ := f.part(f.before(month, 0), s)
		if p.from.After(f.today) {
			p, _ = f.part(f.before(month, 1), s)
		}
		p.grip = bare
		return p, i + 2, true
	}
	return period{}, 0, false
}

// hanName reads a season, half, quarter, holiday or part of a year without a
// year, or with 这个 and 上个.
func (f *finder) hanName(i int) (period, int, bool) {
	if _, at, ok := f.spellsAny(i, []string{"上一个", "上个", "上"}); ok {
		if of, end, ok := f.hanDated(at, false); ok && !f.is(at, "半") {
			return f.ended(of, 1), end, true
		}
		if end, ok := f.spells(at, "季度"); ok {
			return f.before(quarter, 1), end, true
		}
	}
	if _, at, ok := f.spellsAny(i, []string{"这个", "这一个", "这", "本"}); ok {
		if of, end, ok := f.hanDated(at, false); ok {
			return f.latest(of), end, true
		}
		if end, ok := f.spells(at, "季度"); ok {
			return f.before(quarter, 0), end, true
		}
	}
	of, end, ok := f.hanDated(i, false)
	if !ok {
		return period{}, 0, false
	}
	p := f.latest(of)
	p.grip = bare
	if p.unit == season || p.unit == holiday {
		p.grip, p.loose = topic, true
	}
	return p, end, true
}

// hanDated reads the name of a season, half, quarter, holiday or part of a
// year; after a year names may be short (去年春).
func (f *finder) hanDated(i int, afterYear bool) (func(yearName) period, int, bool) {
	t := f.at(i)
	if t.kind != han && t.kind != digits {
		return nil, 0, false
	}
	for _, w := range hanHolidays {
		if end, ok := f.spells(i, w.s); ok {
			if _, e, ok := f.spellsAny(end, []string{"黄金周", "假期", "长假", "小长假", "节日", "节"}); ok {
				end = e
			}
			return f.holidayOf(w.festival), end, true
		}
	}
	if h, end, ok := f.digitHoliday(i); ok {
		return f.holidayOf(h), end, true
	}
	for _, w := range hanSeasons() {
		if end, ok := f.spells(i, w.s); ok && (afterYear && !hanNotSeason.has(f.at(end).text) || !w.short) {
			return f.hanSeason(w), end, true
		}
	}
	for h, s := range []string{"上半年", "下半年"} {
		if end, ok := f.spells(i, s); ok {
			return func(y yearName) period { return f.ofHalf(y, h+1) }, end, true
		}
	}
	at, _ := f.skipHan(i, "第", false)
	if q, e, ok := f.hanNumber(at); ok && q >= 1 && q <= 4 {
		if _, end, ok := f.spellsAny(e, []string{"个季度", "季度"}); ok && (at > i || f.is(e, "季")) {
			return func(y yearName) period { return f.ofQuarter(y, q) }, end, true
		}
	}
	for _, w := range hanYearParts {
		if end, ok := f.spells(i, w.s); ok && (afterYear || !w.short) && !hanNotPart.has(f.at(end).text) {
			return f.hanYearPart(w.stage), end, true
		}
	}
	return nil, 0, false
}

func (f *finder) hanSeason(w hanSeasonWord) func(yearName) period {
	return func(y yearName) period {
		p := f.ofSeason(y, w.season)
		if w.cut {
			p, _ = f.part(p, w.stage)
			p.article = false
		}
		return p
	}
}

func (f *finder) hanYearPart(s stage) func(yearName) period {
	return func(y yearName) period {
		p, _ := f.part(f.ofYear(y), s)
		return p
	}
}

// digitHoliday reads 双11 and 双12.
func (f *finder) digitHoliday(i int) (*festival, int, bool) {
	if f.is(i, "双") && f.at(i+1).kind == digits {
		switch f.at(i + 1).num {
		case 11:
			return singles, i + 2, true
		case 12:
			return doubleTwel, i + 2, true
		}
	}
	return nil, 0, false
}
