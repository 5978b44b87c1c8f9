import assert from "node:assert/strict";
import test from "node:test";
import { sentences } from "./spoken.ts";

const cases: [text: string, written: string[], rest: string[]][] = [
  ["", [], []],
  ["A log. A rea", ["A log."], ["A rea"]],
  ["A **log** is `kept` [1]. It is rea", ["A log is kept."], ["It is rea"]],
  ["It costs 3.50 today", [], ["It costs 3.50 today"]],
  ["表面干了再浇。[1]夏天一周一次", ["表面干了再浇。"], ["夏天一周一次"]],
  ["他说“浇水。”然后走了", ["他说“浇水。”"], ["然后走了"]],
  ["Three parts:\n- a log [1]\n- an index", ["Three parts:", "- a log"], ["- an index"]],
  ["Really? Yes! And", ["Really?", "Yes!"], ["And"]],
];
for (const [text, written, rest] of cases) {
  test(`said of: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(sentences(text, false), written);
    assert.deepEqual(sentences(text, true), [...written, ...rest]);
  });
}

test("what was said is never said otherwise while more is written", () => {
  const text = "One **two** three [1]. Four! 五六。[2]七八？Nine\nTen. ";
  let before: string[] = [];
  for (let i = 0; i <= text.length; i++) {
    const now = sentences(text.slice(0, i), false);
    assert.deepEqual(now.slice(0, before.length), before, text.slice(0, i));
    before = now;
  }
});
