package lexicon

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// made replaces the lexicon by a small one, so that these tests are about the
// code and not about what writers put into topics.
func made(t *testing.T, text string) {
	t.Helper()
	files := fstest.MapFS{}
	for topic := range strings.SplitSeq(text, "== ") {
		if name, lines, ok := strings.Cut(topic, "\n"); ok && name != "" {
			files[name+".txt"] = &fstest.MapFile{Data: []byte(lines)}
		}
	}
	compiled, err := Compile(files)
	if err != nil {
		t.Fatal(err)
	}
	was, x := loaded, open(string(compiled))
	t.Cleanup(func() { loaded = was })
	loaded = func() *index { return x }
}

// What the program holds is what the topics say.
func TestCompiledIsCurrent(t *testing.T) {
	now, err := Compile(os.DirFS("topics"))
	if err != nil {
		t.Fatal(err)
	}
	if string(now) != compiled {
		t.Error("lexicon.bin is not what the topics say: run go generate ./host/internal/lexicon")
	}
}

func TestCompileRefuses(t *testing.T) {
	long := fstest.MapFS{"a.txt": {Data: []byte(strings.Repeat("word, ", 1<<14) + "| 词\n")}}
	if _, err := Compile(long); err == nil || !strings.Contains(err.Error(), "a.txt") {
		t.Errorf("a line that is too long: %v", err)
	}
	none, err := Compile(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	if got := open(string(none)).lookup("doctor"); got != nil {
		t.Errorf("of no topics: %v", got)
	}
}

const small = `== body
doctor, physician, GP | 医生, 大夫
cold, common cold | 感冒, 着凉
dog, hound | 狗, 犬
hot dog | 热狗肠
postgraduate | 研究生
research | 研究
life | 生命
tea | 茶, 茶叶
== things
# a comment

cold, chilly, low-temperature | 冷, 寒冷
credit card | 信用卡
card, pasteboard | 卡片
T-shirt, tee | T恤
building, edifice | 建筑
build, put up | 建造
stop, cease | -
take care of, look after | 照顾
socks, hosiery | 袜子
`

func TestLookup(t *testing.T) {
	made(t, small)
	doctor := Group{"body", []string{"doctor", "physician", "GP"}, []string{"医生", "大夫"}}
	for _, term := range []string{"doctor", "Doctor", "gp", "大夫"} {
		if got := Lookup(term); !reflect.DeepEqual(got, []Group{doctor}) {
			t.Errorf("Lookup(%q) = %v", term, got)
		}
	}
	for _, term := range []string{"low temperature", "Low-Temperature", "t shirt", "t恤", "T恤"} {
		if got := Lookup(term); len(got) != 1 {
			t.Errorf("Lookup(%q) = %v", term, got)
		}
	}
	for _, term := range []string{"", "-", "doct", "doctors", "# a comment", "医", "body"} {
		if got := Lookup(term); got != nil {
			t.Errorf("Lookup(%q) = %v", term, got)
		}
	}
	if got := Lookup("stop"); len(got) != 1 || len(got[0].Chinese) != 0 {
		t.Errorf("a group without Chinese: %v", got)
	}
}

func TestNearestSenseFirst(t *testing.T) {
	made(t, "== a\nchilly, bank | 冷\nside of a river, bank | 岸\nbank, lender | 银行\n")
	var got []string
	for _, g := range Lookup("bank") {
		got = append(got, g.Chinese...)
	}
	if got[0] != "银行" || len(got) != 3 {
		t.Errorf("senses of bank: %v", got)
	}
}

func TestRelated(t *testing.T) {
	made(t, small)
	if got := Related("GP"); !slices.Equal(got, []string{"doctor", "physician", "医生", "大夫"}) {
		t.Errorf("Related(GP) = %v", got)
	}
	if got := Related("cold"); !slices.Contains(got, "感冒") || !slices.Contains(got, "寒冷") || slices.Contains(got, "cold") {
		t.Errorf("Related(cold) = %v", got)
	}
}

func TestGroups(t *testing.T) {
	made(t, small)
	all := slices.Collect(Groups())
	if len(all) != 17 || all[0].Topic != "body" || all[16].English[0] != "socks" {
		t.Errorf("Groups() = %v", all)
	}
	for range Groups() {
		break // must be able to stop
	}
}

func TestLongest(t *testing.T) {
	made(t, small)
	for _, tt := range []struct {
		words string
		n     int
		first string // the first English term found
	}{
		{"credit card debt", 2, "credit card"},
		{"Credit Cards", 2, "credit card"},
		{"credit", 0, ""},
		{"card", 1, "card"},
		{"cards", 1, "card"},
		{"low-temperature tricks", 1, "cold"},
		{"low temperature tricks", 2, "cold"},
		{"T-shirts", 1, "T-shirt"},
		{"buildings", 1, "building"},
		{"building", 1, "building"}, // as it stands before as a form of build
		{"built", 1, "build"},
		{"stopped", 1, "stop"},
		{"stopping", 1, "stop"},
		{"puts up", 2, "build"},
		{"took care of", 3, "take care of"},
		{"taking care", 0, ""},
		{"colder", 1, "cold"},
		{"sock", 1, "socks"},
		{"unknown", 0, ""},
	} {
		n, groups := Longest(strings.Fields(tt.words), 0)
		first := ""
		if len(groups) > 0 {
			first = groups[0].English[0]
		}
		if n != tt.n || first != tt.first {
			t.Errorf("Longest(%q) = %d, %q; want %d, %q", tt.words, n, first, tt.n, tt.first)
		}
	}
	if n, _ := Longest([]string{"my", "credit", "card"}, 1); n != 2 {
		t.Errorf("in the middle: %d words", n)
	}
	if n, groups := Longest([]string{"a"}, 1); n != 0 || groups != nil {
		t.Errorf("past the end: %d", n)
	}
}

func TestBases(t *testing.T) {
	for word, want := range map[string]string{
		"cities": "city", "knives": "knife", "boxes": "box", "houses": "house", "cards": "card", "tried": "try",
		"planned": "plan", "baked": "bake", "cooked": "cook", "making": "make", "dying": "die", "studying": "study",
		"easier": "easy", "largest": "large", "bigger": "big", "children": "child", "went": "go", "feet": "foot",
	} {
		if got := bases(word); !slices.Contains(got, want) {
			t.Errorf("bases(%q) = %q, want %q among them", word, got, want)
		}
	}
	for _, word := range []string{"glass", "virus", "analysis", "need", "is", "s", ""} {
		if got := regular(word); len(got) != 0 {
			t.Errorf("regular(%q) = %q", word, got)
		}
	}
}

func TestFindChinese(t *testing.T) {
	made(t, small)
	for text, want := range map[string]string{
		"怎么找一个好医生":       "医生",
		"信用卡片":           "信用卡",
		"感冒去看大夫":         "感冒 大夫",
		"我的狗感冒了":         "狗 感冒",
		"狗":              "狗",
		"狗, 犬":           "狗 犬",
		"热狗":             "",
		"热狗肠":            "热狗肠",
		"茶馆":             "",
		"买茶":             "茶",
		"便宜的T恤":          "T恤",
		"a t恤":           "t恤",
		"SHIRT恤":         "",
		"医":              "",
		"":               "",
		"card 信用卡 cold":  "信用卡",
		"研究生命起源":         "研究 生命",
		"研究生":            "研究生",
		"\xff医生\xe5\x8c": "医生",
	} {
		var got []string
		end := 0
		for _, f := range FindChinese(text) {
			if f.Start < end || len(f.Groups) == 0 {
				t.Errorf("%q: %v", text, f)
			}
			end = f.End
			got = append(got, text[f.Start:f.End])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("FindChinese(%q) = %q, want %q", text, got, want)
		}
	}
}

// With what the product has.
func TestTheRealLexicon(t *testing.T) {
	if testing.Short() {
		t.Skip("reads all topics")
	}
	n := 0
	for g := range Groups() {
		n++
		for _, term := range append(slices.Clone(g.English), g.Chinese...) {
			if !slices.ContainsFunc(Lookup(term), func(h Group) bool { return reflect.DeepEqual(g, h) }) {
				t.Errorf("Lookup(%q) does not have %v", term, g)
			}
		}
		for _, term := range g.English {
			words := strings.Fields(term)
			if got, _ := Longest(words, 0); got != len(words) {
				t.Errorf("Longest(%q) takes %d words", term, got)
			}
		}
	}
	if n < atLeast {
		t.Errorf("%d groups", n)
	}
}

func FuzzFindChinese(f *testing.F) {
	f.Add("怎么给狗做T恤 with a\xff茶")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, found := range FindChinese(text) {
			if found.Start < end || found.End <= found.Start || found.End > len(text) || len(found.Groups) == 0 {
				t.Fatalf("%q: %v after %d", text, found, end)
			}
			end = found.End
		}
		words := strings.Fields(text)
		for i := range words {
			if n, groups := Longest(words, i); n < 0 || i+n > len(words) || (n == 0) != (groups == nil) {
				t.Fatalf("%q at %d: %d words", text, i, n)
			}
		}
	})
}
