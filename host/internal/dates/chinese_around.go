package dates

// chineseAfter reads what follows a period in Chinese: 左右, 以前, 以来, 期间,
// 的时候, 的.
func (f *finder) chineseAfter(p period, i int) (period, int) {
	if f.at(i).kind != han {
		return p, i
	}
	bounded := !p.from.IsZero() && !p.to.IsZero()
	if _, end, ok := f.spellsAny(i, []string{"左右", "前后", "上下"}); ok && bounded {
		p = f.sure(f.widened(p))
		i = end
	} else if op, end, ok := f.chineseOperator(i); ok && bounded && p.unit != rolling {
		p, i = op(f, p), end
	} else if op, end, ok := f.chineseOperator(i); ok && bounded && p.past == nil {
		p, i = op(f, p), end
	}
	if _, end, ok := f.spellsAny(i, hanDuring); ok {
		p, i = f.sure(p), end
	} else if f.is(i, "里") || f.is(i, "内") || f.is(i, "间") {
		i++
	}
	return p, i
}

// sure is p once something next to it says that it is a time.
func (f *finder) sure(p period) period {
	if p.grip != firm && !(p.grip == topic && p.unit == rolling) {
		p.grip = firm
	}
	p.loose = false
	return p
}

// chineseOperator reads 以前, 之后, 以来, 起 and the like.
func (f *finder) chineseOperator(i int) (func(*finder, period) period, int, bool) {
	for _, w := range hanOperators {
		end, ok := f.spells(i, w.s)
		if ok && (!w.single || f.closesHan(end)) {
			return w.op, end, true
		}
	}
	return nil, 0, false
}

var hanOperators = []struct {
	s      string
	op     func(*finder, period) period
	single bool // one character that begins other words
}{
	{"及以前", (*finder).through, false}, {"及之前", (*finder).through, false}, {"以前", (*finder).until, false}, {"之前", (*finder).until, false},
	{"及以后", (*finder).since, false}, {"以后", (*finder).since, false}, {"之后", (*finder).since, false}, {"以来", (*finder).since, false},
	{"至今", (*finder).since, false}, {"到现在", (*finder).since, false}, {"到今天", (*finder).since, false}, {"到目前", (*finder).since, false},
	{"开始", (*finder).since, true}, {"为止", (*finder).through, false}, {"过后", (*finder).since, false},
	{"前", (*finder).until, true}, {"后", (*finder).since, true}, {"起", (*finder).since, true},
}

// closesHan tells whether a word ends before i: at the end, a mark, 的 or an
// act of saving.
func (f *finder) closesHan(i int) bool {
	t := f.at(i)
	return t.kind != han || t.text == "的" || t.text == "我" || t.text == "，" || f.isAct(i)
}

func (f *finder) isAct(i int) bool { _, _, ok := f.spellsAny(i, hanActs); return ok }

// chineseBefore reads what stands before a period: 从, 自, 截至, 大约, 在, and
// a hedge before that.
func (f *finder) chineseBefore(p period, i int) (period, int) {
	if f.at(i-1).kind != han {
		return p, i
	}
	p, i = f.chinesePreposition(p, i)
	if at, ok := f.endsWith(i, hanHedges); ok {
		i = at
		for i-1 >= f.floor && f.is(i-1, "我") {
			i--
		}
	}
	return p, i
}

func (f *finder) chinesePreposition(p period, i int) (period, int) {
	bounded := !p.from.IsZero() && !p.to.IsZero()
	if at, ok := f.endsWith(i, hanAbout); ok && bounded && p.unit != rolling {
		p, i = f.sure(f.widened(p)), at
	}
	if at, ok := f.endsWith(i, []string{"截至", "截止到", "截止", "直到", "到"}); ok && bounded && !f.reaching(at) {
		return f.through(p), at
	}
	if at, ok := f.endsWith(i, []string{"早于"}); ok && bounded {
		return f.until(p), at
	}
	if at, ok := f.endsWith(i, []string{"晚于"}); ok && bounded {
		return f.after(p), at
	}
	if at, ok := f.endsWith(i, []string{"自从", "从", "自"}); ok {
		if bounded && p.unit != rolling {
			p = f.since(p)
		}
		return f.sure(p), at
	}
	at, ok := f.endsWith(i, []string{"是在", "就在", "早在", "在", "于"})
	if !ok || f.among(at-1, hanNotIn) && f.is(at, "在") {
		return p, i
	}
	p.loose = false
	if p.grip == bare {
		p.grip = firm
	}
	if start, ok := f.endsWith(at, hanActsBefore); ok && f.is(at, "于") {
		return f.sure(p), f.skipBack(start, words("我"))
	}
	return p, at
}

// reaching tells 到 that belongs to another word: 看到, 找到, 遇到.
func (f *finder) reaching(i int) bool { return f.at(i-1).kind == han }

// chineseActs swallows 的 and an act of saving after a period, and 我 before
// it.
func (f *finder) chineseActs(p period, start, end int) (period, int, int) {
	at, particle := f.skipHan(end, "的", false)
	at, mine := f.skipHan(at, "我", false)
	if mine && particle && !f.isAct(at) {
		return p, start, end + 1
	}
	if f.is(at, "所") {
		at++
	}
	act, e, ok := f.spellsAny(at, hanActs)
	if ok {
		n := e
		for f.among(n, hanActTails) {
			n++
		}
		if n > e || f.closesHan(e) && act != "看" && act != "读" && act != "加" {
			for start-1 >= f.floor && f.is(start-1, "我") {
				start--
			}
			p.grip, p.loose = firm, false
			return p, start, n
		}
	}
	if particle {
		return p, start, end + 1
	}
	return p, start, end
}

// guardedChinese tells what only looks like a Chinese period.
func (f *finder) guardedChinese(i, end int) bool {
	before, after := f.at(i-1), f.at(end)
	text := f.at(i).text
	if before.kind == han && hanNotAfter[text].has(before.text) {
		return true
	}
	if before.kind == digits && f.at(i).kind == han && f.at(i).glued && hanDigits[text] > 0 {
		return true
	}
	if _, every := f.endsWith(i, hanEvery); every {
		return true
	}
	if after.kind != han {
		return false
	}
	for _, g := range hanGuards()[text] {
		if _, ok := f.spells(i, g.s); ok && i+g.back == end {
			return true
		}
	}
	return false
}
