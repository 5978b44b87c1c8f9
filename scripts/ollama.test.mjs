// What decides how the tests' Ollama server is built. The build itself takes
// minutes; make test-ollama is its test.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { hasV3, planOf, versionIn } from "./ollama.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const modern = new Set("fpu avx avx2 bmi1 bmi2 fma f16c movbe abm".split(" "));

test("the server is of the version that the product's client is of", () => {
  assert.equal(versionIn(path.join(root, "scripts", "ollama", "server", "go.mod")), versionIn(path.join(root, "go.mod")));
});

test("what the server needs is not among what the product needs", () => {
  const sums = fs.readFileSync(path.join(root, "go.sum"), "utf8");
  assert.doesNotMatch(sums, /gin-gonic|malgo|gorgonia/);
});

test("instructions that this processor may lack are not used", () => {
  assert.ok(hasV3(modern));
  for (const one of ["avx2", "fma", "abm"]) assert.ok(!hasV3(new Set([...modern].filter((flag) => flag !== one))), one);
  const flags = (cpu) => planOf(cpu).env.CGO_CXXFLAGS;
  assert.equal(flags(new Set()), "-O2");
  assert.equal(flags(modern), process.arch === "x64" ? "-O2 -march=x86-64-v3" : "-O2");
});

test("the headers are outside the clone, and a stamp tells one plan from another", () => {
  const plan = planOf(modern);
  assert.ok(!plan.include.startsWith(root), plan.include);
  assert.equal(planOf(modern).stamp, plan.stamp);
  if (process.arch === "x64") assert.notEqual(planOf(new Set()).stamp, plan.stamp);
});
