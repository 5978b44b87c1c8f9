// Runs the unit tests: bundles each *.test.ts(x) of src, which Node 20 cannot
// read as they are, and gives them and test/*.test.mjs to node --test.
// Arguments choose files by a part of their path.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
// Inside node_modules, so that what is not bundled is found from there; one
// folder a run, so that two at a time do not take each other's files away.
const cache = path.join(here, "node_modules/.cache");
fs.mkdirSync(cache, { recursive: true });
const out = fs.mkdtempSync(path.join(cache, "tests-"));
const chosen = process.argv.slice(2);

const found = (dir, end) =>
  fs.readdirSync(path.join(here, dir), { recursive: true }).map((f) => path.join(dir, f))
    .filter((f) => end.test(f) && (chosen.length === 0 || chosen.some((part) => f.includes(part)))).sort();
const files = found("src", /\.test\.tsx?$/);

process.on("exit", () => fs.rmSync(out, { recursive: true, force: true }));
await build({
  entryPoints: files.map((f) => ({ in: path.join(here, f), out: f.replace(/\.tsx?$/, "") })),
  outdir: out, outExtension: { ".js": ".mjs" }, bundle: true, platform: "node", format: "esm", target: "node20",
  packages: "external", sourcemap: "inline", jsx: "automatic", jsxImportSource: "preact", logLevel: "warning",
});
const built = files.map((f) => path.join(out, f.replace(/\.tsx?$/, ".mjs")));
const plain = found("test", /\.test\.mjs$/).map((f) => path.join(here, f));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=spec", `--test-concurrency=${os.availableParallelism()}`, ...plain, ...built], {
  cwd: here, stdio: "inherit",
  // Words and dates are compared with English ones of one time zone, whatever this computer speaks.
  env: { ...process.env, TZ: "UTC", LC_ALL: "en_US.UTF-8" },
});
process.exitCode = status ?? 1;
