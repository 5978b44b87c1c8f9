import assert from "node:assert/strict";
import test from "node:test";
import { FakeEvent, turns } from "../testing/fakes.ts";

let origins: string[] = [];
const every = ["https://*/*", "http://*/*"];
const covers = (wanted: string) => origins.includes(wanted) || origins.includes(wanted.replace(/\/\/.*/, "//*/*"));
const onAdded = new FakeEvent<[]>();
const onRemoved = new FakeEvent<[]>();
Object.assign(globalThis, {
  browser: {
    permissions: {
      contains: (p: { origins: string[] }) => Promise.resolve(p.origins.every(covers)),
      request: (p: { origins: string[] }) => Promise.resolve(void (origins = p.origins)).then(() => (onAdded.fire(), true)),
      remove: (p: { origins: string[] }) => Promise.resolve(void (origins = origins.filter((o) => !p.origins.includes(o)))).then(() => (onRemoved.fire(), true)),
      onAdded, onRemoved,
    },
  },
});
const permission = await import("./permission.ts");

test("given, told to who listens, and taken back", async () => {
  const told: boolean[] = [];
  const off = permission.onChange((granted) => told.push(granted));
  assert.equal(await permission.granted(), false);
  assert.equal(await permission.request(), true);
  await turns();
  assert.deepEqual(origins, every);
  assert.equal(await permission.granted(), true);
  assert.equal(await permission.remove(), true);
  await turns();
  assert.deepEqual(told, [true, false]);
  off();
  await permission.request();
  await turns();
  assert.deepEqual(told, [true, false], "nobody listens any more");
});

test("a single site that the person allowed is enough for its pages", async () => {
  origins = ["https://a.example/*"];
  for (const [address, may] of [
    ["https://a.example:8443/x", true], ["http://a.example/x", false], ["https://b.example/", false], ["not an address", false],
  ] as const) assert.equal(await permission.grantedFor(address), may, address);
  origins = every;
  assert.equal(await permission.grantedFor("http://127.0.0.1:8000/x"), true);
});
