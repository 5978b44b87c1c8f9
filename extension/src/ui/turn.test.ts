import assert from "node:assert/strict";
import test from "node:test";
import { HostError } from "../host/error.ts";
import { answerOf, FakeHost, hitOf } from "../testing/fake_host.ts";
import { turns } from "../testing/fakes.ts";
import { Asking } from "./turn.ts";

function asked() {
  const host = new FakeHost();
  let changes = 0;
  const asking = new Asking(host, "why?", { conversationId: "c" }, () => changes++);
  return { asking, turn: asking.turn, ask: host.asks[0]!, changes: () => changes };
}

test("an answer comes: pages, words, the whole", async () => {
  const { asking, turn, ask, changes } = asked();
  assert.deepEqual([turn.phase, ask.params], ["waiting", { question: "why?", conversationId: "c" }]);
  ask.say({ kind: "sources", hits: [hitOf("One")], final: true });
  assert.deepEqual([turn.phase, turn.hits.length], ["waiting", 1]);
  ask.say({ text: "Be" });
  ask.say({ text: "cause" });
  assert.deepEqual([turn.phase, turn.text, asking.running, changes()], ["writing", "Because", true, 3]);
  ask.answer(answerOf("Because.[1]", { sources: [hitOf("Two")] }));
  await turns();
  assert.deepEqual([turn.phase, turn.text, turn.hits[0]?.title, asking.running], ["done", "Because.[1]", "Two", false]);
});

test("an answer without pages of its own keeps those that were found", async () => {
  const { turn, ask } = asked();
  ask.say({ kind: "sources", hits: [hitOf("One")] });
  ask.answer(answerOf("No.", { found: false }));
  await turns();
  assert.equal(turn.hits.length, 1);
});

test("thinking is not the answer, and loading ends with the first word", () => {
  const { turn, ask } = asked();
  ask.say({ kind: "notice", code: "loading_model", message: "Loading", seconds: 20 });
  ask.say({ kind: "thinking", text: "hmm" });
  assert.deepEqual([turn.phase, turn.text, turn.thinking, turn.notice?.seconds], ["waiting", "", "hmm", 20]);
  ask.say({ text: "So" });
  assert.deepEqual([turn.phase, turn.notice], ["writing", undefined]);
});

test("stopped, it takes the question back and hears no more", async () => {
  const { asking, turn, ask } = asked();
  ask.say({ text: "Be" });
  asking.stop();
  ask.say({ text: "cause" });
  await turns();
  assert.deepEqual([turn.phase, turn.text, turn.error, ask.stopped], ["stopped", "Be", undefined, true]);
  asking.stop();
  assert.equal(turn.phase, "stopped");
});

test("it failed: what was written stays, and what went wrong is known", async () => {
  const { turn, ask } = asked();
  ask.say({ text: "Be" });
  ask.fail(new HostError("model_failed", "The model stopped.", "Ask again."));
  await turns();
  assert.deepEqual([turn.phase, turn.text, turn.error?.kind, turn.error?.hint], ["failed", "Be", "model_failed", "Ask again."]);
});
