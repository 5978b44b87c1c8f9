package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"aibookmark/host/internal/protocol"
)

// The report of doctor is made to be shown to others.
func TestDoctorTellsNothingOfWhatIsKept(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	h, r := open(t, home)
	call[protocol.ApplyResult](t, h, protocol.MethodBookmarksApply, protocol.ApplyParams{SourceID: r.SourceID, Nodes: []protocol.Node{bookmark(1)}})
	call[protocol.PageIndexResult](t, h, protocol.MethodPagesIndex, protocol.PageIndexParams{
		URL: bookmark(1).URL, Title: "A private title", Text: "A private text about herons.", CapturedBy: "menu",
	})
	report, err := json.Marshal(call[protocol.DoctorResult](t, h, protocol.MethodDoctor, nil))
	if err != nil || !strings.Contains(string(report), "library") {
		t.Fatalf("%s, %v", report, err)
	}
	words := []string{"birds.example", "heron", "private", home}
	if user := os.Getenv("USER"); len(user) > 3 && user != "root" {
		words = append(words, user)
	}
	for _, word := range words {
		if strings.Contains(strings.ToLower(string(report)), strings.ToLower(word)) {
			t.Errorf("the report says %q: %s", word, report)
		}
	}
}
