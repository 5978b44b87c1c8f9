// Builds the extension: one source -> dist/chrome and dist/firefox. The
// manifests are manifests/extension.base.json with each browser's overlay;
// lists are joined, objects merged. The same sources give the same bytes.
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const manifests = path.join(here, "../manifests");
const targets = { chrome: "chrome120", firefox: "firefox142" };

const sources = path.join(here, "src/entrypoints");
const styles = path.join(here, "src/ui/styles");

/** The entry points as the manifests and the pages name them. */
const scripts = fs.readdirSync(sources).filter((f) => /\.tsx?$/.test(f)).sort();
const sheets = fs.existsSync(styles) ? fs.readdirSync(styles).filter((f) => !f.startsWith("_") && f.endsWith(".css")).sort() : [];

function merge(base, over) {
  if (Array.isArray(base) && Array.isArray(over)) return [...base, ...over];
  if (base === null || over === null || typeof base !== "object" || typeof over !== "object") return over;
  const out = { ...base };
  for (const [key, value] of Object.entries(over)) out[key] = key in out ? merge(out[key], value) : value;
  return out;
}

/** The manifest of one browser. */
export function manifest(browser) {
  const read = (name) => JSON.parse(fs.readFileSync(path.join(manifests, `extension.${name}.json`), "utf8"));
  return merge(read("base"), read(browser));
}

const shared = (browser) => ({
  bundle: true, charset: "utf8", legalComments: "none", logLevel: "warning", target: targets[browser],
  jsx: "automatic", jsxImportSource: "preact",
  define: { __FIREFOX__: String(browser === "firefox") },
});

/** Builds for one browser into out/BROWSER. */
export async function make(browser, out = path.join(here, "dist")) {
  const dir = path.join(out, browser);
  fs.rmSync(dir, { recursive: true, force: true });
  fs.mkdirSync(dir, { recursive: true });
  await Promise.all([
    build({ ...shared(browser), entryPoints: scripts.map((f) => path.join(sources, f)), outdir: dir, format: "iife", minify: true }),
    ...sheets.map((f) => build({ ...shared(browser), entryPoints: [path.join(styles, f)], outfile: path.join(dir, f), minify: true, external: ["*.woff2"] })),
  ]);
  for (const f of fs.readdirSync(sources).filter((f) => f.endsWith(".html"))) fs.copyFileSync(path.join(sources, f), path.join(dir, f));
  fs.cpSync(path.join(here, "static"), dir, { recursive: true });
  fs.writeFileSync(path.join(dir, "manifest.json"), JSON.stringify(manifest(browser), null, 2) + "\n");
}

if (process.argv[1] === import.meta.filename) {
  await Promise.all(Object.keys(targets).map((browser) => make(browser)));
}
