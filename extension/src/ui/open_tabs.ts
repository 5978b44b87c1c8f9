// Which pages are open in a tab already. The browser tells their addresses
// only where the person allowed it (the optional permission "tabs"); they are
// compared here and go nowhere.
import { browser } from "../browser.ts";
import { openPage, type Where } from "./open.ts";

/** What a list needs to know of it. */
export interface KnownTabs {
  has(url: string): boolean;
}

export class OpenTabs implements KnownTabs {
  /** Addresses may be read. */
  allowed = false;
  private tabs = new Map<string, { id: number; windowId: number }>();

  /** Looks at the tabs that are open now. */
  async look(): Promise<void> {
    this.allowed = await browser.permissions.contains({ permissions: ["tabs"] });
    this.tabs.clear();
    if (!this.allowed) return;
    for (const { id, windowId, url } of await browser.tabs.query({})) {
      if (id !== undefined && url) this.tabs.set(withoutPlace(url), { id, windowId });
    }
  }

  has(url: string): boolean {
    return this.tabs.has(withoutPlace(url));
  }

  /** Shows the tab of a page; false when there is none any more. */
  async show(url: string): Promise<boolean> {
    const tab = this.tabs.get(withoutPlace(url));
    if (!tab) return false;
    try {
      await browser.tabs.update(tab.id, { active: true });
      await browser.windows.update(tab.windowId, { focused: true });
      return true;
    } catch {
      return false; // closed in the meantime
    }
  }

  /** Opens a page; where it is open in a tab already, that is shown instead of a new one. */
  async open(url: string, where: Where): Promise<void> {
    if (where !== "tab" || !(await this.show(url))) await openPage(url, where);
  }

  /** Asks the person; only from a click or a key. @returns whether it is allowed now */
  async ask(): Promise<boolean> {
    await browser.permissions.request({ permissions: ["tabs"] });
    await this.look();
    return this.allowed;
  }
}

/** An address without its place in the page; one that routes by it keeps it. */
export function withoutPlace(url: string): string {
  const at = url.indexOf("#");
  return at < 0 || /^#[!/]/.test(url.slice(at)) ? url : url.slice(0, at);
}
