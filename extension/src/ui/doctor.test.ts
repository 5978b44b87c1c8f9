import assert from "node:assert/strict";
import test from "node:test";

Object.assign(globalThis, { browser: { runtime: { getManifest: () => ({ version: "1.2.0" }) } } });
const { reportOf } = await import("./doctor.tsx");

test("the report holds what the checks say, and nothing of why a connection failed", () => {
  const checks = [{ name: "library", ok: true, detail: "5 bookmarks" }, { name: "ollama", ok: false, detail: "not running", fix: "Start it." }];
  const ready = reportOf({ kind: "ready", version: "1.2.0", rung: 2 }, checks);
  assert.match(ready, /^ok {2}extension: .*\nok {2}companion: 1\.2\.0, ready\nok {2}library: 5 bookmarks\n!! {2}ollama: not running\n {4}Start it\.$/);
  // What a browser or an app says of a failure may name files and addresses.
  const broken = reportOf({ kind: "absent", reason: "crashed", message: "cannot open /home/anna/https://private.example/ My title" }, []);
  assert.doesNotMatch(broken, /anna|private|title|https?:/i);
  assert.match(broken, /!! {2}companion: crashed/);
});
