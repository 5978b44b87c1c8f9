// How the popup behaves under hands and keys, on the stage:
//
//   node --test dev/behave.test.mjs
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Stage } from "./stage.mjs";
import { states } from "./states.mjs";

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

const all = states("en");
const asked = async (state = all.answered) => {
  const page = await stage.show(state);
  await page.fill("#q", "How does SQLite let people read while somebody writes?");
  await page.press("#q", "Alt+Enter");
  return page;
};
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute("aria-label") || document.activeElement.className);

test("nothing moves while an answer is written", async () => {
  const answered = all.answered.scenario.asks[0];
  const words = answered.answer.answer.match(/\S+\s*/g);
  const events = [answered.events[0], ...words.map((text) => ({ kind: "text", text, wait: 15 }))];
  const page = await asked({ scenario: { ...all.answered.scenario, asks: [{ ...answered, events }] } });
  await page.waitForSelector(".answer .caret");
  const places = await page.evaluate(async () => {
    const seen = new Set();
    while (document.querySelector(".answer-body[aria-busy=true]")) {
      seen.add([".answer-body", "#hits", "#o1", ".ask-more", ".foot"].map((s) => document.querySelector(s).getBoundingClientRect().top).join());
      await new Promise(requestAnimationFrame);
    }
    await new Promise(requestAnimationFrame);
    seen.add([".answer-body", "#hits", "#o1", ".ask-more", ".foot"].map((s) => document.querySelector(s).getBoundingClientRect().top).join());
    return [...seen];
  });
  assert.equal(places.length, 1, places.join(" | "));
  await page.close();
});

test("Esc closes the card, then goes back, then clears", async () => {
  const page = await asked();
  await page.locator("button.cite").first().click();
  await page.waitForSelector("#quote");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#quote", { state: "detached" });
  assert.ok(await page.locator(".answer").isVisible());
  await page.keyboard.press("Escape");
  await page.waitForSelector(".answer", { state: "detached" });
  await page.focus("#q");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector("#q").value === "");
  await page.close();
});

test("Esc closes a card the moment it is there", async () => {
  const page = await asked();
  const chip = page.locator("button.cite").first();
  await chip.waitFor();
  // From within the page: no key of a driver is as quick as that of a person may be on a busy machine.
  await chip.evaluate((button) => new Promise((resolve) => {
    new MutationObserver((_, me) => {
      if (!document.querySelector("#quote")) return;
      me.disconnect();
      button.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
      resolve();
    }).observe(document, { childList: true, subtree: true });
    button.click();
  }));
  await page.waitForSelector("#quote", { state: "detached" });
  assert.ok(await page.locator(".answer").isVisible());
  await page.close();
});

test("the card opens after a moment of hovering and stays under the pointer", async () => {
  const page = await asked();
  await page.locator("button.cite").first().waitFor();
  // By a timer of the page: it comes before that of the card, however slow the machine.
  await page.evaluate(() => {
    document.querySelector("button.cite").addEventListener("mouseenter", () => setTimeout(() => (globalThis.dev.early = document.querySelector("#quote") !== null), 100));
  });
  await page.locator("button.cite").first().hover();
  await page.waitForSelector("#quote");
  assert.equal(await page.evaluate(() => globalThis.dev.early), false, "not at once");
  await page.locator("#quote").hover();
  await page.waitForTimeout(300);
  assert.equal(await page.locator("#quote").count(), 1);
  await page.locator("#q").hover();
  await page.waitForSelector("#quote", { state: "detached" });
  await page.close();
});

test("a press keeps the card that came by hovering, another closes it", async () => {
  const page = await asked();
  const chip = page.locator("button.cite").first();
  await chip.hover();
  await page.waitForSelector("#quote");
  await chip.click();
  await page.waitForTimeout(300);
  assert.equal(await page.locator("#quote").count(), 1);
  await chip.click();
  await page.waitForSelector("#quote", { state: "detached" });
  await page.close();
});

test("Tab goes from the field through citations and the follow-up to the foot", async () => {
  const page = await asked();
  await page.waitForSelector(".answer-body[aria-busy=false]");
  await page.focus("#q");
  const order = [];
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    order.push(await focused(page));
  }
  const at = (name) => order.findIndex((o) => o.startsWith(name));
  const stops = ["Clear", "Citation 1", "Copy answer", "Ask a follow-up", "What search can do", "Settings"].map(at);
  assert.deepEqual(stops, [...stops].sort((a, b) => a - b), order.join(" → "));
  assert.ok(!stops.includes(-1), order.join(" → "));
  await page.close();
});

test("a sheet keeps the focus and gives it back", async () => {
  const page = await stage.show(all.keys);
  await page.press("#q", "?");
  await page.waitForSelector(".sheet");
  for (const key of ["Tab", "Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    assert.ok(await page.evaluate(() => document.activeElement.closest(".sheet") !== null), key);
  }
  await page.keyboard.press("Escape");
  await page.waitForSelector(".sheet", { state: "detached" });
  assert.equal(await focused(page), "q");
  await page.close();
});

test("Enter right after the last letter means what is found for all of it", async () => {
  const page = await stage.show(all.typing);
  await page.locator("#q").pressSequentially("sqlite", { delay: 0 });
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => globalThis.dev.calls.some(([name]) => name === "tabs.create"));
  const [, { url }] = (await page.evaluate(() => globalThis.dev.calls)).find(([name]) => name === "tabs.create");
  assert.equal(url, "https://sqlite.org/wal.html");
  await page.close();
});

test("a follow-up keeps the focus in its field", async () => {
  const page = await stage.show(all.followup);
  await all.followup.act(page);
  assert.match(await focused(page), /follow-up/);
  await page.keyboard.press("Escape");
  await page.waitForSelector("#q");
  assert.equal(await focused(page), "q");
  await page.close();
});

test("pausing and ending of the work move nothing, and the button keeps the focus", async () => {
  const page = await stage.show(all.learning);
  const places = () => page.evaluate(() => ["#hits", "#o0", ".foot"].map((s) => Math.round(document.querySelector(s).getBoundingClientRect().top)).join());
  const before = await places();
  await page.focus(".btn-pause");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".btn-pause .i-play");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Resume");
  assert.equal(await places(), before);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".btn-pause .i-pause");
  await all["learning-done"].act(page);
  await page.waitForSelector(".notice .i-checkc");
  assert.equal(await places(), before);
  const calls = (await page.evaluate(() => globalThis.dev.calls)).map(([, method]) => method).filter((m) => m?.startsWith("work."));
  assert.deepEqual(calls, ["work.pause", "work.resume"]);
  await page.close();
});

test("work that begins while the popup is open does not push the list", async () => {
  const page = await stage.show(all.first);
  await page.waitForSelector("#o0");
  await page.evaluate(() => {
    Object.assign(globalThis.dev.scenario.status, { embedded: 10, pending: { capture: 0, index: 0, embed: 9000 } });
    globalThis.dev.say();
  });
  await page.waitForTimeout(100);
  assert.equal(await page.locator(".notice").count(), 0);
  await page.close();
});

test("a model that was slow is said beside the count, and moves nothing", async () => {
  const page = await stage.show(all.slow);
  await page.fill("#q", "sqlite write");
  await page.waitForSelector("#o1 mark");
  const top = () => page.evaluate(() => document.querySelector("#o1").getBoundingClientRect().top);
  const before = await top();
  await page.waitForSelector(".partial");
  assert.equal(await top(), before);
  assert.match(await page.locator(".partial").textContent(), /model was slow/);
  await page.close();
});

test("another model is used only after its cost was accepted", async () => {
  const page = await stage.show(all["options-cost"]);
  const chosen = async () => (await page.evaluate(() => globalThis.dev.calls)).filter(([, m]) => m === "models.choose").map(([, , params]) => params);
  const radio = (name) => page.locator(`input[value='${name}']`);
  await all["options-cost"].act(page);
  assert.match(await page.locator("[role=alertdialog]").textContent(), /9,282 passages anew, which takes about 4 min/);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Cancel");
  await page.keyboard.press("Escape");
  await page.waitForSelector("[role=alertdialog]", { state: "detached" });
  assert.ok(await page.locator("input[name=embed][value='']").isChecked(), "back to what it was");
  assert.deepEqual(await chosen(), [{ embed: "bge-m3:latest", dryRun: true }]);
  await radio("bge-m3:latest").click();
  await page.locator("[role=alertdialog] .btn-main").click();
  await page.waitForSelector("[role=alertdialog]", { state: "detached" });
  assert.deepEqual((await chosen()).at(-1), { embed: "bge-m3:latest" });
  await page.close();
});
