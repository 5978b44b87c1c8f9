// make run: the product on a fresh machine, in one command. A browser opens in
// a profile of its own with the extension connected to the host, over a sample
// library; without a screen or a browser, the terminal asks instead. Nothing
// outside .run/ is touched (one exception is said aloud: see run-browser.mjs).
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { browserNamed, findBrowsers, noDisplay } from "./browsers.mjs";
import { openBrowser } from "./run-browser.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const program = path.join(root, "bin", process.platform === "win32" ? "ai-bookmark.exe" : "ai-bookmark");
// RUN_DIR is for tests, which must not meet a person's own .run/.
const runDir = path.resolve(process.env.RUN_DIR || path.join(root, ".run"));
const dataDir = path.join(runDir, "data");
const samples = path.join(root, "scripts", "sample-library.jsonl");
const env = { ...process.env, AI_BOOKMARK_HOME: dataDir };
const say = (text = "") => process.stdout.write(`${text}\n`);

// Questions that the sample library answers, in both languages.
const questions = [
  "how does SQLite let people read while somebody writes?",
  "蝴蝶兰多久浇一次水？",
  "that bread recipe for people who do not like kneading",
];

function importLibrary() {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const files = [samples, ...(process.env.IMPORT ? [path.resolve(process.env.IMPORT)] : [])];
  for (const file of files) {
    const done = spawnSync(program, ["import", file], { env, stdio: ["ignore", "inherit", "inherit"] });
    if (done.status !== 0) process.exit(done.status ?? 1);
  }
}

/** The browser to use, or the reason why there is none. */
function chooseBrowser() {
  const wish = process.env.BROWSER_NAME;
  const browser = wish ? browserNamed(wish) : findBrowsers()[0];
  if (!browser) {
    const known = "Chromium, Chrome, Edge, Brave or Firefox";
    return { why: wish ? `the browser “${wish}” was not found` : `no browser was found (${known})` };
  }
  if (browser.unusable) return { why: browser.unusable };
  const why = noDisplay();
  return why ? { why } : { browser };
}

/** The same library in the terminal: a conversation, or a few samples when nobody can type. */
function converse(why) {
  say(`\nNo browser window: ${why}\n`);
  // In the browser the companion app does this in the background. With the
  // person's own pages and a model of Ollama it could take hours.
  if (!process.env.IMPORT) spawnSync(program, ["index"], { env, stdio: ["ignore", "ignore", "inherit"] });
  if (process.stdin.isTTY) {
    say("Here is the same library in the terminal. Try:");
    for (const q of questions) say(`  ${q}`);
    say();
    const talk = spawn(program, ["ask"], { env, stdio: "inherit" });
    // Ctrl+C is for the conversation; this process waits for its end.
    process.on("SIGINT", () => {});
    talk.on("exit", (status) => process.exit(status ?? 0));
    return;
  }
  say("Nobody can type here either, so these are three samples.");
  for (const [i, question] of questions.entries()) {
    const command = i === 0 ? ["ask", question] : ["search", "--limit", "3", question];
    say(`\n$ ai-bookmark ${command.map((w) => (/[^\w-]/.test(w) ? `"${w}"` : w)).join(" ")}\n`);
    const { status } = spawnSync(program, command, { env, stdio: ["ignore", "inherit", "inherit"] });
    // 3 is "nothing found": an answer, not a failure.
    if (status !== 0 && status !== 3) process.exit(status ?? 1);
  }
}

function sayWhatToTry(browser) {
  say(`\nAI Bookmark is open in ${browser.label}, in a profile of its own (${path.relative(process.cwd(), runDir) || ".run"}/).\n`);
  say("Try");
  say("  - asking in the page that opened, in your own words:");
  for (const q of questions) say(`      ${q}`);
  say("  - the toolbar button (behind the puzzle piece), then typing; arrows and Enter");
  say("  - the address bar: ai, a space, and what you remember");
  say("  - a right click on any page: Index this page");
  say("  - bookmarking a page, then searching for it");
  say("\nYour own bookmarks: make run IMPORT=file (an export of any browser). Stop: close the window, or Ctrl+C.");
}

async function main() {
  importLibrary();
  const { browser, why } = chooseBrowser();
  if (!browser) return converse(why);
  let session;
  try {
    session = await openBrowser({ browser, program, root, runDir, env, say });
  } catch (error) {
    return converse(`${browser.label} could not be used: ${error.message}`);
  }
  sayWhatToTry(browser);
  const stop = () => session.stop();
  process.on("SIGINT", stop).on("SIGTERM", stop);
  await session.ended;
  say("\nThe browser has closed.");
}

await main();
