// The browser's folders as rules see them: by their names from below the
// browser's own roots down, so that a rule means the same in every browser.
import { isRoot } from "../bookmarks/folder.ts";
import type { TreeNode } from "../bookmarks/tree.ts";
import { openable } from "../browser.ts";
import type { Rule } from "../protocol.gen.ts";

export interface Folder {
  /** Names, outermost first, without the browser's root. */
  path: string[];
  /** Pages in it and below it. */
  pages: number;
}

/** So deep folders are listed; what is deeper goes with what holds it. */
const deepest = 3;

/** Every folder with pages in it, parents before children, in the browser's order. Folders of one path are one. */
export function foldersOf(roots: readonly TreeNode[]): Folder[] {
  const found = new Map<string, Folder>();
  const walk = (node: TreeNode, above: readonly string[]): number => {
    if (node.url !== undefined) return openable(node.url) ? 1 : 0;
    const named = node.title !== "" && !(above.length === 0 && isRoot(node.title));
    const path = named ? [...above, node.title.toWellFormed()] : [...above];
    const key = JSON.stringify(path);
    const own = named && path.length <= deepest ? found.get(key) ?? { path, pages: 0 } : undefined;
    if (own) found.set(key, own);
    const pages = (node.children ?? []).reduce((sum, child) => sum + walk(child, path), 0);
    if (own) own.pages += pages;
    return pages;
  };
  for (const root of roots) walk(root, []);
  return [...found.values()].filter((f) => f.pages > 0);
}

const same = (a: readonly string[] | undefined, b: readonly string[]) => a?.length === b.length && a.every((name, i) => name === b[i]);
const blocks = (rule: Rule, path: readonly string[]) => rule.action === "block" && same(rule.folder, path);

/** Whether a rule keeps a folder from being read, by itself or through one that holds it. */
export function isLeftOut(rules: readonly Rule[], path: readonly string[]): "no" | "itself" | "above" {
  for (let n = 1; n < path.length; n++) if (rules.some((r) => blocks(r, path.slice(0, n)))) return "above";
  return rules.some((r) => blocks(r, path)) ? "itself" : "no";
}

/** The rules with a folder left out, or read again. */
export function withFolder(rules: readonly Rule[], path: readonly string[], read: boolean): Rule[] {
  const others = rules.filter((r) => !blocks(r, path));
  return read ? others : [...others, { action: "block", folder: [...path] }];
}
