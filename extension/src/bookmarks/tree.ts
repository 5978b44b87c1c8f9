// The browser's bookmark tree as the wire's flat nodes.
import type { Node } from "../protocol.gen.ts";

export type TreeNode = chrome.bookmarks.BookmarkTreeNode;

/** In UTF-16 code units. One node never fills a message; an address this long is a script or an image, and no page. */
const longestTitle = 4_096;
const longestAddress = 65_536;
/** Years of more than four digits are not RFC 3339. */
const yearTenThousand = 253_402_300_800_000;

/**
 * One node of the browser's tree for the wire; undefined for what is neither
 * bookmark nor folder (Firefox's separators, and the root, which has no name).
 */
export function toNode(node: TreeNode): Node | undefined {
  // Firefox says what a node is; Chromium has only bookmarks and folders.
  const type = (node as { type?: string }).type;
  if (type === "separator" || node.parentId === undefined) return undefined;
  const added = addedAt(node);
  return {
    id: node.id,
    parentId: node.parentId,
    title: (node.title ?? "").slice(0, longestTitle).toWellFormed(),
    ...(node.url === undefined ? {} : { url: node.url.slice(0, longestAddress).toWellFormed() }),
    ...(added > 0 ? { addedAt: new Date(added).toISOString() } : {}),
    position: node.index ?? 0,
  };
}

/**
 * When a node was made, in milliseconds since 1970; 0 when the browser does not
 * say. Imports leave times in it that no calendar has: those are 0 as well.
 */
export function addedAt({ dateAdded }: TreeNode): number {
  return dateAdded !== undefined && dateAdded > 0 && dateAdded < yearTenThousand ? dateAdded : 0;
}

/** Every node of a tree, parents before children, however deep it is. */
export function flatten(roots: TreeNode[]): Node[] {
  const out: Node[] = [];
  const stack = [...roots].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    const flat = toNode(node);
    if (flat) out.push(flat);
    for (let i = (node.children?.length ?? 0) - 1; i >= 0; i--) stack.push(node.children![i]!);
  }
  return out;
}

/** Cuts nodes into batches of at most `most` nodes and about `bytes` of JSON. */
export function batches(nodes: Node[], most: number, bytes: number): Node[][] {
  const out: Node[][] = [];
  let batch: Node[] = [];
  let size = 0;
  for (const node of nodes) {
    // Three bytes a code unit is the most that UTF-8 takes for one.
    const cost = 120 + 3 * (node.title.length + (node.url?.length ?? 0));
    if (batch.length > 0 && (batch.length >= most || size + cost > bytes)) {
      out.push(batch);
      batch = [];
      size = 0;
    }
    batch.push(node);
    size += cost;
  }
  out.push(batch);
  return out;
}
