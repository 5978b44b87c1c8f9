import assert from "node:assert/strict";
import test from "node:test";
import { atQuote } from "./fragment.ts";

const page = "https://a.example/x";
/** The text of the directive, unescaped part by part. */
const directive = (url: string) => url.slice(url.indexOf(":~:text=") + 8).split(",").map(decodeURIComponent);

const cases: [what: string, quote: string, parts: string[]][] = [
  ["a sentence", "  Bread keeps for\ta week.", ["Bread keeps for a week."]],
  ["what has a meaning there", "a, b - c & d", ["a, b - c & d"]],
  ["a long sentence by its edges", `one two three four five ${"word ".repeat(30)}six seven eight nine ten`, ["one two three four five", "six seven eight nine ten"]],
  ["two blocks by their edges", "A heading\nAnd what stands under it, at some length.", ["A heading", "under it, at some length."]],
  ["two short lines", "第一行\n第二行", ["第一行", "第二行"]],
];
for (const [what, quote, parts] of cases) test(`opening at ${what}`, () => assert.deepEqual(directive(atQuote(page, quote)), parts));

test("Chinese is cut between words", () => {
  const quote = "默认的分词器会把一整段中文当成一个词所以数据和索引这样的双字词永远也搜索不到".repeat(4);
  const [start = "", end = ""] = directive(atQuote(page, quote));
  assert.ok(start.length >= 12 && start.length < 20 && quote.startsWith(start), start);
  assert.ok(end.length >= 12 && end.length < 20 && quote.endsWith(end), end);
  const bounds = new Set([...new Intl.Segmenter(undefined, { granularity: "word" }).segment(quote)].map((s) => s.index));
  assert.ok(bounds.has(start.length) && bounds.has(quote.length - end.length));
});

test("the page's own fragment stays, an older text fragment goes", () => {
  assert.equal(atQuote(page, "x"), `${page}#:~:text=x`);
  assert.equal(atQuote(`${page}#part`, "x"), `${page}#part:~:text=x`);
  assert.equal(atQuote(`${page}#part:~:text=old,older`, "x"), `${page}#part:~:text=x`);
  assert.equal(atQuote(page, " \n"), page);
});

test("an emoji cut in half does no harm", () => assert.equal(atQuote(page, "\ud83d x"), `${page}#:~:text=%EF%BF%BD%20x`));

test("nothing of a quote is taken for syntax", () => {
  const url = atQuote(page, "50 % of C# & C++, x-y, “a=b”, #1?");
  const text = url.slice(url.indexOf(":~:text=") + 8);
  assert.doesNotMatch(text, /[,&#?=\-\s“”+]|%(?![0-9A-F]{2})/, text);
  assert.equal(decodeURIComponent(text), "50 % of C# & C++, x-y, “a=b”, #1?");
  assert.equal(URL.parse(url)?.origin, "https://a.example");
});

test("mixed and quoted Chinese is found word for word", () => {
  for (const quote of ["RDB 每 60 秒向磁盘写一次快照。", "他说：“水温八十度，刚好。”", "臺灣的資料庫「索引」會變慢"]) {
    assert.deepEqual(directive(atQuote(page, quote)), [quote]);
  }
});
