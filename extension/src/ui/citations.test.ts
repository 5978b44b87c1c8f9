import assert from "node:assert/strict";
import test from "node:test";
import type { Citation } from "../protocol.gen.ts";
import { parseAnswer, type Words } from "./answer_text.ts";
import { markUnsure, place } from "./citations.ts";

const cited = (n: number, quote: string, supported = true): Citation => ({ n, pageId: n, url: "https://a.example/", title: "", quote, supported, start: 0, end: 1 });
const quotesOf = (text: string, ...citations: Citation[]) => place(parseAnswer(text), citations).map((c) => c?.quote);

/** The words that are marked. */
function unsureOf(text: string, ...citations: Citation[]): string[] {
  const blocks = parseAnswer(text);
  const placed = place(blocks, citations);
  return blocks.flatMap((b) => (b.kind === "p" ? [b.inline] : b.items)).flatMap((inline) => {
    const marked = markUnsure(inline, placed);
    assert.deepEqual(marked.map((p) => (p.kind === "cite" ? "" : p.text)).join(""), inline.map((p) => (p.kind === "cite" ? "" : p.text)).join(""));
    return marked.filter((p): p is Words => p.kind !== "cite" && p.unsure === true).map((p) => p.text);
  });
}

test("chips take the citations of their number in the order of the text", () => {
  assert.deepEqual(quotesOf("A.[1] B.[2] C.[1]", cited(1, "qa"), cited(2, "qb"), cited(1, "qc")), ["qa", "qb", "qc"]);
});

test("words cited twice come once, and each chip takes what is most like its sentence", () => {
  const bread = cited(1, "Bread keeps for a week in a linen bag.");
  const oven = cited(1, "Heat the oven to 240 degrees.");
  const text = "Keep the bread in linen.[1] It keeps for a week.[1] Then heat the oven.[1]";
  assert.deepEqual(quotesOf(text, bread, oven), [bread.quote, bread.quote, oven.quote]);
});

test("a number that nobody knows has no citation", () => {
  assert.deepEqual(quotesOf("A.[1] B.[7]", cited(1, "qa")), ["qa", undefined]);
  assert.deepEqual(quotesOf("[3]", cited(3, "q")), ["q"]);
  assert.deepEqual(quotesOf("A.[1]"), [undefined]);
});

test("only the sentence of an unsupported citation is marked", () => {
  const no = cited(2, "x", false);
  assert.deepEqual(unsureOf("It is so.[1] First. Then three times faster.[2] End.", cited(1, "y"), no), ["Then three times faster."]);
  assert.deepEqual(unsureOf("第一句。快了三倍。[2]", no), ["快了三倍。"]);
  assert.deepEqual(unsureOf("It needs 3.5 GB of **memory** at least.[2]", no), ["It needs 3.5 GB of ", "memory", " at least."]);
  assert.deepEqual(unsureOf("[2] Ahead of it. Not this.", no), ["Ahead of it."]);
  assert.deepEqual(unsureOf("- one[1]\n- two[2]", cited(1, "y"), no), ["two"]);
});

test("one page that says it is enough", () => {
  assert.deepEqual(unsureOf("Both say so.[1][2]", cited(1, "y"), cited(2, "x", false)), []);
  assert.deepEqual(unsureOf("Nobody says so.[1][2]", cited(1, "y", false), cited(2, "x", false)), ["Nobody says so."]);
});
