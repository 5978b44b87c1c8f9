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

// choose takes the passages that go into a prompt, best first: at most so many
// of a page and of a site while there are others, no text twice, and as many
// as fit into budget tokens. leftOut counts those that did not fit. What was
// chosen is numbered in the order in which the model reads it.
func choose(evidence []library.Evidence, frame frame, budget int) (chosen []passage, leftOut int) {
	for _, e := range diverse(evidence) {
		// The highest number: the final one costs no more.
		p := passage{Evidence: e, n: maxPassages}
		p.prompt = passageText(p, frame)
		cost := tokens(p.prompt)
		if cost > budget && len(chosen) == 0 && leftOut == 0 {
			// Rather the beginning of the best one than none of it.
			p = shorten(p, frame, budget)
			cost = tokens(p.prompt)
		}
		if cost > budget || p.Text == "" {
			leftOut++
			continue
		}
		budget -= cost
		chosen = append(chosen, p)
	}
	chosen = bestOutside(chosen)
	for i := range chosen {
		chosen[i].n = i + 1
		chosen[i].prompt = passageText(chosen[i], frame)
	}
	return chosen, leftOut
}

// bestOutside puts the best first, the second best last, and so on inward:
// language models, small ones above all, heed most what stands at the
// beginning and at the end of what they read (Liu et al., "Lost in the Middle",
// 2023).
func bestOutside(ranked []passage) []passage {
	out := make([]passage, len(ranked))
	for i, p := range ranked {
		if i%2 == 0 {
			out[i/2] = p
		} else {
			out[len(out)-1-i/2] = p
		}
	}
	return out
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
func shorten(p passage, frame frame, budget int) passage {
	text, end := p.Text, 0
	p.Text = ""
	left := budget - tokens(passageText(p, frame))
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
	p.prompt = passageText(p, frame)
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
