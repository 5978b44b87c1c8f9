// Injected into pages: leaves a function for the background to call.
import { captureName, type Captured, type CaptureOrder } from "../capture/order.ts";
import { settled } from "../capture/settle.ts";
import { visibleCopy } from "../capture/visible.ts";

async function capture({ how }: CaptureOrder): Promise<Captured> {
  const address = location.href;
  if (how === "unasked") await settled(document);
  if (location.href !== address) return { kind: "moved" };
  const within = how === "selection" || how === "title" ? chosen(how) : undefined;
  const copy = await visibleCopy(document, { stopAtSecrets: how === "unasked", ...(within ? { within } : {}) });
  if (location.href !== address) return { kind: "moved" };
  return copy ? { kind: "copy", ...copy } : { kind: "secret" };
}

/** What is selected; nothing for the title alone. */
function chosen(how: "selection" | "title"): Range {
  const selection = getSelection();
  if (how === "selection" && selection && selection.rangeCount > 0) return selection.getRangeAt(0);
  const nothing = document.createRange();
  nothing.setStart(document, 0);
  return nothing;
}

(globalThis as Record<string, unknown>)[captureName] = capture;
