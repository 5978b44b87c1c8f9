package answer

import (
	"strings"
	"unicode"

	"aibookmark/host/internal/library"
)

// How many passages go into a prompt. Small models lose track among many, and
// one page or site must not crowd out the others.
const (
	maxPassages = 12
	maxPerPage  = 3
	maxPerSite  = 6
)

// passage is a passage as the model sees it.
type passage struct {
	library.Evidence
	n      int
	prompt string
}

// choose numbers the passages that go into a prompt, best first: at most so
// many of a page and of a site while there are others, no text twice, and as
// many as fit into budget tokens. leftOut counts those that did not fit.
func choose(evidence []library.Evidence, fence string, budget int) (chosen []passage, leftOut int) {
	for _, e := range diverse(evidence) {
		p := passage{Evidence: e, n: len(chosen) + 1}
		p.prompt = passageText(p, fence)
		cost := tokens(p.prompt)
		if cost > budget && len(chosen) == 0 && leftOut == 0 {
			// Rather the beginning of the best one than none of it.
			p = shorten(p, fence, budget)
			cost = tokens(p.prompt)
		}
		if cost > budget || p.Text == "" {
			leftOut++
			continue
		}
		budget -= cost
		chosen = append(chosen, p)
	}
	return chosen, leftOut
}

// diverse orders evidence for a prompt: first within the caps, then, where
// room is left, what the caps kept back.
func diverse(evidence []library.Evidence) []library.Evidence {
	perPage, perSite := map[int64]int{}, map[string]int{}
	seen := map[string]bool{}
	var out, back []library.Evidence
	for _, e := range evidence {
		if key := strings.TrimSpace(e.Text); seen[key] {
			continue
		} else {
			seen[key] = true
		}
		if perPage[e.PageID] >= maxPerPage || perSite[e.Site] >= maxPerSite {
			back = append(back, e)
			continue
		}
		perPage[e.PageID]++
		perSite[e.Site]++
		out = append(out, e)
	}
	out = append(out, back...)
	return out[:min(len(out), maxPassages)]
}

// shorten cuts a passage at the end of the last sentence that fits.
func shorten(p passage, fence string, budget int) passage {
	text, end := p.Text, 0
	p.Text = ""
	left := budget - tokens(passageText(p, fence))
	for _, s := range cutSentences(text) {
		if tokens(text[:s.end]) > left {
			break
		}
		end = s.end
	}
	p.Text = text[:end]
	if p.End > p.Start {
		p.End = p.Start + end
	}
	p.prompt = passageText(p, fence)
	return p
}

// tokens estimates how many tokens a text takes, rather too many than too
// few: a prompt that is too long is refused. The prices per character lie
// above what the tokenizers of Qwen, Llama and Gemma need for prose (English
// 0.22-0.27, Chinese 0.6-1.1 tokens a character), with digits and marks at
// nearly one each.
func tokens(s string) int {
	cost := 0 // hundredths
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			cost += 32
		case r == ' ':
			cost += 10
		case r < 0x80:
			cost += 90
		case r < 0x2E80 && unicode.Is(unicode.Latin, r):
			cost += 60
		default:
			cost += 125
		}
	}
	return (cost + 99) / 100
}
