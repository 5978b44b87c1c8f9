// Going on elsewhere with what the popup shows: in the side panel where the
// browser has one, else on the full page.
import { browser } from "../browser.ts";
import { openOwn } from "./open.ts";

/** What is to be shown there: a conversation, or a question to ask. */
export interface Wanted {
  conversation?: string;
  question?: string;
}

/** Where the panel finds what it was opened for; it lives as long as the browser does. */
const key = "panel";

/** Firefox's, which the types do not know. */
interface SidebarAction {
  open(): Promise<void>;
}

const sidebar = (): SidebarAction | undefined => (browser as unknown as { sidebarAction?: SidebarAction }).sidebarAction;

/** The browser has a place beside the page. */
export function hasPanel(): boolean {
  return Boolean(browser.sidePanel?.open ?? sidebar());
}

let windowId: number | undefined;

/** Learns which window this is: opening a panel has to happen within the key or click itself. */
export function preparePanel(): void {
  if (browser.sidePanel) void browser.windows.getCurrent().then((w) => (windowId = w.id), () => undefined);
}

/** Opens the panel with what is wanted; the full page where that cannot be. Only from a click or a key. */
export async function continueInPanel(wanted: Wanted): Promise<void> {
  // Not awaited: a browser opens its panel only while it still sees the key.
  const kept = browser.storage.session.set({ [key]: { ...wanted, at: Date.now() } });
  try {
    if (sidebar()) await sidebar()!.open();
    else if (windowId !== undefined) await browser.sidePanel.open({ windowId });
    else throw new Error("no window");
    await kept;
  } catch {
    await browser.storage.session.remove(key);
    await continueOnPage(wanted);
  }
}

/** Opens the full page with what is wanted. */
export function continueOnPage(wanted: Wanted): Promise<void> {
  return openOwn(pageFor(wanted));
}

/** The address of the full page with what is wanted. */
export function pageFor({ conversation, question }: Wanted): string {
  const params = new URLSearchParams();
  if (conversation) params.set("c", conversation);
  if (question) params.set("q", question);
  return params.size > 0 ? `page.html?${params}` : "page.html";
}

/** In the panel: calls fn with what it was opened for, now and whenever it is opened for something else. */
export function onWanted(fn: (wanted: Wanted) => void): void {
  const take = async () => {
    const wanted = (await browser.storage.session.get(key))[key] as Wanted | undefined;
    if (!wanted) return;
    await browser.storage.session.remove(key);
    fn(wanted);
  };
  browser.storage.session.onChanged.addListener((changes) => {
    if (changes[key]?.newValue !== undefined) void take();
  });
  void take();
}
