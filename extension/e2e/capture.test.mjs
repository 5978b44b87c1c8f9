// Pages that are read by themselves, once the person allows it: just
// bookmarked, and bookmarked and visited; and those that never are.
import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import { openBrowser, until } from "./harness/index.mjs";
import { leaks, openPages, sights } from "./harness/pages.mjs";
import { exported, processPause, untilHits, untilSynced } from "./harness/parts.mjs";

const patience = 30_000;

/** A browser that may read pages, and the pages. */
async function open(t, bookmarks = () => []) {
  const site = await openPages();
  t.after(() => site.close());
  const browser = await openBrowser(t, { bookmarks: bookmarks(site.origin), recorded: true });
  await untilSynced(browser, bookmarks(site.origin).length);
  return { site, browser };
}

const textOf = async (browser, url) => (await exported(browser)).find((item) => item.url === url)?.text ?? "";
/** Waits until the library has a page whose text is as wanted. */
const untilRead = (browser, url, wanted) =>
  until(`the text of ${url}`, async () => {
    const text = await textOf(browser, url);
    return wanted.test(text) ? text : undefined;
  }, patience, processPause);

test("a page is read when it is bookmarked, behind a login too; private and password pages are not", async (t) => {
  const { site, browser } = await open(t);

  await t.test("nothing without the permission; with it, what is open", async () => {
    const tab = await browser.openPage(`${site.origin}/before`);
    await browser.star(tab);
    await untilSynced(browser, 1);
    assert.equal(await textOf(browser, tab.address), "");
    await browser.grantPages();
    await untilRead(browser, tab.address, /This is what \/before says/);
  });

  await t.test("by the star, and its words are found", async () => {
    const tab = await browser.openPage(`${site.origin}/lighthouse`);
    await browser.star(tab);
    await untilRead(browser, tab.address, /This is what \/lighthouse says/);
    const popup = await browser.openPopup();
    await untilHits(popup, "tides signed harbour masters", (rows) => rows.some((row) => row.includes("lighthouse")));
    await popup.close();
  });

  await t.test("behind a login, from its tab", async () => {
    const door = await browser.openPage(`${site.origin}/login`);
    const tab = await browser.openPage(`${site.origin}/members`);
    await browser.star(tab);
    await untilRead(browser, tab.address, /kestrel nests in the bell tower/);
    const popup = await browser.openPopup();
    await untilHits(popup, "kestrel bell tower", (rows) => rows[0]?.includes("Members only"));
    await popup.close();
    await door.close();
  });

  await t.test("not in a private window, and not with a password field", async () => {
    const secret = `${site.origin}/behind-the-curtain`;
    await browser.openPrivate(secret);
    await browser.api((url) => chrome.bookmarks.create({ title: "Curtain", url }).then(() => {}), secret);
    const tab = await browser.openPage(`${site.origin}/password`);
    await browser.star(tab);
    await until("why it was not read", () => browser.api(async () => /asks for a password/.test((await chrome.storage.session.get("lastIndexed")).lastIndexed?.text)), patience);
    const popup = await browser.openPopup();
    await until("it in the popup", () => popup.eval(() => /asks for a password/.test(document.body.innerText)));
    await popup.close();
    // One that comes later is read: those before it would have been by now.
    const last = await browser.openPage(`${site.origin}/after-the-others`);
    await browser.star(last);
    await untilRead(browser, last.address, /after-the-others/);
    assert.equal(await textOf(browser, secret), "");
    assert.equal(await textOf(browser, tab.address), "");

    // By hand it is, without the form.
    await browser.contextMenu(tab.address, "i");
    await untilRead(browser, tab.address, /vault holds marigolds/);
  });
});

test("right-click on a selection and on a link", async (t) => {
  const { site, browser } = await open(t);

  await t.test("of a selection only what is selected", async () => {
    await browser.contextMenu(`${site.origin}/chosen`, "i", "#chosen");
    const text = await untilRead(browser, `${site.origin}/chosen`, /\S/);
    assert.equal(text.trim(), "Only the otter is wanted.");
  });

  await t.test("a link is saved by its name, and not visited", async () => {
    await browser.contextMenu(`${site.origin}/links`, "i", "#link");
    const saved = await until("the link", async () => (await exported(browser)).find((item) => item.url === `${site.origin}/far-away`), patience, processPause);
    assert.equal(saved.title, "The far away page");
    assert.ok(!site.log.includes("/far-away"), "the site was not asked");
    const { text } = await until("what is said of it", () => browser.api(async () => {
      const { lastIndexed } = await chrome.storage.session.get("lastIndexed");
      return /by its title/.test(lastIndexed?.text) && lastIndexed;
    }));
    assert.match(text, /open it and choose/);
  });
});

test("a page of five megabytes is read while it goes on with its own work", async (t) => {
  const { site, browser } = await open(t);
  await browser.grantPages();
  const tab = await browser.openPage(`${site.origin}/long`);
  const size = await tab.eval(() => document.documentElement.outerHTML.length);
  assert.ok(size > 5e6, `${size} characters`);
  const read = async () => {
    await browser.api((url) => chrome.bookmarks.create({ title: "Long", url }).then(() => {}), tab.address);
    await untilRead(browser, tab.address, /ledger/);
  };
  if (!browser.tasks) return read(); // only Chromium tells how long a page was held up
  // What the page has to do for itself, now that it has loaded, is done first.
  await tab.eval(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => done())))));
  const [longest, ...others] = await browser.tasks(tab, read);
  t.diagnostic(`${size} characters: the longest of ${others.length} tasks took ${Math.round(longest.ms)} ms of the processor (${longest.what}), then ${others.slice(0, 5).map(({ ms }) => Math.round(ms))}`);
  // 50 ms is what is promised; another computer may be half as fast as the slowest we know.
  // When the browser collects the garbage of a page this size is the browser's business.
  const ours = [longest, ...others].find(({ what }) => !what.some((name) => name.includes("GC")));
  assert.ok(ours.ms <= 100, `${ours.ms} ms: ${ours.what}`);
  assert.ok(others.length > 50, "in slices");
});

test("a bookmarked page is read when it is visited, once a day; of others nothing leaves the extension", async (t) => {
  const pages = ["news", "app/roses", "hidden", "login-free/login"];
  const { site, browser } = await open(t, (origin) => pages.map((path) => ({ title: path, url: `${origin}/${path}` })));
  await browser.grantPages();
  const visit = (path) => browser.openPage(`${site.origin}/${path}`);

  await t.test("pages that are not bookmarked are not heard of", async () => {
    for (const path of ["diary", "news/secret", "app"]) await (await visit(path)).close();
  });

  let tab;
  await t.test("its text, and once a day what it says by then", async () => {
    tab = await visit("news");
    await untilRead(browser, tab.address, /comet/);
    site.news = "The second edition tells of an eclipse.";
    await tab.close();
    tab = await visit("news?utm_source=letter");
    // A page that is read later shows that this one was passed by.
    await untilRead(browser, (await visit("hidden")).address, /SEEN1/);
    assert.match(await textOf(browser, `${site.origin}/news`), /comet/, "not twice a day");
    await browser.api(async () => {
      const { read } = await chrome.storage.local.get("read");
      await chrome.storage.local.set({ read: Object.fromEntries(Object.entries(read).map(([page, at]) => [page, at - 25 * 3_600_000])) });
    });
    await tab.close();
    tab = await visit("news");
    await untilRead(browser, `${site.origin}/news`, /eclipse/);
    assert.doesNotMatch(await textOf(browser, `${site.origin}/news`), /comet/);
  });

  await t.test("the second view of a single-page application, when it has come", async () => {
    const app = await visit("app");
    await app.click("#roses");
    const text = await untilRead(browser, `${site.origin}/app/roses`, /\S/);
    assert.match(text, /damask rose flowers twice/);
    assert.doesNotMatch(text, /overview lists/);
  });

  await t.test("only what can be seen", async () => {
    const text = await textOf(browser, `${site.origin}/hidden`);
    const words = (word, n) => Array.from({ length: n }, (_, i) => `${word}${i + 1}`);
    assert.deepEqual(words("LEAK", leaks).filter((word) => new RegExp(`\\b${word}\\b`).test(text)), []);
    assert.deepEqual(words("SEEN", sights).filter((word) => !new RegExp(`\\b${word}\\b`).test(text)), []);
  });

  await t.test("a sign-in page is left alone", async () => {
    // login-free/login is about signing in only by its address where a name stands before it; /login is one.
    await browser.api((url) => chrome.bookmarks.create({ title: "Door", url }).then(() => {}), `${site.origin}/login`);
    await visit("login");
    await untilRead(browser, (await visit("login-free/login")).address, /login-free/);
    assert.equal(await textOf(browser, `${site.origin}/login`), "");
  });

  const heard = fs.readFileSync(browser.world.record, "latin1");
  assert.ok(heard.includes(`${site.origin}/news`), "the record is one");
  for (const path of ["/diary", "/news/secret", '/app"', "/framed"]) assert.ok(!heard.includes(`${site.origin}${path}`), `the app heard of ${path}`);
});
