package analysis

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestTerms holds one table per phenomenon: what is written, and the terms it
// becomes, in order.
func TestTerms(t *testing.T) {
	type table map[string]string
	for name, cases := range map[string]table{
		"English inflections share a stem": {
			"Running runs run":              "run run run",
			"libraries library":             "librari librari",
			"baking a loaf of bread":        "bake a loaf of bread",
			"DATABASES":                     "databas",
			"the news":                      "the news",
			"Mediation mediated mediators.": "mediat mediat mediat",
		},
		"possessives and contractions": {
			"what's":           "what",
			"the cat's paw":    "the cat paw",
			"students' rights": "student right",
			"don't can’t":      "dont cant",
			"they've we'll":    "they we",
			"O'Brien":          "obrien o brien",
			"rock 'n' roll":    "rock n roll",
		},
		"forms of Latin letters": {
			"ＡＢＣ ｗｉｄｅ":           "abc wide",
			"Café naïve Ünïcödé": "cafe naiv unicod",
			"cafe\u0301":         "cafe",
			"Straße Øre Łódź":    "strass ore lodz",
			"ﬁne ﬂow":            "fine flow",
			"Việt Nam":           "viet nam",
			"İstanbul":           "istanbul",
			"№ ㎏ ½":              "no kg 1 2",
		},
		"other alphabets": {
			"Ελλάδα ΤΈΛΟΣ τέλος": "ελλαδα τελοσ τελοσ",
			"Ёлка елка Йод":      "елка елка йод",
			"שָׁלוֹם שלום":       "שלום שלום",
			"مَرْحَبًا مرحبا":    "مرحبا مرحبا",
			"हिन्दी":             "हिन्दी",
		},
		"names with symbols": {
			"C++ and C# and F#":      "c++ and c# and f#",
			"C/C++, C++/CLI":         "c c++ c++ cli",
			"c++17 Notepad++":        "c++ 17 notepad++ notepad",
			".NET ASP.NET":           ".net net aspnet asp net",
			"a .gitignore file":      "a .gitignore gitignor file",
			"AT&T R&D Q&A":           "at&t at t r&d r d q&a q a",
			"B+树 B+ tree":            "b+ b 树 b+ b tree",
			"black&white a+b #topic": "black white a b topic",
			"i++ x=1":                "i++ x 1",
		},
		"names made of words are given whole and in parts": {
			"node.js nodejs Node":   "nodej node js nodej node",
			"e-mail email":          "email e mail email",
			"foo_bar FOO_BAR":       "foobar foo bar foobar foo bar",
			"io_uring":              "iour io ure",
			"TCP/IP CI/CD I/O":      "tcpip tcp ip cicd ci cd io i o",
			"state-of-the-art":      "stateoftheart state of the art",
			"one-two-three-four-go": "one two three four go",
			"getElementById":        "getelementbyid get element by id",
			"parseInt useState":     "parseint pars int usest use state",
			"HttpURLConnection":     "httpurlconnect http url connect",
			"JavaScript GitHub":     "javascript github",
			"iPhone eBay LaTeX":     "iphon ebay latex",
			"end.Start __init__":    "endstart end start init",
		},
		"numbers and versions": {
			"k8s i18n 3D 4k":       "k8s i18n 3d 4k",
			"python3 utf8 sha256":  "python3 python 3 utf8 utf 8 sha256 sha 256",
			"go1.26 python3.11":    "go1.26 go 1.26 python3.11 python 3.11",
			"v2.1.0 1.26.8":        "v2.1.0 2.1.0 2.1 1.26.8 1.26",
			"1,000,000 and 3.14":   "1000000 and 3.14",
			"2,3 or 1,2345":        "2 3 or 1 2345",
			"2023-05-01 24/7":      "2023 05 01 24 7",
			"UTF-8 x86-64 H.264":   "utf8 utf 8 x8664 x86 64 h264 h 264",
			"$100, 50%, (1) [2] 3": "100 50 1 2 3",
		},
		"addresses": {
			"bob.smith@example.com":                  "bob.smith@example.com bob smith exampl com",
			"@someone":                               "someon",
			"https://example.org/docs/page?id=1#top": "https exampleorg exampl org doc page id 1 top",
		},
		"Chinese": {
			"数据库":            "数据 据库",
			"數據庫 資料":         "数据 据库 资料",
			"乾淨 後面 頭髮 瞭解 麵包": "干净 后面 头发 了解 面包",
			"茶":              "茶",
			"喝茶，读书。":         "喝茶 读书",
			"用Docker部署":      "用 docker 部署",
			"2023年春天":        "2023 年春 春天",
			"第3章：C++入门":      "第 3 章 c++ 入门",
			"人人":             "人人",
			"⼀⾞":             "一车",
			"㍿":              "株式 式会 会社",
			"𠮷野家":            "𠮷野 野家",
			"佐々木 二〇二三":       "佐々 々木 二〇 〇二 二三",
		},
		"Japanese and Korean": {
			"食べる":                                  "食べ べる",
			"データ ﾃﾞｰﾀ":                             "デー ータ デー ータ",
			"カ\u3099":                              "ガ",
			"한국어 문서":                               "한국 국어 문서",
			"한글漢字":                                 "한글 汉字",
			"\u1112\u1161\u11ab\u1100\u1173\u11af": "한글",
		},
		"scripts without spaces": {
			"ภาษา": "ภา าษ ษา",
		},
		"what is not text": {
			"":              "",
			" \t\n—…“”()！？": "",
			"🎉 party 👩‍👩‍👧 🇨🇳 1️⃣": "parti 1",
			"Foo™ ©2024 🈚 ㊙":       "foo 2024",
			"😀":                    "",
			"a\xffb\xc3":           "a b",
			"+ ++ # . - & @ ' //":  "",
			"don\x00t":             "don t",
		},
		"invisible characters do not part words": {
			"zero\u200bwidth":         "zerowidth",
			"soft\u00adhyphen":        "softhyphen",
			"\ufeffbom":               "bom",
			"right\u202eto\u202cleft": "righttoleft",
			"数\u200b据":                "数据",
			"葛\U000e0100城":            "葛城",
		},
	} {
		t.Run(name, func(t *testing.T) {
			for text, want := range cases {
				if got := strings.Join(Terms(text), " "); got != want {
					t.Errorf("Terms(%q)\n got %s\nwant %s", text, got, want)
				}
			}
		})
	}
}

// TestTokensPointIntoTheOriginal cuts every token's text out of the original,
// where folding has changed how many bytes there are.
func TestTokensPointIntoTheOriginal(t *testing.T) {
	for text, want := range map[string]string{
		"The Cats":         "The Cats",
		"ｗｉｄｅ Ａ":           "ｗｉｄｅ Ａ",
		"(Café) ﬁne":       "Café ﬁne",
		"cafe\u0301s":      "cafe\u0301s",
		"數據庫":              "數據 據庫",
		"用Docker部署":        "用 Docker 部署",
		"node.js!":         "node.js node js",
		"what's C++?":      "what C++",
		"zero\u200bwidth.": "zero\u200bwidth",
		"1,000 v2.1":       "1,000 v2.1 2.1",
		"ﾃﾞｰﾀ":             "ﾃﾞｰ ｰﾀ",
		"㎏ ㍿":              "㎏ ㍿ ㍿ ㍿",
		"\xff数\xfe":        "数",
	} {
		var got []string
		for _, tok := range Tokens(text) {
			got = append(got, text[tok.Start:tok.End])
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("Tokens(%q) cut\n got %q\nwant %q", text, s, want)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":               "",
		"plain":          "plain",
		"Work / Café":    "work / cafe",
		"ＡＢＣ":            "abc",
		"數據庫 Über":       "数据库 uber",
		"a\u200bb\u00ad": "ab",
		"Straße":         "strasse",
		"ﾃﾞｰﾀ":           "データ",
		"C++ & C#":       "c++ & c#",
		"ΤΈΛΟΣ":          "τελοσ",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLongWordsAreCut(t *testing.T) {
	for _, text := range []string{strings.Repeat("a", 1000), strings.Repeat("é", 1000), strings.Repeat("д", 1000), strings.Repeat("ab-", 1000), "x" + strings.Repeat("9", 999)} {
		for _, term := range Terms(text) {
			if len(term) > longestTerm || !utf8.ValidString(term) {
				t.Errorf("a term of %d bytes from %.20q…", len(term), text)
			}
		}
	}
}

// TestStemsAreSharedBetweenGoroutines reads and fills the stem cache from
// many goroutines; go test -race watches.
func TestStemsAreSharedBetweenGoroutines(t *testing.T) {
	want := Terms(englishProse)
	done := make(chan bool)
	for range 4 {
		go func() {
			defer func() { done <- true }()
			for range 50 {
				if !slices.Equal(Terms(englishProse), want) {
					t.Error("terms differ between goroutines")
					return
				}
			}
		}()
	}
	for range 4 {
		<-done
	}
}

func FuzzTokens(f *testing.F) {
	for _, seed := range []string{
		"Running, runs", "數據庫 Café ＡＢＣ", "用Docker部署 node.js e-mail foo_bar", "C++ C# .NET k8s AT&T c++17 C/C++",
		"go1.26 v2.1.0 1,000 TCP/IP", "don't what's O'Brien", "getElementById HttpURLConnection", "bob@example.com",
		"zero\u200bwidth e\u0301 ﾃﾞｰﾀ 한국어 ภาษา 🎉", "a\xff\xc3\xe4\xb8", "./-_-'.&@+#", "x'", "'s", "..a..b..", "a#b#+1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		terms := Terms(text)
		tokens := Tokens(text)
		if len(terms) != len(tokens) {
			t.Fatalf("%d terms, %d tokens", len(terms), len(tokens))
		}
		start := 0
		for i, tok := range tokens {
			if tok.Term != terms[i] {
				t.Fatalf("token %d is %q, term %q", i, tok.Term, terms[i])
			}
			if tok.Start < start || tok.End <= tok.Start || tok.End > len(text) {
				t.Fatalf("token %q at [%d,%d) after %d in %d bytes", tok.Term, tok.Start, tok.End, start, len(text))
			}
			start = tok.Start
			if !validTerm(tok.Term) {
				t.Fatalf("invalid term %q of %q", tok.Term, text)
			}
		}
		if !utf8.ValidString(Fold(text)) {
			t.Fatalf("Fold(%q) is not UTF-8", text)
		}
	})
}

// validTerm is the contract with the full-text table's tokenizer.
func validTerm(term string) bool {
	if term == "" || len(term) > longestTerm || !utf8.ValidString(term) {
		return false
	}
	for _, r := range term {
		if k := classOf(r); k == separator || k == invisible || k == upper || r == '/' || r == '\'' {
			return false
		}
	}
	return true
}
