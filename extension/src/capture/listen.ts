// Ties Visits to the browser's events. Called in the first turn of the
// background, so that no event is missed when the worker is started by one.
import { browser } from "../browser.ts";
import { onChange } from "./permission.ts";
import type { Visits } from "./visits.ts";

export function listenToVisits(visits: Visits): void {
  // Without the permission a tab has no address here, and nothing follows.
  browser.tabs.onUpdated.addListener((_id, change, tab) => {
    if (change.url !== undefined || change.status === "complete") void visits.visited(tab);
  });
  browser.bookmarks.onCreated.addListener((_id, { url }) => url !== undefined && visits.bookmarked(url, true));
  browser.bookmarks.onChanged.addListener((_id, { url }) => url !== undefined && visits.bookmarked(url, false));
  // What is open when the person allows it is being visited.
  onChange((granted) => {
    if (granted) void browser.tabs.query({}).then((tabs) => tabs.forEach((tab) => void visits.visited(tab)));
  });
}
