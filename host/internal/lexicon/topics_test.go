package lexicon

// topics_test.go: the rules for who writes topics. Messages begin with file
// and line.

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

const (
	// atLeast keeps groups from getting lost; raise it as the lexicon grows.
	atLeast = 9_000
	// A term of more senses says nothing; it belongs to the commonest ones.
	mostSenses = 4
	// Longer lines are several concepts.
	mostMembers = 12
	// mostBytes is what the binary may grow by.
	mostBytes = 3 << 20
	// mostShared is how much of the smaller group two groups may share.
	mostShared = 0.6
)

// written is a line of a topic file with its place.
type written struct {
	where            string
	english, chinese []string
}

func (w written) members() []string { return append(slices.Clone(w.english), w.chinese...) }

// readTopics checks names, encoding and size of the files, and the form of
// each line.
func readTopics(t *testing.T) (all []written) {
	t.Helper()
	entries, err := os.ReadDir("topics")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !regexp.MustCompile(`^[a-z0-9-]+\.txt$`).MatchString(e.Name()) {
			t.Errorf("topics/%s: name files like some-topic.txt", e.Name())
		}
		text, err := os.ReadFile("topics/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(text) {
			t.Errorf("topics/%s: not UTF-8", e.Name())
		}
		for i, s := range strings.Split(string(text), "\n") {
			if s == "" || s[0] == '#' {
				continue
			}
			w, problem := readLine(s)
			w.where = fmt.Sprintf("topics/%s:%d", e.Name(), i+1)
			if problem != "" {
				t.Errorf("%s: %s: %s", w.where, problem, s)
			}
			all = append(all, w)
		}
	}
	if len(compiled) > mostBytes {
		t.Errorf("the lexicon is %d bytes, %d allowed", len(compiled), mostBytes)
	}
	return all
}

// slashInName is where a slash is part of a name ("P/E ratio", "24/7") and does not
// stand for "or".
var slashInName = regexp.MustCompile(`\b[A-Z0-9]+/[A-Z0-9]+\b`)

// readLine takes a line apart, strictly; the parser of the product is lenient.
func readLine(s string) (w written, problem string) {
	english, chinese, ok := strings.Cut(s, " | ")
	if !ok || strings.Count(s, "|") != 1 {
		return w, `not of the form "english | chinese"`
	}
	for _, side := range []struct {
		text string
		into *[]string
	}{{english, &w.english}, {chinese, &w.chinese}} {
		if side.text == "-" {
			continue
		}
		*side.into = strings.Split(side.text, ", ")
	}
	for _, term := range w.members() {
		if term == "" || term == "-" || term != strings.Join(strings.Fields(term), " ") || strings.ContainsAny(slashInName.ReplaceAllString(term, ""), ",，、；;/()（）") {
			return w, fmt.Sprintf("%q is not a term", term)
		}
	}
	for _, term := range w.english {
		if strings.IndexFunc(term, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
			return w, fmt.Sprintf("%q is not ASCII", term)
		}
	}
	for _, term := range w.chinese {
		if !strings.ContainsFunc(term, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			return w, fmt.Sprintf("%q is not Chinese", term)
		}
	}
	return w, problemOfMembers(w.members())
}

// problemOfMembers says what is wrong with the number of members, or that one
// stands twice.
func problemOfMembers(members []string) string {
	if len(members) < 2 || len(members) > mostMembers {
		return fmt.Sprintf("%d members, 2 to %d allowed", len(members), mostMembers)
	}
	seen := map[string]bool{}
	for _, term := range members {
		if seen[key(term)] {
			return fmt.Sprintf("%q twice", term)
		}
		seen[key(term)] = true
	}
	return ""
}

func TestTopicFiles(t *testing.T) {
	all := readTopics(t)
	if len(all) < atLeast {
		t.Errorf("%d groups, there were %d", len(all), atLeast)
	}
	byTopic := map[string]int{}
	for _, w := range all {
		name, _, _ := strings.Cut(w.where, ":")
		byTopic[name]++
	}
	t.Logf("%d groups in %d topics: %v", len(all), len(byTopic), byTopic)

	for term, senses := range senses(all) {
		if len(senses) <= mostSenses {
			continue
		}
		var where []string
		for _, at := range senses {
			where = append(where, all[at].where)
		}
		t.Errorf("%q stands in %d groups, %d allowed: %s", term, len(senses), mostSenses, strings.Join(where, " "))
	}
}

// senses says in which groups each term stands.
func senses(all []written) map[string][]int {
	in := map[string][]int{}
	for at, w := range all {
		for _, term := range w.members() {
			in[key(term)] = append(in[key(term)], at)
		}
	}
	return in
}

func TestNoConceptTwice(t *testing.T) {
	all := readTopics(t)
	type pair struct{ a, b int }
	shared := map[pair]int{}
	for _, in := range senses(all) {
		for i, a := range in {
			for _, b := range in[i+1:] {
				shared[pair{a, b}]++
			}
		}
	}
	for p, n := range shared {
		a, b := all[p.a], all[p.b]
		if float64(n) > mostShared*float64(min(len(a.members()), len(b.members()))) {
			t.Errorf("%s: %q shares %d terms with %s: %q", b.where, b.members(), n, a.where, a.members())
		}
	}
}

// The rules themselves must be able to say no.
func TestRulesForLines(t *testing.T) {
	for line, ok := range map[string]bool{
		"doctor, GP | 医生, 大夫":       true,
		"T-shirt, tee | T恤":         true,
		"rough estimate, guess | -": true,
		"- | 对联, 春联":                true,
		"doctor | 医生 | x":           false,
		"doctor, 医生":                false,
		"doctor,GP | 医生":            false,
		"doctor | 医生，大夫":            false,
		"doctor | ":                 false,
		" | 医生":                     false,
		"- | 医生":                    false,
		"doctor, Doctor | 医生":       false,
		"low-cost, low cost | 便宜":   false,
		"café | 咖啡馆":                false,
		"doctor | doctor":           false,
		"the 医生 | 医生":               false,
	} {
		if _, problem := readLine(line); (problem == "") != ok {
			t.Errorf("%q: %q, allowed must be %v", line, problem, ok)
		}
	}
}
