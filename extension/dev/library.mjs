// Sample pages in both languages: what the companion app would say of them.

/** «words» become marked ranges. */
function marked(text) {
  const highlights = [];
  let plain = "";
  for (const part of text.split(/([«»])/)) {
    if (part === "«") highlights.push([plain.length, plain.length]);
    else if (part === "»") highlights.at(-1)[1] = plain.length;
    else plain += part;
  }
  return { text: plain, highlights };
}

function hit(pageId, [title, url, folder, addedAt, text, matched = ["text"]], more = {}) {
  const { text: plain, highlights } = marked(title);
  return {
    pageId, url, title: plain, site: new URL(url).hostname.replace(/^www\./, ""), folders: folder ? [folder.split("/")] : [], addedAt: addedAt && `${addedAt}T09:00:00+00:00`,
    score: 1 / pageId, passage: marked(text ?? ""), titleHighlights: highlights, matched, captured: true, similar: 0, ...more,
  };
}

const pages = {
  en: [
    ["«Write»-Ahead Logging", "https://sqlite.org/wal.html", "Dev/Databases", "2022-06-30", "How «SQLite» lets «readers» go on reading while somebody «writes». Changes are appended to a separate log, and a reader notes where the log ended when it began."],
    ["«SQLite» FTS5 Extension", "https://www.sqlite.org/fts5.html", "Dev/Databases", "2025-09-04", "FTS5 is the full-text search engine inside «SQLite». You create a virtual table, insert text and ask with MATCH; the better a row fits, the earlier it comes.", ["title", "text"]],
    ["PostgreSQL: Documentation: Using EXPLAIN", "https://www.postgresql.org/docs/current/using-explain.html", "Dev/Databases", "2023-04-17", "A plan is a tree of steps, and each line estimates its cost, rows and width. EXPLAIN ANALYZE runs the query and shows the real times beside the guesses.", ["meaning"]],
    ["Go Concurrency Patterns: Pipelines and cancellation", "https://go.dev/blog/pipelines", "Dev/Go", "2021-09-27", "Stages are joined by channels; a reader that stops early must tell the «writers», or they wait for ever.", ["text"]],
    ["The Twelve-Factor App", "https://12factor.net/", "Dev/Architecture", "2021-07-15", "Keep state out of the process: whatever must survive goes to a backing service such as a «database».", ["folder"]],
    ["JustinGuitar | Learn How to Play Guitar Online for Free", "https://www.justinguitar.com/", "Music/Guitar", "2025-10-26", "Lessons in order, from the first two chords to songs.", ["meaning"]],
  ],
  zh: [
    ["«蝴蝶兰» - 维基百科", "https://zh.wikipedia.org/wiki/蝴蝶兰", "园艺/养花", "2025-01-30", "家里养「«蝴蝶兰»」最怕水多：根要透气，植料表面干了再«浇»，夏天大约一«周»一次，冬天十天到半个月«浇»一次就够。", ["text"]],
    ["植物智——中国植物＋物种信息系统", "https://www.iplant.cn/", "园艺/认植物", "2024-04-27", "拍一张照片认植物，兰科里«蝴蝶兰»属有七十多种，附有生长习性和分布图。", ["text"]],
    ["How to grow Tomatoes | RHS Vegetables", "https://www.rhs.org.uk/vegetables/tomatoes/grow-your-own", "Garden/Vegetables", "2026-02-27", "Water little and often; a dry pot that is suddenly soaked splits the fruit.", ["meaning"]],
    ["二十四节气 - 维基百科", "https://zh.wikipedia.org/wiki/二十四节气", "生活/日历", "2021-12-22", "谷雨前后雨水多，盆花要少浇水，放在通风的地方。", ["meaning"]],
    ["中国气象局 - 天气预报", "https://weather.cma.cn/", "生活/天气", "2026-07-21", "逐小时预报和未来七天的天气，还有湿度和风力。", ["folder"]],
    ["普洱茶 - 维基百科", "https://zh.wikipedia.org/wiki/普洱茶", "生活/茶", "2021-11-21", "存茶要干燥、通风、没有异味，湿度高了会发霉。", ["meaning"]],
  ],
};

const newest = {
  en: [
    ["No-Knead Crusty White Bread | King Arthur Baking", "https://www.kingarthurbaking.com/recipes/no-knead-crusty-white-bread-recipe", "Cooking/Bread", "2026-11-24"],
    ["Lisbon – Travel guide at Wikivoyage", "https://en.wikivoyage.org/wiki/Lisbon", "Travel/Europe", "2026-11-23"],
    ["OpenStreetMap", "https://www.openstreetmap.org/", "Travel/Maps", "2026-11-20"],
    ["Write-Ahead Logging", "https://sqlite.org/wal.html", "Dev/Databases", "2026-11-18"],
    ["How to grow Tomatoes | RHS Vegetables", "https://www.rhs.org.uk/vegetables/tomatoes/grow-your-own", "Garden/Vegetables", "2026-11-17"],
    ["蝴蝶兰 - 维基百科", "https://zh.wikipedia.org/wiki/蝴蝶兰", "Garden/Orchids", "2025-11-15"],
  ],
  zh: [
    ["上海博物馆", "https://www.shanghaimuseum.net/", "旅行/博物馆", "2026-11-24"],
    ["蝴蝶兰 - 维基百科", "https://zh.wikipedia.org/wiki/蝴蝶兰", "园艺/养花", "2026-11-23"],
    ["Anduin2017/HowToCook: 程序员在家做饭方法指南", "https://github.com/Anduin2017/HowToCook", "做饭/家常菜", "2026-11-20"],
    ["大理 - 维基导游", "https://zh.wikivoyage.org/wiki/大理", "旅行/云南", "2026-11-18"],
    ["Write-Ahead Logging", "https://sqlite.org/wal.html", "开发/数据库", "2026-11-17"],
    ["国家移民管理局", "https://www.nia.gov.cn/", "办事/证件", "2025-11-15"],
  ],
};

const stress = [
  ["A title that goes on and on because nobody at the newspaper ever had to fit it into a narrow window, not even once", "https://a-very-long-subdomain-name.of-a-very-long-domain-name.example.co.uk/x", "One/Two with a long name/Three with an even longer name/Four", "2024-01-02", "«Word» ".repeat(30)],
  ["https://example.com/unbroken/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789", "https://example.com/unbroken", "", "", "abcdefghijklmnopqrstuvwxyz".repeat(9), ["address"]],
  ["<script>alert(1)</script> & <b>bold</b> \u202Eevil", "https://xss.example/", "<i>folder</i>", "2024-01-02", "<img src=x onerror=alert(1)> [link](https://evil.example) ![](https://evil.example/x.png)"],
  ["कश्मीर से कन्याकुमारी तक 🚂🏔️ ไทย สวัสดี", "https://xn--11b4c3d.example/", "भारत", "2024-01-02", "🚂".repeat(60)],
  ["", "https://untitled.example/with/a/path?and=query", "", "", ""],
];
const rtl = [
  ["قطارات الليل في أوروبا: دليل المسافر", "https://nights.example/ar", "سفر/قطارات", "2026-11-04", "يغادر القطار من فيينا إلى «روما» كل ليلة، ويصل في التاسعة صباحا."],
  ["רכבות לילה: Vienna – Roma 2026", "https://trains.example/he", "נסיעות", "2026-10-04", "הרכבת יוצאת מ־Wien Hbf בשעה 19:20 ומגיעה ל«רומא» בבוקר."],
  ["Night trains to Italy", "https://www.seat61.com/", "Travel/Trains", "2022-05-16", "The sleeper to «Rome» leaves Vienna at 19:20 (العربية)."],
];

const of = (list) => list.map((page, i) => hit(i + 1, page));
export const samples = (lang) => ({
  hits: of(pages[lang]), newest: of(newest[lang]).map((h) => ({ ...h, matched: [] })), stress: of(stress), rtl: of(rtl),
});

export const words = {
  en: {
    question: "How does SQLite let people read while somebody writes?",
    typed: "sqlite write", typo: "sqlit write", correction: { from: "sqlit", to: "sqlite" },
    follow: "And does it work over a network drive?",
    filters: [
      { kind: "time", label: "since June 2022", from: "2022-06-01", source: "query" }, { kind: "site", label: "sqlite.org", value: "sqlite.org", source: "query" },
      { kind: "folder", label: "Databases", value: "Databases", source: "query" },
    ],
    filtered: "sqlite pages in Databases since June 2022",
    answer: "Writers do not touch the pages that readers look at: changes are **appended to a separate log**, and a reader notes where the log ended when it began. [1] It then never sees anything that came later. [1] Searches become about three times faster. [2] FTS5 keeps its index in ordinary tables, so the same holds for full text. [2]",
    quotes: [
      ["How SQLite lets readers go on reading while somebody writes.", "Changes are appended to a separate log, and a reader notes where the log ended when it began.", "Searches become about three times faster.", "FTS5 is the full-text search engine inside SQLite."],
      [true, true, false, true],
    ],
    quoted: "“How SQLite lets readers go on reading while somebody writes.” [1]\n\n“Changes are appended to a separate log, and a reader notes where the log ended when it began.” [1]\n\n“FTS5 is the full-text search engine inside SQLite.” [2]",
    followed: "No. All programs must be **on the same computer**, because they share memory beside the log. [1]",
    long: "There are three parts:\n\n- a log beside the database, to which every change is **appended** [1]\n- an index of that log in shared memory, `-shm` [1]\n- a checkpoint that copies the log back into the database when nobody reads from it [1]\n\nReaders take note of the end of the log and look no further. [1] So a long read keeps its own view of the data while others write. [1] Full text behaves the same, since FTS5 stores its index in ordinary tables. [2]",
    nothing: "Nothing in your bookmarks answers this.", nothingAsked: "How do I renew a residence card in Portugal?",
    ollama: ["Ollama is not running.", "Start it, and ask again."], loading: "Loading qwen3:4b",
  },
  zh: {
    question: "蝴蝶兰多久浇一次水？",
    typed: "蝴蝶兰 浇水", typo: "胡蝶兰 浇水", correction: { from: "胡蝶兰", to: "蝴蝶兰" },
    follow: "冬天要不要放进屋里？",
    filters: [
      { kind: "time", label: "2025年以来", from: "2025-01-01", source: "query" }, { kind: "site", label: "维基百科", value: "zh.wikipedia.org", source: "query" },
      { kind: "folder", label: "养花", value: "养花", source: "query" },
    ],
    filtered: "今年养花文件夹里维基百科的网页",
    answer: "看植料，不看日历：**表面干了再浇**。[1]夏天大约一周一次，冬天十天到半个月浇一次就够。[1]浇水后三天开花。[2]盆里不能积水，根要透气。[1]",
    quotes: [
      ["植料表面干了再浇", "夏天大约一周一次，冬天十天到半个月浇一次就够。", "浇水后三天开花。", "家里养「蝴蝶兰」最怕水多：根要透气"],
      [true, true, false, true],
    ],
    quoted: "“家里养「蝴蝶兰」最怕水多：根要透气，植料表面干了再浇。”[1]\n\n“夏天大约一周一次，冬天十天到半个月浇一次就够。”[1]\n\n“谷雨前后雨水多，盆花要少浇水。”[4]",
    followed: "要。低于**十五度**就停止生长，霜降前搬进屋里，离暖气远一些。[1]",
    long: "分三步：\n\n- 先摸植料，**表面干了**再浇 [1]\n- 浇透，让水从盆底流出来，托盘里不要存水 [1]\n- 夏天通风，冬天避开冷风，叶心不能积水 [1]\n\n夏天大约一周一次，冬天十天到半个月浇一次就够。[1]水多烂根，比缺水更危险。[1]谷雨前后雨水多，盆花要少浇水，放在通风的地方。[4]",
    nothing: "书签里没有答案。", nothingAsked: "葡萄牙居留卡怎么续签？",
    ollama: ["Ollama 没有运行。", "启动它，再问一次。"], loading: "正在载入 qwen3:4b",
  },
};
