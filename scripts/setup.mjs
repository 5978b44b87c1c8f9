// Makes a clean clone ready: checks the toolchains, installs the extension's
// packages when the lock file has changed, and, with --tests on Debian and
// its relatives, the browsers and fonts that the end-to-end tests need.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowsers, onPath } from "./browsers.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const extension = path.join(root, "extension");

/** Ends with a clear word when Go or Node is missing or too old. */
export function checkToolchains() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) fail(`Node ${process.versions.node} is too old: AI Bookmark builds with Node 20 or newer (nodejs.org).`);
  const go = spawnSync("go", ["env", "GOVERSION"], { encoding: "utf8", cwd: root });
  if (go.error) fail("Go was not found: AI Bookmark builds with Go 1.26 or newer (go.dev/dl).");
  const [, goMajor, goMinor] = /go(\d+)\.(\d+)/.exec(go.stdout ?? "")?.map(Number) ?? [];
  if (!(goMajor > 1 || goMinor >= 26)) {
    fail(`${go.stdout?.trim() || "This Go"} is too old: AI Bookmark builds with Go 1.26 or newer (go.dev/dl).`);
  }
}

/** Installs the extension's packages, unless node_modules was made from this very lock file. */
export function installPackages() {
  const lock = path.join(extension, "package-lock.json");
  const stamp = path.join(extension, "node_modules", ".made-from");
  const want = createHash("sha256").update(fs.readFileSync(lock)).digest("hex");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === want) return;
  process.stderr.write("Installing the extension's packages…\n");
  // PLAYWRIGHT_…: its own browsers are never used, only those of the system.
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: extension,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" },
  });
  if (npm.status !== 0) fail("npm could not install the extension's packages (see above).");
  fs.writeFileSync(stamp, want);
}

// What the end-to-end tests use, and how to know that it is there.
const wantedForTests = [
  { packages: ["chromium", "chromium-browser"], there: () => usable("chromium") },
  { packages: ["firefox-esr", "firefox"], there: () => usable("firefox") },
  { packages: ["xvfb"], there: () => onPath("Xvfb") },
  { packages: ["xdotool"], there: () => onPath("xdotool") },
  { packages: ["openbox"], there: () => onPath("openbox") },
  { packages: ["fonts-noto-cjk"], there: hasChineseFont },
];

/** Installs what the browser tests lack, where that is possible without a question. */
export const installForTests = () => installWanted(wantedForTests, "the browser tests");

/**
 * Installs what is not there, on Debian and its relatives, when this account
 * may do so without a question. Elsewhere it does nothing: whoever needs a
 * thing says so itself.
 * @param {{packages: string[], there: () => unknown}[]} wanted alternatives, best first
 * @param {string} purpose what it is for, in words
 */
export function installWanted(wanted, purpose) {
  if (process.platform !== "linux" || !onPath("apt-get")) return;
  const missing = wanted.filter((w) => !w.there());
  if (missing.length === 0) return;
  const sudo = process.getuid() === 0 ? [] : ["sudo", "-n"];
  if (sudo.length > 0 && spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status !== 0) {
    process.stderr.write(`Missing for ${purpose}: ${missing.map((w) => w.packages[0]).join(" ")} (no right to install them).\n`);
    return;
  }
  const apt = (...args) =>
    spawnSync(sudo[0] ?? "env", [...sudo.slice(1), ...(sudo.length ? ["env"] : []), "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", ...args], {
      stdio: ["ignore", process.stderr, process.stderr],
    }).status === 0;
  process.stderr.write(`Installing for ${purpose}: ${missing.map((w) => w.packages[0]).join(" ")}…\n`);
  apt("update");
  const packages = missing.map((w) => w.packages.find(hasRealCandidate)).filter(Boolean);
  if (packages.length > 0 && !apt("install", "-y", "--no-install-recommends", ...packages)) {
    // One bad package must not cost the others.
    for (const one of packages) apt("install", "-y", "--no-install-recommends", one);
  }
}

const usable = (name) => findBrowsers().some((b) => b.name === name && !b.unusable);

function hasChineseFont() {
  const list = spawnSync("fc-list", [":lang=zh", "family"], { encoding: "utf8" });
  return list.status === 0 && list.stdout.trim() !== "";
}

// Ubuntu's chromium-browser and firefox packages only fetch a snap, which the
// tests cannot use; their versions say so.
function hasRealCandidate(name) {
  const policy = spawnSync("apt-cache", ["policy", name], { encoding: "utf8" }).stdout ?? "";
  const candidate = /Candidate: (\S+)/.exec(policy)?.[1];
  return candidate !== undefined && candidate !== "(none)" && !candidate.includes("snap");
}

function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  checkToolchains();
  if (process.argv.includes("--packages")) installPackages();
  if (process.argv.includes("--tests")) installForTests();
}
