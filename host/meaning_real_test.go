package main

// meaning_real_test.go: search by meaning with a real Ollama server (make
// test-ollama).

import (
	"fmt"
	"testing"
	"time"

	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollamatest"
	"aibookmark/host/internal/protocol"
)

// meant are pages with questions that mean them and share no word with them.
var meant = []struct {
	url, title, text string
	questions        []string
}{
	{"https://m.example/0", "Young feline care", "A kitten sleeps eighteen hours a day; how to feed it.", []string{"cats", "猫吃什么"}},
	{"https://m.example/1", "Winter tyres", "How to change the tyres of an automobile before the frost.", []string{"car wheels", "vehicle"}},
	{"https://m.example/2", "Sourdough", "Flour, water, patience and a very hot place.", []string{"baking bread", "烤面包"}},
	{"https://m.example/3", "Mortgage calculator", "Compare what borrowers pay each month.", []string{"loan debt", "房贷"}},
	{"https://m.example/4", "怎样给小狗接种疫苗", "多久去一次医院。", []string{"puppy vaccination", "hound jab"}},
	{"https://m.example/5", "高铁订票攻略", "火车票什么时候开售。", []string{"railway", "铁路"}},
}

// importMeant imports those pages and others, of made-up words.
func importMeant(t *testing.T, home string, others int) {
	t.Helper()
	pages := ofSubjects(0, others)
	for i := range pages {
		pages[i].Text += fmt.Sprintf(" Number %d.", i) // no two alike
	}
	for _, m := range meant {
		pages = append(pages, page{URL: m.url, Title: m.title, Text: m.text})
	}
	importPages(t, home, pages)
}

// someWord stands on many pages of importMeant.
func someWord() string { return subject(0)[2] }

// untilMeant waits until every question finds its page, by meaning only. The
// questions are new ones for every turn, since the answer of a model that is
// gone is remembered.
func untilMeant(t *testing.T, h *host, turn string) {
	t.Helper()
	for _, m := range meant {
		for _, q := range m.questions {
			var r protocol.SearchResult
			until(t, q+" is found by meaning", func() bool {
				if r = find(t, h, q+turn); len(r.Hits) == 0 || r.Mode != "hybrid" {
					return false // the model is loaded, or slow
				}
				return true
			})
			if !foundByMeaning(r, m.url) {
				t.Errorf("%s: %+v", q, r)
			}
		}
	}
}

func TestRealMeaningInBothLanguages(t *testing.T) {
	real := ollamatest.StartReal(t)
	real.Create(t, ollamatest.EmbedLexical)
	home := t.TempDir()
	importMeant(t, home, 20)
	done := run[workDone](t, home, real.URL, "index", "--wait")
	if done.Embedded != 2*(20+len(meant)) || done.Waiting != 0 {
		t.Errorf("%+v", done)
	}
	h, opened := openWith(t, home, real.URL)
	until(t, "rung 2", func() bool { return statusOf(t, h).Rung == 2 })
	untilMeant(t, h, "")
	// What was just saved is found as soon as it has its vector.
	apply(t, h, opened.SourceID, saved("s", "bar", "葡萄与红酒", "https://m.example/9"))
	until(t, "the new page is found", func() bool { return foundByMeaning(find(t, h, "vineyard"), "https://m.example/9") })
	if n := vectorsOf(t, home); n != 2*(20+len(meant))+1 {
		t.Errorf("%d passages have a vector", n)
	}
}

// A model finds something near whatever it is asked. Once it has been measured on
// the library, questions about something else find nothing for the most part, and
// none of those that a page answers in other words is lost for that.
func TestRealNoiseIsNoAnswer(t *testing.T) {
	real := ollamatest.StartReal(t)
	real.Create(t, ollamatest.EmbedLexical)
	home := t.TempDir()
	importMeant(t, home, 150)
	run[workDone](t, home, real.URL, "index", "--wait")
	h, _ := openWith(t, home, real.URL)
	untilMeant(t, h, "")
	nothing, all := 0, 0
	for _, q := range []string{
		"zorkmid", "frobnicate plugh", "xyzzy grue lantern", "quux wibble", "thrumble snark", "flanged doohickey", "gizmo whatsit dingus", "plover emerald",
		"blorb", "tralfamadore", "vogon bureaucracy", "jabberwock vorpal",
	} {
		r := find(t, h, q)
		if r.Mode != "hybrid" {
			continue // the model was slow
		}
		all++
		if len(r.Hits) == 0 {
			nothing++
		}
	}
	if all < 6 || nothing*2 < all {
		t.Errorf("of %d questions about something else %d found nothing", all, nothing)
	}
	t.Logf("of %d questions about something else %d found nothing", all, nothing)
}

func TestRealModelSwap(t *testing.T) {
	real := ollamatest.StartReal(t)
	real.CreateAs(t, "all-minilm", ollamatest.EmbedLexical)
	home := t.TempDir()
	importMeant(t, home, 150)
	run[workDone](t, home, real.URL, "index", "--wait")
	h, _ := openWith(t, home, real.URL)
	untilMeant(t, h, "")
	real.CreateAs(t, "bge-m3", ollamatest.EmbedLexical)
	name := "bge-m3"
	cost := call[protocol.ModelsChosen](t, h, "models.choose", protocol.ChooseParams{Embed: &name})
	if cost.Reembed.Passages != 2*(150+len(meant)) || cost.Reembed.Seconds < 1 {
		t.Errorf("cost %+v", cost)
	}
	slow, all := 0, 0
	until(t, "the new model answers", func() bool {
		all++
		r := find(t, h, fmt.Sprintf("baking q%dz", all))
		switch {
		case r.Partial == "model_slow": // two models on one processor, beside this test
			slow++
		case !foundByMeaning(r, "https://m.example/2"):
			t.Errorf("search %d: %+v", all, r)
		}
		return t.Failed() || statusOf(t, h).Model.Embed == "bge-m3:latest"
	})
	if slow > all/2 {
		t.Errorf("of %d searches %d were without the model", all, slow)
	}
	untilEmbedded(t, h, cost.Reembed.Passages, "bge-m3:latest")
	untilMeant(t, h, " now")
	t.Logf("%d searches meanwhile, %d of them without the model", all, slow)
}

func TestRealServerKilledAtWork(t *testing.T) {
	real := ollamatest.StartReal(t)
	real.Create(t, ollamatest.EmbedLexical)
	home := t.TempDir()
	importMeant(t, home, 400)
	h, _ := openWith(t, home, real.URL)
	until(t, "work is under way", func() bool { return statusOf(t, h).Embedded > 30 })
	real.Kill()
	// Words answer, and say what is lacking.
	var took []time.Duration
	for i := range 5 {
		r, d := timed(t, h, fmt.Sprintf("%s q%dz", someWord(), i))
		if took = append(took, d); r.Mode != "text" || r.Partial != "model_slow" || len(r.Hits) == 0 {
			t.Errorf("while the server is dead: %+v", r)
		}
	}
	withinPatience(t, took)
	at := statusOf(t, h)
	if at.Pending.Embed == 0 {
		t.Fatalf("nothing was left to do: %+v", at)
	}
	real.Restart(t)
	untilEmbedded(t, h, 2*(400+len(meant)), "embed-lexical:latest")
	untilMeant(t, h, "")
	if st := statusOf(t, h); st.Failed > 0 {
		t.Errorf("status %+v", st)
	}
	t.Logf("%d of %d passages were left when the server was killed", at.Pending.Embed, at.Passages)
}

// Models are deleted while they are in use: the next best takes over, the
// built-in one when there is none, and search never fails.
func TestRealModelDeletedAtWork(t *testing.T) {
	real := ollamatest.StartReal(t)
	real.CreateAs(t, "bge-m3", ollamatest.EmbedLexical)
	real.CreateAs(t, "all-minilm", ollamatest.EmbedLexical)
	home := t.TempDir()
	importMeant(t, home, 60)
	h, _ := openWith(t, home, real.URL)
	passages := 2 * (60 + len(meant))
	untilEmbedded(t, h, passages, "bge-m3:latest")
	untilMeant(t, h, "")
	asked := 0
	becomes := func(model string) {
		t.Helper()
		start := time.Now()
		until(t, model+" takes over", func() bool {
			asked++
			if r := find(t, h, fmt.Sprintf("%s q%dz", someWord(), asked)); len(r.Hits) == 0 {
				t.Errorf("search %d: %+v", asked, r)
			}
			st := statusOf(t, h)
			return st.Model.Embed == model && st.Embedded == passages
		})
		t.Logf("%s after %v", model, time.Since(start).Round(time.Millisecond))
	}
	real.Delete(t, "bge-m3")
	becomes("all-minilm:latest")
	untilMeant(t, h, " again")
	real.Delete(t, "all-minilm")
	becomes(library.BuiltinModel)
	if st := statusOf(t, h); st.Rung != 1 {
		t.Errorf("status %+v", st)
	}
	// And back.
	real.CreateAs(t, "all-minilm", ollamatest.EmbedLexical)
	becomes("all-minilm:latest")
	untilMeant(t, h, " once more")
}

// A model that is chosen and not installed: what can be had serves until it
// is.
func TestRealChosenModelIsNotInstalled(t *testing.T) {
	real := ollamatest.StartReal(t)
	home := t.TempDir()
	importMeant(t, home, 60)
	h, _ := openWith(t, home, real.URL)
	passages := 2 * (60 + len(meant))
	name := "embeddinggemma"
	err := h.Call(t.Context(), "models.choose", protocol.ChooseParams{Embed: &name}, nil)
	if browsertest.KindOf(err) != protocol.KindModelMissing {
		t.Errorf("choosing what is not installed: %v", err)
	}
	call[protocol.Settings](t, h, "settings.set", protocol.SettingsPatch{EmbedModel: &name})
	untilEmbedded(t, h, passages, library.BuiltinModel)
	if r := find(t, h, someWord()); len(r.Hits) == 0 || r.Partial != "" {
		t.Errorf("search: %+v", r)
	}
	real.CreateAs(t, name, ollamatest.EmbedLexical)
	untilEmbedded(t, h, passages, "embeddinggemma:latest")
	untilMeant(t, h, "")
}
