package dates

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// words is a set of words.
type words map[string]bool

func setOf(s string) words {
	set := words{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
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
	shortUnits = setOf("hour hours hr hrs minute minutes min mins moment")
	hedges     = setOf("maybe probably possibly perhaps exactly")
	negations  = setOf("not except excluding without isn't wasn't")
	// vast stand before "years ago" that were long before the web.
	vast           = setOf("million millions billion billions thousand thousands hundred hundreds of light centuries")
	ordinalEndings = setOf("st nd rd th")
	partsOfDay     = setOf("morning noon afternoon evening night")
	agoWords       = setOf("ago back")
	holidayTails   = setOf("holidays holiday vacation break season festival eve day")
	// namePrepositions join a year and a name: "last year in March".
	namePrepositions = setOf("in at on around during over")
	// seemsVerb are names that are everyday words.
	seemsVerb = setOf("may march fall falls spring springs mar sun sat wed second")
	// counted are things that a number counts: "2000 calories" is no year.
	counted = setOf(`calories kcal words characters meters metres miles km m kg g lbs pounds dollars usd eur euro euros gbp yuan rmb people steps
hours minutes seconds days weeks months years year pieces mg ml watts watt w wh mah rpm lumen lumens psi items pages users k hp cc px mm cm ft feet
bytes mb gb tb hz mhz nits players questions recipes ways things tips stars requests rows mph kmh bc ad bce ce`)
	// products come with a number that is no time: "windows 2000".
	products = setOf(`windows office server studio error version v build room route code port chapter page no nr number model iso rfc rule form
section act agenda area channel catch level fifa nba pes euro autocad photoshop illustrator indesign acrobat premiere revit solidworks matlab
sharepoint exchange access excel word outlook project visio sketchup encore quickbooks radio blink-182 apollo class league highway flight bus
ubuntu debian fedora postgres mysql ecma ecmascript es c cpp std ms type psalm peugeot boeing airbus edition cve gre ielts jlpt http https
status exit kb part item ticket issue bug pr gpt nokia canon nikon sony nvidia amd intel ryzen`)
	// notBefore are words that make the name after them another thing.
	notBefore = map[string]words{
		"friday":    setOf("black good casual freaky holy his girl"),
		"monday":    setOf("cyber easter blue manic stormy"),
		"tuesday":   setOf("ruby taco super fat shrove patch"),
		"wednesday": setOf("ash addams"),
		"thursday":  setOf("maundy"),
		"sunday":    setOf("bloody palm easter super lazy any"),
		"today":     setOf("usa psychology history india russia physics guitar medicine software"),
		"spring":    setOf("hot java palm box coil prague arab mattress the a gas leaf torsion compression jakarta"),
		"summer":    setOf("indian donna 500"),
		"fall":      setOf("free the a to rain snow will can could would might may not i we they you down"),
		"march":     setOf("the a to protest wedding women's turkish imperial will they we forward"),
		"may":       setOf("i we you he she it they that which who this these there theresa brian what one people and or"),
		"weekend":   setOf("long day"),
		"christmas": setOf("father white merry happy"),
		"winter":    setOf("nuclear ai the"),
		"yesterday": setOf("the"),
		"tonight":   setOf("week"),
	}
	// notAfter are words that make the name before them another thing.
	notAfter = map[string]words{
		"spring": setOf(`boot framework mvc security cloud data batch onion onions roll rolls water cleaning break break's webflux jpa bean beans
initializr aop cli test rest cache config loaded-spring steel constant rate mattress mass force bank valley awakening festival equinox rolls`),
		"summer":    setOf("school camp solstice olympics olympic internship house wars squash tires sausage of-love"),
		"fall":      setOf("in out of off for back behind apart asleep guys detection damage through down into guard arrest foliage"),
		"autumn":    setOf("leaves statement equinox"),
		"winter":    setOf("tires tyres olympics soldier solstice coat is boots sports of-discontent's melon palace"),
		"march":     setOf("on of for madness against from to towards hare past forth into"),
		"may":       setOf("be have i not also need cause contain the you or never help flower mobility's lead affect"),
		"monday":    setOf("morning-quarterback"),
		"sunday":    setOf("times roast school league night-football best telegraph"),
		"saturday":  setOf("night evening-post"),
		"friday":    setOf("the night-lights thirteenth 13 harbor harbour prayer"),
		"wednesday": setOf("addams"),
		"october":   setOf("revolution crisis sky surprise"),
		"september": setOf("11 11th"),
		"november":  setOf("rain"),
		"april":     setOf("fools fool's fool o'neil"),
		"december":  setOf("avenue"),
		"august":    setOf("wilson rush burns ames"),
		"june":      setOf("carter"),
		"jan":       setOf("van"),
		"sun":       setOf("tzu microsystems"),
		"christmas": setOf("tree trees island carol"),
		"today":     setOf("show tonight-show"),
		"yesterday": setOf("beatles"),
		"week":      setOf("number numbers formula tonight"),
		"recently":  setOf("used closed opened discovered-species"),
	}
	// functional words before a name make it a noun: "the fall", "for spring".
	functional = setOf(`the a an of for to about and or by with is are was no not my your our their his her its this that like as vs versus per
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
var openers = setOf(`today tonight yesterday yday day the this last past previous current these earlier week weekend month quarter year decade
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
