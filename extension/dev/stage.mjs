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
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".png": "image/png", ".json": "application/json" };

export class Stage {
  #contexts = new Map();

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

  /** Opens the page of a state (states.mjs); `onProblem` hears what the page writes to its console as an error. */
  async show({ page: document = "popup.html", query = "", size: [width, height] = [420, 580], zoom = 1, scenario }, { lang = "en", theme = "light", onProblem = () => {} } = {}) {
    const page = await (await this.#context(lang, theme, zoom)).newPage();
    await page.setViewportSize({ width, height });
    page.setDefaultTimeout(5000);
    page.on("pageerror", (e) => onProblem(e.message));
    page.on("console", (m) => m.type() === "error" && onProblem(m.text()));
    await page.route(`${origin}/**`, (route) => this.#serve(route));
    await page.addInitScript((s) => (globalThis.dev = { scenario: s }), scenario);
    await page.addInitScript({ path: path.join(import.meta.dirname, "browser.js") });
    await page.goto(`${origin}/${document}${query}`);
    await page.waitForSelector("body > *:not(script)", { state: "attached" });
    await page.waitForTimeout(120);
    return page;
  }

  /** One context for what pages cannot change themselves. */
  #context(lang, theme, zoom) {
    const key = `${lang} ${theme} ${zoom}`;
    if (!this.#contexts.has(key)) {
      this.#contexts.set(key, this.#newContext({
        deviceScaleFactor: zoom, colorScheme: theme, locale: lang === "zh" ? "zh-CN" : "en-US", timezoneId: "UTC", reducedMotion: "reduce",
      }));
    }
    return this.#contexts.get(key);
  }

  async #newContext(options) {
    const context = await this.browser.newContext(options);
    // A clock belongs to all pages of a context.
    await context.clock.setFixedTime("2026-11-24T12:00:00+00:00");
    return context;
  }

  #serve(route) {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/_favicon/") return route.fulfill({ body: globe, contentType: "image/png" });
    const file = path.join(this.built, "chrome", pathname);
    if (!fs.existsSync(file)) return route.fulfill({ status: 404, body: "" });
    const headers = { "content-type": types[path.extname(file)] ?? "text/plain", "content-security-policy": policy };
    return route.fulfill({ body: fs.readFileSync(file), headers });
  }
}
