package main

// embed_test.go: vectors are made in the background, whatever happens to those
// who make them.

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollamatest"
	"aibookmark/host/internal/protocol"
	"aibookmark/host/internal/store"
)

// birds are pages about nothing in particular, each with a title and a short
// text: two passages a page.
func birds(n int) []page {
	var out []page
	for i := range n {
		out = append(out, page{
			URL: fmt.Sprintf("https://birds.example/%d", i), Title: fmt.Sprintf("Sighting %d of a bird", i), Folder: "Birds",
			Added: time.Date(2024, 1, 1, 0, i, 0, 0, time.UTC).Format(time.RFC3339), Text: fmt.Sprintf("It was seen at place %d by the water.", i),
		})
	}
	return out
}

// A life is one run of the program that is going to be killed.
type life struct {
	number  int
	asked   int           // requests to embed so far
	atWhich int           // the one it is killed at
	now     chan struct{} // closed then
}

// lives records which texts were embedded in which life.
type lives struct {
	mu     sync.Mutex
	life   *life
	embeds map[string][]int // text -> numbers of lives
}

func (l *lives) begin(number, atWhich int) *life {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.life = &life{number: number, atWhich: atWhich, now: make(chan struct{})}
	return l.life
}

func (l *lives) embed(e ollamatest.Embed) ollamatest.Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, text := range e.Input {
		if !strings.Contains(text, "Sighting") {
			continue // a question of those that measure the model's noise
		}
		l.embeds[text] = append(l.embeds[text], l.life.number)
	}
	if l.life.asked++; l.life.asked == l.life.atWhich {
		close(l.life.now)
	}
	return ollamatest.Fault{}
}

// lost is how many texts of each life had to be embedded again in a later one.
func (l *lives) lost(kills int) (perKill []int, inOneLife int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	perKill = make([]int, kills)
	for _, in := range l.embeds {
		for i, number := range in[1:] {
			if number == in[i] {
				inOneLife++
			} else {
				perKill[in[i]]++
			}
		}
	}
	return perKill, inOneLife
}

const (
	kills     = 100
	killPages = 2500
	killPace  = time.Millisecond
	// mostLost is what a batch of 250 ms holds at that pace.
	mostLost = int(250 * time.Millisecond / killPace)
)

// Killed a hundred times in the middle of it, the work still comes to its end:
// every passage has exactly one vector, and no kill has cost more than a batch.
func TestKilledAHundredTimesEveryPassageIsEmbeddedOnce(t *testing.T) {
	home := t.TempDir()
	importPages(t, home, birds(killPages))
	server := startModels(t, modelA)
	server.setPace(killPace)
	l := &lives{embeds: map[string][]int{}}
	server.onEmbed(l.embed)
	start := time.Now()
	for kill := range kills {
		killAtWork(t, home, server.url, l, kill)
	}
	killed := time.Since(start)
	l.begin(kills, 0)
	server.setPace(0)
	waiting := run[protocol.Status](t, home, server.url, "status").Pending.Embed
	done := run[workDone](t, home, server.url, "index", "--wait")
	if waiting == 0 || done.Embedded != waiting || done.Waiting != 0 {
		t.Errorf("%d waited after the last kill, then %+v", waiting, done)
	}
	st := run[protocol.Status](t, home, server.url, "status")
	if st.Passages != 2*killPages || st.Embedded != st.Passages || st.Failed != 0 || st.Pending != (protocol.Pending{}) || st.Model.Embed != modelA {
		t.Errorf("status %+v", st)
	}
	if n := vectorsOf(t, home); n != 2*killPages {
		t.Errorf("%d passages have a vector", n)
	}
	perKill, twice := l.lost(kills)
	total := 0
	for _, n := range perKill {
		total += n
	}
	if len(l.embeds) != 2*killPages || twice > 0 {
		t.Errorf("%d different texts, %d embedded twice by one process", len(l.embeds), twice)
	}
	if worst := slices.Max(perKill); worst > mostLost {
		t.Errorf("a kill cost %d texts, at most %d", worst, mostLost)
	}
	t.Logf("%d kills in %v, %d of %d passages left; lost %d texts, at most %d a kill; all in %v",
		kills, killed.Round(time.Millisecond), waiting, st.Passages, total, slices.Max(perKill), time.Since(start).Round(time.Millisecond))
}

// killAtWork starts the work and kills it: soon after the start, or at some
// request, or when the answer to one is being stored.
func killAtWork(t *testing.T, home, ollama string, l *lives, kill int) {
	t.Helper()
	atWhich := 1 + kill*5%7
	if kill%12 == 5 {
		atWhich = 26
	}
	life := l.begin(kill, atWhich)
	cmd := program(home, ollama, "--json", "index", "--wait")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	moment := time.Duration(kill%7) * 2 * time.Millisecond
	if kill%10 == 9 {
		moment *= 7
	} else {
		select {
		case <-life.now:
		case <-time.After(untilPatience):
			t.Errorf("no %d requests came", atWhich)
		}
	}
	<-time.After(moment)
	_ = cmd.Process.Kill()
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("life %d ended by itself: %v", kill, cmd.ProcessState)
	}
}

// vectorsOf opens the library and returns how many passages have a vector of
// the model that answers. A passage that has two, or a vector of a passage or
// page that is gone, fails the test.
func vectorsOf(t *testing.T, home string) int {
	t.Helper()
	st := openStore(t, home)
	defer st.Close()
	models, err := st.EmbeddingModels(t.Context())
	if err != nil || models.Current == nil || models.Building != nil {
		t.Fatalf("models %+v, %v", models, err)
	}
	seen := map[int64]int64{} // passage -> page
	err = st.Vectors(t.Context(), models.Current.ID, 0, func(row library.VectorRow) error {
		if seen[row.PassageID] != 0 {
			t.Errorf("passage %d has two vectors", row.PassageID)
		}
		seen[row.PassageID] = row.PageID
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for id := range seen {
		ids = append(ids, id)
	}
	passages, err := st.PassagesByID(t.Context(), ids)
	if err != nil || len(passages) != len(ids) {
		t.Errorf("%d vectors of %d passages, %v", len(ids), len(passages), err)
	}
	for _, p := range passages {
		if seen[p.ID] != p.PageID {
			t.Errorf("the vector of passage %d is of page %d, not %d", p.ID, seen[p.ID], p.PageID)
		}
	}
	return len(seen)
}

func openStore(t *testing.T, home string) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), home, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// Of two hosts on one library only one makes vectors; when it is killed, the
// other one goes on.
func TestOnlyOneHostEmbedsAndTheOtherTakesOver(t *testing.T) {
	home := t.TempDir()
	importPages(t, home, birds(300))
	var servers []*modelServer
	var hosts []*host
	for range 2 {
		// The same model on a server for each tells who does the work.
		s := startModels(t, modelA)
		s.setPace(10 * time.Millisecond)
		servers = append(servers, s)
		h, _ := openWith(t, home, s.url)
		hosts = append(hosts, h)
	}
	atWork := 0
	until(t, "somebody embeds", func() bool {
		if len(servers[1].Embeds()) > 0 {
			atWork = 1
		}
		return len(servers[0].Embeds())+len(servers[1].Embeds()) > 20
	})
	idle := 1 - atWork
	// The command line leaves it to the host, and does not wait.
	if done := run[workDone](t, home, servers[idle].url, "index"); done.Embedded != 0 || done.Waiting == 0 {
		t.Errorf("index beside a host that works: %+v", done)
	}
	if n := len(servers[idle].Embeds()); n > 0 {
		t.Errorf("the other one has embedded too, %d requests", n)
	}
	hosts[atWork].Kill()
	servers[0].setPace(0)
	servers[1].setPace(0)
	killed := time.Now()
	until(t, "the other takes over", func() bool { return len(servers[idle].Embeds()) > 0 })
	t.Logf("taken over after %v", time.Since(killed))
	untilEmbedded(t, hosts[idle], 600, modelA)
	hosts[idle].Hangup()
	ends(t, hosts[idle])
	if n := vectorsOf(t, home); n != 600 {
		t.Errorf("%d passages have a vector", n)
	}
	again := map[string]int{}
	for _, s := range servers {
		for _, text := range s.texts("") {
			again[text]++
		}
	}
	total := 0
	for _, n := range again {
		total += n
	}
	if total-len(again) > 32 { // a batch of 250 ms, and some
		t.Errorf("%d texts were embedded %d times", len(again), total)
	}
}

// Two commands that wait: one works, and when it is killed the other does.
func TestWaitingCommandTakesOver(t *testing.T) {
	home := t.TempDir()
	importPages(t, home, birds(100))
	server := startModels(t, modelA)
	server.setPace(5 * time.Millisecond)
	first := program(home, server.url, "index", "--wait")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "the first embeds", func() bool { return len(server.Embeds()) > 2 })
	ctx, cancel := context.WithTimeout(t.Context(), untilPatience)
	defer cancel()
	second := exec.CommandContext(ctx, first.Path, "index", "--wait")
	second.Env = first.Env
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	_ = first.Process.Kill()
	_ = first.Wait()
	server.setPace(0)
	if err := second.Wait(); err != nil {
		t.Errorf("the second: %v", err)
	}
	if n := vectorsOf(t, home); n != 200 {
		t.Errorf("%d passages have a vector", n)
	}
}
