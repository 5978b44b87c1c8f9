package pdftext

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	pdf "github.com/ledongthuc/pdf"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"aibookmark/host/internal/pdftext/pdfmake"
)

func read(t *testing.T, f *pdfmake.File) Document {
	t.Helper()
	d, err := Read(f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// english is a page as LaTeX sets one: a title, an author, justified lines with
// words cut at their end, a list, code, and a space that is only a gap.
func english(f *pdfmake.File) {
	serif, code := f.Latin("CMR10"), f.Latin("CMTT10")
	f.Page(`BT /F1 20 Tf 1 0 0 1 72 760 Tm (Ferries of the) Tj 0 -24 Td (Northern Isles) Tj ET
BT /F1 10 Tf 72 700 Td 12 TL
[(The)-333(ferry)-333(leaves)-333(at)-333(nine,)-333(and)-333(the)-333(last)-333(one)-333(re-)] TJ T*
[(turns)-333(at)-333(six)-333(in)-333(the)-333(evening.)-333(Bring)-333(\223warm\224)-333(clothes,)] TJ T*
[(since)-333(it)-333(is)-333(windy.)] TJ ET
BT /F1 10 Tf 72 640 Td (\225 Adults pay 12.50) Tj 0 -12 Td (\225 Children pay half) Tj ET
BT /F2 10 Tf 72 600 Td (if tide < 2 {) Tj 0 -12 Td (    wait\(\)) Tj 0 -12 Td (}) Tj ET`, map[string]int{"F1": serif, "F2": code})
}

func TestEnglish(t *testing.T) {
	for _, packed := range []bool{false, true} {
		f := &pdfmake.File{Packed: packed, Title: "Microsoft Word - ferries_v3.docx", Author: "A. Sailor"}
		english(f)
		d := read(t, f)
		want := `## Ferries of the Northern Isles
The ferry leaves at nine, and the last one returns at six in the evening. Bring “warm” clothes, since it is windy.
- Adults pay 12.50
- Children pay half
if tide < 2 {
wait()
}`
		if d.Text != want {
			t.Errorf("got:\n%s\nwant:\n%s", d.Text, want)
		}
		if d.Title != "Ferries of the Northern Isles" || d.Author != "A. Sailor" || d.Pages != 1 {
			t.Errorf("%+v", d)
		}
	}
}

const tea = "这个周末我们去了山里的一座老茶园，主人教我们怎样采茶和炒茶。下午下起了小雨，大家坐在屋檐下喝茶聊天。"

// Chinese in a font with a table of characters, as browsers and office programs
// write it: lines are cut anywhere and put together without spaces.
func TestChinese(t *testing.T) {
	f := &pdfmake.File{Packed: true, Title: "春茶笔记"}
	font, encode := f.CID(tea + "春茶笔记第123页")
	runes := []rune(tea)
	var ops strings.Builder
	fmt.Fprintf(&ops, "BT /F1 22 Tf 72 760 Td %s Tj ET BT /F1 12 Tf 72 700 Td 18 TL ", encode("春茶笔记"))
	for len(runes) > 0 {
		n := min(15, len(runes))
		fmt.Fprintf(&ops, "%s Tj T* ", encode(string(runes[:n])))
		runes = runes[n:]
	}
	ops.WriteString("ET")
	f.Page(ops.String(), map[string]int{"F1": font})
	d := read(t, f)
	if want := "## 春茶笔记\n" + tea; d.Text != want || d.Title != "春茶笔记" {
		t.Errorf("title %q, text:\n%s\nwant:\n%s", d.Title, d.Text, want)
	}
}

// Fonts by the name of a character set, without a table: what the authorities
// of China and Japan publish.
func TestCharsets(t *testing.T) {
	utf16 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for _, tt := range []struct {
		name, ordering string
		enc            encoding.Encoding
		text           string
	}{
		{"GBK-EUC-H", "GB1", simplifiedchinese.GBK, tea},
		{"GBKp-EUC-H", "GB1", simplifiedchinese.GBK, "会议纪要 2024 年 ABC 第一号"},
		{"GBK2K-H", "GB1", simplifiedchinese.GB18030, "㐀㐁" + tea},
		{"UniGB-UCS2-H", "GB1", utf16, tea},
		{"UniGB-UTF16-H", "GB1", utf16, tea + "𠮷"},
		{"ETen-B5-H", "CNS1", traditionalchinese.Big5, "我們週末去了山裡的一座老茶園，主人教我們怎樣採茶和炒茶。"},
		{"UniCNS-UTF16-H", "CNS1", utf16, "臺北捷運路線圖與時刻表"},
		{"90ms-RKSJ-H", "Japan1", japanese.ShiftJIS, "週末に山の古い茶畑へ行きました。ｶﾀｶﾅ"},
		{"EUC-H", "Japan1", japanese.EUCJP, "週末に山の古い茶畑へ行きました。"},
		{"KSCms-UHC-H", "Korea1", korean.EUCKR, "주말에 우리는 산속의 오래된 차밭에 갔습니다."},
	} {
		raw, err := tt.enc.NewEncoder().String(tt.text)
		if err != nil {
			t.Fatal(tt.name, err)
		}
		f := &pdfmake.File{Packed: true}
		f.Page("BT /F1 12 Tf 72 700 Td "+pdfmake.Hex(raw)+" Tj ET", map[string]int{"F1": f.Charset(tt.name, tt.ordering)})
		if d := read(t, f); d.Text != tt.text {
			t.Errorf("%s: %q, want %q", tt.name, d.Text, tt.text)
		}
	}
}

// What is drawn in columns, through forms, turned, raised, over many pages.
func TestLayout(t *testing.T) {
	for _, tt := range []struct {
		name  string
		build func(f *pdfmake.File, font map[string]int)
		want  string
	}{
		{"two columns", func(f *pdfmake.File, font map[string]int) {
			f.Page(`BT /F1 10 Tf 72 700 Td 12 TL (The left column has lines that) Tj T* (are as long as these, and goes) Tj ET
BT /F1 10 Tf 320 700 Td 12 TL (on in the right one, where it) Tj T* (ends.) Tj ET`, font)
		}, "The left column has lines that are as long as these, and goes on in the right one, where it ends."},
		{"two paragraphs, the second indented", func(f *pdfmake.File, font map[string]int) {
			f.Page(`BT /F1 10 Tf 72 700 Td (A paragraph with a first line) Tj 0 -12 Td (and a second line that is full.) Tj 20 -12 Td (Another begins right below.) Tj ET`, font)
		}, "A paragraph with a first line and a second line that is full.\nAnother begins right below."},
		{"in a form", func(f *pdfmake.File, font map[string]int) {
			form := f.Stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Matrix [1 0 0 1 0 0] /Resources << /Font << /F9 %d 0 R >> >>", font["F1"]),
				"BT /F9 10 Tf 72 700 Td (Drawn through a form.) Tj ET")
			f.PageWith("q 1 0 0 1 0 0 cm /X1 Do Q", nil, fmt.Sprintf("/XObject << /X1 %d 0 R >>", form))
		}, "Drawn through a form."},
		{"turned", func(f *pdfmake.File, font map[string]int) {
			f.Page(`BT /F1 10 Tf 0 1 -1 0 300 100 Tm (Up the page) Tj ( it runs.) Tj ET`, font)
		}, "Up the page it runs."},
		{"raised", func(f *pdfmake.File, font map[string]int) {
			f.Page(`BT /F1 10 Tf 72 700 Td (as shown) Tj /F1 7 Tf 4 Ts (12) Tj 0 Ts /F1 10 Tf ( before.) Tj ET`, font)
		}, "as shown12 before."},
		{"an image within the stream", func(f *pdfmake.File, font map[string]int) {
			f.Page("BT /F1 10 Tf 72 700 Td (Before) Tj ET BI /W 2 /H 2 /BPC 8 /CS /G ID (\x00(<[EI\xff\nEI BT /F1 10 Tf 72 600 Td (and after.) Tj ET", font)
		}, "Before\nand after."},
		{"an invisible layer, of a scan", func(f *pdfmake.File, font map[string]int) {
			f.Page(`BT 3 Tr /F1 10 Tf 72 700 Td (Read by a machine.) Tj ET`, font)
		}, "Read by a machine."},
		{"running heads and page numbers", func(f *pdfmake.File, font map[string]int) {
			for i := range 6 {
				f.Page(fmt.Sprintf(`BT /F1 8 Tf 72 810 Td (Annual Report %d) Tj ET BT /F1 10 Tf 72 700 Td (Page text number %c.) Tj 0 -40 Td (It has two parts.) Tj 0 -40 Td (The third is of %c.) Tj ET BT /F1 8 Tf 300 30 Td (- %d -) Tj ET`,
					2020, 'A'+rune(i), 'A'+rune(i), i+1), font)
			}
		}, "Page text number A.\nIt has two parts.\nThe third is of A.\nPage text number B.\nIt has two parts.\nThe third is of B.\n" +
			"Page text number C.\nIt has two parts.\nThe third is of C.\nPage text number D.\nIt has two parts.\nThe third is of D.\n" +
			"Page text number E.\nIt has two parts.\nThe third is of E.\nPage text number F.\nIt has two parts.\nThe third is of F."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &pdfmake.File{Packed: true}
			tt.build(f, map[string]int{"F1": f.Latin("Times-Roman")})
			if d := read(t, f); d.Text != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", d.Text, tt.want)
			}
		})
	}
}

// The names of glyphs, as the fonts of TeX use them.
func TestGlyphNames(t *testing.T) {
	for name, want := range map[string]string{
		"a": "a", "quoteright": "’", "eacute": "é", "Scaron": "Š", "udieresis": "ü", "ffi": "ffi", "f_f_i": "ffi", "uni4F60597D": "你好",
		"u1F600": "😀", "one.oldstyle": "1", "alpha": "α", "summation": "∑", "g123": "", "uniXYZW": "", ".notdef": "", "germandbls": "ß",
	} {
		if got := glyphText(name); got != want {
			t.Errorf("glyphText(%q) = %q, want %q", name, got, want)
		}
	}
	f := &pdfmake.File{}
	font := f.Add("<< /Type /Font /Subtype /Type1 /BaseFont /CMR10 /FirstChar 0 /LastChar 3 /Widths [500 500 500 500] /Encoding << /Type /Encoding /Differences [0 /ffi 2 /eacute /endash] >> >>")
	f.Page("BT /F1 10 Tf 72 700 Td (o\\000cier\\003\\002t\\222) Tj ET", map[string]int{"F1": font})
	if d := read(t, f); d.Text != "officier–ét’" {
		t.Errorf("%q", d.Text)
	}
}

func TestOddFiles(t *testing.T) {
	f := &pdfmake.File{}
	english(f)
	whole := f.Bytes()
	for name, file := range map[string][]byte{
		"a newer version":    append([]byte("%PDF-2.0\n"), whole[9:]...),
		"junk at the end":    append(whole[:len(whole):len(whole)], "\n\x00\x00 trailing junk that is quite long, as mail programs leave it behind when they save what they were sent. It goes on."...),
		"no mark of the end": whole[:len(whole)-7],
	} {
		if d, err := Read(file); err != nil || !strings.Contains(d.Text, "The ferry leaves") {
			t.Errorf("%s: %q, %v", name, d.Text, err)
		}
	}
	for name, file := range map[string][]byte{
		"nothing": nil, "no PDF": []byte("<html>not found</html>"), "the beginning alone": whole[:len(whole)/2], "a lie": []byte("%PDF-1.4\n%%EOF"),
	} {
		if d, err := Read(file); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %q, %v", name, d.Text, err)
		}
	}
	empty := &pdfmake.File{}
	empty.Page("", nil)
	if d, err := Read(empty.Bytes()); err != nil || d.Text != "" || d.Pages != 1 {
		t.Errorf("a scan: %+v, %v", d, err)
	}
}

func FuzzContent(f *testing.F) {
	f.Add([]byte("BT /F1 10 Tf 72 700 Td (a\\053\\(b) Tj [(c)-300<64>] TJ T* ET q 1 0 0 1 0 0 cm /X Do Q BI /W 1 ID x EI"))
	f.Add([]byte("[[[[[[[[[[[[ (((( << /a [ ] >> 1e999 Tj"))
	f.Fuzz(func(t *testing.T, content []byte) {
		d := &reader{fonts: map[string]*font{}}
		fixed := &font{missing: 0.5}
		for i := range fixed.simple {
			fixed.simple[i] = string(rune(i))
		}
		d.layout.newPage()
		c := newCanvas(d, pdf.Value{}, identity, 0)
		c.font, c.size = fixed, 10
		c.draw(content)
		if text, heading := d.layout.text(); !utf8.ValidString(text) || !utf8.ValidString(heading) {
			t.Fatalf("%q, %q", text, heading)
		}
		readCharTable(content).lookup("\x00a")
	})
}
