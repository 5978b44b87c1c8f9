import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { archiveOf, commandOf, processorOf, systemOf } from "./release.ts";

const chrome = (platform: string, architecture?: string) => ({
  userAgentData: { platform, getHighEntropyValues: async () => ({ ...(architecture ? { architecture } : {}) }) },
});

test("the release for this system", async () => {
  const cases: [string, Parameters<typeof systemOf>[0], string][] = [
    ["Chrome on Windows", { platform: "Win32", ...chrome("Windows", "x86") }, "windows amd64"],
    ["Chrome on Windows on ARM", { platform: "Win32", ...chrome("Windows", "arm") }, "windows arm64"],
    ["Chrome on a new Mac", { platform: "MacIntel", ...chrome("macOS", "arm") }, "darwin arm64"],
    ["Chrome on an old Mac", { platform: "MacIntel", ...chrome("macOS", "x86") }, "darwin amd64"],
    ["Firefox on a Mac, which does not say", { platform: "MacIntel", userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:142.0)" }, "darwin arm64"],
    ["Firefox on Linux", { platform: "Linux x86_64", userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:142.0)" }, "linux amd64"],
    ["Firefox on a Raspberry Pi", { platform: "Linux aarch64", userAgent: "Mozilla/5.0 (X11; Linux aarch64; rv:142.0)" }, "linux arm64"],
    ["a browser that says nothing", {}, "linux amd64"],
    ["one that refuses to say", { userAgentData: { platform: "Windows", getHighEntropyValues: async () => Promise.reject(new Error("no")) } }, "windows amd64"],
  ];
  for (const [name, says, want] of cases) assert.equal(`${systemOf(says)} ${await processorOf(says)}`, want, name);
});

test("archives are named as the release names them", () => {
  const script = fs.readFileSync(path.join(process.cwd(), "../scripts/release.mjs"), "utf8");
  assert.match(script, /`ai-bookmark-\$\{version\}-\$\{goos\}-\$\{goarch\}`/);
  assert.match(script, /\["linux", "darwin", "windows"\]\) for \(const goarch of \["amd64", "arm64"\]/);
  assert.equal(archiveOf("1.2.0", "linux", "amd64"), "ai-bookmark-1.2.0-linux-amd64.tar.gz");
  assert.equal(archiveOf("1.2.0", "windows", "arm64"), "ai-bookmark-1.2.0-windows-arm64.zip");
  assert.match(commandOf("a.tar.gz", "linux"), /^tar -xzf ~\/Downloads\/a\.tar\.gz .* install$/);
  assert.match(commandOf("a.zip", "windows"), /ai-bookmark\.exe" install$/);
});
