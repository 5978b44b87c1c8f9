import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { HostError } from "../host/error.ts";
import type { PageIndexParams, PageIndexResult } from "../protocol.gen.ts";
import { FakeEvent, turns } from "../testing/fakes.ts";
import type { CaptureOrder } from "./order.ts";

const onInstalled = new FakeEvent<[]>();
const onClicked = new FakeEvent<[info: object, tab?: object]>();
const shown: string[] = [];
const created: { id: string; title: string; contexts: string[] }[] = [];
/** What comes back of a frame that is asked. */
let captured: (order: CaptureOrder, frame: number) => unknown = () => undefined;
let linkName = "";
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
    contextMenus: { onClicked, removeAll: (done: () => void) => done(), create: (o: never) => created.push(o) },
    scripting: {
      // Files are put in, then their function is called; a link is asked for by its address alone.
      executeScript: ({ args, target }: { args?: unknown[]; target: { frameIds?: number[] } }) => Promise.resolve().then(() => {
        if (!args) return [{}];
        return [{ result: args.length === 1 ? linkName : captured(args[1] as CaptureOrder, target.frameIds?.[0] ?? 0) }];
      }),
    },
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
let fetches = false;
listenToMenu({ index: (params) => index(params), fetches: () => Promise.resolve(fetches) });
const page = { kind: "copy", id: 1, more: 0, url: "https://a.example/p", title: "P", lang: "en", html: "<p>x</p>", truncated: false };
const result = (over: Partial<PageIndexResult>) => Promise.resolve<PageIndexResult>({ pageId: 1, state: "indexed", passages: 1, ...over });

beforeEach((t) => {
  if ("mock" in t) t.mock.timers.enable({ apis: ["setTimeout"] });
  shown.length = 0;
  session = {};
  captured = () => page;
  index = () => result({});
});

async function click(url = "https://a.example/p", info: object = { menuItemId: "index-page" }): Promise<void> {
  onClicked.fire(info, { id: 3, url });
  await turns();
}

test("the entries are made when the extension is installed, in the browser's language", () => {
  onInstalled.fire();
  assert.deepEqual(created, [
    { id: "index-page", title: "<menuIndex>", contexts: ["page", "frame"] },
    { id: "index-selection", title: "<menuSelection>", contexts: ["selection"] },
    { id: "index-link", title: "<menuLink>", contexts: ["link"] },
  ]);
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
    ["something that is no copy", () => (captured = () => ({ ...page, url: "javascript:1" })), /does not let extensions read/],
    ["no text", () => (index = () => result({ state: "refused", reason: "empty" })), /No text to read/],
    ["no text, and the page saved by its title", () => (index = () => result({ passages: 0 })), /No text to read/],
    ["a rule", () => (index = () => result({ state: "refused", reason: "blocked_by_rule" })), /rule is against/],
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

test("of a selection only what is selected goes, under the page's address and title", async () => {
  const sent: PageIndexParams[] = [];
  index = (params) => {
    sent.push(params);
    return result({});
  };
  const asked: string[] = [];
  captured = ({ how }, frame) => {
    asked.push(`${how} ${frame}`);
    return { ...page, html: how === "title" ? "<head></head><body></body>" : "<body><p>chosen</p></body>", ...(frame ? { url: "https://frame.example/", title: "Frame" } : {}) };
  };
  await click(page.url, { menuItemId: "index-selection", selectionText: "chosen" });
  await click(page.url, { menuItemId: "index-selection", selectionText: "chosen", frameId: 5 });
  assert.deepEqual(asked, ["selection 0", "selection 5", "title 0"]);
  for (const params of sent) assert.deepEqual(params, { url: page.url, title: "P", lang: "en", html: "<body><p>chosen</p></body>", capturedBy: "menu", save: true, selection: true });

  // Where its place cannot be read (a shadow tree, a frame of another site) the browser's own words do.
  captured = (_order, frame) => (frame ? undefined : { ...page, html: "<head><title>P</title></head><body><p> </p></body>" });
  await click(page.url, { menuItemId: "index-selection", selectionText: "of the browser", frameId: 5 });
  await click(page.url, { menuItemId: "index-selection", selectionText: "of the browser" });
  for (const params of sent.slice(2)) assert.deepEqual([params.text, params.html], ["of the browser", undefined]);
  assert.equal(sent.length, 4);
});

test("a link is saved by its name, and it is said how its text comes", async () => {
  let sent: PageIndexParams | undefined;
  index = (params) => {
    sent = params;
    return result({ passages: 0 });
  };
  const link = { menuItemId: "index-link", linkUrl: "https://b.example/far" };
  linkName = "A far page";
  await click(page.url, link);
  assert.deepEqual(sent, { url: "https://b.example/far", title: "A far page", capturedBy: "menu", save: true });
  assert.match((await takeOutcome())!.text, /open it and choose/);
  fetches = true;
  await click(page.url, link);
  assert.match((await takeOutcome())!.text, /read in the background/);
  index = () => result({ state: "unchanged" });
  await click(page.url, link);
  assert.match((await takeOutcome())!.text, /Already indexed/);
  index = () => result({ state: "refused", reason: "blocked_by_rule" });
  await click(page.url, link);
  assert.match((await takeOutcome())!.text, /rule is against/);
  await click(page.url, { ...link, linkUrl: "javascript:alert(1)" });
  assert.match((await takeOutcome())!.text, /does not let extensions read/);
});

test("other entries, private windows and pages without a tab are not ours", async () => {
  onClicked.fire({ menuItemId: "index-page" }, { id: 3, url: "https://a.example/p", incognito: true });
  onClicked.fire({ menuItemId: "other" }, { id: 3 });
  onClicked.fire({ menuItemId: "index-page" });
  await turns();
  assert.deepEqual(shown, []);
});
