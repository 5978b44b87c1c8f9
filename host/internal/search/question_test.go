package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"aibookmark/host/internal/library"
)

func TestContentWords(t *testing.T) {
	for question, want := range map[string]string{
		"how do I roll a kayak":                        "roll kayak",
		"What's the best way to bake bread?":           "best way bake bread",
		"please show me the article I saved about rye": "rye",
		"the post that explains slack water":           "explains slack water",
		"saved by the bell":                            "saved bell",
		"a story about bees":                           "bees",
		"WHO guidelines and IT jobs":                   "WHO guidelines IT jobs",
		"not without salt":                             "not without salt",
		"node.js and C++":                              "node.js C++",
		"kayak kayak KAYAK kayaks":                     "kayak",
		"数据库为什么慢":                                      "数据 据库 慢",
		"请问怎么备份数据库":                                    "备份 份数 数据 据库",
		"我收藏的那篇讲茶叶的文章":                                 "讲茶 茶叶",
		"資料庫為什麼慢":                                      "资料 料库 慢",
		"去酒吧的目的是什么":                                    "去酒 酒吧 目的",
		"Docker是什么":                                    "Docker",
		"how what why":                                 "how what why",
		"为什么":                                          "为什 什么",
	} {
		var got []string
		for _, w := range parse(Query{Text: question}).words {
			got = append(got, w.text)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q is about %q, want %q", question, s, want)
		}
	}
}

func TestOperators(t *testing.T) {
	for question, want := range map[string]string{
		`kayak site:Example.com/path`:       `kayak | site=example.com`,
		`site:https://www.example.com/ tea`: `tea | site=example.com`,
		`folder:"Dev/Go" x`:                 `x | folder=Dev/Go`,
		`folder：工作 报告`:                      `报告 | folder=工作`,
		`before:2024`:                       ` | time=..2024-01-01`,
		`after:2024-05 before:2024-06-10`:   ` | time=2024-05-01..|time=..2024-06-10`,
		`lang:zh-CN lang:english`:           ` | lang=zh|lang=en`,
		`"slack water" tide`:                `tide | phrase=slack water`,
		`“潮汐 表” x`:                          `x | phrase=潮汐 表`,
		`kayak -roll -"dry bags"`:           `kayak | without=roll|without=dry bags`,
		`well-known e-mail 5 - 3`:           `well-known e-mail 5 - 3 | `,
		`before:lunch after: x`:             `before:lunch after: x | `,
		`lang:klingonese`:                   `lang:klingonese | `,
		`http://site:80/ parasite:x`:        `http://site:80/ parasite:x | `,
		`"unclosed`:                         `"unclosed | `,
		`"" "!"`:                            ` | `,
		`it's 5" wide`:                      `it's 5" wide | `,
	} {
		rest, filters := readOperators(question, time.UTC)
		var got []string
		for _, f := range filters {
			value := f.Value
			if f.Kind == library.FilterTime {
				value = day(f.From) + ".." + day(f.To)
			}
			if f.Label == "" || f.User {
				t.Errorf("%q: a filter with label %q, user %v", question, f.Label, f.User)
			}
			got = append(got, fmt.Sprintf("%s=%s", f.Kind, value))
		}
		if s := strings.Join(strings.Fields(rest), " ") + " | " + strings.Join(got, "|"); s != want {
			t.Errorf("%q reads\n got %q\nwant %q", question, s, want)
		}
	}
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func TestDatesAreThePersonsOwn(t *testing.T) {
	zone := time.FixedZone("UTC+8", 8*60*60)
	_, filters := readOperators("after:2024-03-05", zone)
	if want := time.Date(2024, 3, 5, 0, 0, 0, 0, zone); len(filters) != 1 || !filters[0].From.Equal(want) {
		t.Errorf("after:2024-03-05 is %v, want %v", filters, want)
	}
}

func TestStemsOfUnfinishedWords(t *testing.T) {
	for typed, want := range map[string]string{
		"runni": "run", "wrapp": "wrap", "happines": "happi", "organizatio": "organ", "librarie": "librari", "operato": "oper", "accessibil": "access", "data": "", "go": "", "q": "",
	} {
		got := stemsOf(typed)
		if want == "" && len(got) > 0 || want != "" && !slices.Contains(got, want) {
			t.Errorf("stemsOf(%q) = %q, want %q", typed, got, want)
		}
	}
}

// FuzzQuestion reads any question and finds it in any text: nothing panics and
// what is marked lies in the text.
func FuzzQuestion(f *testing.F) {
	for _, seed := range [][2]string{
		{"how do I roll a kayak", "Rolling a kayak. 🎉 Kayaks roll."},
		{`site:x "a b" -c before:2024 lang:en`, "a b c"},
		{"数据库为什么慢 茶", "數據庫慢。茶"},
		{"node.js c++ ＡＢＣ", "NODE.JS\xff ａｂｃ"},
		{"\xff\"“", "\xe4\xb8"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, text, page string) {
		for _, typing := range []bool{false, true} {
			p := parse(Query{Text: text, Typing: typing, Now: time.Unix(0, 0)})
			if len(p.words) > maxWords+1 {
				t.Fatalf("%d words", len(p.words))
			}
			terms := newTermTable(p.words)
			if p.unfinished && len(p.words) > 0 {
				terms.unfinished(p.words[len(p.words)-1])
				terms.titleClauses()
			}
			for i := range p.words {
				p.words[i].weight = 1
			}
			r := terms.read(library.Document{URL: "https://x.example/", Titles: []string{page}, Text: page}, longestRead)
			p.score(r)
			h := r.hit(p, true)
			checkRanges(t, h.Document.Title(), h.TitleHighlights)
			checkRanges(t, h.Passage.Text, h.Passage.Highlights)
			if s := h.Passage.Start; s < 0 || s > len(page) || !strings.HasPrefix(page[s:], h.Passage.Text) {
				t.Fatalf("the passage %q is not at %d of %q", h.Passage.Text, s, page)
			}
			if utf8.ValidString(page) && !utf8.ValidString(h.Passage.Text) {
				t.Fatalf("the passage cuts a character: %q", h.Passage.Text)
			}
		}
	})
}

func checkRanges(t *testing.T, text string, ranges []library.Range) {
	t.Helper()
	at := 0
	for _, r := range ranges {
		if r[0] < at || r[1] <= r[0] || r[1] > library.UTF16Len(text) {
			t.Fatalf("range %v of %q (%d units) after %d", r, text, library.UTF16Len(text), at)
		}
		at = r[1]
	}
}
