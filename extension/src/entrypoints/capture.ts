// Injected into pages: leaves two functions for the background to call.
import { captureName, type Begun, type Captured, type CaptureOrder, type InPage } from "../capture/order.ts";
import { settled } from "../capture/settle.ts";
import { visibleCopy } from "../capture/visible.ts";

/** Copies that are being handed over, piece by piece. */
const underWay = new Map<number, string[]>();
let copies = 0;

async function read({ how }: CaptureOrder): Promise<Captured<Begun>> {
  const address = location.href;
  if (how === "unasked") await settled(document);
  if (location.href !== address) return { kind: "moved" };
  const within = how === "selection" || how === "title" ? chosen(how) : undefined;
  const copy = await visibleCopy(document, { stopAtSecrets: how === "unasked", ...(within ? { within } : {}) });
  if (location.href !== address) return { kind: "moved" };
  if (!copy) return { kind: "secret" };
  const { parts: [html = "", ...more], ...facts } = copy;
  const id = ++copies;
  if (more.length > 0) underWay.set(id, more);
  return { kind: "copy", ...facts, html, id, more: more.length };
}

function next(id: number): string | undefined {
  const parts = underWay.get(id);
  const part = parts?.shift();
  if (parts?.length === 0) underWay.delete(id);
  return part;
}

/** What is selected; nothing for the title alone. */
function chosen(how: "selection" | "title"): Range {
  const selection = getSelection();
  if (how === "selection" && selection && selection.rangeCount > 0) return selection.getRangeAt(0);
  const nothing = document.createRange();
  nothing.setStart(document, 0);
  return nothing;
}

// Put in again while another copy is under way, it must not forget that one.
(globalThis as Record<string, unknown>)[captureName] ??= { read, next } satisfies InPage;
