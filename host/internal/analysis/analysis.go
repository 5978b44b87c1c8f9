// Package analysis turns text into the terms of the full-text index. Pages
// and questions go through the same function, so that what is written one way
// is found the other way: full-width and half-width, upper and lower case,
// with and without diacritics, traditional and simplified Chinese, English
// inflections.
//
// It exists because no tokenizer at hand serves a library that is half
// Chinese: SQLite's unicode61 finds next to no two-character Chinese word, its
// trigram tokenizer none, and neither knows that "C++", "node.js" or "k8s" are
// names. Segmenting Chinese with a dictionary would be better on paper and
// worse in practice: the dictionary must know the word, and both sides must
// cut alike. Overlapping bigrams need neither.
//
// What becomes of what:
//
//	Running, runs                run run                (Porter2 stems)
//	數據庫                       数据 据库              (bigrams, simplified)
//	Café ＡＢＣ                  cafe abc
//	用Docker部署                 用 docker 部署
//	node.js e-mail foo_bar       nodej node js … email e mail … foobar foo bar
//	C++ C# .NET k8s AT&T         c++ c# .net net k8s at&t at t
//	go1.26 v2.1.0                go1.26 go 1.26 v2.1.0 2.1.0 2.1
//	don't what's                 dont what
package analysis

import "unicode/utf8"

// Version rises whenever the terms of any text change: an index made with
// another version has to be made again.
const Version = 1

// Token is a term and the bytes [Start, End) of the original text it was made
// from, whatever folding did to their number. Start < End always, and the
// Starts of a text's tokens never descend; tokens may overlap (bigrams, and
// names that are given whole and in parts).
type Token struct {
	Term       string
	Start, End int
}

// Tokens returns the terms of text with their places, in reading order; a
// name given whole comes before its parts. Terms consist of letters, digits,
// marks and the characters + # . _ - & @ and are never empty. Text may be any
// bytes: what is not UTF-8 separates words. A term may share memory with text.
func Tokens(text string) []Token {
	if text == "" {
		return nil
	}
	tokens := make([]Token, 0, estimate(text))
	Scan(text, func(t Token) { tokens = append(tokens, t) })
	return tokens
}

// Scan calls each with every one of Tokens(text), in their order, and keeps
// none: for long texts of which little is wanted.
func Scan(text string, each func(Token)) {
	s := scanner{text: text, each: func(term string, start, end int) { each(Token{term, start, end}) }}
	s.scan()
}

// Terms returns the terms of Tokens(text), without their places.
func Terms(text string) []string {
	if text == "" {
		return nil
	}
	terms := make([]string, 0, estimate(text))
	s := scanner{text: text, each: func(term string, _, _ int) { terms = append(terms, term) }}
	s.scan()
	return terms
}

// estimate guesses how many terms text has: one in five bytes in English, one
// in three in Chinese.
func estimate(text string) int {
	if text[len(text)/2] >= utf8.RuneSelf {
		return len(text)/3 + 4
	}
	return len(text)/5 + 4
}
