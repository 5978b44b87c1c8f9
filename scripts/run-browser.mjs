// Opens a browser in a profile of its own with the extension loaded, the host
// registered for that profile only, and the product's page in front.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startChromium } from "./devtools.mjs";
import { startFirefox } from "./marionette.mjs";

/**
 * @returns {Promise<{ended: Promise<void>, stop: () => void}>}
 * @throws when the browser does not start or refuses the extension
 */
export function openBrowser(options) {
  return options.browser.family === "firefox" ? openFirefox(options) : openChromium(options);
}

function register({ program, env }, args) {
  const { status, stderr } = spawnSync(program, ["install", "--in-place", ...args], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`the companion app could not be registered: ${stderr.trim()}`);
}

// On Windows, browsers look in the registry only, and Firefox on macOS in one
// fixed folder: there the registration is the user's, and taken back at the end.
function registerForUser(options, name) {
  options.say(`For as long as this runs, ${options.browser.label} can start AI Bookmark from your own profiles too.`);
  register(options, ["--browser", name]);
  return () => spawnSync(options.program, ["uninstall"], { env: options.env, stdio: "ignore" });
}

async function openChromium(options) {
  const { browser, root, runDir, env } = options;
  const profile = path.join(runDir, browser.name);
  fs.mkdirSync(profile, { recursive: true, mode: 0o700 });
  const unregister =
    process.platform === "win32" ? registerForUser(options, browser.name) : register(options, ["--user-data-dir", profile]);
  const extension = path.join(root, "extension", "dist", "chrome");
  const args = [
    `--user-data-dir=${profile}`,
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--window-size=1200,860",
    // Chromium refuses its sandbox to root.
    ...(process.getuid?.() === 0 ? ["--no-sandbox", "--test-type"] : []),
  ];
  let session = startChromium({ exe: browser.exe, args: [...args, "about:blank"], env });
  let id;
  try {
    ({ id } = await session.send("Extensions.loadUnpacked", { path: extension }));
  } catch (error) {
    if (session.process.exitCode !== null || session.process.pid === undefined) {
      throw new Error(`${error.message}; is it already running from ${profile}?`);
    }
    // An older browser: it still takes the extension on the command line.
    session.process.kill();
    await session.exited;
    session = startChromium({ exe: browser.exe, args: [...args, `--load-extension=${extension}`, "about:blank"], env });
    id = extensionId(extension);
  }
  await showPage(session, `chrome-extension://${id}/page.html`);
  return {
    ended: session.exited.then(() => unregister?.()),
    stop: () => session.process.kill("SIGTERM"),
  };
}

// The product's page takes the place of the empty tab.
async function showPage({ send }, url) {
  const { targetInfos } = await send("Target.getTargets");
  const blank = targetInfos.find((t) => t.type === "page" && /^(about:blank|chrome:\/\/newtab\/|chrome:\/\/new-tab-page\/)$/.test(t.url));
  await send("Target.createTarget", { url });
  if (blank) await send("Target.closeTarget", { targetId: blank.targetId });
}

// The id that follows from the manifest's public key.
function extensionId(dir) {
  const { key } = JSON.parse(fs.readFileSync(path.join(dir, "manifest.json"), "utf8"));
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("hex").slice(0, 32);
  return digest.replace(/./g, (c) => String.fromCharCode(97 + Number.parseInt(c, 16)));
}

async function openFirefox(options) {
  const { browser, root, runDir, env } = options;
  const home = path.join(runDir, "home");
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  let browserEnv = env;
  let unregister;
  if (process.platform === "linux") {
    // Firefox finds the host below HOME; the screen's key must not be lost with it.
    const { XDG_DATA_HOME, XDG_CONFIG_HOME, ...rest } = env;
    browserEnv = { ...rest, HOME: home, XAUTHORITY: env.XAUTHORITY ?? path.join(os.homedir(), ".Xauthority") };
    register({ ...options, env: browserEnv }, ["--browser", "firefox"]);
  } else {
    unregister = registerForUser(options, "firefox");
  }
  const extension = path.join(root, "extension", "dist", "firefox");
  const manifest = JSON.parse(fs.readFileSync(path.join(extension, "manifest.json"), "utf8"));
  const addonId = manifest.browser_specific_settings.gecko.id;
  const uuid = "a1b00c3a-4c1e-4f0e-9d5e-2f6a1b7c8d90"; // any: this profile's own
  const session = await startFirefox({
    exe: browser.exe,
    profile: path.join(runDir, "firefox"),
    env: browserEnv,
    preferences: { "extensions.webextensions.uuids": JSON.stringify({ [addonId]: uuid }) },
  });
  const { marionette } = session;
  try {
    await marionette.send("Addon:Install", { path: extension, temporary: true });
    await marionette.send("WebDriver:Navigate", { url: `moz-extension://${uuid}/page.html` });
    // The remote control has done its work: nothing shall listen on its port.
    await marionette.chrome(() => {
      const { Marionette } = ChromeUtils.importESModule("chrome://remote/content/components/Marionette.sys.mjs");
      setTimeout(() => Marionette.uninit(), 0);
    });
  } catch (error) {
    await session.close();
    unregister?.();
    throw error;
  }
  return {
    ended: session.exited.then(() => unregister?.()),
    stop: () => session.process.kill("SIGTERM"),
  };
}
