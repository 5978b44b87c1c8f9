// What must never be in the sources, and words that nothing says.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { transform } from "esbuild";

const src = path.join(import.meta.dirname, "../src");
const all = fs.readdirSync(src, { recursive: true }).filter((f) => /\.(tsx?|html|css)$/.test(f) && !f.endsWith(".gen.ts")).sort();
const product = all.filter((f) => !/\.test\.tsx?$|^testing\//.test(f)).map((f) => ({ f, text: fs.readFileSync(path.join(src, f), "utf8") }));

/** The code of a file without its comments. */
async function code({ f, text }) {
  if (!/\.tsx?$/.test(f)) return text;
  return (await transform(text, { loader: f.endsWith("x") ? "tsx" : "ts", jsx: "preserve", legalComments: "none", charset: "utf8", tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } } })).code;
}

test("nothing that turns text into markup or code, nothing from elsewhere, nothing said aloud", async (t) => {
  const banned = [
    ["text as markup", /\b(inner|outer)HTML\b|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|DOMParser|createContextualFragment|\bsrcdoc\b/],
    ["text as code", /\beval\(|new Function\(|setTimeout\(\s*["'`]|javascript:/],
    ["something from elsewhere", /import\(\s*["'`]https?:|\bsrc=\{?["'`]https?:|url\(["']?(https?:)?\/\/|@import\s+["'](https?:)?\/\/|\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts/],
    ["a log that outlives the person's look", /\bconsole\./],
    ["storage that pages share", /\b(localStorage|sessionStorage|document\.cookie)\b/],
  ];
  const plain = await Promise.all(product.map(async (file) => ({ f: file.f, text: await code(file) })));
  for (const [name, pattern] of banned) await t.test(name, () => assert.deepEqual(plain.filter(({ text }) => pattern.test(text)).map(({ f }) => f), []));
});

test("no type is given up on", () => {
  for (const { f, text } of product) assert.doesNotMatch(text, /[:<,|&]\s*any\b\s*[;,)>=\]|&[]|\bas any\b|@ts-(ignore|nocheck|expect-error)/, f);
});

test("files stay short enough to read", () => {
  const lines = product.filter(({ f }) => /\.tsx?$/.test(f) && !f.startsWith("i18n/")).map(({ text }) => text.split("\n").length).sort((a, b) => a - b);
  assert.ok(lines[Math.floor(lines.length * 0.9)] <= 140, `${lines}`);
});

/** Words of states that come later. */
const wordsToCome = new Set(("help.open hits.similar hits.notext ask.row.hint why.label answer.local rung.s3.do load.title err.model " +
  "err.storage").split(" "));

test("every word is said somewhere, but for those of what comes later", async (t) => {
  const { code: js } = await transform(fs.readFileSync(path.join(src, "i18n/en.ts"), "utf8"), { loader: "ts" });
  const keys = Object.keys((await import(`data:text/javascript,${encodeURIComponent(js)}`)).en);
  const text = product.filter(({ f }) => /\.tsx?$/.test(f) && !/^i18n\/(en|zh)/.test(f)).map(({ text }) => text).join("\n");
  const said = new Set([...text.matchAll(/"([^"\n]*)"/g)].map((m) => m[1]));
  // `rung.${n}` says every key that begins and ends so.
  const made = [...text.matchAll(/`([\w.]+)\$\{[^}`]+\}([\w.]*)`/g)].map((m) => new RegExp(`^${m[1].replaceAll(".", "\\.")}[^.]+${m[2].replaceAll(".", "\\.")}$`));
  const baseOf = (key) => key.replace(/\.(one|other)$/, "");
  const unsaid = keys.filter((k) => !said.has(k) && !said.has(baseOf(k)) && !made.some((m) => m.test(baseOf(k))));
  t.diagnostic(`${unsaid.length} of ${keys.length} words are not said yet`);
  assert.deepEqual(unsaid.filter((k) => !wordsToCome.has(baseOf(k))), []);
  assert.deepEqual([...wordsToCome].filter((w) => !keys.some((k) => baseOf(k) === w)), [], "words to come that the catalogue does not have");
});
