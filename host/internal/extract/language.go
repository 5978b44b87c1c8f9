package extract

import (
	"strings"
	"unicode"
)

// languageSample is how many characters of a text are looked at.
const languageSample = 20_000

// language is the primary subtag of a text's language: that of its script
// where a script has one language in practice, else what the page declares.
// Templates are full of pages in Chinese that declare English, so a declared
// language whose script is not the text's is not believed.
func language(text, declared string) string {
	declared, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(declared)), "-")
	declared, _, _ = strings.Cut(declared, "_")
	if !isSubtag(declared) {
		declared = ""
	}
	count := scripts(text)
	cjk := count["Han"] + count["Kana"]
	switch {
	case count["Hangul"] > 0 && count["Hangul"]*2 >= count["Latin"] && count["Hangul"] >= count["Han"]:
		return "ko"
	// A Chinese character says as much as two or three Latin letters.
	case cjk > 0 && cjk*5 >= count["Latin"]*2 && cjk >= count["Cyrillic"]:
		if count["Kana"]*20 >= cjk {
			return "ja"
		}
		if declared == "yue" || declared == "wuu" {
			return declared
		}
		return "zh"
	}
	best, most := "", 0
	for _, script := range []string{"Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Thai", "Devanagari"} {
		if count[script] > most {
			best, most = script, count[script]
		}
	}
	if best == "" {
		return declared
	}
	if best == "Latin" {
		return latin(text, declared)
	}
	if family := byScript[best]; !strings.Contains(" "+family+" ", " "+declared+" ") || declared == "" {
		first, _, _ := strings.Cut(family, " ")
		return first
	}
	return declared
}

// byScript are languages written in a script, the likeliest first.
var byScript = map[string]string{
	"Cyrillic": "ru uk bg sr be mk kk ky mn", "Greek": "el", "Arabic": "ar fa ur ps", "Hebrew": "he yi",
	"Thai": "th", "Devanagari": "hi mr ne sa",
}

// notLatin are languages that a text in Latin letters cannot be in.
const notLatin = " zh ja ko yue ru uk bg be mk el ar fa ur he th hi mr ne "

// isSubtag tells whether s has the form of a primary language subtag.
func isSubtag(s string) bool {
	if len(s) < 2 || len(s) > 3 {
		return false
	}
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return s != "und" && s != "mul" && s != "zxx"
}

// scripts counts letters by script in the beginning of text.
func scripts(text string) map[string]int {
	count := map[string]int{}
	n := 0
	for _, r := range text {
		if n++; n > languageSample {
			break
		}
		switch {
		case r < 0x80:
			if 'a' <= r|0x20 && r|0x20 <= 'z' {
				count["Latin"]++
			}
		case unicode.Is(unicode.Han, r):
			count["Han"]++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			count["Kana"]++
		case unicode.Is(unicode.Hangul, r):
			count["Hangul"]++
		case unicode.IsLetter(r):
			for _, script := range []string{"Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Thai", "Devanagari"} {
				if unicode.Is(unicode.Scripts[script], r) {
					count[script]++
					break
				}
			}
		}
	}
	return count
}

// frequent are words that are frequent in one language and rare in the others.
var frequent = map[string]string{
	"en": " the of and to in is that it for with as was are this you from have ",
	"de": " der die und das nicht ist mit ein eine von den auf zu sich dem auch ",
	"fr": " le la les et des une est dans pour que qui sur pas du au avec ",
	"es": " el los las una que en es por con para del como más pero ",
	"it": " il di che è per una non sono gli della con del nel ",
	"pt": " o os as uma que em não para com do da dos é ",
	"nl": " de het een van en niet dat op te zijn voor met ",
}

// latin is the language of a text in Latin letters: the declared one, unless
// it is none or the text is plainly in another.
func latin(text, declared string) string {
	hits, words := map[string]int{}, 0
	for word := range strings.FieldsSeq(strings.ToLower(text[:min(len(text), languageSample)])) {
		words++
		for lang, list := range frequent {
			if strings.Contains(list, " "+word+" ") {
				hits[lang]++
			}
		}
	}
	best := ""
	for _, lang := range []string{"en", "de", "fr", "es", "it", "pt", "nl"} {
		if hits[lang] > hits[best] {
			best = lang
		}
	}
	sure := hits[best] >= 5 && hits[best]*10 >= words
	if declared != "" && !strings.Contains(notLatin, " "+declared+" ") && !(sure && hits[best] > 3*hits[declared] && frequent[declared] != "") {
		return declared
	}
	if hits[best]*20 >= words {
		return best
	}
	return ""
}
