// make test: every suite, the first ones side by side, with one line at the end
// that sums them up. What a suite says is shown when it has ended, so that it
// stands together. A suite that cannot run here is named loudly, and is a
// failure under CI=true. Arguments choose suites by name; "all" adds those that
// take too long for every day: today that with a real Ollama server, which has
// to be built once.
import { AsyncLocalStorage } from "node:async_hooks";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";
import { findBrowsers, onPath } from "./browsers.mjs";
import { startFirefox } from "./marionette.mjs";
import { ensureOllama } from "./ollama.mjs";
import { checkToolchains, installForTests, installPackages } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const extension = path.join(root, "extension");
// What a suite has said so far; outside of suites there is none.
const saying = new AsyncLocalStorage();
const tell = (text) => saying.getStore()?.push(text) ?? process.stdout.write(text);
const say = (text) => tell(`${text}\n`);

/**
 * Runs a command and gives every line of its output to `see`. One that has not
 * ended after `limit` ms, if there is a limit, is stopped.
 * @returns {Promise<boolean>} whether it ended well
 */
function run(command, args, { cwd = root, env = {}, see = say, limit } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
      shell: process.platform === "win32",
    });
    readline.createInterface({ input: child.stdout }).on("line", see);
    const late = limit && setTimeout(() => {
      say(`${path.basename(args.at(-1))} had not ended after ${limit / 60_000} min and was stopped`);
      child.kill("SIGKILL");
      child.stdout.destroy(); // a process that it left behind may still hold it
    }, limit);
    const ended = (well) => {
      clearTimeout(late);
      resolve(well);
    };
    child.on("error", (error) => {
      say(`${command}: ${error.message}`);
      ended(false);
    });
    child.on("close", (status) => ended(status === 0));
  });
}

// go vet and go test.
async function goSuite() {
  const vetted = await run("go", ["vet", "./..."]);
  // What skips here needs a server; the suite "ollama" runs it.
  const { passed, failed } = await goTests(["./..."]);
  return { passed, failed: failed + (vetted ? 0 : 1) };
}

// The tests named TestReal…, against a real Ollama server. They skip without
// one; here a skipped test is a failed one, and so is finding none.
async function ollamaSuite() {
  const { exe, missing, failed } = await ensureOllama();
  if (missing) return { skipped: missing };
  if (failed) {
    say(failed);
    return { failed: 1 };
  }
  // -count=1: the test cache does not know of the server. -p=1: so many tests
  // of one package after the other leave the time to each that it expects.
  const count = await goTests(["-count=1", "-p=1", "-run", "^TestReal", "./..."], { AI_BOOKMARK_OLLAMA: exe });
  if (count.skipped > 0) say(`${count.skipped} tests were skipped although there is a server`);
  if (count.passed === 0) say("no test with a real server was found");
  return { passed: count.passed, failed: count.failed + count.skipped + (count.passed === 0 ? 1 : 0) };
}

// go test -json, so that tests can be counted. A test's output is shown when
// it fails.
async function goTests(args, env = {}) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const output = new Map();
  const ok = await run("go", ["test", "-json", ...args], {
    env,
    see(line) {
      if (!line.startsWith("{")) return say(line);
      const event = JSON.parse(line);
      const key = `${event.Package ?? event.ImportPath} ${event.Test ?? ""}`;
      if (event.Output) output.set(key, (output.get(key) ?? "") + event.Output);
      if (event.Action === "build-output") tell(event.Output);
      if (!["pass", "fail", "skip"].includes(event.Action)) return;
      if (event.Test) {
        count[{ pass: "passed", fail: "failed", skip: "skipped" }[event.Action]]++;
        if (event.Action === "fail") tell(output.get(key) ?? "");
      } else {
        tell(summaryOf(output.get(key) ?? "", event));
      }
      output.delete(key);
    },
  });
  if (!ok && count.failed === 0) count.failed++;
  return count;
}

// The line that `go test` ends a package with; all of it when it failed.
function summaryOf(text, { Action: action, Package: name }) {
  if (action === "fail") return text || `FAIL ${name}\n`;
  return text.split("\n").filter((line) => /^(ok|\?)\s/.test(line) && !/\[no (test files|tests to run)\]/.test(line)).map((line) => `${line}\n`).join("");
}

// A run of node:test, whose reporter ends with counts.
async function nodeTests(args, options) {
  const count = { passed: 0, failed: 0 };
  const ok = await run(process.execPath, ["--test", "--test-reporter=spec", ...args], {
    ...options,
    see(line) {
      say(line);
      const [, word, number] = /^ℹ (pass|fail|cancelled) (\d+)$/.exec(line) ?? [];
      if (word === "pass") count.passed += Number(number);
      else if (word) count.failed += Number(number);
    },
  });
  if (!ok && count.failed === 0) count.failed++;
  return count;
}

// Types, unit tests, build and lint: the scripts of extension/package.json.
async function typescriptSuite() {
  const count = { passed: 0, failed: 0 };
  for (const name of ["typecheck", "test", "build", "lint"]) {
    const tally = { passed: 0, failed: 0 };
    const ok = await run("npm", ["run", "--silent", name], {
      cwd: extension,
      see(line) {
        say(line);
        const [, word, number] = /^(?:ℹ|#) (pass|fail|cancelled) (\d+)$/.exec(line) ?? [];
        if (word === "pass") tally.passed += Number(number);
        else if (word) tally.failed += Number(number);
      },
    });
    if (tally.passed + tally.failed === 0) tally.passed = ok ? 1 : 0;
    if (!ok && tally.failed === 0) tally.failed = 1;
    count.passed += tally.passed;
    count.failed += tally.failed;
  }
  return count;
}

let built;
// The end-to-end tests use the program and the extension as they are shipped.
function build() {
  built ??= run("make", ["--no-print-directory", "build"]);
  return built;
}

// The scripts themselves.
async function scriptsSuite() {
  if (!(await build())) return { passed: 0, failed: 1 };
  return nodeTests(testsIn(path.join(root, "scripts")));
}

const testsIn = (dir) => fs.readdirSync(dir).filter((f) => f.endsWith(".test.mjs")).sort().map((f) => path.join(dir, f));

// A file of tests takes two minutes at most; one that never ends says nothing.
const fileLimit = 10 * 60_000;

function browserSuite(name) {
  return async () => {
    const browser = findBrowsers().find((b) => b.name === name);
    if (!browser) return { skipped: `${name} is not installed` };
    if (browser.unusable) return { skipped: browser.unusable };
    const missing = ["Xvfb", "xdotool", "openbox"].filter((p) => !onPath(p));
    if (missing.length > 0) return { skipped: `${missing.join(", ")} missing: needed to type and click in a real window` };
    if (!(await build())) return { passed: 0, failed: 1 };
    const profile = name === "firefox" ? await usedProfile(browser.exe) : "";
    const env = { E2E_BROWSER: name, E2E_EXE: browser.exe, E2E_PROFILE: profile };
    const count = { passed: 0, failed: 0 };
    for (const file of testsIn(path.join(extension, "e2e"))) {
      process.stdout.write(`… ${name}: ${path.basename(file)}\n`);
      const { passed, failed } = await nodeTests(["--test-timeout=180000", file], { env, limit: fileLimit });
      count.passed += passed;
      count.failed += failed;
    }
    if (profile) fs.rmSync(profile, { recursive: true, force: true });
    return count;
  };
}

// A profile that Firefox has started in once: what it makes then takes more
// than a second, and there are twenty starts to come.
async function usedProfile(exe) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "ai-bookmark-firefox-"));
  const firefox = await startFirefox({ exe, profile, args: ["--headless"] });
  await firefox.close();
  return profile;
}

// The pages on a stage, in a Chromium without a window: how they behave, and
// that no state of theirs breaks a rule of accessibility.
async function pagesSuite() {
  const browser = findBrowsers().find((b) => b.name === "chromium" && !b.unusable);
  if (!browser) return { skipped: "chromium is not installed" };
  return nodeTests(["--test-concurrency=1", ...testsIn(path.join(extension, "dev"))], { env: { CHROMIUM: browser.exe } });
}

const suites = {
  go: goSuite, typescript: typescriptSuite, scripts: scriptsSuite, pages: pagesSuite, chromium: browserSuite("chromium"), firefox: browserSuite("firefox"),
  ollama: ollamaSuite,
};
const everyDay = Object.keys(suites).filter((name) => name !== "ollama");
// Suites that go on side by side, in lanes of one after the other of about the
// same length. The others come alone: what a browser or a model does in a
// second, a busy machine does in ten.
const lanes = [["go", "typescript"], ["scripts", "pages"]];

function suitesNamed(args) {
  if (args.length === 0) return everyDay;
  if (args.includes("all")) return Object.keys(suites);
  return args;
}

/** Runs a suite, shows what it said, and adds to the sum. */
async function runSuite(name, sum) {
  const started = Date.now();
  const said = [];
  // Minutes may pass before a suite has ended.
  const waiting = setInterval(() => say(`… ${name}, for ${Math.round((Date.now() - started) / 60_000)} min`), 60_000);
  const { passed = 0, failed = 0, skipped } = await saying.run(said, suites[name]).finally(() => clearInterval(waiting));
  sum.passed += passed;
  sum.failed += failed;
  if (skipped) sum.skips.push(`${name}: ${skipped}`);
  process.stdout.write(`\n== ${name}\n${said.join("")}`);
  say(`== ${name}: ${skipped ? "SKIPPED" : `${passed} passed, ${failed} failed`} in ${Math.round((Date.now() - started) / 1000)} s`);
}

async function main() {
  const names = suitesNamed(process.argv.slice(2));
  checkToolchains();
  if (names.some((n) => n !== "go" && n !== "ollama")) installPackages();
  if (names.includes("chromium") || names.includes("firefox")) installForTests();
  const sum = { passed: 0, failed: 0, skips: [] };
  say(`running ${names.join(", ")}; each is shown when it has ended`);
  await Promise.all(lanes.map(async (lane) => {
    for (const name of lane) if (names.includes(name)) await runSuite(name, sum);
  }));
  for (const name of names) if (!lanes.flat().includes(name)) await runSuite(name, sum);
  if (sum.skips.length > 0) {
    say(`\n${"!".repeat(72)}\nNOT TESTED HERE\n${sum.skips.map((s) => `  ${s}`).join("\n")}\n${"!".repeat(72)}`);
    if (process.env.CI === "true") sum.failed += sum.skips.length;
  }
  say(`\n${sum.passed} passed, ${sum.failed} failed`);
  process.exitCode = sum.failed > 0 ? 1 : 0;
}

await main();
