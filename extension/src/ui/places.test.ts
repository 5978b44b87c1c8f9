import assert from "node:assert/strict";
import test from "node:test";
import { menuTop } from "./menu.tsx";
import { isAbove } from "./use_card.ts";

const room = { top: 60, bottom: 540 };
const cards: [why: string, chip: [number, number], above: boolean][] = [
  ["at the top", [80, 98], false],
  ["in the middle", [280, 298], false],
  ["just enough room below", [352, 370], false],
  ["too little room below", [360, 378], true],
  ["at the bottom", [520, 538], true],
];
for (const [why, [top, bottom], above] of cards) test(`a card at a chip ${why}`, () => assert.equal(isAbove({ top, bottom }, room), above));

test("a card that fits nowhere goes below, where one can scroll to it", () => {
  assert.equal(isAbove({ top: 70, bottom: 88 }, { top: 60, bottom: 160 }), false);
  assert.equal(isAbove({ top: 130, bottom: 148 }, { top: 60, bottom: 160 }), false);
});

const menus: [why: string, at: [number, number], height: number, top: number][] = [
  ["under its row", [100, 130], 200, 130],
  ["at the pointer", [300, 300], 200, 300],
  ["above, where there is no room below", [500, 530], 200, 300],
  ["above the pointer, so that it points at none of its items", [450, 450], 200, 250],
  ["inside, where there is room neither below nor above", [200, 420], 300, 8],
  ["at the top of a window that is too small", [20, 50], 700, 8],
];
for (const [why, [top, bottom], height, want] of menus) test(`a menu ${why}`, () => assert.equal(menuTop({ top, bottom }, height, 580), want));
