// The places where the product is met: the toolbar popup, the address bar, the
// context menu; with real keys and clicks.
import assert from "node:assert/strict";
import test from "node:test";
import { openBrowser, openSite, until } from "./harness/index.mjs";
import { exported, hits, processPause, textOf, typeQuery, untilHits, untilSynced } from "./harness/parts.mjs";

const bookmarks = (origin) => [
  { title: "Reading list", children: [
    { title: "Tide tables explained", url: "https://sea.example/tides" },
    { title: "A field guide to clouds", url: "https://sky.example/clouds" },
    { title: "Tide pools & their <creatures>", url: `${origin}/Tide-pools` },
    { title: "潮汐是怎样形成的", url: "https://sea.example/潮汐" },
  ] },
];

test("popup, address bar and context menu", async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const browser = await openBrowser(t, { bookmarks: bookmarks(site.origin) });
  await untilSynced(browser, 4);

  await t.test("the popup: focus, results on every key, arrows, Enter opens", async () => {
    const popup = await browser.openPopup();
    await until("the field to have the focus", () => popup.eval(() => document.activeElement?.getAttribute("role") === "combobox"));
    await until("the size of the design", () => popup.eval(() => window.innerWidth === 420 && window.innerHeight === 580));
    await popup.type("ti");
    await until("results while the word is not finished", async () => (await hits(popup)).length >= 2);
    await popup.type("de pools");
    await until("one result", async () => (await hits(popup))[0]?.includes("Tide pools & their <creatures>"));
    await browser.shot("popup-results", popup);
    const before = await browser.tabCount();
    await popup.press("Enter");
    await until("the page to open", async () => (await browser.tabCount()) > before);
    await browser.tab(/\/Tide-pools$/);
  });

  await t.test("the popup: the last question is there again", async () => {
    const popup = await browser.openPopup();
    await until("the last question", () => popup.eval(() => document.querySelector("[role=combobox]")?.value === "tide pools"));
    // Restored and selected: typing replaces it.
    await typeQuery(popup, "clouds");
    await until("its result", async () => (await hits(popup))[0]?.includes("field guide to clouds"));
    await popup.close();
  });

  await t.test("the popup: Enter belongs to the input method while it composes", async () => {
    const popup = await browser.openPopup();
    await typeQuery(popup, " ");
    const before = await browser.tabCount();
    await popup.compose("chaoxi", "潮汐");
    await until("the result of the committed word", async () => (await hits(popup))[0]?.includes("潮汐是怎样形成的"));
    assert.equal(await browser.tabCount(), before, "nothing was opened or asked");
    assert.ok(await popup.isOpen());
    await browser.shot("popup-chinese", popup);
    await popup.close();
  });

  await t.test("the address bar suggests titles with their folder, and Enter opens the full page", async () => {
    const tab = await browser.openPage(`${site.origin}/Somewhere`);
    await tab.show();
    // Of the browser's own suggestions, which come until the keyword is taken for
    // one, none is this page's; those of pages do name the folder.
    const rows = await browser.omnibox("tide", "Tide pools & their <creatures>");
    const ours = rows.filter((row) => row.includes("Reading list"));
    assert.ok(ours.length >= 2, `both: ${JSON.stringify(rows)}`);
    assert.ok(ours.some((row) => row.includes("Tide pools & their <creatures>")), `as written, not as markup: ${JSON.stringify(ours)}`);
    assert.ok(!rows.some((row) => /<(match|dim|url)>|&amp;|%s/.test(row)), `no markup is shown: ${JSON.stringify(rows)}`);
    await browser.keys("Return");
    const page = await browser.tab(/page\.html.*tide/);
    await until("the results on the page", async () => (await textOf(page)).includes("Tide tables explained"));
    await browser.shot("page-from-omnibox", page);
  });

  await t.test("the context menu indexes what is visible on the page", async () => {
    const url = `${site.origin}/The-marmalade-lighthouse`;
    await browser.contextMenu(url, "i");
    const saved = await until("the page in the library", async () => (await exported(browser)).find((item) => item.url === url), 30_000, processPause);
    assert.match(saved.text, /stands on the northern pier/);
    assert.doesNotMatch(saved.text, /invisibleword|anotherhiddenword/, "what is hidden stays out");
    const popup = await browser.openPopup();
    await untilHits(popup, "northern pier painted", (rows) => rows[0]?.includes("marmalade lighthouse"));
    await popup.close();
  });
});
