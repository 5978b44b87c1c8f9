package charset

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// sample is how many bytes detection looks at.
const sample = 64 << 10

// eastAsian are the encodings told apart by reading the text they give. GB18030
// comes first: where nothing tells them apart it is the likeliest.
var eastAsian = []candidate{
	{"gb18030", simplifiedchinese.GB18030},
	{"big5", traditionalchinese.Big5},
	{"shift_jis", japanese.ShiftJIS},
	{"euc-jp", japanese.EUCJP},
	{"euc-kr", korean.EUCKR},
}

// Thresholds of fluency. Measured on the tests' texts: a right reading scores
// 1.8 to 3.0 and is at least 0.7 ahead of every wrong one.
const (
	fluent = 0.8
	// doubt is by how much another reading must be better than the declared
	// one to be believed instead.
	doubt = 0.7
)

// choose finds the encoding of bytes that are not UTF-8.
func choose(b []byte, declared []candidate) candidate {
	s := evidence(b)
	best, bestScore := candidate{}, -1.0
	for _, c := range eastAsian {
		if score := fluency(c, s); score > bestScore {
			best, bestScore = c, score
		}
	}
	russian, isRussian := cyrillic(s)
	for _, c := range declared {
		switch {
		case c.enc == nil, strings.HasPrefix(c.name, "utf-16"):
			continue // said to be Unicode, and is not
		case isRussian && bestScore < fluent && (multiByte[c.name] || c.name == "windows-1252"):
			continue
		case multiByte[c.name]:
			if score := fluency(c, s); score > 0 && score >= bestScore-doubt {
				return c
			}
		case bestScore < fluent:
			if c.name == "windows-1252" { // what servers say who do not know
				if guess, ok := statistical(s, 60); ok {
					return guess
				}
			}
			return c
		}
	}
	if bestScore >= fluent {
		return best
	}
	if isRussian {
		return russian
	}
	if guess, ok := statistical(s, 20); ok {
		return guess
	}
	if bestScore >= 0 && paired(s) {
		return best
	}
	return candidate{"windows-1252", charmap.Windows1252}
}

// cyrillic recognises Russian and its neighbours in the two encodings that
// pages have them in. Accented letters stand alone among others; these stand
// in words, and the six most frequent are nearly half of all (in Greek, whose
// letters stand in words too, what has their codes is a fifth).
func cyrillic(b []byte) (candidate, bool) {
	var count [256]int
	letters, runs, inRun := 0, 0, false
	for _, c := range b {
		if c < 0xC0 {
			inRun = false
			continue
		}
		if !inRun {
			runs++
		}
		inRun = true
		letters++
		count[c]++
	}
	if letters < 8 || letters < 3*runs {
		return candidate{}, false
	}
	share := func(frequent string) (n int) {
		for i := range len(frequent) {
			n += count[frequent[i]]
		}
		return n * 100 / letters
	}
	windows, koi := share("\xEE\xE5\xE0\xE8\xED\xF2"), share("\xCF\xC5\xC1\xC9\xCE\xD4") // о е а и н т
	switch {
	case windows >= 33 && windows > koi:
		return candidate{"windows-1251", charmap.Windows1251}, true
	case koi >= 33:
		return candidate{"koi8-r", charmap.KOI8R}, true
	}
	return candidate{}, false
}

// evidence is a bounded part of b that holds what is not ASCII, with the ASCII
// around it: the beginning of a file may be all markup.
func evidence(b []byte) []byte {
	first := slices.IndexFunc(b, func(c byte) bool { return c >= utf8.RuneSelf })
	return b[max(first, 0):min(len(b), max(first, 0)+sample)]
}

// statistical asks chardet, which knows the letter frequencies of the
// languages written in single-byte encodings. It takes the likeliest result
// of at least the given confidence; one of the East Asian encodings only when
// chardet is sure and the reading is not nonsense, since fluency knows more
// of them.
func statistical(b []byte, confidence int) (candidate, bool) {
	results, err := chardet.NewHtmlDetector().DetectAll(b)
	if err != nil {
		return candidate{}, false
	}
	// The detectors run concurrently, so equals come in any order.
	slices.SortStableFunc(results, func(a, b chardet.Result) int {
		if a.Confidence != b.Confidence {
			return b.Confidence - a.Confidence
		}
		return strings.Compare(b.Charset, a.Charset)
	})
	for _, r := range results {
		if r.Confidence < confidence {
			break
		}
		c, ok := lookup(r.Charset)
		if !ok || c.enc == nil || strings.HasPrefix(c.name, "utf-") {
			continue
		}
		if !multiByte[c.name] || r.Confidence >= 50 && fluency(c, b) > 0.25 {
			return c, true
		}
	}
	return candidate{}, false
}

// fluency is how much b reads like text in encoding c: the mean over its
// characters that are not ASCII, frequent ones counting most; -1 when more
// than one in fifty means nothing.
func fluency(c candidate, b []byte) float64 {
	text := decodeSample(c.enc, b)
	sum, count, bad := 0.0, 0, 0
	for _, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		count++
		if r == utf8.RuneError || unicode.Is(unicode.Co, r) || r < 0xA0 {
			bad++
			continue
		}
		sum += familiarity(r, c.name)
	}
	if count == 0 || bad*50 > count {
		return -1
	}
	return sum / float64(count)
}

// decodeSample decodes b, whose last character may be cut off.
func decodeSample(enc encoding.Encoding, b []byte) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return "\uFFFD"
	}
	return strings.TrimRight(string(out), "\uFFFD")
}

// familiarity rates one character of a text read as the named encoding.
func familiarity(r rune, encoding string) float64 {
	japanese := encoding == "shift_jis" || encoding == "euc-jp"
	switch {
	case unicode.Is(unicode.Hiragana, r), unicode.Is(unicode.Katakana, r) && r < 0xFF00:
		if japanese {
			return 2.5
		}
		return 0.5 // GB2312 has kana in the very place of EUC-JP
	case 0xFF61 <= r && r <= 0xFF9F: // half-width katakana
		return -1
	case unicode.Is(unicode.Hangul, r):
		if strings.ContainsRune(commonHangul, r) {
			return 3
		}
		return 0.2
	case strings.ContainsRune(commonHan, r):
		return 3
	case strings.ContainsRune("，。、；：？！（）《》「」『』【】“”‘’…·—　・ー～", r):
		return 1.5
	case unicode.Is(unicode.Han, r) && 0x4E00 <= r && r <= 0x9FA5:
		return 0.1
	case unicode.Is(unicode.Han, r):
		return -1
	}
	return -0.2
}

// paired tells whether the bytes above ASCII stand in runs of even length, as
// two-byte characters do and accented letters do not.
func paired(b []byte) bool {
	run, pairs := 0, 0
	for _, c := range b {
		if c >= utf8.RuneSelf {
			run++
			continue
		}
		if run%2 != 0 {
			return false
		}
		pairs += run / 2
		run = 0
	}
	return run%2 == 0 && pairs+run/2 > 0
}

// commonHan are characters frequent in running text and in titles, simplified,
// traditional and Japanese: enough to tell a right reading from a wrong one,
// which hits them by chance in about one of twenty.
const commonHan = "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坐集编宝谈府拉黑且随格尽剑讲布杀微怕母调局根曾准团段终乐切级克精哪官示冲竟乎男举客证苦照注费足尔招群热推晚响称兴待约阳哥惊吗整支古汉突号绝选吧参刊亚复伤类备欢另港势刻星断陈掌农夜般念价脑规底故省妈刚句显消衣陆器确破具居批送" +
	"這來國個說們為時會對後過發無開經頭動兩長樣現將與進實點種聲問機給幾業間電門東聽氣關並內產萬體別處總場師書員華報馬張難數應車親務計記邊風戰許覺題統請愛讓認論義術結連遠資隊帶條變聯權領傳紅達辦運強區轉眾輕語滿極錢黨設雙歷廣議單據導網專誰讀飛觀爭組視濟離雖編寶談隨盡劍講殺調準團終樂級證費爾熱響稱興約陽驚嗎號選參亞復傷類備歡勢斷陳農腦規顯陸確試線檔案軟體資訊" +
	"気円図楽戦鉄駅読覚広検索続応験変数発対売買画写真語記録料理旅店駅株価式会社開発使方法情報日本" +
	"设置软件下载安装使用技术博客编程代码数据库教程官方首页中心系统服务器搜索工具源码学习开源框架项目笔记论坛百科知乎简书登录注册收藏栏書籤签文件夹游戏电影音乐视频新闻购物论文期刊图标题翻译必应谷歌阿里云腾讯"

// commonHangul are frequent syllables of Korean.
const commonHangul = "이다가는을의에하고로도지한기은사리어를나자아시들대서인그게것부해정으스라만일수있습니안제전보여면주구내과상장소원동우비오선무조경마성공년등신생국유문화학회민당세방개운영금말니요까네거때모두와음없했었되된될할함적러야더데란려레르바버배본분살새설술실실알양어업연외용위육음입작잘재저점제중직진집차처천청체초출치카타터통트트특파포품프피하합항해행향허현형호홈활후검색다운로드"
