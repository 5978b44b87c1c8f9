import assert from "node:assert/strict";
import test from "node:test";
import { pageKey } from "../bookmarks/address.ts";
import { HostError } from "../host/error.ts";
import type { PageIndexResult } from "../protocol.gen.ts";
import { FakeClock, turns } from "../testing/fakes.ts";
import { Daily } from "./daily.ts";
import type { Captured } from "./order.ts";
import { Visits } from "./visits.ts";

const page = "https://a.example/page";
const day = 24 * 60 * 60_000;

/** A browser with tabs and bookmarks, and an app that notes everything it hears. */
class World {
  readonly clock = new FakeClock();
  readonly heard: { method: string; params: unknown }[] = [];
  readonly told: string[] = [];
  readonly read: number[] = [];
  bookmarks = new Set([page]);
  tabs: chrome.tabs.Tab[] = [];
  allowed = true;
  captureVisits = true;
  rule = { indexed: true, because: "No rule is against it." };
  answer: () => Promise<PageIndexResult> = () => Promise.resolve({ pageId: 1, state: "indexed", passages: 1 });
  /** What comes out of a tab. */
  shows: (tab: chrome.tabs.Tab) => Captured | undefined = (tab) => ({ kind: "copy", url: tab.url!, title: "T", lang: "en", html: "<p>x</p>", truncated: false });
  /** The app knows of the bookmarks when this is over. */
  synced = () => Promise.resolve();
  stored: Record<string, number> = {};
  visits = this.background();

  /** A background that starts anew, over the same storage. */
  background(): Visits {
    return (this.visits = new Visits({
      call: (async (method: string, params: unknown) => {
        this.heard.push({ method, params });
        await turns();
        if (method === "settings.get") return { captureVisits: this.captureVisits };
        return method === "rules.test" ? this.rule : this.answer();
      }) as never,
      saved: (address) => Promise.resolve([...this.bookmarks].some((b) => pageKey(b) === pageKey(address))),
      granted: () => Promise.resolve(this.allowed),
      read: async (id) => {
        this.read.push(id);
        await turns();
        return this.shows(this.tabs.find((t) => t.id === id)!);
      },
      tabs: () => Promise.resolve([...this.tabs]),
      synced: () => this.synced(),
      daily: new Daily({ load: () => Promise.resolve(this.stored), save: (read) => Promise.resolve(void (this.stored = read)), now: () => 1e12 + this.clock.now }),
      tell: ({ text }) => this.told.push(text),
      after: (fn, ms) => void this.clock.after(fn, ms),
    }));
  }

  open(url: string, over: Partial<chrome.tabs.Tab> = {}): chrome.tabs.Tab {
    const tab = { id: this.tabs.length + 1, url, active: false, incognito: false, discarded: false, ...over } as chrome.tabs.Tab;
    this.tabs.push(tab);
    return tab;
  }

  async visit(tab: chrome.tabs.Tab): Promise<void> {
    await this.visits.visited(tab);
    await this.visits.idle();
  }

  async bookmark(url: string, made = true): Promise<void> {
    this.bookmarks.add(url);
    this.visits.bookmarked(url, made);
    await this.clock.pass(1_000);
    await this.visits.idle();
  }

  /** The pages that the app was given: how and which. */
  get indexed(): string[] {
    return this.heard.filter((h) => h.method === "pages.index").map((h) => `${(h.params as { capturedBy: string }).capturedBy} ${(h.params as { url: string }).url}`);
  }
}

test("a bookmarked page that is visited is read, and again after a day, also by another background", async () => {
  const w = new World();
  const tab = w.open(page + "?utm_source=feed#part");
  await w.visit(tab);
  assert.deepEqual(w.indexed, [`visit ${tab.url}`]);
  await w.visit(tab);
  w.background();
  await w.clock.pass(day - 1_000);
  await w.visit(tab);
  assert.equal(w.indexed.length, 1, "not within the day");
  await w.clock.pass(2_000);
  await w.visit(tab);
  assert.equal(w.indexed.length, 2);
  assert.deepEqual(w.told, [], "silently");
});

test("the app hears nothing of a page that is not bookmarked, not even that there is one", async () => {
  const w = new World();
  for (const url of ["https://a.example/", "https://a.example/page/2", "https://b.example/page?x=https://a.example/page", "about:blank", "https://mail.example/inbox"]) {
    await w.visit(w.open(url));
  }
  await w.visit({ id: 99 } as chrome.tabs.Tab); // the permission is not there: no address
  w.bookmarks.add("https://elsewhere.example/");
  w.visits.bookmarked("https://elsewhere.example/", true); // bookmarked, and open nowhere
  await w.clock.pass(1_000);
  await w.visits.idle();
  assert.deepEqual(w.heard, []);
  assert.deepEqual(w.read, []);
});

test("a page that leads to another one while it is read is not told", async () => {
  const w = new World();
  w.shows = () => ({ kind: "copy", url: "https://secret.example/", title: "T", lang: "", html: "<p>x</p>", truncated: false });
  await w.visit(w.open(page));
  assert.deepEqual(w.indexed, []);
  assert.ok(!JSON.stringify(w.heard).includes("secret.example"));
});

test("a bookmark just made is read from its tab: the one in front, then the one used last", async () => {
  const w = new World();
  const url = "https://b.example/new";
  w.open(url, { incognito: true, active: true });
  w.open(url, { lastAccessed: 5 });
  w.open(url, { lastAccessed: 9 });
  await w.bookmark(url);
  assert.deepEqual(w.read, [3]);
  w.open(url, { active: true });
  await w.bookmark(url);
  assert.deepEqual(w.read, [3, 4], "made again: read again, whatever was read today");
  await w.bookmark(url, false);
  assert.deepEqual(w.read, [3, 4], "renamed: not");
  assert.deepEqual(w.indexed, [`bookmark ${url}`, `bookmark ${url}`]);
});

test("a bookmark is told to the app before its page is", async () => {
  const w = new World();
  w.open("https://b.example/new");
  const order: string[] = [];
  w.synced = async () => {
    await turns();
    order.push(`known, ${w.indexed.length} told`);
  };
  await w.bookmark("https://b.example/new");
  assert.deepEqual(order, ["known, 0 told"]);
  assert.deepEqual(w.indexed, ["bookmark https://b.example/new"]);
});

test("nothing is read where the person, a rule or the page is against it", async (t) => {
  const against: [name: string, set: (w: World) => void, told: RegExp, read: number][] = [
    ["no permission", (w) => (w.allowed = false), /^$/, 0],
    ["the setting", (w) => (w.captureVisits = false), /^$/, 0],
    ["a rule", (w) => (w.rule = { indexed: false, because: "Rule 1 is against it: a.example" }), /^Bookmarked, but not read. Rule 1 is against it/, 0],
    ["a private window", (w) => w.tabs.forEach((tab) => (tab.incognito = true)), /^$/, 0],
    ["a tab that was put to sleep", (w) => w.tabs.forEach((tab) => (tab.discarded = true)), /^$/, 0],
    ["a password field", (w) => (w.shows = () => ({ kind: "secret" })), /asks for a password/, 1],
    ["a browser that does not let us", (w) => (w.shows = () => undefined), /^$/, 1],
    ["another view that came meanwhile", (w) => (w.shows = () => ({ kind: "moved" })), /^$/, 1],
  ];
  for (const [name, set, told, read] of against) {
    await t.test(name, async () => {
      const w = new World();
      const tab = w.open(page);
      set(w);
      await w.visit(tab);
      assert.deepEqual(w.told, [], "of a visit nothing is said");
      await w.bookmark(page);
      assert.deepEqual(w.indexed, []);
      assert.equal(w.read.length, 2 * read);
      assert.match(w.told.join(), told);
      assert.deepEqual(w.stored, {}, "and it is tried again at the next visit");
    });
  }
});

test("a bookmark that goes while its page is read takes it along", async () => {
  const w = new World();
  const tab = w.open(page);
  w.synced = () => Promise.resolve(void w.bookmarks.clear());
  await w.visit(tab);
  assert.deepEqual(w.indexed, []);
});

test("what goes wrong is told when the person looks, and tried again", async (t) => {
  const cases: [name: string, answer: World["answer"], told: RegExp][] = [
    ["a full disk", () => Promise.reject(new HostError("storage_full", "The disk is full.")), /could not be indexed: The disk is full/],
    ["no app, which the popup says anyway", () => Promise.reject(new HostError("no_host", "gone")), /^$/],
    ["no text", () => Promise.resolve({ pageId: 0, state: "refused", reason: "empty", passages: 0 }), /Bookmarked, but not read. No text/],
    ["a bookmark that the app does not know yet", () => Promise.resolve({ pageId: 0, state: "refused", reason: "not_bookmarked", passages: 0 }), /^$/],
  ];
  for (const [name, answer, told] of cases) {
    await t.test(name, async () => {
      const w = new World();
      w.answer = answer;
      w.open(page);
      await w.bookmark(page);
      assert.match(w.told.join(), told);
      assert.deepEqual(w.stored, {});
    });
  }
});

test("the events of one load read a page once; another view of the tab is read for itself", async () => {
  const w = new World();
  const second = "https://a.example/second";
  w.bookmarks.add(second);
  const tab = w.open(page);
  await Promise.all([w.visits.visited(tab), w.visits.visited(tab), w.visits.visited(tab)]);
  await w.visits.idle();
  assert.deepEqual(w.indexed, [`visit ${page}`]);
  tab.url = second;
  await w.visit(tab);
  assert.deepEqual(w.indexed, [`visit ${page}`, `visit ${second}`]);
});

test("a browser that opens with fifty bookmarked tabs reads them two at a time", async () => {
  const w = new World();
  let now = 0;
  let most = 0;
  const shows = w.shows;
  w.synced = async () => {
    most = Math.max(most, ++now);
    await turns();
    now--;
  };
  w.shows = shows;
  for (let i = 0; i < 50; i++) {
    w.bookmarks.add(`https://b.example/${i}`);
    void w.visits.visited(w.open(`https://b.example/${i}`));
  }
  while (w.indexed.length < 50) await turns();
  assert.equal(most, 2);
});
