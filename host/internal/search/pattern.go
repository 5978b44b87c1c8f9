package search

import (
	"regexp"
	"strings"
	"sync"
)

// pattern is a regular expression that is compiled when a text first has one
// of its hints: compiling all of them would cost every start of the program
// some milliseconds, and most questions have none.
type pattern struct {
	expression string
	hints      []string // in lower case
	compile    func() *regexp.Regexp
}

func newPattern(expression string, hints ...string) *pattern {
	return &pattern{expression, hints, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
}

// all are the matches in text, with their groups, as FindAllStringSubmatchIndex
// gives them.
func (p *pattern) all(text string) [][]int {
	lower := strings.ToLower(text)
	for _, hint := range p.hints {
		if strings.Contains(lower, hint) {
			return p.compile().FindAllStringSubmatchIndex(text, -1)
		}
	}
	return nil
}

// in tells whether text has a match.
func (p *pattern) in(text string) bool { return len(p.all(text)) > 0 }
