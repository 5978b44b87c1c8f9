package answer

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollama"
	"aibookmark/host/internal/ollamatest"
)

// shelf is a small library: pages by id, in order of relevance.
type shelf struct {
	pages []page
	// bare lists pages that are found, but with nothing that answers.
	bare bool
	// matched is where all of them say they were found.
	matched []library.Matched
	mu      sync.Mutex
	asked   []string
	failed  error
}

type page struct {
	id               int64
	title, url, text string
	added            string
}

func (s *shelf) Evidence(_ context.Context, l library.Lookup) (library.Findings, error) {
	s.mu.Lock()
	if !l.WordsOnly {
		s.asked = append(s.asked, l.Text)
	}
	s.mu.Unlock()
	var hits []library.Hit
	var evidence []library.Evidence
	for _, p := range s.pages {
		if len(l.Pages) > 0 && !slices.Contains(l.Pages, p.id) {
			continue
		}
		added, _ := time.Parse(time.DateOnly, p.added)
		doc := library.Document{PageID: p.id, URL: p.url, Site: library.SiteOf(p.url), Titles: []string{p.title}, Text: p.text, AddedAt: added}
		hits = append(hits, library.Hit{Document: doc, Matched: s.matched})
		if s.bare {
			continue
		}
		e := library.Evidence{PageID: p.id, URL: p.url, Title: p.title, Site: doc.Site, AddedAt: added, Text: p.title}
		if p.text == "" {
			evidence = append(evidence, e)
			continue
		}
		// Passages are cut at blank lines.
		at := 0
		for _, part := range strings.SplitAfter(p.text, "\n\n") {
			e.Text, e.Start, e.End = part, at, at+len(part)
			at = e.End
			evidence = append(evidence, e)
		}
	}
	return library.Findings{Hits: hits, Evidence: evidence, Filters: l.Filters}, s.failed
}

func (s *shelf) Filters(_ context.Context, l library.Lookup) ([]library.Filter, string, error) {
	return nil, l.Text, nil
}

func (s *shelf) PageText(_ context.Context, id int64) (string, error) {
	for _, p := range s.pages {
		if p.id == id {
			return p.text, nil
		}
	}
	return "", library.Errorf(library.NotFound, "page_not_found")
}

// diary is a history in memory.
type diary struct {
	mu    sync.Mutex
	turns []library.Turn
}

func (d *diary) Conversation(_ context.Context, id string) ([]library.Turn, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []library.Turn
	for _, t := range d.turns {
		if t.ConversationID == id {
			out = append(out, t)
		}
	}
	if out == nil {
		return nil, library.Errorf(library.NotFound, "conversation_not_found")
	}
	return out, nil
}

func (d *diary) AppendTurn(_ context.Context, t library.Turn) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turns = append(d.turns, t)
	return nil
}

// asked is what came of one question.
type asked struct {
	library.Answer
	events []library.AskEvent
	err    error
}

func ask(ctx context.Context, a *Answerer, q Question) asked {
	var got asked
	got.Answer, got.err = a.Ask(ctx, q, func(e library.AskEvent) { got.events = append(got.events, e) })
	return got
}

// said joins the texts of the events of a kind.
func (a asked) said(kind library.AskEventKind) string {
	var b strings.Builder
	for _, e := range a.events {
		if e.Kind == kind {
			b.WriteString(e.Text)
		}
	}
	return b.String()
}

func (a asked) notices() []string {
	var codes []string
	for _, e := range a.events {
		if e.Kind == library.AskNotice {
			codes = append(codes, e.Code)
		}
	}
	return codes
}

// modelled is an Answerer over a scripted server.
func modelled(t testing.TB, s *shelf, server *ollamatest.Server) (*Answerer, *diary) {
	t.Helper()
	d := &diary{}
	client := ollama.New(ollama.Options{Settings: ollamatest.At(server.Start(t)), Binary: func() (string, bool) { return "", false }})
	return New(s, client, d, Options{}), d
}

// checkQuotes asserts that every citation stands, word for word, where it
// says, and that every [n] of the answer has one.
func checkQuotes(t *testing.T, s *shelf, a library.Answer) {
	t.Helper()
	numbers := map[int]bool{}
	for _, c := range a.Citations {
		numbers[c.N] = true
		text, err := s.PageText(t.Context(), c.PageID)
		if err != nil {
			t.Fatal(err)
		}
		if text == "" {
			if c.Quote != c.Title || c.Start != 0 || c.End != 0 {
				t.Errorf("a page without text is cited as %q at %d-%d", c.Quote, c.Start, c.End)
			}
			continue
		}
		if got := text[library.ByteOffset(text, c.Start):library.ByteOffset(text, c.End)]; got != c.Quote || got == "" {
			t.Errorf("[%d] says %q, the text at %d-%d is %q", c.N, c.Quote, c.Start, c.End, got)
		}
	}
	for _, m := range marker().FindAllStringSubmatch(a.Text, -1) {
		if !numbers[int(m[1][0]-'0')] {
			t.Errorf("%s has no citation", m[0])
		}
	}
}

// steady is a source of "random" bytes for golden tests.
func steady() *bytes.Reader { return bytes.NewReader(bytes.Repeat([]byte{0xAB, 0xCD}, 512)) }
