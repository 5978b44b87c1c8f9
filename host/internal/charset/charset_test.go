package charset

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// Texts as they stand in bookmark files: a few titles; and as in pages: a few
// sentences. Written for these tests.
var samples = []struct {
	name string
	enc  encoding.Encoding
	// wrong is a declaration that people really put on such files.
	wrong string
	texts []string
}{
	{"gb18030", simplifiedchinese.GB18030, "utf-8", []string{
		"百度一下",
		"红烧肉的做法",
		"编译并使用数据库 - 博客园",
		"这个周末我们去了山里的一座老茶园，主人教我们怎样采茶和炒茶。下午下起了小雨，大家坐在屋檐下喝茶聊天。",
	}},
	{"big5", traditionalchinese.Big5, "utf-8", []string{
		"台北捷運路線圖與時刻表",
		"我們週末去了山裡的一座老茶園，主人教我們怎樣採茶和炒茶。下午下起了小雨，大家坐在屋簷下喝茶聊天。",
	}},
	{"shift_jis", japanese.ShiftJIS, "utf-8", []string{
		"東京の天気と電車の運行情報",
		"週末に山の古い茶畑へ行きました。主人がお茶の摘み方を教えてくれました。午後は雨が降り出したので、軒下でお茶を飲みながら話をしました。",
	}},
	{"euc-jp", japanese.EUCJP, "iso-8859-1", []string{
		"東京の天気と電車の運行情報",
		"週末に山の古い茶畑へ行きました。主人がお茶の摘み方を教えてくれました。午後は雨が降り出したので、軒下でお茶を飲みながら話をしました。",
	}},
	{"euc-kr", korean.EUCKR, "utf-8", []string{
		"서울 지하철 노선도와 시간표",
		"주말에 우리는 산속의 오래된 차밭에 갔습니다. 주인이 찻잎을 따는 방법을 가르쳐 주었습니다. 오후에는 비가 내려서 처마 밑에서 차를 마셨습니다.",
	}},
	{"windows-1251", charmap.Windows1251, "utf-8", []string{
		"В выходные мы поехали в горы на старую чайную плантацию. Хозяин показал нам, как собирать и сушить чай. После обеда пошёл дождь.",
	}},
	{"windows-1252", charmap.Windows1252, "utf-8", []string{
		"Un café près de la gare, où l’on déjeune très bien l’été. Le patron préfère les élèves aux touristes pressés.",
	}},
}

// page wraps a text as an exported bookmark file does.
func page(declared, text string) string {
	meta := ""
	if declared != "" {
		meta = `<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=` + declared + `">`
	}
	return "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n" + meta + "\n<TITLE>Bookmarks</TITLE>\n<DL><p>\n" +
		`<DT><A HREF="https://example.org/a">` + text + "</A>\n</DL><p>\n"
}

func TestEveryEncodingHoweverDeclared(t *testing.T) {
	for _, s := range samples {
		for i, text := range s.texts {
			for how, declared := range map[string]string{"rightly": s.name, "not": "", "wrongly": s.wrong} {
				t.Run(fmt.Sprintf("%s/%d/%s declared", s.name, i, how), func(t *testing.T) {
					want := page(declared, text)
					raw, err := s.enc.NewEncoder().String(want)
					if err != nil {
						t.Fatal(err)
					}
					got, name, err := Decode([]byte(raw), "")
					if err != nil || name != s.name || got != want {
						t.Errorf("Decode = %s, %v; text has %q", name, err, between(got))
					}
				})
			}
		}
	}
}

func between(s string) string {
	_, s, _ = strings.Cut(s, `/a">`)
	s, _, _ = strings.Cut(s, "<")
	return s
}

func TestUTF8WinsOverWhatIsDeclared(t *testing.T) {
	want := page("gb2312", "红烧肉的做法：先焯水，再小火慢炖")
	for _, header := range []string{"", "text/html; charset=gb2312", "text/html; charset=iso-8859-1", "nonsense;;"} {
		if got, name, _ := Decode([]byte(want), header); name != "utf-8" || got != want {
			t.Errorf("header %q: %s", header, name)
		}
	}
}

func TestTheHeaderIsBelievedBeforeThePage(t *testing.T) {
	want := page("euc-kr", "红烧肉的做法")
	raw, _ := simplifiedchinese.GBK.NewEncoder().String(want)
	if got, name, _ := Decode([]byte(raw), `text/html; charset="GBK"`); got != want {
		t.Errorf("%s: %q", name, between(got))
	}
}

func TestUTF16(t *testing.T) {
	want := page("", "红烧肉 and tea")
	for _, e := range []struct {
		name string
		enc  encoding.Encoding
	}{
		{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	} {
		raw, err := e.enc.NewEncoder().String(want)
		if err != nil {
			t.Fatal(err)
		}
		if got, name, _ := Decode([]byte(raw), ""); name != e.name || got != want {
			t.Errorf("%s read as %s: %q", e.name, name, got)
		}
	}
}

func TestOddCases(t *testing.T) {
	for _, c := range []struct{ what, in, header, want, name string }{
		{"nothing", "", "", "", "utf-8"},
		{"a byte order mark goes", "\xEF\xBB\xBFtea", "", "tea", "utf-8"},
		{"a character cut off at the end", "茶\xE8\x8C", "", "茶\uFFFD", "utf-8"},
		{"one bad byte in UTF-8", "山里的一座老茶园，主人\xFF教我们", "", "山里的一座老茶园，主人\uFFFD教我们", "utf-8"},
		{"ISO-2022-JP is ASCII with escapes", "\x1b$B$*Cc\x1b(B", "", "お茶", "iso-2022-jp"},
		{"GBK that is UTF-8 by chance, declared", "\xC4\xA3\xCA\xBD", "text/html; charset=gbk", "模式", "gb18030"},
		{"an XML declaration", "<?xml version=\"1.0\" encoding='windows-1251'?><a>\xCC\xE8\xF0</a>", "", "<?xml version=\"1.0\" encoding='windows-1251'?><a>Мир</a>", "windows-1251"},
		{"an unknown declaration is no declaration", "<meta charset=klingon>\xBA\xEC\xC9\xD5\xC8\xE2\xB5\xC4", "", "<meta charset=klingon>红烧肉的", "gb18030"},
	} {
		t.Run(c.what, func(t *testing.T) {
			got, name, err := Decode([]byte(c.in), c.header)
			if got != c.want || name != c.name || err != nil {
				t.Errorf("Decode = %q, %s, %v; want %q, %s", got, name, err, c.want, c.name)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range samples {
		raw, _ := s.enc.NewEncoder().String(page(s.wrong, s.texts[0]))
		f.Add([]byte(raw), "text/html; charset="+s.wrong)
	}
	f.Add([]byte("\xFF\xFE\x00"), "text/html; charset=utf-16")
	f.Add([]byte("\x1b$B\x1b(B\xff"), "charset=iso-2022-kr")
	f.Fuzz(func(t *testing.T, b []byte, contentType string) {
		text, name, err := Decode(b, contentType)
		if err != nil {
			t.Fatalf("Decode: %v", err)
		}
		if !utf8.ValidString(text) || name == "" {
			t.Fatalf("Decode gave %q as %q", text, name)
		}
	})
}
