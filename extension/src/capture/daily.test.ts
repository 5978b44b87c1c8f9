import assert from "node:assert/strict";
import test from "node:test";
import { Daily, mostPages } from "./daily.ts";

const day = 24 * 60 * 60_000;

function daily(stored: Record<string, number> = {}) {
  const w = { now: 1e12, stored, full: false, daily: undefined as unknown as Daily };
  w.daily = new Daily({
    load: () => Promise.resolve(w.stored),
    save: (read) => (w.full ? Promise.reject(new Error("QuotaExceededError")) : Promise.resolve(void (w.stored = read))),
    now: () => w.now,
  });
  return w;
}

test("a page is due again after a day, and when a clock was wrong", async () => {
  const w = daily();
  assert.ok(await w.daily.due("a"));
  await w.daily.done("a");
  assert.ok(!(await w.daily.due("a")));
  assert.ok(await w.daily.due("b"));
  w.now += day - 1;
  assert.ok(!(await w.daily.due("a")));
  w.now += 1;
  assert.ok(await w.daily.due("a"));
  w.now -= 2 * day;
  assert.ok(await w.daily.due("a"), "read in the future");
});

test("what is kept does not grow and tells no addresses", async () => {
  const w = daily(Object.fromEntries(Array.from({ length: mostPages + 50 }, (_, i) => [`old${i}`, 1e12 - i])));
  await Promise.all([w.daily.done("https://a.example/secret"), w.daily.done("https://b.example/")]);
  assert.equal(Object.keys(w.stored).length, mostPages);
  assert.doesNotMatch(JSON.stringify(w.stored), /example/);
  assert.ok(!(await w.daily.due("https://a.example/secret")) && !(await w.daily.due("https://b.example/")));
  w.now += 2 * day;
  await w.daily.done("c");
  assert.equal(Object.keys(w.stored).length, 1, "what is older than a day goes");
});

test("storage that is full only makes a page be read once more", async () => {
  const w = daily();
  w.full = true;
  await w.daily.done("a");
  w.full = false;
  assert.ok(await w.daily.due("a"));
  await w.daily.done("a");
  assert.ok(!(await w.daily.due("a")));
});
