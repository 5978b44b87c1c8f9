// The host is killed in the middle of a thousand changes: nothing is lost and
// nothing is there twice.
import assert from "node:assert/strict";
import test from "node:test";
import { openBrowser, until } from "./harness/index.mjs";
import { bookmarksOf, exported, processPause, status, untilSynced } from "./harness/parts.mjs";

test("SIGKILL in the middle of 1,000 changes loses and doubles nothing", async (t) => {
  const browser = await openBrowser(t, { bookmarks: [{ title: "Before", url: "https://before.example/" }] });
  await untilSynced(browser, 1);

  let finished = false;
  const changes = browser.api(async () => {
    // However busy the machine: half of the changes come after the first kill,
    // and some after the second.
    let [lost, was] = [0, ""];
    chrome.runtime.connect({ name: "host" }).onMessage.addListener(({ type, state }) => {
      if (type !== "state") return;
      if (was === "ready" && state.kind !== "ready") lost++;
      was = state.kind;
    });
    const kills = async (n) => { while (lost < n) await new Promise((next) => setTimeout(next, 50)); };
    const folder = await chrome.bookmarks.create({ title: "Many" });
    for (let i = 0; i < 600; i++) {
      if (i === 300) await kills(1);
      if (i === 550) await kills(2);
      // At a pace that leaves the test time to look and kill on a busy machine.
      await new Promise((next) => setTimeout(next, 10));
      await chrome.bookmarks.create({ parentId: folder.id, title: `Page ${i}`, url: `https://many.example/${i}` });
    }
    const made = await chrome.bookmarks.getChildren(folder.id);
    for (const node of made.slice(0, 300)) await chrome.bookmarks.update(node.id, { title: `${node.title} renamed` });
    for (const node of made.slice(500)) await chrome.bookmarks.remove(node.id);
  }).then(() => (finished = true));
  for (const after of [100, 350]) {
    await until(`${after} changes to arrive`, async () => (await status(browser)).bookmarks > after, 90_000, processPause);
    const [pid] = await until("the host", () => browser.world.hosts());
    assert.ok(!finished, "the kill falls in the middle");
    process.kill(pid, "SIGKILL");
  }
  await changes;

  const wanted = await bookmarksOf(browser);
  assert.equal(wanted.length, 501);
  await untilSynced(browser, wanted.length, 60_000);
  const byUrl = (list) => list.map(({ url, title }) => `${url} ${title}`).sort();
  const inLibrary = byUrl(await exported(browser));
  assert.deepEqual(inLibrary, byUrl(wanted));
  assert.equal(browser.world.hosts().length, 1, "one host serves the browser");
});
