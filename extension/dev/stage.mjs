// The real pages on a stage: built, served to a headless Chromium under the
// extension's own Content-Security-Policy, with a background that recites.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { make, manifest } from "../build.mjs";

const origin = "https://extension.test";
const policy = manifest("chrome").content_security_policy.extension_pages;
// What a browser gives for sites without an icon: always the same picture.
const globe = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
// The background that recites, with the scenario of the page that asks for it.
const background = fs.readFileSync(path.join(import.meta.dirname, "browser.js"), "utf8");
const recital = "/recital.js";
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".png": "image/png", ".json": "application/json" };

export class Stage {
  /** By look: pages that were given back. */
  #left = new Map();
  /** By page: what it shows. */
  #shown = new WeakMap();

  /** Builds the extension and starts the browser. */
  static async open() {
    const stage = new Stage();
    stage.built = fs.mkdtempSync(path.join(os.tmpdir(), "ai-bookmark-stage-"));
    await make("chrome", stage.built);
    stage.browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium" });
    return stage;
  }

  async close() {
    await this.browser.close();
    fs.rmSync(this.built, { recursive: true });
  }

  /** Shows the page of a state (states.mjs); `onProblem` hears what the page writes to its console as an error. */
  async show({ page: document = "popup.html", query = "", size: [width, height] = [420, 580], zoom = 1, scenario }, { lang = "en", theme = "light", onProblem = () => {} } = {}) {
    const look = `${lang} ${theme} ${zoom}`;
    const page = this.#left.get(look)?.pop() ?? (await this.#newPage({ lang, theme, zoom }));
    this.#shown.set(page, { look, scenario, onProblem });
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    await page.mouse.move(0, 0);
    await page.goto(`${origin}/${document}${query}`);
    await page.waitForSelector("body > *:not(script)", { state: "attached" });
    await page.waitForTimeout(120);
    return page;
  }

  /** Gives a page back, to be used for the next state of its look: a new one costs a second. */
  leave(page) {
    const { look } = this.#shown.get(page);
    this.#left.set(look, [...(this.#left.get(look) ?? []), page]);
  }

  async #newPage({ lang, theme, zoom }) {
    // Language, zoom and clock belong to a context.
    const context = await this.browser.newContext({
      deviceScaleFactor: zoom, colorScheme: theme, locale: lang === "zh" ? "zh-CN" : "en-US", timezoneId: "UTC", reducedMotion: "reduce",
    });
    await context.clock.setFixedTime("2026-11-24T12:00:00+00:00");
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (e) => this.#shown.get(page).onProblem(e.message));
    page.on("console", (m) => m.type() === "error" && this.#shown.get(page).onProblem(m.text()));
    await page.route(`${origin}/**`, (route) => this.#serve(route, this.#shown.get(page).scenario));
    return page;
  }

  #serve(route, scenario) {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/_favicon/") return route.fulfill({ body: globe, contentType: "image/png" });
    if (pathname === recital) return route.fulfill({ body: `globalThis.dev = { scenario: ${JSON.stringify(scenario)} };\n${background}`, contentType: "text/javascript" });
    const file = path.join(this.built, "chrome", pathname);
    if (!fs.existsSync(file)) return route.fulfill({ status: 404, body: "" });
    const headers = { "content-type": types[path.extname(file)] ?? "text/plain", "content-security-policy": policy };
    if (!file.endsWith(".html")) return route.fulfill({ body: fs.readFileSync(file), headers });
    // Before the scripts of the page itself.
    return route.fulfill({ body: fs.readFileSync(file, "utf8").replace("<head>", `<head><script src="${recital}"></script>`), headers });
  }
}
