// Which pages are bookmarked. Asked for every page that is visited, so it is
// kept in memory and follows the browser's events; and because no address of
// another page may leave the extension, the browser is asked once more before
// anybody is told yes.
import { browser } from "../browser.ts";
import { pageKey } from "./address.ts";
import type { TreeNode } from "./tree.ts";

export class Saved {
  private known: Promise<Pages> | undefined;

  /** Follows the browser's bookmarks; call it in the first turn of the background. */
  listen(): void {
    const b = browser.bookmarks;
    b.onCreated.addListener((id, node) => this.change((pages) => pages.put(id, node.url)));
    b.onChanged.addListener((id, { url }) => url !== undefined && this.change((pages) => pages.put(id, url)));
    b.onRemoved.addListener((id, { node }) => {
      // What was in a folder is not always told.
      if (node?.url === undefined) this.known = undefined;
      else this.change((pages) => pages.put(id, undefined));
    });
  }

  /** Whether the page at an address is bookmarked now. */
  async has(address: string): Promise<boolean> {
    const key = pageKey(address);
    if (key === undefined) return false;
    this.known ??= browser.bookmarks.getTree().then((roots) => new Pages(roots));
    for (const id of (await this.known).ids(key)) {
      const [node] = await browser.bookmarks.get(id).catch(() => []);
      if (node?.url !== undefined && pageKey(node.url) === key) return true;
    }
    return false;
  }

  private change(fn: (pages: Pages) => void): void {
    void this.known?.then(fn);
  }
}

/** Pages and the bookmarks that point at them. */
class Pages {
  private readonly keys = new Map<string, string>();
  private readonly bookmarks = new Map<string, Set<string>>();

  constructor(roots: TreeNode[]) {
    const stack = [...roots];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (node.url !== undefined) this.put(node.id, node.url);
      for (const child of node.children ?? []) stack.push(child);
    }
  }

  ids(key: string): string[] {
    return [...(this.bookmarks.get(key) ?? [])];
  }

  /** A bookmark points at an address from now on, or at none. */
  put(id: string, url: string | undefined): void {
    const before = this.keys.get(id);
    const key = url === undefined ? undefined : pageKey(url);
    if (before !== undefined) {
      const ids = this.bookmarks.get(before);
      ids?.delete(id);
      if (ids?.size === 0) this.bookmarks.delete(before);
      this.keys.delete(id);
    }
    if (key === undefined) return;
    this.keys.set(id, key);
    const ids = this.bookmarks.get(key);
    if (ids) ids.add(id);
    else this.bookmarks.set(key, new Set([id]));
  }
}
