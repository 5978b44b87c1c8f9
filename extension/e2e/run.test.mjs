// make run itself: the window opens, the extension in it reaches the host, and
// closing ends everything.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { openDisplay } from "./harness/display.mjs";
import { browserName, until } from "./harness/index.mjs";
import { root } from "./harness/world.mjs";

test("make run opens the product, connected, in a profile of its own", async (t) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "ai-bookmark-run-"));
  const display = await openDisplay();
  const { WAYLAND_DISPLAY, ...env } = process.env;
  const run = spawn(process.execPath, [path.join(root, "scripts", "run.mjs")], {
    env: { ...env, DISPLAY: display.name, HOME: dir, RUN_DIR: path.join(dir, "run"), BROWSER_NAME: process.env.E2E_EXE || browserName, OLLAMA_HOST: "http://127.0.0.1:1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(async () => {
    if (run.exitCode === null) run.kill("SIGKILL");
    display.close();
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  let said = "";
  for (const stream of [run.stdout, run.stderr]) stream.on("data", (data) => (said += data));
  await until("the window", () => {
    assert.ok(run.exitCode === null, said);
    return said.includes("AI Bookmark is open in");
  }, 60_000);

  const program = path.join(root, "bin", "ai-bookmark");
  const hosts = () =>
    execFileSync("ps", ["-eo", "args="], { encoding: "utf8" }).split("\n").filter((line) => line.startsWith(`${program} `) && /chrome-extension:|native-messaging-hosts/.test(line));
  await until("the extension to start the host", () => hosts().length === 1, 30_000);
  const status = JSON.parse(execFileSync(program, ["--json", "--data-dir", path.join(dir, "run", "data"), "status"], { encoding: "utf8" }));
  assert.ok(status.pages >= 60, `the sample library is in: ${status.pages} pages`);

  run.kill("SIGINT");
  const [code] = await once(run, "exit");
  assert.equal(code, 0, said);
  await until("the host to end", () => hosts().length === 0);
});
