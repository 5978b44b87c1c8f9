package search

// relevance.go: whether what was found is about the question at all. A full
// text index finds a page for nearly every question; to say "not in your
// bookmarks" takes evidence that does not depend on the library's size, so a
// score of BM25 will not do. What tells best is how much of the question
// stands together (a page about something else has its words, too, but here
// and there).

const (
	// stretch is within how many tokens of a text words stand together: a
	// sentence or two. Chosen, as the shares below, on one half of an
	// evaluation set and checked on the other (scripts/eval) and on 45 other
	// questions that no page answers.
	stretch = 30
	// judged is how many of the best pages have a say.
	judged = 5
	// wholly: a page with so much of the question is about it, wherever the
	// words stand.
	wholly = 0.9
	// judgedFrom is the size of library from which the weights of words tell
	// what a question is about; a smaller one shows what it has.
	judgedFrom = 50
	// unknownShare is what a word counts that no page has and nothing else
	// can be said for: it may be the point of the question, or a name too much.
	unknownShare = 0.25
	// elsewhere is what another way to say a word counts in the text of a page.
	elsewhere = 0.3
)

// leastShare is the least part of a question that a page about it says in one
// place. Of a long question, told from memory, less of it is right.
func leastShare(words int) float64 {
	switch {
	case words <= 2:
		return 0.4
	case words <= 4:
		return 0.45
	case words <= 6:
		return 0.25
	}
	return 0.2
}

// relevant tells whether any of the best pages found is about the question.
// Filters are the person's word: what passes them is.
func (p *question) relevant(ranked []*reading) bool {
	if p.narrowed() || len(p.words) == 0 || p.total < judgedFrom {
		return true
	}
	all, words := p.substance()
	if all == 0 {
		return true
	}
	for _, r := range ranked[:min(len(ranked), judged)] {
		if r.exact || r.coverage >= wholly || (r.gathered+r.otherwise(p, elsewhere))/all >= leastShare(words) {
			return true
		}
	}
	return false
}

// substance is the weight of what a question says, and in how many words. Of
// Chinese, which is looked up in pairs of characters, pairs that are in no page
// are left out where they join two words.
func (p *question) substance() (weight float64, words int) {
	said := p.concepted()
	known := func(i int) bool { return i >= 0 && i < len(p.words) && (p.words[i].pages > 0 || said[i]) }
	for i, w := range p.words {
		switch {
		case known(i):
			weight += w.weight
			words++
		case w.wide && (isSingle(w.terms[0]) || w.next && known(i+1) || i > 0 && p.words[i-1].next && known(i-1)):
		default:
			weight += unknownShare * w.weight
			words++
		}
	}
	return weight, words
}

// concepted are the words that the lexicon can say otherwise.
func (p *question) concepted() map[int]bool {
	said := map[int]bool{}
	for _, c := range p.more.concepts {
		for _, i := range c.words {
			said[i] = true
		}
	}
	return said
}

// together is the weight of the question's words that stand together: in the
// title, the folders and the address, and within one stretch of the text.
func (r *reading) together(p *question) float64 {
	head, best, sum, from := 0.0, 0.0, 0.0, 0
	inText := make([]float64, len(p.words))
	for i, w := range p.words {
		has := r.words[i]
		top := max(has.title, has.folder, has.address)
		head += w.weight * top
		inText[i] = w.weight * max(0, has.body-top)
	}
	seen := make([]int, len(p.words))
	for _, at := range r.textAt {
		for ; r.textAt[from].token+stretch < at.token; from++ {
			old := r.textAt[from].word
			if seen[old]--; seen[old] == 0 {
				sum -= inText[old]
			}
		}
		if seen[at.word]++; seen[at.word] == 1 {
			sum += inText[at.word]
		}
		best = max(best, sum)
	}
	return head + best
}

// otherwise is the weight of the words that a page says only in other words.
// inText is what those of its text count.
func (r *reading) otherwise(p *question, inText float64) float64 {
	if r.relatedTitle == nil {
		return 0
	}
	sum := 0.0
	for i, w := range p.words {
		own := w.weight * r.words[i].share
		title := max(0, min(w.weight, r.relatedTitle[i])-own)
		text := max(0, relatedInText*min(w.weight, r.relatedText[i])-own)
		sum += max(title, inText*text)
	}
	return sum
}
