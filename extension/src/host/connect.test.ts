// What the background tells the app of itself, and how it pauses between
// attempts without keeping itself awake.
import assert from "node:assert/strict";
import test, { beforeEach, mock } from "node:test";
import { FakeEvent, FakePort, turns } from "../testing/fakes.ts";

const onAlarm = new FakeEvent<[{ name: string }]>();
const alarms = new Map<string, number>();
let local: Record<string, unknown> = {};
let session: Record<string, unknown> = {};
let ports: FakePort[] = [];
const area = (data: () => Record<string, unknown>) => ({
  get: (key: string) => Promise.resolve({ [key]: data()[key] }),
  set: (o: object) => Promise.resolve(void Object.assign(data(), o)),
});
Object.assign(globalThis, {
  browser: {
    runtime: {
      lastError: undefined,
      getManifest: () => ({ name: "AI Bookmark", version: "1.2" }),
      connectNative: () => {
        const port = new FakePort();
        ports.push(port);
        return port;
      },
    },
    storage: { local: area(() => local), session: area(() => session) },
    alarms: {
      onAlarm,
      create: (name: string, { when }: { when: number }) => Promise.resolve(void alarms.set(name, when - Date.now())),
      clear: (name: string) => Promise.resolve(alarms.delete(name)),
    },
  },
});
/** What the browser says it is. */
function present(brands: string[] | undefined): void {
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { userAgentData: brands && { brands: brands.map((brand) => ({ brand })) } } });
}
// Nobody answers the greetings: the patience with them must not keep the test waiting.
mock.timers.enable({ apis: ["setTimeout", "Date"] });
const { nativeHost } = await import("./connect.ts");

beforeEach(() => {
  present(["Chromium"]);
  local = {};
  session = {};
  ports = [];
  alarms.clear();
});
const hello = (port: FakePort | undefined) => (port?.sent[0] as { params: { source: { browser: string; profile: string }; client: object; locale: string } }).params;

test("the greeting names the extension, the language and a profile id that is made once", async () => {
  await nativeHost().start();
  await turns();
  const { client, source, locale } = hello(ports[0]);
  assert.deepEqual([client, locale], [{ name: "AI Bookmark", version: "1.2" }, "en"]);
  assert.match(source.profile, /^[0-9a-f-]{36}$/);
  await nativeHost().start();
  await turns();
  assert.equal(hello(ports[1]).source.profile, source.profile);
});

test("Chromium's relatives are told apart by what they say they are", async (t) => {
  const cases: [brands: string[] | undefined, want: string][] = [
    [["Chromium", "Microsoft Edge"], "edge"], [["Brave", "Chromium"], "brave"], [["Google Chrome", "Chromium"], "chrome"],
    [["Not A;Brand", "Chromium"], "chromium"], [undefined, "chromium"],
  ];
  for (const [brands, want] of cases) {
    await t.test(`${brands}`, async () => {
      present(brands);
      await nativeHost().start();
      await turns();
      assert.equal(hello(ports[0]).source.browser, want);
    });
  }
});

test("short pauses are timers, long ones alarms, and there is only one of both", async () => {
  const host = nativeHost();
  await host.start();
  const fail = async () => {
    await turns();
    ports[ports.length - 1]!.end("Specified native messaging host not found.");
    await turns();
  };
  for (const seconds of [1, 2, 4, 8, 16]) {
    await fail();
    assert.equal(alarms.size, 0);
    mock.timers.tick(seconds * 1_000 - 1);
    const before = ports.length;
    mock.timers.tick(1);
    assert.equal(ports.length, before + 1, `after ${seconds} s`);
  }
  await fail();
  assert.deepEqual([...alarms], [["reconnect", 32_000]]);
  assert.deepEqual(session["failures"], { count: 6, reason: "not_installed", message: "Specified native messaging host not found." });

  // The person looks: pauses begin anew, and the alarm is not needed any more.
  host.retry();
  await fail();
  assert.equal(alarms.size, 0);
});

test("an alarm finds the next attempt even in a background that was started by it", async () => {
  session = { failures: { count: 6, reason: "not_installed", message: "not found" } };
  nativeHost();
  onAlarm.fire({ name: "another" });
  await turns();
  assert.equal(ports.length, 0);
  onAlarm.fire({ name: "reconnect" });
  await turns();
  assert.ok(ports.length > 0);
});
