import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import type { Hit, SearchResult } from "../protocol.gen.ts";
import { FakeClock, FakeEvent, turns } from "../testing/fakes.ts";

const omnibox = {
  onInputStarted: new FakeEvent<[]>(),
  onInputChanged: new FakeEvent<[text: string, suggest: (rows: Row[]) => void]>(),
  onInputEntered: new FakeEvent<[text: string, disposition: string]>(),
  setDefaultSuggestion: ({ description }: { description: string }) => void (first = description),
};
const opened: unknown[] = [];
const record = (name: string) => (what: object) => Promise.resolve(void opened.push({ [name]: what }));
Object.assign(globalThis, {
  browser: {
    omnibox,
    runtime: { getURL: (file: string) => `ext://${file}` },
    search: { query: record("web") },
    tabs: { update: record("here"), create: record("tab") },
  },
});
const { escapeXml, listenToOmnibox, suggestion } = await import("./omnibox.ts");

type Row = { content: string; description: string };
let first = "";
let hits: Hit[] = [];
let began = 0;
const searched: { text: string; signal: AbortSignal }[] = [];
const clock = new FakeClock();

listenToOmnibox({
  begin: () => began++,
  search: (text, signal) => {
    searched.push({ text, signal });
    return Promise.resolve({ query: text, hits, filters: [], mode: "text", total: hits.length, tookMs: 1 } satisfies SearchResult);
  },
  after: (fn, ms) => void clock.after(fn, ms),
  text: { ask: (q) => `Ask: ${q}`, web: (q) => `Web: ${q}`, hint: "Type & ask" },
});

const hit = (over: Partial<Hit>): Hit => ({
  pageId: 1, url: "https://a.example/", title: "A", site: "a.example", folders: [], score: 1, passage: { text: "", highlights: [] },
  titleHighlights: [], matched: ["title"], captured: false, similar: 0, ...over,
});

beforeEach(() => {
  searched.length = opened.length = 0;
  hits = [];
});

/** Types text and returns the rows that are suggested for it. */
async function type(text: string): Promise<Row[]> {
  let rows: Row[] = [];
  omnibox.onInputChanged.fire(text, (r) => (rows = r));
  await clock.pass(100);
  return rows;
}

test("the first row asks; rows are five pages, and the way out to the web", async () => {
  hits = Array.from({ length: 9 }, (_, i) => hit({ url: `https://a.example/${i}`, title: `T${i}` }));
  const rows = await type("tides");
  assert.equal(first, "Ask: tides");
  assert.deepEqual(rows.map((r) => r.content), ["https://a.example/0", "https://a.example/1", "https://a.example/2", "https://a.example/3", "https://a.example/4", "web-search:tides"]);
});

test("only the last of fast keystrokes is searched, and nothing for blanks", async () => {
  omnibox.onInputStarted.fire();
  assert.equal(began, 1);
  assert.equal(first, "Type &#38; ask");
  const late: string[] = [];
  for (const text of ["t", "ti", "tid"]) omnibox.onInputChanged.fire(text, () => late.push(text));
  await clock.pass(100);
  assert.deepEqual(searched.map((s) => s.text), ["tid"]);
  assert.deepEqual(late, ["tid"]);
  assert.deepEqual(await type("  "), []);
  assert.equal(searched.length, 1);
  assert.ok(searched[0]!.signal.aborted, "a newer keystroke cancels the search before it");
});

test("Chromium's markup is well-formed whatever titles hold", async (t) => {
  const cases: [string, Partial<Hit>, string][] = [
    ["marks and folder", { title: "Tide tables", titleHighlights: [[0, 4]], folders: [["Sea", "Tides"]] }, "<match>Tide</match> tables<dim> · Sea › Tides</dim><dim> · </dim><url>a.example</url>"],
    ["markup in titles", { title: `<b>&"'`, folders: [["<dim>"]] }, "&#60;b&#62;&#38;&#34;&#39;<dim> · &#60;dim&#62;</dim><dim> · </dim><url>a.example</url>"],
    ["a mark inside an escape", { title: "a&b", titleHighlights: [[1, 2]] }, "a<match>&#38;</match>b<dim> · </dim><url>a.example</url>"],
    ["control characters, half a pair", { title: "a\u0000\u001bb\ud83d" }, "a  b\ufffd<dim> · </dim><url>a.example</url>"],
    ["marks that overlap or leave the title", { title: "abcdef", titleHighlights: [[0, 3], [2, 4], [5, 99]] }, "<match>abc</match>def<dim> · </dim><url>a.example</url>"],
    ["found by its text", { title: "Sea", passage: { text: "The marmalade lighthouse stands on the pier.", highlights: [[4, 13]] } }, "Sea<dim> · </dim><url>a.example</url><dim> · The <match>marmalade</match> lighthouse stands on the pier.</dim>"],
    ["found far into its text", { title: "Sea", passage: { text: `${"long before ".repeat(9)}a <pier> & more`, highlights: [[110, 116]] } },
      "Sea<dim> · </dim><url>a.example</url><dim> · …before long before a <match>&#60;pier&#62;</match> &#38; more</dim>"],
    ["its title tells it already", { title: "Pier", titleHighlights: [[0, 4]], passage: { text: "On the pier.", highlights: [[7, 11]] } }, "<match>Pier</match><dim> · </dim><url>a.example</url>"],
  ];
  for (const [name, over, want] of cases) await t.test(name, () => assert.equal(suggestion(hit(over), true).description, want));
});

test("Firefox gets text as it is", () => {
  const row = suggestion(hit({ title: "<b> & co", titleHighlights: [[0, 1]], folders: [["Sea"]] }), false);
  assert.equal(row.description, "<b> & co — Sea — a.example");
  const found = suggestion(hit({ title: "Sea", passage: { text: "On the <pier>.", highlights: [[7, 13]] } }), false);
  assert.equal(found.description, "Sea — a.example — On the <pier>.");
});

test("escaping leaves nothing that XML 1.0 forbids", () => {
  let all = "";
  for (let c = 0; c < 0x3000; c++) all += String.fromCharCode(c);
  const escaped = escapeXml(all + "\ud800\uffff\ufffe");
  assert.doesNotMatch(escaped, /[\u0000-\u001f\ud800-\udfff\ufffe\uffff<>"']/);
  assert.equal(escaped.replace(/&#\d+;/g, "").includes("&"), false);
});

test("what Enter opens, and where", async (t) => {
  const page = (q: string) => `ext://page.html?q=${encodeURIComponent(q)}`;
  const cases: [text: string, disposition: string, want: object][] = [
    ["what are tides?", "currentTab", { here: { url: page("what are tides?") } }],
    ["潮汐 & more", "newForegroundTab", { tab: { url: page("潮汐 & more"), active: true } }],
    ["https://a.example/", "newBackgroundTab", { tab: { url: "https://a.example/", active: false } }],
    ["javascript:alert(1)", "currentTab", { here: { url: page("javascript:alert(1)") } }],
    ["  ", "currentTab", { here: { url: "ext://page.html" } }],
    ["web-search:ai news", "currentTab", { web: { text: "ai news", disposition: "CURRENT_TAB" } }],
    ["web-search:ai news", "newForegroundTab", { web: { text: "ai news", disposition: "NEW_TAB" } }],
  ];
  for (const [text, disposition, want] of cases) {
    await t.test(`${text} ${disposition}`, async () => {
      opened.length = 0;
      omnibox.onInputEntered.fire(text, disposition);
      await turns();
      assert.deepEqual(opened, [want]);
    });
  }
});

test("a hit that must not be opened is not offered", async () => {
  hits = [hit({ url: "javascript:alert(1)" }), hit({ url: "file:///etc/passwd" })];
  assert.deepEqual((await type("x")).map((r) => r.content), ["web-search:x"]);
});

/** Whether text is well-formed XML of the elements that the address bar knows, properly nested. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  const rest = xml.replace(/<(\/?)(match|dim|url)>|&#(\d+);|[^<>&\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, (part, close: string | undefined, name: string | undefined) => {
    if (name && !close) open.push(name);
    return name && close && open.pop() !== name ? "<" : part.isWellFormed() ? "" : part;
  });
  return rest === "" && open.length === 0;
}

test("one bad suggestion drops all of them: random titles, folders and marks give well-formed XML", () => {
  const parts = ["<", ">", "&", "&amp;", "<match>", "</dim>", "\"", "'", "]]>", "<!--", "\u0000", "\u000b", "\ud83d", "\udc00", "𠮷", "长", "a b", "%s"];
  let seed = 3;
  const next = (n: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % n;
  const text = () => Array.from({ length: next(9) }, () => parts[next(parts.length)]!).join("");
  assert.ok(!wellFormed("<b>") && !wellFormed("a & b") && !wellFormed("<match><dim></match></dim>") && wellFormed("<dim>&#38;</dim>"), "the check can fail");
  for (let i = 0; i < 3_000; i++) {
    const h = hit({ title: text(), site: text(), folders: [[text(), text()]], titleHighlights: Array.from({ length: next(4) }, () => [next(20) - 2, next(20)]), passage: { text: text(), highlights: [[next(6), 2 + next(9)]] } });
    const { description } = suggestion(h, true);
    assert.ok(wellFormed(description), JSON.stringify([h.title, h.titleHighlights, description]));
  }
});

test("an answer that comes after the next keystroke is not shown", async () => {
  const late: string[] = [];
  omnibox.onInputChanged.fire("old", () => late.push("old"));
  await clock.pass(39);
  // Due, asked, and answered only after the next key.
  const due = clock.pass(1);
  omnibox.onInputChanged.fire("new", () => late.push("new"));
  await due;
  await clock.pass(100);
  assert.deepEqual(late, ["new"]);
  assert.deepEqual(searched.map((s) => [s.text, s.signal.aborted]), [["old", true], ["new", false]]);
});
