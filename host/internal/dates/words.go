package dates

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// words are words with space between. As a text they cost nothing before they
// are asked for; as maps, of which there were some hundred, they were a
// thousandth of a second of every start.
type words string

// has tells whether w is one of the words.
func (s words) has(w string) bool {
	if w == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(string(s[from:]), w)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(w)
		if (start == 0 || s[start-1] <= ' ') && (end == len(s) || s[end] <= ' ') {
			return true
		}
		from = start + 1
	}
}

var months = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

var weekdays = map[string]time.Weekday{
	"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
	"sun": 0, "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6,
}

var seasons = map[string]int{
	"spring": 0, "springtime": 0, "springs": 0, "summer": 1, "summertime": 1, "summers": 1,
	"autumn": 2, "autumns": 2, "fall": 2, "falls": 2, "winter": 3, "wintertime": 3, "winters": 3,
}

var unitWords = map[string]unit{
	"day": day, "days": day, "week": week, "weeks": week, "wk": week, "wks": week, "fortnight": week, "weekend": weekend, "weekends": weekend,
	"month": month, "months": month, "quarter": quarter, "quarters": quarter, "year": year, "years": year, "yr": year, "yrs": year,
	"decade": decade, "decades": decade,
}

func plural(s string) bool { return strings.HasSuffix(s, "s") }

var numbers = map[string]int{
	"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90, "hundred": 100,
}

var ordinals = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4}

var (
	shortUnits = words("hour hours hr hrs minute minutes min mins moment")
	hedges     = words("maybe probably possibly perhaps exactly")
	negations  = words("not except excluding without isn't wasn't")
	// vast stand before "years ago" that were long before the web.
	vast           = words("million millions billion billions thousand thousands hundred hundreds of light centuries")
	ordinalEndings = words("st nd rd th")
	partsOfDay     = words("morning noon afternoon evening night")
	agoWords       = words("ago back")
	holidayTails   = words("holidays holiday vacation break season festival eve day")
	// namePrepositions join a year and a name: "last year in March".
	namePrepositions = words("in at on around during over")
	// seemsVerb are names that are everyday words.
	seemsVerb = words("may march fall falls spring springs mar sun sat wed second")
	// counted are things that a number counts: "2000 calories" is no year.
	counted = words(`calories kcal words characters meters metres miles km m kg g lbs pounds dollars usd eur euro euros gbp yuan rmb people steps
hours minutes seconds days weeks months years year pieces mg ml watts watt w wh mah rpm lumen lumens psi items pages users k hp cc px mm cm ft feet
bytes mb gb tb hz mhz nits players questions recipes ways things tips stars requests rows mph kmh bc ad bce ce`)
	// products come with a number that is no time: "windows 2000".
	products = words(`windows office server studio error version v build room route code port chapter page no nr number model iso rfc rule form
section act agenda area channel catch level fifa nba pes euro autocad photoshop illustrator indesign acrobat premiere revit solidworks matlab
sharepoint exchange access excel word outlook project visio sketchup encore quickbooks radio blink-182 apollo class league highway flight bus
ubuntu debian fedora postgres mysql ecma ecmascript es c cpp std ms type psalm peugeot boeing airbus edition cve gre ielts jlpt http https
status exit kb part item ticket issue bug pr gpt nokia canon nikon sony nvidia amd intel ryzen`)
	// notBefore are words that make the name after them another thing.
	notBefore = map[string]words{
		"friday":    words("black good casual freaky holy his girl"),
		"monday":    words("cyber easter blue manic stormy"),
		"tuesday":   words("ruby taco super fat shrove patch"),
		"wednesday": words("ash addams"),
		"thursday":  words("maundy"),
		"sunday":    words("bloody palm easter super lazy any"),
		"today":     words("usa psychology history india russia physics guitar medicine software"),
		"spring":    words("hot java palm box coil prague arab mattress the a gas leaf torsion compression jakarta"),
		"summer":    words("indian donna 500"),
		"fall":      words("free the a to rain snow will can could would might may not i we they you down"),
		"march":     words("the a to protest wedding women's turkish imperial will they we forward"),
		"may":       words("i we you he she it they that which who this these there theresa brian what one people and or"),
		"weekend":   words("long day"),
		"christmas": words("father white merry happy"),
		"winter":    words("nuclear ai the"),
		"yesterday": words("the"),
		"tonight":   words("week"),
	}
	// notAfter are words that make the name before them another thing.
	notAfter = map[string]words{
		"spring": words(`boot framework mvc security cloud data batch onion onions roll rolls water cleaning break break's webflux jpa bean beans
initializr aop cli test rest cache config loaded-spring steel constant rate mattress mass force bank valley awakening festival equinox rolls`),
		"summer":    words("school camp solstice olympics olympic internship house wars squash tires sausage of-love"),
		"fall":      words("in out of off for back behind apart asleep guys detection damage through down into guard arrest foliage"),
		"autumn":    words("leaves statement equinox"),
		"winter":    words("tires tyres olympics soldier solstice coat is boots sports of-discontent's melon palace"),
		"march":     words("on of for madness against from to towards hare past forth into"),
		"may":       words("be have i not also need cause contain the you or never help flower mobility's lead affect"),
		"monday":    words("morning-quarterback"),
		"sunday":    words("times roast school league night-football best telegraph"),
		"saturday":  words("night evening-post"),
		"friday":    words("the night-lights thirteenth 13 harbor harbour prayer"),
		"wednesday": words("addams"),
		"october":   words("revolution crisis sky surprise"),
		"september": words("11 11th"),
		"november":  words("rain"),
		"april":     words("fools fool's fool o'neil"),
		"december":  words("avenue"),
		"august":    words("wilson rush burns ames"),
		"june":      words("carter"),
		"jan":       words("van"),
		"sun":       words("tzu microsystems"),
		"christmas": words("tree trees island carol"),
		"today":     words("show tonight-show"),
		"yesterday": words("beatles"),
		"week":      words("number numbers formula tonight"),
		"recently":  words("used closed opened discovered-species"),
	}
	// functional words before a name make it a noun: "the fall", "for spring".
	functional = words(`the a an of for to about and or by with is are was no not my your our their his her its this that like as vs versus per
into onto than every each all any next what why how which who when where if do does did`)
)

// stageWords name parts of a period; of tells that "of" follows.
var stageWords = map[string]struct {
	stage stage
	of    bool
}{
	"early": {early, false}, "mid": {mid, false}, "late": {late, false}, "middle": {mid, true},
	"beginning": {start, true}, "start": {start, true}, "end": {finish, true},
}

var measures = []struct{ words, kind string }{
	{"more than", "over"}, {"well over", "over"}, {"at least", "over"}, {"over", "over"}, {"less than", "under"}, {"under", "under"}, {"not even", "under"}, {"just over", "about"}, {"just under", "about"},
	{"approximately", "about"}, {"approx", "about"}, {"roughly", "about"}, {"about", "about"}, {"around", "about"}, {"almost", "about"}, {"nearly", "about"}, {"~", "about"}, {"maybe", "about"},
}

// holidayWords are the names of holidays by their first word, longest first.
var holidayWords = sync.OnceValue(func() map[string][]holidayName {
	m := map[string][]holidayName{}
	for h, names := range map[*festival]string{
		christmas: "christmas,xmas,christmas time,christmastime", easter: "easter,easter sunday", halloween: "halloween", valentine: "valentine day,valentine,valentines day,valentines",
		thanks: "thanksgiving", blackFriday: "black friday", newYear: "new year eve,new year day,new year,new years eve,new years",
		spring: "chinese new year,lunar new year,spring festival", midAutumn: "mid-autumn festival,mid - autumn festival,moon festival",
		singles: "singles day,singles' day", summerBreak: "summer holidays,summer vacation,summer holiday,summer break", winterBreak: "winter break,winter vacation",
		national: "golden week", labour: "may day",
	} {
		for _, n := range strings.Split(names, ",") {
			first, _, _ := strings.Cut(n, " ")
			m[first] = append(m[first], holidayName{n, h})
		}
	}
	for _, names := range m {
		slices.SortFunc(names, func(a, b holidayName) int { return len(b.words) - len(a.words) })
	}
	return m
})

type holidayName struct {
	words    string
	festival *festival
}

// openers are the words, names aside, that an English expression begins with.
var openers = words(`today tonight yesterday yday day the this last past previous current these earlier week weekend month quarter year decade
a an hour minute days weeks months years many well at half couple few quite several some number older newer over more less under not just approximately approx roughly about around almost nearly ~ maybe
first second third fourth recently lately other q h`)

func (f *finder) isName(s string) bool {
	if _, ok := months[s]; ok {
		return true
	}
	if _, ok := weekdays[s]; ok {
		return true
	}
	if _, ok := seasons[s]; ok {
		return true
	}
	_, holiday := holidayWords()[s]
	_, number := numbers[s]
	return holiday || number
}
