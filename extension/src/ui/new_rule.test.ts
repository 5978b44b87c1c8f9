import assert from "node:assert/strict";
import test from "node:test";
import { ruleOf } from "./new_rule.tsx";

test("rules from what people type and paste", () => {
  for (const text of ["bank.example", "https://Bank.example/login?x=1", "*.bank.example", " bank.example:443 "]) {
    assert.deepEqual(ruleOf("site", "block", text), { action: "block", site: "bank.example" }, text);
  }
  assert.deepEqual(ruleOf("path", "allow", "https://a.example/Docs/*"), { action: "allow", path: "a.example/Docs/" });
  assert.deepEqual(ruleOf("folder", "block", '["Home","Papers"]'), { action: "block", folder: ["Home", "Papers"] });
  for (const kind of ["site", "path", "folder"] as const) assert.equal(ruleOf(kind, "block", ""), undefined);
  assert.equal(ruleOf("site", "block", "https://"), undefined);
});
