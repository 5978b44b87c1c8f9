package charset

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// Pages of each language: prose, a title with a line, a table of short cells,
// and letters among code. Written for these tests.
var (
	chinese = []string{
		"<title>春茶笔记</title><h1>春茶笔记</h1><p>这个周末我们去了山里的一座老茶园，主人教我们怎样采茶和炒茶。下午下起了小雨，大家坐在屋檐下喝茶聊天。</p>",
		"<title>红烧肉的做法</title><p>先焯水，再小火慢炖。</p>",
		"<title>通讯录</title><table><tr><td>张伟</td><td>财务部</td><td>8021</td></tr><tr><td>李娜</td><td>人事部</td><td>8022</td></tr></table>",
		"<title>SQLite 笔记</title><p>编译并使用数据库：<code>make install PREFIX=/usr/local</code>，然后重启服务。错误码 SQLITE_BUSY 表示数据库被锁住。</p>",
	}
	traditional = []string{
		"<title>老茶園遊記</title><p>我們週末去了山裡的一座老茶園，主人教我們怎樣採茶和炒茶。下午下起了小雨，大家坐在屋簷下喝茶聊天。</p>",
		"<title>台北捷運</title><p>路線圖與時刻表。</p>",
		"<title>通訊錄</title><table><tr><td>陳志明</td><td>財務部</td></tr><tr><td>林淑芬</td><td>人事部</td></tr></table>",
		"<title>資料庫筆記</title><p>編譯並使用資料庫：<code>make install PREFIX=/usr/local</code>，然後重新啟動服務。</p>",
	}
	japaneseTexts = []string{
		"<title>茶畑の記録</title><p>週末に山の古い茶畑へ行きました。主人がお茶の摘み方を教えてくれました。午後は雨が降り出したので、軒下でお茶を飲みながら話をしました。</p>",
		"<title>東京の天気</title><p>電車の運行情報。</p>",
		"<title>名簿</title><table><tr><td>佐藤さん</td><td>経理部</td></tr><tr><td>鈴木さん</td><td>人事部</td></tr></table>",
		"<title>データベースのメモ</title><p>コンパイルして使う：<code>make install PREFIX=/usr/local</code>。それからサーバーを再起動する。</p>",
	}
	koreanTexts = []string{
		"<title>차밭 이야기</title><p>주말에 우리는 산속의 오래된 차밭에 갔습니다. 주인이 찻잎을 따는 방법을 가르쳐 주었습니다. 오후에는 비가 내려서 처마 밑에서 차를 마셨습니다.</p>",
		"<title>서울 지하철</title><p>노선도와 시간표입니다.</p>",
		"<title>주소록</title><table><tr><td>김민수</td><td>재무부</td></tr><tr><td>이영희</td><td>인사부</td></tr></table>",
		"<title>데이터베이스 메모</title><p>컴파일하고 사용하기: <code>make install PREFIX=/usr/local</code>. 그리고 서버를 다시 시작합니다.</p>",
	}
	western = []string{
		"<title>L’été à la gare</title><p>Un café près de la gare, où l’on déjeune très bien l’été. Le patron préfère les élèves aux touristes pressés.</p>",
		"<title>Größe und Maß</title><p>Die Öffnungszeiten der Bäckerei für müde Gäste: täglich früh, außer über Ostern. Schöne Grüße!</p>",
		"<title>Menú</title><p>El niño comió jamón y piñones; mañana habrá sopa de ajo, según la señora García.</p>",
		"<title>“Smart quotes”</title><p>She said “it’s fine” — for €20 – and left… The naïve café façade stayed.</p>",
	}
	greek = []string{
		"<title>Τσάι στα βουνά</title><p>Το Σαββατοκύριακο πήγαμε σε μια παλιά φυτεία τσαγιού στα βουνά. Ο ιδιοκτήτης μας έδειξε πώς να μαζεύουμε και να στεγνώνουμε το τσάι.</p>",
	}
	russian = []string{
		"<title>Чай в горах</title><p>В выходные мы поехали в горы на старую чайную плантацию. Хозяин показал нам, как собирать и сушить чай. После обеда пошёл дождь.</p>",
		"<title>Расписание</title><p>Поезда и автобусы на завтра.</p>",
		"<title>Справочник</title><table><tr><td>Иванов</td><td>бухгалтерия</td></tr><tr><td>Петрова</td><td>отдел кадров</td></tr></table>",
		"<title>Заметки о базе данных</title><p>Сборка и запуск: <code>make install PREFIX=/usr/local</code>. Затем перезапустите сервер.</p>",
	}
)

// Declarations that are wrong, as pages have them: templates copied from
// elsewhere, servers with one charset for all, editors that save in another.
var wrongs = map[string][]string{
	"gb18030": {"utf-8", "iso-8859-1", "big5"}, "big5": {"utf-8", "iso-8859-1", "gb2312"}, "shift_jis": {"utf-8", "iso-8859-1", "euc-jp"},
	"euc-jp": {"utf-8", "iso-8859-1", "shift_jis"}, "euc-kr": {"utf-8", "iso-8859-1", "gb2312"}, "windows-1252": {"utf-8", "gb2312", "iso-8859-1"},
	"windows-1251": {"utf-8", "iso-8859-1", "gb2312"}, "koi8-r": {"utf-8", "iso-8859-1", "gb2312"}, "windows-1253": {"utf-8", "gb2312"},
	"utf-8":    {"gb2312", "iso-8859-1", "shift_jis", "big5", "windows-1251"},
	"utf-16le": {"utf-8", "gb2312", "iso-8859-1"}, "utf-16be": {"utf-8", "gb2312", "iso-8859-1"},
}

// Every encoding, however it is declared: the text is exactly what was
// written.
func TestMatrix(t *testing.T) {
	every := append(append(append(append([]string{}, chinese...), japaneseTexts...), russian...), western...)
	ways := []string{"in the header", "in the page", "in both", "nowhere", "wrongly, header", "wrongly, page", "wrongly, both"}
	var table strings.Builder
	fmt.Fprintf(&table, "%-14s", "")
	for _, way := range ways {
		fmt.Fprintf(&table, "%17s", way)
	}
	exact, total := 0, 0
	for _, e := range []struct {
		name, label string
		enc         encoding.Encoding
		texts       []string
	}{
		{"gb18030", "gbk", simplifiedchinese.GBK, chinese},
		{"gb18030", "gb18030", simplifiedchinese.GB18030, append([]string{"<title>汉字</title><p>生僻字㐀㐁𠮷也能读，因为这是国家标准规定的编码。</p>"}, chinese...)},
		{"big5", "big5", traditionalchinese.Big5, traditional},
		{"shift_jis", "shift_jis", japanese.ShiftJIS, japaneseTexts},
		{"euc-jp", "euc-jp", japanese.EUCJP, japaneseTexts},
		{"euc-kr", "euc-kr", korean.EUCKR, koreanTexts},
		{"windows-1252", "windows-1252", charmap.Windows1252, western},
		{"windows-1251", "windows-1251", charmap.Windows1251, russian},
		{"koi8-r", "koi8-r", charmap.KOI8R, russian},
		{"windows-1253", "windows-1253", charmap.Windows1253, greek},
		{"utf-16le", "utf-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), every},
		{"utf-16be", "utf-16", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), every},
		{"utf-8", "utf-8", encoding.Nop, every},
	} {
		fmt.Fprintf(&table, "\n%-14s", e.label)
		for _, way := range ways {
			good, of := 0, 0
			for _, text := range e.texts {
				for _, d := range declarationsFor(way, e.label, wrongs[e.name]) {
					of++
					if want, got := decodeAgain(t, e.enc, d, text); got == want {
						good++
					} else {
						t.Logf("%s, declared %s (%q): %.60q", e.label, way, d, got)
					}
				}
			}
			fmt.Fprintf(&table, "%10d of %3d", good, of)
			exact, total = exact+good, total+of
		}
	}
	share := float64(exact) / float64(total)
	t.Logf("exact texts, by encoding and declaration:\n%s\n%d of %d: %.1f %%", table.String(), exact, total, 100*share)
	if share < 0.95 {
		t.Errorf("%.1f %% of the texts are exact, at least 95 are to be", 100*share)
	}
}

// A declared is what a header and a page say.
type declared struct{ header, page string }

func declarationsFor(way, right string, wrong []string) (all []declared) {
	switch way {
	case "in the header":
		return []declared{{header: right}}
	case "in the page":
		return []declared{{page: right}}
	case "in both":
		return []declared{{right, right}}
	case "nowhere":
		return []declared{{}}
	}
	for _, w := range wrong {
		switch way {
		case "wrongly, header":
			all = append(all, declared{header: w}, declared{w, right})
		case "wrongly, page":
			all = append(all, declared{page: w})
		default:
			all = append(all, declared{w, w})
		}
	}
	return all
}

func decodeAgain(t *testing.T, enc encoding.Encoding, d declared, text string) (want, got string) {
	t.Helper()
	head, header := "", ""
	if d.page != "" {
		head = `<meta http-equiv="Content-Type" content="text/html; charset=` + d.page + `">`
	}
	if d.header != "" {
		header = "text/html; charset=" + d.header
	}
	want = "<!DOCTYPE html>\n<html><head>" + head + "</head><body>" + text + "\n</body></html>\n"
	raw, err := enc.NewEncoder().String(want)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err = Decode([]byte(raw), header)
	if err != nil {
		t.Fatal(err)
	}
	return want, got
}
