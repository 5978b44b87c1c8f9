import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { en } from "./en.ts";
import { day, locale, number, size, t, useLocale } from "./t.ts";
import { zh } from "./zh.ts";

afterEach(() => useLocale("en"));
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort();

test("both languages say the same things", () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  for (const [key, text] of Object.entries(en)) {
    const chinese = zh[key as keyof typeof zh];
    assert.ok(text.trim() !== "" && chinese.trim() !== "", key);
    // A singular may do without its number.
    if (!key.endsWith(".one")) assert.deepEqual(names(chinese), names(text), key);
  }
});

test("every plural has both forms", () => {
  const keys = Object.keys(en);
  for (const key of keys.filter((k) => k.endsWith(".one"))) assert.ok(keys.includes(key.replace(/one$/, "other")), key);
  for (const key of keys.filter((k) => k.endsWith(".other"))) assert.ok(keys.includes(key.replace(/other$/, "one")), key);
});

test("Chinese is Chinese", () => {
  const borrowed = Object.entries(zh).filter(([, text]) => !/\p{Script=Han}/u.test(text)).map(([key]) => key);
  for (const key of borrowed) assert.doesNotMatch(zh[key as keyof typeof zh].replace(/\{\w+\}/g, ""), /[a-z]{3}/i, key);
});

test("values, plurals, numbers", () => {
  assert.equal(t("hits.count", { n: 1 }), "1 page");
  assert.equal(t("hits.count", { n: 1234 }), "1,234 pages");
  assert.equal(t("omnibox.ask", { q: "{n} $& <b>" }), "Ask your bookmarks: {n} $& <b>");
  useLocale("zh-CN");
  assert.equal(locale, "zh-CN");
  assert.equal(t("hits.count", { n: 1 }), "1 个网页");
  assert.equal(t("field.placeholder"), zh["field.placeholder"]);
});

test("sizes and dates as each language writes them", () => {
  assert.equal(size(620_000_000), "620 MB");
  assert.equal(size(1_500_000), "1.5 MB");
  assert.deepEqual([0, 999, 2_400, 999_999_999, 8_000_000_000].map(size), ["0 kB", "1 kB", "2.4 kB", "1,000 MB", "8 GB"]);
  assert.equal(number(10_000), "10,000");
  assert.equal(day("2020-03-01T12:00:00Z"), "Mar 1, 2020");
  assert.equal(day(undefined), "");
  assert.equal(day("no date"), "");
  useLocale("zh-CN");
  assert.equal(day("2020-03-01T12:00:00Z"), "2020年3月1日");
  assert.deepEqual([size(620_000_000), number(10_000)], ["620 MB", "10,000"]);
  assert.equal(day(`${new Date().getFullYear()}-03-01T12:00:00Z`), "3月1日");
});

test("today and yesterday have names, also where a clock was changed in between", () => {
  const now = new Date(2026, 2, 29, 1, 30);
  const at = (...parts: [number, number, number, number]) => new Date(...parts).toISOString();
  assert.equal(day(at(2026, 2, 29, 0), now), "Today");
  assert.equal(day(at(2026, 2, 28, 23), now), "Yesterday");
  assert.equal(day(at(2026, 2, 27, 23), now), "Mar 27");
  assert.equal(day(at(2026, 2, 30, 1), now), "Mar 30");
  useLocale("zh-CN");
  assert.equal(day(at(2026, 2, 28, 23), now), "昨天");
});
