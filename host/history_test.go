package main

// history_test.go: the history of questions, as it is listed, opened,
// deleted and forgotten through the host.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"aibookmark/host/internal/ollamatest"
	"aibookmark/host/internal/protocol"
)

// bytesOf counts a word in every file of a library.
func bytesOf(t *testing.T, home, word string) (n int) {
	t.Helper()
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		n += bytes.Count(bytes.ToLower(b), []byte(word))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestHistoryOfQuestions(t *testing.T) {
	server := ollamatest.New(ollamatest.Script{Words: []string{"It was lit in the Cordouan lighthouse in 1823 ", "[1]."}})
	home := t.TempDir()
	pages := append([]page{{
		URL: "https://secret.example/zqcanary", Title: "Zqcanary lighthouse", Folder: "Sea",
		Text: "The zqcanary lighthouse of the first keeper was lit with a zqcanary lamp in 1823. Its Fresnel lens is from Paris.",
	}}, talkPages...)
	importPages(t, home, pages)
	h, _ := openWith(t, home, server.Start(t))
	first := askHost(t, h, protocol.AskParams{Question: lens})
	second := askHost(t, h, protocol.AskParams{Question: "Which probe restarts a container in Kubernetes?"})
	third := askHost(t, h, protocol.AskParams{Question: "why?", ConversationID: second.ConversationID})
	for _, r := range []replied{first, second, third} {
		if r.err != nil || !r.Found || len(r.Citations) == 0 || len(r.Sources) == 0 {
			t.Fatalf("%+v, %v", r.Answer, r.err)
		}
	}
	list := call[protocol.ConversationList](t, h, protocol.MethodConversationsList, protocol.ListParams{})
	if len(list.Items) != 2 || list.Items[0].ID != second.ConversationID || list.Items[0].Turns != 2 || list.Items[1].Title != lens {
		t.Fatalf("listed %+v", list.Items)
	}
	opened := call[protocol.ConversationResult](t, h, protocol.MethodConversationsGet, protocol.ConversationParams{ID: second.ConversationID})
	for i, r := range []replied{second, third} {
		if got, want := opened.Turns[i].Answer, r.Answer; !reflect.DeepEqual(got, want) {
			t.Errorf("turn %d came back as\n%s, was\n%s", i, toJSON(got), toJSON(want))
		}
	}

	// A page is forgotten: every turn that has words of it goes, byte for byte.
	if bytesOf(t, home, "zqcanary") == 0 {
		t.Fatal("the test does not see what it looks for")
	}
	call[protocol.ForgetResult](t, h, protocol.MethodPagesForget, protocol.ForgetParams{URL: "https://secret.example/zqcanary"})
	if n := bytesOf(t, home, "zqcanary"); n != 0 {
		t.Errorf("%d bytes are left", n)
	}
	list = call[protocol.ConversationList](t, h, protocol.MethodConversationsList, protocol.ListParams{})
	for _, c := range list.Items {
		if c.ID == first.ConversationID {
			t.Errorf("the turn that the page was a source of is still there: %+v", list.Items)
		}
	}

	if n := call[protocol.ConversationsDeleted](t, h, protocol.MethodConversationsDelete, protocol.ConversationParams{ID: second.ConversationID}); n.Deleted != 1 {
		t.Errorf("deleted %+v", n)
	}
	askHost(t, h, protocol.AskParams{Question: lens})
	if n := call[protocol.ConversationsDeleted](t, h, protocol.MethodConversationsDelete, protocol.ConversationParams{All: true}); n.Deleted != 1 {
		t.Errorf("deleted %+v", n)
	}
	if list = call[protocol.ConversationList](t, h, protocol.MethodConversationsList, protocol.ListParams{}); len(list.Items) != 0 {
		t.Errorf("left %+v", list.Items)
	}
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(b)
}
