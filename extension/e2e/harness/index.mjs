// What a test needs: a computer (World) and a browser on it. Which browser is
// said by E2E_BROWSER, so that every test runs in both.
import { openChromium } from "./chromium.mjs";
import { openFirefox } from "./firefox.mjs";
import { until } from "./until.mjs";
import { openSite, World } from "./world.mjs";

export { openSite, until };
export const browserName = process.env.E2E_BROWSER || "chromium";

/**
 * @typedef {object} Options
 * @property {boolean} [registered]  false: the companion app is not installed
 * @property {string} [ollama]  address of a model server; none without it
 * @property {{title: string, url?: string, children?: object[]}[]} [bookmarks]  there before the extension is
 * @property {boolean} [recorded]  keep what the host hears, in world.record
 * @property {(world: World) => Promise<void>|void} [prepare]  what is to be done before the browser starts
 */

/**
 * A fresh computer with the browser open on it; both go when the test ends.
 * @param {import("node:test").TestContext} t
 * @param {Options} [options]
 */
export async function openBrowser(t, { registered = true, ollama, bookmarks = [], prepare, recorded } = {}) {
  const world = new World({ ollama, recorded });
  t.after(async () => {
    try {
      await world.end();
      // The host must not outlive its browser.
      await until("the host to end with its browser", () => world.hosts().length === 0, 20_000);
    } finally {
      world.remove();
    }
  });
  await prepare?.(world);
  return (browserName === "firefox" ? openFirefox : openChromium)(world, { registered, bookmarks });
}
