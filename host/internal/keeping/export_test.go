package keeping

import "aibookmark/host/internal/library"

// RuleFits is ruleFits for a page without folders.
func RuleFits(r library.Rule, address string) bool {
	key, _, _ := library.PageKey(address)
	return ruleFits(r, key, nil)
}
