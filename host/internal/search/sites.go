package search

// sites.go: which site a person means by a name.

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"aibookmark/host/internal/analysis"
)

//go:embed sites.txt
var siteNames string

// siteAlias is what a name that people use for a site stands for.
type siteAlias struct {
	hosts []string
	// doubtful: the name is a word, too.
	doubtful bool
}

// aliases are the names of sites.txt, folded. They are read when the first
// question that may name a site comes.
var aliases = sync.OnceValue(func() map[string]siteAlias {
	out := map[string]siteAlias{}
	for line := range strings.Lines(siteNames) {
		host, names, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(host, "#") {
			continue
		}
		for name := range strings.SplitSeq(names, ",") {
			name, doubtful := strings.CutPrefix(strings.TrimSpace(name), "?")
			a := out[siteKeyOf(name)]
			a.hosts, a.doubtful = append(a.hosts, host), doubtful
			out[siteKeyOf(name)] = a
		}
	}
	return out
})

// siteKeyOf is a name in the form that names are compared in: folded and
// without spaces, since hosts have none.
func siteKeyOf(name string) string {
	return strings.Join(strings.FieldsFunc(analysis.Fold(name), func(r rune) bool { return r == ' ' || r == '\'' || r == '’' }), "")
}

// librarySites are the hosts of a library with the number of their pages, and
// the labels they can be called by.
type librarySites struct {
	pages  map[string]int
	labels map[string][]string
}

func newLibrarySites(pages map[string]int) librarySites {
	l := librarySites{pages: pages, labels: map[string][]string{}}
	for host := range pages {
		labels := strings.Split(host, ".")
		// The last one names a country or a trade; before it, so may a short
		// one (co.uk, com.cn).
		for i := range len(labels) - 1 {
			if label := labels[i]; len(label) >= shortestLabel {
				l.labels[label] = append(l.labels[label], strings.Join(labels[i:], "."))
			}
		}
	}
	return l
}

// shortestLabel: shorter ones are "www", "co" and "m".
const shortestLabel = 4

// count is how many pages a site and those below it have.
func (l librarySites) count(site string) int {
	n := 0
	for host, pages := range l.pages {
		if host == site || strings.HasSuffix(host, "."+site) {
			n += pages
		}
	}
	return n
}

// named is a site that a name may mean: hosts of the library, how many pages
// they have, and whether the name means nothing else.
type namedSite struct {
	hosts []string
	pages int
	sure  bool
}

// named finds the sites of the library that a name may mean.
func (l librarySites) named(name string) (namedSite, bool) {
	key := siteKeyOf(name)
	if strings.Contains(key, ".") {
		key = strings.TrimPrefix(key, "www.")
		n := l.count(key)
		return namedSite{[]string{key}, n, true}, n > 0
	}
	if a, ok := aliases()[key]; ok {
		site := l.of(a.hosts)
		site.sure = !a.doubtful
		if site.pages > 0 {
			return site, true
		}
	}
	if utf8.RuneCountInString(key) < shortestLabel {
		return namedSite{}, false
	}
	// Hosts leave articles in: "the Guardian" is theguardian.com.
	hosts := append(append([]string{}, l.labels[key]...), l.labels["the"+key]...)
	site := l.of(hosts)
	// Two words that are one label by chance are rare.
	site.sure = strings.ContainsAny(strings.TrimSpace(name), " ")
	return site, site.pages > 0
}

// of keeps the hosts that have pages.
func (l librarySites) of(hosts []string) namedSite {
	var out namedSite
	seen := map[string]bool{}
	for _, host := range hosts {
		if n := l.count(host); n > 0 && !seen[host] {
			seen[host] = true
			out.hosts = append(out.hosts, host)
			out.pages += n
		}
	}
	return out
}
