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

// index says which lines have a term. The lines themselves stay text and are
// taken apart when they are asked for: a question touches a dozen of several
// thousand, and slices for all of them would be most of the memory.
type index struct {
	topics   []string
	lines    []line
	first    map[string]int32 // a term's key -> its first posting
	postings []posting

	// mostWords and mostRunes are the length of the longest English and the
	// longest Chinese term: how far a search for the longest match must look.
	mostWords, mostRunes int
}

// line is a group that has not been taken apart.
type line struct {
	text  string
	topic int
}

// posting is one occurrence of a term; those of one term are a list.
type posting struct{ line, next int32 }

const none = -1

// loaded returns the index, made when it is first asked for.
var loaded = sync.OnceValue(load)

// load makes the index of all topics.
func load() *index {
	entries, err := topics.ReadDir("topics")
	if err != nil {
		panic(err) // embedded: cannot happen in a program that was built
	}
	x := &index{first: make(map[string]int32, termsExpected), postings: make([]posting, 0, termsExpected)}
	for _, e := range entries { // sorted by name
		text, err := topics.ReadFile("topics/" + e.Name())
		if err != nil {
			panic(err)
		}
		x.add(strings.TrimSuffix(e.Name(), ".txt"), string(text))
	}
	return x
}

// termsExpected spares the index from growing while it is made.
const termsExpected = 40_000

// add indexes the groups of a topic.
func (x *index) add(topic, text string) {
	x.topics = append(x.topics, topic)
	for s := range strings.Lines(text) {
		s = strings.TrimSpace(s)
		if s == "" || s[0] == '#' {
			continue
		}
		at := int32(len(x.lines))
		x.lines = append(x.lines, line{s, len(x.topics) - 1})
		english, chinese, _ := strings.Cut(s, "|")
		for term := range terms(english) {
			k := key(term)
			x.post(k, at)
			x.mostWords = max(x.mostWords, strings.Count(k, " ")+1)
		}
		for term := range terms(chinese) {
			x.post(key(term), at)
			x.mostRunes = max(x.mostRunes, utf8.RuneCountInString(term))
		}
	}
}

// post puts an occurrence of a term in front of those there are.
func (x *index) post(key string, at int32) {
	next, ok := x.first[key]
	if !ok {
		next = none
	}
	x.first[key] = int32(len(x.postings))
	x.postings = append(x.postings, posting{at, next})
}

// group takes a line apart.
func (x *index) group(l line) Group {
	english, chinese, _ := strings.Cut(l.text, "|")
	return Group{Topic: x.topics[l.topic], English: list(english), Chinese: list(chinese)}
}

// list returns the terms of one side of a line.
func list(side string) []string {
	all := make([]string, 0, strings.Count(side, ",")+1)
	for term := range terms(side) {
		all = append(all, term)
	}
	return all
}

// terms yields the terms of one side of a line; a side of "-" has none.
func terms(side string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for term := range strings.SplitSeq(side, ",") {
			if term = strings.TrimSpace(term); term != "" && term != "-" && !yield(term) {
				return
			}
		}
	}
}
