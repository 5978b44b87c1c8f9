package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/library"
)

func capture(t testing.TB, s *Store, c library.Capture) (int64, library.CaptureState) {
	t.Helper()
	id, state, err := s.SaveCapture(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return id, state
}

func TestSaveCapture(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, []library.Node{link("1", "0", "Mine", "https://a.example/")})
	text := library.Capture{URL: "https://u:p@A.example/?utm_source=x#frag", Title: "Own title", Text: "one\x00 two\n\tthree\r", Lang: "en-US", By: "visit"}
	for _, tc := range []struct {
		name    string
		capture library.Capture
		id      int64
		state   library.CaptureState
		text    string
	}{
		{"first", text, 1, library.CaptureIndexed, "one two\n\tthree"},
		{"again", text, 1, library.CaptureUnchanged, "one two\n\tthree"},
		{"an empty text takes nothing away", library.Capture{URL: "https://a.example/"}, 1, library.CaptureUnchanged, "one two\n\tthree"},
		{"another", library.Capture{URL: "https://a.example/", Text: "four"}, 1, library.CaptureIndexed, "four"},
		{"not bookmarked", library.Capture{URL: "https://b.example/", Text: "x"}, 0, library.CaptureRefused, ""},
		{"no page", library.Capture{URL: "javascript:1", Text: "x", Save: true}, 0, library.CaptureRefused, ""},
		{"saved", library.Capture{URL: "https://b.example/", Text: "kept", Save: true}, 2, library.CaptureIndexed, "kept"},
		{"saved and known", library.Capture{URL: "https://b.example/", Text: "kept more"}, 2, library.CaptureIndexed, "kept more"},
		{"a selection", library.Capture{URL: "https://a.example/", Text: "chosen", By: library.BySelection}, 1, library.CaptureIndexed, "chosen"},
		{"a visit after it", library.Capture{URL: "https://a.example/", Text: "all of it", By: library.ByVisit}, 1, library.CaptureUnchanged, "chosen"},
		{"its bookmark", library.Capture{URL: "https://a.example/", Text: "all of it", By: library.ByBookmark}, 1, library.CaptureUnchanged, "chosen"},
		{"the whole page, asked for", library.Capture{URL: "https://a.example/", Text: "all of it", By: library.ByMenu}, 1, library.CaptureIndexed, "all of it"},
		{"a visit after that", library.Capture{URL: "https://a.example/", Text: "all of it, and more", By: library.ByVisit}, 1, library.CaptureIndexed, "all of it, and more"},
	} {
		id, state := capture(t, s, tc.capture)
		if id != tc.id || state != tc.state {
			t.Errorf("%s: page %d %s, want %d %s", tc.name, id, state, tc.id, tc.state)
		}
		if id == 0 {
			continue
		}
		p, err := s.PageByID(t.Context(), id)
		if err != nil || p.Text != tc.text || p.Saved != (id == 2) {
			t.Errorf("%s: %+v, %v", tc.name, p, err)
		}
	}
	ids, err := s.SaveCaptures(t.Context(), []library.Capture{{URL: "https://no.example/", Text: "x"}, {URL: "https://a.example/", Text: "five"}})
	if err != nil || !slices.Equal(ids, []int64{0, 1}) {
		t.Errorf("many: %v, %v", ids, err)
	}
}

func TestDocument(t *testing.T) {
	s, src := fresh(t)
	early := link("11", "3", "Own title", "https://a.example/")
	early.AddedAt = start.Add(-72 * time.Hour)
	apply(t, s, src, []library.Node{folderNode("1", "0", ""), folderNode("2", "1", "Bar"), folderNode("3", "2", "News"), link("10", "2", "My name for it", "https://user@a.example/#part"), early})
	capture(t, s, library.Capture{URL: "https://a.example/", Title: "Own title", Text: "hello", Lang: "en", By: "visit"})
	docs, err := s.Documents(t.Context(), []int64{1, 99, 1})
	if err != nil || len(docs) != 1 {
		t.Fatalf("%+v, %v", docs, err)
	}
	d := docs[0]
	if d.URL != "https://a.example/#part" || d.Site != "a.example" || d.Lang != "en" || d.Text != "hello" || !d.Captured ||
		!slices.Equal(d.Titles, []string{"My name for it", "Own title"}) || !d.AddedAt.Equal(early.AddedAt) ||
		fmt.Sprint(d.Folders) != "[[Bar] [Bar News]]" {
		t.Errorf("document %+v", d)
	}
	p, err := s.PageByURL(t.Context(), "HTTPS://A.example:443/?gclid=1")
	if err != nil || p.ID != 1 || p.Title != "Own title" || p.URL != d.URL || p.CapturedBy != "visit" || !p.CapturedAt.Equal(start) {
		t.Errorf("page %+v, %v", p, err)
	}
	marks, err := s.Bookmarks(t.Context(), 1)
	if err != nil || len(marks) != 2 || marks[0].ID != "10" || marks[0].URL != "https://a.example/#part" || marks[1].Title != "Own title" || len(marks[1].Folder) != 2 {
		t.Errorf("bookmarks %+v, %v", marks, err)
	}
	_, err = s.PageByURL(t.Context(), "https://unknown.example/")
	wantKind(t, err, library.NotFound)
	byURL, err := s.PageIDsByURL(t.Context(), []string{"https://a.example/#other", "https://no.example/", "about:blank"})
	if err != nil || len(byURL) != 1 || byURL["https://a.example/#other"] != 1 {
		t.Errorf("by url: %v, %v", byURL, err)
	}
}

// A page that loses its last bookmark is hidden at once, comes back with its
// text when a bookmark does, and is erased after thirty days.
func TestHiddenThenBackThenErased(t *testing.T) {
	now := start
	s, err := Open(t.Context(), t.TempDir(), Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	src := source(t, s, "p")
	mark := link("1", "0", "Zebra", "https://zebra.example/")
	apply(t, s, src, []library.Node{mark, link("2", "0", "Other", "https://other.example/")})
	capture(t, s, library.Capture{URL: mark.URL, Text: "striped animal"})
	index(t, s)

	apply(t, s, src, nil, "1")
	if got := found(t, s, word("stripe")); len(got) != 0 {
		t.Errorf("hidden page found before the index was swept: %q", got)
	}
	if docs, _ := s.Documents(t.Context(), []int64{1}); len(docs) != 0 {
		t.Errorf("hidden page shown: %+v", docs)
	}
	_, err = s.PageByID(t.Context(), 1)
	wantKind(t, err, library.NotFound)
	if _, state := capture(t, s, library.Capture{URL: mark.URL, Text: "x"}); state != library.CaptureRefused {
		t.Errorf("capture of a hidden page: %s", state)
	}
	if n := index(t, s); n != 0 {
		t.Errorf("%d pages indexed after hiding", n)
	}

	now = now.Add(29 * 24 * time.Hour)
	if n, err := s.EraseExpired(t.Context()); n != 0 || err != nil {
		t.Errorf("erased %d after 29 days, %v", n, err)
	}
	apply(t, s, src, []library.Node{mark})
	index(t, s)
	if got := found(t, s, word("stripe")); len(got) != 1 {
		t.Errorf("back: %q", got)
	}

	apply(t, s, src, nil, "1")
	now = now.Add(30*24*time.Hour + time.Second)
	if n, err := s.EraseExpired(t.Context()); n != 1 || err != nil {
		t.Errorf("erased %d after 30 days, %v", n, err)
	}
	apply(t, s, src, []library.Node{mark})
	p, err := s.PageByURL(t.Context(), mark.URL)
	if err != nil || p.Text != "" || p.ID == 1 {
		t.Errorf("after erasing: %+v, %v", p, err)
	}
}

// Saved pages need no bookmark.
func TestSavedPageStays(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, []library.Node{link("1", "0", "A", "https://a.example/")})
	capture(t, s, library.Capture{URL: "https://a.example/", Text: "x", Save: true})
	apply(t, s, src, nil, "1")
	docs, err := s.Documents(t.Context(), []int64{1})
	if err != nil || len(docs) != 1 || !docs[0].AddedAt.Equal(start) {
		t.Errorf("saved page: %+v, %v", docs, err)
	}
}

func TestDamagedTextIsSetAside(t *testing.T) {
	s, src := fresh(t)
	apply(t, s, src, []library.Node{link("1", "0", "A", "https://a.example/")})
	capture(t, s, library.Capture{URL: "https://a.example/", Text: "the true words"})
	index(t, s)
	// What a flipped bit on the disk does: SQLite has no page checksums.
	if _, err := s.lib.write.Exec("UPDATE texts SET text = replace(text, 'true', 'tsue')"); err != nil {
		t.Fatal(err)
	}
	docs, err := s.Documents(t.Context(), []int64{1})
	if err != nil || len(docs) != 1 || docs[0].Captured || docs[0].Text != "" {
		t.Fatalf("damaged: %+v, %v", docs, err)
	}
	if got, err := s.DamagedPages(t.Context()); err != nil || !slices.Equal(got, []int64{1}) {
		t.Errorf("reported %v, %v", got, err)
	}
	if n := index(t, s); n != 1 {
		t.Errorf("%d pages pending, want the damaged one", n)
	}
	if got := found(t, s, word("word")); len(got) != 0 {
		t.Errorf("damaged text still found: %q", got)
	}
	if c, _ := s.Counts(t.Context()); c.Captured != 0 {
		t.Errorf("captured %d", c.Captured)
	}
	if _, state := capture(t, s, library.Capture{URL: "https://a.example/", Text: "the true words"}); state != library.CaptureIndexed {
		t.Errorf("captured again: %s", state)
	}
	if p, err := s.PageByID(t.Context(), 1); err != nil || p.Text != "the true words" {
		t.Errorf("captured again: %+v, %v", p, err)
	}
	if got, _ := s.DamagedPages(t.Context()); len(got) != 0 {
		t.Errorf("still reported %v", got)
	}
}

func TestLists(t *testing.T) {
	s, src := fresh(t)
	var nodes []library.Node
	for i := range 10 {
		n := link(fmt.Sprint(i), "0", "T", fmt.Sprintf("https://a.example/%d", i))
		n.AddedAt = start.Add(time.Duration(i) * time.Hour)
		nodes = append(nodes, n)
	}
	apply(t, s, src, nodes)
	capture(t, s, library.Capture{URL: "https://saved.example/", Text: "x", Save: true, At: start.Add(9*time.Hour + time.Minute)})
	if got, err := s.RecentPages(t.Context(), 3); err != nil || !slices.Equal(got, []int64{11, 10, 9}) {
		t.Errorf("recent %v, %v", got, err)
	}
	if got, err := s.PageIDs(t.Context(), 4, 3); err != nil || !slices.Equal(got, []int64{5, 6, 7}) {
		t.Errorf("pages %v, %v", got, err)
	}
	n := 0
	err := s.EachPage(t.Context(), func(p library.Page, marks []library.Bookmark) error {
		n++
		if (len(marks) == 1) != (p.ID != 11) {
			t.Errorf("page %d has %d bookmarks", p.ID, len(marks))
		}
		return nil
	})
	if n != 11 || err != nil {
		t.Errorf("%d pages, %v", n, err)
	}
	c, err := s.Counts(t.Context())
	if err != nil || c.Bookmarks != 10 || c.Pages != 11 || c.Captured != 1 || c.PendingIndex != 11 || c.DataBytes == 0 {
		t.Errorf("counts %+v, %v", c, err)
	}
}

func TestSettings(t *testing.T) {
	s, _ := fresh(t)
	if _, ok, err := s.Setting(t.Context(), "k"); ok || err != nil {
		t.Errorf("missing: %v %v", ok, err)
	}
	for _, v := range []string{"1", "二"} {
		if err := s.SetSetting(t.Context(), "k", v); err != nil {
			t.Fatal(err)
		}
		if got, ok, err := s.Setting(t.Context(), "k"); got != v || !ok || err != nil {
			t.Errorf("%q %v %v, want %q", got, ok, err, v)
		}
	}
}

func TestConversations(t *testing.T) {
	s, _ := fresh(t)
	src := source(t, s, "p")
	for i := range 7 {
		apply(t, s, src, []library.Node{link(fmt.Sprint("n", i), "0", "page", fmt.Sprintf("https://page%d.example/", i))})
	}
	for i := range 5 {
		for turn := range 2 {
			err := s.AppendTurn(t.Context(), library.Turn{ConversationID: fmt.Sprint("c", i), Question: fmt.Sprintf("question %d.%d", i, turn), Answer: []byte(`{"n":1}`),
				PageIDs: []int64{7, int64(i + 1)}, At: start.Add(time.Duration(i+10*turn) * time.Minute)})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var got []string
	for after, rounds := "", 0; rounds < 10; rounds++ {
		list, next, err := s.Conversations(t.Context(), after, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			got = append(got, fmt.Sprint(c.ID, c.Title, c.Turns))
		}
		if after = next; next == "" {
			break
		}
	}
	if want := "c4question 4.02 c3question 3.02 c2question 2.02 c1question 1.02 c0question 0.02"; strings.Join(got, " ") != want {
		t.Errorf("listed %q", got)
	}
	turns, err := s.Conversation(t.Context(), "c3")
	if err != nil || len(turns) != 2 || turns[1].Question != "question 3.1" || string(turns[1].Answer) != `{"n":1}` || !slices.Equal(turns[1].PageIDs, []int64{4, 7}) {
		t.Errorf("turns %+v, %v", turns, err)
	}
	if n, err := s.DeleteConversation(t.Context(), "c3"); n != 1 || err != nil {
		t.Errorf("deleted %d, %v", n, err)
	}
	_, err = s.Conversation(t.Context(), "c3")
	wantKind(t, err, library.NotFound)
	_, err = s.DeleteConversation(t.Context(), "c3")
	wantKind(t, err, library.NotFound)
	_, _, err = s.Conversations(t.Context(), "nonsense", 2)
	wantKind(t, err, library.InvalidParams)
	if n, err := s.DeleteConversation(t.Context(), ""); n != 4 || err != nil {
		t.Errorf("deleted %d, %v", n, err)
	}
}

// An answer that was being written while one of its pages was forgotten does
// not bring that page's words back.
func TestATurnOfAForgottenPageIsNotKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	src := source(t, s, "p")
	apply(t, s, src, []library.Node{link("a", "0", "page", "https://a.example/"), link("b", "0", "page", "https://b.example/")})
	ids, err := s.PageIDsByURL(t.Context(), []string{"https://a.example/", "https://b.example/"})
	if err != nil || len(ids) != 2 {
		t.Fatal(ids, err)
	}
	if _, err := s.Forget(t.Context(), ForgetTarget{URL: "https://a.example/"}, false); err != nil {
		t.Fatal(err)
	}
	turn := library.Turn{ConversationID: "c", Question: "q " + canary, Answer: []byte(canary), PageIDs: []int64{ids["https://a.example/"], ids["https://b.example/"]}}
	wantKind(t, s.AppendTurn(t.Context(), turn), library.NotFound)
	if n := occurrences(t, dir); n != 0 {
		t.Errorf("%d occurrences", n)
	}
	_, err = s.Conversation(t.Context(), "c")
	wantKind(t, err, library.NotFound)
	turn.PageIDs = turn.PageIDs[1:]
	if err := s.AppendTurn(t.Context(), turn); err != nil {
		t.Error(err)
	}
}
