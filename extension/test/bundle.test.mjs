// What the popup loads stays small, so that it opens at once; what every page
// loads stays ours.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { gzipSync } from "node:zlib";
import { make } from "../build.mjs";

/** Bytes of script and style after gzip. */
const budget = 60 * 1024;
const browsers = ["chrome", "firefox"];
let out;
before(async () => {
  out = fs.mkdtempSync(path.join(os.tmpdir(), "ai-bookmark-bundle-"));
  for (const browser of browsers) await make(browser, out);
});
after(() => fs.rmSync(out, { recursive: true, force: true }));

const loaded = (html) => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((m) => m[1]);

for (const browser of browsers) {
  for (const page of ["popup", "page", "options", "welcome"]) {
    test(`${browser}: ${page} loads at most ${budget / 1024} KB`, () => {
      const dir = path.join(out, browser);
      const files = loaded(fs.readFileSync(path.join(dir, `${page}.html`), "utf8"));
      assert.ok(files.includes(`${page}.js`) && files.includes("app.css"), String(files));
      const bytes = files.reduce((sum, f) => sum + gzipSync(fs.readFileSync(path.join(dir, f))).length, 0);
      assert.ok(bytes <= budget, `${bytes} bytes`);
    });
  }

  test(`${browser}: pages load nothing but files of the extension, and write no HTML`, () => {
    const dir = path.join(out, browser);
    const pages = fs.readdirSync(dir).filter((f) => f.endsWith(".html"));
    assert.ok(pages.length >= 4, String(pages));
    for (const f of pages) for (const src of loaded(fs.readFileSync(path.join(dir, f), "utf8"))) assert.ok(fs.existsSync(path.join(dir, src)), `${f}: ${src}`);
    for (const f of fs.readdirSync(dir).filter((f) => /\.(js|css)$/.test(f))) {
      const text = fs.readFileSync(path.join(dir, f), "utf8");
      assert.doesNotMatch(text, /document\.write|insertAdjacentHTML|\beval\(|new Function\(/, f);
      if (f.endsWith(".css")) assert.doesNotMatch(text, /url\((?!["']?data:)|@import/, f);
    }
  });
}

test("our sources never write HTML", () => {
  const dir = path.join(import.meta.dirname, "../src");
  for (const f of fs.readdirSync(dir, { recursive: true }).filter((f) => /(?<!\.test)\.tsx?$/.test(f))) {
    assert.doesNotMatch(fs.readFileSync(path.join(dir, f), "utf8"), /innerHTML|outerHTML/, f);
  }
});
