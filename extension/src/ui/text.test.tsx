import assert from "node:assert/strict";
import test from "node:test";
import type { JSX, VNode } from "preact";
import type { Range } from "../protocol.gen.ts";
import { Marked } from "./text.tsx";

/** The text with its marks in brackets. */
function shown(text: string, ranges: Range[]): string {
  const parts = (Marked({ text, ranges }) as JSX.Element).props.children as (string | VNode<{ children: string }>)[];
  return parts.map((p) => (typeof p === "string" ? p : `[${p.props.children}]`)).join("");
}

const cases: [what: string, text: string, ranges: Range[], out: string][] = [
  ["none", "bread", [], "bread"],
  ["some", "keep bread fresh", [[5, 10], [11, 16]], "keep [bread] [fresh]"],
  ["all", "bread", [[0, 5]], "[bread]"],
  ["counted in UTF-16", "🍞 面包", [[3, 5]], "🍞 [面包]"],
  ["one that leaves the text", "bread", [[3, 9]], "bread"],
  ["ones that overlap or are empty", "bread", [[0, 3], [2, 4], [4, 4]], "[bre]ad"],
  ["markup is text", "<b>x</b>", [[3, 4]], "<b>[x]</b>"],
];
for (const [what, text, ranges, out] of cases) test(`marked words: ${what}`, () => assert.equal(shown(text, ranges), out));
