import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits for a condition: the first truthy result of `check`. Errors of check
 * count as "not yet" and are told when the time is up. Times are milliseconds.
 */
export async function until(what, check, timeout = 30_000, pause = 15) {
  let last;
  for (const end = Date.now() + timeout; ; ) {
    try {
      const value = await check();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${timeout} ms for ${what}; last: ${last?.message ?? JSON.stringify(last)}`);
    await delay(pause);
  }
}
