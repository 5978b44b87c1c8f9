import assert from "node:assert/strict";
import test from "node:test";
import { portPair, turns, type FakePort } from "../testing/fakes.ts";
import { Rpc, type Port } from "./rpc.ts";

/** A connection, the host's end of its port, and what the host said to nobody in particular. */
function connection(): { rpc: Rpc; ours: FakePort; host: FakePort; notices: [string, unknown][] } {
  const [ours, host] = portPair();
  const notices: [string, unknown][] = [];
  const rpc = new Rpc(ours as unknown as Port, (method, params) => notices.push([method, params]));
  return { rpc, ours, host, notices };
}

test("each call has an id of its own; answers find their call in any order", async () => {
  const { rpc, ours, host } = connection();
  const first = rpc.call("search", { query: "a" });
  const second = rpc.call("search", { query: "b" });
  assert.deepEqual(ours.sent, [
    { jsonrpc: "2.0", id: 1, method: "search", params: { query: "a" } },
    { jsonrpc: "2.0", id: 2, method: "search", params: { query: "b" } },
  ]);
  host.postMessage({ jsonrpc: "2.0", id: 2, result: "B" });
  host.postMessage({ jsonrpc: "2.0", id: 1, result: "A" });
  assert.deepEqual(await Promise.all([first, second]), ["A", "B"]);
});

test("an error keeps its kind, its words and its hint; one without a kind is internal", async () => {
  const { rpc, host } = connection();
  const full = assert.rejects(rpc.call("pages.index", {}), { name: "HostError", kind: "storage_full", message: "Full.", hint: "Free some." });
  const odd = assert.rejects(rpc.call("pages.index", {}), { kind: "internal", message: "Method not found", hint: "" });
  host.postMessage({ id: 1, error: { code: -32000, message: "Full.", data: { kind: "storage_full", hint: "Free some." } } });
  host.postMessage({ id: 2, error: { code: -32601, message: "Method not found" } });
  await Promise.all([full, odd]);
});

test("aborting rejects at once and tells the host, whose late answer is nobody's", async () => {
  const { rpc, ours, host, notices } = connection();
  const controller = new AbortController();
  const call = rpc.call("search", {}, { signal: controller.signal });
  controller.abort();
  await assert.rejects(call, { kind: "cancelled" });
  assert.deepEqual(ours.sent[1], { jsonrpc: "2.0", method: "rpc.cancel", params: [1] });
  host.postMessage({ id: 1, result: "late" });
  host.postMessage({ id: 1, error: { code: -32097, message: "cancelled" } });
  host.postMessage({ id: null, error: { code: -32700, message: "parse error" } });
  await turns();
  assert.deepEqual(notices, []);
});

test("a call that is answered cannot be cancelled any more, one aborted before is never sent", async () => {
  const { rpc, ours, host } = connection();
  const controller = new AbortController();
  const call = rpc.call("status", {}, { signal: controller.signal });
  host.postMessage({ id: 1, result: {} });
  await call;
  controller.abort();
  await assert.rejects(rpc.call("status", {}, { signal: controller.signal }), { kind: "cancelled" });
  assert.equal(ours.sent.length, 1);
});

test("events go to the call they name, other notices to the owner", async () => {
  const { rpc, host, notices } = connection();
  const heard: string[] = [];
  for (const name of ["first", "second"]) void rpc.call("ask", {}, { onEvent: (e) => heard.push(`${name}: ${(e as { text: string }).text}`) });
  host.postMessage({ method: "ask.event", params: { requestId: 2, text: "b" } });
  // The wire's ids are numbers; the host repeats them as text.
  host.postMessage({ method: "ask.event", params: { requestId: "1", text: "a" } });
  host.postMessage({ method: "ask.event", params: { requestId: 9, text: "another's" } });
  host.postMessage({ method: "ask.event", params: null });
  host.postMessage({ method: "status.event", params: { rung: 2 } });
  await turns();
  assert.deepEqual(heard, ["second: b", "first: a"]);
  assert.deepEqual(notices, [["status.event", { rung: 2 }]]);
});

test("after the end every call fails with no_host, those under way and later ones", async () => {
  const { rpc, ours } = connection();
  const under = assert.rejects(rpc.call("search", {}), { kind: "no_host" });
  rpc.close();
  rpc.close();
  await under;
  await assert.rejects(rpc.call("search", {}), { kind: "no_host" });
  assert.equal(ours.open, false);
  assert.equal(ours.sent.length, 1);
});

test("a port that throws because it has just closed fails the call, not the caller", async () => {
  const { rpc, ours } = connection();
  const controller = new AbortController();
  const under = assert.rejects(rpc.call("ask", {}, { signal: controller.signal }), { kind: "cancelled" });
  ours.open = false;
  await assert.rejects(rpc.call("search", {}), { kind: "no_host" });
  controller.abort();
  await under;
});
