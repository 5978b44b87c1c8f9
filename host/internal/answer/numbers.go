package answer

import (
	"regexp"
	"strconv"
	"strings"
)

// numbers.go: what is one number written in many ways. 15000, 15,000 and
// 1.5万 are equal, and so are 三百 and 300, twenty-five and 25, 5 October and
// 10-05, 20% and 百分之二十, 5 km and 5公里.

// date is a day, a month of a year, a year, or a day of a month; what is not
// said is 0.
type date struct{ year, month, day int }

// within tells whether d is said by a page that says p: the same day, or less
// of it.
func (d date) within(p date) bool {
	return d != date{} && (d.year == 0 || d.year == p.year) && (d.month == 0 || d.month == p.month) && (d.day == 0 || d.day == p.day)
}

var isoDate = lazily(func() *regexp.Regexp { return regexp.MustCompile(`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})\b`) })

// numeral makes a word of digits; what is no number but written with digits
// (a time, a version) is a word like others.
func numeral(s string) word {
	if m := isoDate().FindStringSubmatch(s); m != nil {
		return dateWord(s, date{atoi(m[1]), atoi(m[2]), atoi(m[3])})
	}
	if strings.Contains(s, ":") || strings.Count(s, ".") > 1 {
		return word{key: strings.TrimPrefix(s, "0"), surface: s}
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil {
		return word{key: s, surface: s}
	}
	return numberWord(s, v)
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func numberWord(surface string, v float64) word {
	w := word{key: "#" + strconv.FormatFloat(v, 'g', 12, 64), surface: surface, kind: number}
	if v >= 1000 && v < 3000 && v == float64(int(v)) {
		w.date.year = int(v)
	}
	return w
}

func dateWord(surface string, d date) word {
	return word{key: "date " + strconv.Itoa(d.year) + "-" + strconv.Itoa(d.month) + "-" + strconv.Itoa(d.day), surface: surface, kind: number, date: d}
}

// value is the number that a word was made of.
func (w word) value() float64 {
	v, _ := strconv.ParseFloat(strings.TrimPrefix(w.key, "#"), 64)
	return v
}

func (w word) isNumber() bool { return w.kind == number && strings.HasPrefix(w.key, "#") }

// readNumbers makes numbers of the words for them.
func readNumbers(words []word) []word {
	var out []word
	for i := 0; i < len(words); {
		w, n := words[i], 1
		switch {
		case w.han:
			w, n = hanNumber(words, i)
		case w.kind != number:
			w, n = englishNumber(words, i)
		}
		if w.isNumber() {
			for i+n < len(words) {
				scale := scales[words[i+n].surface]
				if scale == 0 {
					break
				}
				w = numberWord(w.surface, w.value()*scale)
				n++
			}
		}
		out = append(out, w)
		i += n
	}
	return out
}

// scales multiply the number before them.
var scales = map[string]float64{
	"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "百": 100, "千": 1e3, "万": 1e4, "亿": 1e8,
}

var englishUnits = func() map[string]float64 {
	set := map[string]float64{}
	for i, w := range strings.Fields(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen`) {
		set[w] = float64(i)
	}
	for i, w := range strings.Fields(`twenty thirty forty fifty sixty seventy eighty ninety`) {
		set[w] = float64(20 + 10*i)
	}
	return set
}()

// englishNumber reads "twenty-five" and "two hundred and fifty"; the scales of
// a whole number are left to the caller.
func englishNumber(words []word, i int) (word, int) {
	if isOne(words, i) {
		return numberWord(words[i].surface, 1), 1
	}
	v, known := englishUnits[words[i].surface]
	if !known || words[i].surface == "one" && isPronounOne(words, i) {
		return words[i], 1
	}
	if v > 1 && i > 0 && words[i-1].surface == "the" && (i+1 == len(words) || words[i+1].kind == mark && words[i+1].surface != "-") {
		return word{key: "them", surface: "them", kind: free}, 1 // "between the two"
	}
	n := 1
	hyphen := 0
	if i+n < len(words) && words[i+n].surface == "-" {
		hyphen = 1
	}
	if i+n+hyphen < len(words) && v >= 20 {
		if ones, ok := englishUnits[words[i+n+hyphen].surface]; ok && ones > 0 && ones < 10 {
			v += ones
			n += 1 + hyphen
		}
	}
	if i+n < len(words) && words[i+n].surface == "hundred" {
		v *= 100
		n++
		if i+n+1 < len(words) && words[i+n].surface == "and" && englishUnits[words[i+n+1].surface] > 0 {
			rest, m := englishNumber(words, i+n+1)
			return numberWord(words[i].surface, v+rest.value()), n + 1 + m
		}
	}
	return numberWord(words[i].surface, v), n
}

// measures can be counted with "a" for "one": "within a week". After other
// words "a" is "per": "twice a week".
var (
	measures     = wordSet(`second minute hour day night week fortnight month year decade century mile kilometre metre litre gram kilogram hundred thousand million billion dozen`)
	beforeAmount = wordSet(`about for within after in over under before around nearly almost least atleast atmost upto until last lasts lasted takes took take only just every of by`)
)

func isOne(words []word, i int) bool {
	s := words[i].surface
	return (s == "a" || s == "an") && i+1 < len(words) && measures()[words[i+1].surface] && (i == 0 || beforeAmount()[words[i-1].surface])
}

// isPronounOne tells "the one" and "one of" from the number.
func isPronounOne(words []word, i int) bool {
	before, after := "", ""
	if i > 0 {
		before = words[i-1].surface
	}
	if i+1 < len(words) {
		after = words[i+1].surface
	}
	return strings.Contains(" the this that which no another each every ", " "+before+" ") && before != "" ||
		strings.Contains(" of another ' ", " "+after+" ") && after != ""
}

const (
	hanDigits = "零一二三四五六七八九"
	hanScales = "十百千万亿"
	// hanMeasures are what is counted directly: a single numeral before one of
	// them is a number, before others it is part of a word (一般, 统一).
	hanMeasures = "个只隻条张次本年月日天周小秒米厘毫公克斤升度倍成页人位家种项台辆件份篇章层段座棵块元字行列组套岁句杯瓶门口支根颗粒批届期号楼室里英寸分点"
)

// hanNumber reads the Chinese numeral at i: 三百, 十五, 二〇二四, 三次, 百分之五,
// 三分之一.
func hanNumber(words []word, i int) (word, int) {
	if matches(words, i, "百分之") {
		if w, n := numberAt(words, i+3); w.isNumber() {
			// The sign comes with the units.
			w.surface = "百分之"
			return w, 3 + n
		}
	}
	run, n := "", 0
	for i+n < len(words) && (strings.Contains(hanDigits+hanScales, words[i+n].surface) || words[i+n].surface == "〇" || words[i+n].surface == "两") && words[i+n].han {
		run += words[i+n].surface
		n++
	}
	if n == 0 || n == 1 && !countsSomething(words, i) {
		return words[i], 1
	}
	v, ok := parseHan(strings.NewReplacer("〇", "零", "两", "二").Replace(run))
	if !ok {
		return words[i], 1
	}
	if matches(words, i+n, "分之") {
		if w, m := numberAt(words, i+n+2); w.isNumber() && v > 0 {
			return numberWord(run, w.value()/v), n + 2 + m
		}
	}
	return numberWord(run, v), n
}

// numberAt is the number that begins at i, in digits or numerals.
func numberAt(words []word, i int) (word, int) {
	if i >= len(words) {
		return word{}, 0
	}
	if words[i].kind == number || !words[i].han {
		return words[i], 1
	}
	run, n := "", 0
	for i+n < len(words) && strings.Contains(hanDigits+hanScales, words[i+n].surface) && words[i+n].han {
		run += words[i+n].surface
		n++
	}
	if v, ok := parseHan(run); ok {
		return numberWord(run, v), n
	}
	return words[i], 1
}

// countsSomething tells whether the single numeral at i is a number.
func countsSomething(words []word, i int) bool {
	if i > 0 && words[i-1].surface == "第" {
		return true
	}
	if i+1 >= len(words) || !words[i+1].han || words[i].surface == "百" || words[i].surface == "千" || words[i].surface == "万" || words[i].surface == "亿" {
		return false
	}
	next := words[i+1].surface
	if next == "分" || next == "点" || next == "成" || next == "人" || next == "家" {
		return matches(words, i+1, "分钟") || matches(words, i+1, "分之") || next != "分" && words[i].surface != "一"
	}
	return strings.Contains(hanMeasures, next)
}

// matches tells whether the characters of text stand at i.
func matches(words []word, i int, text string) bool {
	for _, r := range text {
		if i < 0 || i >= len(words) || words[i].surface != string(r) {
			return false
		}
		i++
	}
	return true
}

// parseHan reads a numeral of hanDigits and hanScales.
func parseHan(s string) (v float64, ok bool) {
	if s == "" {
		return 0, false
	}
	if !strings.ContainsAny(s, hanScales) {
		rs := []rune(s)
		if len(rs) > 1 && len(rs) < 4 {
			return 0, false // 三四天: three or four
		}
		for _, r := range rs {
			v = v*10 + float64(indexOf(hanDigits, r))
		}
		return v, true
	}
	var total, section, digit float64
	digit = -1
	for i, r := range []rune(s) {
		if d := indexOf(hanDigits, r); d >= 0 {
			if digit > 0 {
				return 0, false
			}
			digit = float64(d)
			continue
		}
		switch scale := map[rune]float64{'十': 10, '百': 100, '千': 1e3, '万': 1e4, '亿': 1e8}[r]; {
		case scale < 1e4:
			if digit < 0 && (i > 0 && scale > 10 || scale > 10) {
				return 0, false
			}
			section += max(1, digit) * scale
			digit = -1
		default:
			section += max(0, digit)
			if section == 0 && total == 0 {
				return 0, false
			}
			total, section, digit = (total+section)*scale, 0, -1
		}
	}
	return total + section + max(0, digit), true
}

// indexOf is the place of r among the characters of s; -1 when it is not.
func indexOf(s string, r rune) int {
	for i, c := range []rune(s) {
		if c == r {
			return i
		}
	}
	return -1
}

// units are the short forms and the other language's words of units, after a
// number.
var units = lazily(func() map[string]string {
	set := map[string]string{}
	for _, line := range strings.Split(`kilometre km kms kilometer kilometers kilometres 公里 千米
metre m meter meters metres 米
centimetre cm centimeter centimeters centimetres 厘米 公分
millimetre mm millimeter millimeters millimetres 毫米
kilogram kg kgs kilo kilos kilograms 公斤 千克
gram g grams gramme grammes 克
litre l liter liters litres 升
millilitre ml milliliter milliliters millilitres 毫升
hour h hr hrs hours 小时
minute min mins minutes 分钟
second s sec secs seconds 秒
millisecond ms milliseconds 毫秒
gigabyte gb gigabytes
megabyte mb megabytes
percent % pct
degree ° degrees 度
celsius c
pound £ gbp quid
euro € eur
dollar $ usd 美元
yuan ¥ 元 rmb cny`, "\n") {
		words := strings.Fields(line)
		for _, w := range words {
			set[w] = words[0]
		}
	}
	return set
})

// readUnits makes one word of every unit that follows a number, and moves the
// signs of currencies, which stand before it, behind it.
func readUnits(words []word) []word {
	var out []word
	for i := 0; i < len(words); i++ {
		w := words[i]
		if currency := units()[w.surface]; w.kind == mark && currency != "" && i+1 < len(words) && words[i+1].isNumber() {
			out = append(out, words[i+1], unitWord(currency))
			i++
			continue
		}
		out = append(out, w)
		if !w.isNumber() {
			continue
		}
		if w.surface == "百分之" {
			out = append(out, unitWord("percent"))
		}
		for {
			unit, n := unitAt(words, i+1)
			if n == 0 {
				break
			}
			out = append(out, unitWord(unit))
			i += n
			if i+1 < len(words) && (words[i+1].surface == "/" || words[i+1].surface == "per") {
				i++
			}
		}
	}
	return out
}

func unitWord(unit string) word { return word{key: stemOf(unit), surface: unit} }

// unitAt is the unit at i and how many words it takes.
func unitAt(words []word, i int) (unit string, n int) {
	for n := 3; n > 0; n-- {
		if i+n > len(words) {
			continue
		}
		surface := ""
		for _, w := range words[i : i+n] {
			if n > 1 && !w.han {
				surface = ""
				break
			}
			surface += w.surface
		}
		if unit := units()[surface]; unit != "" {
			return unit, n
		}
	}
	return "", 0
}

var months = func() map[string]int {
	set := map[string]int{}
	for i, w := range strings.Fields("january february march april may june july august september october november december") {
		set[w] = i + 1
		set[w[:3]] = i + 1
	}
	set["sept"] = 9
	return set
}()

// readDates makes one word of every date.
func readDates(words []word) []word {
	var out []word
	for i := 0; i < len(words); {
		d, n := hanDate(words, i)
		if n == 0 {
			d, n = englishDate(words, i)
		}
		if n == 0 {
			out = append(out, words[i])
			i++
			continue
		}
		out = append(out, dateWord(words[i].surface, d))
		i += n
	}
	return out
}

// hanDate reads 2024年3月5日 and its parts, a year at least or a day.
func hanDate(words []word, i int) (d date, n int) {
	part := func(units string, low, high float64) int {
		if i+n+1 >= len(words) || !words[i+n].isNumber() || !strings.Contains(units, words[i+n+1].surface) || !words[i+n+1].han {
			return 0
		}
		v := words[i+n].value()
		if v < low || v > high {
			return 0
		}
		n += 2
		return int(v)
	}
	d.year = part("年", 1000, 2999)
	d.month = part("月", 1, 12)
	if d.month > 0 {
		d.day = part("日号", 1, 31)
	}
	if d.year == 0 && d.day == 0 {
		return date{}, 0
	}
	return d, n
}

// englishDate reads "5 October 2018", "October 5, 2018", "November 2018" and
// "5 October".
func englishDate(words []word, i int) (d date, n int) {
	at := func(j int) word {
		if j < len(words) {
			return words[j]
		}
		return word{}
	}
	day := func(w word) int {
		if v := w.value(); w.isNumber() && v >= 1 && v <= 31 && v == float64(int(v)) {
			return int(v)
		}
		return 0
	}
	month := func(w word) int {
		if w.kind == number {
			return 0
		}
		return months[w.surface]
	}
	switch {
	case day(at(i)) > 0 && month(at(i+1)) > 0:
		d, n = date{0, month(at(i + 1)), day(at(i))}, 2
	case month(at(i)) > 0 && day(at(i+1)) > 0:
		d, n = date{0, month(at(i)), day(at(i + 1))}, 2
	case month(at(i)) > 0 && at(i+1).date.year > 0 && at(i+1).isNumber():
		return date{at(i + 1).date.year, month(at(i)), 0}, 2
	default:
		return date{}, 0
	}
	skip := 0
	if at(i+n).surface == "," {
		skip = 1
	}
	if y := at(i + n + skip); y.isNumber() && y.date.year > 0 {
		d.year = y.date.year
		n += 1 + skip
	}
	return d, n
}
