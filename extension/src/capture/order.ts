// What the background asks of a page, and what comes back. Used on both sides.
import type { VisibleCopy } from "./visible.ts";

export interface CaptureOrder {
  /**
   * "asked": the person wants the page as it is, but for forms. "selection":
   * only what is selected, "title": not even that. "unasked": once it has
   * settled, and not at all if it shows a field for a password or a card.
   */
  how: "asked" | "selection" | "title" | "unasked";
}

export type Captured =
  | ({ kind: "copy" } & VisibleCopy)
  /** It shows a field for a password or a card. */
  | { kind: "secret" }
  /** Another page, or another view of it, came meanwhile. */
  | { kind: "moved" };

/** The name under which capture.js leaves its function in the extension's own world of a page. */
export const captureName = "aiBookmarkCapture";
