import assert from "node:assert/strict";
import test from "node:test";
import type { TreeNode } from "../bookmarks/tree.ts";
import { foldersOf, isLeftOut, withFolder } from "./folders.ts";

let ids = 0;
const page = (url = "https://a.example/"): TreeNode => ({ id: `${++ids}`, title: "A", url, syncing: false });
const folder = (title: string, ...children: TreeNode[]): TreeNode => ({ id: `${++ids}`, title, children, syncing: false });

test("folders as rules see them: below the browser's roots, with what is in them", () => {
  const tree = folder("", folder("Bookmarks bar", page(), folder("Home", page(), folder("Papers", page(), page(), page("javascript:1")), folder("Empty"))), folder("Other bookmarks", folder("Home", page())));
  assert.deepEqual(foldersOf([tree]), [{ path: ["Home"], pages: 4 }, { path: ["Home", "Papers"], pages: 2 }]);
  const deep = folder("", folder("书签栏", folder("a", folder("b", folder("c", folder("d", page()))))));
  assert.deepEqual(foldersOf([deep]).map((f) => f.path.join("/")), ["a", "a/b", "a/b/c"]);
});

test("a folder is left out by a rule of its own or of one above it", () => {
  const rules = withFolder([{ action: "block", site: "bank.example" }], ["Home"], false);
  assert.deepEqual(rules, [{ action: "block", site: "bank.example" }, { action: "block", folder: ["Home"] }]);
  assert.deepEqual([["Home"], ["Home", "Papers"], ["Work"], ["Work", "Home"]].map((path) => isLeftOut(rules, path)), ["itself", "above", "no", "no"]);
  assert.deepEqual(withFolder(rules, ["Home"], true), [{ action: "block", site: "bank.example" }]);
  assert.equal(isLeftOut([{ action: "allow", folder: ["Home"] }], ["Home"]), "no");
});
