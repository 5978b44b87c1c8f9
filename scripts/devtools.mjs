// A Chromium browser controlled over a pipe. Branded Chrome from 137 on
// ignores --load-extension; over the pipe, and nowhere else, it still takes an
// unpacked extension.
import { spawn } from "node:child_process";

/**
 * Starts a browser with a devtools pipe on descriptors 3 and 4.
 * send(method, params) resolves with the result or rejects with the error.
 */
export function startChromium({ exe, args, env }) {
  const browser = spawn(exe, ["--remote-debugging-pipe", "--enable-unsafe-extension-debugging", ...args], {
    env,
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const [, , , to, from] = browser.stdio;
  const waiting = new Map();
  let sent = 0;
  let received = Buffer.alloc(0);
  const exited = new Promise((resolve) => browser.once("exit", resolve).once("error", resolve));
  exited.then(() => {
    for (const { reject } of waiting.values()) reject(new Error("the browser ended"));
    waiting.clear();
  });
  to.on("error", () => {}); // "exit" follows
  from.on("data", (data) => {
    received = Buffer.concat([received, data]);
    for (let end; (end = received.indexOf(0)) >= 0; received = received.subarray(end + 1)) {
      const message = JSON.parse(received.toString("utf8", 0, end));
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) call?.reject(new Error(message.error.message));
      else call?.resolve(message.result);
    }
  });
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      if (browser.exitCode !== null || browser.pid === undefined) return reject(new Error("the browser did not start"));
      const id = ++sent;
      waiting.set(id, { resolve, reject });
      to.write(`${JSON.stringify({ id, method, params })}\0`);
    });
  return { process: browser, exited, send };
}
