// The computer that one test runs on: a home, a data folder, a profile and a
// registered host, all temporary, and a small web site to bookmark.
import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { within } from "./until.mjs";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
const program = path.join(root, "bin", "ai-bookmark");
/** The built extension, one folder a browser. */
export const dist = process.env.E2E_DIST || path.join(root, "extension", "dist");
export const shots = path.join(root, "extension", "e2e", "shots");

// A port that refuses: there is no model unless a test brings one.
const noOllama = "http://127.0.0.1:1";

export class World {
  #ends = [];

  /** @param {{ollama?: string, recorded?: boolean}} [options] address of a model server; keep what the host hears */
  constructor({ ollama = noOllama, recorded = false } = {}) {
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), "ai-bookmark-e2e-"));
    this.home = path.join(this.dir, "home");
    this.data = path.join(this.dir, "data");
    this.profile = path.join(this.dir, "profile");
    for (const dir of [this.home, this.data, this.profile]) fs.mkdirSync(dir, { mode: 0o700 });
    const { XDG_DATA_HOME, XDG_CONFIG_HOME, WAYLAND_DISPLAY, ...inherited } = process.env;
    this.env = { ...inherited, HOME: this.home, AI_BOOKMARK_HOME: this.data, OLLAMA_HOST: ollama, LANG: "en_US.UTF-8", LANGUAGE: "en" };
    /** Everything that browsers sent to the host, if it is kept. */
    this.record = recorded ? path.join(this.dir, "heard") : undefined;
    // Where `install` puts the program: no other process runs from there.
    this.host = path.join(this.home, process.platform === "darwin" ? "Library/Application Support" : ".local/share", "ai-bookmark/bin/ai-bookmark");
  }

  /** What is to be ended before the computer goes, the last first: browsers, screens. */
  onEnd(end) {
    this.#ends.unshift(end);
  }

  /** Ends everything; the first error is told after all of it. What does not end in half a minute is left to `remove`. */
  async end() {
    const errors = [];
    for (const end of this.#ends.splice(0)) {
      try {
        await within(30_000, "a browser or a screen to end", end());
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** Registers the host with this test's browser, as a person would. */
  register(...args) {
    execFileSync(program, ["install", ...args], { env: this.env, stdio: ["ignore", "ignore", "inherit"] });
    if (!this.record) return;
    fs.renameSync(this.host, `${this.host}-itself`);
    fs.writeFileSync(this.host, `#!/bin/sh\ntee -a '${this.record}' | '${this.host}-itself' "$@"\n`, { mode: 0o755 });
  }

  /** Takes the registration back. */
  unregister(...args) {
    execFileSync(program, ["uninstall", ...args], { env: this.env, stdio: ["ignore", "ignore", "inherit"] });
  }

  /** Runs the command line over the same library and returns its JSON. */
  async cli(...args) {
    const { stdout } = await promisify(execFile)(program, ["--json", ...args], { env: this.env, maxBuffer: 1 << 28 }).catch((error) => {
      if (error.stdout) return error; // e.g. status 3, nothing found
      throw error;
    });
    return JSON.parse(stdout);
  }

  /** Process ids of this test's host. */
  hosts() {
    return this.#processes(this.host);
  }

  // Ids of the processes that were started with a path.
  #processes(path) {
    const list = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8", maxBuffer: 1 << 26 });
    return list.split("\n").filter((line) => line.includes(path)).map((line) => Number.parseInt(line, 10));
  }

  /** Kills what is left of this computer and removes its files. */
  remove() {
    for (const pid of this.#processes(this.dir)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // it has ended meanwhile
      }
    }
    fs.rmSync(this.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** A web site with one article per path. */
export async function openSite() {
  const article = (title) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<nav>Home Products About</nav>
<main><article><h1>${title}</h1>
${"<p>Sourdough rises because wild yeast and bacteria live together in the starter, and a cold night in the fridge gives the crumb its taste.</p>".repeat(3)}
<p>The marmalade lighthouse stands on the northern pier and is painted every seventh spring.</p>
<p style="position:absolute;left:-9999px">invisibleword that no reader ever sees</p>
<p hidden>anotherhiddenword that no reader ever sees</p>
</article></main><footer>Imprint</footer></html>`;
  const server = http.createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(article(decodeURIComponent(request.url.slice(1).split("?")[0]).replaceAll("-", " ")));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Keeps a picture of what was on the screen. */
export function keepShot(browser, name, png) {
  fs.mkdirSync(shots, { recursive: true });
  fs.writeFileSync(path.join(shots, `${browser}-${name}.png`), png);
}
