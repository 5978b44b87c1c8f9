package main

// followup_test.go: what follow-ups are taken for, over a real library and
// without a model.

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/library"
)

var talkPages = []page{
	{URL: "https://github.com/crumb/starter-log", Title: "starter-log: a sourdough starter notebook", Folder: "Code", Added: "2024-05-02",
		Text: "A command line notebook for a sourdough starter. It reminds you to feed the starter and draws how it rises. Install it with pip. It is free."},
	{URL: "https://bread.example/starter", Title: "Keeping a sourdough starter alive", Folder: "Kitchen", Added: "2023-03-02",
		Text: "Feed the sourdough starter with rye flour twice a day. Keep the starter warm and it doubles within six hours. In the fridge it needs flour only once a week."},
	{URL: "https://oven.example/loaf", Title: "Baking a sourdough loaf", Folder: "Kitchen", Added: "2024-08-11",
		Text: "Bake the sourdough loaf in a hot pot for forty minutes. A ripe starter makes the loaf rise. Let it cool for an hour before you cut it."},
	{URL: "https://www.zhihu.com/question/77/answer/5", Title: "天然酵种怎么养？", Folder: "厨房", Added: "2024-02-20",
		Text: "天然酵种每天喂两次面粉和水。酵种要放在温暖的地方，六小时就能涨一倍。放冰箱的酵种一周喂一次就够了。"},
	{URL: "https://www.zhihu.com/question/81/answer/9", Title: "绿茶怎么泡才不苦", Folder: "厨房", Added: "2023-06-02",
		Text: "绿茶要用八十度左右的水冲泡。水太热会把茶叶烫熟，茶汤发苦。龙井茶三分钟出汤。"},
	{URL: "https://tea.example/longjing", Title: "龙井茶的冲泡", Folder: "厨房", Added: "2024-04-06",
		Text: "龙井茶用玻璃杯冲泡最好看。水温八十五度，茶叶三克。明前龙井的价格很高。"},
	{URL: "https://db.example/vacuum", Title: "Tuning autovacuum in PostgreSQL", Folder: "Code", Added: "2024-03-01",
		Text: "Autovacuum removes dead rows in the background. Lower the scale factor on large tables. PostgreSQL wakes it up every minute."},
	{URL: "https://k8s.example/probes", Title: "Kubernetes probes explained", Folder: "Code", Added: "2024-09-01",
		Text: "A liveness probe restarts a container that hangs. A readiness probe keeps traffic away from a pod in Kubernetes until it is ready."},
	{URL: "https://lens.example/fresnel", Title: "The Fresnel lens", Folder: "Sea", Added: "2023-09-01",
		Text: "The first Fresnel lens was lit in the Cordouan lighthouse in 1823. Ships could see it from thirty kilometres away."},
	{URL: "https://gu.example/yuan", Title: "苏州园林游记", Folder: "旅行", Added: "2023-10-05",
		Text: "拙政园早上八点开门，人少。苏州园林门票七十元。狮子林的假山很有趣。"},
}

// talkingServices is everything over those pages, without any model.
func talkingServices(t *testing.T, pages []page) *services {
	t.Helper()
	home := t.TempDir()
	importPages(t, home, pages)
	t.Setenv("OLLAMA_HOST", noServer)
	s, err := openServices(t.Context(), home, func() *slog.Logger { return slog.New(slog.DiscardHandler) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.close() })
	return s
}

// talkDay is the day on which the conversations are held.
var talkDay = time.Date(2025, 3, 10, 12, 0, 0, 0, time.UTC)

// meantAs describes what a question was taken for.
func meantAs(ans library.Answer, question, before string) string {
	var out []string
	switch {
	case ans.Meant == "" || ans.Meant == question:
		out = append(out, "alone")
	case ans.Meant == before:
		out = append(out, "before")
	case ans.Meant == before+"\n"+question:
		out = append(out, "both")
	default:
		out = append(out, "?"+ans.Meant)
	}
	for _, f := range ans.Filters {
		value := f.Value
		if f.Kind == library.FilterTime {
			value = f.From.Format(time.DateOnly)
		}
		out = append(out, string(f.Kind)+":"+value)
	}
	if len(ans.Pages) > 0 {
		out = append(out, "page:"+site(ans))
	}
	return strings.Join(out, " ")
}

// site is where the pages are that alone were looked at.
func site(ans library.Answer) string {
	var sites []string
	for _, h := range ans.Sources {
		sites = append(sites, h.Document.Site)
	}
	return strings.Join(sites, "+")
}

// The first questions of the conversations, in both languages.
const (
	starterEN = "How do I keep a sourdough starter alive?"
	starterZH = "天然酵种怎么养？"
	teaZH     = "绿茶怎么泡？"
)

func TestFollowUps(t *testing.T) {
	s := talkingServices(t, talkPages)
	firsts := map[string]library.Answer{}
	for _, q := range []string{starterEN, starterZH, teaZH} {
		ans, err := s.answer.Ask(t.Context(), answer.Question{Text: q, Now: talkDay}, func(library.AskEvent) {})
		if err != nil || !ans.Found {
			t.Fatalf("%s: %+v, %v", q, ans, err)
		}
		firsts[q] = ans
	}
	for _, c := range []struct{ first, question, want string }{
		// Places in the list of pages.
		{starterEN, "tell me more about the second one", "both page:2"},
		{starterEN, "What does the first page say about flour?", "both page:1"},
		{starterEN, "the third one", "both page:3"},
		{starterEN, "Summarize the last one", "both page:last"},
		{starterEN, "What about the second?", "both page:2"},
		{starterEN, "Is [1] about rye?", "both page:1"},
		{starterEN, "what does source 1 recommend", "both page:1"},
		{starterEN, "Compare the first two", "both page:1+2"},
		{starterZH, "第二个呢", "both page:2"},
		{starterZH, "第一篇讲了什么？", "both page:1"},
		{starterZH, "详细说说第一个", "both page:1"},
		{starterZH, "第2篇的作者是谁", "both page:2"},
		// Nothing but a filter.
		{starterEN, "only from GitHub", "before site:github.com"},
		{starterEN, "just the ones from github.com", "before site:github.com"},
		{starterEN, "and in Chinese?", "before lang:zh"},
		{starterEN, "only the Chinese ones", "before lang:zh"},
		{starterEN, "what about 2023", "before time:2023-01-01"},
		{starterEN, "from last year please", "before time:2024-01-01"},
		{starterEN, "only pages from 2024", "before time:2024-01-01"},
		{starterEN, "in English only", "before lang:en"},
		{starterEN, "the one from bread.example", "before site:bread.example"},
		{starterZH, "只要知乎的", "before site:zhihu.com"},
		{starterZH, "知乎上的呢", "before site:zhihu.com"},
		{starterZH, "那篇用中文写的", "before lang:zh"},
		{starterZH, "英文的呢？", "before lang:en"},
		{starterZH, "只看中文的", "before lang:zh"},
		{starterZH, "2024年的呢", "before time:2024-01-01"},
		{starterZH, "去年的呢", "before time:2024-01-01"},
		{starterZH, "有没有英文的", "before lang:en"},
		{teaZH, "2023年的", "before time:2023-01-01"},
		// Nothing of their own.
		{starterEN, "why?", "before"},
		{starterEN, "Tell me more", "before"},
		{starterEN, "How so?", "before"},
		{starterEN, "What else?", "before"},
		{starterEN, "Can you explain that?", "before"},
		{starterEN, "go on", "before"},
		{starterEN, "in more detail please", "before"},
		{starterZH, "为什么？", "before"},
		{starterZH, "说详细点", "before"},
		{starterZH, "还有呢？", "before"},
		{starterZH, "然后呢", "before"},
		{starterZH, "再详细一点", "before"},
		// Pronouns and halves of questions.
		{starterEN, "How often should I feed it?", "both"},
		{starterEN, "does it need a warm place?", "both"},
		{starterEN, "What do they recommend for winter?", "both"},
		{starterEN, "is that safe?", "both"},
		{starterEN, "And with rye flour?", "both"},
		{starterEN, "what about the fridge?", "both"},
		{starterEN, "Which one is free?", "both"},
		{starterEN, "how much flour?", "both"},
		{starterEN, "but how warm?", "both"},
		{starterEN, "and in winter?", "both"},
		{starterEN, "any more tips on feeding?", "both"},
		{starterZH, "它要放冰箱吗？", "both"},
		{starterZH, "那放冰箱呢？", "both"},
		{starterZH, "多久喂一次？", "both"},
		{starterZH, "冬天呢", "both"},
		{teaZH, "水温多少？", "both"},
		{teaZH, "那龙井呢？", "both"},
		{teaZH, "这种茶贵吗？", "both"},
		{teaZH, "价格呢？", "both"},
		// New questions, which the conversation must not colour.
		{starterEN, "How do I tune autovacuum in PostgreSQL?", "alone"},
		{starterEN, "kubernetes", "alone"},
		{starterEN, "Who lit the lens?", "alone"},
		{starterEN, "What is a readiness probe?", "alone"},
		{starterEN, "When was the first Fresnel lens lit?", "alone"},
		{starterEN, "What is it called when a container is restarted by Kubernetes?", "alone"},
		{starterEN, "What was the first lighthouse with a Fresnel lens?", "alone"},
		{starterEN, "How does Kubernetes decide that its pods are ready?", "alone"},
		{starterEN, "Is it possible to see the Cordouan lighthouse from thirty kilometres?", "alone"},
		{starterEN, "the one about the Fresnel lens", "alone"},
		{starterEN, "苏州园林的门票多少钱？", "alone"},
		{starterEN, "And how do I tune autovacuum on large tables?", "alone"},
		{starterEN, "pages about tea from 2023", "alone time:2023-01-01"},
		{starterEN, "What did I save about Kubernetes in 2024?", "alone time:2024-01-01"},
		{starterZH, "苏州园林几点开门？", "alone"},
		{starterZH, "龙井茶用什么水温冲泡？", "alone"},
		{starterZH, "那篇讲苏州园林的文章", "alone"},
		{starterZH, "怎么调 PostgreSQL 的 autovacuum？", "alone"},
		{starterZH, "How do I bake a loaf in a hot pot?", "alone"},
		{starterZH, "狮子林的假山在哪里", "alone"},
		{starterZH, "世界上第一个菲涅尔透镜在哪里点亮？", "alone"},
		{teaZH, "2024年收藏的 Kubernetes 文章", "alone time:2024-01-01"},
		{starterEN, "open the 2nd article", "both page:2"},
		{starterEN, "What else does the second page mention?", "both page:2"},
		{starterEN, "could you explain number 1 again?", "both page:1"},
		{starterZH, "总结一下第二篇文章", "both page:2"},
		{starterZH, "最后一个说了什么", "both page:last"},
		{starterEN, "show only github", "before site:github.com"},
		{starterEN, "anything from zhihu?", "before site:zhihu.com"},
		{starterEN, "Do you have that in Chinese?", "before lang:zh"},
		{starterEN, "the English one", "before lang:en"},
		{starterEN, "and from 2023?", "before time:2023-01-01"},
		{starterZH, "换成英文的", "before lang:en"},
		{starterZH, "有2023年的吗？", "before time:2023-01-01"},
		{starterZH, "来自知乎的那篇", "before site:zhihu.com"},
		{starterEN, "Why does it rise?", "both"},
		{starterEN, "What happens if I forget to feed it?", "both"},
		{starterEN, "Can I freeze it?", "both"},
		{starterEN, "What temperature is best for it?", "both"},
		{starterEN, "What about gluten free flour?", "both"},
		{starterEN, "and if it smells sour?", "both"},
		{starterEN, "Who wrote that?", "both"},
		{starterEN, "Is it free?", "both"},
		{starterZH, "它为什么会发酸？", "both"},
		{starterZH, "可以用全麦面粉吗？", "both"},
		{starterZH, "如果忘了喂怎么办？", "both"},
		{starterZH, "这样安全吗", "both"},
		{starterZH, "还有别的办法吗？", "both"},
		{starterZH, "那多久喂一次", "both"},
		{starterEN, "How do I bake a sourdough loaf in a hot pot?", "alone"},
		{starterEN, "Explain liveness probes", "alone"},
		{starterEN, "green tea water temperature", "alone"},
		{starterEN, "Which database wakes autovacuum every minute?", "alone"},
		{starterEN, "Which garden in Suzhou opens at eight?", "alone"},
		{starterEN, "What does the first law of thermodynamics say?", "alone"},
		{starterEN, "Who won the second world war?", "alone"},
		{starterZH, "第一次世界大战什么时候结束", "alone"},
		{starterZH, "怎么泡龙井茶？", "alone"},
		{starterZH, "菲涅尔透镜是什么？", "alone"},
		{starterZH, "readiness probe 是什么意思", "alone"},
		{starterZH, "苏州园林门票", "alone"},
		{starterZH, "帮我找一下关于拙政园的游记", "alone"},
		{teaZH, "除了绿茶以外，其他茶叶怎么存放？", "alone"},
	} {
		t.Run(c.question, func(t *testing.T) {
			first := firsts[c.first]
			// Each in a conversation of its own that begins the same way.
			conversation := fmt.Sprintf("%x", c.question)[:min(40, 2*len(c.question))]
			keepTurn(t, s, conversation, c.first, first)
			ans, err := s.answer.Ask(t.Context(), answer.Question{Text: c.question, ConversationID: conversation, Now: talkDay}, func(library.AskEvent) {})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := meantAs(ans, c.question, c.first), placed(c.want, first); got != want {
				t.Errorf("%q after %q is taken for\n%q, want\n%q", c.question, c.first, got, want)
			}
		})
	}
}

// keepTurn begins a conversation with an answer that is known.
func keepTurn(t *testing.T, s *services, conversation, question string, ans library.Answer) {
	t.Helper()
	turns, err := s.store.Conversation(t.Context(), ans.ConversationID)
	if err != nil {
		t.Fatal(err)
	}
	turn := turns[0]
	turn.ConversationID, turn.At = conversation, time.Time{}
	if err := s.store.AppendTurn(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
}

// placed puts the sites of pages in the place of their numbers: those that the
// answer cites come first.
func placed(want string, first library.Answer) string {
	kind, places, ok := strings.Cut(want, "page:")
	if !ok {
		return want
	}
	var ids []int64
	sites := map[int64]string{}
	for _, h := range first.Sources {
		sites[h.Document.PageID] = h.Document.Site
	}
	add := func(id int64) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, c := range first.Citations {
		add(c.PageID)
	}
	cited := len(ids)
	for _, h := range first.Sources {
		add(h.Document.PageID)
	}
	var out []string
	for _, place := range strings.Split(places, "+") {
		n := int(place[0] - '0')
		if place == "last" {
			n = len(ids)
			if cited > 1 {
				n = cited
			}
		}
		out = append(out, sites[ids[n-1]])
	}
	return kind + "page:" + strings.Join(out, "+")
}

// A conversation of several turns: each refers to what it can see.
func TestConversationOfManyTurns(t *testing.T) {
	s := talkingServices(t, talkPages)
	conversation, began := "", ""
	var listed []string
	for i, c := range []struct{ question, want string }{
		{starterEN, "alone"},
		{"tell me about the second one", "page 2"},
		{"and the third one?", "page 3"},
		{"why?", "page 3"},
		{"only from github", "site:github.com"},
		{"is it free?", "site:github.com"},
		{"How often should I feed it?", "site:github.com"},
		{"When was the Fresnel lens lit?", "alone"},
	} {
		ans, err := s.answer.Ask(t.Context(), answer.Question{Text: c.question, ConversationID: conversation, Now: talkDay}, func(library.AskEvent) {})
		if err != nil {
			t.Fatal(err)
		}
		got := "alone"
		switch {
		case len(ans.Pages) == 1:
			got = fmt.Sprint("page ", 1+slices.Index(listed, site(ans)))
		case len(ans.Filters) == 1:
			got = string(ans.Filters[0].Kind) + ":" + ans.Filters[0].Value
		}
		if got != c.want {
			t.Errorf("%q was taken for %q, want %q", c.question, got, c.want)
		}
		if lines := strings.Split(ans.Meant, "\n"); len(lines) > 3 || c.want != "alone" && lines[0] != starterEN {
			t.Errorf("%q: meant %q", c.question, lines)
		}
		if i == 0 {
			conversation, began = ans.ConversationID, ans.Text
			add := func(site string) {
				if !slices.Contains(listed, site) {
					listed = append(listed, site)
				}
			}
			for _, cited := range ans.Citations {
				add(library.SiteOf(cited.URL))
			}
			for _, h := range ans.Sources {
				add(h.Document.Site)
			}
		}
	}
	turns, err := s.store.Conversation(t.Context(), conversation)
	if err != nil || len(turns) != 8 {
		t.Fatalf("%d turns, %v", len(turns), err)
	}
	if kept, err := answer.ReadAnswer(turns[0].Answer); err != nil || kept.Text != began {
		t.Errorf("the first answer is kept as %q, %v", kept.Text, err)
	}
}
