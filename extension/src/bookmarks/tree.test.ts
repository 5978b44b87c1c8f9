import assert from "node:assert/strict";
import test from "node:test";
import { flatten, toNode, type TreeNode } from "./tree.ts";

const chromium = [{
  id: "0", title: "", syncing: false, children: [
    { id: "1", parentId: "0", index: 0, title: "Bookmarks bar", dateAdded: 1_700_000_000_000, syncing: false, children: [
      { id: "5", parentId: "1", index: 0, title: "A", url: "https://a.example/", dateAdded: 1_700_000_000_000, syncing: false },
    ] },
    { id: "2", parentId: "0", index: 1, title: "Other bookmarks", syncing: false, children: [] },
  ],
}] as TreeNode[];

const firefox = [{
  id: "root________", title: "", type: "folder", children: [
    { id: "menu________", parentId: "root________", index: 0, title: "Bookmarks Menu", type: "folder", dateAdded: 1, children: [
      { id: "sepsepsepsep", parentId: "menu________", index: 0, title: "", type: "separator", url: "data:", dateAdded: 1 },
      { id: "aaaaaaaaaaaa", parentId: "menu________", index: 1, title: "A", type: "bookmark", url: "https://a.example/" },
    ] },
  ],
}] as unknown as TreeNode[];

test("Chromium's tree: no root, folders without address, times with offset", () => {
  assert.deepEqual(flatten(chromium), [
    { id: "1", parentId: "0", title: "Bookmarks bar", addedAt: "2023-11-14T22:13:20.000Z", position: 0 },
    { id: "5", parentId: "1", title: "A", url: "https://a.example/", addedAt: "2023-11-14T22:13:20.000Z", position: 0 },
    { id: "2", parentId: "0", title: "Other bookmarks", position: 1 },
  ]);
});

test("Firefox's tree: no root, no separators", () => {
  assert.deepEqual(flatten(firefox).map((n) => n.id), ["menu________", "aaaaaaaaaaaa"]);
});

test("what no wire carries is made harmless", () => {
  const node = (over: object) => toNode({ id: "1", parentId: "0", title: "t", syncing: false, ...over } as TreeNode)!;
  assert.equal(node({ title: "half \ud83d" }).title, "half \ufffd");
  assert.equal(node({ url: "https://a.example/\udc00" }).url, "https://a.example/\ufffd");
  for (const dateAdded of [9e15, Number.NaN, 0, -1]) assert.ok(!("addedAt" in node({ dateAdded })), `${dateAdded}`);
  assert.equal(node({ title: "x".repeat(1e6) }).title.length, 4096);
});

test("a tree of any depth is walked", () => {
  let node = { id: "leaf", parentId: "p", title: "leaf", url: "https://a.example/", syncing: false } as TreeNode;
  for (let i = 0; i < 50_000; i++) node = { id: `f${i}`, parentId: `f${i + 1}`, title: "", syncing: false, children: [node] };
  assert.equal(flatten([node]).length, 50_001);
});
