// Package spelling knows how words go wrong when they are typed, and what they
// were meant to be: the distance between two words, the words of a vocabulary
// that are nearest to one, whether the nearest is near enough to say so, and
// how Chinese is written in pinyin.
//
// It knows nothing of an index: a vocabulary is words with the number of pages
// each stands in. Who asks makes sure that the word is in no page: a word that
// occurs is never an error, however much it looks like one.
//
// All words are folded: lower case, no diacritics, Chinese simplified.
package spelling

import (
	"math"
	"strings"
)

// edit is the price of one ordinary wrong, missing or surplus letter. Prices
// are whole numbers, so that they add up the same everywhere.
const edit = 100

// What errors cost that are more frequent than others. The order matters more
// than the numbers: chosen so that none of two cheap ones is cheaper than one
// ordinary one.
const (
	// doubled: a letter written twice or once too few, "leter", "commming".
	doubled = 55
	// swapped: two neighbours in the wrong order, "teh".
	swapped = 65
	// beside: a key next to the right one, and sounds that are written
	// either way ("definate", "kanoe").
	beside = 75
	// silent: a letter that is not heard, "rythm", "carefull" has a doubled one.
	silent = 85
)

// Errors in the first letter are rare and change the word most for a reader:
// they cost half as much again, a swap with it a quarter.
const (
	firstWrong = 150
	firstSwap  = 125
)

// keys are the letters beside each on the keyboards of the world, which differ
// in little (QWERTY; QWERTZ and AZERTY swap two pairs that sound alike).
var keys = [26]string{
	"qwsz", "vghn", "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko", "huikmn", "jiolm", "kop", "njk",
	"bhjm", "iklp", "ol", "wa", "edft", "awedxz", "rfgy", "yhji", "cfgb", "qase", "zsdc", "tghu", "asx",
}

// sounds are letters that are heard as one another.
var sounds = [26]string{
	'a' - 'a': "eiou", 'e' - 'a': "aiouy", 'i' - 'a': "aeouy", 'o' - 'a': "aeiu", 'u' - 'a': "aeio", 'y' - 'a': "ie",
	'c' - 'a': "ksq", 'k' - 'a': "cq", 'q' - 'a': "kc", 's' - 'a': "cz", 'z' - 'a': "s", 'f' - 'a': "v", 'v' - 'a': "f", 'g' - 'a': "j", 'j' - 'a': "g",
	'd' - 'a': "t", 't' - 'a': "d", 'm' - 'a': "n", 'n' - 'a': "m",
}

// near tells letters that are taken for one another. prices holds the answer
// for all pairs.
func near(a, b byte) bool {
	return strings.IndexByte(keys[a-'a'], b) >= 0 || strings.IndexByte(sounds[a-'a'], b) >= 0
}

var prices = func() (p [26][26]int16) {
	for a := range byte(26) {
		for b := range byte(26) {
			switch {
			case a == b:
			case near(a+'a', b+'a') || near(b+'a', a+'a'):
				p[a][b] = beside
			default:
				p[a][b] = edit
			}
		}
	}
	return p
}()

// substitution is the price of one letter for another.
func substitution(a, b rune) int {
	switch {
	case a == b:
		return 0
	case 'a' <= a && a <= 'z' && 'a' <= b && b <= 'z':
		return int(prices[a-'a'][b-'a'])
	}
	return edit
}

// gap is the price of letter i of word where the other word has none.
func gap(word []rune, i int) int {
	switch {
	case i > 0 && word[i-1] == word[i], i+1 < len(word) && word[i+1] == word[i]:
		return doubled
	case i == 0:
		return firstWrong
	case word[i] == 'h', word[i] == 'e':
		return silent
	}
	return edit
}

// longest bounds the letters of a word that distances are made of.
const longest = 32

// far is the distance of words that are further apart than was asked.
const far = math.MaxInt32

// Distance is how much was done wrong when a was typed for b, or b for a: 0
// for the same word, 100 for one ordinary wrong, missing or surplus letter,
// less for frequent errors, more in the first letter. Two letters in the wrong
// order are one error (Damerau), of which no letter takes part in two. Beyond
// limit, and for words of more than 32 letters, it is math.MaxInt32.
func Distance(a, b string, limit int) int {
	var left, right [longest]rune
	x, ok := letters(a, left[:0])
	y, ok2 := letters(b, right[:0])
	if !ok || !ok2 {
		return far
	}
	return distance(x, y, limit)
}

// letters are the letters of a word in buf; ok is false when there is no room.
func letters(word string, buf []rune) (out []rune, ok bool) {
	for _, r := range word {
		if len(buf) == longest {
			return nil, false
		}
		buf = append(buf, r)
	}
	return buf, true
}

func distance(a, b []rune, limit int) int {
	var rows [3][longest + 1]int32
	before, last, row := &rows[0], &rows[1], &rows[2]
	wasLeast := int32(0)
	for j := range b {
		last[j+1] = last[j] + int32(gap(b, j))
	}
	for i := range a {
		without := gap(a, i)
		row[0] = last[0] + int32(without)
		least := row[0]
		for j := range b {
			price := substitution(a[i], b[j])
			if i == 0 && j == 0 {
				price = price * firstWrong / 100
			}
			best := min(last[j]+int32(price), last[j+1]+int32(without), row[j]+int32(gap(b, j)))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] && a[i] != a[i-1] {
				price := swapped
				if i == 1 && j == 1 {
					price = price * firstSwap / 100
				}
				best = min(best, before[j-1]+int32(price))
			}
			row[j+1] = best
			least = min(least, best)
		}
		// All ways on lead over this row, but for a swap, from the one before.
		if int(min(least, wasLeast+swapped)) > limit {
			return far
		}
		wasLeast = least
		before, last, row = last, row, before
	}
	if d := int(last[len(b)]); d <= limit {
		return d
	}
	return far
}

// Bounds are how wrong a word of n letters may be: the number of errors, and
// what they may cost together. Of a short word little is left to recognise it
// by.
func Bounds(n int) (errors, limit int) {
	switch {
	case n < 3 || n > longest:
		return 0, 0
	case n == 3:
		return 1, swapped
	case n <= 5:
		return 1, edit
	case n < 8:
		return 2, 2 * beside
	case n < 10:
		return 2, edit + beside
	}
	return 3, 9 * edit / 4
}

// Beside are the letters next to one on the keyboard; none for what is no
// letter from a to z.
func Beside(letter rune) string {
	if letter < 'a' || letter > 'z' {
		return ""
	}
	return keys[letter-'a']
}
