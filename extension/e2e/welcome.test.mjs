// A new user's first two minutes: from no companion app, which is installed
// while the page waits, to the first answer.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { openBrowser, until } from "./harness/index.mjs";
import { bookmarksOf, textOf, untilSynced } from "./harness/parts.mjs";

const bookmarks = [
  { title: "Kitchen", children: [
    { title: "Sourdough for patient people", url: "https://bread.example/sourdough" },
    { title: "Rye bread without kneading", url: "https://bread.example/rye" },
  ] },
  { title: "Night trains", children: [{ title: "The sleeper to Rome", url: "https://trains.example/rome" }] },
  { title: "Papers", children: [{ title: "Insurance letters", url: "https://private.example/insurance" }] },
];

const heading = (page) => page.eval(() => document.querySelector("h1").textContent);
const untilHeading = (page, words) => until(`“${words}”`, async () => (await heading(page)) === words);
/** Presses the button that goes on, or another one of the foot by its words. */
const press = (page, words) => until(`“${words}” to press`, () => page.eval((words) => {
  const button = [...document.querySelectorAll(".w-foot .btn")].find((b) => b.textContent.trim() === words);
  button?.click();
  return button !== undefined;
}, words));

test("the welcome walk, from no companion app to the first answer", async (t) => {
  const browser = await openBrowser(t, { registered: false, bookmarks });
  const page = await browser.openPage("welcome.html");
  await untilHeading(page, "Find the page you saved but can no longer name");
  await press(page, "Set up, about two minutes");

  await untilHeading(page, "Add the companion app");
  await until("the release for this system", async () => (await textOf(page)).includes(process.platform === "darwin" ? "-darwin-" : "-linux-"));
  assert.match(await page.eval(() => document.querySelectorAll(".cmd code")[1].textContent), /^tar .* install$/);
  assert.match(await page.eval(() => document.querySelector(".wait").textContent), /Waiting for the companion app/);
  await browser.shot("welcome-waiting", page);
  // What the line that was copied does.
  browser.register();
  await until("the page to notice by itself", async () => /Found companion app \d/.test(await textOf(page)), 30_000);
  await untilSynced(browser, 4);
  await until("the bookmarks to be counted", async () => (await textOf(page)).includes("4 bookmarks are in."));
  await browser.shot("welcome-found", page);
  await press(page, "Continue");

  // There is no Ollama in this world: how to get it is said, and the step can be skipped.
  await untilHeading(page, "Choose the models");
  await until("the way to Ollama", async () => /Get Ollama|Start Ollama/.test(await textOf(page)));
  await press(page, "Skip for now");

  await untilHeading(page, "Choose what to read");
  const box = (name) => until(`the box of ${name}`, () => page.eval((name) => {
    const label = [...document.querySelectorAll(".tree label")].find((l) => l.textContent.includes(name));
    return label && { checked: label.querySelector("input").checked };
  }, name));
  assert.deepEqual(await box("Papers"), { checked: true });
  await page.eval(() => [...document.querySelectorAll(".tree label")].find((l) => l.textContent.includes("Papers")).querySelector("input").click());
  await until("the folder to be left out", async () => (await box("Papers")).checked === false);
  await browser.shot("welcome-what", page);
  await press(page, "Continue");

  await until("everything to be in", async () => (await heading(page)) === "Your bookmarks are in", 30_000);
  await press(page, "Continue");

  // The text of a page, as one that was read has it.
  const file = path.join(browser.world.dir, "read.jsonl");
  fs.writeFileSync(file, JSON.stringify({ url: "https://bread.example/sourdough", title: "Sourdough for patient people", folder: "Bookmarks bar/Kitchen", text: "Kitchen notes about bread: a cold night in the fridge gives the crumb of a sourdough its taste. Feed the starter twice a day." }));
  await browser.world.cli("import", file);

  await untilHeading(page, "Ask your first question");
  const questions = await until("three questions", () => page.eval(() => {
    const all = [...document.querySelectorAll(".try span")].map((s) => s.firstChild.textContent);
    return all.length === 3 && all;
  }));
  const titles = (await bookmarksOf(browser)).map((b) => b.title);
  for (const question of questions) {
    assert.ok([...titles, "Kitchen", "Night trains", "Papers"].some((own) => question.includes(own)), `made from the person's own: ${question}`);
  }
  await browser.shot("welcome-questions", page);
  const wanted = questions.find((q) => q.includes("Kitchen"));
  assert.ok(wanted, String(questions));
  await page.eval((wanted) => [...document.querySelectorAll(".try")].find((b) => b.textContent.includes(wanted)).click(), wanted);
  const answer = await browser.tab(/page\.html\?q=/);
  await until("the first answer, with its source", async () => {
    const text = await textOf(answer);
    return text.includes(wanted) && /crumb of a sourdough/.test(text) && (await answer.eval(() => document.querySelector("button.cite") !== null));
  }, 30_000);
  await browser.shot("welcome-answer", answer);

  // The folder that was not ticked is one of the rules now.
  const options = await browser.openPage("options.html");
  await until("the rule", async () => /Papers/.test(await options.eval(() => document.querySelector(".rules")?.textContent ?? "")));
});
