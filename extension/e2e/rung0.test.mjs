// No companion app: titles are found all the same, and the way to the app is
// shown. When it is installed, everything follows without a restart.
import test from "node:test";
import { openBrowser, until } from "./harness/index.mjs";
import { hostState, textOf, untilHits, untilSynced } from "./harness/parts.mjs";

test("without the companion app the popup finds titles", async (t) => {
  const browser = await openBrowser(t, {
    registered: false,
    bookmarks: [
      { title: "Kitchen", children: [{ title: "Sourdough for patient people", url: "https://bread.example/sourdough" }] },
      { title: "面包发酵的温度", url: "https://bread.example/温度" },
    ],
  });
  await until("it to be missed", async () => (await hostState(browser)).kind === "absent");
  const popup = await browser.openPopup();
  await untilHits(popup, "sourdou", (rows) => rows[0]?.includes("Sourdough for patient people"));
  await untilHits(popup, "温度", (rows) => rows[0]?.includes("面包发酵的温度"));
  await until("the way to the companion app", async () => /companion app/i.test(await textOf(popup)));
  await browser.shot("popup-rung0", popup);
  await popup.close();

  browser.register();
  await until("the connection", async () => (await hostState(browser)).kind === "ready");
  await untilSynced(browser, 2);
});
