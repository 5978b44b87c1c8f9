// The background's way to read a tab: puts capture.js into it and checks what
// comes back, because it comes out of a page.
import { browser, openable } from "../browser.ts";
import { captureName, type Begun, type Captured, type CaptureOrder, type InPage } from "./order.ts";

/** More than any copy has. */
const mostPieces = 100;

/** Reads a tab, or one frame of it. Undefined when the browser or the page does not let us. */
export async function readTab(tabId: number, order: CaptureOrder, frameId = 0): Promise<Captured | undefined> {
  const target = { tabId, frameIds: [frameId] };
  try {
    await browser.scripting.executeScript({ target, files: ["capture.js"] });
    const [frame] = await browser.scripting.executeScript({
      target,
      args: [captureName, order] as [string, CaptureOrder],
      func: (name: string, what: CaptureOrder) => (globalThis as unknown as Record<string, InPage>)[name]!.read(what),
    });
    const begun = shaped(frame?.result);
    if (begun?.kind !== "copy") return begun;
    const { id, more, ...copy } = begun;
    const pieces = [copy.html];
    while (pieces.length <= more) pieces.push(await nextPiece(target, id));
    return { ...copy, html: pieces.join("") };
  } catch {
    return undefined;
  }
}

/** Large copies come in pieces: handing one over whole would hold up the page. */
async function nextPiece(target: { tabId: number; frameIds: number[] }, id: number): Promise<string> {
  const [frame] = await browser.scripting.executeScript({
    target,
    args: [captureName, id] as [string, number],
    func: (name: string, of: number) => (globalThis as unknown as Record<string, InPage>)[name]!.next(of),
  });
  if (typeof frame?.result !== "string") throw new Error("the page went away");
  return frame.result;
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
function shaped(result: unknown): Captured<Begun> | undefined {
  const copy = (result ?? {}) as Record<string, unknown>;
  if (copy["kind"] === "secret" || copy["kind"] === "moved") return { kind: copy["kind"] };
  const texts = [copy["url"], copy["title"], copy["lang"], copy["html"]].every((v) => typeof v === "string");
  const whole = typeof copy["id"] === "number" && typeof copy["more"] === "number" && copy["more"] <= mostPieces;
  return copy["kind"] === "copy" && texts && whole && openable(String(copy["url"])) ? (result as Captured<Begun>) : undefined;
}
