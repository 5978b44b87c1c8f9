import assert from "node:assert/strict";
import test from "node:test";
import { parseAnswer, type Block, type Inline } from "./answer_text.ts";

/** A tree in one line: p(text *strong* `code` [1@0]). */
function shown(blocks: Block[]): string {
  const line = (parts: Inline[]) =>
    parts.map((p) => (p.kind === "cite" ? `[${p.n}@${p.order}]` : p.kind === "strong" ? `*${p.text}*` : p.kind === "code" ? `\`${p.text}\`` : p.text)).join("");
  return blocks.map((b) => (b.kind === "p" ? `p(${line(b.inline)})` : `${b.kind}(${b.items.map(line).join("|")})`)).join(" ");
}

const cases: [what: string, text: string, tree: string][] = [
  ["nothing", "", ""],
  ["words", "One. Two.", "p(One. Two.)"],
  ["strong, code and citations", "**Cut** the `text`.[1] Then[2][1]", "p(*Cut* the `text`.[1@0] Then[2@1][1@2])"],
  ["no space before citations", "Done. [1] [2] More", "p(Done.[1@0][2@1] More)"],
  ["paragraphs", "One\n\nTwo", "p(One) p(Two)"],
  ["a line that goes on", "One\ntwo", "p(One two)"],
  ["a Chinese line that goes on", "第一句，\n第二句", "p(第一句，第二句)"],
  ["lists", "Do:\n- one [1]\n- two\n\n1. first\n2) second", "p(Do:) ul(one[1@0]|two) ol(first|second)"],
  ["citations are counted through all blocks", "a[3]\n- b[1]", "p(a[3@0]) ul(b[1@1])"],
  ["a heading", "## Steps [1]\ngo", "p(*Steps*[1@0]) p(go)"],
  ["a quotation", "> said", "p(said)"],
  ["code lines", "```sh\nls **x**\n```\nend", "p(`ls **x**`) p(end)"],
  ["emphasis is no more than words", "an *old* word, 2*3*4", "p(an old word, 2*3*4)"],
  ["links and images stay text", "[x](https://a.b) ![y](c)", "p([x](https://a.b) ![y](c))"],
  ["HTML stays text", "<img src=x onerror=alert(1)> [1]", "p(<img src=x onerror=alert(1)>[1@0])"],
  ["what only looks like a citation", "a[0] [100] [a] []", "p(a[0@0] [100] [a] [])"],
  ["what is not closed", "**half `code", "p(**half `code)"],
];
for (const [what, text, tree] of cases) test(`an answer's text: ${what}`, () => assert.equal(shown(parseAnswer(text)), tree));

const halves: [text: string, tree: string][] = [
  ["Cut it [", "p(Cut it )"],
  ["Cut it [1", "p(Cut it )"],
  ["Cut it [1]", "p(Cut it[1@0])"],
  ["Cut **overl", "p(Cut *overl*)"],
  ["Cut **", "p(Cut )"],
  ["Run `ls", "p(Run `ls`)"],
  ["- one\n- ", "ul(one|)"],
];
for (const [text, tree] of halves) test(`while it is written: ${text}`, () => assert.equal(shown(parseAnswer(text, true)), tree));

test("any text gives a tree that says the same", () => {
  const signs = ["**", "`", "[1]", "[", "]", "\n", "- ", "1. ", "#", "```", "word ", "字", "*", "_", "<b>", "\u202e", "\ud83d", " "];
  let seed = 7;
  const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
  for (let i = 0; i < 2000; i++) {
    const text = Array.from({ length: random(14) }, () => signs[random(signs.length)]).join("");
    for (const writing of [false, true]) {
      const tree = shown(parseAnswer(text, writing));
      const letters = (s: string) => [...s.replace(/[a-z]+\(/g, "(").matchAll(/word|字/g)].length;
      // The language of a fence is markup.
      if (!/(```)/.test(text)) assert.equal(letters(tree.replaceAll("p(", "(")), letters(text), JSON.stringify(text));
    }
  }
});
