// What the stores and the browsers see: the built manifests, whole, against
// the golden files beside this one (UPDATE=1 writes them), and what must never
// be in them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { after } from "node:test";
import { make, manifest } from "../build.mjs";

const out = fs.mkdtempSync(path.join(os.tmpdir(), "ai-bookmark-build-"));
after(() => fs.rmSync(out, { recursive: true, force: true }));

/** Every file of a folder with its bytes. */
function contents(dir) {
  const files = fs.readdirSync(dir, { recursive: true }).filter((f) => fs.statSync(path.join(dir, f)).isFile()).sort();
  return Object.fromEntries(files.map((f) => [f, fs.readFileSync(path.join(dir, f)).toString("base64")]));
}

/** Every string in a JSON value. */
const strings = (value) => (typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(strings) : []);

for (const browser of ["chrome", "firefox"]) {
  test(`the manifest for ${browser} is the golden one`, () => {
    const golden = path.join(import.meta.dirname, `manifest.${browser}.json`);
    const text = JSON.stringify(manifest(browser), null, 2) + "\n";
    if (process.env.UPDATE) fs.writeFileSync(golden, text);
    assert.equal(text, fs.readFileSync(golden, "utf8"), "changed on purpose? UPDATE=1 npm test manifests");
  });

  test(`the extension for ${browser} has every file it names, and opens no door`, async () => {
    await make(browser, out);
    const dir = path.join(out, browser);
    const built = JSON.parse(fs.readFileSync(path.join(dir, "manifest.json"), "utf8"));
    for (const file of strings(built).filter((s) => /^[\w/]+\.(js|html|png|css)$/.test(s))) {
      assert.ok(fs.existsSync(path.join(dir, file)), `${file} is named and not there`);
    }
    for (const page of fs.readdirSync(dir).filter((f) => f.endsWith(".html"))) {
      const html = fs.readFileSync(path.join(dir, page), "utf8");
      for (const [, file] of html.matchAll(/(?:src|href)="([^"#:]+)"/g)) assert.ok(fs.existsSync(path.join(dir, file)), `${page} names ${file}`);
      assert.doesNotMatch(html, /<script>|<style|https?:|\son\w+=/, `${page} holds nothing inline and nothing from elsewhere`);
    }
    for (const door of ["externally_connectable", "web_accessible_resources", "content_scripts", "host_permissions"]) {
      assert.equal(built[door], undefined, door);
    }
    const code = fs.readFileSync(path.join(dir, "background.js"), "utf8");
    assert.doesNotMatch(code, /onMessageExternal|onConnectExternal|\beval\(|new Function\(/);
    const used = contents(dir);
    const scripts = Object.keys(used).filter((f) => f.endsWith(".js")).map((f) => fs.readFileSync(path.join(dir, f), "utf8")).join("\n");
    const api = { contextMenus: "contextMenus", nativeMessaging: "connectNative", activeTab: "executeScript", favicon: "_favicon" };
    for (const permission of built.permissions) {
      assert.ok(scripts.includes(api[permission] ?? `.${permission}`), `the permission ${permission} is not used`);
    }
  });
}

test("people are asked for what is used, and no more", () => {
  // A second place on purpose: a new permission is a decision, not a golden file that was written anew.
  const common = ["bookmarks", "nativeMessaging", "storage", "alarms", "contextMenus", "activeTab", "scripting", "search"];
  for (const [browser, more] of [["chrome", ["favicon", "sidePanel"]], ["firefox", []]]) {
    const made = manifest(browser);
    assert.deepEqual(made.permissions, [...common, ...more]);
    assert.deepEqual(made.optional_permissions, ["tabs"]);
    assert.deepEqual(made.optional_host_permissions, ["https://*/*", "http://*/*"]);
    assert.equal(made.incognito, "not_allowed");
    const policy = made.content_security_policy.extension_pages;
    for (const part of ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]) assert.ok(policy.includes(part), part);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  }
  // Native messaging counts as transmission; 142 is the first Firefox that asks for consent on every system.
  const { gecko } = manifest("firefox").browser_specific_settings;
  assert.deepEqual(gecko.data_collection_permissions, { required: ["bookmarksInfo", "websiteContent", "browsingActivity", "searchTerms"] });
  assert.ok(parseFloat(gecko.strict_min_version) >= 142);
});

test("the same sources give the same bytes", async () => {
  await make("firefox", path.join(out, "again"));
  assert.deepEqual(contents(path.join(out, "again/firefox")), contents(path.join(out, "firefox")));
});

test("the texts of the manifest are there in every language", () => {
  const languages = ["en", "zh_CN"].map((l) => JSON.parse(fs.readFileSync(path.join(import.meta.dirname, `../static/_locales/${l}/messages.json`), "utf8")));
  const named = strings(manifest("chrome")).flatMap((s) => [...s.matchAll(/__MSG_(\w+)__/g)].map((m) => m[1]));
  for (const messages of languages) {
    assert.deepEqual(Object.keys(messages).sort(), Object.keys(languages[0]).sort());
    for (const name of named) assert.ok(messages[name]?.message, name);
  }
});

test("the companion app knows the ids that follow from the manifests", () => {
  const der = Buffer.from(manifest("chrome").key, "base64");
  const digits = createHash("sha256").update(der).digest("hex").slice(0, 32);
  const id = digits.replace(/./g, (d) => "abcdefghijklmnop"[parseInt(d, 16)]);
  const go = fs.readFileSync(path.join(import.meta.dirname, "../../host/internal/protocol/protocol.go"), "utf8");
  assert.match(go, new RegExp(`ChromeExtensionIDs = .*"${id}"`));
  assert.match(go, new RegExp(`FirefoxAddonIDs = .*"${manifest("firefox").browser_specific_settings.gecko.id}"`));
});
