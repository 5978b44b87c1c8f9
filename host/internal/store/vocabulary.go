package store

// vocabulary.go: the words that stand in the index, for correcting what
// stands in none.

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Words returns the words of all pages that begin with prefix (lower case, no
// diacritics) with the number of pages each stands in: what typing errors are
// corrected to.
func (s *Store) Words(ctx context.Context, prefix string) (map[string]int, error) {
	words, err := s.vocabulary(ctx, "words_vocab", prefix, prefix+"\U0010FFFF")
	return words, s.indexError("words", err)
}

// TitlePairs returns the pairs of Chinese characters that stand in titles,
// simplified, with the number of pages each stands in.
func (s *Store) TitlePairs(ctx context.Context) (map[string]int, error) {
	pairs, err := s.vocabulary(ctx, "titles_vocab", "\u3400", "\uA000")
	for term := range pairs {
		if utf8.RuneCountInString(term) != 2 {
			delete(pairs, term)
		}
	}
	return pairs, s.indexError("title pairs", err)
}

// vocabulary is the terms of a table from one to before another, with the
// number of pages of each. They come as one string: row by row they take four
// times as long.
func (s *Store) vocabulary(ctx context.Context, table, from, to string) (map[string]int, error) {
	all, err := value[string](s.idx, "SELECT coalesce(group_concat(term || ' ' || doc, ' '), '') FROM "+table+" WHERE term >= ? AND term < ?", from, to)
	if err != nil {
		return nil, err
	}
	out := make(map[string]int, strings.Count(all, " ")/2+1)
	for all != "" {
		var term, n string
		term, all, _ = strings.Cut(all, " ")
		n, all, _ = strings.Cut(all, " ")
		out[term], _ = strconv.Atoi(n)
	}
	return out, ctx.Err()
}

// IndexState names what the index holds: it is another one after every change,
// be it of another process.
func (s *Store) IndexState(ctx context.Context) (string, error) {
	state, err := value[string](s.idx, "SELECT value || '/' || (SELECT coalesce(max(seq), 0) FROM changes) FROM meta WHERE key = 'epoch'")
	return state, s.indexError("index state", cmp.Or(err, ctx.Err()))
}
