// The parts of the product's pages that tests look at, by role and class, and
// what is in the library, by the command line.
import fs from "node:fs";
import path from "node:path";
import { until } from "./until.mjs";

/** Puts text into the search field in place of what is there. */
export async function typeQuery(view, text) {
  await view.eval(() => {
    const field = document.querySelector("[role=combobox]");
    field.focus();
    field.select();
  });
  await view.type(text);
}

/** The hits that are shown: what each row says. */
export function hits(view) {
  return view.eval(() => [...document.querySelectorAll("[role=option].hit:not(.hit-slim)")].map((row) => row.textContent.replace(/\s+/g, " ").trim()));
}

/** Everything that is on a page or in the popup, as text. */
export const textOf = (view) => view.eval(() => document.body.innerText);

/**
 * Types a query and waits until the hits are as wanted. A list that was right
 * when it was typed for may be behind by now, so it is typed again now and
 * then, as a person would. @returns milliseconds it took
 */
export async function untilHits(view, query, wanted, timeout = 30_000) {
  const started = performance.now();
  const left = () => timeout - (performance.now() - started);
  for (;;) {
    await typeQuery(view, query);
    try {
      await until(`the hits of “${query}”`, async () => wanted(await hits(view)), Math.min(400, left()));
      return performance.now() - started;
    } catch (error) {
      if (left() <= 0) throw new Error(`${error.message}; shown: ${JSON.stringify(await hits(view))}`);
    }
  }
}

/**
 * Waits until the hits of what is typed are as wanted, asking again with a
 * keystroke now and then. @returns milliseconds it took
 */
export async function untilRefreshed(view, wanted) {
  const started = performance.now();
  const shown = () => until("the hits", async () => wanted(await hits(view)), 150);
  await until("the hits to change", async () => {
    const typed = await view.eval(() => document.querySelector("[role=combobox]").value);
    await view.press("Backspace");
    await view.type(typed.at(-1));
    await shown();
    return true;
  });
  return performance.now() - started;
}

/** Between two looks that each start a process: the browser needs the processor too. */
export const processPause = 100;

/** What the library holds, through another process. */
export function status(browser) {
  return browser.world.cli("status");
}

/** Waits until the library has this many bookmarks and nothing waits to be indexed. */
export function untilSynced(browser, bookmarks, timeout = 60_000) {
  return until(`${bookmarks} bookmarks in the library`, async () => {
    const now = await status(browser);
    return now.bookmarks === bookmarks && now.pending.index === 0;
  }, timeout, processPause);
}

/** Every bookmark of the library: {url, title, folder}. */
export async function exported(browser) {
  const file = path.join(browser.world.dir, "export.jsonl");
  await browser.world.cli("export", file);
  return fs.readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

/** Every bookmark of the browser: {url, title}. */
export function bookmarksOf(browser) {
  return browser.api(async () => {
    const out = [];
    const walk = (node) => {
      if (node.url) out.push({ url: node.url, title: node.title });
      for (const child of node.children ?? []) walk(child);
    };
    walk((await chrome.bookmarks.getTree())[0]);
    return out;
  });
}

/** How it stands with the companion app, as the background says once it knows. Asking makes it look again. */
export function hostState(browser) {
  return browser.api(() => new Promise((resolve) => {
    const port = chrome.runtime.connect({ name: "host" });
    port.onMessage.addListener((message) => {
      if (message.type !== "state" || message.state.kind === "connecting") return;
      port.disconnect();
      resolve({ ...message.state, confirmation: message.confirmation });
    });
  }));
}
