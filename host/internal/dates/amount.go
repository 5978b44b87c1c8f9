package dates

import (
	"strconv"
	"time"
)

// amount is a length of time in half units, for "a year and a half".
type amount struct {
	halves int
	unit   unit
}

// unitNames are the units that amounts are counted in.
var unitNames = map[unit]struct{ en, zh string }{
	day: {"day", "天"}, week: {"week", "周"}, weekend: {"weekend", "个周末"}, month: {"month", "个月"},
	quarter: {"quarter", "个季度"}, season: {"season", "季"}, year: {"year", "年"}, decade: {"decade", "0年"},
}

// few is how many "a few" are at most: it is said of less when the unit is
// longer.
var few = map[unit]int{day: 7, week: 6, month: 6, quarter: 4, year: 5, weekend: 4, decade: 3}

// most bounds amounts: beyond lies no page.
const most = 400

// back is the day that was an amount before t.
func (a amount) back(t time.Time) time.Time {
	switch a.unit {
	case day:
		return t.AddDate(0, 0, -(a.halves+1)/2)
	case week, weekend:
		return t.AddDate(0, 0, -(7*a.halves+1)/2)
	case month:
		return addMonths(t, -a.halves/2).AddDate(0, 0, -15*(a.halves%2))
	case quarter:
		return addMonths(t, -3*a.halves/2)
	case decade:
		return addMonths(t, -60*a.halves)
	}
	return addMonths(t, -6*a.halves)
}

// nameAmount is "3 weeks", "1.5 years", "half a month".
func (f *finder) nameAmount(a amount) string {
	u, n := unitNames[a.unit], strconv.Itoa(a.halves/2)
	if a.unit == decade {
		u.zh = "年"
		if f.zh {
			n = strconv.Itoa(5 * a.halves)
		}
	}
	switch {
	case a.halves == 1:
		zh := "半" + u.zh
		if a.unit == month || a.unit == quarter {
			zh = "半个" + u.zh[len("个"):]
		}
		return f.say("half a "+u.en, zh)
	case a.halves == 2 && !f.zh:
		return "1 " + u.en
	case a.halves%2 == 1 && !f.zh:
		return n + ".5 " + u.en + "s"
	case a.halves%2 == 1 && (a.unit == month || a.unit == quarter):
		return n + "个半" + u.zh[len("个"):]
	case a.halves%2 == 1:
		return n + u.zh + "半"
	}
	return f.say(n+" "+u.en+"s", n+u.zh)
}

// ago is a time that was an amount ago. Days are exact. Longer units are the
// calendar's, with a quarter of one around the day for those who count from
// today. Halves are said roughly.
func (f *finder) ago(a amount) period {
	if a.halves%2 == 1 || a.unit == decade {
		return f.roughly(a, false)
	}
	p := period{unit: rolling, past: &a, name: f.nameAmount(a) + f.say(" ago", "前")}
	at := a.back(f.today)
	p.from, p.to = at, at.AddDate(0, 0, 1)
	around := map[unit]int{week: 2, month: 8, quarter: 23, year: 91}[a.unit]
	if around > 0 {
		c := f.before(a.unit, a.halves/2)
		p.from, p.to = earlier(c.from, at.AddDate(0, 0, -around)), later(c.to, at.AddDate(0, 0, around+1))
	}
	if a.unit == weekend {
		c := f.before(weekend, a.halves/2)
		p.from, p.to = c.from, c.to
	}
	p.to = earlier(p.to, f.today.AddDate(0, 0, 1))
	return p
}

// roughly is a time an amount ago, a quarter of it on both sides; said tells
// that the person said "about".
func (f *finder) roughly(a amount, said bool) period {
	at := a.back(f.today)
	spread := max(1, int(f.today.Sub(at).Hours()/24+2)/4)
	name := f.nameAmount(a)
	en, zh := name+" ago", name+"前"
	if said {
		en, zh = "about "+en, "大约"+zh
	}
	return period{
		unit: rolling, past: &a, name: f.say(en, zh),
		from: at.AddDate(0, 0, -spread), to: earlier(at.AddDate(0, 0, spread+1), f.today.AddDate(0, 0, 1)),
	}
}

// spanAgo is "two or three weeks ago": between two amounts.
func (f *finder) spanAgo(long, short amount, name string) period {
	return period{unit: rolling, name: name, from: long.back(f.today), to: short.back(f.today).AddDate(0, 0, 1)}
}

// fewAgo is "a few days ago", never today.
func (f *finder) fewAgo(u unit) period {
	n := unitNames[u]
	return f.spanAgo(amount{2 * few[u], u}, amount{2, u}, f.say("a few "+n.en+"s ago", "几"+n.zh+"前"))
}

// lately is the time from an amount ago until today.
func (f *finder) lately(a amount) period {
	name := f.nameAmount(a)
	en := "last " + name
	if a.halves == 2 {
		en = "past " + unitNames[a.unit].en
	}
	return period{
		unit: rolling, article: true, name: f.say(en, "最近"+name),
		from: a.back(f.today), to: f.today.AddDate(0, 0, 1),
	}
}

// latelyFew is "the past few weeks".
func (f *finder) latelyFew(u unit) period {
	p := f.lately(amount{2 * few[u], u})
	n := unitNames[u]
	p.name = f.say("past few "+n.en+"s", "最近几"+n.zh)
	return p
}

// recently is two months: the word is elastic.
func (f *finder) recently() period {
	p := f.lately(amount{4, month})
	p.name, p.grip, p.article = f.say("recently", "最近"), topic, false
	return p
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
