// How the welcome and the options page behave under hands and keys, on the
// stage:
//
//   node --test dev/setup.test.mjs
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Stage } from "./stage.mjs";
import { states } from "./states.mjs";

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

const all = states("en");
const open = async (state) => {
  const page = await stage.show(state);
  await state.act?.(page);
  return page;
};
/** What was asked of the companion app by one method: the parameters of each call. */
const asked = async (page, method) => (await page.evaluate(() => globalThis.dev.calls)).filter(([, m]) => m === method).map(([, , params]) => params);

test("arrows choose the system, and the command follows", async () => {
  const page = await open(all["welcome-2"]);
  const command = () => page.locator(".cmd code").nth(1).textContent();
  assert.match(await command(), /-linux-amd64\.tar\.gz/);
  await page.focus("[role=tab][aria-selected=true]");
  await page.keyboard.press("ArrowLeft");
  assert.match(await command(), /Downloads\\ai-bookmark-1\.0\.0-windows-amd64\.zip.*install$/);
  await page.keyboard.press("Home");
  assert.match(await command(), /-darwin-/);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "macOS");
  assert.equal(await page.locator("[role=tab][tabindex='0']").count(), 1, "Tab stops at one of them");
  await page.selectOption(".how select", "arm64");
  assert.match(await command(), /-darwin-arm64\.tar\.gz/);
  await page.close();
});

test("nothing blocks: without the companion app every step can be skipped", async () => {
  const page = await open(all["welcome-1"]);
  await page.click("text=Set up, about two minutes");
  await page.click("text=Skip for now");
  await page.waitForSelector("text=Step 6 of 6");
  await page.click("text=Back");
  await page.waitForSelector("text=Add the companion app");
  await page.close();
});

test("what the browser was not allowed is not turned on", async () => {
  const page = await open(all["welcome-4-refused"]);
  assert.equal(await page.locator(".check input").first().isChecked(), false);
  assert.deepEqual(await asked(page, "settings.set"), []);
  await page.evaluate(() => (globalThis.dev.scenario.grants = true));
  await page.locator(".check input").first().click();
  await page.waitForFunction(() => globalThis.dev.calls.some(([, m]) => m === "settings.set"));
  assert.deepEqual(await asked(page, "settings.set"), [{ captureVisits: true }]);
  await page.close();
});

test("one press downloads the chosen models, and the walk goes on meanwhile", async () => {
  const state = all["welcome-3"];
  const page = await open({ ...state, scenario: { ...state.scenario, results: { ...state.scenario.results, "models.pull": "never" } } });
  await page.waitForSelector(".opt");
  await page.click("text=Download, 3.1 GB");
  await page.waitForFunction(() => globalThis.dev.calls.filter(([, m]) => m === "models.pull").length === 2);
  assert.deepEqual(await asked(page, "models.pull"), [{ name: "embeddinggemma" }, { name: "qwen3:4b" }]);
  await page.evaluate(() => globalThis.dev.say({ type: "model", event: { name: "qwen3:4b", phase: "downloading", completed: 1.1e9, total: 2.5e9 } }));
  await page.waitForSelector("text=1.1 GB of 2.5 GB");
  await page.click(".w-foot .btn-main");
  await page.waitForSelector("text=Choose what to read");
  await page.close();
});

test("none wanted, nothing downloaded", async () => {
  const page = await open(all["welcome-3"]);
  await page.waitForSelector(".opt");
  for (const kind of ["embed", "chat"]) await page.locator(`input[name=${kind}]`).last().check();
  await page.click(".w-foot .btn-main");
  await page.waitForSelector("text=Choose what to read");
  assert.deepEqual(await asked(page, "models.pull"), []);
  await page.close();
});

test("a dialog gives the focus back, and Escape changes nothing", async () => {
  const page = await open(all["options-forget"]);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Keep it");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Forget a site");
  assert.deepEqual(await asked(page, "pages.forget"), [{ site: "sqlite.org", dryRun: true }]);
  await page.close();
});

test("a rule is moved, turned and removed; a folder left out takes what is in it along", async () => {
  const page = await open(all["options-rules"]);
  const last = async () => (await asked(page, "settings.set")).at(-1).rules;
  await page.click("[aria-label='Check Home › Papers earlier']");
  assert.deepEqual((await last()).map((r) => r.site ?? r.path ?? r.folder.join("/")), ["Home/Papers", "bank.example", "wiki.example/public/"]);
  await page.selectOption("[aria-label='What to do with bank.example']", "allow");
  assert.equal((await last())[1].action, "allow");
  await page.click("[aria-label='Remove the rule for wiki.example/public/']");
  assert.equal((await last()).length, 2);
  await page.locator(".tree label", { hasText: "Code" }).locator("input").uncheck();
  assert.deepEqual((await last()).at(-1), { action: "block", folder: ["Code"] });
  assert.ok(await page.locator(".tree label", { hasText: "Games" }).locator("input").isDisabled());
  await page.close();
});

test("failures: tried again by cause, ignored one by one, with a way back", async () => {
  const page = await open(all["options-failures"]);
  await page.click("text=Try all of them again");
  await page.waitForSelector("text=14 pages will be tried again.");
  await page.locator(".cause li").first().locator("text=Ignore").click();
  await page.waitForFunction(() => globalThis.dev.calls.some(([, m]) => m === "captures.ignore"));
  await page.click("text=Try them again");
  await page.waitForFunction(() => globalThis.dev.calls.filter(([, m]) => m === "captures.ignore").length === 2);
  assert.deepEqual([await asked(page, "captures.retry"), await asked(page, "captures.ignore")], [[{ cause: "login_wall" }], [{ pageId: 1 }, { cause: "not_found", undo: true }]]);
  await page.close();
});
