package server

import (
	"encoding/base64"
	"encoding/json"
)

// Bounds of one page of a list.
const (
	defaultPage = 50
	maxPage     = 200
)

// cursorIn reads a cursor: a mark that cursorOut wrapped, opaque to clients.
func cursorIn(cursor string) (mark string, err error) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return "", invalid("cursor: not one that this host gave")
	}
	return string(b), nil
}

// cursorOut wraps a mark; "" stays "".
func cursorOut(mark string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(mark))
}

// bounded is limit, or fallback when it is not given, and at most most.
func bounded(limit, fallback, most int) int {
	if limit <= 0 {
		limit = fallback
	}
	return min(limit, most)
}

// Bounds of parts of a result, in bytes of JSON, so that the whole stays
// below protocol.MaxHostFrame with its envelope.
const (
	resultBudget   = 700 << 10
	textBudget     = 512 << 10
	bookmarkBudget = 128 << 10
)

// fitting is the longest head of items whose JSON stays within the budget.
func fitting[T any](items []T, budget int) []T {
	for i := range items {
		budget -= jsonSize(items[i]) + 1
		if budget < 0 {
			return items[:i]
		}
	}
	return items
}

// jsonSize is the size of v in JSON; what cannot be encoded is left to the
// encoding of the result.
func jsonSize(v any) int {
	b, err := json.Marshal(v)
	if err != nil {
		return 0
	}
	return len(b)
}

// fittingText is the longest head of text that takes at most budget bytes in
// JSON, where a control character takes six.
func fittingText(text string, budget int) string {
	if len(text)*6 <= budget {
		return text
	}
	for i, r := range text {
		switch {
		case r < 0x20, r == '<', r == '>', r == '&', r == '\u2028', r == '\u2029', r == 0x7f, r == '\uFFFD':
			budget -= 6
		case r == '"', r == '\\':
			budget -= 2
		case r < 0x80:
			budget--
		default:
			budget -= len(string(r))
		}
		if budget < 0 {
			return text[:i]
		}
	}
	return text
}
