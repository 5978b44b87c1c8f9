import assert from "node:assert/strict";
import test from "node:test";
import { FakeClock, FakePort, portPair, turns } from "../testing/fakes.ts";
import { NativeHost, type Failures } from "./native.ts";
import type { Port } from "./rpc.ts";

interface Request {
  id?: number;
  method: string;
  params: { 0?: number };
}

/** A NativeHost whose every connection is served, or refused, by the test. */
class World {
  readonly clock = new FakeClock();
  readonly ports: FakePort[] = [];
  readonly states: string[] = [];
  memory: Failures | undefined;
  /** Answers a request; throwing ends the connection, undefined never answers. */
  answer: (r: Request) => unknown = (r) => (r.method === "initialize" ? greeting : {});
  /** Set: connections end at once, for this reason. */
  refuse: string | undefined;
  private stopWake = () => {};
  readonly host: NativeHost;

  constructor(memory?: Failures) {
    this.memory = memory;
    this.host = this.background();
  }

  /** A background that starts anew, with what the session remembers. */
  background(): NativeHost {
    const host = new NativeHost({
      connect: () => this.connect(),
      lastError: (port) => port.error?.message ?? "",
      hello: () => Promise.resolve({ protocol: 1, client: { name: "x", version: "1" }, source: { browser: "b", profile: "p" }, locale: "en" }),
      recall: () => Promise.resolve(this.memory),
      remember: (failures) => Promise.resolve(void (this.memory = failures)),
      wake: (fn, ms) => {
        this.stopWake();
        this.stopWake = this.clock.after(fn, ms);
      },
      after: this.clock.after,
      now: () => this.clock.now,
    });
    host.onState((s) => this.states.push(s.kind === "absent" ? s.reason : s.kind));
    return host;
  }

  private connect(): Port {
    const [ours, theirs] = portPair();
    this.ports.push(theirs);
    if (this.refuse !== undefined) queueMicrotask(() => ours.end(this.refuse));
    theirs.onMessage.addListener((message: Request) => {
      const result = this.answer(message);
      if (message.id !== undefined && result !== undefined) theirs.postMessage(result instanceof Fault ? { id: message.id, error: result.error } : { id: message.id, result });
    });
    return ours as unknown as Port;
  }

  get last(): FakePort {
    return this.ports[this.ports.length - 1]!;
  }

  /** What the host was sent on the last connection. */
  get asked(): Request[] {
    return this.last.other!.sent as Request[];
  }
}

class Fault {
  constructor(readonly error: object) {}
}
const greeting = { protocol: 1, host: { version: "1.2" }, sourceId: 7, rung: 1, status: { rung: 1 } };
const never = () => undefined;

test("connects, says who it is, and is ready", async () => {
  const w = new World();
  await w.host.start();
  await turns();
  assert.deepEqual(w.host.state, { kind: "ready", version: "1.2", rung: 1 });
  assert.equal(w.host.sourceId, 7);
  assert.deepEqual(w.asked.map((r) => r.method), ["initialize"]);
});

test("without the app: pauses of 1, 2, 4 … 60 s, ten attempts, then rest", async () => {
  const w = new World();
  w.refuse = "Specified native messaging host not found.";
  await w.host.start();
  const pauses: number[] = [];
  for (await turns(); w.clock.next !== undefined; await w.clock.pass(w.clock.next)) pauses.push(w.clock.next / 1000);
  assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  assert.equal(w.ports.length, 10);
  assert.deepEqual(w.host.state, { kind: "absent", reason: "not_installed", message: w.refuse });

  // A background that starts anew in this browser session rests as well …
  const again = w.background();
  await again.start();
  await turns();
  assert.equal(w.ports.length, 10);
  assert.equal(again.state.kind, "absent");
  // … until the person acts.
  w.refuse = undefined;
  again.retry();
  await turns();
  assert.equal(again.state.kind, "ready");
});

test("what the browsers say of a port's end becomes a reason", async (t) => {
  const reasons: [string | undefined, string][] = [
    ["Specified native messaging host not found.", "not_installed"],
    ["No such native application io.github.aibookmark.host", "not_installed"],
    ["Access to the specified native messaging host is forbidden.", "forbidden"],
    ["Native host has exited.", "crashed"],
    [undefined, "crashed"], // Firefox
  ];
  for (const [text, reason] of reasons) {
    await t.test(text ?? "nothing", async () => {
      const w = new World();
      w.refuse = text ?? "";
      await w.host.start();
      await turns();
      assert.deepEqual(w.states, [reason]);
    });
  }
});

test("an app that was killed is back at once, and nobody saw it gone", async () => {
  const w = new World();
  await w.host.start();
  await turns();
  await w.clock.pass(60_000);
  w.last.other!.end();
  assert.equal(w.host.state.kind, "connecting");
  assert.equal(w.host.sourceId, 0);
  const found = w.host.call("search", {}); // waits for the connection
  await w.clock.pass(0);
  assert.deepEqual(await found, {});
  assert.deepEqual(w.states, ["ready", "connecting", "ready"]);
});

test("an app that keeps crashing right after it started is given up as well", async () => {
  const w = new World();
  await w.host.start();
  for (let i = 0; i < 20; i++) {
    await turns();
    if (w.host.state.kind === "ready") w.last.other!.end();
    await w.clock.pass(w.clock.next ?? 0);
  }
  assert.equal(w.ports.length, 10);
});

test("another protocol is told apart from a crash", async () => {
  const w = new World();
  w.answer = () => new Fault({ code: 1, message: "Update the app", data: { kind: "protocol_mismatch" } });
  await w.host.start();
  await turns();
  assert.deepEqual(w.host.state, { kind: "absent", reason: "mismatch", message: "Update the app" });
});

test("calls: results, errors with their hint, events, aborts", async () => {
  const w = new World();
  await w.host.start();
  await turns();
  w.answer = (r) => (r.method === "search" ? { hits: [] } : r.method === "rules.test" ? new Fault({ code: 1, message: "full", data: { kind: "storage_full", hint: "free some" } }) : undefined);
  assert.deepEqual(await w.host.call("search", {}), { hits: [] });
  await assert.rejects(w.host.call("rules.test", {}), { kind: "storage_full", message: "full", hint: "free some" });

  const events: unknown[] = [];
  const controller = new AbortController();
  const asked = w.host.call("ask", {}, { signal: controller.signal, onEvent: (e) => events.push(e) });
  await turns();
  const { id } = w.asked.find((r) => r.method === "ask")!;
  w.last.postMessage({ method: "ask.event", params: { requestId: id, kind: "text", text: "a" } });
  w.last.postMessage({ method: "ask.event", params: { requestId: 999, kind: "text", text: "another's" } });
  await turns();
  assert.deepEqual(events, [{ requestId: id, kind: "text", text: "a" }]);
  controller.abort();
  await assert.rejects(asked, { kind: "cancelled" });
  assert.deepEqual(w.asked[w.asked.length - 1], { jsonrpc: "2.0", method: "rpc.cancel", params: [id] });
});

test("a call that hangs ends with busy, a long answer does not", async () => {
  const w = new World();
  await w.host.start();
  await turns();
  w.answer = never;
  const search = assert.rejects(w.host.call("search", {}), { kind: "busy" });
  let open = true;
  const asked = assert.rejects(w.host.call("ask", {}), { kind: "no_host" }).finally(() => (open = false));
  await turns();
  await w.clock.pass(3_600_000);
  await search;
  assert.ok(open);
  w.last.other!.end();
  await asked;
});

test("an app that never answers the greeting is not waited for all day", async () => {
  const w = new World();
  w.answer = never;
  await w.host.start();
  await w.clock.pass(60_000);
  assert.deepEqual(w.states, ["crashed"]);
  assert.equal(w.ports[0]!.open, false, "its port is closed");
});

test("a status from the host moves the rung", async () => {
  const w = new World();
  const told: string[] = [];
  w.host.onNotify((method) => told.push(method));
  await w.host.start();
  await turns();
  w.last.postMessage({ method: "status.event", params: { rung: 3 } });
  await turns();
  assert.deepEqual(w.host.state, { kind: "ready", version: "1.2", rung: 3 });
  assert.deepEqual(told, ["status.event"]);
});

test("a call that waits for the connection can be given up", async () => {
  const w = new World();
  w.answer = never;
  await w.host.start();
  const controller = new AbortController();
  const waiting = assert.rejects(w.host.call("search", {}, { signal: controller.signal }), { kind: "cancelled" });
  controller.abort();
  await waiting;
  await assert.rejects(w.host.call("search", {}, { signal: controller.signal }), { kind: "cancelled" });
  assert.deepEqual(w.asked.map((r) => r.method), ["initialize"], "the host never heard of it");
});

test("a browser that does not let us connect is forbidden, not a crash of ours", async () => {
  const w = new World();
  const host = new NativeHost({
    connect: () => { throw new TypeError("connectNative is not a function"); },
    lastError: () => "", hello: () => Promise.reject(new Error("never asked")), recall: () => Promise.resolve(undefined),
    remember: () => Promise.resolve(), wake: () => {}, after: w.clock.after, now: () => 0,
  });
  await host.start();
  assert.equal(host.state.kind === "absent" && host.state.reason, "forbidden");
  await assert.rejects(host.call("search", {}), { kind: "no_host" });
});

test("how it stands after a pause is told to everybody", async () => {
  const world = new World();
  const told: unknown[] = [];
  world.host.onNotify((method, params) => told.push([method, params]));
  world.answer = (r) => (r.method === "initialize" ? greeting : { ...greeting.status, paused: r.method === "work.pause" });
  await world.host.start();
  await world.host.call("work.pause", {});
  assert.equal(world.host.status?.paused, true);
  await world.host.call("work.resume", {});
  assert.deepEqual(told.map((one) => (one as [string, { paused: boolean }])[1].paused), [true, false]);
});
