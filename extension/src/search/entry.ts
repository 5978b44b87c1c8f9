// One page of the browser's tree as rung 0 looks at it.
import type { Hit, Range } from "../protocol.gen.ts";
import { addedAt, type TreeNode } from "../bookmarks/tree.ts";
import { fold } from "./words.ts";

/** A page with every folder that holds it. The folded texts keep the length of what they stand for. */
export interface Entry {
  url: string;
  title: string;
  site: string;
  folders: string[][];
  /** Milliseconds since 1970; 0 when the browser does not say. */
  addedAt: number;
  foldedTitle: string;
  foldedAddress: string;
  foldedFolders: string;
}

/** The entry of a bookmark in a folder. */
export function entryOf(node: TreeNode, folder: string[]): Entry {
  const url = node.url!;
  const title = (node.title || url).toWellFormed();
  return {
    url, title, site: siteOf(url), folders: folder.length > 0 ? [folder] : [], addedAt: addedAt(node),
    foldedTitle: fold(title), foldedAddress: fold(readable(url)), foldedFolders: fold(folder.join(" / ")),
  };
}

/** Adds another bookmark of the same page. */
export function mergeInto(entry: Entry, node: TreeNode, folder: string[]): void {
  if (folder.length > 0) entry.folders.push(folder);
  entry.foldedFolders += " / " + fold(folder.join(" / "));
  entry.addedAt = Math.max(entry.addedAt, addedAt(node));
}

/** An entry as the host would have told it. */
export function hitOf(e: Entry, score: number, titleHighlights: Range[], matched: Hit["matched"]): Hit {
  return {
    pageId: 0, url: e.url, title: e.title, site: e.site, folders: e.folders,
    ...(e.addedAt > 0 ? { addedAt: new Date(e.addedAt).toISOString() } : {}),
    score, passage: { text: "", highlights: [] }, titleHighlights, matched, captured: false, similar: 0,
  };
}

function siteOf(url: string): string {
  try {
    return new URL(url).hostname.replace(/^www\./, "");
  } catch {
    return "";
  }
}

/** The address without scheme, its escapes undone where they are text. */
function readable(url: string): string {
  const bare = url.replace(/^https?:\/\/(www\.)?/i, "");
  try {
    return decodeURI(bare);
  } catch {
    return bare;
  }
}
