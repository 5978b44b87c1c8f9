// The permission to read pages, given as a person gives it: a click in a page
// of the extension, then the browser's own question.
import { until } from "./until.mjs";

/** Gives it; `answer` says yes to the browser's question, as often as it is called. */
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
  await browser.control.click("#grant-pages");
  const granted = () => browser.api(() => chrome.permissions.contains({ origins: ["https://*/*", "http://*/*"] }));
  await until("the permission", async () => {
    if (await granted()) return true;
    await answer();
    return until("the answer to count", granted, 2000);
  });
  await browser.api(() => document.getElementById("grant-pages").remove());
}
