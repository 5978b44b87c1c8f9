// The wire's types are written once, in Go. What is checked in here must be
// what the generator makes of them now.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { generate } from "../types.mjs";

test("src/protocol.gen.ts is what the Go types say", async () => {
  const checkedIn = fs.readFileSync(path.join(import.meta.dirname, "../src/protocol.gen.ts"), "utf8");
  assert.equal(await generate(), checkedIn, "stale: npm run types");
});
