// A question asked in the popup is answered from the pages, with citations:
// without a model, and with one.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { openBrowser, until } from "./harness/index.mjs";
import { startOllama } from "./harness/ollama.mjs";
import { textOf, typeQuery } from "./harness/parts.mjs";

const pages = [
  { url: "https://sea.example/fresnel", title: "The Fresnel lens", folder: "Sea", added: "2026-03-01",
    text: "A Fresnel lens bends the light of a small lamp into one strong beam.\n\nThe first one was lit in the Cordouan lighthouse in 1823. Ships could see it from thirty kilometres away." },
  { url: "https://bread.example/starter", title: "Keeping a sourdough starter", folder: "Kitchen", added: "2026-05-11",
    text: "Feed the starter once a day at room temperature. In the fridge it needs flour and water only once a week." },
  { url: "https://tea.example/绿茶", title: "绿茶的冲泡", folder: "厨房", added: "2026-06-02",
    text: "绿茶要用八十度左右的水冲泡。水太热会把茶叶烫熟，茶汤发苦。" },
];

const importPages = async (world) => {
  const file = path.join(world.dir, "pages.jsonl");
  fs.writeFileSync(file, pages.map((page) => `${JSON.stringify(page)}\n`).join(""));
  await world.cli("import", file);
};

async function ask(view, question) {
  await typeQuery(view, question);
  await until("an earlier answer to go", () => view.eval(() => document.querySelector(".answer") === null));
  await view.press("Enter");
  const finished = () => document.querySelector(".answer-body[aria-busy=false] .cite") !== null;
  await until("a finished answer with citations", () => view.eval(finished), 30_000);
  return textOf(view);
}

test("without a model the sentences that answer are quoted and cited", async (t) => {
  const browser = await openBrowser(t, { prepare: importPages });
  const popup = await browser.openPopup();
  const text = await ask(popup, "when was the first Fresnel lens lit in a lighthouse?");
  assert.match(text, /1823/);
  assert.match(text, /The Fresnel lens/);
  await browser.shot("popup-answer-quoted", popup);
  const chinese = await ask(popup, "绿茶用多少度的水冲泡？");
  assert.match(chinese, /八十度/);
  await browser.shot("popup-answer-chinese", popup);
  await popup.close();
});

test("with a model the answer is streamed and its citations are checked", async (t) => {
  const ollama = await startOllama(t, "The first one was lit in the Cordouan lighthouse in 1823 [1]. Pirates painted it purple with marmalade [1].");
  const browser = await openBrowser(t, { prepare: importPages, ollama: ollama.url });
  const popup = await browser.openPopup();
  const text = await ask(popup, "when was the first Fresnel lens lit in a lighthouse?");
  assert.match(text, /lit in the Cordouan lighthouse in 1823/);
  assert.match(text, /qwen3/, "the model is named");
  const citations = await popup.eval(() =>
    [...document.querySelectorAll(".answer .cite")].map((c) => ({ label: c.getAttribute("aria-label"), unsure: c.classList.contains("cite-unsure") })));
  assert.deepEqual(citations.map((c) => c.unsure), [false, true], "what no page says is marked");
  assert.match(citations[0].label, /The Fresnel lens/);

  const [request] = await ollama.requests();
  const prompt = request.messages.map((m) => m.content).join("\n");
  assert.match(prompt, /Cordouan lighthouse in 1823/, "the passages are in the prompt");
  assert.match(prompt, /when was the first Fresnel lens lit/);
  await browser.shot("popup-answer-model", popup);
  await popup.close();
});

test("an answer goes on while the popup is closed, and is there when it is opened again", async (t) => {
  const said = "It was lit in the Cordouan lighthouse in 1823 [1]. " + "Ships could see it from thirty kilometres away [1]. ".repeat(12);
  const ollama = await startOllama(t, said);
  const browser = await openBrowser(t, { prepare: importPages, ollama: ollama.url });
  const popup = await browser.openPopup();
  await typeQuery(popup, "when was the first Fresnel lens lit in a lighthouse?");
  await popup.press("Enter");
  const begun = () => document.querySelector(".answer-body")?.textContent.includes("Cordouan") ?? false;
  await until("the first words", () => popup.eval(begun), 30_000);
  await popup.close();

  const again = await browser.openPopup();
  await until("the words said so far", () => again.eval(begun), 30_000);
  assert.equal((await ollama.requests()).length, 1, "nothing was asked again");
  const finished = () => document.querySelector(".answer-body[aria-busy=false] .cite") !== null;
  await until("the finished answer", () => again.eval(finished), 60_000);
  assert.equal((await textOf(again)).split("thirty kilometres").length > 12, true, "all of it is there");
  await again.close();

  const later = await browser.openPopup();
  await until("the answer from the history", () => later.eval(finished), 30_000);
  assert.equal((await ollama.requests()).length, 1);
  await later.close();
});
