import assert from "node:assert/strict";
import test from "node:test";
import type { SearchResult } from "../protocol.gen.ts";
import { hitOf } from "../testing/fake_host.ts";
import { deepened, kept } from "./deepen.ts";

const found = (ids: string, over: Partial<SearchResult> = {}): SearchResult => ({
  query: "", hits: [...ids].map((id) => hitOf(id)), filters: [], mode: "titles", total: ids.length, tookMs: 1, ...over,
});
const merged = (typed: string, deep: string, keepOrder = false, limit = 20) =>
  deepened(found(typed), found(deep, { mode: "hybrid" }), { keepOrder, limit }).hits.map((h) => h.title).join("");

test("the order of the whole question, and nothing goes away", () => {
  assert.equal(merged("abc", "cxab"), "cxab");
  assert.equal(merged("abc", ""), "abc", "an unfinished word that the whole question does not find");
  assert.equal(merged("abcde", "xc"), "abxcde", "the first few stay above");
  assert.equal(merged("", "xy"), "xy");
  assert.equal(merged("abcd", "wxyz", false, 5), "abcwx");
});

test("what stands stays for whoever goes through it", () => {
  assert.equal(merged("abc", "cxa", true), "abcx");
  const like = { ...hitOf("n"), similar: 2, alike: ["a", "m"].map((id) => ({ ...hitOf(id), pageId: 0 })) };
  const [, added] = deepened(found("a"), { ...found(""), hits: [like] }, { keepOrder: true, limit: 20 }).hits;
  assert.deepEqual([added?.title, added?.similar, added?.alike?.map((h) => h.title)], ["n", 1, ["m"]], "no page is there twice");
});

test("what the search lacked is said, and a correction only where nothing else was found", () => {
  const corrected = { from: "bred", to: "bread" };
  const deep = found("x", { mode: "text", partial: "model_slow", corrected, total: 7 });
  const both = deepened(found("ab"), deep, { keepOrder: false, limit: 20 });
  assert.deepEqual([both.partial, both.mode, both.total, both.corrected], ["model_slow", "text", 7, undefined]);
  assert.deepEqual(deepened(found(""), deep, { keepOrder: false, limit: 20 }).corrected, corrected);
});

test("what says the same stays the same object", () => {
  const former = found("ab").hits;
  const hits = kept(found("bxa").hits.map((h) => (h.title === "a" ? { ...h, similar: 1 } : h)), former);
  assert.deepEqual(hits.map((h) => h.title), ["b", "x", "a"]);
  assert.deepEqual(hits.map((h) => former.includes(h)), [true, false, false]);
});
