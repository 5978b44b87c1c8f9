// axe-core over a page of ours, in whatever drives the browser: the rules of
// WCAG 2.2 A and AA and axe's own best practices, with no exceptions.
import fs from "node:fs";
import { createRequire } from "node:module";

/** The text of axe-core, to be run in the page before `violations` is. */
export const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Runs in the page: what breaks a rule, one line an element.
 * @param {string[]} [rules]  only these
 * @returns {Promise<string[]>}
 */
export async function violations(rules) {
  const options = { resultTypes: ["violations"], ...(rules ? { runOnly: { type: "rule", values: rules } } : {}) };
  const found = await globalThis.axe.run(document, options);
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary.split("\n").slice(1).join("; ").trim()}`));
}

/** What breaks a rule on a page of Playwright. Neither needs a hole in the page's Content-Security-Policy. */
export async function violationsOn(page, rules) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  return page.evaluate(violations, rules);
}
