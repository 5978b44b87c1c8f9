// Every key of the popup, in a real window with real key events; and the
// conversation that goes on beside the page.
import assert from "node:assert/strict";
import test from "node:test";
import { browserName, openBrowser, until } from "./harness/index.mjs";
import { hits, textOf, typeQuery, untilSynced } from "./harness/parts.mjs";

const pages = ["Tide tables explained", "Tide pools and their creatures", "Tide mills of the north"];
const bookmarks = [{ title: "Sea", children: pages.map((title, i) => ({ title, url: `https://sea.example/${i}` })) }];

test("the keys of the popup", async (t) => {
  const browser = await openBrowser(t, { bookmarks });
  await untilSynced(browser, pages.length);
  let popup;
  const open = async (query) => {
    popup = await browser.openPopup();
    if (query === undefined) return;
    await typeQuery(popup, query);
    await until("the pages", async () => (await hits(popup)).length === pages.length);
    // The same pages may be in another order at the last key.
    let last;
    await until("a list that stays", async () => last === (last = (await hits(popup)).join()), 30_000, 300);
  };
  // Firefox closes the popup itself on Esc, before the page hears of the key: the steps are Chromium's.
  const steps = { skip: browserName === "firefox" && "Firefox closes the popup on Esc itself" };
  const closed = () => until("the popup to close", async () => !(await popup.isOpen()));
  const selected = () => popup.eval(() => document.querySelector("#hits [aria-selected=true]")?.textContent ?? "");
  const isSelected = (part) => until(`“${part}” to be selected`, async () => (await selected()).includes(part));
  const shows = (selector) => until(`${selector} to show`, () => popup.eval((s) => document.querySelector(s) !== null, selector));
  const hides = (selector) => until(`${selector} to go`, () => popup.eval((s) => document.querySelector(s) === null, selector));
  const value = () => popup.eval(() => document.querySelector("[role=combobox]").value);
  const titleAt = async (n) => pages.find((title) => rows[n].includes(title));
  let rows;

  await t.test("arrows go round, Home and End to the ends", async () => {
    await open("tide");
    rows = await hits(popup);
    await isSelected(await titleAt(0)); // words select the first page
    await popup.press("ArrowDown");
    await isSelected(await titleAt(1));
    await popup.press("ArrowUp");
    await popup.press("ArrowUp");
    await isSelected("Ask");
    await popup.press("ArrowUp");
    await isSelected(await titleAt(2));
    await popup.press("Home");
    await isSelected("Ask");
    await popup.press("End");
    await isSelected(await titleAt(2));
    const active = await popup.eval(() => document.getElementById(document.querySelector("[role=combobox]").getAttribute("aria-activedescendant"))?.textContent);
    assert.ok(active.includes(await titleAt(2)), "screen readers are told");
  });

  await t.test("Ctrl+Enter opens in the background and the popup stays", async () => {
    const before = await browser.tabCount();
    await popup.press("Enter", "ctrl");
    await until("another tab", async () => (await browser.tabCount()) === before + 1);
    assert.ok(await popup.isOpen());
    await isSelected(await titleAt(2));
  });

  await t.test("Ctrl+. opens the actions", async () => {
    await popup.press(".", "ctrl");
    await shows("[role=menu]");
    await until("the first of them to have the focus", () => popup.eval(() => document.activeElement.textContent.includes("Open in a new tab")));
    await browser.shot("popup-menu", popup);
  });

  await t.test("Esc closes the actions", steps, async () => {
    await popup.press("Escape");
    await hides("[role=menu]");
    await until("the field to have the focus again", () => popup.eval(() => document.activeElement.id === "q"));
  });

  await t.test("Esc clears, ? shows the keys when the field is empty, Esc closes the list and then the popup", steps, async () => {
    await popup.press("Escape");
    await until("an empty field", async () => (await value()) === "");
    await popup.press("?");
    await shows("[role=dialog] .keys");
    await browser.shot("popup-keys", popup);
    await popup.press("Escape");
    await hides("[role=dialog]");
    assert.equal(await value(), "", "the question mark was not typed");
    await popup.press("Escape");
    await closed();
  });

  await t.test("Esc closes the popup", { skip: !steps.skip }, async () => {
    await popup.press("Escape");
    await closed();
  });

  await t.test("Enter opens in a new tab", async () => {
    await open("tide tables");
    const before = await browser.tabCount();
    await popup.press("Enter");
    await closed();
    await until("another tab", async () => (await browser.tabCount()) === before + 1);
  });

  await t.test("Shift+Enter opens in this tab", async () => {
    const tab = await browser.openPage("options.html?here");
    await tab.show();
    await open("tide tables");
    const before = await browser.tabCount();
    await popup.press("Enter", "shift");
    await closed();
    await until("the tab to go there", () => browser.api(async () => (await chrome.tabs.query({ active: true, currentWindow: true })).every((t) => !t.url?.includes("options.html"))));
    assert.equal(await browser.tabCount(), before);
  });

  await t.test("Alt+Enter asks", async () => {
    await open("tide tables");
    await popup.press("Enter", "alt");
    await until("an answer, or that there is none", () => popup.eval(() => document.querySelector(".answer, .panel h2") !== null));
  });

  await t.test("Esc goes back from the answer, then clears", steps, async () => {
    await popup.press("Escape");
    await until("the results again", async () => (await popup.eval(() => document.querySelector(".answer") === null)) && (await hits(popup)).length > 0);
    await popup.press("Escape");
    await until("an empty field", async () => (await value()) === "");
  });
  await popup.close();

  await t.test("Tab leaves the field for what comes after it", async () => {
    await open("tide");
    await popup.press("Tab");
    await until("the focus to leave", () => popup.eval(() => document.activeElement.id !== "q"));
    await popup.close();
  });

  await t.test("Ctrl+Shift+Enter goes on beside the page", async () => {
    const talk = () => browser.api(async () => (await chrome.storage.session.get("talk")).talk);
    const before = await talk();
    await open();
    await typeQuery(popup, "what are tide pools?");
    await popup.press("Enter", "alt");
    await until("the answer's conversation", async () => ![undefined, "", before].includes(await talk()));
    await popup.press("Enter", "ctrl", "shift");
    await closed();
    const panel = await until("the panel", () => browser.panel());
    await until("the question in it", async () => (await textOf(panel)).includes("what are tide pools?"));
    await browser.shot("panel", panel);
    assert.ok(browserName === "firefox" || (await browser.api(() => chrome.runtime.getContexts({ contextTypes: ["SIDE_PANEL"] }))).length === 1, "in the browser's own side panel");
  });
});
