// Every state of the pages: a scenario for the background, and what a person
// does before the picture is taken.
import { samples, words } from "./library.mjs";

const status = (over = {}) => ({
  rung: 3, bookmarks: 5310, pages: 5310, captured: 5310, passages: 41200, embedded: 41200, pending: { capture: 0, index: 0, embed: 0 }, failed: 0,
  model: { embed: "embeddinggemma", chat: "qwen3:4b", state: "ready" }, ollama: "ready", paused: false, dataBytes: 52_000_000, version: "1.0.0", ...over,
});

/** How it stands with the companion app on a rung. */
const at = (rung, over) => (rung === 0
  ? { state: { kind: "absent", reason: "not_installed", message: "" } }
  : { state: { kind: "ready", version: "1.0.0", rung }, status: status({ rung, ...(rung < 3 ? { model: { state: "absent" }, ollama: "absent" } : {}), ...over }) });

const found = (hits, over = {}) => ({ hits, filters: [], mode: "hybrid", total: hits.length + 17, tookMs: 3, ...over });

/** Passages that are being learnt. */
const learning = { passages: 9282, embedded: 1240, pending: { capture: 0, index: 0, embed: 8042 }, etaSeconds: 170 };
const builtin = { model: { embed: "builtin", state: "absent" } };
const ollama = { ollama: "ready" };

/** What models.list says. */
const listed = (over = {}) => ({
  ollama: "ready", version: "0.13.5", memoryBytes: 25_000_000_000, chosen: {},
  installed: [["embeddinggemma", "embed", 622_000_000, 768], ["bge-m3:latest", "embed", 1_200_000_000, 1024], ["qwen3:4b", "chat", 2_500_000_000], ["gemma3:4b", "chat", 3_300_000_000]]
    .map(([name, kind, bytes, dims]) => ({ name, kind, bytes, ...(dims ? { dims } : {}) })),
  recommended: [], ...over,
});
/** A computer without Ollama. */
const unlisted = (over = {}) => listed({
  ollama: "absent", version: undefined, installed: [],
  recommended: [["embeddinggemma", "embed", 622_000_000], ["qwen3:4b", "chat", 2_500_000_000]].map(([name, kind, bytes]) => ({ name, kind, bytes, why: "Good in Chinese and English, on most computers." })), ...over,
});

/** A download under way. */
const pulling = [{ name: "qwen3:4b", phase: "downloading", completed: 840_000_000, total: 2_497_000_000 }];

/** The browser's own tree, for rung 0. */
function treeOf(hits) {
  const bookmarks = hits.map((h, i) => ({ id: `b${i}`, parentId: "1", title: h.title, url: h.url, dateAdded: Date.parse(h.addedAt) }));
  return [{ id: "0", title: "", children: [{ id: "1", parentId: "0", title: "Reading", children: bookmarks }] }];
}

/** The citations of an answer: each [n] with its quote, in order. */
function answerOf(lang, hits, text, { model = "qwen3:4b", found: is = true } = {}) {
  const [quotes, supported] = words[lang].quotes;
  const citations = [...text.matchAll(/\[(\d)\]/g)].map(([, n], i) => {
    const h = hits[n - 1];
    return { n: Number(n), pageId: h.pageId, url: h.url, title: h.title, quote: quotes[i] ?? quotes[0], supported: supported[i] ?? true, start: 0, end: 10 };
  });
  return { answer: text, found: is, citations, sources: hits, ...(model ? { model } : {}), used: { passages: 4, of: 9 }, conversationId: "c", tookMs: 4100 };
}

const sources = (hits) => ({ kind: "sources", hits, final: true });
const say = (text) => ({ kind: "text", text });
const ask = async (page, question) => {
  await page.fill("#q", question);
  await page.press("#q", "Alt+Enter");
};
const written = (page) => page.waitForSelector(".answer-body[aria-busy=false]");

/** The states for a language: name → {page, size, scenario, act, zoom}. */
const forgotten = { results: { "pages.forget": { bookmarks: 1, pages: 1, passages: 14, vectors: 14, turns: 2, backups: 0 } } };
const dated = [
  { kind: "time", label: "Mar – May 2026", from: "2026-03-01T00:00:00+00:00", to: "2026-06-01T00:00:00+00:00", source: "query" },
  { kind: "lang", label: "English", value: "en", source: "query" },
];
const typed = (text) => (page) => page.fill("#q", text).then(() => page.waitForSelector("#hits mark"));
const forgetFirst = (w) => async (page) => {
  await typed(w.typed)(page);
  await page.locator(".hit:not(.hit-ask)").first().click({ button: "right" });
  await page.click(".menu .danger");
  await page.waitForSelector(".sheet .receipt");
};
const editChip = (w, n) => async (page) => {
  await typed(w.typed)(page);
  await page.locator(".chip-label").nth(n).click();
  await page.waitForSelector(".filter-edit");
};

export function states(lang) {
  const { hits, newest, stress, rtl } = samples(lang);
  const w = words[lang];
  const answered = { events: [sources(hits), say(w.answer)], answer: answerOf(lang, hits, w.answer) };
  const base = (rung = 3, over = {}, more = {}) => ({
    ...at(rung, over), tree: treeOf(newest), local: {}, session: {}, search: { "": found(newest), "*": found(hits) }, asks: [answered], ...more,
  });
  const type = (text) => (page) => page.fill("#q", text).then(() => page.waitForFunction(() => document.querySelector("#hits mark, #hits .hit:not(.hit-ask)")));
  const deeply = (text) => (page) => page.fill("#q", text).then(() => page.waitForFunction(() => document.querySelector("#o1 .i-meaning")));
  const climb = async (page) => { await page.click(".rung"); await page.waitForSelector(".steps"); await page.waitForTimeout(60); };
  const asking = (turn, then = written) => ({ scenario: base(3, {}, { asks: [turn] }), act: (page) => ask(page, w.question).then(() => then(page)) });
  const cite = (n) => async (page) => {
    await ask(page, w.question);
    await written(page);
    await page.locator("button.cite").nth(n).click();
    await page.waitForSelector("#quote");
  };
  const list = {
    first: { scenario: base() },
    empty: { scenario: base(1, { bookmarks: 0, pages: 0 }, { search: { "": found([], { total: 0 }) }, tree: undefined }) },
    typing: { scenario: base(1), act: type(w.typed) },
    question: { scenario: base(), act: type(w.question) },
    filters: { scenario: base(3, {}, { search: { "*": found(hits, { filters: w.filters }) } }), act: type(w.filtered) },
    typo: { scenario: base(1, {}, { search: { "*": found(hits, { corrected: w.correction }) } }), act: type(w.typo) },
    none: { scenario: base(1, {}, { search: { "*": found([], { total: 0 }) } }), act: (page) => page.fill("#q", "zeppelin") },
    streaming: asking({ events: [sources(hits), say(w.answer.slice(0, w.answer.length * 0.55))] }, (page) => page.waitForSelector(".caret")),
    waiting: asking({ events: [sources(hits)] }, (page) => page.waitForSelector(".sk")),
    loading: asking({ events: [sources(hits), { kind: "notice", code: "loading_model", message: w.loading, seconds: 20 }] }, (page) => page.waitForSelector(".sk")),
    answered: { scenario: base(), act: cite(3) },
    unconfirmed: { scenario: base(), act: cite(2) },
    long: asking({ events: [sources(hits)], answer: answerOf(lang, hits, w.long) }),
    "long-all": asking({ events: [sources(hits)], answer: answerOf(lang, hits, w.long) }, async (page) => { await written(page); await page.locator(".answer-foot .link").click(); }),
    quoted: { scenario: base(1, {}, { asks: [{ events: [sources(hits), say(w.quoted)], answer: answerOf(lang, hits, w.quoted, { model: "" }) }] }), act: (page) => ask(page, w.question).then(() => written(page)) },
    nothing: { scenario: base(3, {}, { asks: [{ events: [sources(hits.slice(2, 5))], answer: { ...answerOf(lang, hits, w.nothing, { found: false }), sources: hits.slice(2, 5), citations: [] } }] }), act: (page) => ask(page, w.nothingAsked).then(() => page.waitForSelector(".panel")) },
    "nothing-near": { scenario: base(3, {}, { asks: [{ events: [], answer: { ...answerOf(lang, hits, w.nothing, { found: false }), sources: [], citations: [] } }] }), act: (page) => ask(page, w.nothingAsked).then(() => page.waitForSelector(".panel")) },
    stopped: asking({ events: [sources(hits), say(w.answer.slice(0, 60))] }, async (page) => { await page.waitForSelector(".caret"); await page.press("#q", "Escape"); }),
    error: asking({ events: [sources(hits)], error: { kind: "ollama_unreachable", message: w.ollama[0], hint: w.ollama[1] } }, (page) => page.waitForSelector("[role=alert]")),
    fallback: asking({ events: [sources(hits), { kind: "notice", code: "fallback", message: w.ollama.join(" ") }, say(w.quoted)], answer: answerOf(lang, hits, w.quoted, { model: "" }) }),
    followup: {
      scenario: base(3, {}, { asks: [answered, { events: [sources(hits), say(w.followed)], answer: answerOf(lang, hits, w.followed) }] }),
      act: async (page) => {
        await ask(page, w.question);
        await written(page);
        await page.fill(".ask-more input", w.follow);
        await page.press(".ask-more input", "Enter");
        await page.waitForFunction(() => document.querySelectorAll(".turn .answer-body[aria-busy=false]").length === 2);
      },
    },
    indexing: { scenario: base(1, { pages: 5310, pending: { capture: 0, index: 4070, embed: 0 }, etaSeconds: 840 }) },
    rebuilding: { scenario: base(1, {}, { search: { "*": found(hits, { partial: "rebuilding" }) } }), act: type(w.typed) },
    learning: { scenario: base(1, { ...learning, ...builtin }) },
    "learning-paused": { scenario: base(1, { ...learning, ...builtin }), act: (page) => page.click(".btn-pause").then(() => page.waitForSelector(".i-play")) },
    "learning-done": {
      scenario: base(1, { ...learning, ...builtin }),
      act: (page) => page.evaluate(() => {
        Object.assign(globalThis.dev.scenario.status, { embedded: 9282, pending: { capture: 0, index: 0, embed: 0 }, etaSeconds: undefined });
        globalThis.dev.say();
      }),
    },
    meaning: { scenario: base(2, { ...ollama, model: { embed: "embeddinggemma", state: "absent" } }, { deep: found([hits[2], hits[0], hits[5], hits[1]]) }), act: deeply(w.question) },
    slow: { scenario: base(2, { ...ollama, model: { embed: "embeddinggemma", state: "absent" } }, { deep: found(hits, { mode: "text", partial: "model_slow" }) }), act: (page) => type(w.typed)(page).then(() => page.waitForSelector(".partial")) },
    unready: { scenario: base(1, builtin, { deep: found(hits, { mode: "text", partial: "embedding" }) }), act: (page) => type(w.typed)(page).then(() => page.waitForSelector(".partial")) },
    rung0: { scenario: base(0), act: (page) => page.fill("#q", newest[0].title.slice(0, 4)).then(() => page.waitForSelector("#hits mark")) },
    crashed: { scenario: { ...base(0), state: { kind: "absent", reason: "crashed", message: "" } } },
    outcome: { scenario: base(1, {}, { session: { lastIndexed: { mark: "✓", text: lang === "en" ? "Indexed. You can find this page by what it says now." : "已索引，现在可以按正文找到此页。", at: Date.parse("2026-11-24T11:59:30+00:00") } } }) },
    ladder: { scenario: base(1, {}, { results: { "models.list": unlisted() } }), act: climb },
    "ladder-builtin": { scenario: base(1, builtin, { results: { "models.list": unlisted() } }), act: climb },
    "ladder-meaning": { scenario: base(2, { ...ollama, model: { embed: "embeddinggemma", state: "absent" } }, { results: { "models.list": listed({ recommended: unlisted().recommended.slice(1) }) } }), act: climb },
    "ladder-ready": { scenario: base(1, { ...ollama, ...builtin }, { results: { "models.list": unlisted({ ollama: "ready" }) } }), act: climb },
    "ladder-coming": { scenario: base(1, { ...ollama, ...builtin }, { results: { "models.list": unlisted({ ollama: "ready", pulling }), "models.pull": "never" } }), act: climb },
    "stopped": { scenario: base(1, { ollama: "stopped", model: { embed: "embeddinggemma", state: "absent" } }) },
    "ladder-stopped": { scenario: base(1, { ollama: "stopped", model: { embed: "embeddinggemma", state: "absent" } }, { results: { "models.list": unlisted({ ollama: "stopped" }) } }), act: climb },
    keys: { scenario: base(), act: (page) => page.press("#q", "?") },
    menu: { scenario: base(1), act: async (page) => { await type(w.typed)(page); await page.press("#q", "Control+."); await page.waitForSelector("[role=menu]"); } },
    "menu-open": { scenario: base(1, {}, { tabs: [{ id: 1, windowId: 1, url: hits[0].url }] }), act: async (page) => { await type(w.typed)(page); await page.press("#q", "Control+."); await page.waitForSelector("[role=menu]"); } },
    "forget-page": { scenario: base(1, {}, forgotten), act: forgetFirst(w) },
    "forget-done": { scenario: base(1, {}, forgotten), act: async (page) => { await forgetFirst(w)(page); await page.click(".sheet .btn-danger"); await page.waitForFunction(() => !document.querySelector(".sheet .btn-danger")); } },
    "filter-time": { scenario: base(2, {}, { search: { "*": found(hits, { filters: dated }) } }), act: editChip(w, 0) },
    "filter-lang": { scenario: base(2, {}, { search: { "*": found(hits, { filters: dated }) } }), act: editChip(w, 1) },
    "menu-low": { scenario: base(1), act: async (page) => { await type(w.typed)(page); await page.locator(".hit").nth(5).click({ button: "right" }); } },
    doubt: { scenario: base(1, {}, { confirmation: { removed: 4800 } }) },
    stress: { scenario: base(1, {}, { search: { "*": found(stress) } }), act: type("word") },
    "stress-answer": asking({ events: [sources(stress)], answer: { ...answerOf(lang, stress, "<b>Bold</b> ![x](https://evil.example/x.png) [click](javascript:alert(1)) [1] " + "unbroken".repeat(30) + " [2]"), sources: stress } }),
    rtl: { scenario: base(1, {}, { search: { "*": found(rtl) } }), act: type("Rome") },
  };
  const big = {};
  for (const name of ["typing", "answered", "followup", "rung0", "stress", "menu", "ladder", "ladder-builtin", "learning", "slow", "keys", "filters"]) big[`zoom-${name}`] = { ...list[name], size: [400, 300], zoom: 2 };
  return { ...list, ...big, ...pages(lang, base, answered, hits, w) };
}

function pages(lang, base, answered, hits, w) {
  const turns = [{ question: w.question, answer: answered.answer, at: "2026-11-24T10:00:00+00:00" }, { question: w.follow, answer: answerOf(lang, hits, w.followed), at: "2026-11-24T10:01:00+00:00" }];
  const conversations = { items: [["c", w.question, "2026-11-24T10:00:00+00:00"], ["d", w.filtered, "2026-11-24T08:00:00+00:00"], ["e", w.nothingAsked, "2026-11-20T08:00:00+00:00"], ["f", w.typed, "2026-06-02T08:00:00+00:00"]].map(([id, title, updatedAt]) => ({ id, title, updatedAt, turns: 2 })) };
  const results = { "conversations.list": conversations, "conversations.get": { id: "c", turns }, ...answersOf(lang) };
  const wide = [1280, 800];
  const models = async (page) => { await page.waitForSelector(".opt"); await page.locator("#models").scrollIntoViewIfNeeded(); };
  const cost = async (page) => { await models(page); await page.click("input[value='bge-m3:latest']"); await page.waitForSelector("[role=alertdialog]"); };
  const beside = (hit) => base(3, {}, { tabs: [{ id: 1, windowId: 1, active: true, url: hit.url, title: hit.title }], results: { ...results, "pages.related": { hits: hits.slice(0, 4) } } });
  const forget = async (page) => { await page.fill("#priv .text-in", "sqlite.org"); await page.press("#priv .text-in", "Enter"); await page.waitForSelector("[role=alertdialog]"); };
  const rules = async (page) => {
    await page.waitForSelector(".rules .sel");
    await page.fill("#rule-test", "https://mirasand.example/search/chinese");
    await page.press("#rule-test", "Enter");
    await page.waitForSelector("#what .verdict");
    await page.click("#what .fold > summary");
    await page.click("#what .link");
    await page.locator("#what").evaluate((el) => el.scrollIntoView());
  };
  const failures = async (page) => { await page.click(".cause > summary"); await page.waitForSelector(".cause li"); await page.locator("#prog").evaluate((el) => el.scrollIntoView()); };
  const restore = async (page) => { await page.locator("#back form:nth-child(2) .btn").click(); await page.waitForSelector("[role=alertdialog]"); };
  const open = async (page) => { await page.locator(".rail-item").first().click(); await page.waitForSelector(".turn"); };
  return {
    "page-empty": { page: "page.html", size: wide, scenario: base(3, {}, { results }) },
    "page-asked": { page: "page.html", query: `?q=${encodeURIComponent(w.question)}`, size: wide, scenario: base(3, {}, { results }), act: written },
    "page-history": { page: "page.html", size: wide, scenario: base(3, {}, { results }), act: open },
    "page-cite": { page: "page.html", size: wide, scenario: base(3, {}, { results }), act: async (page) => { await open(page); await page.locator("button.cite").nth(1).click(); } },
    "page-rung0": { page: "page.html", query: "?q=read", size: wide, scenario: base(0, {}, { results }), act: (page) => page.waitForTimeout(200) },
    "panel-new": { page: "panel.html", size: [400, 720], scenario: base(3, {}, { results }) },
    "panel-related": { page: "panel.html", size: [400, 720], scenario: beside(hits[0]), act: async (page) => { await page.click(".related summary"); } },
    "panel-offer": { page: "panel.html", size: [400, 720], scenario: { ...beside({ url: "https://elsewhere.example/", title: hits[1].title }), bookmarked: false }, act: (page) => page.waitForSelector(".related-find") },
    "panel-asked": { page: "panel.html", size: [360, 720], scenario: { ...beside(hits[0]), session: { panel: { question: w.question } } }, act: written },
    "panel-earlier": { page: "panel.html", size: [360, 720], scenario: base(3, {}, { results }), act: (page) => page.click(".side-head [aria-expanded]").then(() => page.waitForSelector(".rail.over .rail-item")) },
    "panel-rung0": { page: "panel.html", size: [360, 720], scenario: base(0, {}, { results }) },
    "page-side": { page: "page.html", query: `?q=${encodeURIComponent(w.question)}`, size: [400, 720], scenario: base(3, {}, { results }), act: written },
    "options-ready": { page: "options.html", size: [1280, 900], scenario: base(3, {}, { results }), act: (page) => page.waitForSelector(".report"), full: true },
    "options-forget": { page: "options.html", size: [1280, 900], scenario: base(3, {}, { results }), act: forget },
    "options-receipt": { page: "options.html", size: [1280, 900], scenario: base(3, {}, { results }), act: async (page) => { await forget(page); await page.click(".dialog .btn-danger"); await page.waitForSelector(".dialog .btn-main"); } },
    "options-rules": { page: "options.html", size: [1280, 900], scenario: base(3, {}, { results, granted: true, tree: folderTree(lang) }), act: rules },
    "options-failures": { page: "options.html", size: [1280, 900], scenario: base(3, reading, { results }), act: failures },
    "options-restore": { page: "options.html", size: [1280, 900], scenario: base(3, {}, { results, local: { lastBackup: { path: "/home/anna/Documents/AI Bookmark 2026-11-20.db", at: "2026-11-20T10:00:00+00:00" } } }), act: restore },
    "options-restored": { page: "options.html", size: [1280, 900], scenario: base(3, {}, { results, local: { lastBackup: { path: "/home/anna/Documents/AI Bookmark 2026-11-20.db", at: "2026-11-20T10:00:00+00:00" } } }), act: async (page) => { await restore(page); await page.click(".dialog .btn-danger"); await page.waitForSelector(".dialog .btn-main"); } },
    "options-backup": { page: "options.html", size: [1280, 900], scenario: base(3, {}, { results }), act: async (page) => { await page.locator("#back .btn").first().click(); await page.waitForSelector("#back .verdict"); await page.locator("#back").scrollIntoViewIfNeeded(); } },
    "options-looking": { page: "options.html", size: [1280, 900], scenario: { ...base(0), state: { kind: "connecting" } } },
    "options-crashed": { page: "options.html", size: [1280, 900], scenario: { ...base(0), state: { kind: "absent", reason: "crashed", message: "" } } },
    "options-zoom": { page: "options.html", size: [640, 450], zoom: 2, scenario: base(3, reading, { results, tree: folderTree(lang) }), act: rules, full: true },
    "options-learning": { page: "options.html", size: [1280, 900], scenario: base(2, { ...learning, ...ollama, failed: 12, model: { embed: "embeddinggemma", state: "absent" } }, { results }), act: models },
    "options-paused": { page: "options.html", size: [1280, 900], scenario: base(2, { ...learning, ...ollama, model: { embed: "embeddinggemma", state: "absent" } }, { results }), act: async (page) => { await models(page); await page.click(".btn-pause"); await page.waitForSelector(".i-play"); } },
    "options-builtin": { page: "options.html", size: [1280, 900], scenario: base(1, { ...builtin, passages: 192, embedded: 192 }, { results: { ...results, "models.list": unlisted() } }), act: models },
    "options-few": { page: "options.html", size: [1280, 900], scenario: base(1, { pages: 12, passages: 30, embedded: 0 }, { results: { ...results, "models.list": unlisted() } }), act: models },
    "options-trial": { page: "options.html", size: [1280, 900], scenario: base(3, {}, { results: { ...results, "models.choose": "never" } }), act: async (page) => { await models(page); await page.click("input[value='bge-m3:latest']"); await page.waitForSelector(".trial"); } },
    "options-cost": { page: "options.html", size: [1280, 900], scenario: base(3, {}, { results }), act: cost },
    "options-refused": { page: "options.html", size: [1280, 900], scenario: base(3, {}, { results: { ...results, "models.choose": undefined } }), act: async (page) => { await models(page); await page.click("input[value='bge-m3:latest']"); await page.waitForSelector(".opt .bad"); } },
    "options-offers": { page: "options.html", size: [1280, 900], scenario: base(1, { ...builtin, ...ollama, passages: 192, embedded: 192 }, { results: { ...results, "models.list": unlisted({ ollama: "ready", pulling }), "models.pull": "never" } }), act: models },
    "options-full": { page: "options.html", size: [1280, 900], scenario: base(1, { ...builtin, ...ollama, passages: 192, embedded: 192 }, { results: { ...results, "models.list": unlisted({ ollama: "ready" }), "models.pull": undefined } }), act: async (page) => { await models(page); await page.click(".offers .btn"); await page.waitForSelector(".offers .bad"); } },
    "options-stopped": { page: "options.html", size: [1280, 900], scenario: base(1, { ...builtin, ollama: "stopped" }, { results: { ...results, "models.list": unlisted({ ollama: "stopped" }) } }) },
    "options-narrow": { page: "options.html", size: [360, 740], scenario: base(2, { ...learning, ...ollama, failed: 12, model: { embed: "embeddinggemma", state: "absent" } }, { results: { ...results, "models.list": listed({ installed: [{ name: "hf.co/unsloth/embeddinggemma-300m-with-a-very-long-name-GGUF:Q8_0", kind: "embed", bytes: 3e8 }, ...listed().installed] }) } }), act: models, full: true },
    "options-rung0": { page: "options.html", size: [1280, 900], scenario: base(0), full: true },
    ...welcome(lang, base, results),
  };
}

/** Pages being read. */
const reading = { captured: 1240, fetch: "battery", passages: 9282, embedded: 9282, pending: { capture: 4070, index: 0, embed: 0 }, etaSeconds: 820, failedCaptures: 31 };

/** Folders as people have them. */
function folderTree(lang) {
  const names = lang === "en"
    ? [["Code", 9, ["Search", 5], ["Games", 3]], ["Reading", 8], ["Travel", 4, ["Night trains", 2]], ["Work", 6], ["Home", 2, ["Papers", 3]], ["Kitchen", 5]]
    : [["代码", 9, ["搜索", 5], ["游戏", 3]], ["阅读", 8], ["旅行", 4, ["夜车", 2]], ["工作", 6], ["家里", 2, ["证件", 3]], ["厨房", 5]];
  let n = 0;
  const folder = ([title, pages, ...inside]) => ({
    id: `f${++n}`, title, children: [...Array.from({ length: pages }, (_, i) => ({ id: `p${++n}`, title: `${title} ${i}`, url: `https://a.example/${n}`, dateAdded: 1.7e12 + n })), ...inside.map(folder)],
  });
  return [{ id: "0", title: "", children: [{ id: "1", title: "Bookmarks bar", children: names.map(folder) }] }];
}

/** What the companion app says of a library as people have it. */
function answersOf(lang) {
  const en = lang === "en";
  const check = (name, ok, detail, fix) => ({ name, ok, detail, ...(fix ? { fix } : {}) });
  const failed = [
    ["login_wall", 14, [["Team handbook", "https://intranet.example/handbook", "", "2026-11-27"], ["Invoices 2024", "https://bills.example/2024", "", ""]]],
    ["not_found", 9, [["A map of old tram lines", "https://trams.example/map", "404", ""]]], ["timeout", 5, []], ["unsupported", 3, []],
  ];
  return {
    doctor: { checks: [check("library", true, en ? "5,310 bookmarks, 5,310 pages, 1,240 with text, 52.0 MB" : "5,310 个书签，5,310 个网页，1,240 个有正文，52.0 MB"), check("chromium", true, "ok"), check("ollama", false, en ? "not running" : "没有运行", "ollama serve"), check("vectors", true, en ? "41,200 vectors of embeddinggemma" : "embeddinggemma 的 41,200 个向量")] },
    "models.list": listed(), "models.choose": { reembed: { passages: 9282, seconds: 240 } },
    "pages.forget": { bookmarks: 63, pages: 61, passages: 1184, vectors: 1184, turns: 4, backups: 1 }, "conversations.delete": { deleted: 12 },
    "settings.get": {
      ollamaUrl: "", ollamaRemote: false, embedModel: "", chatModel: "", indexEngine: "scan", fetch: false, captureVisits: true, language: "",
      rules: [{ action: "block", site: "bank.example" }, { action: "block", folder: en ? ["Home", "Papers"] : ["家里", "证件"] }, { action: "allow", path: "wiki.example/public/" }],
    },
    "rules.test": { indexed: true, because: en ? "No rule is against it." : "没有规则排除它。" },
    "captures.list": {
      items: failed[0][2].map(([title, url, detail, next], i) => ({ pageId: i + 1, url, title, cause: "login_wall", detail, at: "2026-11-23T10:00:00+00:00", attempts: 2, dead: !next, ...(next ? { nextTry: `${next}T10:00:00+00:00` } : {}) })),
      causes: failed.map(([cause, count]) => ({ cause, count })),
    },
    "captures.list ignored": { items: [], causes: [{ cause: "not_found", count: 2 }] },
    "captures.retry": { queued: 14 }, "captures.ignore": { ignored: 1 },
    "storage.list": { items: [["github.com", 412, 18e6], ["mirasand.example", 96, 6.1e6], ["nightlines.example", 61, 4.4e6], ["linworks.example", 48, 2.9e6]].map(([site, pages, bytes]) => ({ site, pages, bytes })), next: "x" },
    "data.backup dry": { path: "/home/anna/Documents/AI Bookmark 2026-11-24.db", bytes: 0, pages: 5310 },
    "data.backup": { path: "/home/anna/Documents/AI Bookmark 2026-11-24.db", bytes: 52e6, pages: 5310 },
    "data.restore dry": { path: "/home/anna/Documents/AI Bookmark 2026-11-20.db", bytes: 51e6, pages: 5204, madeAt: "2026-11-20T10:00:00+00:00" },
    "data.restore": { path: "/home/anna/Documents/AI Bookmark 2026-11-20.db", bytes: 51e6, pages: 5204, madeAt: "2026-11-20T10:00:00+00:00", kept: "/home/anna/.local/share/ai-bookmark/backups/library-before-restore-20261124-120000.db" },
  };
}

/** The walk of a new user, step by step. */
function welcome(lang, base, results) {
  const size = [1024, 860];
  const on = (n) => async (page) => { for (let i = 0; i < n; i++) { await page.locator(".w-foot .btn").last().click(); await page.waitForTimeout(60); } };
  const at = (rung, n, over = {}, more = {}) => ({ page: "welcome.html", size, scenario: base(rung, over, { results: { ...results, ...more.results }, tree: folderTree(lang), ...more.scenario }), act: on(n) });
  const none = { ollama: "ready", model: { state: "absent" } };
  const fresh = listed({ installed: [], recommended: listed().installed.filter((m) => ["embeddinggemma", "qwen3:4b"].includes(m.name)).map((m) => ({ ...m, why: lang === "en" ? "Good in English and Chinese" : "中英文都好" })) });
  const event = { name: "qwen3:4b", phase: "downloading", completed: 1.1e9, total: 2.5e9 };
  return {
    "welcome-1": { page: "welcome.html", size, scenario: base(0) },
    "welcome-2": at(0, 1),
    "welcome-2-trouble": { ...at(0, 1), act: async (page) => { await on(1)(page); await page.click(".trouble > summary"); } },
    "welcome-2-crashed": { ...at(0, 1), scenario: { ...base(0), state: { kind: "absent", reason: "crashed", message: "The data folder cannot be written to." } }, act: async (page) => { await on(1)(page); await page.click(".trouble > summary"); } },
    "welcome-2-found": at(1, 1),
    "welcome-3": at(1, 2, none, { results: { "models.list": fresh } }),
    "welcome-3-have": at(3, 2),
    "welcome-3-absent": at(1, 2, {}, { results: { "models.list": unlisted() } }),
    "welcome-3-stopped": at(1, 2, { ollama: "stopped" }, { results: { "models.list": unlisted({ ollama: "stopped" }) } }),
    "welcome-3-loading": at(1, 2, none, { results: { "models.list": { ...fresh, pulling: [event] }, "models.pull": "never" } }),
    "welcome-4": at(3, 3),
    "welcome-4-refused": { ...at(3, 3, {}, { scenario: { grants: false } }), act: async (page) => { await on(3)(page); await page.click(".check >> nth=0"); await page.waitForSelector(".asks.bad"); } },
    "welcome-5": at(3, 4, { ...reading, pages: 5310, pending: { capture: 0, index: 4070, embed: 0 }, etaSeconds: 100 }),
    "welcome-5-done": at(3, 4),
    "welcome-6": at(3, 5),
    "welcome-6-rung0": { ...at(0, 1), act: on(2) },
    "welcome-zoom": { page: "welcome.html", size: [512, 400], zoom: 2, scenario: base(0, {}, { tree: folderTree(lang) }), act: on(1), full: true },
    "welcome-narrow": { page: "welcome.html", size: [340, 720], scenario: base(3, {}, { results, tree: folderTree(lang) }), act: on(3), full: true },
  };
}
