package dates

import (
	"strings"
	"sync"
)

// simplified are the traditional characters, and other ways of writing, that
// expressions of time and acts of saving use.
var simplified = sync.OnceValue(func() map[rune]string {
	m := map[rune]string{}
	const pairs = `週周 個个 後后 禮礼 歲岁 間间 時时 裡里 裏里 內内 號号 節节 聖圣 誕诞 國国 慶庆 過过 這这 當当 從从 開开 來来 兩两 幾几 約约 會会 讀读 見见 數数 雙双 陣阵 萬万 勞劳 動动 長长 黃黄 農农 曆历 剛刚 現现 則则 為为 儲储 舊旧 說说 點点 離离 錄录 許许 傳传 觀观 機机 線线 樓楼 贰二 叁三 假假 复复 復复 獨独 勵励 該该 體体 紀纪 級级 輕轻 齡龄 貨货 薪薪 圍围 邊边 刊刊 報报 夠够 産产 產产 網网 頭头 條条 區区 〇〇 早早 懸悬 終终`
	for _, p := range strings.Fields(pairs) {
		r := []rune(p)
		m[r[0]] = string(r[1])
	}
	return m
})

var hanDigits = map[string]int{"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

// counting is a word with a number of units it is away.
type counting struct {
	s string
	n int
}

var hanDayOpeners = words("今 昨 前 大 当")

var hanDays = []counting{
	{"大前天", 3}, {"今天", 0}, {"今日", 0}, {"今早", 0}, {"今晚", 0}, {"今晨", 0}, {"今儿", 0},
	{"昨天", 1}, {"昨日", 1}, {"昨晚", 1}, {"昨夜", 1}, {"昨儿", 1}, {"前天", 2}, {"前晚", 2},
}

var hanPartsOfDay = []string{"早上", "上午", "中午", "下午", "傍晚", "晚上", "夜里", "夜晚", "半夜", "凌晨", "早晨"}

// hanOpeners are the characters that an expression begins with, so that most
// of a question is passed over at once.
var hanOpeners = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	open := func(s string) { set[string([]rune(s)[:1])] = true }
	for s := range strings.FieldsSeq("星 礼 周 月 上 下 第 双 半 前 大 本 这 十 当") {
		open(s)
	}
	for _, list := range [][]string{hanFew, hanAbout, hanRecent, hanIdioms} {
		for _, s := range list {
			open(s)
		}
	}
	for _, list := range [][]counting{hanDays, hanWeekOffsets, hanMonths} {
		for _, w := range list {
			open(w.s)
		}
	}
	for _, w := range hanYears {
		open(w.s)
	}
	for _, w := range hanSeasons() {
		open(w.s)
	}
	for _, w := range hanYearParts {
		open(w.s)
	}
	for _, w := range hanHolidays {
		open(w.s)
	}
	for d := range hanDigits {
		open(d)
	}
	return set
})

var hanNights = words("晚上 夜里 夜晚 半夜")

var hanUnits = []struct {
	s string
	u unit
}{
	{"个星期", week}, {"个礼拜", week}, {"星期", week}, {"礼拜", week}, {"周", week}, {"个月", month}, {"个季度", quarter},
	{"天", day}, {"日", day}, {"年", year}, {"月", month},
}

var (
	hanFew    = []string{"好几", "几", "数", "若干"}
	hanAbout  = []string{"大约是", "大概是", "大约在", "大概在", "大约", "大概", "差不多", "约"}
	hanRecent = []string{"最近这", "最近", "过去的这", "过去这", "过去", "近", "这"}
	hanIdioms = []string{
		"去年的这个时候", "去年这个时候", "去年的今天", "去年今天", "去年今日", "去年同期",
		"刚才", "刚刚", "近期", "近来", "近日", "近几年", "近年来", "近年", "这些年", "这段时间", "这阵子", "不久之前", "不久前", "前些日子", "前些时候", "前些天", "前些年",
		"前一阵子", "前一阵", "前阵子", "前一段时间", "前段时间",
	}
)

var hanWeekOffsets = []counting{{"上上", 2}, {"上一", 1}, {"上", 1}, {"这一", 0}, {"这", 0}, {"本", 0}}

// hanWeekdays count from Monday.
var hanWeekdays = map[string]int{"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}

// hanNotWeekday are characters that make another word of 周三 and the like:
// 周六福, 周一围, 一周三次.
var hanNotWeekday = words("福 围 次 遍 个 天 回 百 千 岁 本 篇 期 大")

// hanYears are years by their distance, with the way labels say them.
var hanYears = []struct {
	s  string
	n  int
	zh string
}{
	{"大前年", 3, "大前年"}, {"今年", 0, "今年"}, {"本年度", 0, "今年"}, {"本年", 0, "今年"}, {"这一年", 0, "今年"}, {"去年", 1, "去年"}, {"上一年", 1, "去年"}, {"前年", 2, "前年"},
}

// hanNotYear are characters after 今年 and the like that begin another word.
var hanNotYear = words("轻 龄 代 纪 级 薪 货 味 糕 画 少 长")

// hanAfterLength are characters after 23年 that make it a length of time.
var hanAfterLength = words("前 后 以 之 来 内 间 级 代 了 多 半 老 经 工 历 期 时")

var hanMonths = []counting{{"上上个月", 2}, {"上上月", 2}, {"上一个月", 1}, {"上个月", 1}, {"这一个月", 0}, {"上月", 1}, {"这个月", 0}, {"本月", 0}, {"这月", 0}, {"当月", 0}}

var hanStages = []struct {
	s     string
	stage stage
}{{"上旬", early}, {"中旬", mid}, {"下旬", late}, {"初", start}, {"底", finish}, {"末", finish}}

type hanSeasonWord struct {
	s      string
	season int
	// short: one character, which means a season only after a year.
	short bool
	cut   bool
	stage stage
}

var hanSeasons = sync.OnceValue(func() (all []hanSeasonWord) {
	for s, c := range []string{"春", "夏", "秋", "冬"} {
		all = append(all,
			hanSeasonWord{s: c + "天", season: s}, hanSeasonWord{s: c + "季", season: s},
			hanSeasonWord{s: "初" + c, season: s, cut: true, stage: early}, hanSeasonWord{s: c + "末", season: s, cut: true, stage: late, short: true},
			hanSeasonWord{s: c + "初", season: s, cut: true, stage: early, short: true}, hanSeasonWord{s: c, season: s, short: true})
	}
	return all
})

// hanNotSeason are characters after 春 and the like that make another word.
var hanNotSeason = words("节 晚 运 游 联 装 招 令 奥 训 款 茶 菜 笋 卷 雨 风 色 水 娘 梦 虫 瓜 粮 光 耕 分 至 眠")

var hanYearParts = []struct {
	s     string
	stage stage
	// short: only after a year.
	short bool
}{
	{"年初", start, false}, {"年底", finish, false}, {"年末", finish, false}, {"年中", mid, false}, {"岁末", finish, false},
	{"初", start, true}, {"底", finish, true}, {"末", finish, true}, {"中", mid, true}, {"早些时候", early, true}, {"上旬", early, true},
}

var hanHolidays = []struct {
	s string
	*festival
}{
	{"国庆", national}, {"十一长假", national}, {"十一黄金周", national}, {"十一假期", national}, {"春节", spring}, {"过年", spring}, {"大年初一", spring}, {"农历新年", spring}, {"除夕", spring},
	{"圣诞", christmas}, {"平安夜", christmas}, {"元旦", newYear}, {"跨年", newYear}, {"新年", newYear}, {"双十一", singles}, {"双十二", doubleTwel}, {"光棍节", singles}, {"中秋", midAutumn}, {"五一", labour}, {"劳动节", labour},
	{"情人节", valentine}, {"感恩节", thanks}, {"黑色星期五", blackFriday}, {"黑五", blackFriday}, {"万圣", halloween}, {"复活节", easter}, {"暑假", summerBreak}, {"寒假", winterBreak},
}

// hanDuring say that what stands before them is a time.
var hanDuring = []string{
	"这段时间里", "这段时间", "那段时间里", "那段时间", "那阵子", "的那段时间", "期间", "的期间", "的时候", "时候", "那时候", "那时", "那会儿", "那会", "那天", "那个月", "那年",
	"那个时候", "当中", "之间的", "之间", "之内", "以内", "的那天", "当天", "时", "晚些时候", "早些时候", "里面",
}

// hanActs are acts of saving that follow a time. 看, 读 and 加 are taken only
// with a tail (看过的, 看的).
var hanActs = []string{"收藏", "保存", "存储", "存下", "存档", "储存", "加入书签", "添加", "收录", "浏览", "标记", "书签", "存", "收", "看", "读", "加"}

var hanActTails = words("的 了 过 到 下 来 入")

// hanActsBefore stand before 于: 收藏于2023年.
var hanActsBefore = []string{"收藏", "保存", "存储", "储存", "添加", "收录", "存", "发表", "写", "发布"}

// hanNotIn are characters before 在 that make another word: 存在, 现在.
var hanNotIn = words("存 现 正 实 内 所 潜 外 自 旨")

// hanNotAfter are characters that take the first one of an expression into
// another word: 以前天气, 如今年轻人, 至今天.
var hanNotAfter = map[string]words{
	"前": words("以 之 目 眼 从 先 面 提 空 当 跟 午 饭 史 产 生 超 年 月 日 天 期 向 往"),
	"今": words("如 当 至 现 古 而"),
	"去": words("过 出 回 进 下 上 失 死 离 想 要 来"),
	"上": words("以 马 晚 早 网 线 加 路 身 世 楼 向 手"),
	"这": words("在-"),
	"近": words("附 最 接 靠 邻 临 亲 相 将 远"),
	"周": words("长 每 一 两 三 四 五 六 七 八 九 十 几 数 半 整 上 下 首 单 双 多 第 各 各 圆 四 孕"),
	"本": words("书 基 根 日 成 版 资 剧 样 标 副 文 原 课 脚 一 两 三 几 这 那"),
	"星": words("络 明 行 卫 个 每 下"),
	"礼": words("婚 个 每 下 失 送"),
	"一": words("十 百 千 万 第 零"), "二": words("十 百 千 万 第"), "三": words("十 百 千 万 第 个 前"),
	"四": words("十 百 千 第 个"), "五": words("十 百 千 第"), "六": words("十 百 千 第"), "七": words("十 百 千 第"), "八": words("十 百 千 第"), "九": words("十 百 千 第"),
	"十": words("一 二 三 四 五 六 七 八 九 百 第"), "几": words("十 百 好"), "半": words("上 下 一 大 前 后"),
	"新": words("全 最 创 更 清 革"), "过": words("经 通 超 不 难 看 用 吃 去 走 路"), "月": words("个 一 二 三 四 五 六 七 八 九 十 明 岁 蜜 满"),
	"年": words("一 每 两 三 几 多 往 历 百 千 中 青 少 万"), "当": words("应 相 适 每"),
	"春": words("青 立 迎 新 长 年"), "夏": words("华 立 仲 年"), "秋": words("立 千 春 中 年"), "冬": words("立 忍 年"),
}

// hanNotPart are characters that make another word of 年中, 年初 or 月底:
// 2023年中国, 年初中.
var hanNotPart = words("国 考 级 恋 薪 层 片 线 心 学 文 医 东 美 介 等 步 衷 蕴 日 尾 间 中 一")

// hanGuards are names that hold an expression of time; the number says how
// many of their characters belong to it.
var hanGuards = sync.OnceValue(func() map[string][]hanGuard {
	m := map[string][]hanGuard{}
	for back, list := range map[int]string{
		2: `今日头条 今日说法 昨日重现 昨日青空 三月不知 五月天 十月革命 十月怀胎 三月三 六月雪 七月半 五月花 二月兰 四月是你 四月物语 十月围城 八月桂 八月十五 三月街 九月九 九月鹰飞
上周期 本周期 这周边 上周边 这周围 上周围 本周刊 本周报 上周刊 上周报 周末综合 周末狂热 过年龄 新年龄 新年级 近日点 近年轮 最近邻 最近公 最近点 最近似 今日影评 今日简史`,
		3: `星期五餐厅 星期日泰晤士 星期天早`,
		4: `第三季度假`,
	} {
		for _, s := range strings.Fields(list) {
			first := string([]rune(s)[:1])
			m[first] = append(m[first], hanGuard{s, back})
		}
	}
	return m
})

type hanGuard struct {
	s    string
	back int
}

// hanAfterBefore are characters after 三年前 that take 前 into another word.
var hanAfterBefore = words("端 台 置 言 沿 辈 任 妻 夫 锋 锋 进 途 提 景 列 往")

// hanCounted are characters after four digits that make them a model or a
// number of things, or that 年 has refused already (2023年级).
var hanCounted = words("款 版 届 级 年 元 个 人 字 米 块 万 千 亿 卡 次 张 页 期 号 多 条 道 词 集 公 斤 克 毫")

// hanEvery stand before times that return: 每年三月.
var hanEvery = []string{"每年", "每月", "每", "那年", "那一年", "逐年", "公元", "西元", "公元前"}

// hanHedges are swallowed before an expression: 好像是去年.
var hanHedges = []string{"我记得好像是", "我记得应该是", "我记得是", "记得是", "应该是", "好像是", "可能是", "也许是", "似乎是", "好像"}

// hanAfterNumber are characters after 12号 that make it a name.
var hanAfterNumber = words("线 楼 院 店 机 公 馆 房 门 厅 出 车 位 码 选 字 球 电 令")
