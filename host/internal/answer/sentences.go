package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// span is the bytes [start, end) of a text.
type span struct{ start, end int }

// longest is the length in characters above which a sentence is cut at a
// comma or a space: a quote is to be read at a glance.
const longest = 300

// cutSentences returns the sentences of a text without the white space around
// them. Rules are those of Unicode (UAX 29), which know "。！？" and line ends;
// on top of them, a break after an abbreviation or an initial is undone, and
// what is longer than a quote should be is cut at a clause.
func cutSentences(text string) []span {
	var out []span
	open := false
	for it := sentences.FromString(text); it.Next(); {
		s := trim(text, span{it.Start(), it.End()})
		if s.start == s.end {
			open = false
			continue
		}
		if open {
			out[len(out)-1].end = s.end
		} else {
			out = append(out, s)
		}
		last := out[len(out)-1]
		open = endsOpen(text[last.start:last.end]) && !strings.ContainsAny(text[s.end:it.End()], "\n\r")
	}
	whole := out
	out = nil
	for _, s := range whole {
		out = appendCut(out, text, s)
	}
	return out
}

// trim takes white space off both ends of a span.
func trim(text string, s span) span {
	part := text[s.start:s.end]
	s.start += len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	s.end = s.start + len(strings.TrimSpace(part))
	return s
}

// abbreviations end with a full stop that ends no sentence.
var abbreviations = map[string]bool{
	"dr": true, "mr": true, "mrs": true, "ms": true, "prof": true, "sr": true, "jr": true, "st": true, "vs": true,
	"no": true, "fig": true, "figs": true, "eq": true, "sec": true, "ch": true, "vol": true, "pp": true, "ed": true, "eds": true,
	"inc": true, "ltd": true, "co": true, "corp": true, "approx": true, "cf": true, "al": true, "dept": true, "gen": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true, "sept": true,
	"oct": true, "nov": true, "dec": true,
}

// endsOpen tells whether a text ends with an abbreviation or an initial.
func endsOpen(s string) bool {
	body, ok := strings.CutSuffix(s, ".")
	if !ok {
		return false
	}
	word := body[strings.LastIndexFunc(body, func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == '“' || r == '"' })+1:]
	if abbreviations[strings.ToLower(word)] {
		return true
	}
	// "J." or "U.S.": single letters between full stops.
	for _, part := range strings.Split(word, ".") {
		if r, size := utf8.DecodeRuneInString(part); size != len(part) || !unicode.IsUpper(r) || r > unicode.MaxLatin1 {
			return false
		}
	}
	return word != "I"
}

// appendCut appends a span, cut into pieces where it is too long: after the
// last clause mark that fits, else at the last space, else where it must be.
func appendCut(out []span, text string, s span) []span {
	for {
		end, clause, space, n := s.start, 0, 0, 0
		for i := s.start; i < s.end; {
			if n++; n > longest {
				break
			}
			r, size := utf8.DecodeRuneInString(text[i:])
			i += size
			end = i
			switch {
			case n < longest/3:
			case strings.ContainsRune("，；、：,;:—", r):
				clause = end
			case unicode.IsSpace(r):
				space = end
			}
		}
		if n <= longest {
			return append(out, s)
		}
		if clause > 0 {
			end = clause
		} else if space > 0 {
			end = space
		}
		if piece := trim(text, span{s.start, end}); piece.start < piece.end {
			out = append(out, piece)
		}
		s = trim(text, span{end, s.end})
		if s.start >= s.end {
			return out
		}
	}
}
