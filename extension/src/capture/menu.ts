// Right-click, "Index this page": reads what is visible in the tab, hands it
// to the companion app, and says what happened on the toolbar button.
import { browser, openable } from "../browser.ts";
import { HostError } from "../host/error.ts";
import { t, type MessageKey } from "../i18n/t.ts";
import type { PageIndexParams, PageIndexResult } from "../protocol.gen.ts";
import { keepOutcome, type Outcome } from "./outcome.ts";
import type { VisibleCopy } from "./visible.ts";

const menuId = "index-page";
/** How long the badge stays. */
const badgeTime = 4_000;

export interface MenuOptions {
  index(params: PageIndexParams): Promise<PageIndexResult>;
}

/** Registers the menu's listeners; call it in the first turn of the background. */
export function listenToMenu(o: MenuOptions): void {
  browser.runtime.onInstalled.addListener(() => {
    browser.contextMenus.removeAll(() => {
      browser.contextMenus.create({ id: menuId, title: browser.i18n.getMessage("menuIndex"), contexts: ["page", "frame", "selection"] });
    });
  });
  browser.contextMenus.onClicked.addListener((info, tab) => {
    if (info.menuItemId === menuId && tab?.id !== undefined) void indexTab(tab.id, tab.url ?? info.pageUrl ?? "", o);
  });
}

/** Indexes the page in a tab and shows how it went. */
export async function indexTab(tabId: number, url: string, o: MenuOptions): Promise<Outcome> {
  await show(tabId, { text: "…", title: t("index.busy"), colour: "#5f6b66" });
  const outcome = await attempt(tabId, url, o);
  await show(tabId, { text: outcome.mark, title: outcome.text, colour: outcome.mark === "✓" ? "#2f6f5e" : "#9a5b00" });
  // The popup says it again to whoever looks there.
  await keepOutcome(outcome);
  setTimeout(() => void show(tabId, { text: "", title: "", colour: "#2f6f5e" }), badgeTime);
  return outcome;
}

async function attempt(tabId: number, url: string, o: MenuOptions): Promise<Outcome> {
  let copy: VisibleCopy | undefined;
  try {
    if (url !== "" && !openable(url)) throw new Error("not a page");
    const [frame] = await browser.scripting.executeScript({ target: { tabId }, files: ["capture.js"] });
    copy = copyOf(frame?.result);
    if (!copy) throw new Error("nothing came back");
  } catch {
    return { mark: "!", text: t("index.unsupported") };
  }
  try {
    const { url: address, title, lang, html } = copy;
    return said(await o.index({ url: address, title, lang, html, capturedBy: "menu", save: true }));
  } catch (error) {
    const absent = error instanceof HostError && error.kind === "no_host";
    return { mark: "!", text: absent ? t("index.nohost") : t("index.failed", { why: (error as Error).message }) };
  }
}

/** What came out of a page, if it has the shape that capture.js gives it. */
function copyOf(result: unknown): VisibleCopy | undefined {
  const copy = (result ?? {}) as Partial<Record<keyof VisibleCopy, unknown>>;
  const texts = [copy.url, copy.title, copy.lang, copy.html].every((v) => typeof v === "string");
  return texts && openable(String(copy.url)) ? (result as VisibleCopy) : undefined;
}

/** Why the companion app refuses a page, in words. */
const reasons: Record<string, MessageKey> = {
  empty: "index.empty", blocked_by_rule: "index.blocked", unsupported: "index.unsupported",
  login_wall: "o.cause.login_wall", not_found: "o.cause.not_found", too_large: "o.cause.too_large",
};

function said(result: PageIndexResult): Outcome {
  if (result.state === "indexed") return { mark: "✓", text: t("index.done") };
  if (result.state === "unchanged") return { mark: "✓", text: t("index.same") };
  const reason = reasons[result.reason ?? ""];
  return { mark: "!", text: reason ? t(reason) : t("index.failed", { why: result.reason ?? "" }) };
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
