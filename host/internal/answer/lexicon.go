package answer

import "strings"

// lexicon.go: the small words that the citation checker (support.go) reads
// for their grammar. Both languages have few of them; everything else is
// matter, which a page has to have word for word.

func wordSet(lists ...string) func() map[string]bool {
	return lazily(func() map[string]bool {
		set := map[string]bool{}
		for _, w := range strings.Fields(strings.Join(lists, " ")) {
			set[w] = true
		}
		return set
	})
}

// freeWords say nothing that a page could contradict: articles, auxiliaries,
// prepositions of place and manner, connectives.
var freeWords = wordSet(`a an the of in on at by for with to as into onto from about that which who whom whose such there here then so and or but
is are was were be been being am do does did done doing has have had having make makes made making will would shall should must can get gets
i me my we us our you your one's also too very just even still yet both either what when where while whereas because since although though
however moreover furthermore additionally therefore thus hence overall yes per via upon s t ll re ve d m respectively own other
的 地 得 了 着 是 在 于 与 和 及 而 且 并 也 都 就 则 所 之 们 该 此 个 会 要 应 当 该 将 被 把 由 让 使 用 对 从 为 因 以 但 如 果 虽 然 可 能 够 有 还 又 很
里 中 向 给 跟 同 等 些 吧 呢 啊 它 他 她 其 这 那`)

// pronouns stand for something said before.
var pronouns = wordSet(`it its they their them he his him she her hers this these those that which who itself themselves himself herself 它 他 她 其 这 那`)

// relatives stand for what comes directly before them.
var relatives = wordSet(`which who whom whose`)

// negations deny. "Cannot" and "n't" are taken apart before.
var negations = wordSet(`not no never none neither without hardly nothing nobody nowhere 不 没 無 无 未 非 别 勿 莫`)

// splitters begin a clause; conditions begin one on which the rest depends.
var (
	splitters  = wordSet(`but while whereas because so although though if unless which who whose whom except`)
	conditions = wordSet(`if unless except provided`)
)

// guards narrow what is said: whoever leaves one out says more than the page.
// Words of one line do each other's work.
var guards = lazily(func() map[string]string {
	set := map[string]string{}
	for _, line := range strings.Split(`may might could possibly perhaps maybe potentially possible
probably likely presumably apparently seemingly
plan plans planned planning intend intends intended propose proposed proposes
expect expected expects forecast
reportedly allegedly supposedly rumoured rumored
seem seems seemed appear appears appeared suggest suggests suggested
usually normally generally typically commonly mostly mainly largely
often frequently
sometimes occasionally
rarely seldom
most
some
few
several
many
almost nearly
partly partially
atleast
atmost upto
deny denies denied doubt doubts doubted dispute disputes disputed
fail fails failed
false myth wrong untrue
unlikely
tried tries try trying attempt attempted attempts
former formerly`, "\n") {
		words := strings.Fields(line)
		for _, w := range words {
			set[w] = words[0]
		}
	}
	return set
})

// guardsZH are the same for Chinese, found as they stand, simplified.
var guardsZH = [][]string{
	{"可能", "也许", "或许", "有望", "或将"}, {"大概", "恐怕", "似乎", "疑似"}, {"计划", "打算"}, {"预计", "预期"}, {"据说", "据称", "传言"},
	{"一般", "通常", "往往", "大多", "多数", "大部分"}, {"经常", "常常"}, {"有时", "偶尔"}, {"很少", "罕见"}, {"部分", "有些", "一些"}, {"几乎"},
	{"至少"}, {"最多", "至多"}, {"否认", "质疑"}, {"未必", "不一定"}, {"试图", "尝试"}, {"曾经"}, {"如果", "假如"}, {"除非"}, {"除了"},
}

// hedges make a claim say less than the page: whoever adds one is still borne
// out.
var hedges = wordSet(`may probably seem 可能 大概`)

// limits narrow numbers, and nothing where there is none.
var limits = wordSet(`atleast atmost almost 至少 最多`)

// conditionsZH begin a clause on which the rest depends.
var conditionsZH = []string{"如果", "假如", "若", "除非", "只有", "除了", "要是"}

// harmless are Chinese words with a character of negation that negate nothing.
var harmless = lazily(func() *strings.Replacer {
	var pairs []string
	for _, w := range strings.Fields(`不同 不断 不仅 不但 不过 不少 不管 不错 差不多 不光 不只 不论 不得不 不约而同 不锈钢 不久 不止 不妨
无论 无限 无线 无人 无疑 非常 除非 非洲 未来 特别 分别 区别 级别 类别 识别 别的 别人 别墅 个别 告别 性别 能不能 是不是 要不要 会不会 有没有 可不可`) {
		pairs = append(pairs, w, "")
	}
	return strings.NewReplacer(pairs...)
})

// irregular are the forms that no stemmer knows, under their base.
var irregular = lazily(func() map[string]string {
	set := map[string]string{}
	for _, line := range strings.Split(`arise arose arisen|awake awoke awoken|bear bore borne|beat beaten|become became|begin began begun|bend bent|bind bound|bite bit bitten
bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen
cling clung|come came|deal dealt|dig dug|draw drew drawn|dream dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed
feel felt|fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|freeze froze frozen|give gave given|go went gone goes
grind ground|grow grew grown|hang hung|hear heard|hide hid hidden|hold held|keep kept|know knew known|lay laid|lead led|lean leant|leap leapt|learn learnt
leave left leaves leaving|lend lent|lie lay lain|light lit|lose lost|mean meant|meet met|pay paid|prove proven|ride rode ridden|ring rang rung|rise rose risen|run ran|say said
see saw seen|seek sought|sell sold|send sent|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk
sit sat|sleep slept|slide slid|speak spoke spoken|speed sped|spend spent|spin spun|stand stood|steal stole stolen|stick stuck|strike struck
swear swore sworn|sweep swept|swim swam swum|swing swung|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown
understand understood|wake woke woken|wear wore worn|weave wove woven|win won|wind wound|withdraw withdrew withdrawn|write wrote written
man men|woman women|child children|foot feet|tooth teeth|mouse mice|goose geese|person people|wolf wolves|knife knives|half halves|shelf shelves`, "\n") {
		for _, forms := range strings.Split(line, "|") {
			words := strings.Fields(forms)
			for _, w := range words[1:] {
				if set[w] == "" {
					set[w] = words[0]
				}
			}
		}
	}
	return set
})

// participles are those of irregular verbs, which "be" makes a passive with.
var participles = wordSet(`beaten begun bent bound bitten blown broken brought built burnt bought caught chosen cut dealt drawn drunk driven eaten fed felt
found forbidden forgotten frozen given ground grown hung heard hidden held kept known laid led lent lit lost meant met paid proven put read ridden run said
seen sought sold sent set shaken shot shown shut sung sunk spoken spent spun split spread stolen struck swept taken taught torn told thought thrown understood worn woven won written`)

// beForms make a passive with a participle.
var beForms = wordSet(`is are was were be been being am`)
