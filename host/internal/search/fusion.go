package search

// fusion.go: one order from several rankings.
//
// Vectors of a model of the server are fused by reciprocal rank (Cormack,
// Clarke and Büttcher, SIGIR 2009): their cosines cannot be compared with the
// scores of full text, nor with those of another model.
//
// Those of the built-in model are fused by score (a convex combination, found
// the better choice where scores mean something: Bruch, Gai and Ingber, "An
// Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42(1), 2023).
// It is a weak ranker, right when it is sure and noise when it is not, and
// ranks hide which: by reciprocal rank it cost more than it gave on every set
// of questions it was tried on.

import (
	"math"
	"slices"

	"aibookmark/host/internal/library"
)

const (
	// fusionRank is the constant of reciprocal rank fusion; 60 is the authors'.
	fusionRank = 60
	// relatedShare is what a word of the question counts that a page says
	// otherwise, beside one that it has.
	relatedShare = 0.9
	// leastCoverage: what a page would score that says all of the question is
	// reckoned from the best that was found, if that says enough of it.
	leastCoverage = 0.3
	// textCurve sharpens the scores of words: a page that is half as good as
	// the best is an eighth of it beside a page found by meaning.
	textCurve = 3
	// titleShare and bodyShare weigh the best title passage and the best
	// passage of text of a page. These were chosen on one half of an
	// evaluation set and checked on the other (scripts/eval) and on questions
	// over random pages; settings near them do about as well.
	titleShare, bodyShare = 0.03, 0.03
	// grownAt is how many pages a library has from which what the built-in model
	// learns from it has all of its weight. It is the caution due to a model that
	// has seen little: over 12 samples of 80 to 640 pages, R@5 is 0.786 without
	// the model, 0.789 with this, 0.790 with its whole weight throughout.
	grownAt = 1000
	// faintest is the cosine under which the built-in model's word counts for
	// nothing: below it right and wrong pages are as many.
	faintest = 0.30
	// faintBeside is the share of the best cosine under which a passage is
	// noise beside it.
	faintBeside = 0.4
	// leastRelated is how much of the question a page must say in other words
	// to be found by them alone.
	leastRelated = 0.12
)

// fusedPage is what fusion makes of a page.
type fusedPage struct {
	score float64
	// passage is the passage that meaning found, 0 when it did not; cosine is
	// how near it is.
	passage int64
	cosine  float32
}

// fusion gives every page that takes part its score; none when nothing but
// text found any, so that text alone decides.
func fusion(p *question, byText, related []*reading, m sense) map[int64]fusedPage {
	builtin := m.model.Name == library.BuiltinModel
	if builtin {
		m.titles, m.texts = audible(m.titles), audible(m.texts)
	}
	sensed := len(m.titles)+len(m.texts) > 0
	if sensed && !builtin {
		return byRank(byText, related, m)
	}
	if !sensed && !slices.ContainsFunc(slices.Concat(byText, related), func(r *reading) bool { return r.related > 0 }) {
		return nil
	}
	return byScore(p, byText, related, m)
}

// audible are the passages that are near enough to mean something.
func audible(refs []library.PassageRef) []library.PassageRef {
	for i, r := range refs {
		if r.Score < max(faintest, faintBeside*refs[0].Score) {
			return refs[:i]
		}
	}
	return refs
}

// byScore adds up shares of the best score of each ranking.
func byScore(p *question, byText, related []*reading, m sense) map[int64]fusedPage {
	out := map[int64]fusedPage{}
	worded, best := inWords(byText, related)
	for page, score := range worded {
		out[page] = fusedPage{score: math.Pow(score/best, textCurve)}
	}
	known := p.known()
	for _, list := range []struct {
		refs  []library.PassageRef
		share float64
	}{{m.titles, titleShare}, {m.texts, bodyShare}} {
		for _, ref := range list.refs {
			out[ref.PageID] = out[ref.PageID].with(ref, known*known*grown(p.total)*list.share*float64(ref.Score/list.refs[0].Score))
		}
	}
	return out
}

// grown is the share of its weight that a model learnt from so many pages has.
func grown(pages int) float64 { return min(1, math.Sqrt(float64(pages)/grownAt)) }

// inWords is how well pages say the question, in its words and in others, in
// the unit of full text; best is the highest.
func inWords(byText, related []*reading) (scores map[int64]float64, best float64) {
	// What a page would score that says all of the question.
	all := 1.0
	if len(byText) > 0 {
		all = byText[0].score / max(byText[0].coverage, leastCoverage)
	}
	scores = map[int64]float64{}
	for _, r := range slices.Concat(byText, related) {
		score := r.score + relatedShare*r.related*all
		scores[r.doc.PageID] = score
		best = max(best, score)
	}
	return scores, best
}

// with adds a passage found by meaning; the nearer one is the one to show, and
// of those as near the one with a text.
func (f fusedPage) with(ref library.PassageRef, score float64) fusedPage {
	f.score += score
	if f.passage == 0 || ref.Score >= f.cosine {
		f.passage, f.cosine = ref.PassageID, ref.Score
	}
	return f
}

// known is the share of the question, by weight, that some page has: a vector
// made of the rest of a question, when its most telling word is misspelt or
// in no page, says something else than the question.
func (p *question) known() float64 {
	var all, known float64
	for _, w := range p.words {
		all += w.weight
		if w.pages >= 2 { // the built-in model knows no other
			known += w.weight
		}
	}
	if all == 0 {
		return 0
	}
	return known / all
}

// byRank adds up reciprocal ranks in full text, in other words and in the best
// passage of each page.
func byRank(byText, related []*reading, m sense) map[int64]fusedPage {
	out := map[int64]fusedPage{}
	for rank, r := range byText {
		out[r.doc.PageID] = fusedPage{score: 1 / float64(fusionRank+rank+1)}
	}
	for _, r := range related {
		out[r.doc.PageID] = fusedPage{score: r.related / float64(2*fusionRank)}
	}
	for rank, ref := range merged(m) {
		out[ref.PageID] = out[ref.PageID].with(ref, 1/float64(fusionRank+rank+1))
	}
	return out
}

// merged is the best passage of each page, be it of the title or of the text.
func merged(m sense) []library.PassageRef {
	var out []library.PassageRef
	seen := map[int64]bool{}
	for titles, texts := m.titles, m.texts; len(titles)+len(texts) > 0; {
		from := &titles
		if len(titles) == 0 || len(texts) > 0 && texts[0].Score >= titles[0].Score {
			from = &texts
		}
		ref := (*from)[0]
		*from = (*from)[1:]
		if !seen[ref.PageID] {
			seen[ref.PageID] = true
			out = append(out, ref)
		}
	}
	return out
}
