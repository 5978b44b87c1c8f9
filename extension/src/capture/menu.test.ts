import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { HostError } from "../host/error.ts";
import type { PageIndexParams, PageIndexResult } from "../protocol.gen.ts";
import { FakeEvent, turns } from "../testing/fakes.ts";

const onInstalled = new FakeEvent<[]>();
const onClicked = new FakeEvent<[info: object, tab?: object]>();
const shown: string[] = [];
let created: { id?: string; title?: string } = {};
let captured: () => unknown = () => undefined;
let session: Record<string, unknown> = {};
const badge = (name: string) => (o: Record<string, unknown>) => {
  const value = o["text"] ?? o["title"];
  if (value !== undefined) shown.push(`${name}: ${String(value)}`);
  return Promise.resolve();
};
Object.assign(globalThis, {
  browser: {
    runtime: { onInstalled },
    i18n: { getMessage: (name: string) => `<${name}>` },
    contextMenus: { onClicked, removeAll: (done: () => void) => done(), create: (o: object) => (created = o) },
    scripting: { executeScript: () => Promise.resolve().then(() => [{ result: captured() }]) },
    action: { setBadgeText: badge("badge"), setTitle: badge("title"), setBadgeBackgroundColor: badge("colour") },
    storage: {
      session: {
        get: () => Promise.resolve(session),
        set: (o: object) => Promise.resolve(void Object.assign(session, o)),
        remove: (key: string) => Promise.resolve(void delete session[key]),
      },
    },
  },
});
const { listenToMenu } = await import("./menu.ts");
const { takeOutcome } = await import("./outcome.ts");

let index: (params: PageIndexParams) => Promise<PageIndexResult>;
listenToMenu({ index: (params) => index(params) });
const page = { url: "https://a.example/p", title: "P", lang: "en", html: "<p>x</p>", truncated: false };
const result = (over: Partial<PageIndexResult>) => Promise.resolve<PageIndexResult>({ pageId: 1, state: "indexed", passages: 1, ...over });

beforeEach((t) => {
  if ("mock" in t) t.mock.timers.enable({ apis: ["setTimeout"] });
  shown.length = 0;
  session = {};
  captured = () => page;
  index = () => result({});
});

async function click(url = "https://a.example/p"): Promise<void> {
  onClicked.fire({ menuItemId: "index-page" }, { id: 3, url });
  await turns();
}

test("the entry is made when the extension is installed, in the browser's language", () => {
  onInstalled.fire();
  assert.deepEqual([created.id, created.title], ["index-page", "<menuIndex>"]);
});

test("the visible copy goes to the app, the mark and the words to the button, and after a while away", async (t) => {
  let sent: PageIndexParams | undefined;
  index = (params) => {
    sent = params;
    return result({});
  };
  await click();
  assert.deepEqual(sent, { url: page.url, title: "P", lang: "en", html: "<p>x</p>", capturedBy: "menu", save: true });
  assert.deepEqual(shown, ["badge: …", "title: Reading this page", "badge: ✓", "title: Indexed. You can find this page by what it says now."]);
  t.mock.timers.tick(4_000);
  await turns();
  assert.deepEqual(shown.slice(-2), ["badge: ", "title: "]);
  assert.deepEqual(await takeOutcome(), { mark: "✓", text: "Indexed. You can find this page by what it says now." });
  assert.equal(await takeOutcome(), undefined, "told once");
});

test("what went wrong is said in words", async (t) => {
  const fails = (error: Error) => () => Promise.reject(error);
  const cases: [name: string, set: () => void, said: RegExp, url?: string][] = [
    ["a page of the browser", () => {}, /does not let extensions read/, "chrome://settings/"],
    ["a page that extensions may not read", () => (captured = () => { throw new Error("Cannot access contents"); }), /does not let extensions read/],
    ["something that is no copy", () => (captured = () => ({ url: "javascript:1", title: 1 })), /does not let extensions read/],
    ["no text", () => (index = () => result({ state: "refused", reason: "empty" })), /No text to read/],
    ["a rule", () => (index = () => result({ state: "refused", reason: "blocked_by_rule" })), /rules is against/],
    ["a login", () => (index = () => result({ state: "refused", reason: "login_wall" })), /Needs a login/],
    ["a reason of a newer app", () => (index = () => result({ state: "refused", reason: "moon" })), /could not be indexed: moon/],
    ["no app", () => (index = fails(new HostError("no_host", "gone"))), /companion app is not running/],
    ["a full disk", () => (index = fails(new HostError("storage_full", "The disk is full."))), /could not be indexed: The disk is full/],
  ];
  for (const [name, set, said, url] of cases) {
    await t.test(name, async () => {
      captured = () => page;
      index = () => result({});
      set();
      await click(url);
      const outcome = await takeOutcome();
      assert.equal(outcome?.mark, "!");
      assert.match(outcome.text, said);
      assert.ok(shown.includes("badge: !") && shown.includes(`title: ${outcome.text}`));
    });
  }
});

test("other entries and pages without a tab are not ours", async () => {
  onClicked.fire({ menuItemId: "other" }, { id: 3 });
  onClicked.fire({ menuItemId: "index-page" });
  await turns();
  assert.deepEqual(shown, []);
});
