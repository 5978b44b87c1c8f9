// make run where no window can open: it says why, and answers all the same.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

function runWithout(t, change) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "ai-bookmark-run-"));
  t.after(() => fs.rmSync(dir, { recursive: true, force: true }));
  const { DISPLAY, WAYLAND_DISPLAY, ...env } = process.env;
  const options = { env: { ...env, OLLAMA_HOST: "http://127.0.0.1:1", LANG: "C", RUN_DIR: path.join(dir, "run"), HOME: dir, ...change }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
  const result = spawnSync(process.execPath, [path.join(here, "run.mjs")], options);
  assert.equal(result.status, 0, result.stderr);
  return { out: result.stdout, dir };
}

test("without a screen it says so and answers in the terminal", { skip: process.platform !== "linux" && "other systems always have a screen" }, (t) => {
  const { out, dir } = runWithout(t, {});
  assert.match(out, /no (screen|browser)/);
  assert.match(out, /\[1\]/, "an answer with a citation");
  assert.deepEqual(fs.readdirSync(dir), ["run"], "nothing outside its folder");
});

test("a browser that is not there is named, and so is a person's own export", (t) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "ai-bookmark-own-"));
  t.after(() => fs.rmSync(dir, { recursive: true, force: true }));
  const own = path.join(dir, "own.html");
  fs.writeFileSync(own, '<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="https://own.example/axolotl">Axolotl care</A></DL>');
  const { out, dir: run } = runWithout(t, { BROWSER_NAME: "netscape", IMPORT: own });
  assert.match(out, /“netscape” was not found/);
  const program = path.join(here, "..", "bin", "ai-bookmark");
  const found = execFileSync(program, ["--json", "--data-dir", path.join(run, "run", "data"), "search", "axolotl"], { encoding: "utf8" });
  assert.equal(JSON.parse(found).hits[0].url, "https://own.example/axolotl");
});
