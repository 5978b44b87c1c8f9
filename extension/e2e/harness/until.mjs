import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits for a condition: the first truthy result of `check`. Errors of check
 * count as "not yet" and are told when the time is up. A check that never
 * answers, as a page that was closed may not, ends with the time as well.
 * Times are milliseconds.
 */
export async function until(what, check, timeout = 30_000, pause = 15) {
  let last;
  for (const end = Date.now() + timeout; ; ) {
    try {
      const value = await within(Math.max(end - Date.now(), 1000), "an answer", check());
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${timeout} ms for ${what}; last: ${last?.message ?? JSON.stringify(last)}`);
    await delay(pause);
  }
}

/** The outcome of `work`, or an error when it takes longer than `time` ms. What it does goes on. */
export async function within(time, what, work) {
  const late = new AbortController();
  const tooLate = async () => {
    await delay(time, undefined, { signal: late.signal });
    throw new Error(`waited ${time} ms for ${what}`);
  };
  try {
    return await Promise.race([work, tooLate()]);
  } finally {
    late.abort();
  }
}
