// The permission to read pages, given as a person gives it: a click in a page
// of the extension, then the browser's own question.
import { until } from "./until.mjs";

/**
 * Gives it. `answer(ask, counted)` has the page ask, says yes to the browser's
 * question and waits whether that counted; it is called until it did: browsers
 * take no answer in the first moments of a question.
 */
export async function grantPages(browser, answer) {
  await browser.api(() => {
    const button = document.createElement("button");
    button.id = "grant-pages";
    button.style.cssText = "position: fixed; inset: 0 auto auto 0; z-index: 99";
    button.textContent = "grant";
    button.addEventListener("click", () => void chrome.permissions.request({ origins: ["https://*/*", "http://*/*"] }));
    document.body.append(button);
  });
  await browser.control.show();
  const granted = () => browser.api(() => chrome.permissions.contains({ origins: ["https://*/*", "http://*/*"] }));
  const counted = () => until("the answer to count", granted, 2000).catch(() => false);
  await until("the permission", async () => (await granted()) || answer(() => browser.control.click("#grant-pages"), counted));
  await browser.api(() => document.getElementById("grant-pages").remove());
}
