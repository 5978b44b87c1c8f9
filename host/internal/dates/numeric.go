package dates

import "time"

// numeric reads dates in digits: "2023-03-12", "2023/3", "3/12/2023",
// "12.3.2023", "03/2023", "2023", "2024Q3".
func (f *finder) numeric(i int) (period, int, bool) {
	if p, end, ok := f.fullDate(i); ok {
		return p, end, true
	}
	a, sep, b := f.at(i), f.at(i+1), f.at(i+2)
	pair := sep.kind == mark && sep.glued && b.kind == digits && b.glued && f.parted(i+3)
	switch {
	case pair && (sep.text == "-" || sep.text == "/") && f.isYear(a) && b.wide <= 2 && isMonth(b.num):
		// "2023-09" is a month; "2021-22" is not, and "2023.1" is a version.
		return f.ofMonth(plainYear(a.num), time.Month(b.num)), i + 3, true
	case pair && (sep.text == "-" || sep.text == "/" || sep.text == ".") && a.wide <= 2 && isMonth(a.num) && f.isYear(b):
		return f.ofMonth(plainYear(b.num), time.Month(a.num)), i + 3, true
	case !f.isYear(a):
		return period{}, 0, false
	}
	p := f.ofYear(plainYear(a.num))
	p.grip = bare
	if q, end, ok := f.quarterName(i + 1); ok {
		return f.ofQuarter(plainYear(a.num), q), end, true
	}
	return p, i + 1, true
}

// fullDate reads three numbers with the same mark between.
func (f *finder) fullDate(i int) (period, int, bool) {
	a, s, b, t, c := f.at(i), f.at(i+1), f.at(i+2), f.at(i+3), f.at(i+4)
	if s.kind != mark || s.text != t.text || b.kind != digits || c.kind != digits || !s.glued || !b.glued || !t.glued || !c.glued {
		return period{}, 0, false
	}
	if s.text != "-" && s.text != "/" && s.text != "." {
		return period{}, 0, false
	}
	var p period
	ok := false
	switch {
	case f.isYear(a) && isMonth(b.num) && c.wide <= 2:
		p, ok = f.ofDay(plainYear(a.num), time.Month(b.num), c.num)
	case f.isYear(c) && a.wide <= 2 && b.wide <= 2:
		// Dots are European, day first; slashes are American, unless there is no
		// such month.
		m, d := a.num, b.num
		if s.text == "." || m > 12 {
			m, d = d, m
		}
		if isMonth(m) {
			p, ok = f.ofDay(plainYear(c.num), time.Month(m), d)
		}
	}
	return p, i + 5, ok
}

func isMonth(n int) bool { return n >= 1 && n <= 12 }

// isYear tells four digits that people mean as a year. Years in which no page
// can have been saved are read too, and refused with all that belongs to them:
// "June 1944" is no "June".
func (f *finder) isYear(t token) bool {
	return t.kind == digits && t.wide == 4 && t.num >= 1900 && t.num <= 2100
}

// quarterName reads "Q3".
func (f *finder) quarterName(i int) (int, int, bool) {
	if n := f.at(i + 1); f.is(i, "q") && n.kind == digits && n.glued && n.wide == 1 && n.num >= 1 && n.num <= 4 {
		return n.num, i + 2, true
	}
	return 0, 0, false
}
