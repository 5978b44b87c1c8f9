import assert from "node:assert/strict";
import test from "node:test";
import { actionOf, composing, watchComposition, type KeyPress } from "./keys.ts";

const press = (key: string, over: Partial<KeyPress> = {}): KeyPress => ({
  key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, isComposing: false, keyCode: 0, timeStamp: 1e6, ...over,
});
const words = { empty: false };

const cases: [what: string, press: KeyPress, action: unknown][] = [
  ["Down", press("ArrowDown"), { do: "move", to: "down" }],
  ["Up", press("ArrowUp"), { do: "move", to: "up" }],
  ["Home", press("Home"), { do: "move", to: "first" }],
  ["End", press("End"), { do: "move", to: "last" }],
  ["Shift+End selects text", press("End", { shiftKey: true }), undefined],
  ["Enter", press("Enter"), { do: "pick", where: "tab" }],
  ["Alt+Enter", press("Enter", { altKey: true }), { do: "ask" }],
  ["Ctrl+Enter", press("Enter", { ctrlKey: true }), { do: "pick", where: "background" }],
  ["Cmd+Enter", press("Enter", { metaKey: true }), { do: "pick", where: "background" }],
  ["Shift+Enter", press("Enter", { shiftKey: true }), { do: "pick", where: "here" }],
  ["Ctrl+Shift+Enter", press("Enter", { ctrlKey: true, shiftKey: true }), { do: "continue" }],
  ["Ctrl+.", press(".", { ctrlKey: true }), { do: "menu" }],
  [". is typed", press("."), undefined],
  ["the menu key", press("ContextMenu"), { do: "menu" }],
  ["Esc", press("Escape"), { do: "escape" }],
  ["a letter", press("a"), undefined],
  ["? is typed", press("?"), undefined],
  ["keys of an input method", press("Enter", { isComposing: true }), undefined],
  ["keys that an input method took", press("ArrowDown", { keyCode: 229 }), undefined],
];
for (const [what, key, action] of cases) test(`key: ${what}`, () => assert.deepEqual(actionOf(key, words), action));

test("key: ? in an empty field is help", () => assert.deepEqual(actionOf(press("?"), { empty: true }), { do: "help" }));

test("the Enter that ended a composition is not one of ours, the next one is", () => {
  const target = new EventTarget();
  watchComposition(target);
  const end = new Event("compositionend");
  target.dispatchEvent(end);
  assert.ok(composing(press("Enter", { timeStamp: end.timeStamp + 1 })));
  assert.ok(!composing(press("ArrowDown", { timeStamp: end.timeStamp + 1 })));
  assert.ok(!composing(press("Enter", { timeStamp: end.timeStamp + 200 })));
});
