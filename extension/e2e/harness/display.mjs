// A screen of our own (Xvfb), so that windows can be clicked and typed into
// while the person's own screen stays quiet.
import { execFileSync, spawn } from "node:child_process";
import { until } from "./until.mjs";

/** Starts a screen with a window manager. @returns xdotool bound to it, its name, and close */
export async function openDisplay() {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  let number = "";
  server.stdio[3].on("data", (data) => (number += data));
  await until("Xvfb to name its display", () => number.endsWith("\n")).catch((error) => {
    server.kill("SIGKILL"); // this process would not end before it
    throw error;
  });
  const name = `:${number.trim()}`;
  const env = { ...process.env, DISPLAY: name };
  const manager = spawn("openbox", [], { env, stdio: "ignore" });
  const xdotool = (...args) => execFileSync("xdotool", args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  return {
    name,
    xdotool,
    /** Ids of the visible windows of a class; [] when there are none. Menus have no class: "". */
    windows(className) {
      try {
        return xdotool("search", "--onlyvisible", "--class", className).split("\n").filter(Boolean);
      } catch {
        return []; // xdotool's way to say none
      }
    },
    close() {
      manager.kill();
      server.kill();
    },
  };
}
