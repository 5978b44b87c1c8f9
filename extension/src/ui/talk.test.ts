import assert from "node:assert/strict";
import test from "node:test";
import { HostError } from "../host/error.ts";
import { LocalIndex } from "../search/local.ts";
import { answerOf, FakeHost } from "../testing/fake_host.ts";
import { turns } from "../testing/fakes.ts";
import { Talk } from "./talk.ts";

const index = LocalIndex.of([{ id: "1", syncing: false, title: "Bread that keeps", url: "https://a.example/bread" }]);

function talked() {
  const host = new FakeHost();
  const talk = new Talk(host, async () => index, () => undefined);
  return { host, talk };
}

test("questions go on in one conversation", async () => {
  const { host, talk } = talked();
  talk.ask(" first ");
  host.asks[0]!.answer(answerOf("One.", { conversationId: "c1" }));
  await turns();
  talk.ask("second");
  assert.deepEqual(host.asks.map((a) => [a.params.question, a.params.conversationId]), [["first", undefined], ["second", "c1"]]);
  assert.deepEqual(talk.turns.map((a) => a.running), [false, true]);
});

test("a new question ends the old one and begins a new conversation", async () => {
  const { host, talk } = talked();
  talk.ask("first");
  talk.fresh();
  assert.ok(host.asks[0]!.stopped);
  talk.ask("second");
  assert.deepEqual([talk.turns.length, host.asks[1]!.params.conversationId], [1, undefined]);
  host.asks[0]!.answer(answerOf("late", { conversationId: "old" }));
  await turns();
  assert.equal(talk.id, "");
});

test("an earlier conversation is opened and goes on", async () => {
  const { host, talk } = talked();
  const opening = talk.open("c2");
  host.calls[0]!.answer({ id: "c2", turns: [{ question: "q", answer: answerOf("A."), at: "2026-01-01T00:00:00Z" }] });
  await opening;
  assert.deepEqual(talk.turns.map((a) => [a.turn.question, a.turn.text, a.turn.phase]), [["q", "A.", "done"]]);
  talk.ask("and?");
  assert.equal(host.asks[0]!.params.conversationId, "c2");
});

test("deleting the conversation that is shown empties the page", async () => {
  const { host, talk } = talked();
  const opening = talk.open("c2");
  host.calls[0]!.answer({ id: "c2", turns: [] });
  await opening;
  const removing = talk.remove("c2");
  assert.deepEqual(host.calls[1]!.params, { id: "c2" });
  host.calls[1]!.answer({ deleted: 1 });
  await removing;
  assert.deepEqual([talk.id, talk.turns], ["", []]);
});

test("without the companion app there are titles", async () => {
  const { host, talk } = talked();
  host.state = { kind: "absent", reason: "not_installed", message: "" };
  talk.ask("bread");
  await turns();
  assert.deepEqual(talk.turns[0]?.turn.hits.map((h) => h.title), ["Bread that keeps"]);
  assert.equal(host.asks.length, 0);
});

test("a question that failed is asked again in its place", async () => {
  const { host, talk } = talked();
  talk.ask("why?");
  host.asks[0]!.fail(new HostError("model_failed", "It stopped."));
  await turns();
  assert.equal(talk.turns[0]?.turn.phase, "failed");
  talk.again();
  assert.deepEqual([talk.turns.length, host.asks[1]?.params.question], [1, "why?"]);
});

test("nothing is not asked", () => {
  const { host, talk } = talked();
  talk.ask("  ");
  assert.deepEqual([talk.turns.length, host.asks.length], [0, 0]);
});

test("a question asked while the first is being answered is of the same conversation", () => {
  const { host, talk } = talked();
  talk.ask("first");
  host.asks[0]!.say({ kind: "sources", hits: [], conversationId: "c3" });
  talk.ask("second");
  assert.deepEqual([host.asks[0]!.stopped, host.asks[1]!.params.conversationId, talk.id], [true, "c3", "c3"]);
});

test("a conversation that is still being answered is joined", async () => {
  const { host, talk } = talked();
  const opening = talk.open("c2");
  const turn = { question: "q", answer: answerOf("A."), at: "2026-01-01T00:00:00Z" };
  host.calls[0]!.answer({ id: "c2", turns: [turn, { ...turn, question: "r", running: true }] });
  await opening;
  assert.deepEqual([talk.turns.map((a) => a.running), host.asks[0]!.params], [[false, true], { question: "r", conversationId: "c2", attach: true }]);
});

test("what was looked for too narrowly is asked again of all pages", async () => {
  const { host, talk } = talked();
  talk.ask("only from GitHub");
  host.asks[0]!.answer(answerOf("Nothing.", { found: false, conversationId: "c1" }));
  await turns();
  talk.again([]);
  assert.deepEqual([talk.turns.length, host.asks[1]!.params.filters, host.asks[1]!.params.conversationId], [1, [], "c1"]);
});
