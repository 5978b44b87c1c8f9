import assert from "node:assert/strict";
import test from "node:test";
import type { ApplyParams, Node, SyncParams } from "../protocol.gen.ts";
import { FakeClock, turns } from "../testing/fakes.ts";
import { Live } from "./live.ts";
import type { TreeNode } from "./tree.ts";

/** A browser's tree, a library that follows it, and durable storage. */
class World {
  readonly clock = new FakeClock();
  readonly stored = new Map<string, unknown>();
  readonly tree = new Map<string, TreeNode>();
  /** What the library holds: id -> title. */
  readonly library = new Map<string, string>();
  /** The run that named a node last, or during which it was changed; and the present one. */
  private readonly seen = new Map<string, number>();
  private runs: string[] = [];
  readonly calls: { method: string; params: ApplyParams | SyncParams }[] = [];
  connected = true;
  /** Set: the next calls fail. */
  broken = 0;
  /** Set: what the app says about the end of a tree. */
  wouldRemove = 0;
  /** Runs when the tree was read and before anything of it is sent. */
  afterSnapshot = () => {};
  /** Runs while something is being stored. */
  whileSaving = (_key: string, _value: unknown) => {};
  /** Runs before each call is answered. */
  meanwhile = () => {};
  live = this.background();

  /** A background that starts anew, over the same storage. */
  background(): Live {
    return (this.live = new Live({
      call: (method, params) => this.call(method, params as ApplyParams | SyncParams),
      sourceId: () => (this.connected ? 7 : 0),
      getTree: async () => {
        const tree = [{ id: "0", title: "", syncing: false, children: [...this.tree.values()] }];
        this.afterSnapshot();
        await turns();
        return tree;
      },
      get: (id) => (this.tree.has(id) ? Promise.resolve([this.tree.get(id)!]) : Promise.reject(new Error("Can't find bookmark for id."))),
      load: <T>(key: string) => Promise.resolve(this.stored.get(key) as T | undefined),
      save: async (key, value) => {
        this.whileSaving(key, value);
        await turns();
        this.stored.set(key, value);
      },
      randomId: () => `run ${this.calls.length}`,
      after: (fn, ms) => void this.clock.after(fn, ms),
    }));
  }

  put(id: string, title = `Page ${id}`): string {
    this.tree.set(id, { id, parentId: "1", title, url: `https://a.example/${id}`, index: 0, syncing: false });
    return id;
  }

  private async call(method: string, params: ApplyParams | SyncParams): Promise<unknown> {
    this.calls.push({ method, params });
    await turns();
    this.meanwhile();
    if (!this.connected || this.broken-- > 0) throw new Error("no_host");
    this.broken = 0;
    if ("run" in params && !this.runs.includes(params.run)) this.runs.push(params.run);
    for (const node of params.nodes) {
      this.library.set(node.id, node.title);
      this.seen.set(node.id, this.runs.length);
    }
    if ("removed" in params) for (const id of params.removed) this.library.delete(id);
    if (!("run" in params) || !params.done) return {};
    if (this.wouldRemove > 0 && !params.confirm) return { needsConfirm: true, wouldRemove: this.wouldRemove };
    for (const id of this.library.keys()) if ((this.seen.get(id) ?? 0) < this.runs.length) this.library.delete(id);
    return {};
  }

  get dirty(): unknown {
    return this.stored.get("dirty");
  }

  methods(): string[] {
    return this.calls.map((c) => c.method.replace("bookmarks.", ""));
  }

  check(): void {
    assert.deepEqual([...this.library].sort(), [...this.tree.values()].map((n) => [n.id, n.title]).sort());
  }
}

test("at the connection the whole tree goes, then single changes with their present state", async () => {
  const w = new World();
  w.put("a");
  w.live.connected();
  await w.live.idle();
  w.check();
  w.live.touch(w.put("b"));
  await w.live.idle();
  w.put("b", "renamed");
  w.live.touch("b");
  w.live.touch("b");
  await w.live.idle();
  w.tree.delete("a");
  w.live.remove("a");
  await w.live.idle();
  w.check();
  assert.deepEqual(w.methods(), ["sync", "apply", "apply", "apply"]);
  assert.equal(w.dirty, false);
});

test("the mark is set before anything is sent, and taken away after the answer", async () => {
  const w = new World();
  const seen: unknown[] = [];
  w.meanwhile = () => seen.push(w.dirty);
  w.live.touch(w.put("a"));
  await w.live.idle();
  assert.deepEqual(seen, [true]);
  assert.equal(w.dirty, false);
});

test("changes while the app is away go with the whole tree, also after a restart of the background", async () => {
  const w = new World();
  w.put("old");
  w.live.connected();
  await w.live.idle();
  w.connected = false;
  w.live.touch(w.put("a"));
  w.tree.delete("old");
  w.live.remove("old");
  await w.live.idle();
  assert.equal(w.dirty, true);
  w.background();
  await turns();
  w.connected = true;
  w.live.connected();
  await w.live.idle();
  w.check();
  assert.equal(w.dirty, false);
});

test("the app dies in the middle: the mark stays, and the next connection mends it", async () => {
  const w = new World();
  w.live.touch(w.put("a"));
  w.meanwhile = () => (w.connected = false);
  await w.live.idle();
  assert.equal(w.dirty, true);
  w.meanwhile = () => {};
  w.connected = true;
  w.live.connected();
  await w.live.idle();
  w.check();
});

test("an app that is there but refuses is asked again after 2, 4, 8 … s, with the whole tree", async () => {
  const w = new World();
  w.broken = 3;
  w.live.touch(w.put("a"));
  await w.live.idle();
  const pauses: unknown[] = [];
  while (w.clock.next !== undefined) {
    pauses.push(w.clock.next / 1000);
    await w.clock.pass(w.clock.next);
    await w.live.idle();
  }
  assert.deepEqual(pauses, [2, 4, 8]);
  assert.deepEqual(w.methods(), ["apply", "sync", "sync", "sync"]);
  w.check();
  assert.equal(w.dirty, false);
});

test("a burst is sent together with what came while the last call was under way", async () => {
  const w = new World();
  for (let i = 0; i < 300; i++) w.live.touch(w.put(String(i)));
  await w.live.idle();
  w.check();
  assert.ok(w.calls.length <= 2, `${w.calls.length} calls`);
});

test("changes during a long tree do not wait for its end", async () => {
  const w = new World();
  for (let i = 0; i < 2_000; i++) w.put(String(i));
  w.meanwhile = () => {
    w.meanwhile = () => {};
    w.live.touch(w.put("new"));
  };
  w.live.connected();
  await w.live.idle();
  assert.deepEqual(w.methods(), ["sync", "apply", "sync", "sync", "sync"]);
});

test("a change between the reading and the sending of a tree is not lost", async (t) => {
  for (const size of [1, 1_200]) {
    await t.test(`${size} nodes`, async () => {
      const w = new World();
      for (let i = 0; i < size; i++) w.put(String(i));
      w.afterSnapshot = () => {
        w.afterSnapshot = () => {};
        w.live.touch(w.put("new"));
      };
      w.live.connected();
      await w.live.idle();
      w.check();
      assert.equal(w.dirty, false);
    });
  }
});

test("an import is sent as one tree when it has ended", async () => {
  const w = new World();
  w.live.bulk(true);
  for (let i = 0; i < 1_200; i++) w.live.touch(w.put(String(i)));
  await w.live.idle();
  assert.equal(w.calls.length, 0);
  assert.equal(w.dirty, true);
  w.live.bulk(false);
  await w.live.idle();
  w.check();
  const sync = w.calls.map((c) => c.params as SyncParams);
  assert.deepEqual(sync.map((p) => [p.nodes.length, p.done]), [[500, false], [500, false], [200, true]]);
  assert.ok(sync.every((p) => p.run === sync[0]!.run));
});

test("a node that is gone before it can be read is left to its own event", async () => {
  const w = new World();
  w.live.touch("never there");
  await w.live.idle();
  assert.deepEqual(w.calls, []);
  assert.equal(w.dirty, false);
});

test("a tree that lost most of its bookmarks waits for the person's word", async (t) => {
  const lossy = async () => {
    const w = new World();
    w.put("left");
    for (let i = 0; i < 99; i++) w.library.set(`lost ${i}`, "x");
    w.wouldRemove = 99;
    w.live.connected();
    await w.live.idle();
    assert.deepEqual(w.live.loss.pending(), { removed: 99 });
    assert.equal(w.library.size, 100);
    return w;
  };
  const confirmed = (w: World) => w.calls.filter((c) => (c.params as SyncParams).confirm).map((c) => (c.params as SyncParams).nodes);

  await t.test("go: they go", async () => {
    const w = await lossy();
    w.live.decide(true);
    assert.equal(w.live.loss.pending(), null);
    await w.live.idle();
    w.check();
    assert.deepEqual(confirmed(w), [[]]);
    assert.equal(w.live.loss.pending(), null);
  });
  await t.test("keep: not asked again until more is lost", async () => {
    const w = await lossy();
    w.live.decide(false);
    await turns();
    w.background();
    await turns();
    w.live.connected();
    await w.live.idle();
    assert.equal(w.live.loss.pending(), null);
    w.wouldRemove = 120;
    w.live.connected();
    await w.live.idle();
    assert.deepEqual(w.live.loss.pending(), { removed: 120 });
    assert.deepEqual(confirmed(w), []);
  });
  await t.test("the question survives the background", async () => {
    const w = await lossy();
    w.background();
    await turns();
    assert.deepEqual(w.live.loss.pending(), { removed: 99 });
  });
  await t.test("more is lost than was agreed to: asked again", async () => {
    const w = await lossy();
    w.wouldRemove = 130;
    w.live.decide(true);
    await w.live.idle();
    assert.deepEqual(confirmed(w), []);
    assert.deepEqual(w.live.loss.pending(), { removed: 130 });
  });
  await t.test("the bookmarks came back: no question left", async () => {
    const w = await lossy();
    w.wouldRemove = 0;
    w.live.connected();
    await w.live.idle();
    assert.equal(w.live.loss.pending(), null);
  });
});

test("batches never hold more than the app takes", async () => {
  const w = new World();
  for (let i = 0; i < 40; i++) w.put(String(i), "长".repeat(20_000));
  w.tree.set("script", { id: "script", parentId: "1", title: "s", url: `javascript:${"x".repeat(2_000_000)}`, syncing: false });
  w.live.connected();
  await w.live.idle();
  const sizes = w.calls.map((c) => Buffer.byteLength(JSON.stringify(c.params)));
  assert.ok(Math.max(...sizes) <= 512 * 1024, `${sizes}`);
  assert.equal(w.calls.flatMap((c): Node[] => c.params.nodes).length, 41);
});

test("a change that comes while the mark is being taken away is sent, under a mark of its own", async () => {
  const w = new World();
  w.live.connected();
  w.whileSaving = (key, value) => {
    if (key !== "dirty" || value !== false) return;
    w.whileSaving = () => {};
    w.meanwhile = () => assert.equal(w.dirty, true);
    w.live.touch(w.put("late"));
  };
  await w.live.idle();
  w.check();
  assert.deepEqual(w.methods(), ["sync", "apply"]);
  assert.equal(w.dirty, false);
});

test("more than 500 changes at once are sent as the whole tree, 500 one by one", async () => {
  for (const [count, methods] of [[500, ["apply"]], [501, ["sync", "sync"]]] as const) {
    const w = new World();
    for (let i = 0; i < count; i++) w.live.touch(w.put(String(i)));
    await w.live.idle();
    assert.deepEqual(w.methods(), methods);
    w.check();
  }
});

test("what fails in the middle of a tree is sent again whole, with a run of its own", async () => {
  const w = new World();
  for (let i = 0; i < 1_200; i++) w.put(String(i));
  let calls = 0;
  w.meanwhile = () => {
    if (++calls === 2) w.connected = false;
  };
  w.live.connected();
  await w.live.idle();
  assert.equal(w.dirty, true);
  w.connected = true;
  w.live.connected();
  await w.live.idle();
  w.check();
  assert.deepEqual(w.calls.map((c) => (c.params as SyncParams).done), [false, false, false, false, true]);
  assert.equal(new Set(w.calls.map((c) => (c.params as SyncParams).run)).size, 2);
});
