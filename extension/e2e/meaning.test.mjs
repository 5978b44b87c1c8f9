// Search by meaning without any model: what is learnt from the library itself
// finds a page that has no word of the question; learning can be paused.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { openBrowser, until } from "./harness/index.mjs";
import { hits, processPause, status, textOf, typeQuery } from "./harness/parts.mjs";

// Eight subjects with words of their own. All pages of a subject but the last
// have its first word, which the question will be.
const subjects = [
  "sourdough starter flour dough crumb crust loaf proofing hydration levain oven baker",
  "telescope mirror eyepiece nebula galaxy planet aperture collimation tripod orbit lens astronomer",
  "marathon runner pace interval stride hydration cadence mileage taper shoes recovery training",
  "orchid petal humidity bark repotting bloom fertiliser greenhouse roots watering leaf gardener",
  "espresso grinder portafilter crema roast barista tamping extraction steam beans milk machine",
  "violin bow string rosin concerto fingerboard vibrato luthier orchestra scale tuning bridge",
  "glacier moraine crevasse ice valley meltwater snow summit ridge climber expedition cirque",
  "mortgage lender interest deposit repayment credit broker valuation tenure insurance fixed bank",
].map((words) => words.split(" "));
const perSubject = 8;

/** Pages of every subject from one number to another; each has most of its words, in an order of its own. */
function pages(from, to) {
  return subjects.flatMap((words, s) => Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    const own = words.slice(n === perSubject - 1 ? 1 : 0).filter((_, w) => w === 0 || (w + n) % 5 !== 0);
    const turned = [...own.slice(n % own.length), ...own.slice(0, n % own.length)];
    const text = [turned, turned.toReversed(), turned].map((line) => `${line.join(" and ")}.`).join(" ");
    return { url: `https://${s}.example/${n}`, title: `Notes ${s}-${n}`, text, added: "2026-03-01" };
  }));
}

const importer = (list) => async (world) => {
  const file = path.join(world.dir, "pages.jsonl");
  fs.writeFileSync(file, list.map((page) => `${JSON.stringify(page)}\n`).join(""));
  await world.cli("import", file);
};

const learnt = (browser) => until("every passage to be learnt", async () => {
  const now = await status(browser);
  return now.model.embed === "builtin" && now.passages > 0 && now.embedded === now.passages && now;
}, 60_000, processPause);

/** Types a question until a row is as wanted: what is found by meaning comes a moment after what is found by words. */
async function untilFound(popup, question, wanted) {
  for (const end = Date.now() + 30_000; ; ) {
    await typeQuery(popup, question);
    try {
      return await until(`the rows of “${question}”`, async () => (await hits(popup)).find(wanted), 3000);
    } catch (error) {
      if (Date.now() > end) throw new Error(`${error.message}; shown: ${JSON.stringify(await hits(popup))}`);
    }
  }
}

const press = (view, word) => until(`“${word}” to press`, () => view.eval((word) => {
  const button = [...document.querySelectorAll(".btn-pause")].find((b) => b.textContent.trim() === word);
  button?.click();
  return button !== undefined;
}, word));

test("a page without a word of the question is found by its meaning", async (t) => {
  const browser = await openBrowser(t, { prepare: importer(pages(0, perSubject)) });
  const { pages: count } = await learnt(browser);
  assert.equal(count, subjects.length * perSubject);
  const popup = await browser.openPopup();
  for (const [s, [word]] of subjects.entries()) {
    if (s % 3 !== 0) continue;
    const row = await untilFound(popup, word, (text) => text.includes(`Notes ${s}-${perSubject - 1}`));
    assert.match(row, /Similar meaning/);
    assert.doesNotMatch(row, new RegExp(word, "i"), "nothing of the question is in it");
  }
  await popup.eval(() => document.querySelector("[role=option]:has(.i-meaning)").scrollIntoView({ block: "center" }));
  await browser.shot("popup-by-meaning", popup);
  await popup.close();
});

test("learning waits while it is paused, and goes on when the popup says so", async (t) => {
  const browser = await openBrowser(t, { prepare: importer(pages(0, perSubject)) });
  const before = await learnt(browser);
  const options = await browser.openPage("options.html");
  await press(options, "Pause");
  await until("the pause", async () => (await textOf(options)).includes("Learning is paused"));

  // More than a quarter more pages: they are to be learnt anew, but not now.
  await importer(pages(perSubject, perSubject + 5))(browser.world);
  await until("the options page to say where it stopped", async () => /Paused at [\d,]+ of [\d,]+/.test(await textOf(options)));
  const paused = await status(browser);
  assert.equal(paused.passages - paused.pending.embed, before.passages, "nothing was learnt meanwhile");
  await browser.shot("options-paused", options);

  const popup = await browser.openPopup();
  await until("the popup to say so too", async () => (await textOf(popup)).includes("Paused at"));
  await browser.shot("popup-paused", popup);
  await press(popup, "Resume");
  await until("the popup to say that all is learnt", async () => (await textOf(popup)).includes("can be found by meaning"), 60_000);
  const after = await learnt(browser);
  assert.ok(after.passages > before.passages);
  await until("the options page to say so too", async () => (await textOf(options)).includes("passages can be found by meaning"));
  await popup.close();
});
