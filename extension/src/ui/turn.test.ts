import assert from "node:assert/strict";
import test from "node:test";
import { HostError } from "../host/error.ts";
import { answerOf, FakeHost, hitOf } from "../testing/fake_host.ts";
import { turns } from "../testing/fakes.ts";
import { Asking, reopened } from "./turn.ts";

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

test("the conversation is known with the first pages", () => {
  const { turn, ask } = asked();
  ask.say({ kind: "sources", hits: [hitOf("One")], conversationId: "c7" });
  assert.equal(turn.conversation, "c7");
});

test("an answer that was being written when its page closed goes on", async () => {
  const host = new FakeHost();
  let changes = 0;
  const kept = { question: "why?", at: "2026-01-01T00:00:00Z", running: true, answer: answerOf("So f", { sources: [hitOf("One")] }) };
  const shown = reopened(host, "c7", kept, () => changes++);
  assert.deepEqual(host.asks[0]!.params, { question: "why?", conversationId: "c7", attach: true });
  assert.deepEqual([shown.running, shown.turn.text, shown.turn.hits.length], [true, "", 1]);
  host.asks[0]!.say({ text: "So far", conversationId: "c7" });
  host.asks[0]!.say({ text: " and on.", conversationId: "c7" });
  assert.deepEqual([shown.turn.text, changes], ["So far and on.", 2]);
  shown.stop();
  assert.ok(host.asks[0]!.stopped, "stopping it stops the model");
  const over = reopened(host, "c7", { ...kept, running: false }, () => undefined);
  assert.deepEqual([over.running, over.turn.text, over.turn.phase, host.asks.length], [false, "So f", "done", 1]);
});
