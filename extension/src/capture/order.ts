// What the background asks of a page, and what comes back. Used on both sides.
import type { VisibleCopy } from "./visible.ts";

/** A copy on its way: the first piece, and how many more are to be fetched under its number. */
export type Begun = Omit<VisibleCopy, "parts"> & { html: string; id: number; more: number };

export interface CaptureOrder {
  /**
   * "asked": the person wants the page as it is, but for forms. "selection":
   * only what is selected, "title": not even that. "unasked": once it has
   * settled, and not at all if it shows a field for a password or a card.
   */
  how: "asked" | "selection" | "title" | "unasked";
}

export type Captured<Copy = Omit<VisibleCopy, "parts"> & { html: string }> =
  | ({ kind: "copy" } & Copy)
  /** It shows a field for a password or a card. */
  | { kind: "secret" }
  /** Another page, or another view of it, came meanwhile. */
  | { kind: "moved" };

/** What capture.js leaves in the extension's own world of a page. */
export interface InPage {
  read(order: CaptureOrder): Promise<Captured<Begun>>;
  /** The next piece of a copy. */
  next(id: number): string | undefined;
}

/** The name under which it leaves it. */
export const captureName = "aiBookmarkCapture";
