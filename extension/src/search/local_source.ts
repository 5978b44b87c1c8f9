// The LocalIndex of the browser's own tree, built when first needed and again
// after a change.
import { browser } from "../browser.ts";
import { LocalIndex } from "./local.ts";

let index: Promise<LocalIndex> | undefined;

/** The present index. The first call after a change reads the tree. */
export function localIndex(): Promise<LocalIndex> {
  index ??= browser.bookmarks.getTree().then((roots) => LocalIndex.of(roots));
  return index;
}

/** Forgets the index at every change; call it in the first turn of a page or the background. */
export function watchTree(): void {
  const stale = () => {
    index = undefined;
  };
  const b = browser.bookmarks;
  for (const event of [b.onCreated, b.onChanged, b.onMoved, b.onRemoved]) (event as chrome.events.Event<() => void>).addListener(stale);
}
