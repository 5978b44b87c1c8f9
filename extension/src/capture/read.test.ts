import assert from "node:assert/strict";
import test from "node:test";
import { captureName } from "./order.ts";

/** What the page answers; a function that a page put in the place of ours answers whatever it likes. */
let answers: unknown;
let pieces: unknown[] = [];
const calls: unknown[] = [];
(globalThis as Record<string, unknown>)[captureName] = { read: () => answers, next: () => pieces.shift() };
Object.assign(globalThis, {
  browser: {
    scripting: {
      executeScript: async ({ target, args, func }: { target: object; args?: unknown[]; func?: (...args: unknown[]) => unknown }) => {
        calls.push(target);
        return [{ result: func ? await func(...args!) : undefined }];
      },
    },
  },
});
const { readTab } = await import("./read.ts");

const copy = { kind: "copy", url: "https://a.example/", title: "T", lang: "en", html: "<p>one", truncated: false, id: 1, more: 0 };
const read = (answer: unknown, ...more: unknown[]) => {
  answers = answer;
  pieces = more;
  return readTab(3, { how: "asked" }, 7);
};

test("a copy in pieces is put together, out of the frame that was named", async () => {
  const { id, more, ...facts } = copy;
  assert.deepEqual(await read(copy), facts);
  assert.deepEqual(await read({ ...copy, more: 2 }, " two", " three</p>"), { ...facts, html: "<p>one two three</p>" });
  assert.ok(calls.every((target) => JSON.stringify(target) === '{"tabId":3,"frameIds":[7]}') && id + more === 1);
});

test("what has another shape, or never ends, is not taken", async () => {
  assert.deepEqual(await read({ kind: "secret", html: "x" }), { kind: "secret" });
  for (const answer of [undefined, null, "x", {}, { ...copy, url: "javascript:1" }, { ...copy, title: 1 }, { ...copy, more: 1e9 }, { ...copy, more: "1" }]) {
    assert.equal(await read(answer), undefined, JSON.stringify(answer));
  }
  assert.equal(await read({ ...copy, more: 2 }, " two"), undefined, "the page went away");
  assert.equal(await read({ ...copy, more: 1 }, { length: 9 }), undefined);
});
