package extract

import "strings"

// prose is the length from which a line is taken for a sentence, not for a
// label or the title of another page: about fifteen words, or thirty Chinese
// characters.
const prose = 90

// linesAbove is how many lines may stand between the page's heading and its article,
// who wrote it and when, what it costs; linesBelow how many after the article still
// belong to it: the last row of a table, an address.
const (
	linesAbove = 8
	linesBelow = 4
)

// choose chooses the lines that are kept of a page: those of the article, all
// that stands among them or between them and the heading of the page, and the
// sentences below when they are many.
//
// An article alone would lose the question to an answer, the lead above a
// story, the story itself where the comments are longer, and the second answer
// to the first. The whole page would keep what nobody reads. Where the article
// is not most of what the page says (one answer of several, one product of a
// list, the notice about cookies) it is no guide, and the page is kept.
func choose(page, article *writer, title string) string {
	if article == nil || article.size < thin/2 || article.size*5 < page.size*2 {
		return page.withoutLastHeading()
	}
	inArticle := map[string]bool{}
	for _, l := range article.out {
		inArticle[withoutPrefix(l.text)] = true
	}
	first, last, found := len(page.out), -1, 0
	for i, l := range page.out {
		if inArticle[withoutPrefix(l.text)] {
			first, last = min(first, i), i
			found += len(l.text) + 1
		}
	}
	if found*10 < article.size*8 { // its lines run otherwise than the page's
		return article.String()
	}
	first = headingAbove(page.out, first, title)
	for n := 0; n < linesBelow && last+1 < len(page.out) && !page.out[last+1].bare && !page.out[last+1].isItem(); n++ {
		last++
	}
	sentences := 0
	for _, l := range page.out[last+1:] {
		if l.isProse() {
			sentences += len(l.text) + 1
		}
	}
	chosen := writer{}
	for i, l := range page.out[first:] {
		if i+first <= last || sentences*2 >= article.size && (l.isProse() || leads(page.out, i+first)) {
			chosen.out = append(chosen.out, l)
			chosen.size += len(l.text) + 1
		}
	}
	return chosen.withoutLastHeading()
}

// isProse tells whether a line is likely a sentence, not a label.
func (l line) isProse() bool { return !l.bare && len(l.text) >= prose && !l.isItem() }

// isItem tells whether a line is an item of a list.
func (l line) isItem() bool { return !l.code && withoutPrefix(l.text) != l.text && l.text[0] != '#' }

// headingAbove is where the page begins that has its article at line first: at
// the heading that its title contains, or at one shortly above.
func headingAbove(lines []line, first int, title string) int {
	for i := first - 1; i >= 0; i-- {
		text := lines[i].text
		if !strings.HasPrefix(text, "#") || lines[i].code {
			continue
		}
		heading := withoutPrefix(text)
		if len(heading) >= 4 && strings.Contains(title, heading) || strings.HasPrefix(text, "# ") && i >= first-linesAbove {
			return i
		}
	}
	return first
}

// leads tells whether line i is a heading above a sentence.
func leads(lines []line, i int) bool {
	return strings.HasPrefix(lines[i].text, "#") && i+1 < len(lines) && lines[i+1].isProse()
}

// withoutPrefix is a line without the marks of headings and list items, which
// go-readability changes.
func withoutPrefix(text string) string {
	text = strings.TrimLeft(text, "# ")
	text = strings.TrimPrefix(text, "- ")
	if number, rest, ok := strings.Cut(text, ". "); ok && len(number) <= 4 && strings.Trim(number, "0123456789") == "" {
		return rest
	}
	return text
}

// withoutLastHeading is the text without headings at its end, below which
// nothing stands.
func (w *writer) withoutLastHeading() string {
	n := len(w.out)
	for n > 1 && strings.HasPrefix(w.out[n-1].text, "#") && !w.out[n-1].code && strings.Contains(w.out[n-1].text[:min(7, len(w.out[n-1].text))], "# ") {
		n--
	}
	if n == 1 && len(w.out) > 1 && strings.HasPrefix(w.out[0].text, "#") { // headings are all there is
		n = len(w.out)
	}
	w.out = w.out[:n]
	return w.String()
}
