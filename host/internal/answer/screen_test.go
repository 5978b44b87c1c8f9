package answer

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func screened(passages int, pieces ...string) string {
	s := screen{passages: passages}
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(s.write(p))
	}
	return b.String() + s.close()
}

func TestScreen(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Just words, 1 < 2 & so on!", "Just words, 1 < 2 & so on!"},
		{"given passages", "So [1] and [2][3].", "So [1] and [2][3]."},
		{"not given", "So [4] and [0] and [99].", "So  and  and ."},
		{"lists and ranges", "[1, 2] [1，3] [1-3] [2–9] [^2]", "[1][2] [1][3] [1][2][3] [2][3] [2]"},
		{"as other models cite", "好【1】【2†L1】［3］【笔记】", "好[1][2][3]【笔记】"},
		{"with a name", "[Passage 2] [passages 1, 3] [source 1: Its title] (Passage 2) [段落1] [来源：2] （资料3） (Source 9)", "[2] [1][3] [1] [2] [1] [2] [3] "},
		{"joined", "[1 and 2] [1和3] [1、2] [[1]] [[1], [2]] [1†L3-L9]", "[1][2] [1][3] [1][2] [1] [1], [2] [1]"},
		{"no citations", "a (1) b (passage of time) [source code] x[1:3] [1.5] (see 2) [2024]", "a (1) b (passage of time) [source code] x[1:3] [1.5] (see 2) "},
		{"a number in disguise", "a [<b></b>9] [`9`] [<i>2</i>]", "a  [`9`] [2]"},
		{"words in brackets", "a [sic] b [x] c []", "a [sic] b [x] c []"},
		{"image", "a ![alt](http://e/x) b", "a  b"},
		{"image by reference", "a ![alt][r] ![b] c", "a   c"},
		{"link", "see [this](http://e/x?q=1) now", "see this now"},
		{"link with brackets inside", "see [a [b] c](http://e/x_(y)) now", "see a [b] c now"},
		{"image in a link", "[![a](http://e/i)](http://e/l)!", "!"},
		{"link on a citation", "so [1](http://e/x).", "so [1]."},
		{"reference link", "see [this][ref] and [that][1]", "see this and that [1]"},
		{"definition", "Text.\n[ref]: http://e/x \"t\"\nMore.", "Text.\n\nMore."},
		{"definition with a number", "[1]: //e/x\nMore", "\nMore"},
		{"definition with the address on the next line", "[a]:\n//e/x\n\nSee [a].", "\n\nSee [a]."},
		{"definition far away", "[a]:" + strings.Repeat(" ", 650) + "//e/x\n\nSee [a].", strings.Repeat(" ", 51) + "//e/x\n\nSee [a]."},
		{"a label, a colon and a blank line", "[a]:\n\n//e", "[a]:\n\n//e"},
		{"a citation with a colon", "[1]: it says so", "[1]: it says so"},
		{"a call is no link", "use f[i](x) here", "use f[i](x) here"},
		{"link with an endless label", "[" + strings.Repeat("x ", 400) + "](//e/x) b", "[" + strings.Repeat("x ", 400) + "] b"},
		{"link never closed", "see [this](http://e/x and more", "see this and more"},
		{"autolink", "see <http://e/x> now", "see  now"},
		{"bare addresses", "at https://e/x?a=b, www.e.com and ftp://e now", "at   and  now"},
		{"address in Chinese text", "见https://e/x。好", "见。好"},
		{"schemes", "a javascript:alert(1) data:text/html,x mailto:a@b c", "a (1)   c"},
		{"words with a colon", "the data: three, http: a protocol, file: it", "the data: three, http: a protocol, file: it"},
		{"HTML", "a <b>bold</b> <img src=x onerror=y> <script>z</script> b", "a bold  z b"},
		{"unknown element with attributes", "a <x-y onclick=z> b", "a  b"},
		{"comment", "a <!-- http://e --> b", "a  b"},
		{"generics are no HTML", "Vec<T> and List<String>", "Vec<T> and List<String>"},
		{"tag never closed", "a <img src=http://e/x", "a  src="},
		{"tag never closed, and another", "a <img src=x\n\nmore [1] <b>c</b>", "a  src=x\n\nmore [1] c"},
		{"letters that grow when they are made small", "(ref İİİİİİ) (Source İ 1)", "(ref İİİİİİ) (Source İ 1)"},
		{"an address too long for a word", "see www." + strings.Repeat("a", 60) + ".e.com/x and " + strings.Repeat("b", 53) + "-javascript:x now", "see  and  now"},
		{"a tag over a blank line", "a <x-y\n\nonfocus=z> b", "a < x-y\n\nonfocus=z> b"},
		{"control tokens", "a<|im_end|><|im_start|>b", "a b"},
		{"control tokens in other brackets", "a [/INST] b <tool_call>c</tool_call> [THINK] <seed:x> [|user|]", "a  b c   "},
		{"fence", "a<<<abcdef [1]>>>b", "a b"},
		{"hidden characters", "a h\u202ettp://e/x b\U000E0041", "a  b"},
		{"address hidden in halves", "h\u200bttps://e/x b", " b"},
		{"nothing new at a seam", "<<b>img src=x> java<b></b>script:x ht[tp](a:b)://e ww<i></i>w.e !<b></b>[x] www<b></b>.e h[9]ttp://e", "< img src=x> java script:x ht tp ww w.e ! [x] www .e h"},
		{"ends are not torn", "see <b>this</b>, [that](a:b). (http://e) 好<b>的</b>。", "see this, that. () 好的。"},
		{"letters that look like others", "see ht\u0442p://e/x and ｈｔｔｐ：／／e/x: so：yes", "see ht\u0442 and ｈｔｔｐ so：yes"},
		{"any scheme", "chrome-extension://x/y moz://z w", "  w"},
		{"exclamation", "Wow! [1] great!", "Wow! [1] great!"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := screened(3, c.in); got != c.want {
				t.Fatalf("%q\nwant %q", got, c.want)
			}
			// The same however it is cut.
			if got := screened(3, strings.Split(c.in, "")...); got != c.want {
				t.Errorf("by letters %q\nwant %q", got, c.want)
			}
			for i := range c.in {
				if got := screened(3, c.in[:i], c.in[i:]); got != c.want {
					t.Errorf("cut at %d: %q\nwant %q", i, got, c.want)
				}
			}
		})
	}
}

// However a text is cut, the same is let through: of texts made of what begins
// and ends something, with so much between that one or the other is not waited
// for.
func TestScreenDoesNotDependOnPieces(t *testing.T) {
	parts := []string{
		"[", "]", "![", "](", "][", "(", ")", "<", ">", "<img ", "<b>", "</b>", "<!--", "-->", "<<<", ">>>", "<|", "|>", "【", "】", "（", "）", "\n", "\n\n", "[1]", ": ", "://",
		"(passage ", "（段落", "]: http://e", "1", "word ", "İ", "好", "www.", "http:", "!", ".",
	}
	for _, filler := range []int{3, 76, 78, 598, 602, 996, 999, 1990, 2001} {
		parts = append(parts, strings.Repeat("x", filler), strings.Repeat("y ", filler/2), strings.Repeat("好", filler/3))
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var in strings.Builder
		for range 2 + random.IntN(9) {
			in.WriteString(parts[random.IntN(len(parts))])
		}
		whole := screened(3, in.String())
		if got := screened(3, strings.Split(in.String(), "")...); got != whole {
			t.Fatalf("%q\nby letters %q\nwhole      %q", in.String(), got, whole)
		}
		if m := escapes.FindString(whole); m != "" {
			t.Fatalf("%q lets %q through: %q", in.String(), m, whole)
		}
	}
}

// Ordinary words are let through as soon as they end.
func TestScreenDoesNotWait(t *testing.T) {
	s := screen{passages: 3}
	for _, c := range []struct{ in, out string }{
		{"The answer ", "The answer "}, {"is", ""}, {" here", " is"[1:] + " "}, {" [1", "here "}, {"]", ""}, {" and 中文。", "[1] and 中文。"},
	} {
		if got := s.write(c.in); strings.TrimSpace(got) != strings.TrimSpace(c.out) {
			t.Errorf("after %q: %q, want %q", c.in, got, c.out)
		}
	}
}

func TestRefusalSign(t *testing.T) {
	for in, want := range map[string]bool{"[0] Nothing here.": true, " [0]": true, "See a[0] here [1].": false, "So [1].": false, "": false} {
		s := screen{passages: 2}
		s.write(in)
		s.close()
		if s.refused != want {
			t.Errorf("%q: refused %v", in, s.refused)
		}
	}
}

var escapes = regexp.MustCompile(`(?i)[a-z]://|\]\([^()]*[:/][^()]*\)|!\[|<(?:img|script|a|iframe)[\s>]|javascript:\S|(?:^|[\s*_~(])www\.[a-z]`)

func FuzzScreen(f *testing.F) {
	for _, s := range []string{"a ![x](http://e) [1] <img src=x>", "[a]: http://e\n", "<|x|> www.e.com 【1】", "[![a](b:c)](d:e) x<<<y>>>", "[[a](http://x)](http://y)", "(passage 1) [[2]] [Source 3: x] （段落1） [9]", "[1][x](y) [2]: http://e\n<!-- x --> <a\nhref=x>", "<img src=x\n\nso [1] <b>"} {
		f.Add(s, uint8(4))
	}
	f.Fuzz(func(t *testing.T, in string, cut uint8) {
		in = strings.ToValidUTF8(in, "")
		whole := screened(3, in)
		if at := min(int(cut), len(in)); utf8.ValidString(in[:at]) && screened(3, in[:at], in[at:]) != whole {
			t.Fatalf("%q cut at %d: %q, whole %q", in, at, screened(3, in[:at], in[at:]), whole)
		}
		if got := screened(3, strings.Split(in, "")...); got != whole {
			t.Fatalf("%q by letters: %q, whole %q", in, got, whole)
		}
		if m := escapes.FindString(whole); m != "" {
			t.Fatalf("%q lets %q through: %q", in, m, whole)
		}
		if strings.ContainsFunc(whole, isHidden) {
			t.Fatalf("%q lets hidden characters through: %q", in, whole)
		}
		for _, m := range marker().FindAllStringSubmatch(whole, -1) {
			if n := atoi(m[1]); n < 1 || n > 3 {
				t.Fatalf("%q lets %s through: %q", in, m[0], whole)
			}
		}
	})
}
