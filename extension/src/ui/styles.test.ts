// Rules about the style sheets that no browser would complain about.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

const folder = path.join(process.cwd(), "src/ui/styles");
const sheets = fs.readdirSync(folder).map((name): [string, string] => [name, fs.readFileSync(path.join(folder, name), "utf8")]);

/** The width of the popup, in rem. */
const popup = Number(/\.popup \{ inline-size: ([\d.]+)rem/.exec(sheets.map(([, text]) => text).join(""))?.[1]);

test("no style depends on a width below the popup's", () => {
  assert.equal(popup, 26.25);
  let seen = 0;
  for (const [name, text] of sheets) {
    for (const [query, width, unit] of text.matchAll(/@media[^{]*?\b(?:max-|min-)?(?:width|inline-size)\s*[:<>=]+\s*([\d.]+)(rem|px)/g)) {
      seen++;
      assert.ok(unit === "rem" && Number(width) > popup, `${name}: ${query} changes between the 25 px that Chromium tries before every frame of a popup and the size it has`);
    }
  }
  assert.ok(seen > 0, "the pages have such queries");
});
