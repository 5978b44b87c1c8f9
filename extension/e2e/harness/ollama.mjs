// A model server that recites (host/internal/ollamatest): everything between
// the product and the model is real, only the model is not.
import { spawn } from "node:child_process";
import { root } from "./world.mjs";

/**
 * Starts it for one test.
 * @param {string} words  what the model says to every question
 * @param {string} [pace]  the time between two of them
 * @returns {Promise<{url: string, requests(): Promise<{model: string, messages: {role: string, content: string}[]}[]>}>}
 */
export async function startOllama(t, words, pace = "30ms") {
  const command = ["run", "./host/internal/ollamatest/scripted-ollama", "-tied", "-pace", pace, "-say", words];
  const server = spawn("go", command, { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  t.after(() => {
    server.stdin.end(); // -tied: it stops when nobody holds its input
    return ended;
  });
  const url = await new Promise((resolve, reject) => {
    let printed = "";
    server.stdout.on("data", (data) => {
      printed += data;
      if (printed.includes("\n")) resolve(printed.trim());
    });
    ended.then(() => reject(new Error("the model server ended")));
  });
  // One without messages only has the model loaded.
  const requests = async () => (await (await fetch(`${url}/requests`)).json()).filter((r) => r.messages?.length > 0);
  return { url, requests };
}
