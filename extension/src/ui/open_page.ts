// What is related to the page in the open tab, as the panel shows it: wired to
// the browser's tabs and bookmarks.
import { browser } from "../browser.ts";
import type { Host } from "../host/client.ts";
import { withoutPlace } from "./open_tabs.ts";
import { Related } from "./related.ts";

/** More than this is no longer quiet. */
const most = 5;

/** Looks at the tab beside the panel from now on. The first look is the caller's. */
export function relatedToTab(host: Host, changed: () => void): Related {
  const related = new Related({
    open: async () => {
      const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
      return { url: tab?.url, title: tab?.title };
    },
    bookmarked: async (url) => {
      const found = await Promise.all([url, withoutPlace(url)].map((u) => browser.bookmarks.search({ url: u })));
      return found.some((nodes) => nodes.length > 0);
    },
    related: (url) => host.call("pages.related", { url, limit: most }).then((r) => r.hits),
    titled: (title) => host.call("search", { query: title, limit: most }).then((r) => r.hits),
    changed,
  });
  const look = () => void related.look();
  browser.tabs.onActivated.addListener(look);
  browser.tabs.onUpdated.addListener((_id, change, tab) => {
    if (tab.active && (change.url !== undefined || change.title !== undefined || change.status === "complete")) look();
  });
  return related;
}
