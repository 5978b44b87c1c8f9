package main

// builtin_test.go: the embedder that is learnt from the library, through the
// whole program.

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// subjectCount is how many subjects the pages are of, four pages each or more.
const subjectCount = 20

// subject are words that keep each other's company and are all made up. The
// first two mean the same and never stand on one page.
func subject(number int) (words []string) {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	for n := number * 8; n < number*8+8; n++ {
		word := ""
		for _, k := range []int{n, n / 5, n * 3, n/14 + 3} {
			word += string(consonants[k%len(consonants)]) + string(vowels[(k+n)%len(vowels)])
		}
		words = append(words, word)
	}
	return words
}

// ofSubjects are pages from the number first on, each of a subject in turn: a
// title of its first or second word, and a text of the words both go with.
func ofSubjects(first, n int) (out []page) {
	for i := first; i < first+n; i++ {
		words := subject(i % subjectCount)
		name := words[i/subjectCount%2]
		out = append(out, page{
			URL: fmt.Sprintf("https://%s.example/%d", name, i), Title: "About the " + name,
			Text: strings.Join(words[2:], " and the ") + ".",
		})
	}
	return out
}

func TestTheBuiltInModel(t *testing.T) {
	home := t.TempDir()
	importPages(t, home, ofSubjects(0, 80))
	done := run[workDone](t, home, noServer, "index", "--wait")
	st := run[protocol.Status](t, home, noServer, "status")
	if done.Embedded != 160 || done.Waiting != 0 || st.Passages != 160 || st.Embedded != 160 || st.Model.Embed != library.BuiltinModel || st.Rung != 1 {
		t.Errorf("%+v, status %+v", done, st)
	}
	first := modelIn(t, home)
	if first.Docs != 80 || vectorsOf(t, home) == 0 {
		t.Errorf("model %+v", first)
	}
	found := 0
	for i := range subjectCount {
		words := subject(i)
		r := run[protocol.SearchResult](t, home, noServer, "search", "--limit", "20", words[0])
		if r.Mode != "hybrid" || len(r.Hits) < 2 {
			t.Errorf("%s: mode %s, hits %+v", words[0], r.Mode, r.Hits)
		}
		// Both pages with the word, and of those without it the nearest.
		if len(r.Hits) > 2 && slices.Equal(r.Hits[2].Matched, []string{"meaning"}) && r.Hits[2].Site == words[1]+".example" {
			found++
		}
	}
	if found < subjectCount/2 {
		t.Errorf("of %d pages that mean the same, %d are found", subjectCount, found)
	}

	// A little more changes nothing but for the new pages, a quarter more does.
	importPages(t, home, ofSubjects(80, 8))
	if done := run[workDone](t, home, noServer, "index", "--wait"); done.Embedded != 16 || !modelIn(t, home).Same(first.EmbeddingModel) {
		t.Errorf("%+v, model %+v", done, modelIn(t, home))
	}
	importPages(t, home, ofSubjects(88, 12))
	done = run[workDone](t, home, noServer, "index", "--wait")
	if grown := modelIn(t, home); done.Embedded != 200 || done.Waiting != 0 || grown.Docs != 100 || grown.Same(first.EmbeddingModel) {
		t.Errorf("%+v, model %+v", done, grown)
	}
	if done := run[workDone](t, home, noServer, "index", "--wait"); done.Embedded != 0 {
		t.Errorf("learnt again for nothing: %+v", done)
	}
	vectorsOf(t, home)
}

// modelIn is the model that answers.
func modelIn(t *testing.T, home string) library.IndexModel {
	t.Helper()
	st := openStore(t, home)
	defer st.Close()
	models, err := st.EmbeddingModels(t.Context())
	if err != nil || models.Current == nil || models.Building != nil {
		t.Fatalf("models %+v, %v", models, err)
	}
	return *models.Current
}

// A word of forgotten pages is in no file any more, in the model that was
// learnt from them neither; and the model is learnt anew, without them.
func TestForgettingOutdatesTheBuiltInModel(t *testing.T) {
	const canary = "zyxcanary"
	home := t.TempDir()
	pages := ofSubjects(0, 66)
	for i := range 4 {
		pages = append(pages, page{
			URL: fmt.Sprintf("https://secret.example/%d", i), Title: "The " + canary + " of the hospital",
			Text: "A patient of the " + canary + " in ward " + fmt.Sprint(i) + ".",
		})
	}
	importPages(t, home, pages)
	run[workDone](t, home, noServer, "index", "--wait")
	before := modelIn(t, home)
	run[protocol.SearchResult](t, home, noServer, "search", canary)
	if filesWith(t, home, canary) == nil {
		t.Fatal("the word stands nowhere, and the test shows nothing")
	}
	for i := range 4 {
		run[protocol.ForgetResult](t, home, noServer, "forget", fmt.Sprintf("https://secret.example/%d", i))
	}
	if found := filesWith(t, home, canary); found != nil {
		t.Errorf("after the forgetting the word stands in %v", found)
	}
	if m := modelIn(t, home); m.Docs != 0 {
		t.Errorf("the model counts as learnt from %d pages", m.Docs)
	}
	done := run[workDone](t, home, noServer, "index", "--wait")
	if after := modelIn(t, home); after.Same(before.EmbeddingModel) || after.Docs != 66 || done.Embedded != 132 {
		t.Errorf("%+v, model %+v", done, after)
	}
	if found := filesWith(t, home, canary); found != nil {
		t.Errorf("afterwards the word stands in %v", found)
	}
	vectorsOf(t, home)
}

// Forgetting what taught the model nothing has it learnt once more, with the
// same outcome, and not for ever.
func TestLearningAnewEnds(t *testing.T) {
	home := t.TempDir()
	importPages(t, home, ofSubjects(0, 66))
	run[workDone](t, home, noServer, "index", "--wait")
	first := modelIn(t, home)
	// Status 3, since nothing was there.
	if err := program(home, noServer, "forget", "--site", "nowhere.example").Run(); err == nil {
		t.Fatal("there was something to forget")
	}
	run[workDone](t, home, noServer, "index", "--wait")
	if m := modelIn(t, home); m != first {
		t.Errorf("model %+v, was %+v", m, first)
	}
}

// A library that has become too small to learn from keeps no model that was
// learnt from what is forgotten.
func TestForgettingMostPagesDropsTheModel(t *testing.T) {
	home := t.TempDir()
	var secret []page
	for i, p := range ofSubjects(0, 60) {
		p.URL = fmt.Sprintf("https://secret.example/%d", i)
		secret = append(secret, p)
	}
	importPages(t, home, append(birds(10), secret...))
	run[workDone](t, home, noServer, "index", "--wait")
	modelIn(t, home)
	run[protocol.ForgetResult](t, home, noServer, "forget", "--site", "secret.example")
	run[workDone](t, home, noServer, "index", "--wait")
	st := openStore(t, home)
	defer st.Close()
	if models, err := st.EmbeddingModels(t.Context()); err != nil || models.Current != nil || models.Building != nil {
		t.Errorf("models %+v, %v", models.Current, err)
	}
	if r := run[protocol.SearchResult](t, home, noServer, "search", "sighting"); r.Mode != "text" || len(r.Hits) != 10 {
		t.Errorf("search: %s, %d hits", r.Mode, len(r.Hits))
	}
}

// filesWith are the files of a directory in which a word stands, in any case.
func filesWith(t *testing.T, dir, word string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(bytes.ToLower(b), []byte(word)) {
			out = append(out, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
