package dates

// stage is a part of a period.
type stage byte

const (
	early stage = iota
	mid
	late
	start
	finish
)

var stageNames = [...]struct{ en, zh string }{{"early", "初期"}, {"mid", "中期"}, {"late", "后期"}, {"start of", "初"}, {"end of", "底"}}

// part cuts a period: thirds for early, mid and late, a little less for its
// start and end. False for what nobody cuts.
func (f *finder) part(p period, s stage) (period, bool) {
	name := f.say(stageNames[s].en+" "+p.name, p.name+stageNames[s].zh)
	if p.unit == month && f.zh && s <= late {
		name = p.name + [...]string{"上旬", "中旬", "下旬"}[s]
	}
	var from, to int // in months, or days
	switch p.unit {
	case year:
		from, to = [...]int{0, 4, 8, 0, 9}[s], [...]int{4, 8, 12, 3, 12}[s]
	case half:
		from, to = [...]int{0, 2, 4, 0, 4}[s], [...]int{2, 4, 6, 2, 6}[s]
	case season, quarter:
		from, to = [...]int{0, 1, 2, 0, 2}[s], [...]int{1, 2, 3, 1, 3}[s]
	case month:
		from, to = [...]int{0, 10, 20, 0, 20}[s], [...]int{10, 20, 31, 10, 31}[s]
	case week:
		from, to = [...]int{0, 1, 3, 0, 3}[s], [...]int{3, 5, 7, 3, 7}[s]
	default:
		return period{}, false
	}
	base, q := p.from, p
	q.name, q.unit, q.article = name, piece, true
	if p.unit == month || p.unit == week {
		q.from, q.to = base.AddDate(0, 0, from), earlier(base.AddDate(0, 0, to), p.to)
	} else {
		q.from, q.to = base.AddDate(0, from, 0), base.AddDate(0, to, 0)
	}
	if p.redate != nil {
		q.redate = func(y yearName) period {
			r, _ := f.part(p.redate(y), s)
			return r
		}
	}
	// A year cut is a time; a month without its year may still be a subject.
	q.grip = firm
	if p.redate != nil {
		q.grip = bare
	}
	return q, true
}

// widened is "around" a period: a quarter of it on both sides, at least three
// days.
func (f *finder) widened(p period) period {
	if p.past != nil {
		return f.roughly(*p.past, true)
	}
	if p.unit != rolling {
		spread := max(3, int(p.to.Sub(p.from).Hours()/24)/4)
		p.from, p.to = p.from.AddDate(0, 0, -spread), p.to.AddDate(0, 0, spread)
	}
	p.name = f.say("around "+p.name, p.name+"前后")
	return p
}
