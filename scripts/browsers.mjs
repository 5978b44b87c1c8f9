// Which browsers this computer has, whether one can show the extension, and
// why not. Used by run.mjs and by the end-to-end tests.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * @typedef {object} Browser
 * @property {string} name     as for `ai-bookmark install --browser`
 * @property {string} label    as people know it
 * @property {"chromium"|"firefox"} family
 * @property {string} exe      absolute path
 * @property {string} [unusable]  why it cannot be used here, and what works
 */

// In order of preference: a browser that takes an unpacked extension without
// ceremony comes first.
const table = [
  {
    name: "chromium", label: "Chromium", family: "chromium",
    linux: ["chromium", "chromium-browser"],
    mac: "Chromium.app/Contents/MacOS/Chromium",
    windows: ["Chromium/Application/chrome.exe"],
  },
  {
    name: "chrome", label: "Google Chrome", family: "chromium",
    linux: ["google-chrome", "google-chrome-stable", "google-chrome-beta", "google-chrome-unstable"],
    mac: "Google Chrome.app/Contents/MacOS/Google Chrome",
    windows: ["Google/Chrome/Application/chrome.exe"],
  },
  {
    name: "brave", label: "Brave", family: "chromium",
    linux: ["brave-browser", "brave"],
    mac: "Brave Browser.app/Contents/MacOS/Brave Browser",
    windows: ["BraveSoftware/Brave-Browser/Application/brave.exe"],
  },
  {
    name: "edge", label: "Microsoft Edge", family: "chromium",
    linux: ["microsoft-edge", "microsoft-edge-stable"],
    mac: "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    windows: ["Microsoft/Edge/Application/msedge.exe"],
  },
  {
    name: "firefox", label: "Firefox", family: "firefox",
    linux: ["firefox", "firefox-esr"],
    mac: "Firefox.app/Contents/MacOS/firefox",
    windows: ["Mozilla Firefox/firefox.exe"],
  },
];

/** The browsers of this computer, best first, unusable ones last. @returns {Browser[]} */
export function findBrowsers() {
  const found = [];
  for (const row of table) {
    const all = candidates(row).map((exe) => describe(row, exe));
    const best = all.find((b) => !b.unusable) ?? all[0];
    if (best) found.push(best);
  }
  return found.sort((a, b) => Number(!!a.unusable) - Number(!!b.unusable));
}

/** The browser that a person named: a name of the table, or a path. @returns {Browser|undefined} */
export function browserNamed(wish) {
  const found = findBrowsers();
  const byName = found.find((b) => b.name === wish.toLowerCase());
  if (byName || !fs.existsSync(wish)) return byName;
  const family = /firefox|librewolf|waterfox/i.test(path.basename(wish)) ? "firefox" : "chromium";
  return describe({ name: family, label: path.basename(wish), family }, path.resolve(wish));
}

function describe(row, exe) {
  const browser = { name: row.name, label: row.label, family: row.family, exe };
  if (process.platform === "linux" && isSnap(exe)) {
    browser.unusable =
      `${row.label} here comes from the Snap store: its sandbox cannot read this folder or start the companion app. ` +
      `What works: ${row.family === "firefox" ? "Firefox from packages.mozilla.org" : "Google Chrome's .deb from google.com/chrome"}.`;
  }
  return browser;
}

function candidates(row) {
  switch (process.platform) {
    case "darwin":
      return existing(["/Applications", path.join(os.homedir(), "Applications")].map((dir) => path.join(dir, row.mac)));
    case "win32": {
      const roots = [process.env.ProgramFiles, process.env["ProgramFiles(x86)"], process.env.LOCALAPPDATA].filter(Boolean);
      return existing(roots.flatMap((root) => row.windows.map((exe) => path.join(root, exe))));
    }
    default:
      return row.linux.map(onPath).filter(Boolean);
  }
}

const existing = (paths) => paths.filter((p) => fs.existsSync(p));

/** The absolute path of a program on PATH, or undefined. */
export function onPath(program) {
  for (const dir of (process.env.PATH ?? "").split(path.delimiter)) {
    const file = path.join(dir, program);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      if (dir && fs.statSync(file).isFile()) return file;
    } catch {
      // not here
    }
  }
  return undefined;
}

// A snap itself, or the script that Ubuntu leaves under the old name.
function isSnap(exe) {
  const real = fs.realpathSync(exe);
  if (path.basename(real) === "snap" || /^\/(var\/lib\/)?snapd?\//.test(real)) return true;
  const start = Buffer.alloc(4096);
  const fd = fs.openSync(real, "r");
  const n = fs.readSync(fd, start, 0, start.length, 0);
  fs.closeSync(fd);
  const text = start.toString("latin1", 0, n);
  return text.startsWith("#!") && text.includes("/snap/bin/");
}

/** Whether windows can be shown here; if not, why. @returns {string|undefined} */
export function noDisplay() {
  if (process.platform !== "linux") return undefined;
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return undefined;
  return "there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)";
}

/** The version that a browser prints, e.g. "Chromium 156.0…"; "" when it does not. */
export function versionOf(browser) {
  try {
    return execFileSync(browser.exe, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 20_000 }).trim();
  } catch {
    return "";
  }
}
