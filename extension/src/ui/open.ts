// Opening pages, and only pages: whatever an address says, nothing but http
// and https leaves here.
import { browser, isFirefox, openable } from "../browser.ts";

export type Where = "tab" | "background" | "here";

/** Opens an address; a tab that shows it already is switched to where the browser lets us see. */
export async function openPage(url: string, where: Where): Promise<void> {
  if (!openable(url)) return;
  if (where === "here") {
    const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
    if (tab?.id !== undefined) {
      await browser.tabs.update(tab.id, { url });
      return;
    }
  }
  await browser.tabs.create({ url, active: where !== "background" });
}

/** Opens one of our own pages. */
export async function openOwn(page: string): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(page) });
}

/** Hands words to the person's own search engine. */
export async function searchWeb(text: string): Promise<void> {
  await browser.search.query({ text, disposition: "NEW_TAB" });
}

/** The folder of this browser that holds a page; undefined when none does, or its manager cannot be opened at one. */
export async function folderOf(url: string): Promise<string | undefined> {
  if (isFirefox || !openable(url)) return undefined;
  try {
    return (await browser.bookmarks.search({ url }))[0]?.parentId;
  } catch {
    return undefined; // not an address by the browser's rules
  }
}

/** Opens the browser's bookmark manager at a folder. Chromium only. */
export async function openFolder(id: string): Promise<void> {
  await browser.tabs.create({ url: `chrome://bookmarks/?id=${encodeURIComponent(id)}` });
}
