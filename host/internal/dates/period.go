package dates

import (
	"strconv"
	"time"
)

// grip is how surely words mean a time.
type grip byte

const (
	// firm: they mean nothing else.
	firm grip = iota
	// bare: a preposition makes them firm.
	bare
	// topic: they may be the subject even after a preposition ("in spring").
	topic
)

// unit is the kind of stretch a period is; it says how to cut and widen it.
type unit byte

const (
	noUnit unit = iota
	day
	weekend
	week
	month
	season
	quarter
	half
	year
	decade
	holiday
	piece // of another period
	rolling
)

// period is a stretch of days, as words say it. Days are midnights of UTC
// until the end, since days of a zone may begin at one o'clock.
type period struct {
	from, to time.Time
	name     string
	unit     unit
	grip     grip
	// loose: taken only with a preposition, an act of saving or at the end.
	loose bool
	// article: "the" before it belongs to it.
	article bool
	// past: an amount of time ago, which "about" may widen.
	past *amount
	// of is the year it is of, when it has one.
	of yearName
	// redate gives the same of another year, for what was said without one.
	redate func(yearName) period
	// joined: two periods, "between" before them.
	joined bool
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// addMonths stays within the month: a month before 31 March is 28 February.
func addMonths(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	last := date(y, m+time.Month(n)+1, 0)
	return date(last.Year(), last.Month(), min(d, last.Day()))
}

func monday(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }

// yearName is a year as it was said: labels keep 去年 in Chinese.
type yearName struct {
	n  int
	zh string
}

func plainYear(n int) yearName { return yearName{n, strconv.Itoa(n) + "年"} }

// firstYear is the first in which a page of the web can have been saved;
// earlier years are what a question is about.
const firstYear = 1993

func (f *finder) possible(y int) bool { return y >= firstYear && y <= f.today.Year() }

func (f *finder) ofYear(y yearName) period {
	en := strconv.Itoa(y.n)
	switch y.n - f.today.Year() {
	case 0:
		if y.zh == "今年" {
			en = "this year"
		}
	case -1:
		if y.zh == "去年" {
			en = "last year"
		}
	}
	return period{from: date(y.n, 1, 1), to: date(y.n+1, 1, 1), unit: year, name: f.say(en, y.zh)}
}

func (f *finder) ofMonth(y yearName, m time.Month) period {
	name := y.zh + strconv.Itoa(int(m)) + "月"
	if !f.zh {
		name = m.String() + " " + strconv.Itoa(y.n)
	}
	return period{from: date(y.n, m, 1), to: date(y.n, m+1, 1), unit: month, name: name, of: y}
}

// ofDay is a date; false when the calendar has none such.
func (f *finder) ofDay(y yearName, m time.Month, d int) (period, bool) {
	t := date(y.n, m, d)
	if t.Month() != m || t.Day() != d {
		return period{}, false
	}
	name := y.zh + strconv.Itoa(int(m)) + "月" + strconv.Itoa(d) + "日"
	if !f.zh {
		name = t.Format("January 2, 2006")
	}
	return period{from: t, to: t.AddDate(0, 0, 1), unit: day, name: name, of: y}, true
}

// Seasons count from spring; winter belongs to the year it begins in.
var seasonNames = [4]struct{ en, zh string }{{"spring", "春天"}, {"summer", "夏天"}, {"autumn", "秋天"}, {"winter", "冬天"}}

func (f *finder) ofSeason(y yearName, s int) period {
	from := date(y.n, time.Month(3+3*s), 1)
	n := seasonNames[s]
	return period{from: from, to: from.AddDate(0, 3, 0), unit: season, of: y, article: true, name: f.say(n.en+" "+strconv.Itoa(y.n), y.zh+n.zh)}
}

func (f *finder) ofQuarter(y yearName, q int) period {
	from := date(y.n, time.Month(3*q-2), 1)
	return period{from: from, to: from.AddDate(0, 3, 0), unit: quarter, of: y, article: true, name: f.say("Q"+strconv.Itoa(q)+" "+strconv.Itoa(y.n), y.zh+"第"+numerals[q]+"季度")}
}

func (f *finder) ofHalf(y yearName, h int) period {
	from := date(y.n, time.Month(6*h-5), 1)
	en, zh := "first", "上半年"
	if h == 2 {
		en, zh = "second", "下半年"
	}
	return period{from: from, to: from.AddDate(0, 6, 0), unit: half, of: y, article: true, name: f.say(en+" half of "+strconv.Itoa(y.n), y.zh+zh)}
}

var numerals = [...]string{"零", "一", "二", "三", "四", "五", "六", "日"}

// latest dates what was said without a year: the latest that has begun.
func (f *finder) latest(of func(yearName) period) period {
	p := of(plainYear(f.today.Year()))
	if p.from.After(f.today) {
		p = of(plainYear(f.today.Year() - 1))
	}
	p.redate = of
	return p
}

// ended dates what was said with "last": the n-th latest that has ended.
func (f *finder) ended(of func(yearName) period, n int) period {
	y := f.today.Year() + 1
	for range 3 {
		if p := of(plainYear(y)); !p.to.After(f.today) {
			break
		}
		y--
	}
	return of(plainYear(y - n + 1))
}

// before is the unit of the calendar that was n units before the present one.
func (f *finder) before(u unit, n int) period {
	p := period{unit: u, name: f.nameBefore(u, n)}
	y, m, _ := f.today.Date()
	switch u {
	case day:
		p.from = f.today.AddDate(0, 0, -n)
		p.to = p.from.AddDate(0, 0, 1)
	case week:
		p.from = monday(f.today).AddDate(0, 0, -7*n)
		p.to = p.from.AddDate(0, 0, 7)
	case weekend:
		p.article = true
		// In the weekend it is this one; else both "this" and "last" are the
		// one that is over.
		p.from = monday(f.today).AddDate(0, 0, 5)
		if p.from.After(f.today) {
			p.from = p.from.AddDate(0, 0, -7)
			n = max(n-1, 0)
		}
		p.from = p.from.AddDate(0, 0, -7*n)
		p.to = p.from.AddDate(0, 0, 2)
	case month:
		p.from = date(y, m-time.Month(n), 1)
		p.to = p.from.AddDate(0, 1, 0)
	case quarter:
		p.from = date(y, (m-1)/3*3+1-time.Month(3*n), 1)
		p.to = p.from.AddDate(0, 3, 0)
	case year:
		p.from, p.to = date(y-n, 1, 1), date(y-n+1, 1, 1)
	}
	return p
}

// nameBefore is the label of before.
func (f *finder) nameBefore(u unit, n int) string {
	if u == day && n < 4 {
		return f.say([]string{"today", "yesterday", "the day before yesterday", "3 days ago"}[n], []string{"今天", "昨天", "前天", "大前天"}[n])
	}
	if n > 1 && !(u == year && n < 4 && f.zh) && !(n == 2 && f.zh) {
		return f.nameAmount(amount{2 * n, u}) + f.say(" ago", "前")
	}
	en, zh := unitNames[u].en, ""
	switch u {
	case week, weekend:
		zh = []string{"本周", "上周", "上上周"}[n]
		if u == weekend {
			zh = []string{"这个周末", "上周末", "上上周末"}[n]
		}
	case month:
		zh = []string{"本月", "上个月", "上上个月"}[n]
	case quarter:
		zh = []string{"本季度", "上季度", "上上季度"}[n]
	default:
		zh = []string{"今年", "去年", "前年", "大前年"}[n]
	}
	return f.say([]string{"this ", "last ", "last "}[min(n, 2)]+en, zh)
}
