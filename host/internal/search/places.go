package search

// places.go: sites and folders named in a question.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"aibookmark/host/internal/analysis"
	"aibookmark/host/internal/library"
)

// oneWord is a word as names have them.
const oneWord = `[^\s.,;:!?()，。！？、；：（）"“”/][^\s,;:!?()，。！？、；：（）"“”/]*`

var (
	// siteAfter: a preposition and up to four words, of which the name takes
	// the first few.
	siteAfter = newPattern(`(?i)\b(?:on|from|at|via)\s+(`+oneWord+`(?:\s+`+oneWord+`){0,3})`, "on ", "from ", "at ", "via ")
	// siteBefore: up to three words before a word for a page.
	siteBefore = newPattern(`(?i)(`+oneWord+`(?:\s+`+oneWord+`){0,2})\s+(article|page|post|thread|question|answer|entry|discussion|repo|repository|video|recipe|story|piece|review|tutorial|docs|documentation)s?\b`, "article", "page", "post", "thread", "question", "answer", "entr", "discussion", "repo", "video", "recipe", "stor", "piece", "review", "tutorial", "docs", "documentation")
	// siteChinese: a name in Latin letters before 上的, or after 来自 or 在.
	siteChinese = newPattern(`(?:在|来自|從|从)?\s*(`+`[A-Za-z][A-Za-z0-9.-]*(?: [A-Za-z][A-Za-z0-9.-]*)?`+`)\s*(?:网站)?(?:上面|上|里|站)(?:看到的|收藏的|的)?`, "上", "里", "站")
	// tailChinese is what may follow a Chinese name, headChinese what may stand
	// before it.
	tailChinese = newPattern(`^(?:网站|网|站)?(?:上面|上|里面|里|那边)?(?:看到的|收藏的|存的|看的)?(?:的|那篇|那个|$)`, "")
	headChinese = newPattern(`(?:在|来自|从|我在)$`, "在", "来自", "从")
	// hostName is an address without its scheme.
	hostName = newPattern(`(?i)\b(?:(?:on|from|at|via)\s+)?((?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|cn|edu|gov|co|uk|de|fr|jp|tw|hk|me|app|ai|info|blog|tv|news|xyz)(?:\.[a-z]{2})?)\b`, ".")
)

// sitesIn finds the sites that text names. The library is asked for its sites
// only when something may be a name.
func (s *Searcher) sitesIn(ctx context.Context, text string) ([]plainFilter, error) {
	candidates := siteCandidates(text)
	if len(candidates) == 0 {
		return nil, nil
	}
	pages, err := s.index.Sites(ctx)
	if err != nil {
		return nil, fmt.Errorf("sites of the library: %w", err)
	}
	sites := newLibrarySites(pages)
	var out []plainFilter
	for _, c := range candidates {
		site, ok := sites.named(c.name)
		if !ok {
			continue
		}
		meant, err := s.meant(ctx, c.name, site)
		if err != nil {
			return nil, err
		}
		if !meant {
			continue
		}
		f := plainFilter{start: c.start, end: c.end, weak: c.weak}
		for _, host := range site.hosts {
			f.filters = append(f.filters, library.Filter{Kind: library.FilterSite, Label: host, Value: host})
		}
		out = append(out, f)
	}
	return apart(out), nil
}

// candidate is what may be the name of a site or a folder, with the words
// around it that would go with it.
type candidate struct {
	name       string
	start, end int
	weak       bool
}

// siteCandidates are the names that text may have, the longest first.
func siteCandidates(text string) []candidate {
	var out []candidate
	for _, m := range hostName.all(text) {
		out = append(out, candidate{text[m[2]:m[3]], m[0], m[1], false})
	}
	for _, m := range siteAfter.all(text) {
		for end := m[3]; end > m[2]; end = lastSpace(text, m[2], end) {
			out = append(out, candidate{withoutThe(text[m[2]:end]), m[0], end, false})
		}
	}
	for _, m := range siteBefore.all(text) {
		for start := m[2]; start < m[3]; start = nextSpace(text, start, m[3]) {
			out = append(out, candidate{withoutThe(text[start:m[3]]), start, m[3], true})
		}
	}
	for _, m := range siteChinese.all(text) {
		out = append(out, candidate{text[m[2]:m[3]], m[0], m[1], false})
	}
	return append(out, chineseCandidates(text)...)
}

// first is the first match, nil when there is none.
func first(matches [][]int) []int {
	if len(matches) == 0 {
		return nil
	}
	return matches[0]
}

// chineseCandidates are the Chinese names of sites.txt in text.
func chineseCandidates(text string) []candidate {
	var out []candidate
	folded := strings.ToLower(text) // as long as text where it matters
	if len(folded) != len(text) {
		return nil
	}
	for name := range aliases() {
		if name == "" || name[0] < 0x80 && !strings.ContainsFunc(name, func(r rune) bool { return r >= 0x2E80 }) {
			continue
		}
		at := strings.Index(folded, name)
		if at < 0 {
			continue
		}
		end := at + len(name)
		tail, head := first(tailChinese.all(text[end:])), first(headChinese.all(text[:at]))
		if tail == nil && head == nil {
			continue
		}
		c := candidate{name: name, start: at, end: end, weak: head == nil && tail[1] == 0}
		if head != nil {
			c.start = head[0]
		}
		if tail != nil {
			c.end += tail[1]
		}
		out = append(out, c)
	}
	// Longer names first: 百度百科 before 百度.
	slices.SortFunc(out, func(a, b candidate) int { return cmp.Or(len(b.name)-len(a.name), strings.Compare(a.name, b.name)) })
	return out
}

func withoutThe(name string) string {
	if len(name) > 4 && strings.EqualFold(name[:4], "the ") {
		return name[4:]
	}
	return name
}

// lastSpace is the end of text[start:end] without its last word.
func lastSpace(text string, start, end int) int {
	i := strings.LastIndexAny(text[start:end], " \t")
	if i < 0 {
		return start
	}
	return start + len(strings.TrimRight(text[start:start+i], " \t"))
}

// nextSpace is the start of text[start:end] without its first word.
func nextSpace(text string, start, end int) int {
	i := strings.IndexAny(text[start:end], " \t")
	if i < 0 {
		return end
	}
	rest := text[start+i : end]
	return start + i + len(rest) - len(strings.TrimLeft(rest, " \t"))
}

var (
	// folderEnglish: "in my Recipes folder", "from the work bookmarks".
	folderEnglish = newPattern(`(?i)\b(?:(?:that (?:is|was|are) )?(?:somewhere )?(?:in|from|under|inside|within) (?:my|the|our)?\s*)?((?:`+oneWord+`)(?:\s+`+oneWord+`){0,3})\s+(?:folder|directory)\b`, "folder", "directory")
	// folderMine: "in my Recipes", where nothing but the library can tell that
	// Recipes is a folder.
	folderMine = newPattern(`(?i)\b(?:in|from|under|inside|within|among) (?:my|our) (`+oneWord+`(?:\s+`+oneWord+`){0,3})(?:\s+bookmarks)?`, " my ", " our ")
	// folderPath: "in Dev/Go/Web".
	folderPath = newPattern(`(?i)(?:\b(?:in|from|under|inside)|在)\s*(?:(?:my|the)\s+)?(`+oneWord+`(?:/`+oneWord+`)+)(?:\s+folder|里的|里|下的|下)?`, "/")
	// folderChinese: 在工作文件夹里的, 菜谱目录下.
	folderChinese = newPattern(`(?:在|我的|来自|放在)*["“「]?([\p{L}\p{N}+#/& -]{1,20}?)["”」]?\s*(?:文件夹|目录|收藏夹|分类)(?:里面|里|中|下面|下|内)?(?:的)?`, "文件夹", "目录", "收藏夹", "分类")
)

// foldersIn finds the folders that text names.
func (s *Searcher) foldersIn(ctx context.Context, text string) ([]plainFilter, error) {
	var candidates []candidate
	for _, m := range folderEnglish.all(text) {
		for start := m[2]; start < m[3]; start = nextSpace(text, start, m[3]) {
			begin := m[0]
			if start > m[2] {
				begin = start
			}
			candidates = append(candidates, candidate{text[start:m[3]], begin, m[1], false})
		}
	}
	for _, m := range folderPath.all(text) {
		path := strings.Split(text[m[2]:m[3]], "/")
		candidates = append(candidates, candidate{path[len(path)-1], m[0], m[1], false})
	}
	for _, m := range folderMine.all(text) {
		for end := m[3]; end > m[2]; end = lastSpace(text, m[2], end) {
			stop := end
			if end == m[3] {
				stop = m[1]
			}
			candidates = append(candidates, candidate{text[m[2]:end], m[0], stop, true})
		}
	}
	for _, m := range folderChinese.all(text) {
		candidates = append(candidates, candidate{text[m[2]:m[3]], m[0], m[1], false})
	}
	if len(candidates) == 0 {
		return nil, nil
	}
	keys, err := s.index.FolderKeys(ctx)
	if err != nil {
		return nil, fmt.Errorf("folders of the library: %w", err)
	}
	var out []plainFilter
	for _, c := range candidates {
		f := plainFilter{start: c.start, end: c.end, weak: c.weak}
		for _, key := range foldersNamed(c.name, keys, c.weak) {
			f.filters = append(f.filters, library.Filter{Kind: library.FilterFolder, Label: strings.TrimSpace(c.name), Value: key})
		}
		if len(f.filters) > 0 {
			out = append(out, f)
		}
	}
	return apart(out), nil
}

// mostFolders bounds the folders that a part of their names may mean.
const mostFolders = 4

// foldersNamed are the folders with a name; where there is none, and the name
// was called that of a folder, those that have it in theirs.
func foldersNamed(name string, keys []string, exact bool) []string {
	wanted := strings.Join(analysis.Terms(strings.TrimSpace(name)), " ")
	if wanted == "" {
		return nil
	}
	var within []string
	for _, key := range keys {
		if key == wanted {
			return []string{key}
		}
		if !exact && strings.Contains(" "+key+" ", " "+wanted+" ") {
			within = append(within, key)
		}
	}
	if len(within) > mostFolders {
		return nil
	}
	return within
}
