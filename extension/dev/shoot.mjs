// Takes a picture of every state of the pages:
//
//   node dev/shoot.mjs [PART OF A STATE'S NAME...] [--en|--zh] [--light|--dark]
//
// into dev/shots. Ends with an error when a page wrote one to its console or
// broke its Content-Security-Policy, or when its roles are not what they
// should be (check.mjs).
import fs from "node:fs";
import path from "node:path";
import { findings } from "./check.mjs";
import { Stage } from "./stage.mjs";
import { states } from "./states.mjs";

const shots = path.join(import.meta.dirname, "shots");
const flag = (name) => process.argv.includes(`--${name}`);
const wanted = process.argv.slice(2).filter((a) => !a.startsWith("--"));
const langs = ["en", "zh"].filter((l) => flag(l) || !(flag("en") || flag("zh")));
const themes = ["light", "dark"].filter((l) => flag(l) || !(flag("light") || flag("dark")));
const problems = new Set();

fs.mkdirSync(shots, { recursive: true });
const stage = await Stage.open();
try {
  for (const lang of langs) for (const theme of themes) await shootAll(lang, theme);
} finally {
  await stage.close();
}
for (const p of problems) console.error(p);
process.exitCode = problems.size > 0 ? 1 : 0;

async function shootAll(lang, theme) {
  for (const [name, state] of Object.entries(states(lang))) {
    if (wanted.length > 0 && !wanted.some((w) => name.includes(w))) continue;
    const file = `${name}-${theme}-${lang}.png`;
    const onProblem = (text) => problems.add(`${file}: ${text.split("\n")[0]}`);
    const page = await stage.show(state, { lang, theme, onProblem });
    await state.act?.(page).catch((error) => onProblem(error.message));
    await page.waitForTimeout(80);
    await page.screenshot({ path: path.join(shots, file), fullPage: Boolean(state.full) });
    for (const f of await page.evaluate(findings)) onProblem(f);
    stage.leave(page);
  }
}
