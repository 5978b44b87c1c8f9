// The settings, with the real companion app: rules and what they say of an
// address, forgetting with its receipt, a backup and the way back.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { openBrowser, until } from "./harness/index.mjs";
import { exported, processPause, textOf, untilSynced } from "./harness/parts.mjs";

const bookmarks = [
  { title: "Reading", children: [
    { title: "Tide tables explained", url: "https://sea.example/tides" },
    { title: "A field guide to clouds", url: "https://sky.example/clouds" },
    { title: "Clouds at night", url: "https://sky.example/night" },
  ] },
];

/** Puts text into the field that a selector names, as typing does. */
const fill = (page, selector, text) => page.eval((selector, text) => {
  const field = document.querySelector(selector);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}, selector, text);
const press = (page, scope, words) => until(`“${words}” to press`, () => page.eval((scope, words) => {
  const button = [...document.querySelectorAll(`${scope} button`)].find((b) => b.textContent.trim() === words && !b.disabled);
  button?.click();
  return button !== undefined;
}, scope, words));
const inside = (page, selector) => page.eval((selector) => document.querySelector(selector)?.textContent ?? "", selector);

test("rules, forgetting with a receipt, backup and restore", async (t) => {
  const browser = await openBrowser(t, { bookmarks });
  await untilSynced(browser, 3);
  const options = await browser.openPage("options.html");
  await until("the sections", async () => (await textOf(options)).includes("Test an address"));

  await t.test("a rule, and what it says of an address", async () => {
    const verdict = async (url, words) => {
      await fill(options, "#rule-test", url);
      await press(options, ".tester", "Test");
      await until(`${url}: ${words}`, async () => (await inside(options, ".tester .verdict")).startsWith(words));
    };
    await verdict("sky.example/clouds", "Would be read.");
    await press(options, ".rules", "Add a rule");
    await fill(options, ".new-rule .text-in", "https://sky.example/anything");
    await press(options, ".new-rule", "Add");
    await until("the rule", async () => (await inside(options, ".rules")).includes("sky.example"));
    await verdict("sky.example/clouds", "Would not be read.");
    await verdict("sea.example/tides", "Would be read.");
  });

  const file = path.join(browser.world.dir, "library backup.db");
  await t.test("a backup", async () => {
    await fill(options, "#back form:nth-child(1) .text-in", file);
    await press(options, "#back", "Make a backup");
    await until("where it is", async () => (await inside(options, "#back form:nth-child(1) .verdict")).includes(file));
    assert.ok(fs.statSync(file).size > 0);
  });

  await t.test("a site is counted, forgotten, and the receipt says so", async () => {
    await fill(options, "#priv .text-in", "sky.example");
    await press(options, "#priv", "See what would go");
    await until("the count", async () => /Forget sky\.example\?.*Nothing has been erased yet.*Pages2/.test(await inside(options, "dialog")));
    assert.equal(await options.eval(() => document.activeElement.textContent), "Keep it", "the harmless button has the focus");
    assert.ok((await exported(browser)).some((item) => item.url.includes("sky.example")), "only counted");
    await browser.shot("options-forget", options);
    await press(options, "dialog", "Forget it");
    await until("the receipt", async () => /sky\.example is forgotten.*Erased on .*Pages2/.test(await inside(options, "dialog")));
    await browser.shot("options-receipt", options);
    await press(options, "dialog", "Close");
    assert.ok(!(await exported(browser)).some((item) => item.url.includes("sky.example")), "it is gone");
  });

  await t.test("the backup is looked into, restored, and everything is there again", async () => {
    await fill(options, "#back form:nth-child(2) .text-in", file);
    await press(options, "#back form:nth-child(2)", "Look into it");
    await until("what is in it", async () => /Restore this backup\?.*Pages3/.test(await inside(options, "dialog")));
    await browser.shot("options-restore", options);
    await press(options, "dialog", "Restore");
    await until("the receipt", async () => /The backup is restored.*before-restore/.test(await inside(options, "dialog")));
    await press(options, "dialog", "Close");
    await until("the pages to be there again", async () => (await exported(browser)).filter((item) => item.url.includes("sky.example")).length === 2, 30_000, processPause);
    await until("the page to be connected again", async () => (await textOf(options)).includes("Connected"));
    await untilSynced(browser, 3);
  });
});
