// When a page has come to rest, so that its text is what a person reads and
// not what was there while it loaded. Runs inside pages.

/** So long nothing may change, in milliseconds. */
const quiet = 1_000;
/** Pages that never rest (tickers, clocks) are read as they are after this time. */
const patience = 12_000;
/** A view of a single-page application may begin to change this long after its address did. */
const firstChange = 4_000;
/** A page with less text than this is probably still loading. */
const littleText = 200;

/** Resolves when the document has settled; at the latest after some seconds. */
export async function settled(doc: Document): Promise<void> {
  const view = doc.defaultView!;
  const start = performance.now();
  let changed = start;
  // The address was changed by a script: what is shown may still be the view before.
  let waitsForChange = routed(view);
  const observer = new MutationObserver(() => {
    changed = performance.now();
    waitsForChange = false;
  });
  observer.observe(doc, { subtree: true, childList: true, characterData: true });
  const loads = watchLoads(() => (changed = performance.now()));
  try {
    for (let now = start; now - start < patience; now = performance.now()) {
      const rests = now - changed >= quiet && doc.readyState === "complete";
      if (!rests) {
        await pause();
        continue;
      }
      const waits = (waitsForChange && now - start < firstChange) || (now - start < patience / 2 && hasLittle(doc));
      if (!waits) return;
      await pause();
    }
  } finally {
    observer.disconnect();
    loads?.disconnect();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

/** Whether a page has next to no text yet. Looks no further than it has to. */
function hasLittle(doc: Document): boolean {
  const walker = doc.createTreeWalker(doc.body ?? doc, NodeFilter.SHOW_TEXT);
  let length = 0;
  for (let node = walker.nextNode(); node && length < littleText; node = walker.nextNode()) {
    if (!/^(SCRIPT|STYLE)$/.test(node.parentNode?.nodeName ?? "")) length += (node.nodeValue ?? "").trim().length;
  }
  return length < littleText;
}

/** Whether the address is another one than the document was loaded from. */
function routed(view: Window): boolean {
  const loaded = view.performance.getEntriesByType("navigation")[0]?.name;
  const bare = (address: string) => address.replace(/#(?![!/]).*$/, "");
  return loaded !== undefined && bare(loaded) !== bare(view.location.href);
}

/** Tells of data that scripts have fetched: the page is about to change. */
function watchLoads(fn: () => void): PerformanceObserver | undefined {
  try {
    const observer = new PerformanceObserver((list) => {
      const data = list.getEntries().some((e) => /^(fetch|xmlhttprequest)$/.test((e as PerformanceResourceTiming).initiatorType));
      if (data) fn();
    });
    observer.observe({ type: "resource" });
    return observer;
  } catch {
    return undefined; // a browser without it: changes of the document say it as well
  }
}
