// No state of any page breaks a rule of accessibility, in either theme:
//
//   node --test dev/axe.test.mjs
//
// Roles and names do not change with the language: English is looked at.
// AXE_STATES=part chooses states by a part of their name.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { violationsOn } from "./axe.mjs";
import { Stage } from "./stage.mjs";
import { states } from "./states.mjs";

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

// One after the other: two at a time take as long, and each may miss its time.
describe("states", () => {
  for (const [name, state] of Object.entries(states("en"))) {
    if (!name.includes(process.env.AXE_STATES ?? "")) continue;
    test(name, { timeout: 120_000 }, async () => {
      const page = await stage.show(state);
      try {
        await state.act?.(page);
        assert.deepEqual(await violationsOn(page), []);
        // The theme changes colours and nothing else.
        await page.emulateMedia({ colorScheme: "dark" });
        assert.deepEqual(await violationsOn(page, ["color-contrast"]), [], "dark");
      } finally {
        stage.leave(page);
      }
    });
  }
});
