// Ties Live to the browser's bookmark events. Called in the first turn of the
// background, so that no event is missed when the worker is started by one.
import { browser } from "../browser.ts";
import type { Live } from "./live.ts";

export function listen(live: Live): void {
  const b = browser.bookmarks;
  b.onCreated.addListener((id) => live.touch(id));
  b.onChanged.addListener((id) => live.touch(id));
  b.onMoved.addListener((id) => live.touch(id));
  b.onRemoved.addListener((id) => live.remove(id));
  // Chromium only.
  b.onChildrenReordered?.addListener((_id, { childIds }) => childIds.forEach((id) => live.touch(id)));
  b.onImportBegan?.addListener(() => live.bulk(true));
  b.onImportEnded?.addListener(() => live.bulk(false));
}
