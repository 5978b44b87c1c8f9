import assert from "node:assert/strict";
import test from "node:test";
import { HostError } from "../host/client.ts";
import type { ModelsList } from "../protocol.gen.ts";
import { FakeHost } from "../testing/fake_host.ts";
import { turns } from "../testing/fakes.ts";
import { Choosing } from "./choosing.ts";
import { costText } from "./model_cost.tsx";
import { optionsOf } from "./models.tsx";

function open() {
  const host = new FakeHost();
  let chosen = 0;
  const choosing = new Choosing(host, () => undefined, () => chosen++);
  const calls = () => host.calls.map((c) => [c.method, c.params]);
  const answer = async (passages: number, seconds = 0) => {
    host.calls.at(-1)!.answer({ reembed: { passages, seconds } });
    await turns();
  };
  return { host, choosing, calls, answer, chosen: () => chosen };
}

test("another embedding model: the cost first, and only a yes changes anything", async () => {
  const { choosing, calls, answer, chosen } = open();
  void choosing.pick("embed", "bge-m3", "ready");
  await answer(9282, 240);
  assert.deepEqual(choosing.cost, { passages: 9282, seconds: 240 });
  choosing.cancel();
  assert.deepEqual([choosing.wanted, choosing.cost, chosen()], [undefined, undefined, 0]);
  assert.deepEqual(calls(), [["models.choose", { embed: "bge-m3", dryRun: true }]]);
  void choosing.pick("embed", "bge-m3", "ready");
  await answer(9282, 240);
  void choosing.confirm();
  await answer(9282, 240);
  assert.deepEqual(calls().at(-1), ["models.choose", { embed: "bge-m3" }]);
  assert.deepEqual([choosing.wanted, choosing.cost, chosen()], [undefined, undefined, 1]);
});

test("what costs nothing is done at once", async () => {
  const { choosing, calls, answer, chosen } = open();
  void choosing.pick("embed", "", "ready");
  await answer(0);
  await answer(0);
  void choosing.pick("chat", "qwen3:4b", "ready");
  await answer(0);
  assert.deepEqual(calls().slice(1), [["models.choose", { embed: "" }], ["models.choose", { chat: "qwen3:4b" }]]);
  assert.equal(chosen(), 2);
});

test("back to automatic while there is no Ollama to ask", async () => {
  const { choosing, calls, answer, chosen } = open();
  void choosing.pick("embed", "", "absent");
  await answer(0);
  assert.deepEqual(calls(), [["settings.set", { embedModel: "" }]]);
  assert.equal(chosen(), 1);
});

test("of two picks the later counts", async () => {
  const { host, choosing } = open();
  void choosing.pick("embed", "slow", "ready");
  void choosing.pick("embed", "quick", "ready");
  host.calls[1]!.answer({ reembed: { passages: 5, seconds: 1 } });
  host.calls[0]!.answer({ reembed: { passages: 7, seconds: 9 } });
  await turns();
  assert.deepEqual([choosing.wanted?.name, choosing.cost?.passages], ["quick", 5]);
});

test("what fails says why and changes nothing", async () => {
  const { host, choosing, chosen } = open();
  void choosing.pick("embed", "gone", "ready");
  host.calls[0]!.fail(new HostError("model_missing", "There is no gone.", "Pull it."));
  await turns();
  assert.deepEqual([choosing.failed, choosing.wanted, chosen()], [{ kind: "embed", name: "gone", why: "There is no gone. Pull it." }, undefined, 0]);
});

test("what can be chosen", () => {
  const list = (over: Partial<ModelsList>): ModelsList => ({ ollama: "ready", memoryBytes: 1, installed: [], recommended: [], chosen: {}, ...over });
  const names = (l: ModelsList, kind: "embed" | "chat") => optionsOf(kind, l).map((o) => o.name);
  assert.deepEqual(names(list({}), "embed"), ["", "builtin"]);
  assert.deepEqual(names(list({}), "chat"), [], "nothing answers");
  const installed = [{ name: "bge-m3", kind: "embed" as const, bytes: 1 }, { name: "qwen3:4b", kind: "chat" as const, bytes: 1 }];
  assert.deepEqual(names(list({ installed }), "embed"), ["", "builtin", "bge-m3"]);
  assert.deepEqual(names(list({ installed, chosen: { chat: "removed" } }), "chat"), ["", "qwen3:4b", "removed"]);
});

test("the cost in words", () => {
  assert.match(costText("bge-m3", { passages: 9282, seconds: 240 }), /^bge-m3 learns 9,282 passages anew, which takes about 4 min\. Search goes on/);
  assert.match(costText("Built-in", { passages: 1, seconds: 0 }), /^Built-in learns 1 passage anew\. Search goes on/);
});
