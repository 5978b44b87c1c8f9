package extract

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files")

// Every testdata/NAME.html gives testdata/NAME.golden. The comment at its start
// says what must be in there ("+ ") and what must not ("- ").
func TestPages(t *testing.T) {
	pages, err := filepath.Glob("testdata/*.html")
	if err != nil || len(pages) < 60 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	var kept, lost, dropped, left int
	for _, name := range pages {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".html"), func(t *testing.T) {
			page, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			r, err := HTML(page, "https://example.org/a")
			if err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprintf("title: %s\nlang: %s\nsite: %s\n\n%s\n", r.Title, r.Lang, r.Site, r.Text)
			golden := strings.TrimSuffix(name, ".html") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
			if strings.Contains(got, "LEAK") {
				t.Error("hidden text got through")
			}
			must, never := marks(page)
			for _, m := range must {
				if kept++; !strings.Contains(got, m) {
					lost++
					t.Errorf("lost: %q", m)
				}
			}
			for _, m := range never {
				if dropped++; strings.Contains(got, m) {
					left++
					t.Errorf("left in: %q", m)
				}
			}
		})
	}
	t.Logf("%d pages: %d of %d parts lost, %d of %d pieces of boilerplate left in", len(pages), lost, kept, left, dropped)
}

// marks reads the comment at the start of a page.
func marks(page []byte) (must, never []string) {
	comment, _, _ := strings.Cut(string(page), "-->")
	for line := range strings.Lines(comment) {
		line = strings.TrimSuffix(line, "\n")
		if m, ok := strings.CutPrefix(line, "+ "); ok {
			must = append(must, m)
		}
		if m, ok := strings.CutPrefix(line, "- "); ok {
			never = append(never, m)
		}
	}
	return must, never
}

// Headings are the only lines that begin like one.
func TestCodeIsNoHeading(t *testing.T) {
	r, err := HTML([]byte("<h2>Shell</h2><pre># a comment\n\t## another\n#!/bin/sh</pre><p># in prose</p><p>#hashtag</p>"), "")
	want := "## Shell\n#\u00A0a comment\n\t##\u00A0another\n#!/bin/sh\n#\u00A0in prose\n#hashtag"
	if err != nil || r.Text != want {
		t.Errorf("text %q, %v; want %q", r.Text, err, want)
	}
}

// What a page says is never lost, whatever the page is like.
func TestTextIsNeverLost(t *testing.T) {
	const say = "The ferry leaves at nine."
	for _, c := range []struct{ name, page string }{
		{"no markup", say},
		{"no tree: nested too deeply", strings.Repeat("<div>", 100_000) + say},
		{"deep and never closed, in a list", strings.Repeat("<ul><li>", 5_000) + say},
		{"hidden part never closed", strings.Repeat("<div>", 600) + "<p hidden>secret<p>" + say},
		{"head never closed", strings.Repeat("<div>", 600) + "<head><title>x</title><body>" + say},
		{"button never closed", strings.Repeat("<div>", 600) + "<button>press<p>" + say},
		{"a giant", "<p>" + say + "</p>" + strings.Repeat("<p>filler filler filler</p>", 300_000)},
		{"many elements", strings.Repeat("<i></i>", 60_000) + "<p>" + say + "</p>"},
		{"a megabyte on one line", say + strings.Repeat("x", 1<<20)},
		{"only a frame set", "<frameset><frame src=a><noframes><p>" + say + "</noframes></frameset>"},
		{"only for browsers without scripts", "<script>x()</script><noscript><p>" + say + "</p></noscript>"},
		{"only a description", `<meta name="description" content="` + say + `"><div id=app></div>`},
		{"only structured data", `<script type="application/ld+json">{"@graph":[{"articleBody":"` + say + `"}]}</script>`},
		{"all of it navigation", "<nav><p>" + say + "</p></nav>"},
		{"UTF-16", "\xFF\xFE" + strings.Join(strings.Split("<p>"+say+"</p>", ""), "\x00") + "\x00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := HTML([]byte(c.page), "https://example.org/")
			if err != nil || !strings.Contains(r.Text, say) {
				t.Errorf("text %.80q, %v", r.Text, err)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	page := "<title>Log</title><p>" + strings.Repeat("一行日志。<br>", 400_000)
	r, err := HTML([]byte(page), "")
	if err != nil || !r.Truncated || len(r.Text) > maxText || !strings.HasSuffix(r.Text, "一行日志。") {
		t.Errorf("%d bytes, truncated %v, %v", len(r.Text), r.Truncated, err)
	}
	if r.Title != "Log" || r.Lang != "zh" {
		t.Errorf("title %q, language %q", r.Title, r.Lang)
	}
	if s, cut := Bound(strings.Repeat("数", maxText)); !cut || len(s) > maxText || !strings.HasSuffix(s, "数") {
		t.Errorf("Bound: %d bytes, %v", len(s), cut)
	}
}

func TestNothing(t *testing.T) {
	for _, page := range []string{"", "   ", "<html></html>", "<script>1</script>", "\x00\x00"} {
		if r, err := HTML([]byte(page), "::not an address"); err != nil || r.Text != "" {
			t.Errorf("HTML(%q) = %q, %v", page, r.Text, err)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ text, declared, want string }{
		{"The wind turned and we went home.", "", "en"},
		{"The wind turned and we went home.", "en-US", "en"},
		{"The wind turned and we went home, since it was late and the boat had no light of its own.", "zh-CN", "en"},
		{"SQLite WAL 模式下的崩溃恢复", "en", "zh"},
		{"風向變了，我們就回家了。", "zh-Hant", "zh"},
		{"風が変わったので帰りました。", "en", "ja"},
		{"바람이 바뀌어서 집에 갔습니다", "", "ko"},
		{"Ветер переменился, и мы пошли домой.", "en", "ru"},
		{"Вітер змінився, і ми пішли додому.", "uk", "uk"},
		{"Der Wind drehte sich, und wir sind mit dem Boot nach Hause gefahren, weil es auf der See zu dunkel war.", "en", "de"},
		{"Le vent a tourné et nous sommes rentrés à la maison avec les enfants.", "", "fr"},
		{"12345", "", ""},
		{"12345", "und", ""},
		{"Bookmarks", "da", "da"},
	} {
		if got := language(c.text, c.declared); got != c.want {
			t.Errorf("language(%q, %q) = %q, want %q", c.text, c.declared, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ what, in, want string }{
		{"line ends", "a\r\nb\rc\n", "a\nb\nc"},
		{"control characters", "a\x00b\x1b[31mc\x7f\td", "ab[31mc\td"},
		{"bad bytes", "a\xffb", "a\uFFFDb"},
		{"zero-width and direction marks", "a\u200bb\u202ec\ufeff\u2066d", "abcd"},
		{"tag characters", "a\U000E0041\U000E0042b", "ab"},
		{"a joiner that a script needs", "می\u200cخواهم", "می\u200cخواهم"},
		{"a joiner in Latin letters", "pass\u200dword", "password"},
		{"blank lines and white space at the end", "a  \n\n\n\n b\u3000\n", "a\n\n b"},
		{"headings stay", "# Title\ntext", "# Title\ntext"},
	} {
		if got := Text(c.in); got != c.want {
			t.Errorf("%s: Text(%q) = %q, want %q", c.what, c.in, got, c.want)
		}
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		"<p style='font-size:0;left:-1e999px'>a", "<ul><li><table><tr><td>a<td>b</table>", "<pre>\n# a\n</pre></ol></ul>",
		"<script type=application/ld+json>[{\"@graph\":{}}]</script>", "<h1><h2></h3><dialog><template>", "<ol start=-9999999999999999999><li>x",
		"<math><annotation-xml><svg><title>x</svg>", "<frameset><noscript><a>",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		r, err := HTML(page, "https://example.org/")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{r.Title, r.Text, r.Site} {
			if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\u200b\x1b") {
				t.Fatalf("not clean: %q", s)
			}
		}
		if r.Title != oneLine(r.Title) || len(r.Text) > maxText {
			t.Fatalf("title %q, %d bytes of text", r.Title, len(r.Text))
		}
		tokens := fromTokens(strings.ToValidUTF8(string(page), ""))
		if !utf8.ValidString(tokens.Text) {
			t.Fatalf("from tokens: %q", tokens.Text)
		}
	})
}
