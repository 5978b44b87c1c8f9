// The real extension in a real Chromium, through playwright-core; the popup,
// the address bar and the context menu, which playwright does not know, through
// the browser's own debugging session and xdotool.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { chromium } from "playwright-core";
import { openDisplay } from "./display.mjs";
import { grantPages } from "./grant.mjs";
import { until, within } from "./until.mjs";
import { dist, keepShot } from "./world.mjs";

const extension = path.join(dist, "chrome");
/** So long a question of the browser may take no answer, in ms; each further one is waited for longer. */
const guard = 700;

/** @param {import("./index.mjs").Options} options */
export async function openChromium(world, { registered, bookmarks }) {
  seed(world.profile, bookmarks);
  const display = await openDisplay();
  world.onEnd(() => display.close());
  const registration = ["--user-data-dir", world.profile];
  if (registered) world.register(...registration);
  const context = await chromium.launchPersistentContext(world.profile, {
    executablePath: process.env.E2E_EXE || "/usr/bin/chromium",
    headless: false,
    viewport: null,
    env: { ...world.env, DISPLAY: display.name },
    ignoreDefaultArgs: ["--disable-extensions"],
    args: [
      `--disable-extensions-except=${extension}`, `--load-extension=${extension}`,
      "--window-size=1200,850", "--window-position=0,0", "--disable-features=Translate", "--lang=en-US",
    ],
  });
  world.onEnd(() => context.close());
  const browserSession = await context.browser().newBrowserCDPSession();
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  const session = new Chromium(world, display, context, browserSession, new URL(worker.url()).host);
  session.registration = registration;
  session.control = await session.openPage("options.html");
  return session;
}

// The bookmarks that are there before the extension is: the profile's own file.
function seed(profile, bookmarks) {
  if (bookmarks.length === 0) return;
  let id = 3;
  const now = String((BigInt(Date.now()) + 11644473600000n) * 1000n); // microseconds since 1601
  const node = ({ title, url, children }) => ({
    id: String(++id), name: title, date_added: now,
    ...(children ? { type: "folder", children: children.map(node) } : { type: "url", url }),
  });
  const folder = (id, name, children) => ({ id, name, date_added: now, type: "folder", children });
  const roots = {
    bookmark_bar: folder("1", "Bookmarks bar", bookmarks.map(node)),
    other: folder("2", "Other bookmarks", []),
    synced: folder("3", "Mobile bookmarks", []),
  };
  fs.mkdirSync(path.join(profile, "Default"), { recursive: true });
  fs.writeFileSync(path.join(profile, "Default", "Bookmarks"), JSON.stringify({ roots, version: 1 }));
}

class Chromium {
  name = "chromium";

  constructor(world, display, context, browserSession, id) {
    Object.assign(this, { world, display, context, browserSession, id });
  }

  /** Registers the host while the browser runs. */
  register() {
    this.world.register(...this.registration);
  }

  /** Takes the registration back while the browser runs. */
  unregister() {
    this.world.unregister(...this.registration);
  }

  /** Runs a function with the extension's own powers (chrome.*). */
  api(fn, ...args) {
    return this.control.eval(fn, ...args);
  }

  url(file) {
    return `chrome-extension://${this.id}/${file}`;
  }

  /** Opens a page of the extension (or any address) in a new tab. */
  async openPage(file) {
    const page = await within(30_000, "a new tab", this.context.newPage());
    await page.goto(file.includes("://") ? file : this.url(file));
    return new Tab(page);
  }

  /** The tab whose address matches; waits for it. */
  async tab(pattern) {
    return new Tab(await until(`a tab at ${pattern}`, () => this.context.pages().find((p) => pattern.test(p.url()))));
  }

  tabCount() {
    return this.context.pages().length;
  }

  /** Opens the toolbar popup itself, which shows `page`. */
  async openPopup(page = "popup.html") {
    const isPopup = (t) => t.type === "page" && t.url.startsWith(this.url(page));
    const targets = async () => (await this.browserSession.send("Target.getTargets")).targetInfos;
    const before = new Set((await targets()).filter(isPopup).map((t) => t.targetId));
    // Refused as long as no window is active, which it is a moment after another popup closed.
    await until("the popup to open", () => this.api(() => chrome.action.openPopup()).then(() => true));
    const target = await until("the popup", async () => (await targets()).find((t) => isPopup(t) && !before.has(t.targetId)));
    const popup = new Popup(this.browserSession, await attach(this.browserSession, target.targetId), async () =>
      (await targets()).some((t) => t.targetId === target.targetId));
    await until("the popup to load and take the focus", () => popup.eval(() => document.readyState === "complete" && document.hasFocus()));
    return popup;
  }

  /** The panel beside the page, once it is open; undefined until then. */
  async panel() {
    const { targetInfos } = await this.browserSession.send("Target.getTargets");
    const target = targetInfos.find((t) => t.url.startsWith(this.url("panel.html")));
    return target && new Popup(this.browserSession, await attach(this.browserSession, target.targetId), async () => true);
  }

  /** Types a question into the address bar and waits until a suggestion shows `expected`. @returns all of them */
  async omnibox(text, expected) {
    const { xdotool } = this.display;
    await this.focusWindow();
    for (let attempt = 1; ; attempt++) {
      xdotool("key", "--clearmodifiers", "Escape", "ctrl+l");
      xdotool("type", "--delay", "30", "ai ");
      xdotool("type", "--delay", "30", text);
      try {
        return await until("suggestions in the address bar", () => this.suggestions(expected), 6000);
      } catch (error) {
        if (attempt === 5) throw error;
        xdotool("key", "Escape", "Escape");
      }
    }
  }

  // The list under the address bar is a page of the browser's own.
  async suggestions(expected) {
    const { targetInfos } = await this.browserSession.send("Target.getTargets");
    for (const target of targetInfos.filter((t) => t.url.startsWith("chrome://omnibox-popup.top-chrome"))) {
      const view = await attach(this.browserSession, target.targetId);
      const rows = await view.eval(() => {
        const rows = [];
        const walk = (node) => {
          if (node.localName === "cr-searchbox-match" && node.checkVisibility()) {
            const text = (n) => [...n.childNodes].map((c) => (c.nodeType === 3 ? c.data : ["STYLE", "SCRIPT"].includes(c.nodeName) ? "" : text(c.shadowRoot ?? c))).join("");
            rows.push(text(node.shadowRoot ?? node).replace(/\s+/g, " ").trim());
          }
          for (const child of [...(node.shadowRoot?.children ?? []), ...(node.children ?? [])]) walk(child);
        };
        walk(document.documentElement);
        return rows;
      });
      await view.detach();
      if (rows.some((row) => row.includes(expected))) return rows;
    }
    return undefined;
  }

  /** Presses keys in the window, by their X names. */
  keys(...names) {
    this.display.xdotool("key", "--clearmodifiers", ...names);
  }

  async focusWindow() {
    const window = await until("the window", () => this.display.windows("chromium").at(-1));
    this.display.xdotool("windowactivate", "--sync", window);
  }

  /** Right-clicks the page at an address, on an element if one is named, and chooses the extension's entry, whose label starts with `letter`. */
  async contextMenu(url, letter, selector) {
    const page = this.context.pages().find((p) => p.url() === url) ?? (await this.context.newPage());
    if (page.url() !== url) await page.goto(url);
    await page.bringToFront();
    await this.focusWindow();
    const at = await page.evaluate((selector) => {
      const box = selector ? document.querySelector(selector).getBoundingClientRect() : { left: innerWidth - 90, top: 290, width: 20, height: 20 };
      return { x: screenX + (outerWidth - innerWidth) / 2 + box.left + box.width / 2, y: screenY + outerHeight - innerHeight + box.top + box.height / 2 };
    }, selector);
    const before = this.display.windows("").length;
    this.display.xdotool("mousemove", "--sync", String(Math.round(at.x)), String(Math.round(at.y)));
    await until("the menu to open", () => {
      this.display.xdotool("click", "3");
      return until("a menu window", () => this.display.windows("").length > before, 2000);
    });
    // The one entry of that letter is activated, and the menu is gone. A menu
    // that has just been drawn may not take keys yet.
    await until("the entry to be chosen", () => {
      this.keys(letter);
      return until("the menu to close", () => this.display.windows("").length <= before, 1500);
    });
  }

  /** Gives the permission to read pages. */
  async grantPages() {
    await this.focusWindow();
    let patience = 0;
    await grantPages(this, async (ask, counted) => {
      await ask();
      // Nothing shows whether the question is there and takes answers: for half
      // a second it takes none, in case they were meant for the page.
      await delay((patience += guard));
      // Its focus is on "Deny" first.
      this.keys("Tab", "Return");
      if (await counted()) return true;
      // Where the focus is now, nobody knows: the next question begins anew.
      this.keys("Escape");
      return false;
    });
  }

  /** Bookmarks the page of a tab by the star of the address bar. */
  async star(tab) {
    await tab.show();
    await this.focusWindow();
    this.keys("ctrl+d");
    await until("the bookmark", () => this.api((url) => chrome.bookmarks.search({ url }).then((found) => found.length > 0), tab.address));
    this.keys("Escape");
  }

  /** Opens an address in a private window. */
  async openPrivate(url) {
    const { browserContextId } = await this.browserSession.send("Target.createBrowserContext");
    const { targetId } = await this.browserSession.send("Target.createTarget", { url, browserContextId });
    const view = await attach(this.browserSession, targetId);
    await until("the private page", () => view.eval((url) => location.href === url && document.readyState === "complete", url));
    await view.detach();
  }

  /** What the main threads of pages did during some work: milliseconds of processor time of each task and what took most of it, longest first. */
  async tasks(tab, work) {
    const root = this.context.browser();
    await root.startTracing(tab.page, { categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"] });
    await work();
    const { traceEvents } = JSON.parse((await root.stopTracing()).toString());
    const thread = (e) => `${e.pid} ${e.tid}`;
    const pages = new Set(traceEvents.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain").map(thread));
    const within = (task) => traceEvents.filter((e) => e !== task && thread(e) === thread(task) && e.ts >= task.ts && e.ts < task.ts + task.dur && e.tdur > task.tdur / 2).map((e) => e.name);
    const tasks = traceEvents.filter((e) => e.name === "RunTask" && pages.has(thread(e))).sort((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0));
    return tasks.map((task, i) => ({ ms: (task.tdur ?? 0) / 1000, what: i < 3 ? within(task) : [] }));
  }

  async shot(name, of) {
    keepShot(this.name, name, await of.png());
  }
}

/** A page in a tab. */
class Tab {
  constructor(page) {
    this.page = page;
  }
  eval(fn, ...args) {
    return within(60_000, "an answer of the page", this.page.evaluate(`(${fn})(...${JSON.stringify(args)})`));
  }
  type(text) {
    return this.page.keyboard.type(text);
  }
  press(key) {
    return this.page.keyboard.press(key);
  }
  click(selector) {
    return this.page.click(selector);
  }
  png() {
    return this.page.screenshot();
  }
  show() {
    return this.page.bringToFront();
  }
  get address() {
    return this.page.url();
  }
  close() {
    return this.page.close();
  }
}

// What a key event says about keys that have no text, and Enter.
const keyCodes = { Enter: 13, Escape: 27, ArrowUp: 38, ArrowDown: 40, Tab: 9, Backspace: 8, Home: 36, End: 35 };
const modifierBits = { alt: 1, ctrl: 2, shift: 8 };

/** The toolbar popup. */
class Popup {
  constructor(browserSession, target, isOpen) {
    Object.assign(this, { target, isOpen });
  }
  eval(fn, ...args) {
    return this.target.eval(fn, ...args);
  }
  async type(text) {
    for (const character of text) {
      await this.target.send("Input.dispatchKeyEvent", { type: "keyDown", text: character, unmodifiedText: character, key: character });
      await this.target.send("Input.dispatchKeyEvent", { type: "keyUp", key: character });
    }
  }
  /** Presses a key, with any of "alt", "ctrl" and "shift" held. */
  async press(key, ...held) {
    const modifiers = held.reduce((bits, name) => bits | modifierBits[name], 0);
    const event = { key, code: key, windowsVirtualKeyCode: keyCodes[key], modifiers };
    const text = key === "Enter" ? { text: "\r" } : {};
    // The popup may close at the first event and never answer it or the second.
    await this.target.send("Input.dispatchKeyEvent", { type: "keyDown", ...event, ...text }, 5000).catch(() => {});
    await this.target.send("Input.dispatchKeyEvent", { type: "keyUp", ...event }, 5000).catch(() => {});
  }
  /** What an input method does: shows `typed`, takes Enter for itself, commits `text`. */
  async compose(typed, text) {
    await this.target.send("Input.imeSetComposition", { text: typed, selectionStart: typed.length, selectionEnd: typed.length });
    await this.target.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 });
    await this.target.send("Input.insertText", { text });
    await this.target.send("Input.dispatchKeyEvent", { type: "keyUp", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 });
  }
  async png() {
    return Buffer.from((await this.target.send("Page.captureScreenshot", { format: "png" })).data, "base64");
  }
  async close() {
    await this.target.send("Runtime.evaluate", { expression: "window.close()" }).catch(() => {});
    await until("the popup to close", async () => !(await this.isOpen()));
  }
}

// Attaches to a target that playwright leaves alone (Target.attachToTarget,
// not flattened, so that its messages come through this session).
async function attach(browserSession, targetId) {
  const { sessionId } = await browserSession.send("Target.attachToTarget", { targetId, flatten: false });
  const waiting = new Map();
  let sent = 0;
  const receive = (event) => {
    if (event.sessionId !== sessionId) return;
    const message = JSON.parse(event.message);
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) call?.reject(new Error(message.error.message));
    else call?.resolve(message.result);
  };
  const gone = (event) => {
    if (event.sessionId !== sessionId) return;
    for (const { reject } of waiting.values()) reject(new Error("the target has closed"));
    waiting.clear();
  };
  browserSession.on("Target.receivedMessageFromTarget", receive);
  browserSession.on("Target.detachedFromTarget", gone);
  const send = (method, params = {}, time = 30_000) =>
    within(time, `an answer to ${method}`, new Promise((resolve, reject) => {
      const id = ++sent;
      waiting.set(id, { resolve, reject });
      browserSession.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) }).catch((error) => {
        waiting.delete(id);
        reject(error);
      });
    }));
  return {
    send,
    async eval(fn, ...args) {
      const expression = `(${fn})(...${JSON.stringify(args)})`;
      const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true, userGesture: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    async detach() {
      browserSession.off("Target.receivedMessageFromTarget", receive);
      browserSession.off("Target.detachedFromTarget", gone);
      await browserSession.send("Target.detachFromTarget", { sessionId }).catch(() => {});
    },
  };
}
