// Measures the popup in a real Chromium, with the companion app and a model
// that recites, over a library of 10,000 bookmarks:
//
//	node e2e/measure.mjs
//
// Times are by the clock, so a busy machine makes them worse; what is computed a
// key and a second is also counted by the processor.
//
// Prints one JSON object a figure, {name, unit, value, budget}; or {skipped}
// with the reason, where there is no browser to measure in.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { findBrowsers, onPath } from "../../scripts/browsers.mjs";

const bookmarks = 10_000;
const repeats = 20;
const queries = [
  "tide tables", "sourdough star", "lighthouse", "潮汐表", "go concurrency", "night trains to",
  "garden budget", "europe museum", "bread oven", "夜车", "camera lens", "piano scales", "walking map", "archive",
];
const tokens = 400;

const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const figure = (name, unit, value, budget) => print({ name, unit, value: Math.round(value * 100) / 100, ...(budget && { budget }) });
const percentile = (times, q) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * q))];

function missing() {
  const chromium = findBrowsers().find((b) => b.name === "chromium" && !b.unusable);
  if (!chromium) return "no Chromium here that an extension can be loaded into";
  const tools = ["Xvfb", "xdotool", "openbox"].filter((p) => !onPath(p));
  if (tools.length > 0) return `${tools.join(", ")} missing: needed for a real window`;
  process.env.E2E_EXE ??= chromium.exe;
  return undefined;
}

/** A tree of made-up pages whose titles share words as real ones do. */
function tree() {
  let seed = 7;
  const next = (n) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % n;
  const words = ("tide tables sourdough starter lighthouse keeper history concurrency go patterns night trains to Italy garden tomatoes budget " +
    "camera lens review sqlite index search engine bread oven walking map Europe museum piano scales letters archive tokenizer 潮汐表 观鸟 面包 全文搜索 夜车 园艺").split(" ");
  const title = () => Array.from({ length: 3 + next(6) }, () => words[next(words.length)]).join(" ");
  const folder = (name, from, n) => ({ title: name, children: Array.from({ length: n }, (_, i) => ({ title: title(), url: `https://site${next(400)}.example/${from + i}` })) });
  const size = 200;
  return Array.from({ length: bookmarks / size }, (_, i) => folder(`Folder ${i} ${words[next(words.length)]}`, i * size, size));
}

/**
 * The extension with one more page, which has a field and nothing else: what
 * the browser itself takes for a popup. @returns the folder of the builds
 */
function withBlankPage() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "ai-bookmark-measure-"));
  fs.cpSync(path.join(import.meta.dirname, "../dist/chrome"), path.join(dir, "chrome"), { recursive: true });
  const write = (name, text) => fs.writeFileSync(path.join(dir, "chrome", name), text);
  write("blank.css", "body { inline-size: 420px; block-size: 580px; margin: 0 }");
  write("blank.html", '<!doctype html><link rel="stylesheet" href="blank.css"><script src="blank.js" defer></script><body><input id="q">');
  write("blank.js", `document.getElementById("q").focus();
    performance.mark("field");
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => performance.mark("first list");
      port2.postMessage(0);
    });`);
  return dir;
}

/** Opens the popup again and again. @returns when its field was there, and when the first list was painted, in the middle */
async function openings(browser, page) {
  const marks = [];
  for (let i = 0; i < repeats; i++) {
    const popup = await browser.openPopup(page);
    marks.push(await popup.eval(firstMarks));
    await popup.close();
  }
  return [0, 1].map((i) => percentile(marks.map((m) => m[i]), 0.5));
}

/** In the popup: when the field was there, and when the first list was, in ms after the popup was begun. */
function firstMarks() {
  return new Promise((resolve) => {
    new PerformanceObserver(() => {
      const [field, list] = ["field", "first list"].map((name) => performance.getEntriesByName(name)[0]?.startTime);
      if (list !== undefined) resolve([field, list]);
    }).observe({ type: "mark", buffered: true });
  });
}

/** In the popup: from a key to the painted list that it made; undefined when it made the same one. */
function watchKeys() {
  const listed = () => [...document.querySelectorAll("#hits .hit:not(.hit-ask)")].map((row) => row.textContent).join("\n");
  globalThis.times = [];
  let pressed;
  let before;
  // A message sent within a frame is received when that frame has been painted.
  const painted = [];
  let inFrame = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    inFrame = false;
    for (const fn of painted.splice(0)) fn();
  };
  const next = requestAnimationFrame.bind(globalThis);
  globalThis.requestAnimationFrame = (fn) => next((now) => {
    if (!inFrame) port2.postMessage(0);
    inFrame = true;
    fn(now);
  });
  document.addEventListener("keydown", (e) => ((pressed = e.timeStamp), (before = listed())), { capture: true });
  new MutationObserver(() => {
    if (pressed === undefined || listed() === before) return;
    const from = pressed;
    pressed = undefined;
    painted.push(() => {
      globalThis.times.push(performance.now() - from);
      globalThis.painted?.();
    });
    // What is drawn within a frame is painted by it, what is drawn between two by the next.
    if (!inFrame) requestAnimationFrame(() => undefined);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

/** In the popup: whether another list is painted within some ms. */
function nextPaint(ms) {
  return new Promise((resolve) => {
    globalThis.painted = () => resolve(true);
    setTimeout(() => resolve(false), ms);
  });
}

/** In the popup: what an eye would mind while an answer is written. */
function watchFrames() {
  const seen = (globalThis.seen = { longest: 0, shift: 0, gaps: [] });
  new PerformanceObserver((list) => list.getEntries().forEach((e) => (seen.longest = Math.max(seen.longest, e.duration)))).observe({ type: "longtask" });
  new PerformanceObserver((list) => list.getEntries().forEach((e) => (seen.shift += e.hadRecentInput ? 0 : e.value))).observe({ type: "layout-shift" });
  let last;
  const frame = (now) => {
    if (last !== undefined && document.querySelector(".answer-body[aria-busy=true]")) seen.gaps.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** What the popup's main thread has computed so far, in ms of the processor: true on a busy machine, too. */
async function computed(popup) {
  await popup.target.send("Performance.enable", { timeDomain: "threadTicks" });
  const { metrics } = await popup.target.send("Performance.getMetrics");
  return 1000 * metrics.find((m) => m.name === "TaskDuration").value;
}

async function measure(t) {
  const { openBrowser, until } = await import("./harness/index.mjs");
  const { startOllama } = await import("./harness/ollama.mjs");
  const { status, typeQuery, untilSynced } = await import("./harness/parts.mjs");
  const words = Array.from({ length: tokens }, (_, i) => (i % 40 === 39 ? "[1]. " : i % 25 === 24 ? "**tide**" : "water")).join(" ");
  const ollama = await startOllama(t, words, "10ms");
  const browser = await openBrowser(t, { bookmarks: tree(), ollama: ollama.url });
  await untilSynced(browser, bookmarks, 300_000);
  // What is learnt from ten thousand new pages takes the processors for a while.
  await until("the library to be learnt", async () => {
    const { passages, embedded } = await status(browser);
    return passages > 0 && embedded === passages;
  }, 300_000, 1000);
  // Pages of the extension share a thread: nothing but the popup is to draw.
  await browser.control.page.goto(browser.url("icons/16.png"));

  await browser.api(() => chrome.action.setPopup({ popup: "blank.html" }));
  const [, bare] = await openings(browser, "blank.html");
  await browser.api(() => chrome.action.setPopup({ popup: "popup.html" }));
  const [field, list] = await openings(browser, "popup.html");
  figure(`popup to field, p50 of ${repeats}`, "ms", field, 100);
  figure("popup to first list painted, p50", "ms", list, 100);
  figure("an empty popup to paint, p50", "ms", bare);

  const popup = await browser.openPopup();
  await popup.eval(watchKeys);
  let keys = 0;
  let unchanged = 0;
  let start = await computed(popup);
  for (const query of queries) {
    // The first letter replaces what was typed before.
    await popup.eval(() => document.querySelector("[role=combobox]").select());
    for (const letter of query) {
      // A letter that changes nothing is no sample. The next one comes before
      // the pause after which the popup asks for more than words find. The
      // popup waits by itself: to be asked now and then would cost it time.
      const painted = popup.eval(nextPaint, 200);
      await popup.type(letter);
      keys++;
      if (!(await painted)) unchanged++;
    }
  }
  const painted = await popup.eval(() => globalThis.times);
  figure(`key to paint, p50 of ${painted.length}`, "ms", percentile(painted, 0.5));
  figure("key to paint, p95", "ms", percentile(painted, 0.95), 50);
  figure(`of ${keys} keys, without another list in 200 ms`, "", unchanged);
  figure("main thread a key", "ms CPU", ((await computed(popup)) - start) / keys);

  await popup.eval(watchFrames);
  start = await computed(popup);
  await typeQuery(popup, "which tide tables and walking map?");
  await popup.press("Enter", "alt");
  await until("the whole answer", () => popup.eval(() => document.querySelector(".answer-body[aria-busy=false] .cite") !== null), 60_000);
  figure("main thread a second of tokens", "ms CPU", ((await computed(popup)) - start) / (tokens / 100));
  const { longest, shift, gaps } = await popup.eval(() => globalThis.seen);
  figure("longest task while streaming", "ms", longest, 50);
  figure("layout shift, thousandths", "CLS", shift * 1000, 20);
  figure(`frame to frame, p95 of ${gaps.length}`, "ms", percentile(gaps, 0.95) ?? 0);
}

const reason = missing();
if (reason) print({ skipped: reason });
else {
  const undo = [];
  process.env.E2E_DIST = withBlankPage();
  try {
    await measure({ after: (fn) => undo.push(fn) });
  } finally {
    for (const fn of undo.reverse()) await fn();
    fs.rmSync(process.env.E2E_DIST, { recursive: true });
  }
}
