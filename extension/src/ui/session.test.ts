import assert from "node:assert/strict";
import test from "node:test";
import { HostError } from "../host/error.ts";
import type { Hit, SearchResult } from "../protocol.gen.ts";
import { FakeHost, answerOf, hitOf, statusOf } from "../testing/fake_host.ts";
import { FakeClock, turns } from "../testing/fakes.ts";
import { Session } from "./session.ts";

const found = (...titles: string[]): SearchResult => ({
  query: "", hits: titles.map((t) => hitOf(t)), filters: [], mode: "text", total: titles.length, tookMs: 1,
});

function open(rung = 1) {
  const host = new FakeHost();
  host.state = rung === 0 ? { kind: "absent", reason: "not_installed", message: "" } : { kind: "ready", version: "1", rung };
  const clock = new FakeClock();
  const remembered: string[] = [];
  const talks: string[] = [];
  const local: { result: SearchResult; recents: Hit[] } = { result: found("local"), recents: [hitOf("local recent")] };
  const session = new Session({
    host, changed: () => undefined, after: clock.after, remember: (q) => remembered.push(q), rememberTalk: (id) => talks.push(id),
    local: { search: () => Promise.resolve(local.result), recent: () => Promise.resolve(local.recents) },
  });
  const titles = () => session.rows().map((r) => (r.kind === "ask" ? `ask ${r.question}` : r.hit.title));
  const search = async (query: string, ...hits: string[]) => {
    void session.type(query);
    host.calls.at(-1)!.answer(found(...hits));
    await session.settled;
  };
  return { host, clock, session, titles, search, remembered, talks, local };
}

test("an answer that is overtaken by a newer keystroke is dropped", async () => {
  const { host, session, titles } = open();
  void session.type("b");
  void session.type("br");
  host.calls[1]!.answer(found("bread"));
  await turns();
  host.calls[0]!.answer(found("banana"));
  await turns();
  assert.deepEqual(titles(), ["ask br", "bread"]);
});

test("what was found stays until the next is there", async () => {
  const { session, titles, search } = open();
  await search("bread", "bread");
  void session.type("");
  await turns();
  assert.deepEqual(titles(), []);
  await search("bread", "bread");
  void session.type("tea");
  assert.deepEqual(titles(), ["ask tea", "bread"]);
});

test("Enter means what is found for all that is typed", async () => {
  const { host, session, titles, search } = open();
  await search("bre", "brexit");
  void session.type("bread");
  const picked = session.settled.then(() => titles()[session.selected]);
  host.calls.at(-1)!.answer(found("bread"));
  assert.equal(await picked, "bread");
});

test("a question selects the row that asks it, words the first page", async () => {
  const { session, search } = open();
  await search("bread", "bread");
  assert.equal(session.selected, 1);
  await search("how is bread made?", "bread");
  assert.equal(session.selected, 0);
  await search("zeppelin");
  assert.equal(session.selected, 0, "nothing but the row that asks");
});

test("arrows go round; first and last", async () => {
  const { session, search } = open();
  await search("b", "one", "two");
  const go = (...to: ("up" | "down" | "first" | "last")[]) => to.map((t) => (session.move(t), session.selected));
  assert.deepEqual(go("down", "down", "up", "first", "last"), [2, 0, 2, 0, 2]);
});

test("a filter that is taken off stays off until the words change", async () => {
  const { host, session, search } = open();
  void session.type("bread 2024");
  const filters = [{ kind: "time" as const, label: "2024", source: "query" as const }, { kind: "site" as const, label: "a.example", value: "a.example", source: "query" as const }];
  host.calls.at(-1)!.answer({ ...found("bread"), filters });
  await session.settled;
  void session.removeFilter(0);
  assert.deepEqual((host.calls.at(-1)!.params as { filters: unknown }).filters, [{ ...filters[1], source: "user" }]);
  host.calls.at(-1)!.answer({ ...found("bread"), filters: [filters[1]!] });
  await session.settled;
  await search("bread 2024 x", "bread");
  assert.equal((host.calls.at(-1)!.params as { filters?: unknown }).filters, undefined);
});

test("white space at the end is no new question", async () => {
  const { session, search, remembered, host } = open(3);
  await search("bread", "bread");
  session.ask("bread");
  host.asks[0]!.answer(answerOf("Yes."));
  await turns();
  void session.type("bread ");
  assert.deepEqual(remembered, ["bread"]);
  assert.equal(session.turns.length, 1);
});

test("the newest pages and two questions to begin with", async () => {
  const { host, session, titles } = open();
  const first = session.first();
  host.calls[0]!.answer({ ...found(), hits: [hitOf("a", { folders: [["Food", "Bread"]] }), hitOf("b", { folders: [["Travel"]] })] });
  await first;
  assert.deepEqual(titles(), ["ask What did I save about Bread?", "ask What did I save about Travel?", "a", "b"]);
  assert.equal(session.selected, 0);
});

test("without the companion app titles are searched and nothing is asked", async () => {
  const { host, session, titles } = open(0);
  await session.first();
  assert.deepEqual(titles(), ["local recent"]);
  await session.type("local");
  assert.deepEqual(titles(), ["local"]);
  assert.equal(session.selected, 0);
  session.ask("local?");
  assert.deepEqual([host.calls.length, host.asks.length, session.turns.length], [0, 0, 0]);
});

test("an app that fails leaves the titles", async () => {
  const { host, session, titles } = open();
  void session.type("local");
  host.calls[0]!.fail(new HostError("internal", "broken"));
  await session.settled;
  assert.deepEqual(titles(), ["ask local", "local"]);
});

test("with a model the answer has its place from the moment of asking", async () => {
  const { session, search } = open(3);
  await search("bread", "bread");
  session.ask("bread?");
  assert.equal(session.shown.length, 1);
  assert.equal(session.selected, -1);
});

test("without a model everything stays until the answer is there", async () => {
  const { host, session, titles, search } = open(1);
  await search("bread", "bread");
  session.ask("bread?");
  host.asks[0]!.say({ kind: "sources", hits: [hitOf("source")] });
  assert.deepEqual(titles(), ["ask bread", "bread"]);
  host.asks[0]!.answer(answerOf("“Flour.” [1]", { sources: [hitOf("source")] }));
  await turns();
  assert.deepEqual(titles(), ["source"]);
  assert.equal(session.selected, -1);
});

test("but for no longer than patience lasts", async () => {
  const { session, search, clock } = open(1);
  await search("bread", "bread");
  session.ask("bread?");
  await clock.pass(399);
  assert.equal(session.shown.length, 0);
  await clock.pass(1);
  assert.equal(session.shown.length, 1);
});

test("a follow-up goes on with the conversation, a question from the field begins one", async () => {
  const { host, session } = open(3);
  session.ask("one?");
  host.asks[0]!.answer(answerOf("One.", { conversationId: "c1" }));
  await turns();
  session.followUp("two?");
  assert.equal(host.asks[1]!.params.conversationId, "c1");
  assert.equal(session.turns.length, 2);
  session.followUp("three?");
  assert.ok(host.asks[1]!.stopped, "the one before is stopped");
  assert.equal(host.asks[2]!.params.conversationId, "c1", "the last that is known");
  session.ask("four?");
  assert.equal(host.asks[3]!.params.conversationId, undefined);
  assert.deepEqual(session.turns.map((a) => a.turn.question), ["four?"]);
});

test("typing stops the answer, which stays until there is something in its place", async () => {
  const { host, session, titles } = open(3);
  void session.type("bread");
  session.ask("bread?");
  host.asks[0]!.say({ kind: "sources", hits: [hitOf("source")] });
  void session.type("tea");
  assert.ok(host.asks[0]!.stopped);
  assert.deepEqual(titles(), ["source"]);
  host.calls.at(-1)!.answer(found("tea"));
  await session.settled;
  assert.deepEqual(titles(), ["ask tea", "tea"]);
});

test("back from an answer to the results", async () => {
  const { host, session, titles, search } = open(3);
  await search("bread", "bread");
  session.ask("bread?");
  session.back();
  assert.ok(host.asks[0]!.stopped);
  assert.deepEqual(titles(), ["ask bread", "bread"]);
});

test("a question that failed is asked again in its place, in the same conversation", async () => {
  const { host, session } = open(3);
  session.ask("one?");
  host.asks[0]!.answer(answerOf("One.", { conversationId: "c1" }));
  await turns();
  session.followUp("two?");
  session.again();
  assert.deepEqual(session.turns.map((a) => a.turn.question), ["one?", "two?"]);
  assert.deepEqual(host.asks[2]!.params, { question: "two?", conversationId: "c1", filters: undefined });
});

test("without any of its filters", async () => {
  const { host, session } = open(3);
  void session.type("bread since May");
  host.calls.at(-1)!.answer({ ...found(), filters: [{ kind: "time", label: "since May", source: "query" }] });
  await session.settled;
  void session.removeFilter();
  assert.deepEqual((host.calls.at(-1)!.params as { filters: unknown }).filters, []);
});

/** A popup over a library whose pages a model has read. */
function meaningful() {
  const opened = open();
  opened.host.status = statusOf({ model: { embed: "builtin", state: "absent" } });
  const deep = async (...hits: string[]) => {
    await opened.clock.pass(250);
    assert.equal((opened.host.calls.at(-1)!.params as { typing?: boolean }).typing, undefined);
    opened.host.calls.at(-1)!.answer({ ...found(...hits), mode: "hybrid" });
    await turns();
  };
  return { ...opened, deep };
}

test("a letter asks for no more than fit the popup, a pause for what stands below", async () => {
  const { host, clock, session, titles, search } = open();
  const ten = Array.from("abcdefghij");
  void session.type("b");
  host.calls.at(-1)!.answer({ ...found(...ten), total: 12 });
  await session.settled;
  session.move("last");
  assert.deepEqual(host.calls.at(-1)!.params, { query: "b", typing: true, limit: 10, filters: undefined });
  await clock.pass(250);
  assert.deepEqual(host.calls.at(-1)!.params, { query: "b", typing: true, limit: 20, filters: undefined });
  host.calls.at(-1)!.answer(found("k", ...ten.toReversed(), "l"));
  await turns();
  assert.deepEqual([titles(), session.selected], [["ask b", ...ten, "k", "l"], 10], "nothing moves");
  await search("bo", "a");
  await clock.pass(1000);
  assert.equal(host.calls.length, 3, "there are no more");
});

test("where pages that are nearly the same leave few rows, a pause looks for more", async () => {
  const { host, clock, session } = open();
  void session.type("status");
  host.calls.at(-1)!.answer({ ...found("a", "b"), total: 300 });
  await session.settled;
  await clock.pass(250);
  assert.deepEqual([host.calls.length, (host.calls.at(-1)!.params as { limit: number }).limit], [2, 20]);
});

test("the newest pages are not seen before what comes back, and stay until something is found", async () => {
  const { host, session, titles } = open();
  void session.type("bread"); // the last question
  const first = session.first();
  host.calls[1]!.answer(found("new"));
  await first;
  assert.deepEqual(titles(), []);
  host.calls[0]!.answer(found("bread"));
  await session.settled;
  assert.deepEqual(titles(), ["ask bread", "bread"]);
  await session.type("");
  assert.deepEqual(titles(), ["new"]);
  void session.type("tea");
  assert.deepEqual(titles(), ["new"]);
});

test("the newest pages of this browser do not take the place of the library's", async () => {
  const { host, session, titles } = open();
  const early = session.first();
  const late = session.first();
  host.calls[1]!.answer(found("library"));
  await late;
  host.calls[0]!.answer(found("browser"));
  await early;
  assert.deepEqual(titles(), ["library"]);
});

test("a pause in typing looks for the whole question, by meaning too", async () => {
  const { session, titles, search, deep } = meaningful();
  await search("loaves", "loaves");
  await deep("bread", "loaves");
  assert.deepEqual(titles(), ["ask loaves", "bread", "loaves"]);
  assert.equal(session.result?.mode, "hybrid");
  assert.equal(session.selected, 1);
});

test("rows that the person goes through stay where they are", async () => {
  const { session, titles, search, deep } = meaningful();
  await search("loaves", "loaves", "oven");
  session.move("down");
  await deep("bread", "oven", "loaves");
  assert.deepEqual([titles(), session.selected], [["ask loaves", "loaves", "oven", "bread"], 2]);
});

test("nobody looks deeper while the person types, asks, or where no model has read anything", async () => {
  const { host, clock, session, search } = meaningful();
  await search("b", "bread");
  await clock.pass(200);
  await search("br", "bread");
  await clock.pass(200);
  assert.equal(host.calls.length, 2, "the first pause was cut short");
  session.ask("br");
  await clock.pass(1000);
  assert.equal(host.calls.length, 2, "asked");
  session.back();
  host.status = statusOf();
  host.calls.at(-1)!.answer(found("bread"));
  await session.settled;
  await clock.pass(1000);
  assert.equal(host.calls.length, 3, "no model");
});

test("what was found stays when looking deeper fails", async () => {
  const { host, clock, titles, search } = meaningful();
  await search("bread", "bread");
  await clock.pass(250);
  host.calls.at(-1)!.fail(new HostError("busy", ""));
  await turns();
  assert.deepEqual(titles(), ["ask bread", "bread"]);
});

test("an answer that the popup was closed over goes on when it is opened again", async () => {
  const { host, session, talks } = open(3);
  session.ask("bread?");
  host.asks[0]!.say({ kind: "sources", hits: [hitOf("One")], conversationId: "c5" });
  assert.deepEqual(talks, ["c5"]);

  const again = open(3);
  const turn = { question: "bread?", answer: answerOf("Kne"), at: "2020-01-01T00:00:00Z" };
  const resumed = again.session.resume("c5", "bread", Date.parse("2026-01-01T00:00:00Z"));
  assert.deepEqual([again.host.calls[0]!.method, again.host.calls[0]!.params], ["conversations.get", { id: "c5" }]);
  again.host.calls[0]!.answer({ id: "c5", turns: [turn, { ...turn, question: "why?", running: true }] });
  assert.equal(await resumed, true);
  assert.deepEqual([again.session.query, again.session.shown.map((a) => a.running)], ["bread", [false, true]]);
  again.host.asks[0]!.say({ text: "Knead it.", conversationId: "c5" });
  assert.equal(again.session.asking!.turn.text, "Knead it.");
  again.session.followUp("how long?");
  assert.deepEqual([again.host.asks[0]!.stopped, again.host.asks[1]!.params.conversationId], [true, "c5"]);
  again.session.back();
  assert.deepEqual([again.session.shown.length, again.talks.at(-1)], [0, ""]);
});

test("an old answer is not brought back, nor one that the person typed over", async () => {
  const old = open(3);
  const turn = { question: "bread?", answer: answerOf("Knead."), at: "2020-01-01T00:00:00Z" };
  const resumed = old.session.resume("c5", "bread", Date.parse("2026-01-01T00:00:00Z"));
  old.host.calls[0]!.answer({ id: "c5", turns: [turn] });
  assert.deepEqual([await resumed, old.session.shown.length], [false, 0]);

  const typed = open(3);
  const late = typed.session.resume("c5", "bread", 0);
  void typed.session.type("tea");
  typed.host.calls[0]!.answer({ id: "c5", turns: [turn] });
  assert.deepEqual([await late, typed.session.query, typed.session.shown.length], [false, "tea", 0]);

  const deleted = open(3);
  const gone = deleted.session.resume("c5", "bread", 0);
  deleted.host.calls[0]!.fail(new HostError("not_found", "gone"));
  assert.equal(await gone, false);
});

test("nothing found within filters is asked again of all pages", async () => {
  const { host, session } = open(3);
  session.ask("bread on github?");
  host.asks[0]!.answer(answerOf("Nothing.", { found: false, conversationId: "c1" }));
  await turns();
  session.again([]);
  assert.deepEqual([session.turns.length, host.asks[1]!.params.filters, host.asks[1]!.params.conversationId], [1, [], "c1"]);
});

test("pages that are nearly the same are one row, and shown with it when wanted", async () => {
  const { host, session, titles } = open();
  const copy = { pageId: 2, url: "https://mirror.example/bread", title: "bread, copied", site: "mirror.example", folders: [] };
  const bread = hitOf("bread", { similar: 1, alike: [copy] });
  void session.type("bread");
  host.calls.at(-1)!.answer({ ...found(), hits: [bread, hitOf("butter", { pageId: 3 })], total: 2 });
  await session.settled;
  assert.deepEqual(titles(), ["ask bread", "bread", "butter"]);
  session.unfold(bread);
  assert.deepEqual(titles(), ["ask bread", "bread", "bread, copied", "butter"]);
  assert.ok(session.isUnfolded(bread));
  session.unfold(bread);
  assert.deepEqual(titles(), ["ask bread", "bread", "butter"]);
});
