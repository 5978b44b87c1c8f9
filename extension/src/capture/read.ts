// The background's way to read a tab: puts capture.js into it and checks what
// comes back, because it comes out of a page.
import { browser, openable } from "../browser.ts";
import { captureName, type Captured, type CaptureOrder } from "./order.ts";

/** Reads a tab, or one frame of it. Undefined when the browser or the page does not let us. */
export async function readTab(tabId: number, order: CaptureOrder, frameId = 0): Promise<Captured | undefined> {
  const target = frameId === 0 ? { tabId } : { tabId, frameIds: [frameId] };
  try {
    await browser.scripting.executeScript({ target, files: ["capture.js"] });
    const [frame] = await browser.scripting.executeScript({
      target,
      args: [captureName, order] as [string, CaptureOrder],
      func: (name: string, what: CaptureOrder) => ((globalThis as Record<string, unknown>)[name] as (o: CaptureOrder) => Promise<Captured>)(what),
    });
    return shaped(frame?.result);
  } catch {
    return undefined;
  }
}

/** What a link on a page is called; "" when that cannot be told. */
export async function linkName(tabId: number, frameId: number, url: string): Promise<string> {
  try {
    const [frame] = await browser.scripting.executeScript({
      target: { tabId, frameIds: [frameId] },
      args: [url],
      func: (wanted: string) => {
        const link = Array.from(document.links).find((a) => a.href === wanted && a.innerText.trim() !== "");
        return link?.innerText.trim().replace(/\s+/g, " ").slice(0, 500);
      },
    });
    return typeof frame?.result === "string" ? frame.result.toWellFormed() : "";
  } catch {
    return "";
  }
}

/** What came out of a page, if it has the shape that capture.js gives it. */
function shaped(result: unknown): Captured | undefined {
  const copy = (result ?? {}) as Record<string, unknown>;
  if (copy["kind"] === "secret" || copy["kind"] === "moved") return result as Captured;
  const texts = [copy["url"], copy["title"], copy["lang"], copy["html"]].every((v) => typeof v === "string");
  return copy["kind"] === "copy" && texts && openable(String(copy["url"])) ? (result as Captured) : undefined;
}
