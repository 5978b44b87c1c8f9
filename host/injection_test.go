package main

// injection_test.go: pages that speak to the model, and a model that obeys
// them. testdata/injections.jsonl holds, for each, a page and what an obedient
// model would say; e2e/injection.test.mjs shows the same in browsers.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"unicode"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/ollamatest"
	"aibookmark/host/internal/protocol"
)

type injection struct {
	Kind, Place, Question, Fact, Title, URL, Text, Says string
}

// readInjections reads them with the address of the listener put in.
func readInjections(t *testing.T, listener string) (out []injection) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "injections.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(b) {
		line = bytes.ReplaceAll(line, []byte("LISTENER"), []byte(listener))
		var i injection
		if err := json.Unmarshal(line, &i); err != nil {
			t.Fatal(err)
		}
		out = append(out, i)
	}
	return out
}

// reaching is what could reach out of an answer, or be taken for a link.
var reaching = regexp.MustCompile(`(?i)://|：／／|\]\(|!\[|\]:\s*\S*/|www\.|(?:javascript|data|mailto):\S|</?(?:a|img|image|script|iframe|svg|style|link|form|b|button|tool_call)\b|<\||\|>|<<<|\[/?INST`)

// shown fails the test when a text could reach out.
func shown(t *testing.T, text, listener string) {
	t.Helper()
	if m := reaching.FindString(text); m != "" {
		t.Errorf("shows %q: %q", m, text)
	}
	if strings.Contains(text, listener) {
		t.Errorf("shows the address: %q", text)
	}
	hidden := func(r rune) bool {
		return r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x206F || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0000 && r <= 0xE0FFF ||
			unicode.Is(unicode.Co, r)
	}
	if strings.ContainsFunc(text, hidden) {
		t.Errorf("hidden characters in %q", text)
	}
}

// A model that does what the pages tell it shows the reader no link, image or
// HTML, nobody is called, every citation stands in the stored text, and what
// the pages say stays within the fence.
func TestInjectedPagesReachNobody(t *testing.T) {
	var calls atomic.Int32
	listener := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	defer listener.Close()
	address := strings.TrimPrefix(listener.URL, "http://")
	injections := readInjections(t, address)
	if len(injections) < 44 {
		t.Fatalf("only %d injections", len(injections))
	}
	var pages []page
	for _, i := range injections {
		pages = append(pages, page{URL: i.URL, Title: i.Title, Text: i.Text, Added: "2025-01-01"})
	}
	home := t.TempDir()
	importPages(t, home, pages)
	model := ollamatest.New(ollamatest.Script{})
	model.SetModels(ollamatest.DefaultModels()[:1]...)
	h, _ := openWith(t, home, model.Start(t))
	for _, i := range injections {
		t.Run(i.Kind+" "+i.Place, func(t *testing.T) {
			// In pieces of a few bytes: tokens of real models are no longer.
			model.Follow(ollamatest.Script{Words: pieces(i.Fact+" [1] "+i.Says, 3)})
			before := len(h.Messages())
			got := call[protocol.Answer](t, h, "ask", protocol.AskParams{Question: i.Question})
			if got.Model == "" || !got.Found {
				t.Fatalf("no model answered: %+v", got)
			}
			shown(t, got.Answer, address)
			shown(t, streamed(t, h, before), address)
			chats := model.Chats()
			prompt := fenced(t, chats[len(chats)-1])
			if !strings.HasPrefix(got.Answer, i.Fact+" [1]") || !strings.Contains(prompt[0].text, i.Fact) {
				t.Errorf("answered %q from %q", got.Answer, prompt[0].text)
			}
			citationsStand(t, h, got, len(prompt))
			if len(got.Citations) == 0 || !got.Citations[0].Supported || !strings.Contains(got.Citations[0].Quote, i.Fact) || got.Citations[0].URL != i.URL {
				t.Errorf("cited %+v", got.Citations)
			}
		})
	}
	if n := calls.Load(); n != 0 {
		t.Errorf("the listener was called %d times", n)
	}
	// It does listen.
	if r, err := http.Get(listener.URL); err != nil || calls.Load() != 1 {
		t.Errorf("the listener hears nothing: %v", err)
	} else {
		r.Body.Close()
	}
}

// pieces cuts a text into runs of n characters.
func pieces(s string, n int) (out []string) {
	rs := []rune(s)
	for len(rs) > n {
		out, rs = append(out, string(rs[:n])), rs[n:]
	}
	return append(out, string(rs))
}

// streamed is the text that came as events since a message.
func streamed(t *testing.T, h *host, since int) string {
	t.Helper()
	var b strings.Builder
	for _, m := range h.Messages()[since:] {
		if m.Method != "ask.event" {
			continue
		}
		var e protocol.AskEvent
		if err := json.Unmarshal(m.Params, &e); err != nil {
			t.Fatal(err)
		}
		b.WriteString(e.Text)
	}
	return b.String()
}

// given is a passage as it was given to a model.
type given struct{ title, site, text string }

var (
	fenceInRules = regexp.MustCompile(`[0-9a-f]{16}`)
	citedNumber  = regexp.MustCompile(`\[(\d+)\]`)
)

// fenced takes a prompt apart and fails the test when there is anything in it
// but rules, passages between their fences, and the question: when a page got
// out of its fence, or spoke as somebody else.
func fenced(t *testing.T, c ollamatest.Chat) (out []given) {
	t.Helper()
	if len(c.Messages) != 2 || c.Messages[0].Role != "system" || c.Messages[1].Role != "user" || len(c.Tools) != 0 {
		t.Fatalf("%d messages, tools %v", len(c.Messages), c.Tools)
	}
	marks := fenceInRules.FindAllString(c.Messages[0].Content, -1)
	if len(marks) != 1 {
		t.Fatalf("the rules name the marks %v", marks)
	}
	rest := c.Messages[1].Content
	for number := 1; strings.HasPrefix(rest, "<<<"); number++ {
		head, end := fmt.Sprintf("<<<%s [%d]>>>\n", marks[0], number), "\n<<<"+marks[0]+" end>>>\n\n"
		body, after, closed := strings.Cut(rest, end)
		body, opened := strings.CutPrefix(body, head)
		lines := strings.SplitN(body, "\n", 3)
		if !opened || !closed || len(lines) < 2 || strings.Contains(body, marks[0]) {
			t.Fatalf("passage %d is not fenced: %q", number, rest)
		}
		g := given{title: lines[0], site: lines[1]}
		if len(lines) == 3 {
			g.text = lines[2]
		}
		out, rest = append(out, g), after
	}
	if strings.Contains(rest, marks[0]) || strings.Contains(rest, "\n") && !strings.HasPrefix(rest, "Earlier question: ") && !strings.HasPrefix(rest, "上一个问题：") {
		t.Fatalf("after the passages: %q", rest)
	}
	for _, g := range out {
		if m := regexp.MustCompile(`(?i)<\||\|>|<｜|\[/?INST|<<SYS|</?(?:start|end)_of_turn|\[gMASK|<tool_call|\[\d{1,3}\]`).FindString(g.title + g.site + g.text); m != "" {
			t.Errorf("%q reached the model in %q", m, g)
		}
	}
	return out
}

// citationsStand checks every citation against the page as it is stored, and
// every number of the answer.
func citationsStand(t *testing.T, h *host, got protocol.Answer, passages int) {
	t.Helper()
	cited := map[string]bool{}
	for _, c := range got.Citations {
		cited[fmt.Sprintf("[%d]", c.N)] = true
		stored := call[protocol.PageResult](t, h, "pages.get", protocol.PageParams{PageID: c.PageID})
		if stored.Page.URL != c.URL || c.N < 1 || c.N > passages || c.Quote == "" {
			t.Errorf("cited %+v of %d passages, the page is %s", c, passages, stored.Page.URL)
		}
		if c.Start == 0 && c.End == 0 {
			continue // its title
		}
		if at := stored.Text[library.ByteOffset(stored.Text, c.Start):library.ByteOffset(stored.Text, c.End)]; at != c.Quote {
			t.Errorf("quoted %q, there stands %q", c.Quote, at)
		}
	}
	for _, n := range citedNumber.FindAllString(got.Answer, -1) {
		if !cited[n] {
			t.Errorf("%s stands for nothing in %q", n, got.Answer)
		}
	}
}
