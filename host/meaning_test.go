package main

// meaning_test.go: search by meaning through the wire, while vectors are made,
// models change and pages come and go.

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/ollamatest"
	"aibookmark/host/internal/protocol"
)

func saved(id, folder, title, url string) protocol.Node {
	added := time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC)
	return protocol.Node{ID: id, ParentID: folder, Title: title, URL: url, AddedAt: &added}
}

func apply(t *testing.T, h *host, source int64, nodes ...protocol.Node) {
	t.Helper()
	call[protocol.ApplyResult](t, h, "bookmarks.apply", protocol.ApplyParams{SourceID: source, Nodes: nodes, Removed: []string{}})
}

// A bookmark made while a large library waits gets its vector before all
// others; meanwhile the status says how far the work has come, and not too
// often.
func TestWhatWasJustSavedIsEmbeddedFirst(t *testing.T) {
	home := t.TempDir()
	importPages(t, home, birds(400))
	server := startModels(t, modelA)
	server.setPace(10 * time.Millisecond)
	h, opened := openWith(t, home, server.url)
	began := time.Now()
	until(t, "work is under way", func() bool { return len(server.texts("")) > 40 })
	apply(t, h, opened.SourceID, saved("new", "bar", "The keeper of the lumvora", "https://new.example/tower"))
	before := len(server.texts(""))
	until(t, "the new page is embedded", func() bool { return server.times("keeper of the lumvora") > 0 })
	after := slices.IndexFunc(server.texts(""), func(s string) bool { return strings.Contains(s, "keeper of the lumvora") }) - before
	// The batch under way is at most 250 ms, 25 texts, and a request has 8.
	if after > 32 {
		t.Errorf("%d other texts came first", after)
	}
	server.setPace(3 * time.Millisecond)
	// Patience with a model that embeds a batch when it is asked.
	until(t, "it is found by meaning", func() bool { return foundByMeaning(find(t, h, "quendrix"), "https://new.example/tower") })
	if st := statusOf(t, h); st.Pending.Embed == 0 {
		t.Log("everything was embedded by then")
	}
	untilEmbedded(t, h, 801, modelA)
	events := statusEvents(t, h)
	took := time.Since(began)
	if most := int(took/(500*time.Millisecond)) + 2; len(events) > most {
		t.Errorf("%d events in %v", len(events), took)
	}
	telling := slices.ContainsFunc(events, func(st protocol.Status) bool {
		return st.Pending.Embed > 0 && st.Embedded > 0 && st.Embedded+st.Pending.Embed == st.Passages && st.EtaSeconds != nil && *st.EtaSeconds > 0 && st.Rung == 2
	})
	if !telling {
		t.Errorf("no event tells how far the work is: %+v", events)
	}
	t.Logf("%d texts before the new one; %d events in %v", after, len(events), took.Round(time.Millisecond))
}

// statusEvents are the events that have come so far.
func statusEvents(t *testing.T, h *host) (out []protocol.Status) {
	t.Helper()
	for _, m := range h.Messages() {
		if m.Method != "status.event" {
			continue
		}
		var st protocol.Status
		if err := json.Unmarshal(m.Params, &st); err != nil {
			t.Fatal(err)
		}
		out = append(out, st)
	}
	return out
}

// What changes is found by what it is now, and not by what it was.
func TestNothingStaleIsFoundByMeaning(t *testing.T) {
	home := t.TempDir()
	server := startModels(t, modelA)
	h, opened := openWith(t, home, server.url)
	const tower, other = "https://a.example/x", "https://b.example/y"
	both := "An old lumvora and a wexlotan and a brimsol" // a little of each
	apply(t, h, opened.SourceID,
		protocol.Node{ID: "bar", ParentID: "0", Title: "Bar"},
		protocol.Node{ID: "f", ParentID: "bar", Title: "Reading"},
		saved("a", "f", "Lumvora", tower), saved("b", "bar", both, other))
	untilEmbedded(t, h, 2, modelA)
	// The vectors in memory follow within a moment.
	shows := func(question, url string) {
		t.Helper()
		var r protocol.SearchResult
		defer func() {
			if t.Failed() {
				t.Logf("%s: %+v", question, r)
			}
		}()
		until(t, question+" finds "+url, func() bool { r = find(t, h, question); return foundByMeaning(r, url) })
	}
	shows("quendrix", tower)
	shows("cyrpuno", other)

	apply(t, h, opened.SourceID, saved("a", "f", "Peltrano", tower))
	untilEmbedded(t, h, 2, modelA)
	shows("gorvish", tower)
	shows("quendrix", other)

	apply(t, h, opened.SourceID, protocol.Node{ID: "f", ParentID: "bar", Title: "Wexlotan"})
	untilEmbedded(t, h, 2, modelA)
	shows("cyrpuno", tower)

	// Text is embedded beside the title, and replaced with the page's.
	for _, words := range []string{"Zandufe, says the page.", "Nothing of the kind any more."} {
		call[protocol.PageIndexResult](t, h, "pages.index", protocol.PageIndexParams{URL: tower, Title: "Peltrano", Text: words, CapturedBy: "menu"})
		untilEmbedded(t, h, 3, modelA)
		if n := server.times(words); n != 1 {
			t.Errorf("%q was embedded %d times", words, n)
		}
		want := tower
		if !strings.HasPrefix(words, "Zandufe") {
			want = other
		}
		shows("爨魈", want)
	}

	call[protocol.ApplyResult](t, h, "bookmarks.apply", protocol.ApplyParams{SourceID: opened.SourceID, Nodes: []protocol.Node{}, Removed: []string{"a"}})
	for _, question := range []string{"gorvish", "cyrpuno", "quendrix"} {
		if r := find(t, h, question); len(r.Hits) != 1 || r.Hits[0].URL != other {
			t.Errorf("%s: %+v", question, r.Hits)
		}
	}
	untilEmbedded(t, h, 1, modelA)
	h.Hangup()
	ends(t, h)
	if n := vectorsOf(t, home); n != 1 {
		t.Errorf("%d vectors are left", n)
	}
}

func TestWorkIsPausedAndResumed(t *testing.T) {
	home := t.TempDir()
	importPages(t, home, birds(150))
	server := startModels(t, modelA)
	server.setPace(10 * time.Millisecond)
	h, _ := openWith(t, home, server.url)
	until(t, "work is under way", func() bool { return len(server.Embeds()) > 3 })
	if st := call[protocol.Status](t, h, "work.pause", protocol.Empty{}); !st.Paused {
		t.Errorf("paused: %+v", st)
	}
	atPause := len(server.texts(""))
	// It stops at the end of the batch; then nothing happens for longer than
	// any batch and any look for work takes.
	var still time.Time
	last := -1
	until(t, "the work stops", func() bool {
		if n := len(server.texts("")); n != last {
			last, still = n, time.Now()
		}
		return time.Since(still) > 6*time.Second
	})
	if n := last - atPause; n > 32 {
		t.Errorf("%d texts after the pause", n)
	}
	st := statusOf(t, h)
	if st.Pending.Embed == 0 || !st.Paused {
		t.Fatalf("status %+v", st)
	}
	server.setPace(0)
	if st := call[protocol.Status](t, h, "work.resume", protocol.Empty{}); st.Paused {
		t.Errorf("resumed: %+v", st)
	}
	untilEmbedded(t, h, 300, modelA)
}

// While another model takes over, search by meaning answers all the time, from
// the old vectors until the new ones are all there.
func TestAnotherModelTakesOverWithoutAGap(t *testing.T) {
	home := t.TempDir()
	const tower = "https://tower.example/"
	importPages(t, home, append(birds(200), page{URL: tower, Title: "The lumvora"}))
	server := startModels(t, modelA)
	h, _ := openWith(t, home, server.url)
	untilEmbedded(t, h, 401, modelA)
	until(t, "found by the first model", func() bool { return foundByMeaning(find(t, h, "quendrix"), tower) })

	server.SetModels(scripted(modelA, modelB)...)
	name := modelB
	cost := call[protocol.ModelsChosen](t, h, "models.choose", protocol.ChooseParams{Embed: &name, DryRun: true})
	if cost.Reembed.Passages != 401 || cost.Reembed.Seconds < 1 {
		t.Errorf("cost %+v", cost)
	}
	if set := call[protocol.Settings](t, h, "settings.get", protocol.Empty{}); set.EmbedModel != "" {
		t.Errorf("a dry run chose %q", set.EmbedModel)
	}
	// A trial has embedded a text or two with it.
	server.setPace(5 * time.Millisecond)
	call[protocol.ModelsChosen](t, h, "models.choose", protocol.ChooseParams{Embed: &name})
	var whileBuilt, all int
	until(t, "the new model answers", func() bool {
		// A question that was never asked, since a remembered one needs no model.
		all++
		question := fmt.Sprintf("quendrix q%dz", all)
		r := find(t, h, question)
		if !foundByMeaning(r, tower) || r.Partial != "" {
			t.Errorf("search %d: mode %s, partial %q, hits %+v", all, r.Mode, r.Partial, r.Hits)
		}
		if slices.Contains(server.texts(modelA), question) {
			whileBuilt++
		}
		return t.Failed() || slices.Contains(server.texts(modelB), question)
	})
	untilEmbedded(t, h, 401, modelB)
	if whileBuilt == 0 {
		t.Error("nothing was asked while the new vectors were made")
	}
	if set := call[protocol.Settings](t, h, "settings.get", protocol.Empty{}); set.EmbedModel != modelB {
		t.Errorf("chosen: %q", set.EmbedModel)
	}
	if cost := call[protocol.ModelsChosen](t, h, "models.choose", protocol.ChooseParams{Embed: &name, DryRun: true}); cost.Reembed.Passages != 0 {
		t.Errorf("the model in use costs %+v", cost)
	}
	h.Hangup()
	ends(t, h)
	if n := vectorsOf(t, home); n != 401 {
		t.Errorf("%d passages have a vector of the new model", n)
	}
	// A host that ended before the old vectors were gone left them to the next.
	run[workDone](t, home, server.url, "index", "--wait")
	st := openStore(t, home)
	defer st.Close()
	if n, err := st.SweepVectors(t.Context()); n != 0 || err != nil {
		t.Errorf("%d vectors of the old model are left, %v", n, err)
	}
	t.Logf("%d searches, %d of them answered by the old model", all, whileBuilt)
}

// The index may be deleted while nothing runs: vectors are made again too.
func TestDeletingTheIndexLosesNoMeaning(t *testing.T) {
	home := t.TempDir()
	const tower = "https://tower.example/"
	importPages(t, home, append(birds(50), page{URL: tower, Title: "The lumvora"}))
	server := startModels(t, modelA)
	run[workDone](t, home, server.url, "index", "--wait")
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(home, "index.db"+end)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	h, _ := openWith(t, home, server.url)
	untilEmbedded(t, h, 101, modelA)
	until(t, "found by meaning again", func() bool { return foundByMeaning(find(t, h, "quendrix"), tower) })
	if n := server.times("The lumvora"); n != 2 {
		t.Errorf("embedded %d times", n)
	}
}

// A model that is slow with a question is not waited for, and what it says in
// the end serves the next who asks.
func TestASlowModelIsNotWaitedFor(t *testing.T) {
	home := t.TempDir()
	const tower, text = "https://tower.example/", "https://words.example/"
	importPages(t, home, append(birds(20), page{URL: tower, Title: "The lumvora"}, page{URL: text, Title: "Gorvish quendrix"}))
	server := startModels(t, modelA)
	run[workDone](t, home, server.url, "index", "--wait")
	const question = "gorvish lanterns"
	answered := make(chan struct{})
	server.onEmbed(func(e ollamatest.Embed) ollamatest.Fault {
		if !e.Has(question) {
			return ollamatest.Fault{}
		}
		time.AfterFunc(4*time.Second, func() { close(answered) })
		return ollamatest.Fault{Wait: 4 * time.Second}
	})
	h, _ := openWith(t, home, server.url)
	until(t, "the vectors are loaded", func() bool { return find(t, h, "sighting").Mode == "hybrid" })
	var took []time.Duration
	for range 3 {
		r, d := timed(t, h, question)
		if took = append(took, d); r.Mode != "text" || r.Partial != "model_slow" || len(r.Hits) == 0 || r.Hits[0].URL != text {
			t.Errorf("while the model is slow: %+v", r)
		}
	}
	withinPatience(t, took)
	<-answered
	until(t, "the answer is remembered", func() bool { r := find(t, h, question); return r.Mode == "hybrid" && r.Partial == "" })
	if n := server.times(question); n != 1 {
		t.Errorf("the model was asked %d times", n)
	}
}
