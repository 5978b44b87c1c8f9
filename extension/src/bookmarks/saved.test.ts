import assert from "node:assert/strict";
import test from "node:test";
import { FakeEvent, turns } from "../testing/fakes.ts";
import type { TreeNode } from "./tree.ts";

const onCreated = new FakeEvent<[id: string, node: object]>();
const onChanged = new FakeEvent<[id: string, change: object]>();
const onRemoved = new FakeEvent<[id: string, info: object]>();
const nodes = new Map<string, TreeNode>();
let trees = 0;
Object.assign(globalThis, {
  browser: {
    bookmarks: {
      onCreated, onChanged, onRemoved,
      getTree: () => Promise.resolve([{ id: "0", title: "", children: [{ id: "1", title: "Bar", children: [...nodes.values()] }] }]).then((t) => (trees++, t)),
      get: (id: string) => (nodes.has(id) ? Promise.resolve([nodes.get(id)]) : Promise.reject(new Error("Can't find bookmark for id."))),
    },
  },
});
const { Saved } = await import("./saved.ts");

const put = (id: string, url: string) => nodes.set(id, { id, parentId: "1", title: id, url, syncing: false });

test("follows the browser's bookmarks without reading the tree again", async () => {
  nodes.clear();
  const saved = new Saved();
  saved.listen();
  put("a", "https://a.example/?utm_source=x");
  assert.ok(await saved.has("https://a.example/#part"));
  assert.ok(!(await saved.has("https://b.example/")));
  assert.ok(!(await saved.has("about:blank")));
  trees = 0;

  put("b", "https://b.example/");
  onCreated.fire("b", nodes.get("b")!);
  put("c", "https://b.example/#top");
  onCreated.fire("c", nodes.get("c")!);
  assert.ok(await saved.has("https://b.example/"));

  nodes.delete("b");
  onRemoved.fire("b", { node: { url: "https://b.example/" } });
  assert.ok(await saved.has("https://b.example/"), "another bookmark points there");

  put("c", "https://c.example/");
  onChanged.fire("c", { url: "https://c.example/" });
  assert.ok(!(await saved.has("https://b.example/")) && (await saved.has("https://c.example/")));
  onChanged.fire("c", { title: "renamed" });
  assert.ok(await saved.has("https://c.example/"));
  assert.equal(trees, 0);
});

test("a folder that goes takes its bookmarks along, told or not", async () => {
  nodes.clear();
  put("a", "https://a.example/");
  const saved = new Saved();
  saved.listen();
  assert.ok(await saved.has("https://a.example/"));
  nodes.clear();
  onRemoved.fire("f", {}); // nothing is told
  assert.ok(!(await saved.has("https://a.example/")));
});

test("an event that was missed is noticed before anybody is told yes", async () => {
  nodes.clear();
  put("a", "https://a.example/");
  const saved = new Saved();
  assert.ok(await saved.has("https://a.example/"));
  nodes.clear();
  await turns();
  assert.ok(!(await saved.has("https://a.example/")));
  put("a", "https://moved.example/");
  assert.ok(!(await saved.has("https://a.example/")));
});
