// Right-click: "Index this page" reads what is visible in the tab, "Index the
// selected text" only that, "Index this link" saves a page that is not open.
// Each is handed to the companion app, and the toolbar button says what
// happened.
import { browser, openable } from "../browser.ts";
import { HostError } from "../host/error.ts";
import { t } from "../i18n/t.ts";
import type { PageIndexParams, PageIndexResult } from "../protocol.gen.ts";
import { keepOutcome, refusal, type Outcome } from "./outcome.ts";
import { linkName, readTab } from "./read.ts";

type Entry = "index-page" | "index-selection" | "index-link";
type Click = chrome.contextMenus.OnClickData;

/** What stands in the menu, and on what. */
const entries: { id: Entry; title: string; contexts: chrome.contextMenus.CreateProperties["contexts"] }[] = [
  { id: "index-page", title: "menuIndex", contexts: ["page", "frame"] },
  { id: "index-selection", title: "menuSelection", contexts: ["selection"] },
  { id: "index-link", title: "menuLink", contexts: ["link"] },
];
/** How long the badge stays. */
const badgeTime = 4_000;

export interface MenuOptions {
  index(params: PageIndexParams): Promise<PageIndexResult>;
  /** Whether the app visits pages by itself. */
  fetches(): Promise<boolean>;
}

/** Registers the menu's listeners; call it in the first turn of the background. */
export function listenToMenu(o: MenuOptions): void {
  browser.runtime.onInstalled.addListener(() => {
    browser.contextMenus.removeAll(() => {
      for (const { id, title, contexts } of entries) browser.contextMenus.create({ id, title: browser.i18n.getMessage(title), contexts: contexts! });
    });
  });
  browser.contextMenus.onClicked.addListener((click, tab) => {
    // Private windows are not for us, whatever a browser lets us see of them.
    if (tab?.id !== undefined && !tab.incognito && entries.some(({ id }) => id === click.menuItemId)) void obey(click, tab.id, tab.url, o);
  });
}

/** Does what was chosen and shows how it went. */
async function obey(click: Click, tabId: number, url: string | undefined, o: MenuOptions): Promise<void> {
  await show(tabId, { text: "…", title: t("index.busy"), colour: "#5f6b66" });
  const outcome = await attempt(click, tabId, url ?? click.pageUrl ?? "", o).catch((error: unknown): Outcome => {
    const absent = error instanceof HostError && error.kind === "no_host";
    return { mark: "!", text: absent ? t("index.nohost") : t("index.failed", { why: (error as Error).message }) };
  });
  await show(tabId, { text: outcome.mark, title: outcome.text, colour: outcome.mark === "✓" ? "#2f6f5e" : "#9a5b00" });
  // The popup says it again to whoever looks there.
  await keepOutcome(outcome);
  setTimeout(() => void show(tabId, { text: "", title: "", colour: "#2f6f5e" }), badgeTime);
}

async function attempt(click: Click, tabId: number, url: string, o: MenuOptions): Promise<Outcome> {
  if (click.menuItemId === "index-link") return indexLink(click, tabId, o);
  const selected = click.menuItemId === "index-selection";
  const what = await (selected ? selection(click, tabId, url) : page(tabId, url));
  if (!what) return { mark: "!", text: t("index.unsupported") };
  const result = await o.index({ ...what, capturedBy: "menu", save: true, ...(selected && { selection: true }) });
  if (result.state === "refused") return { mark: "!", text: refusal(result.reason) };
  if (result.passages === 0) return { mark: "!", text: t("index.empty") };
  return { mark: "✓", text: result.state === "indexed" ? t("index.done") : t("index.same") };
}

type Content = Pick<PageIndexParams, "url" | "title" | "lang" | "html" | "text">;

async function page(tabId: number, url: string): Promise<Content | undefined> {
  if (url !== "" && !openable(url)) return undefined;
  const copy = await readTab(tabId, { how: "asked" });
  return copy?.kind === "copy" ? { url: copy.url, title: copy.title, lang: copy.lang, html: copy.html } : undefined;
}

/** The selected text, as it is laid out where that can be read; it belongs to the page of the tab, also from a frame. */
async function selection(click: Click, tabId: number, url: string): Promise<Content | undefined> {
  if (!openable(url)) return undefined;
  const copy = await readTab(tabId, { how: "selection" }, click.frameId ?? 0);
  const top = click.frameId ? await readTab(tabId, { how: "title" }) : copy;
  if (top?.kind !== "copy") return undefined;
  const { title, lang } = top;
  if (copy?.kind === "copy" && /[^\s<>]/.test(copy.html.replace(/^.*<body>|<[^>]*>/gs, ""))) return { url: top.url, title, lang, html: copy.html };
  return { url: top.url, title, lang, text: click.selectionText ?? "" };
}

/** A page that is not open is saved by its title. Opening it would be a visit that nobody asked for. */
async function indexLink(click: Click, tabId: number, o: MenuOptions): Promise<Outcome> {
  const url = click.linkUrl ?? "";
  if (!openable(url)) return { mark: "!", text: t("index.unsupported") };
  const title = (await linkName(tabId, click.frameId ?? 0, url)) || click.selectionText || "";
  const result = await o.index({ url, title, capturedBy: "menu", save: true });
  if (result.state === "refused") return { mark: "!", text: refusal(result.reason) };
  if (result.state === "unchanged") return { mark: "✓", text: t("index.same") };
  return { mark: "✓", text: (await o.fetches()) ? t("index.link.fetch") : t("index.link") };
}

async function show(tabId: number, badge: { text: string; title: string; colour: string }): Promise<void> {
  try {
    await browser.action.setBadgeBackgroundColor({ tabId, color: badge.colour });
    await browser.action.setBadgeText({ tabId, text: badge.text });
    await browser.action.setTitle({ tabId, title: badge.title });
  } catch {
    // The tab was closed meanwhile: there is nothing left to show it on.
  }
}
