// Start -> the tree is in. Then each change of a bookmark is in the popup
// within a second.
import assert from "node:assert/strict";
import test from "node:test";
import { openBrowser } from "./harness/index.mjs";
import { hits, textOf, typeQuery, untilHits, untilRefreshed, untilSynced } from "./harness/parts.mjs";

const soon = 1000; // milliseconds, from the browser's event to the popup

test("the tree is synced at the start, and every change shows at once", async (t) => {
  const browser = await openBrowser(t, {
    bookmarks: [
      { title: "Kitchen", children: [
        { title: "Sourdough for patient people", url: "https://bread.example/sourdough" },
        { title: "面包发酵的温度", url: "https://bread.example/温度" },
      ] },
      { title: "How lighthouses were lit", url: "https://sea.example/lighthouses" },
    ],
  });
  await untilSynced(browser, 3);
  const popup = await browser.openPopup();

  await t.test("what was there before the extension is found", async () => {
    await untilHits(popup, "sourdough", (rows) => rows[0]?.includes("Sourdough for patient people"));
    await untilHits(popup, "发酵", (rows) => rows[0]?.includes("面包发酵的温度"));
    await browser.shot("popup-typing", popup);
  });

  let id;
  const within = async (what, change, query, wanted) => {
    await typeQuery(popup, query);
    const value = await change();
    const took = await untilRefreshed(popup, wanted);
    t.diagnostic(`${what}: ${Math.round(took)} ms`);
    assert.ok(took <= soon, `${what} took ${Math.round(took)} ms`);
    return value;
  };

  await t.test("made", async () => {
    id = await within("made",
      () => browser.api(async () => (await chrome.bookmarks.create({ title: "Quokka field notes", url: "https://zoo.example/quokka" })).id),
      "quokka", (rows) => rows.length === 1 && rows[0].includes("Quokka field notes"));
  });

  await t.test("renamed", async () => {
    await within("renamed", () => browser.api((id) => chrome.bookmarks.update(id, { title: "Wombat field notes" }).then(() => {}), id),
      "wombat", (rows) => rows.length === 1 && rows[0].includes("Wombat field notes"));
    await untilHits(popup, "quokka field", (rows) => rows.every((row) => !row.includes("Quokka")), soon);
  });

  let folder;
  await t.test("moved", async () => {
    folder = await browser.api(async (id) => {
      const { parentId } = (await chrome.bookmarks.get(id))[0];
      return (await chrome.bookmarks.create({ parentId, title: "Marsupials" })).id;
    }, id);
    await within("moved", () => browser.api((id, parentId) => chrome.bookmarks.move(id, { parentId }).then(() => {}), id, folder),
      "wombat", (rows) => rows[0]?.includes("Marsupials"));
  });

  await t.test("folder renamed", async () => {
    await within("folder renamed", () => browser.api((id) => chrome.bookmarks.update(id, { title: "Pouched animals" }).then(() => {}), folder),
      "wombat", (rows) => rows[0]?.includes("Pouched animals"));
  });

  await t.test("removed with its folder", async () => {
    await within("removed", () => browser.api((id) => chrome.bookmarks.removeTree(id).then(() => {}), folder),
      "wombat", (rows) => rows.length === 0);
    assert.match(await textOf(popup), /\S/);
    await typeQuery(popup, "lighthouses");
    await untilHits(popup, "lighthouses", (rows) => rows.length === 1, soon);
    assert.equal((await hits(popup)).length, 1);
  });
  await untilSynced(browser, 3);
});
