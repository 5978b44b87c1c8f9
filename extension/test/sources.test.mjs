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

test("every word is said somewhere", async () => {
  const { code: js } = await transform(fs.readFileSync(path.join(src, "i18n/en.ts"), "utf8"), { loader: "ts" });
  const keys = Object.keys((await import(`data:text/javascript,${encodeURIComponent(js)}`)).en);
  const text = product.filter(({ f }) => /\.tsx?$/.test(f) && !/^i18n\/(en|zh)/.test(f)).map(({ text }) => text).join("\n");
  const said = new Set([...text.matchAll(/"([^"\n]*)"/g)].map((m) => m[1]));
  // `rung.${n}` says every key that begins and ends so.
  const made = [...text.matchAll(/`([\w.]+)\$\{[^}`]+\}([\w.]*)`/g)].map((m) => new RegExp(`^${m[1].replaceAll(".", "\\.")}[^.]+${m[2].replaceAll(".", "\\.")}$`));
  const baseOf = (key) => key.replace(/\.(one|other)$/, "");
  const unsaid = keys.filter((k) => !said.has(k) && !said.has(baseOf(k)) && !made.some((m) => m.test(baseOf(k))));
  assert.deepEqual(unsaid, []);
});

test("what the browsers say themselves is there in both languages, and asked for", () => {
  const [english, chinese] = ["en", "zh_CN"].map((l) => Object.keys(JSON.parse(fs.readFileSync(path.join(src, `../static/_locales/${l}/messages.json`), "utf8"))));
  assert.deepEqual(chinese, english);
  const manifests = path.join(src, "../../manifests");
  const named = fs.readdirSync(manifests).flatMap((f) => [...fs.readFileSync(path.join(manifests, f), "utf8").matchAll(/__MSG_(\w+)__/g)].map((m) => m[1]));
  assert.deepEqual(named.filter((key) => !english.includes(key)), []);
  const text = product.map(({ text }) => text).join("\n");
  assert.deepEqual(english.filter((key) => !named.includes(key) && !text.includes(`"${key}"`)), []);
});
