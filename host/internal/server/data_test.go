package server_test

import (
	"fmt"
	"testing"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

func TestStorageIsPaged(t *testing.T) {
	f := &fake{}
	for i := range 120 {
		f.sites = append(f.sites, library.SiteStorage{Site: fmt.Sprintf("s%d.example", i), Pages: 1, Bytes: int64(1000 - i)})
	}
	h := open(t, f)
	seen := map[string]bool{}
	cursor, pages := "", 0
	for {
		var r protocol.StorageList
		h.call(protocol.MethodStorageList, protocol.ListParams{Cursor: cursor}, &r)
		for _, s := range r.Items {
			seen[s.Site] = true
		}
		if pages++; r.Next == "" {
			break
		}
		cursor = r.Next
	}
	if len(seen) != 120 || pages != 3 {
		t.Errorf("%d sites on %d pages", len(seen), pages)
	}
	for _, cursor := range []string{"!", "LTE", "eA"} { // "-1", "x"
		if err := h.Call(t.Context(), protocol.MethodStorageList, protocol.ListParams{Cursor: cursor}, nil); err == nil {
			t.Errorf("cursor %q passed", cursor)
		}
	}
}
