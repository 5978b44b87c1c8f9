// The real extension in a real Firefox, through Marionette: pages of the
// extension as tabs, and the popup, the address bar and the context menu in
// the browser's own window. Works without a screen.
import fs from "node:fs";
import path from "node:path";
import { startFirefox } from "../../../scripts/marionette.mjs";
import { grantPages } from "./grant.mjs";
import { until } from "./until.mjs";
import { dist, keepShot } from "./world.mjs";

const extension = path.join(dist, "firefox");
const uuid = "11111111-2222-4333-8444-555555555555";
// The key of an element reference, fixed by the WebDriver standard.
const elementKey = "element-6066-11e4-a52e-4f735466cecf";
const keyCodes = { Enter: "\uE007", Escape: "\uE00C", ArrowUp: "\uE013", ArrowDown: "\uE015", Tab: "\uE004", Backspace: "\uE003", Home: "\uE011", End: "\uE010" };
const modifiers = { shift: "\uE008", ctrl: "\uE009", alt: "\uE00A" };

/** @param {import("./index.mjs").Options} options */
export async function openFirefox(world, { registered, bookmarks }) {
  if (registered) world.register("--browser", "firefox");
  if (process.env.E2E_PROFILE) fs.cpSync(process.env.E2E_PROFILE, world.profile, { recursive: true, filter: (file) => path.basename(file) !== "lock" });
  const manifest = JSON.parse(fs.readFileSync(path.join(extension, "manifest.json"), "utf8"));
  const addonId = manifest.browser_specific_settings.gecko.id;
  const firefox = await startFirefox({
    exe: process.env.E2E_EXE || "firefox",
    profile: world.profile,
    env: { ...world.env, MOZ_HEADLESS_WIDTH: "1200", MOZ_HEADLESS_HEIGHT: "850" },
    args: ["--headless"],
    preferences: { "extensions.webextensions.uuids": JSON.stringify({ [addonId]: uuid }), "intl.locale.requested": "en-US", "browser.bookmarks.editDialog.showForNewBookmarks": false },
  });
  world.onEnd(() => firefox.close());
  const session = new Firefox(world, firefox);
  // The bookmarks that are there before the extension is, and none of those
  // that a new profile is given.
  await firefox.marionette.chrome(async (children) => {
    const { PlacesUtils } = ChromeUtils.importESModule("resource://gre/modules/PlacesUtils.sys.mjs");
    await PlacesUtils.bookmarks.eraseEverything();
    const typed = (n) => (n.children ? { ...n, type: PlacesUtils.bookmarks.TYPE_FOLDER, children: n.children.map(typed) } : n);
    if (children.length > 0) await PlacesUtils.bookmarks.insertTree({ guid: PlacesUtils.bookmarks.toolbarGuid, children: children.map(typed) });
  }, bookmarks);
  await firefox.marionette.send("Addon:Install", { path: extension, temporary: true });
  session.control = await session.openPage("options.html");
  return session;
}

class Firefox {
  name = "firefox";
  #turn = Promise.resolve();

  constructor(world, firefox) {
    Object.assign(this, { world, firefox, marionette: firefox.marionette });
  }

  // Marionette has one current tab: whoever uses it takes a turn.
  turn(work) {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  inTab(handle, work) {
    return this.turn(async () => {
      await this.marionette.send("WebDriver:SwitchToWindow", { handle, focus: false });
      return work(this.marionette);
    });
  }

  chrome(fn, ...args) {
    return this.turn(() => this.marionette.chrome(fn, ...args));
  }

  register() {
    this.world.register("--browser", "firefox");
  }

  unregister() {
    this.world.unregister("--browser", "firefox");
  }

  /** Runs a function with the extension's own powers (chrome.*). */
  api(fn, ...args) {
    return this.control.eval(fn, ...args);
  }

  url(file) {
    return `moz-extension://${uuid}/${file}`;
  }

  async openPage(file) {
    const url = file.includes("://") ? file : this.url(file);
    const handle = await this.turn(async () => {
      const made = await this.marionette.send("WebDriver:NewWindow", { type: "tab", focus: true });
      await this.marionette.send("WebDriver:SwitchToWindow", { handle: made.handle, focus: true });
      await this.marionette.send("WebDriver:Navigate", { url });
      return made.handle;
    });
    return new Tab(this, handle, url);
  }

  async tab(pattern) {
    return until(`a tab at ${pattern}`, () =>
      this.turn(async () => {
        for (const handle of await this.marionette.send("WebDriver:GetWindowHandles")) {
          await this.marionette.send("WebDriver:SwitchToWindow", { handle, focus: false });
          const { value } = await this.marionette.send("WebDriver:GetCurrentURL");
          if (pattern.test(value)) return new Tab(this, handle, value);
        }
        return undefined;
      }));
  }

  async tabCount() {
    return (await this.turn(() => this.marionette.send("WebDriver:GetWindowHandles"))).length;
  }

  async openPopup() {
    // One that a failed step left open would fail every step after it.
    await until("no popup to be open", () =>
      this.chrome(() => {
        const open = document.querySelector("browser.webextension-popup-browser")?.closest("panel");
        open?.hidePopup();
        return !open || open.state === "closed";
      }));
    // Refused as long as a panel of the browser's own is open, which hints are for a while.
    await until("the popup to open", () => this.api(() => browser.action.openPopup()).then(() => true));
    const popup = new Popup(this);
    await until("the popup", () =>
      this.chrome(() => document.querySelector("browser.webextension-popup-browser")?.clientWidth > 100));
    // Without a screen no window manager gives it the focus.
    await this.chrome(() => document.querySelector("browser.webextension-popup-browser").focus());
    await until("the popup to load and take the focus", () => popup.eval(() => document.readyState === "complete" && document.hasFocus()));
    return popup;
  }

  /** The panel beside the page, once it is open; undefined until then. */
  async panel() {
    const open = await this.chrome(() => document.getElementById("sidebar-box")?.hidden === false);
    return open ? new Sidebar(this) : undefined;
  }

  /** Types a question into the address bar and waits until a suggestion shows `expected`. @returns all of them */
  async omnibox(text, expected) {
    await this.turn(() =>
      this.marionette.inChrome(async () => {
        const bar = (await this.marionette.send("WebDriver:FindElement", { using: "css selector", value: "#urlbar-input, .urlbar-input" })).value[elementKey];
        await this.marionette.send("WebDriver:ElementClick", { id: bar });
        await this.marionette.send("WebDriver:ElementSendKeys", { id: bar, text: `ai ${text}` });
      }));
    return until("suggestions in the address bar", async () => {
      const rows = await this.suggestions();
      return rows.some((row) => row.includes(expected)) ? rows : undefined;
    });
  }

  suggestions() {
    return this.chrome(() =>
      [...document.querySelectorAll(".urlbarView-row")].filter((r) => r.checkVisibility()).map((r) => r.textContent.replace(/\s+/g, " ").trim()));
  }

  /** Presses keys in the browser's own window. */
  keys(...names) {
    return this.turn(() =>
      this.marionette.inChrome(() => {
        const actions = names.flatMap((name) => {
          const value = keyCodes[name === "Return" ? "Enter" : name === "Down" ? "ArrowDown" : name];
          return [{ type: "keyDown", value }, { type: "keyUp", value }];
        });
        return this.marionette.send("WebDriver:PerformActions", { actions: [{ type: "key", id: "keys", actions }] });
      }));
  }

  /** Right-clicks the page at an address, on an element if one is named, and chooses the extension's entry. */
  async contextMenu(url, letter, selector) {
    const tab = await this.openPage(url);
    const at = await tab.eval((selector) => {
      const box = selector ? document.querySelector(selector).getBoundingClientRect() : { left: 490, top: 290, width: 20, height: 20 };
      return { x: Math.round(box.left + box.width / 2), y: Math.round(box.top + box.height / 2) };
    }, selector ?? null);
    await this.inTab(tab.handle, (m) =>
      m.send("WebDriver:PerformActions", {
        actions: [{
          type: "pointer", id: "mouse", parameters: { pointerType: "mouse" },
          actions: [{ type: "pointerMove", ...at, duration: 0 }, { type: "pointerDown", button: 2 }, { type: "pointerUp", button: 2 }],
        }],
      }));
    await until("the menu to open", () => this.chrome(() => document.getElementById("contentAreaContextMenu").state === "open"));
    await until("our entry in the menu", () =>
      this.chrome((letter) => {
        const menu = document.getElementById("contentAreaContextMenu");
        const entry = [...menu.querySelectorAll("menuitem")].find((e) => e.id.includes("-menuitem-") && e.label.toLowerCase().startsWith(letter));
        if (entry) menu.activateItem(entry);
        return !!entry;
      }, letter));
  }

  /** Gives the permission to read pages. */
  async grantPages() {
    let asked = false;
    await grantPages(this, async (ask, counted) => {
      if (!asked) await ask();
      asked = true;
      await this.chrome(() => document.querySelector("#notification-popup popupnotification .popup-notification-primary-button")?.click());
      return counted();
    });
  }

  /** Bookmarks the page of a tab by the star of the address bar. */
  async star(tab) {
    await tab.show();
    const there = () => this.api((url) => chrome.bookmarks.search({ url }).then((found) => found.length > 0), tab.address);
    // The star takes no click while the browser still asks itself whether the
    // page is bookmarked; a click on a bookmark would open its panel.
    await until("the bookmark", async () => {
      if (await there()) return true;
      await this.chrome(() => document.getElementById("star-button-box").click());
      return until("what the click does", there, 5000);
    });
  }

  /** Opens an address in a private window. */
  async openPrivate(url) {
    await this.chrome(() => void OpenBrowserWindow({ private: true }));
    await until("the private window", () =>
      this.chrome((url) => {
        const { PrivateBrowsingUtils } = ChromeUtils.importESModule("resource://gre/modules/PrivateBrowsingUtils.sys.mjs");
        const opened = [...Services.wm.getEnumerator("navigator:browser")].find((w) => PrivateBrowsingUtils.isWindowPrivate(w));
        if (!opened?.gBrowserInit?.delayedStartupFinished) return false;
        opened.gBrowser.loadURI(Services.io.newURI(url), { triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal() });
        return true;
      }, url));
    await until("the private page", () =>
      this.chrome((url) => [...Services.wm.getEnumerator("navigator:browser")].some((w) => w.gBrowser.currentURI.spec === url && !w.gBrowser.selectedBrowser.webProgress.isLoadingDocument), url));
  }

  async shot(name, of) {
    keepShot(this.name, name, await of.png());
  }
}

/** The extension's page in the sidebar. */
class Sidebar {
  constructor(browser) {
    this.browser = browser;
  }
  eval(fn, ...args) {
    const inSidebar = `(...args) => {
      const window = browser.extension.getViews({ type: "sidebar" })[0];
      if (!window) throw new Error("the sidebar is closed");
      const document = window.document;
      return (${fn})(...args);
    }`;
    return this.browser.control.eval(inSidebar, ...args);
  }
  async png() {
    const base64 = await this.browser.chrome(async () => {
      const box = document.getElementById("sidebar-box");
      const { left, top, width, height } = box.getBoundingClientRect();
      const bitmap = await window.browsingContext.currentWindowGlobal.drawSnapshot(new DOMRect(left, top, width, height), 1, "white");
      const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      return canvas.toDataURL("image/png").split(",")[1];
    });
    return Buffer.from(base64, "base64");
  }
}

/** A page in a tab. */
class Tab {
  constructor(browser, handle, address) {
    Object.assign(this, { browser, handle, address });
  }
  eval(fn, ...args) {
    return this.browser.inTab(this.handle, (m) => m.page(fn, ...args));
  }
  press(key) {
    return this.type(keyCodes[key]);
  }
  type(text) {
    const actions = [...text].flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
    return this.browser.inTab(this.handle, (m) => m.send("WebDriver:PerformActions", { actions: [{ type: "key", id: "keys", actions }] }));
  }
  click(selector) {
    return this.browser.inTab(this.handle, async (m) => {
      const { value } = await m.send("WebDriver:FindElement", { using: "css selector", value: selector });
      await m.send("WebDriver:ElementClick", { id: value[elementKey] });
    });
  }
  png() {
    return this.browser.inTab(this.handle, async (m) => Buffer.from((await m.send("WebDriver:TakeScreenshot", { full: false })).value, "base64"));
  }
  show() {
    return this.browser.turn(() => this.browser.marionette.send("WebDriver:SwitchToWindow", { handle: this.handle, focus: true }));
  }
  close() {
    return this.browser.inTab(this.handle, async (m) => {
      await m.send("WebDriver:CloseWindow");
      // Marionette opens a new tab only from one that is there.
      await m.send("WebDriver:SwitchToWindow", { handle: this.browser.control.handle, focus: false });
    });
  }
}

/** The toolbar popup. Its `document` and `window` are reached from another page of the extension, so name them. */
class Popup {
  constructor(browser) {
    this.browser = browser;
  }
  eval(fn, ...args) {
    const inPopup = `(...args) => {
      const window = browser.extension.getViews({ type: "popup" })[0];
      if (!window) throw new Error("the popup is closed");
      const document = window.document;
      return (${fn})(...args);
    }`;
    return this.browser.control.eval(inPopup, ...args);
  }
  async isOpen() {
    return this.browser.api(() => browser.extension.getViews({ type: "popup" }).length > 0);
  }
  // Key events go where the focus is: the popup takes it when it opens.
  async #keys(values, held = []) {
    const { browser } = this;
    await browser.turn(() =>
      browser.marionette.inChrome(() => {
        const actions = [
          ...held.map((name) => ({ type: "keyDown", value: modifiers[name] })),
          ...values.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]),
          ...held.map((name) => ({ type: "keyUp", value: modifiers[name] })),
        ];
        return browser.marionette.send("WebDriver:PerformActions", { actions: [{ type: "key", id: "keys", actions }] });
      }));
  }
  type(text) {
    return this.#keys([...text]);
  }
  /** Presses a key, with any of "alt", "ctrl" and "shift" held. */
  press(key, ...held) {
    return this.#keys([keyCodes[key] ?? key], held);
  }
  /** What an input method does: shows `typed`, takes Enter for itself, commits `text`. */
  async compose(typed, text) {
    await this.browser.chrome((typed, text) => {
      const view = document.querySelector("browser.webextension-popup-browser");
      view.focus();
      const processor = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
      if (!processor.beginInputTransactionForTests(window)) throw new Error("no input method");
      processor.setPendingCompositionString(typed);
      processor.appendClauseToPendingComposition(typed.length, processor.ATTR_RAW_CLAUSE);
      processor.setCaretInPendingComposition(typed.length);
      processor.flushPendingComposition();
      const enter = new window.KeyboardEvent("", { key: "Enter", code: "Enter", keyCode: 13 });
      processor.keydown(enter);
      processor.commitCompositionWith(text);
      processor.keyup(enter);
    }, typed, text);
  }
  async png() {
    const base64 = await this.browser.chrome(async () => {
      const view = document.querySelector("browser.webextension-popup-browser");
      const bitmap = await view.browsingContext.currentWindowGlobal.drawSnapshot(new DOMRect(0, 0, view.clientWidth, view.clientHeight), 1, "white");
      const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      return canvas.toDataURL("image/png").split(",")[1];
    });
    return Buffer.from(base64, "base64");
  }
  async close() {
    await this.browser.chrome(() => document.querySelector("browser.webextension-popup-browser")?.closest("panel")?.hidePopup());
    await until("the popup to close", async () => !(await this.isOpen()));
  }
}
