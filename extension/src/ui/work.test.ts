import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { useLocale } from "../i18n/t.ts";
import { statusOf } from "../testing/fake_host.ts";
import { rungNames, workOf, worthTelling } from "./work.ts";

afterEach(() => useLocale("en"));
const learning = { passages: 9282, embedded: 1240, pending: { capture: 0, index: 0, embed: 8042 } };

test("learning is told with its number and estimate", () => {
  assert.equal(workOf(statusOf()), undefined);
  const work = workOf(statusOf({ ...learning, etaSeconds: 170 }))!;
  assert.deepEqual([work.kind, work.title, work.text], ["learn", "Learning what your pages mean", "1,240 of 9,282 · about 3 min"]);
  assert.equal(workOf(statusOf(learning))!.text, "1,240 of 9,282");
  assert.equal(workOf(statusOf({ ...learning, etaSeconds: 9000 }))!.text, "1,240 of 9,282 · about 2.5 hr");
  useLocale("zh-CN");
  assert.equal(workOf(statusOf({ ...learning, etaSeconds: 170 }))!.text, "1,240 / 9,282 · 约3分钟");
});

test("a pause says where it stopped", () => {
  const work = workOf(statusOf({ ...learning, paused: true }))!;
  assert.deepEqual([work.title, work.paused], ["Paused at 1,240 of 9,282", true]);
  assert.equal(workOf(statusOf({ paused: true })), undefined, "nothing is left to do");
});

test("reading comes before learning", () => {
  assert.equal(workOf(statusOf({ pages: 5310, pending: { capture: 0, index: 4070, embed: 900 } }))!.title, "Reading your pages: 1,240 of 5,310");
  assert.equal(workOf(statusOf({ pending: { capture: 0, index: 3, embed: 9 } }))!.kind, "learn");
});

test("what is over in a moment is not told", () => {
  const few = { pending: { capture: 0, index: 0, embed: 12 } };
  assert.equal(worthTelling(statusOf()), false);
  assert.equal(worthTelling(statusOf(few)), false);
  assert.equal(worthTelling(statusOf({ ...few, etaSeconds: 1 })), false);
  assert.equal(worthTelling(statusOf({ ...few, etaSeconds: 30 })), true);
  assert.equal(worthTelling(statusOf({ ...few, paused: true })), true);
  assert.equal(worthTelling(statusOf(learning)), true);
});

test("the names of the rungs; the built-in model is a beginning", () => {
  assert.deepEqual(rungNames(0, undefined), { name: "rung.0", next: undefined });
  assert.deepEqual(rungNames(1, undefined), { name: "rung.1", next: "rung.1.next" });
  assert.deepEqual(rungNames(1, "builtin"), { name: "rung.builtin", next: "rung.builtin.next" });
  assert.deepEqual(rungNames(2, "bge-m3"), { name: "rung.2", next: "rung.2.next" });
  assert.deepEqual(rungNames(3, "builtin"), { name: "rung.3", next: undefined });
});
