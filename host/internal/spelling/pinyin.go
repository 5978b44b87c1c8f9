package spelling

// pinyin.go: how Chinese is typed with Latin letters. "shujuku" is shu ju ku,
// the readings of 数据库; "sjk" are their first letters.

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed pinyin.txt
var pinyinText string

// The characters whose readings are known.
const (
	firstHan = 0x4E00
	lastHan  = 0x9FFF
)

// Syllable is a syllable of pinyin without its tone; 0 is none.
type Syllable uint16

// mostReadings is how many readings of a character are kept.
const mostReadings = 3

// readings is pinyin.txt, read. It takes a millisecond or two, which a start
// does not have to pay for: few questions are in pinyin.
type readings struct {
	names []string
	// numbers are the syllables by name; "ü" is v, and after l and n also u.
	numbers map[string]Syllable
	// common are the frequent characters with a syllable as their first
	// reading.
	common [][]rune
	of     [lastHan - firstHan + 1][mostReadings]Syllable
}

var table = sync.OnceValue(func() *readings {
	t := &readings{names: []string{""}, numbers: map[string]Syllable{}, common: [][]rune{nil}}
	for line := range strings.Lines(pinyinText) {
		columns := strings.Fields(line)
		if columns[0] == "#" {
			continue
		}
		s := Syllable(len(t.names))
		t.names = append(t.names, columns[0])
		t.numbers[columns[0]] = s
		t.common = append(t.common, nil)
		for i, column := range columns[1:] {
			if column == "-" {
				continue
			}
			if i == 0 {
				t.common[s] = []rune(column)
			}
			for _, r := range column {
				t.of[r-firstHan][max(0, i-1)] = s
			}
		}
	}
	for _, alias := range []string{"lue", "nue"} {
		t.numbers[alias] = t.numbers[alias[:1]+"ve"]
	}
	return t
})

// String is the syllable in letters.
func (s Syllable) String() string { return table().names[s] }

// Initial is the first letter of the syllable: what is typed of it in
// abbreviations.
func (s Syllable) Initial() byte {
	if s == 0 {
		return 0
	}
	return table().names[s][0]
}

// Characters are the common characters that are read s first of all.
func (s Syllable) Characters() []rune { return table().common[s] }

// Readings are the readings of a simplified or traditional character, the
// usual one first; none for anything else.
func Readings(r rune) []Syllable {
	if r < firstHan || r > lastHan {
		return nil
	}
	of := &table().of[r-firstHan]
	n := 0
	for n < mostReadings && of[n] != 0 {
		n++
	}
	return of[:n:n]
}

// Reads tells whether r may be read s.
func Reads(r rune, s Syllable) bool { return slices.Contains(Readings(r), s) }

const (
	// longestPinyin and mostSplits bound what Segment does.
	longestPinyin = 32
	mostSplits    = 16
	// longestSyllable is "zhuang".
	longestSyllable = 6
)

// Segment splits a word of Latin letters into syllables, in all ways, those
// with the fewest syllables first: "xian" is xian or xi an. An apostrophe
// parts syllables. It returns none for what is not pinyin from end to end.
func Segment(word string) [][]Syllable {
	if len(word) == 0 || len(word) > longestPinyin {
		return nil
	}
	word = strings.ToLower(word)
	s := segmenter{word: word, dead: make([]bool, len(word)+1)}
	s.from(0, nil)
	slices.SortStableFunc(s.found, func(a, b []Syllable) int { return len(a) - len(b) })
	return s.found[:min(len(s.found), mostSplits)]
}

// segmenter tries all splits; dead are the places from which none gets to the
// end, so that a long word is not tried over and over.
type segmenter struct {
	word  string
	dead  []bool
	found [][]Syllable
}

// from adds the splits of word[at:] after the syllables before it.
func (s *segmenter) from(at int, before []Syllable) (ok bool) {
	if at == len(s.word) {
		s.found = append(s.found, slices.Clone(before))
		return true
	}
	// More than are given, so that those with the fewest syllables are among
	// them: the longest syllables are tried first.
	if s.dead[at] || len(s.found) >= 4*mostSplits {
		return !s.dead[at]
	}
	for n := min(longestSyllable, len(s.word)-at); n > 0; n-- {
		if syllable := table().numbers[s.word[at:at+n]]; syllable != 0 {
			next := at + n
			if next < len(s.word)-1 && s.word[next] == '\'' {
				next++
			}
			ok = s.from(next, append(before, syllable)) || ok
		}
	}
	s.dead[at] = !ok
	return ok
}

const (
	fewestInitials = 2
	mostInitials   = 5
)

// IsInitials tells whether a word may be the first letters of syllables: two
// to five letters that syllables begin with, none of them a vowel, which would
// make a word of it.
func IsInitials(word string) bool {
	if len(word) < fewestInitials || len(word) > mostInitials {
		return false
	}
	return strings.Trim(word, "bpmfdtnlgkhjqxrzcsyw") == ""
}

// Begins tells whether r may stand for an initial.
func Begins(r rune, initial byte) bool {
	for _, s := range Readings(r) {
		if s.Initial() == initial {
			return true
		}
	}
	return false
}
