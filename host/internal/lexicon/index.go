package lexicon

// index.go: the topic files and where each term stands in them.

import (
	"embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed topics/*.txt
var topics embed.FS

// index says which lines have a term. It is made while someone waits for the
// first answer, so it is one pass over the text and few, large allocations:
//
//   - the lines stay text and are taken apart when they are asked for. A
//     question touches a dozen of several thousand, and slices for all of them
//     would be most of the memory;
//   - terms are not copied, lower-cased or put into a map, but hashed as if
//     they were (see hash) into a table of their places. A Go map of the same
//     terms took about three times as long to fill.
type index struct {
	topics []string
	lines  []line
	places []place
	// table has 1 + the index of a place, or 0, from the slot of its hash on:
	// linear probing. A term of several lines has a place for each. The size
	// is a power of two.
	table []uint32

	// mostWords and mostRunes are the length of the longest English and the
	// longest Chinese term: how far a search for the longest match must look.
	mostWords, mostRunes int
}

// line is a group that has not been taken apart.
type line struct {
	text  string
	topic int
}

// place is one occurrence of a term: lines[line].text[start:start+size].
type place struct {
	hash        uint32
	line        uint32
	start, size uint16
}

// loaded returns the index, made when it is first asked for.
var loaded = sync.OnceValue(load)

// load makes the index of all topics.
func load() *index {
	entries, err := topics.ReadDir("topics")
	if err != nil {
		panic(err) // embedded: cannot happen in a program that was built
	}
	x := &index{
		lines:  make([]line, 0, linesExpected),
		places: make([]place, 0, placesExpected),
		table:  make([]uint32, tableExpected),
	}
	for _, e := range entries { // sorted by name
		text, err := topics.ReadFile("topics/" + e.Name())
		if err != nil {
			panic(err)
		}
		x.add(strings.TrimSuffix(e.Name(), ".txt"), string(text))
	}
	return x
}

// What the topics have, with room to grow: it spares the index from growing
// while it is made, and is no limit.
const (
	linesExpected  = 10_000
	placesExpected = 56_000
	tableExpected  = 1 << 17
)

// add indexes the groups of a topic.
func (x *index) add(topic, text string) {
	x.topics = append(x.topics, topic)
	for text != "" {
		var s string
		s, text, _ = strings.Cut(text, "\n")
		s = strings.TrimSpace(s)
		if s == "" || s[0] == '#' {
			continue
		}
		x.lines = append(x.lines, line{s, len(x.topics) - 1})
		bar := strings.IndexByte(s, '|')
		for at := 0; at < len(s); {
			start, end, next := nextTerm(s, at)
			if start < end {
				x.place(s, start, end, bar < 0 || start < bar)
			}
			at = next
		}
	}
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

// place enters the occurrence s[start:end] of a term in the last line.
func (x *index) place(s string, start, end int, english bool) {
	term := s[start:end]
	if english {
		x.mostWords = max(x.mostWords, 1+strings.Count(term, " ")+strings.Count(term, "-"))
	} else {
		x.mostRunes = max(x.mostRunes, utf8.RuneCountInString(term))
	}
	p := place{hash(hashStart, term), uint32(len(x.lines) - 1), uint16(start), uint16(end - start)}
	x.places = append(x.places, p)
	if 2*len(x.places) > len(x.table) {
		x.grow()
		return
	}
	x.enter(p.hash, len(x.places))
}

// enter puts a place's number, counted from 1, into the table.
func (x *index) enter(hash uint32, number int) {
	mask := uint32(len(x.table) - 1)
	slot := hash & mask
	for x.table[slot] != 0 {
		slot = (slot + 1) & mask
	}
	x.table[slot] = uint32(number)
}

// grow makes the table anew, twice as large.
func (x *index) grow() {
	x.table = make([]uint32, max(64, 2*len(x.table)))
	for i, p := range x.places {
		x.enter(p.hash, i+1)
	}
}

// find yields the lines that have the term, in their order, until told to
// stop. The term must be a key, and hash its hash.
func (x *index) find(hash uint32, key string, yield func(line) bool) {
	if len(x.table) == 0 {
		return
	}
	mask := uint32(len(x.table) - 1)
	for slot := hash & mask; x.table[slot] != 0; slot = (slot + 1) & mask {
		p := x.places[x.table[slot]-1]
		if p.hash != hash {
			continue
		}
		l := x.lines[p.line]
		if isKeyOf(key, l.text[p.start:p.start+p.size]) && !yield(l) {
			return
		}
	}
}

// hasHash tells whether there may be a term of this hash, which spares making
// the key of what is none.
func (x *index) hasHash(hash uint32) bool {
	if len(x.table) == 0 {
		return false
	}
	mask := uint32(len(x.table) - 1)
	for slot := hash & mask; x.table[slot] != 0; slot = (slot + 1) & mask {
		if x.places[x.table[slot]-1].hash == hash {
			return true
		}
	}
	return false
}

// has tells whether any line has the term.
func (x *index) has(hash uint32, key string) (found bool) {
	x.find(hash, key, func(line) bool {
		found = true
		return false
	})
	return found
}

// group takes a line apart.
func (x *index) group(l line) Group {
	english, chinese, _ := strings.Cut(l.text, "|")
	return Group{Topic: x.topics[l.topic], English: list(english), Chinese: list(chinese)}
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
