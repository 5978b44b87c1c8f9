package lexicon

// index.go: where each term stands, read from what compile.go wrote.

import (
	_ "embed"
	"strings"
	"sync"
)

//go:generate go run ./generate
//go:embed lexicon.bin
var compiled string

// index says which groups have a term. Nothing is read or copied before it is
// asked for: a question touches a dozen groups of several thousand, and to read
// all of them took a start of the program longer than its first answer (the
// index made anew each time: 8 ms, and 3 MB of memory that was new to the
// process). The sections are cut from one text, numbers little-endian.
type index struct {
	// mostWords and mostRunes are the length of the longest English and the
	// longest Chinese term: how far a search for the longest match must look.
	mostWords, mostRunes int
	topics, lines        int
	// ends has where each topic's name, and then each group's line, ends in text.
	ends string
	// firsts has the number of each topic's first line.
	firsts string
	// buckets has, for every beginning that a hash can have (see bucketBits),
	// the number of the first place whose hash begins so, and at the end the
	// number of all places.
	buckets string
	// places has the occurrences of terms, by hash and then by line.
	places string
	text   string
}

// place is one occurrence of a term: line(line)[start:start+size].
type place struct {
	hash        uint32
	line        int
	start, size int
}

const (
	// bucketBits are as many of a hash as choose its bucket: a dozen places each.
	bucketBits = 12
	// The sizes of what the sections have, in bytes.
	numberSize, placeSize = 4, 12
	// headerSize is that of the numbers before the sections.
	headerSize = 5 * numberSize
)

// loaded returns the index of the product. It is opened when it is first asked
// for, so that a file of another form does not keep generate from mending it.
var loaded = sync.OnceValue(func() *index { return open(compiled) })

// open reads the header of what Compile made.
func open(data string) *index {
	n := func(i int) int { return int(number(data, i)) }
	x := &index{mostWords: n(0), mostRunes: n(1), topics: n(2), lines: n(3)}
	rest := data[headerSize:]
	cut := func(size int) (section string) {
		section, rest = rest[:size], rest[size:]
		return section
	}
	x.ends = cut((x.topics + x.lines) * numberSize)
	x.firsts = cut(x.topics * numberSize)
	x.buckets = cut((1<<bucketBits + 1) * numberSize)
	x.places = cut(n(4) * placeSize)
	x.text = rest
	return x
}

// number is the i-th of the numbers in s.
func number(s string, i int) uint32 {
	s = s[i*numberSize:]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// half is the number of two bytes at s.
func half(s string) int { return int(s[0]) | int(s[1])<<8 }

// placeAt is the i-th place.
func (x *index) placeAt(i int) place {
	s := x.places[i*placeSize : (i+1)*placeSize]
	return place{number(s, 0), int(number(s, 1)), half(s[8:]), half(s[10:])}
}

// cutOut is the i-th of the topics' names and the lines after them.
func (x *index) cutOut(i int) string {
	start := 0
	if i > 0 {
		start = int(number(x.ends, i-1))
	}
	return x.text[start:number(x.ends, i)]
}

// line is the text of a group.
func (x *index) line(i int) string { return x.cutOut(x.topics + i) }

// topic is the name of the topic that a line belongs to.
func (x *index) topic(line int) string {
	last := 0
	for last+1 < x.topics && int(number(x.firsts, last+1)) <= line {
		last++
	}
	return x.cutOut(last)
}

// bucket returns the bounds of the places among which are those of the hash.
func (x *index) bucket(hash uint32) (from, to int) {
	i := int(hash >> (32 - bucketBits))
	return int(number(x.buckets, i)), int(number(x.buckets, i+1))
}

// find yields the lines that have the term, in their order, until told to
// stop. The term must be a key, and hash its hash.
func (x *index) find(hash uint32, key string, yield func(line int) bool) {
	for i, to := x.bucket(hash); i < to; i++ {
		p := x.placeAt(i)
		if p.hash != hash {
			continue
		}
		if isKeyOf(key, x.line(p.line)[p.start:p.start+p.size]) && !yield(p.line) {
			return
		}
	}
}

// hasHash tells whether there may be a term of this hash, which spares making
// the key of what is none.
func (x *index) hasHash(hash uint32) bool {
	for i, to := x.bucket(hash); i < to; i++ {
		if x.placeAt(i).hash == hash {
			return true
		}
	}
	return false
}

// has tells whether any line has the term.
func (x *index) has(hash uint32, key string) (found bool) {
	x.find(hash, key, func(int) bool {
		found = true
		return false
	})
	return found
}

// group takes a line apart.
func (x *index) group(line int) Group {
	english, chinese, _ := strings.Cut(x.line(line), "|")
	return Group{Topic: x.topic(line), English: list(english), Chinese: list(chinese)}
}

// list returns the terms of one side of a line.
func list(side string) []string {
	all := make([]string, 0, strings.Count(side, ",")+1)
	for at := 0; at < len(side); {
		start, end, next := nextTerm(side, at)
		if start < end {
			all = append(all, side[start:end])
		}
		at = next
	}
	return all
}

// nextTerm returns the bounds of the term at or after s[at:], and where to go
// on. Commas end terms, and so does the bar between the languages. A side of
// "-" is an empty term.
func nextTerm(s string, at int) (start, end, next int) {
	end = at
	for end < len(s) && s[end] != ',' && s[end] != '|' {
		end++
	}
	next = end + 1
	for at < end && s[at] == ' ' {
		at++
	}
	for end > at && s[end-1] == ' ' {
		end--
	}
	if s[at:end] == "-" {
		end = at
	}
	return at, end, next
}
