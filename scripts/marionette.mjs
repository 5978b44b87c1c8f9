// A client for Marionette, the remote control built into Firefox: TCP, no
// driver program and no package needed. A library would be selenium with
// geckodriver, which cannot reach the browser's own interface.
import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** One connection. Commands may overlap; replies are matched by number. */
export class Marionette {
  #socket;
  #received = Buffer.alloc(0);
  #sent = 0;
  #waiting = new Map();
  #greet;

  constructor(socket) {
    this.#socket = socket;
    this.greeting = new Promise((resolve, reject) => {
      this.#greet = resolve;
      socket.once("close", () => {
        const error = new Error("Firefox closed the connection");
        reject(error);
        for (const { reject: fail } of this.#waiting.values()) fail(error);
        this.#waiting.clear();
      });
    });
    this.greeting.catch(() => {}); // told to whoever waits, if anyone
    socket.on("error", () => {}); // "close" follows
    socket.on("data", (data) => this.#receive(data));
  }

  /** Connects as soon as something listens, until `alive` says no or the time is up. */
  static async connect(port, { timeout = 60_000, alive = () => true } = {}) {
    for (const end = Date.now() + timeout; ; ) {
      try {
        const socket = await new Promise((resolve, reject) => {
          const s = net.connect(port, "127.0.0.1", () => resolve(s));
          s.once("error", reject);
        });
        const marionette = new Marionette(socket);
        await marionette.greeting;
        return marionette;
      } catch (error) {
        if (!alive()) throw new Error("Firefox ended before it could be controlled");
        if (Date.now() > end) throw error;
        await delay(50);
      }
    }
  }

  // A packet is its length in decimal digits, a colon, and JSON.
  #receive(data) {
    this.#received = Buffer.concat([this.#received, data]);
    for (;;) {
      const colon = this.#received.indexOf(58);
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#received.toString("latin1", 0, colon));
      if (this.#received.length < end) return;
      const packet = JSON.parse(this.#received.toString("utf8", colon + 1, end));
      this.#received = this.#received.subarray(end);
      if (!Array.isArray(packet)) {
        this.#greet(packet);
        continue;
      }
      const [, id, error, result] = packet;
      const call = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) call?.reject(new Error(`${call.name}: ${error.error}: ${error.message}`));
      else call?.resolve(result);
    }
  }

  /** Sends one command and waits for its result. */
  send(name, params = {}) {
    const id = ++this.#sent;
    const body = Buffer.from(JSON.stringify([0, id, name, params]));
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error(`${name}: Firefox closed the connection`));
      this.#waiting.set(id, { name, resolve, reject });
      this.#socket.write(Buffer.concat([Buffer.from(`${body.length}:`), body]));
    });
  }

  /** Runs a function in the page of the current tab; arguments and result are JSON. */
  async page(fn, ...args) {
    return (await this.send("WebDriver:ExecuteScript", { script: `return (${fn}).apply(null, arguments)`, args, sandbox: null })).value;
  }

  /** Runs a function in the browser's own window, with all its powers. */
  async chrome(fn, ...args) {
    return this.inChrome(async () => (await this.send("WebDriver:ExecuteScript", { script: `return (${fn}).apply(null, arguments)`, args })).value);
  }

  /** Runs commands against the browser's own window instead of a page. */
  async inChrome(commands) {
    await this.send("Marionette:SetContext", { value: "chrome" });
    try {
      return await commands();
    } finally {
      await this.send("Marionette:SetContext", { value: "content" });
    }
  }

  close() {
    this.#socket.destroy();
  }
}

// A profile that asks nothing, phones nobody and updates nothing.
const quietPreferences = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.newtabpage.activity-stream.feeds.section.topstories": false,
  "browser.newtabpage.activity-stream.feeds.topsites": false,
  "browser.newtabpage.activity-stream.showSponsoredTopSites": false,
  "browser.region.network.url": "",
  "browser.safebrowsing.downloads.remote.enabled": false,
  "browser.sessionstore.resume_from_crash": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  "captivedetect.canonicalURL": "",
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.systemAddon.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "termsofuse.acceptedVersion": 999,
  "termsofuse.bypassNotification": true,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** A port that nothing listens on now. */
export async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts Firefox in a profile folder and takes control of it.
 * @param {{exe: string, profile: string, env?: object, args?: string[], preferences?: object}} options
 *   env replaces the whole environment; the profile folder is made if missing.
 */
export async function startFirefox({ exe, profile, env = process.env, args = [], preferences = {} }) {
  fs.mkdirSync(profile, { recursive: true });
  const port = await freePort();
  const all = { ...quietPreferences, "marionette.port": port, ...preferences };
  const lines = Object.entries(all).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  fs.writeFileSync(path.join(profile, "user.js"), lines.join(""));
  // Without --remote-allow-system-access, extension pages cannot be opened.
  const flags = ["--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile, ...args];
  const browser = spawn(exe, flags, { env, stdio: "ignore" });
  const exited = new Promise((resolve) => browser.once("exit", resolve).once("error", resolve));
  let running = true;
  exited.then(() => (running = false));
  const marionette = await Marionette.connect(port, { alive: () => running }).catch((error) => {
    browser.kill("SIGKILL");
    throw error;
  });
  await marionette.send("WebDriver:NewSession", { capabilities: { alwaysMatch: { pageLoadStrategy: "normal" } } });
  // A script may take a minute on a busy machine; who runs it gives up by itself.
  await marionette.send("WebDriver:SetTimeouts", { script: 170_000 });
  return {
    marionette,
    process: browser,
    exited,
    /** Ends the browser, by force if it does not end by itself. */
    async close() {
      const force = setTimeout(() => browser.kill("SIGKILL"), 10_000);
      if (running) await marionette.send("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => browser.kill("SIGTERM"));
      await exited;
      clearTimeout(force);
      marionette.close();
    },
  };
}
