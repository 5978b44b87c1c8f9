package main

// prompt_test.go: what reaches the model, recorded at its server.

import (
	"strings"
	"testing"

	"aibookmark/host/internal/ollamatest"
	"aibookmark/host/internal/protocol"
)

// What reaches the model is the rules, the passages that the answer may cite,
// each of one page that was found, within a fence of its own, and the
// question: no other page, and nothing of other conversations. The window is
// the same at every call.
func TestWhatReachesTheModel(t *testing.T) {
	home := t.TempDir()
	importPages(t, home, talkPages)
	model := ollamatest.New(ollamatest.Script{})
	model.SetModels(ollamatest.DefaultModels()[:1]...)
	h, _ := openWith(t, home, model.Start(t))
	const lens, tea = "When was the first Fresnel lens lit?", "绿茶要用多少度的水冲泡？"
	fences := map[string]bool{}
	var windows []any
	ask := func(question, conversation string, says ...string) (protocol.Answer, ollamatest.Chat) {
		model.Follow(ollamatest.Script{Words: says})
		got := call[protocol.Answer](t, h, "ask", protocol.AskParams{Question: question, ConversationID: conversation})
		chats := model.Chats()
		chat := chats[len(chats)-1]
		recorded(t, got, chat, question)
		fences[fenceInRules.FindString(chat.Messages[0].Content)] = true
		windows = append(windows, chat.Options["num_ctx"])
		return got, chat
	}
	first, _ := ask(starterEN, "", "Feed the sourdough starter with rye flour twice a day [1]. ", "It is good [2].")
	_, other := ask(lens, "", "The first Fresnel lens was lit in the Cordouan lighthouse in 1823 [1].")
	_, chinese := ask(tea, "", "绿茶要用八十度左右的水冲泡[1]。")
	_, followed := ask("Does it need flour in the fridge?", first.ConversationID, "It needs flour only once a week [1].")

	if n := len(model.Chats()); len(fences) != 4 || fences[""] {
		t.Errorf("%d fences in %d chats", len(fences), n)
	}
	for _, window := range windows {
		if window != windows[0] || window == nil {
			t.Errorf("num_ctx %v", windows)
		}
	}
	for _, c := range model.Chats() { // rewriting a follow-up included
		if c.Options["num_ctx"] != windows[0] {
			t.Errorf("num_ctx %v, elsewhere %v", c.Options["num_ctx"], windows[0])
		}
	}
	for name, chat := range map[string]ollamatest.Chat{"another conversation": other, "another language": chinese} {
		if said := text(chat); strings.Contains(said, "rye flour") || strings.Contains(said, starterEN) || strings.Contains(said, "It is good") {
			t.Errorf("%s heard of the first: %s", name, said)
		}
	}
	if !strings.Contains(text(followed), starterEN) {
		t.Errorf("the follow-up came without what it follows: %s", text(followed))
	}
	if !strings.HasPrefix(chinese.Messages[0].Content, "你根据") || !strings.Contains(chinese.Messages[1].Content, "收藏于 2023-06-02") {
		t.Errorf("a Chinese question was put as %s", text(chinese))
	}
	for _, path := range model.Calls() {
		if path == "/api/embed" || path == "/api/generate" || path == "/api/pull" {
			t.Errorf("%s was called", path)
		}
	}
}

func text(c ollamatest.Chat) string {
	var b strings.Builder
	for _, m := range c.Messages {
		b.WriteString(m.Content + "\n")
	}
	return b.String()
}

// recorded holds a chat against the answer that came of it.
func recorded(t *testing.T, got protocol.Answer, chat ollamatest.Chat, question string) {
	t.Helper()
	passages := fenced(t, chat)
	if got.Used.Passages != len(passages) || got.Used.Of < len(passages) || len(got.Citations) == 0 {
		t.Errorf("%d passages given, used %+v, cited %+v", len(passages), got.Used, got.Citations)
	}
	found := map[string]string{}
	for _, s := range got.Sources {
		found[s.Title] = s.URL
	}
	for _, g := range passages {
		url := found[g.title]
		for _, p := range talkPages {
			if p.URL == url && (!strings.Contains(p.Text, g.text) || !strings.Contains(p.URL, g.site[:strings.Index(g.site, " · ")])) {
				t.Errorf("given as %s: %q of %s", p.URL, g.text, g.site)
			}
		}
		if url == "" {
			t.Errorf("given, but not found: %q", g.title)
		}
	}
	for _, c := range got.Citations {
		if g := passages[c.N-1]; c.Title != g.title || c.URL != found[g.title] || c.Quote != c.Title && !strings.Contains(g.text, c.Quote) {
			t.Errorf("cited %+v from %+v", c, g)
		}
	}
	lines := strings.Split(chat.Messages[1].Content, "\n")
	if last := lines[len(lines)-1]; last != "Question: "+question && last != "问题："+question {
		t.Errorf("the prompt ends with %q", last)
	}
}
