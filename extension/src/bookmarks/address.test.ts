import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { pageKey, tracking } from "./address.ts";

/** The companion app's own list and table, so that both decide alike. */
const library = path.join(process.cwd(), "../host/internal/library");

test("the tracking parameters are those of the companion app", () => {
  const list = /tracking = \[\]string\{([^}]*)\}/.exec(fs.readFileSync(path.join(library, "address.go"), "utf8"))![1]!;
  assert.deepEqual([...list.matchAll(/"([^"]+)"/g)].map((m) => m[1]!.replace(/\*$/, "")), tracking);
});

test("two addresses are one page exactly where they are for the companion app", () => {
  const table = fs.readFileSync(path.join(library, "address_test.go"), "utf8");
  const cases = [...table.matchAll(/\{"([^"]+)", "([^"]+)", "(https?:[^"]+)"\}/g)].map((m) => [m[1]!, JSON.parse(`"${m[2]}"`) as string, m[3]!] as const);
  assert.ok(cases.length >= 15, `${cases.length} cases`);
  // A bare per cent sign is mended there and kept here: no two pages become one, nor one two, as both sides of a comparison are made here.
  for (const [name, address, key] of cases) if (!name.includes("per cent")) assert.equal(pageKey(address), key, name);
  const keys = cases.map(([, address]) => pageKey(address));
  for (const [i, [, , a]] of cases.entries()) for (const [j, [, , b]] of cases.entries()) assert.equal(keys[i] === keys[j], a === b, `${a} and ${b}`);
});

test("what is no page has no key", () => {
  for (const address of ["javascript:alert(1)", "data:text/html,x", "about:blank", "chrome://settings", "file:///etc/passwd", "", "http://"]) {
    assert.equal(pageKey(address), undefined, address);
  }
});
