package dates

import (
	"strconv"
	"time"
)

// festival is a holiday with the days around it in which people speak of it.
type festival struct {
	en, zh string
	// on is its day in a year; zero when unknown.
	on func(year int) time.Time
	// lead and tail are the days before and after that count.
	lead, tail int
}

func fixed(m time.Month, d int) func(int) time.Time {
	return func(y int) time.Time { return date(y, m, d) }
}

var (
	christmas   = &festival{"Christmas", "圣诞节", fixed(12, 25), 3, 3}
	newYear     = &festival{"New Year", "元旦", fixed(1, 1), 2, 3}
	easter      = &festival{"Easter", "复活节", easterSunday, 3, 1}
	halloween   = &festival{"Halloween", "万圣节", fixed(10, 31), 2, 1}
	valentine   = &festival{"Valentine's Day", "情人节", fixed(2, 14), 1, 1}
	thanks      = &festival{"Thanksgiving", "感恩节", thanksgiving, 1, 3}
	blackFriday = &festival{"Black Friday", "黑色星期五", func(y int) time.Time { return thanksgiving(y).AddDate(0, 0, 1) }, 0, 3}
	spring      = &festival{"Chinese New Year", "春节", table(lunarNewYear[:]), 7, 15}
	midAutumn   = &festival{"Mid-Autumn Festival", "中秋节", table(midAutumnDays[:]), 2, 2}
	national    = &festival{"National Day", "国庆", fixed(10, 1), 1, 7}
	labour      = &festival{"May Day", "五一", fixed(5, 1), 1, 5}
	singles     = &festival{"Singles' Day", "双十一", fixed(11, 11), 10, 2}
	doubleTwel  = &festival{"Double Twelve", "双十二", fixed(12, 12), 3, 1}
	summerBreak = &festival{"summer holidays", "暑假", fixed(7, 1), 0, 61}
	winterBreak = &festival{"winter holidays", "寒假", fixed(1, 15), 0, 45}
)

// lunarNewYear holds the first day of the lunar year from 2010, month*100+day.
// The calendar is astronomical (the second new moon after the winter solstice,
// at 120° east): these are the dates as published in the almanacs of the
// Purple Mountain Observatory and the Hong Kong Observatory. They are not
// computed, since a new moon near midnight (2027, 2030) needs more exactness
// than a formula of a few lines has.
var lunarNewYear = [...]int{
	214, 203, 123, 210, 131, 219, 208, 128, 216, 205, // 2010
	125, 212, 201, 122, 210, 129, 217, 206, 126, 213, // 2020
	203, 123, 211, 131, 219, 208, // 2030
}

// midAutumnDays are the fifteenth days of the eighth lunar month, likewise.
var midAutumnDays = [...]int{
	922, 912, 930, 919, 908, 927, 915, 1004, 924, 913, // 2010
	1001, 921, 910, 929, 917, 1006, 925, 915, 1003, 922, // 2020
	912, 1001, 919, 908, 927, 916, // 2030
}

func table(days []int) func(int) time.Time {
	return func(y int) time.Time {
		if i := y - 2010; i >= 0 && i < len(days) {
			return date(y, time.Month(days[i]/100), days[i]%100)
		}
		return time.Time{}
	}
}

func thanksgiving(y int) time.Time {
	first := date(y, 11, 1)
	return first.AddDate(0, 0, (int(time.Thursday-first.Weekday())+7)%7+21)
}

// easterSunday is the Gregorian computus (Meeus, Jones and Butcher).
func easterSunday(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return date(y, time.Month(n/31), n%31+1)
}

// ofHoliday is a holiday of a year; an empty period where the table ends,
// which Find drops.
func (f *finder) ofHoliday(y yearName, h *festival) period {
	p := period{unit: holiday, of: y, name: f.say(h.en+" "+strconv.Itoa(y.n), y.zh+h.zh), article: true}
	on := h.on(y.n)
	if on.IsZero() {
		on = date(y.n, 1, 28) // lunar new year falls about it; never used for a label of its own
	}
	p.from, p.to = on.AddDate(0, 0, -h.lead), on.AddDate(0, 0, h.tail+1)
	return p
}

// holidayOf is the way to date h.
func (f *finder) holidayOf(h *festival) func(yearName) period {
	return func(y yearName) period { return f.ofHoliday(y, h) }
}
