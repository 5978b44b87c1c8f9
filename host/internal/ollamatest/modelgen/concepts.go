package modelgen

import (
	_ "embed"
	"strings"
	"unicode"
)

//go:embed concepts.txt
var conceptList string

// concepts maps a word to what it means, as numbers of lines of concepts.txt.
// A Chinese word counts by its characters, since the tokenizer of the model
// takes every one of them for a word. A word alone on its line means nothing
// but itself: it has an entry without concepts.
func concepts() map[string][]int {
	means := map[string][]int{}
	for number, line := range strings.Split(conceptList, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if len(words) == 1 {
			means[words[0]] = nil
			continue
		}
		for _, piece := range pieces(words) {
			if known := means[piece]; len(known) == 0 || known[len(known)-1] != number {
				means[piece] = append(known, number)
			}
		}
	}
	return means
}

// pieces are the words as the tokenizer will see them.
func pieces(words []string) (out []string) {
	for _, word := range words {
		if first := []rune(word)[0]; !unicode.Is(unicode.Han, first) {
			out = append(out, word)
			continue
		}
		for _, character := range word {
			out = append(out, string(character))
		}
	}
	return out
}
