package spelling

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"kettle", "kettle", 0},
		{"ketle", "kettle", doubled},
		{"kettlle", "kettle", doubled},
		{"kettel", "kettle", swapped},
		{"eth", "the", far},              // two swaps are two errors
		{"ekttle", "kettle", 81},         // a swap with the first letter
		{"lettle", "kettle", 112},        // the first letter, its neighbour on the keyboard
		{"pettle", "kettle", firstWrong}, // the first letter
		{"ettle", "kettle", firstWrong},
		{"kertle", "kettle", beside},
		{"kattle", "kettle", beside}, // sounds alike
		{"kpttle", "kettle", edit},
		{"kttle", "kettle", silent},
		{"keltle", "kettle", edit},
		{"rythm", "rhythm", silent},
		{"kpttel", "kettle", edit + swapped},
		{"kxxxle", "kettle", far},
		{"елка", "елки", edit},
		{strings.Repeat("a", longest+1), "a", far},
	} {
		for _, pair := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if got := Distance(pair[0], pair[1], 199); got != c.want {
				t.Errorf("Distance(%q, %q) = %d, want %d", pair[0], pair[1], got, c.want)
			}
		}
	}
}

func TestBounds(t *testing.T) {
	for n, want := range map[int][2]int{0: {0, 0}, 2: {0, 0}, 3: {1, 65}, 4: {1, 100}, 5: {1, 100}, 6: {2, 150}, 9: {2, 175}, 10: {3, 225}, 32: {3, 225}, 33: {0, 0}} {
		if errors, limit := Bounds(n); errors != want[0] || limit != want[1] {
			t.Errorf("Bounds(%d) = %d, %d, want %v", n, errors, limit, want)
		}
	}
}

// kitchen is a vocabulary for tests.
var kitchen = NewVocabulary(map[string]int{
	"kettle": 12, "kettles": 3, "settle": 30, "saucepan": 4, "whisk": 5, "whisky": 2, "spoon": 9, "spool": 9,
	"cinnamon": 7, "cardamom": 2, "the": 900, "pan": 20, "pie": 20, "sieve": 1, "fork": 1, "refrigerator": 3, "gone": 0,
})

func TestNearestAndDecide(t *testing.T) {
	for _, c := range []struct {
		typed, want string
		decision    Decision
	}{
		{"kettel", "kettle", Clear},
		{"ketle", "kettle", Clear},
		{"sausepan", "saucepan", Clear},
		{"cinamon", "cinnamon", Clear},
		{"cinammon", "cinnamon", Clear},
		{"cardamon", "cardamom", Clear},
		{"refridgerater", "refrigerator", Clear},
		{"teh", "the", Clear},
		{"spoox", "spool", Doubtful}, // spoon is as near and as frequent
		{"pxn", "", None},            // three letters, one of them wrong
		{"frok", "fork", None},       // four letters, and of one page only
		{"wok", "", None},
		{"settley", "settle", None}, // an ending makes it another word
		{"xylophone", "", None},
		{"gonne", "", None}, // in no page
		{"", "", None},
	} {
		found := kitchen.Nearest(c.typed, 5)
		got := Decide(c.typed, found)
		word := ""
		if len(found) > 0 {
			word = found[0].Word
		}
		if got != c.decision || word != c.want {
			t.Errorf("%q: %v of %v, want %v of %q", c.typed, got, found, c.decision, c.want)
		}
	}
	if n := kitchen.Len(); n != 16 {
		t.Errorf("%d words: those of no page are none", n)
	}
}

func TestFrequencyTellsEquals(t *testing.T) {
	v := NewVocabulary(map[string]int{"harbour": 40, "harbout": 1})
	found := v.Nearest("harbouf", 5)
	if Decide("harbouf", found) != Clear || found[0].Word != "harbour" {
		t.Errorf("%v", found)
	}
}

func TestSegment(t *testing.T) {
	for word, want := range map[string]string{
		"shujuku":      "shu ju ku",
		"ShuJuKu":      "shu ju ku",
		"xian":         "xian|xi an",
		"xi'an":        "xi an",
		"fangan":       "fang an|fan gan",
		"nver":         "nv er",
		"lue":          "lve|lu e",
		"zhuang":       "zhuang|zhu ang",
		"kubernetes":   "",
		"shujukux":     "",
		"'":            "",
		"'xi":          "",
		"xi'":          "",
		"":             "",
		"v":            "",
		"数据":           "",
		"shishishishi": "shi shi shi shi",
	} {
		var got []string
		for _, split := range Segment(word) {
			got = append(got, strings.Trim(fmt.Sprint(split), "[]"))
		}
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("Segment(%q) = %q, want %q", word, g, want)
		}
	}
	if got := Segment(strings.Repeat("an", 16)); len(got) == 0 || len(got) > mostSplits {
		t.Errorf("%d splits of a long word", len(got))
	}
	if got := Segment(strings.Repeat("anan", 16)); got != nil {
		t.Errorf("split a word of 64 letters: %v", got)
	}
}

func TestReadings(t *testing.T) {
	for r, want := range map[rune]string{'数': "[shu shuo]", '女': "[nv ru]", '銀': "[yin]", '银': "[yin]", '行': "[xing hang heng]", 'a': "[]", '。': "[]", '𠮷': "[]"} {
		if got := fmt.Sprint(Readings(r)); got != want {
			t.Errorf("Readings(%c) = %s, want %s", r, got, want)
		}
	}
	hang := Segment("hang")[0][0]
	if !Reads('行', hang) || Reads('数', hang) || !Begins('行', 'x') || !Begins('行', 'h') || Begins('行', 's') {
		t.Error("行 may be read hang, and begin with x and h")
	}
	if got := string(hang.Characters()); got != "夯杭航" {
		t.Errorf("common characters read hang: %s", got)
	}
	if Syllable(0).Initial() != 0 || hang.Initial() != 'h' {
		t.Error("initials")
	}
	for word, want := range map[string]bool{"sjk": true, "bj": true, "s": false, "sak": false, "sjkxyz": false, "bcdvg": false, "": false} {
		if IsInitials(word) != want {
			t.Errorf("IsInitials(%q)", word)
		}
	}
}

// TestOneErrorIsFound makes one error in a long word: it must come back.
func TestOneErrorIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		word := kitchen.words[r.IntN(len(kitchen.words))].word
		if len(word) < 6 {
			continue
		}
		b := []byte(word)
		i := 1 + r.IntN(len(b)-2)
		switch r.IntN(4) {
		case 0:
			b[i] = 'a' + byte(r.IntN(26))
		case 1:
			b = append(b[:i:i], b[i+1:]...)
		case 2:
			b = append(b[:i:i], append([]byte{'a' + byte(r.IntN(26))}, b[i:]...)...)
		case 3:
			b[i], b[i+1] = b[i+1], b[i]
		}
		found := false
		for _, c := range kitchen.Nearest(string(b), 9) {
			found = found || c.Word == word
		}
		if !found {
			t.Errorf("%s is not near %s", b, word)
		}
	}
}

func FuzzDistance(f *testing.F) {
	f.Add("kettle", "kettel")
	f.Add("ab\xff", "数据库")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, a, b string) {
		d := Distance(a, b, 300)
		if d != Distance(b, a, 300) {
			t.Errorf("%q and %q are not as far apart as %q and %q", a, b, b, a)
		}
		if d < 0 || d > 300 && d != far {
			t.Errorf("distance %d", d)
		}
		if d == 0 && strings.ToValidUTF8(a, "\uFFFD") != strings.ToValidUTF8(b, "\uFFFD") && []rune(a)[0] == []rune(b)[0] && string([]rune(a)) != string([]rune(b)) {
			t.Errorf("%q is %q", a, b)
		}
		if tighter := Distance(a, b, 150); tighter != far && tighter != d {
			t.Errorf("the limit changes the distance: %d, %d", tighter, d)
		}
		v := NewVocabulary(map[string]int{b: 3, "kettle": 1})
		for _, c := range v.Nearest(a, 3) {
			if c.Pages == 0 || c.Distance > 250 {
				t.Errorf("%+v is near %q", c, a)
			}
		}
		Decide(a, v.Nearest(a, 3))
	})
}

func FuzzSegment(f *testing.F) {
	for _, word := range []string{"shujuku", "xi'an", "''", "zhuang", "anananananananananananananananan", "数v"} {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, word string) {
		for _, split := range Segment(word) {
			n := 0
			for _, s := range split {
				n += len(s.String())
			}
			if n > len(word) || n == 0 {
				t.Errorf("%q became %v", word, split)
			}
		}
		IsInitials(word)
		for _, r := range word {
			Readings(r)
		}
	})
}

// bigVocabulary has as many words as 10,000 pages have.
func bigVocabulary() map[string]int {
	r := rand.New(rand.NewPCG(3, 4))
	pages := map[string]int{}
	for len(pages) < 100_000 {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteByte("bcdfghklmnprstvw"[r.IntN(16)])
			b.WriteByte("aeiou"[r.IntN(5)])
			if r.IntN(3) == 0 {
				b.WriteByte("lmnrst"[r.IntN(6)])
			}
		}
		pages[b.String()] = 1 + r.IntN(50)
	}
	return pages
}

func BenchmarkNearest(b *testing.B) {
	v := NewVocabulary(bigVocabulary())
	for _, word := range []string{"kelamo", "bantelirog", "masitobe"} {
		b.Run(word, func(b *testing.B) {
			for b.Loop() {
				v.Nearest(word, 8)
			}
		})
	}
}

func BenchmarkSegment(b *testing.B) {
	Segment("an")
	for b.Loop() {
		Segment("zhonghuarenmingongheguo")
	}
}
