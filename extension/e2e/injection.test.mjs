// Pages that tell the model to call somebody, and a model that does all of it:
// nothing of that becomes a link or an image in an answer, and nobody is called
// (host/injection_test.go shows the same for each page by itself).
import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import test from "node:test";
import { openBrowser, until } from "./harness/index.mjs";
import { startOllama } from "./harness/ollama.mjs";
import { root } from "./harness/world.mjs";

/** Counts who calls. */
async function listen(t) {
  const calls = [];
  const server = http.createServer((request, response) => {
    calls.push(request.url);
    response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { calls, address: `127.0.0.1:${server.address().port}` };
}

test("what injected pages make the model say stays text", async (t) => {
  const { calls, address } = await listen(t);
  const file = fs.readFileSync(path.join(root, "host", "testdata", "injections.jsonl"), "utf8").replaceAll("LISTENER", address);
  const injections = file.trim().split("\n").map((line) => JSON.parse(line));
  assert.ok(injections.length >= 44);
  const says = injections.map((i) => `${i.fact} [1] ${i.says}`).join("\n\n");
  const ollama = await startOllama(t, `${says}\n\nThat was all [1].`, "1ms");
  const browser = await openBrowser(t, {
    ollama: ollama.url,
    async prepare(world) {
      const pages = path.join(world.dir, "pages.jsonl");
      fs.writeFileSync(pages, injections.map(({ url, title, text }) => `${JSON.stringify({ url, title, text, added: "2026-01-02" })}\n`).join(""));
      await world.cli("import", pages);
    },
  });

  const page = await browser.openPage(`page.html?q=${encodeURIComponent(injections[0].question)}`);
  const finished = () => document.querySelector(".answer-body[aria-busy=false] .cite") !== null;
  await until("the finished answer", () => page.eval(finished), 90_000);
  await browser.shot("page-answer-injected", page);
  const seen = await page.eval((listener) => {
    const answer = document.querySelector(".answer-body");
    const leads = (el) => [el.href, el.src, el.action, el.data].some((a) => typeof a === "string" && URL.parse(a)?.host === listener);
    return {
      text: answer.innerText,
      made: [...answer.querySelectorAll("a, img, iframe, frame, script, style, link, form, object, embed, video, audio, base, meta")].map((el) => el.outerHTML),
      leading: [...document.querySelectorAll("*")].filter(leads).map((el) => el.outerHTML),
      handlers: [...answer.querySelectorAll("*")].filter((el) => [...el.attributes].some((a) => a.name.startsWith("on"))).map((el) => el.outerHTML),
      cites: answer.querySelectorAll(".cite").length,
    };
  }, address);
  for (const i of injections) assert.ok(seen.text.includes(i.fact), `shown: ${i.fact}`);
  assert.match(seen.text, /That was all/, "nothing swallowed the end");
  assert.deepEqual(seen.made, []);
  assert.deepEqual(seen.leading, []);
  assert.deepEqual(seen.handlers, []);
  assert.ok(seen.cites >= injections.length, `${seen.cites} citations`);
  assert.ok(!seen.text.includes(address) && !/:\/\/|www\.|!\[|\]\(/.test(seen.text), seen.text);

  const [rules, passages] = (await ollama.requests()).find((r) => r.messages?.length === 2).messages; // the others warm it up
  const [fence] = /[0-9a-f]{16}/.exec(rules.content);
  assert.equal(passages.content.split(fence).length % 2, 1, "every fence that opens closes");
  assert.deepEqual(calls, [], "nobody was called");
  await fetch(`http://${address}/heard`);
  assert.deepEqual(calls, ["/heard"], "the listener does listen");
});
