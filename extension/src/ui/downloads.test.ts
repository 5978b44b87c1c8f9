import assert from "node:assert/strict";
import test from "node:test";
import { HostError } from "../host/client.ts";
import type { ModelEvent, ModelsList } from "../protocol.gen.ts";
import { FakeHost } from "../testing/fake_host.ts";
import { turns } from "../testing/fakes.ts";
import { Downloads } from "./downloads.ts";
import { wordsOf } from "./model_download.tsx";
import { offersOf } from "./models.tsx";

function open() {
  const host = new FakeHost();
  let installed = 0, drawn = 0;
  const clock = { now: 0 };
  const downloads = new Downloads(host, () => drawn++, () => installed++, () => clock.now);
  const tell = (over: Partial<ModelEvent> = {}) => host.tellModel({ name: "qwen3:4b", phase: "downloading", completed: 0, total: 1e9, ...over });
  return { host, downloads, tell, clock, installed: () => installed, drawn: () => drawn };
}

test("a download from the click to the model", async () => {
  const { host, downloads, tell, clock, installed } = open();
  assert.equal(downloads.of("qwen3:4b"), undefined);
  const done = downloads.start("qwen3:4b");
  assert.equal(wordsOf(downloads.of("qwen3:4b")!), "Asking for it");
  void downloads.start("qwen3:4b"); // pressed twice
  assert.deepEqual(host.calls.map((c) => [c.method, c.params]), [["models.pull", { name: "qwen3:4b" }]]);
  for (let s = 0; s <= 10; s++) {
    clock.now = s * 1000;
    tell({ completed: s * 10e6 });
  }
  // 10 MB a second, 900 MB to go.
  assert.equal(wordsOf(downloads.of("qwen3:4b")!), "100 MB of 1 GB · about 2 min left");
  tell({ phase: "verifying", completed: 1e9 });
  assert.equal(wordsOf(downloads.of("qwen3:4b")!), "Checking what came");
  assert.equal(installed(), 0);
  host.calls[0]!.answer({ name: "qwen3:4b" });
  await done;
  assert.deepEqual([downloads.of("qwen3:4b")!.phase, installed(), downloads.going()], ["done", 1, []]);
});

test("cancelled, then gone on with", async () => {
  const { host, downloads, tell } = open();
  void downloads.start("qwen3:4b");
  tell({ completed: 4e8 });
  downloads.cancel("qwen3:4b");
  await turns();
  assert.equal(downloads.of("qwen3:4b")!.phase, "cancelled");
  void downloads.start("qwen3:4b");
  assert.deepEqual([host.calls.length, downloads.of("qwen3:4b")!.phase], [2, "starting"]);
});

test("what failed says why, and can be tried again", async () => {
  const { host, downloads } = open();
  void downloads.start("qwen3:4b");
  host.calls[0]!.fail(new HostError("storage_full", "2.5 GB are needed.", "Make room."));
  await turns();
  const d = downloads.of("qwen3:4b")!;
  assert.deepEqual([d.phase, d.why, d.left], ["failed", "2.5 GB are needed. Make room.", undefined]);
  void downloads.start("qwen3:4b");
  assert.equal(downloads.of("qwen3:4b")!.why, undefined);
});

const listed = (over: Partial<ModelsList> = {}): ModelsList => ({ ollama: "ready", memoryBytes: 8e9, installed: [], recommended: [], chosen: {}, ...over });

test("a page that opens later sees it, and can stop it", async () => {
  const { host, downloads } = open();
  downloads.known(listed({ pulling: [{ name: "qwen3:4b", phase: "downloading", completed: 5, total: 10 }] }));
  downloads.known(listed({ pulling: [{ name: "qwen3:4b", phase: "downloading", completed: 6, total: 10 }] }));
  assert.deepEqual(host.calls.map((c) => c.params), [{ name: "qwen3:4b", join: true }]);
  assert.equal(downloads.of("qwen3:4b")!.completed, 6);
  downloads.cancel("qwen3:4b");
  await turns();
  assert.equal(downloads.of("qwen3:4b")!.phase, "cancelled");
});

test("what ended in the moment of joining is not begun anew", async () => {
  const { host, downloads, tell } = open();
  tell({ completed: 9 }); // another page asked for it
  host.calls[0]!.fail(new HostError("not_found", "", ""));
  await turns();
  assert.equal(downloads.of("qwen3:4b"), undefined);
  tell({ phase: "done" });
  assert.equal(host.calls.length, 1);
});

test("a model that nobody recommended is shown while it comes", () => {
  const { downloads, tell } = open();
  const list = listed({ recommended: [{ name: "qwen3:4b", kind: "chat", bytes: 1, why: "good" }] });
  tell();
  tell({ name: "mine" });
  assert.deepEqual(offersOf("chat", list, downloads).map((m) => m.name), ["qwen3:4b", "mine"]);
  assert.deepEqual(offersOf("embed", list, downloads), []);
});
