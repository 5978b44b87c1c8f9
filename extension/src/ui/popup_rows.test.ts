import assert from "node:assert/strict";
import test from "node:test";
import { answerOf, FakeHost } from "../testing/fake_host.ts";
import { FakeClock, turns } from "../testing/fakes.ts";
import { pageFor } from "./continue.ts";
import { hintOf, wantedOf } from "./popup_rows.ts";
import { Session } from "./session.ts";

const pageOf = (session: Session) => pageFor(wantedOf(session));

function open() {
  const host = new FakeHost();
  const nobody = { search: () => Promise.reject(new Error("not here")), recent: async () => [] };
  const session = new Session({ host, local: nobody, changed: () => undefined, remember: () => undefined, after: new FakeClock().after });
  return { host, session };
}

test("the page goes on with what the popup shows", async () => {
  const { host, session } = open();
  assert.equal(pageOf(session), "page.html");
  void session.type(" tea & bread ");
  assert.equal(pageOf(session), "page.html?q=tea+%26+bread");
  session.ask("how?");
  assert.equal(pageOf(session), "page.html?q=how%3F");
  host.asks[0]!.answer(answerOf("So.", { conversationId: "c1" }));
  await turns();
  assert.equal(pageOf(session), "page.html?c=c1&q=how%3F");
});

test("what Enter does", () => {
  assert.equal(hintOf(undefined, 0), undefined);
  assert.equal(hintOf(undefined, 3), "open");
  assert.equal(hintOf({ kind: "ask", question: "why?", typed: true }, 3), "ask");
});
