package dates

import (
	"strconv"
	"time"
)

// chinese reads a Chinese period at i: the longest of what the rules see.
func (f *finder) chinese(i int) (p period, end int, ok bool) {
	if t := f.at(i); t.kind == han && !hanOpeners()[t.text] {
		return period{}, 0, false
	}
	for _, rule := range chineseRules {
		if q, e, is := rule(f, i); is && e > end {
			p, end, ok = q, e, true
		}
	}
	return p, end, ok
}

var chineseRules = []func(*finder, int) (period, int, bool){
	(*finder).hanDay, (*finder).hanAgo, (*finder).hanLately, (*finder).hanYear, (*finder).hanWeek,
	(*finder).hanMonth, (*finder).hanMonthOfYear, (*finder).hanMonthPair, (*finder).hanName, (*finder).hanIdiom,
}

// hanNumber reads a number in digits or in Chinese up to ninety-nine.
func (f *finder) hanNumber(i int) (int, int, bool) {
	t := f.at(i)
	if t.kind == digits {
		return t.num, i + 1, t.num >= 0
	}
	n, at, some := 0, i, false
	if d, ok := hanDigits[t.text]; ok && t.kind == han {
		n, at, some = d, i+1, true
	}
	if !f.is(at, "十") {
		return n, at, some
	}
	if !some {
		n = 1
	}
	n, at = n*10, at+1
	if d, ok := hanDigits[f.at(at).text]; ok && d > 0 && f.at(at).kind == han {
		return n + d, at + 1, true
	}
	return n, at, true
}

// hanDay reads 今天, 昨天晚上, 前天, 大前天, 昨晚.
func (f *finder) hanDay(i int) (period, int, bool) {
	if !hanDayOpeners.has(f.at(i).text) {
		return period{}, 0, false
	}
	for _, w := range hanDays {
		end, ok := f.spells(i, w.s)
		if !ok {
			continue
		}
		p := f.before(day, w.n)
		if w.n == 0 {
			p.grip = bare
		}
		part, e, ok := f.spellsAny(end, hanPartsOfDay)
		if ok {
			end, p.grip = e, firm
		}
		if w.n == 1 && (hanNights.has(part) || w.s == "昨晚" || w.s == "昨夜") {
			p = f.lastNight()
		}
		return p, end, true
	}
	return period{}, 0, false
}

// hanUnit reads 天, 个星期, 个月 and so on.
func (f *finder) hanUnit(i int) (unit, int, bool) {
	for _, w := range hanUnits {
		if end, ok := f.spells(i, w.s); ok {
			return w.u, end, true
		}
	}
	return 0, 0, false
}

// hanAmount is an amount with what was said of its exactness.
type hanAmount struct {
	amount
	more bool // 一年多
	// upTo is the longer of two numbers: 两三天.
	upTo int
}

// amountHan reads 三天, 两个星期, 半年, 一年半, 一年多, 几天, 两三个月.
func (f *finder) amountHan(i int) (hanAmount, int, bool) {
	if end, ok := f.spells(i, "半"); ok {
		u, end, ok := f.hanUnit(end)
		if end, more := f.spells(end, "多"); more && ok {
			return hanAmount{amount: amount{1, u}, more: true}, end, true
		}
		return hanAmount{amount: amount{1, u}}, end, ok && u != day
	}
	if _, end, ok := f.spellsAny(i, hanFew); ok {
		u, end, ok := f.hanUnit(end)
		return hanAmount{amount: amount{-1, u}}, end, ok
	}
	n, at, ok := f.hanNumber(i)
	if !ok || n < 1 || n > most/2 {
		return hanAmount{}, 0, false
	}
	if a, e, ok := f.hanBetween(n, at); ok {
		return a, e, true
	}
	a := hanAmount{}
	if e, ok := f.spells(at, "几"); ok && n%10 == 0 && n > 0 {
		a.upTo, at = n+9, e
	} else if next, e, two := f.hanNumber(at); two && f.at(at).kind == han && next > n && next < 11 {
		a.upTo, at = next, e
	}
	at, a.more = f.skipHan(at, "多", a.more)
	halved := false
	u, at, ok := f.hanUnit(at)
	if !ok {
		return hanAmount{}, 0, false
	}
	at, a.more = f.skipHan(at, "多", a.more)
	at, halved = f.skipHan(at, "半", false)
	a.amount = amount{2 * n, u}
	if halved && u != day {
		a.halves++
	}
	return a, at, true
}

// hanBetween reads what may stand between a number and its unit: 两个多月,
// 一个半月.
func (f *finder) hanBetween(n, i int) (hanAmount, int, bool) {
	if at, ok := f.spells(i, "个多"); ok {
		u, end, ok := f.hanUnit(at)
		return hanAmount{amount: amount{2 * n, u}, more: true}, end, ok
	}
	if at, ok := f.spells(i, "个半"); ok {
		u, end, ok := f.hanUnit(at)
		return hanAmount{amount: amount{2*n + 1, u}}, end, ok
	}
	return hanAmount{}, 0, false
}

// skipHan skips s if it stands at i and says so, or keeps what was known.
func (f *finder) skipHan(i int, s string, known bool) (int, bool) {
	if end, ok := f.spells(i, s); ok {
		return end, true
	}
	return i, known
}

// hanAgo reads 三天前, 大约半年前, 一年多以前, 几天前, 两三年前, 前几天.
func (f *finder) hanAgo(i int) (period, int, bool) {
	if end, ok := f.spells(i, "前"); ok {
		// 前三个月 may be the first three months; 前两天 is idiom.
		if a, end, ok := f.amountHan(end); ok && (a.halves < 0 || a.unit == day && a.halves >= 4 && a.halves <= 6) {
			return f.fewAgo(a.unit), end, true
		}
		return period{}, 0, false
	}
	_, at, about := f.spellsAny(i, hanAbout)
	if !about {
		at = i
	}
	a, next, ok := f.amountHan(at)
	if !ok {
		return f.hanHoursAgo(at)
	}
	at = next
	at, about = f.skipHan(at, "左右", about)
	w, end, ok := f.spellsAny(at, []string{"以前", "之前", "前"})
	if !ok || w == "前" && hanAfterBefore.has(f.at(end).text) {
		return period{}, 0, false
	}
	end, about = f.skipHan(end, "左右", about)
	return f.hanMeasured(a, about), end, true
}

// hanHoursAgo reads 两小时前, 半个小时前, 十分钟前.
func (f *finder) hanHoursAgo(i int) (period, int, bool) {
	n, at, ok := f.hanNumber(i)
	if _, e, few := f.spellsAny(i, []string{"几", "半"}); few {
		n, at, ok = 1, e, true
	}
	w, at, is := f.spellsAny(at, []string{"个小时", "小时", "个钟头", "分钟"})
	if !ok || !is || n > most {
		return period{}, 0, false
	}
	if w == "分钟" {
		n = 1
	}
	_, end, ok := f.spellsAny(at, []string{"以前", "之前", "前"})
	return f.hoursAgo(n), end, ok
}

func (f *finder) hanMeasured(a hanAmount, about bool) period {
	name := f.nameAmount(a.amount)
	switch {
	case a.halves < 0:
		return f.fewAgo(a.unit)
	case a.upTo > 0:
		long := amount{2 * a.upTo, a.unit}
		p := f.spanAgo(long, a.amount, f.say(strconv.Itoa(a.halves/2)+" to "+f.nameAmount(long)+" ago", strconv.Itoa(a.halves/2)+"到"+f.nameAmount(long)+"前"))
		p.from = earlier(p.from, f.ago(long).from)
		return p
	case a.more:
		return f.spanAgo(amount{a.halves + 2 - a.halves%2, a.unit}, a.amount, f.say("over "+name+" ago", name+"多前"))
	case about:
		return f.roughly(a.amount, true)
	}
	return f.ago(a.amount)
}

// hanLately reads 最近三天, 近一个月, 过去两年, 这几天, 最近.
func (f *finder) hanLately(i int) (period, int, bool) {
	w, at, ok := f.spellsAny(i, hanRecent)
	if !ok {
		return period{}, 0, false
	}
	at, _ = f.skipHan(at, "的", false)
	if w == "这" && f.is(at, "一") {
		return period{}, 0, false
	}
	if a, end, ok := f.amountHan(at); ok && a.upTo == 0 {
		if _, e, ok := f.spellsAny(end, []string{"以来", "来"}); ok {
			end = e
		}
		if w == "这" && a.halves == 2 || f.hanMonthly(end) {
			return period{}, 0, false
		}
		if a.halves < 0 {
			return f.latelyFew(a.unit), end, true
		}
		return f.lately(a.amount), end, true
	}
	if w == "最近这" {
		w, at = "最近", i+2
	}
	if w != "最近" {
		return period{}, 0, false
	}
	_, end, ok := f.spellsAny(at, []string{"这段时间", "一段时间", "一阵子", "这阵子"})
	if !ok {
		end = i + 2
	}
	return f.recently(), end, true
}

// hanMonthly tells 三个月前 after 最近, which is another thing.
func (f *finder) hanMonthly(i int) bool { return f.is(i, "前") && !f.is(i+1, "端") }

// hanIdiom reads 近期, 前阵子, 不久前 and the like.
func (f *finder) hanIdiom(i int) (period, int, bool) {
	w, end, ok := f.spellsAny(i, hanIdioms)
	if !ok {
		return period{}, 0, false
	}
	p := f.recently()
	switch w {
	case "近几年", "这些年", "近年来", "近年":
		p = f.latelyFew(year)
		p.grip = topic
	case "前些天", "前些日子", "前些时候", "前阵子", "前一阵子", "前一阵", "前段时间", "前一段时间":
		p = f.spanAgo(amount{6, month}, amount{4, day}, f.say("some time ago", "前段时间"))
	case "刚才", "刚刚":
		p = f.hoursAgo(1)
		p.grip, p.loose = topic, true
	case "前些年":
		p = f.fewAgo(year)
	case "去年这个时候", "去年今日", "去年的今天", "去年今天", "去年的这个时候", "去年同期":
		p = f.yearSince(1)
	}
	return p, end, true
}

// hanWeek reads 上周, 这个星期, 上上周三, 上周末, 星期二.
func (f *finder) hanWeek(i int) (period, int, bool) {
	n, at := -1, i
	for _, w := range hanWeekOffsets {
		if end, ok := f.spells(i, w.s); ok {
			n, at = w.n, end
			break
		}
	}
	name, end, ok := f.spellsAny(at, []string{"个星期", "个礼拜", "星期", "礼拜", "周", "个周"})
	if !ok {
		if e, ok := f.spells(at, "个周末"); ok && n >= 0 {
			return f.before(weekend, n), e, true
		}
		return period{}, 0, false
	}
	if e, ok := f.spells(end, "末"); ok {
		p := f.before(weekend, max(n, 0))
		if n < 0 {
			p.grip, p.loose = topic, true
		}
		return p, e, true
	}
	d, isDay := hanWeekdays[f.at(end).text]
	isDay = isDay && f.at(end).kind == han && !hanNotWeekday.has(f.at(end+1).text)
	switch {
	case n >= 0 && isDay:
		return f.weekdayOf(n, d), end + 1, true
	case n >= 0:
		return f.before(week, n), end, true
	case isDay && name != "个星期" && name != "个礼拜":
		p := f.weekday(time.Weekday((d+1)%7), false)
		p.grip = bare
		return p, end + 1, true
	}
	return period{}, 0, false
}
