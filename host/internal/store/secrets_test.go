package store

import (
	"testing"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/redact"
)

// No secret reaches a file, whichever way it comes in; the address of a page
// stays as it is, since it must open.
func TestSecretsAreNotStored(t *testing.T) {
	const card, address = "4111 1111 1111 1111", "https://a.example/?card=4111111111111111"
	dir := t.TempDir()
	s := open(t, dir)
	src := source(t, s, "p")
	apply(t, s, src, []library.Node{link("1", "0", "Mine "+card, address), link("2", "0", "B", "https://b.example/")})
	capture(t, s, library.Capture{URL: address, Title: "Own " + card, Text: "Paid with " + card + ".", By: "visit"})
	if _, err := s.SaveCaptures(t.Context(), []library.Capture{{URL: "https://b.example/", Title: card, Text: card, By: "import"}}); err != nil {
		t.Fatal(err)
	}
	index(t, s)
	docs, err := s.Documents(t.Context(), []int64{1, 2})
	if err != nil || len(docs) != 2 {
		t.Fatal(docs, err)
	}
	if got, want := docs[0].Text, "Paid with "+redact.Mark+"."; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if got := docs[0].Titles; len(got) != 2 || got[0] != "Mine "+redact.Mark || got[1] != "Own "+redact.Mark {
		t.Errorf("titles %q", got)
	}
	if docs[1].Text != redact.Mark || docs[0].URL != address {
		t.Errorf("text %q, address %q", docs[1].Text, docs[0].URL)
	}
	// The same once more is known, though it was changed on its way in.
	if _, state := capture(t, s, library.Capture{URL: address, Title: "Own " + card, Text: "Paid with " + card + ".", By: "visit"}); state != library.CaptureUnchanged {
		t.Errorf("again: %s", state)
	}
	if ch := apply(t, s, src, []library.Node{link("1", "0", "Mine "+card, address)}); ch.Unchanged != 1 {
		t.Errorf("again: %+v", ch)
	}
	if n := count(t, dir, card); n != 0 {
		t.Errorf("the number is in the files %d times", n)
	}
}
