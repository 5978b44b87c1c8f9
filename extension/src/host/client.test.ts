// Pages and the background, joined by a fake port: what a page calls arrives
// at the host and comes back.
import assert from "node:assert/strict";
import test, { beforeEach, mock } from "node:test";
import { FakeEvent, portPair, turns, type FakePort } from "../testing/fakes.ts";
import { HostError } from "./error.ts";
import type { HostState, NativeHost } from "./native.ts";
import type { RpcOptions } from "./rpc.ts";

/** As much of NativeHost as Relay uses. */
class FakeHost {
  state: HostState = { kind: "ready", version: "1", rung: 1 };
  status = undefined;
  retries = 0;
  readonly calls: { method: string; params: unknown; opts: RpcOptions }[] = [];
  answer: (method: string, opts: RpcOptions) => Promise<unknown> = () => Promise.resolve({});
  private readonly states = new Set<(s: HostState) => void>();
  private readonly notified = new Set<(method: string, params: unknown) => void>();

  onState(fn: (s: HostState) => void) {
    this.states.add(fn);
  }
  onNotify(fn: (method: string, params: unknown) => void) {
    this.notified.add(fn);
  }
  retry() {
    this.retries++;
  }
  call(method: string, params: unknown, opts: RpcOptions) {
    this.calls.push({ method, params, opts });
    return this.answer(method, opts);
  }
  become(state: HostState) {
    this.state = state;
    for (const fn of this.states) fn(state);
  }
  notify(method: string, params: unknown) {
    for (const fn of this.notified) fn(method, params);
  }
}

const onConnect = new FakeEvent<[FakePort]>();
const page = { visibilityState: "visible", addEventListener: mock.fn() };
Object.assign(globalThis, {
  document: page,
  browser: {
    runtime: {
      connect: ({ name }: { name: string }) => {
        const [ours, theirs] = portPair(name);
        onConnect.fire(theirs);
        return ours;
      },
    },
  },
});
const { connectHost } = await import("./client.ts");
const { Relay } = await import("./relay.ts");

let host: FakeHost;
let ports: FakePort[];
let question: { removed: number } | null;
let decided: boolean | undefined;
let changed = () => {};

onConnect.addListener((port) => ports.push(port));
beforeEach(() => {
  host = new FakeHost();
  ports = [];
  question = null;
  decided = undefined;
});

/** A page with its background. */
function open() {
  const relay = new Relay(host as unknown as NativeHost, {
    pending: () => question,
    decide: (remove) => (decided = remove),
    onChange: (fn) => (changed = fn),
  });
  const accept = onConnect.addListener.bind(onConnect);
  let live = true;
  accept((port) => live && relay.accept(port as unknown as chrome.runtime.Port));
  const client = connectHost();
  return { client, end: () => (live = false) };
}

test("a page learns how it stands, and what changes", async () => {
  const { client, end } = open();
  const states: string[] = [];
  client.onState((s) => states.push(s.kind));
  await turns();
  host.become({ kind: "absent", reason: "crashed", message: "" });
  question = { removed: 150 };
  changed();
  await turns();
  assert.deepEqual(states, ["connecting", "ready", "absent", "absent"]);
  assert.deepEqual(client.confirmation, { removed: 150 });
  client.confirmRemoval(false);
  await turns();
  assert.equal(decided, false);
  assert.equal(host.retries, 1, "a page that opens looks for the app");
  end();
});

test("calls, their errors and their events find the page that asked", async () => {
  const { client, end } = open();
  host.answer = (method, opts) => {
    opts.onEvent?.({ requestId: 1, conversationId: "c", kind: "text", text: "a" });
    return method === "ask" ? Promise.resolve({ answer: "a" }) : Promise.reject(new HostError("storage_full", "full", "free some"));
  };
  const heard: unknown[] = [];
  assert.deepEqual(await client.ask({ question: "?" }, (e) => heard.push(e.text)), { answer: "a" });
  assert.deepEqual(heard, ["a"]);
  await assert.rejects(client.call("settings.set", {}), { name: "HostError", kind: "storage_full", message: "full", hint: "free some" });
  assert.deepEqual(host.calls.map((c) => c.method), ["ask", "settings.set"]);
  end();
});

test("aborting reaches the host; so does closing the page, but for answers and downloads", async () => {
  const { client, end } = open();
  host.answer = (_method, { signal }) => new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(new HostError("cancelled", ""))));
  const controller = new AbortController();
  const search = client.call("search", { query: "a" }, { signal: controller.signal });
  await turns();
  controller.abort();
  await assert.rejects(search, { kind: "cancelled" });

  const rest = [client.call("search", { query: "b" }), client.ask({ question: "?" }, () => {}), client.call("models.pull", { name: "m" })];
  for (const promise of rest) promise.catch(() => {});
  await turns();
  ports[0]!.end();
  assert.deepEqual(host.calls.map((c) => [c.method, c.opts.signal!.aborted]), [["search", true], ["search", true], ["ask", false], ["models.pull", false]]);
  end();
});

test("a search that the app died under is asked again, a change is not", async () => {
  const { client, end } = open();
  let died = false;
  host.answer = () => {
    if (died) return Promise.resolve({ hits: [] });
    died = true;
    return Promise.reject(new HostError("no_host", "gone"));
  };
  assert.deepEqual(await client.call("search", { query: "a" }), { hits: [] });
  died = false;
  await assert.rejects(client.call("pages.forget", { all: true }), { kind: "no_host" });
  end();
});

test("a page in view wakes a background that was stopped; one behind others does not", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { client, end } = open();
  const lost = assert.rejects(client.call("search", { query: "a" }), { kind: "no_host" });
  ports[0]!.other!.end();
  await lost;
  t.mock.timers.tick(1_000);
  assert.equal(ports.length, 2);
  await turns();
  assert.equal(host.retries, 1, "only for opening: waking is no reason to look for the app");

  page.visibilityState = "hidden";
  ports[1]!.other!.end();
  t.mock.timers.tick(60_000);
  assert.equal(ports.length, 2);
  assert.equal(page.addEventListener.mock.callCount(), 1);
  page.visibilityState = "visible";
  end();
});

test("what the app says on its own reaches every page", async () => {
  const { client, end } = open();
  const other = connectHost();
  await turns();
  const rungs: number[] = [];
  client.onStatus((s) => rungs.push(s.rung));
  other.onStatus((s) => rungs.push(s.rung));
  host.notify("status.event", { rung: 2 });
  const models: string[] = [];
  client.onModel((e) => models.push(e.phase));
  host.notify("models.event", { phase: "pulling" });
  await turns();
  assert.deepEqual(rungs, [2, 2]);
  assert.deepEqual(models, ["pulling"]);
  end();
});

test("a page that vanishes while it is told something keeps nobody else from hearing it", async () => {
  const { client, end } = open();
  const other = connectHost();
  await turns();
  // Its port is closed, and the background has not heard of that yet.
  ports[0]!.open = false;
  host.become({ kind: "absent", reason: "crashed", message: "" });
  await turns();
  assert.equal(client.state.kind, "ready");
  assert.equal(other.state.kind, "absent");
  end();
});
