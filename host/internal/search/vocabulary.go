package search

// vocabulary.go: the words of the index in memory, as far as questions needed
// them.

import (
	"context"
	"fmt"
	"sync"
	"unicode/utf8"

	"aibookmark/host/internal/spelling"
)

// Vocabulary is what corrections need of the index.
type Vocabulary interface {
	// Words are the words of all pages that begin with prefix, folded, with
	// the number of pages each stands in.
	Words(ctx context.Context, prefix string) (map[string]int, error)
	// TermsFrom are the terms of the index that begin with prefix, likewise.
	TermsFrom(ctx context.Context, prefix string) (map[string]int, error)
	// TitlePairs are the pairs of Chinese characters in titles, likewise.
	TitlePairs(ctx context.Context) (map[string]int, error)
	// IndexState is another one after every change of the index.
	IndexState(ctx context.Context) (string, error)
}

// shelves hold the vocabulary by first letter. All of it takes some 100 ms to
// read from an index of 10,000 pages, one letter at most a tenth of that, and
// most errors leave the first letter alone. Zero is ready for use.
type shelves struct {
	mu     sync.Mutex
	state  string
	shelf  map[rune]*spelling.Vocabulary
	titled []pair
}

// pair is two characters that stand side by side in titles.
type pair struct {
	first, second rune
	pages         int
}

// refresh empties the shelves when the index has changed.
func (s *shelves) refresh(ctx context.Context, from Vocabulary) error {
	state, err := from.IndexState(ctx)
	if err != nil {
		return fmt.Errorf("vocabulary: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != state || s.shelf == nil {
		s.state, s.shelf, s.titled = state, map[rune]*spelling.Vocabulary{}, nil
	}
	return nil
}

// words are the words that begin with a letter.
func (s *shelves) words(ctx context.Context, from Vocabulary, first rune) (*spelling.Vocabulary, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.shelf[first]; v != nil {
		return v, nil
	}
	words, err := from.Words(ctx, string(first))
	if err != nil {
		return nil, fmt.Errorf("vocabulary: %w", err)
	}
	v := spelling.NewVocabulary(words)
	s.shelf[first] = v
	return v, nil
}

// pairs are those of titles.
func (s *shelves) pairs(ctx context.Context, from Vocabulary) ([]pair, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.titled != nil {
		return s.titled, nil
	}
	all, err := from.TitlePairs(ctx)
	if err != nil {
		return nil, fmt.Errorf("vocabulary: %w", err)
	}
	s.titled = make([]pair, 0, len(all))
	for text, n := range all {
		first, size := utf8.DecodeRuneInString(text)
		second, _ := utf8.DecodeRuneInString(text[size:])
		s.titled = append(s.titled, pair{first, second, n})
	}
	return s.titled, nil
}
