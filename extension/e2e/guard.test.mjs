// A tree that lost most of its bookmarks while nobody watched: the person is
// asked before the library follows.
import assert from "node:assert/strict";
import test from "node:test";
import { openBrowser, until } from "./harness/index.mjs";
import { hostState, status, textOf, untilSynced } from "./harness/parts.mjs";

const many = Array.from({ length: 150 }, (_, i) => ({ title: `Recipe ${i}`, url: `https://recipes.example/${i}` }));

test("a tree that lost most of its bookmarks asks first", async (t) => {
  const browser = await openBrowser(t, {
    bookmarks: [{ title: "Recipes", children: many }, { title: "Kept", url: "https://kept.example/" }],
  });
  await untilSynced(browser, 151);

  // The companion app is away while the folder goes.
  browser.unregister();
  for (const pid of browser.world.hosts()) process.kill(pid, "SIGKILL");
  await until("the extension to notice", async () => (await hostState(browser)).kind === "absent");
  await browser.api(async () => {
    const [folder] = await chrome.bookmarks.search({ title: "Recipes" });
    await chrome.bookmarks.removeTree(folder.id);
  });
  browser.register();

  const { confirmation } = await until("the question", async () => {
    const state = await hostState(browser);
    return state.kind === "ready" && state.confirmation ? state : undefined;
  });
  assert.equal(confirmation.removed, 150);
  assert.equal((await status(browser)).bookmarks, 151, "nothing is removed before the answer");

  const popup = await browser.openPopup();
  await until("the question in the popup", async () => (await textOf(popup)).includes("150"));
  await browser.shot("popup-confirm-removal", popup);
  await popup.eval(() => document.querySelector(".notice .btn-danger").click());
  await untilSynced(browser, 1);
});
