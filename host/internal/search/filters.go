package search

// filters.go: operators for experts ("site: folder: before: after: lang:
// "exact phrase" -without") become filters, and filters become a query of the
// index. Those in plain words are read in plain.go.

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

// quotes maps an opening quotation mark to the one that closes it.
var quotes = map[rune]rune{'"': '"', '“': '”', '„': '”', '«': '»', '「': '」', '『': '』', '＂': '＂'}

// readOperators takes the operators out of text.
func readOperators(text string, zone *time.Location) (rest string, filters []library.Filter) {
	var b strings.Builder
	for at := 0; at < len(text); {
		if f, n := readOperator(text, at, zone); n > 0 {
			if f.Kind != "" {
				filters = append(filters, f)
			}
			b.WriteByte(' ')
			at += n
			continue
		}
		_, n := utf8.DecodeRuneInString(text[at:])
		b.WriteString(text[at : at+n])
		at += n
	}
	return b.String(), filters
}

// readOperator reads the operator that starts at, and its length; 0 when none
// does.
func readOperator(text string, at int, zone *time.Location) (library.Filter, int) {
	s := text[at:]
	if value, n := quoted(s); n > 0 {
		return phraseFilter(library.FilterPhrase, value), n
	}
	if before, _ := utf8.DecodeLastRuneInString(text[:at]); at > 0 && !unicode.IsSpace(before) {
		return library.Filter{}, 0
	}
	if s[0] == '-' && len(s) > 1 {
		if value, n := quoted(s[1:]); n > 0 {
			return phraseFilter(library.FilterWithout, value), n + 1
		}
		if r, _ := utf8.DecodeRuneInString(s[1:]); unicode.IsLetter(r) || unicode.IsDigit(r) {
			n := 1 + untilSpace(s[1:])
			return phraseFilter(library.FilterWithout, s[1:n]), n
		}
		return library.Filter{}, 0
	}
	name, value, n := named(s)
	if n == 0 {
		return library.Filter{}, 0
	}
	f, ok := namedFilter(name, value, zone)
	if !ok {
		return library.Filter{}, 0
	}
	return f, n
}

// quoted reads a text in quotation marks and its length with them; n is 0
// when s does not begin with one or it is not closed.
func quoted(s string) (value string, n int) {
	open, size := utf8.DecodeRuneInString(s)
	end, ok := quotes[open]
	if !ok {
		return "", 0
	}
	i := strings.IndexRune(s[size:], end)
	if i < 0 {
		return "", 0
	}
	return s[size : size+i], size + i + utf8.RuneLen(end)
}

func untilSpace(s string) int {
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
		return i
	}
	return len(s)
}

// named reads "name:value", the value perhaps in quotation marks, the colon
// perhaps a Chinese one.
func named(s string) (name, value string, n int) {
	i := strings.IndexAny(s, ":： \t\n")
	if i <= 0 || i > len("folder") {
		return "", "", 0
	}
	colon, size := utf8.DecodeRuneInString(s[i:])
	if colon != ':' && colon != '：' {
		return "", "", 0
	}
	name, s = strings.ToLower(s[:i]), s[i+size:]
	if value, m := quoted(s); m > 0 {
		return name, value, i + size + m
	}
	m := untilSpace(s)
	return name, s[:m], i + size + m
}

func phraseFilter(kind library.FilterKind, value string) library.Filter {
	if len(analysis.Terms(value)) == 0 {
		return library.Filter{}
	}
	label := value
	if kind == library.FilterPhrase {
		label = "“" + value + "”"
	}
	return library.Filter{Kind: kind, Label: label, Value: value}
}

// namedFilter is the filter of an operator; false when it has no value that
// makes sense, so that the words stay words.
func namedFilter(name, value string, zone *time.Location) (library.Filter, bool) {
	value = strings.TrimSpace(value)
	if value == "" {
		return library.Filter{}, false
	}
	switch name {
	case "site":
		if site := siteName(value); site != "" {
			return library.Filter{Kind: library.FilterSite, Label: site, Value: site}, true
		}
	case "folder":
		return library.Filter{Kind: library.FilterFolder, Label: value, Value: value}, true
	case "lang":
		if lang := langName(value); lang != "" {
			return library.Filter{Kind: library.FilterLang, Label: lang, Value: lang}, true
		}
	case "before", "after":
		from, _, ok := readDate(value, zone)
		if !ok {
			return library.Filter{}, false
		}
		f := library.Filter{Kind: library.FilterTime, Label: name + " " + value, Value: value}
		if name == "before" {
			f.To = from
		} else {
			f.From = from
		}
		return f, true
	}
	return library.Filter{}, false
}

// siteName is the host of what follows "site:", which may be an address.
func siteName(value string) string {
	if !strings.Contains(value, "://") {
		value = "https://" + value
	}
	return library.SiteOf(value)
}

// langNames are the ways to say a language; values are primary subtags.
var langNames = map[string]string{
	"english": "en", "英文": "en", "英语": "en", "chinese": "zh", "中文": "zh", "汉语": "zh", "japanese": "ja", "日文": "ja", "日语": "ja",
	"korean": "ko", "韩文": "ko", "韩语": "ko", "french": "fr", "法语": "fr", "法文": "fr", "german": "de", "德语": "de", "德文": "de",
	"spanish": "es", "西班牙语": "es", "russian": "ru", "俄语": "ru", "俄文": "ru",
}

// langName is the primary language subtag that value names, "" when none.
func langName(value string) string {
	value = analysis.Fold(value)
	if lang, ok := langNames[value]; ok {
		return lang
	}
	lang, _, _ := strings.Cut(strings.ReplaceAll(value, "_", "-"), "-")
	if len(lang) < 2 || len(lang) > 3 || strings.IndexFunc(lang, func(r rune) bool { return r < 'a' || r > 'z' }) >= 0 {
		return ""
	}
	return lang
}

// readDate reads a year, a month or a day ("2024", "2024-05", "2024-05-01",
// "/" or "." between) as a half-open span of local time.
func readDate(value string, zone *time.Location) (from, to time.Time, ok bool) {
	value = strings.NewReplacer("/", "-", ".", "-").Replace(value)
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006-1-2", 0, 0, 1}, {"2006-1", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.ParseInLocation(form.layout, value, zone); err == nil && t.Year() > 1900 {
			return t, t.AddDate(form.years, form.months, form.days), true
		}
	}
	return time.Time{}, time.Time{}, false
}

// narrow turns p.filters into clauses and a page filter. Filters of one kind
// widen each other (either site), dates narrow; kinds narrow each other.
func (p *question) narrow() {
	p.all, p.none, p.pages = nil, nil, library.PageFilter{}
	for _, f := range p.filters {
		switch f.Kind {
		case library.FilterTime:
			if f.From.After(p.pages.From) {
				p.pages.From = f.From
			}
			if !f.To.IsZero() && (p.pages.To.IsZero() || f.To.Before(p.pages.To)) {
				p.pages.To = f.To
			}
		case library.FilterSite:
			p.pages.Sites = append(p.pages.Sites, f.Value)
		case library.FilterFolder:
			p.pages.Folders = append(p.pages.Folders, f.Value)
		case library.FilterLang:
			p.pages.Langs = append(p.pages.Langs, f.Value)
		case library.FilterType:
			p.narrowType(f.Value)
		case library.FilterPhrase:
			if c, ok := clause(f.Value); ok {
				p.all = append(p.all, c)
			}
		case library.FilterWithout:
			if c, ok := clause(f.Value); ok {
				p.none = append(p.none, c)
			}
		}
	}
}

// narrowType narrows p to a kind of page, which its address tells.
func (p *question) narrowType(value string) {
	switch value {
	case "pdf":
		p.all = append(p.all, library.Clause{Terms: []string{"pdf"}, Fields: []library.Field{library.FieldAddress}})
	case "video":
		p.pages.Within = append(p.pages.Within, videoSites...)
	case "repo":
		p.pages.Within = append(p.pages.Within, repoSites...)
	}
}
