package answer

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"aibookmark/host/internal/library"
)

// marker is a citation as screen lets it through.
var marker = lazily(func() *regexp.Regexp { return regexp.MustCompile(`\[(\d{1,3})\]`) })

// claim is a sentence of the answer with the passages that it cites.
type claim struct {
	text  string
	cites []int
}

// claims reads an answer: which sentence cites what. A citation belongs to
// the sentence that it stands in or directly after; at the start of a line,
// to the one that follows.
func claims(answer string) []claim {
	var plain strings.Builder
	type mark struct{ at, n int }
	var marks []mark
	last := 0
	for _, m := range marker().FindAllStringSubmatchIndex(answer, -1) {
		plain.WriteString(answer[last:m[0]])
		n, _ := strconv.Atoi(answer[m[2]:m[3]])
		marks = append(marks, mark{plain.Len(), n})
		plain.WriteString(afterMarker(plain.String()))
		last = m[1]
	}
	plain.WriteString(answer[last:])
	text := plain.String()
	spans := cutSentences(text)
	out := make([]claim, len(spans))
	for i, s := range spans {
		out[i].text = text[s.start:s.end]
	}
	for _, m := range marks {
		i := 0
		for i+1 < len(spans) && spans[i+1].start <= m.at {
			i++
		}
		if i+1 < len(spans) && m.at >= spans[i].end && strings.Contains(text[spans[i].end:m.at], "\n") {
			i++
		}
		if len(out) > 0 {
			out[i].cites = append(out[i].cites, m.n)
		}
	}
	return out
}

// afterMarker is what takes the place of a marker, so that "One.[1]two" stays
// two sentences.
func afterMarker(before string) string {
	before = strings.TrimRight(before, " \t\u2029")
	last, _ := utf8.DecodeLastRuneInString(before)
	if strings.ContainsRune(".!?。！？", last) && !endsOpen(before) {
		return "\u2029" // a paragraph separator, which is no line end
	}
	return " "
}

// check matches every cited sentence of an answer to the stored text of the
// passages it cites. There is one citation for every marker, in the order of
// the text: one and the same quote can bear out one sentence and not another. A
// page that was forgotten meanwhile is not cited.
func (r *run) check(answer string, passages []passage) ([]library.Citation, error) {
	out := []library.Citation{}
	cut := make([]*cutPassage, len(passages))
	for _, c := range claims(answer) {
		for _, n := range c.cites {
			if n < 1 || n > len(passages) {
				continue
			}
			p := passages[n-1]
			text, there, err := r.standing(p.PageID)
			if err != nil {
				return nil, err
			}
			if !there {
				continue
			}
			if cut[n-1] == nil {
				cut[n-1] = newCutPassage(p)
			}
			s, supported := cut[n-1].support(c.text)
			at, ok := place(text, p.Evidence, s)
			quote := p.Text[s.start:s.end]
			if !ok {
				quote, supported = "", false
			}
			out = append(out, cite(n, p.Evidence, text, at, quote, supported))
		}
	}
	return out, nil
}

// standing is the text of a page; there is false when it was forgotten.
func (r *run) standing(id int64) (text string, there bool, err error) {
	if text, err = r.pageText(id); text != "" || err != nil {
		return text, true, err
	}
	// Without text: never captured, or gone.
	_, err = r.pages.PageText(r.ctx, id)
	if library.KindOf(err) == library.NotFound {
		return "", false, nil
	}
	return "", true, err
}
