// How the last "Index this page" went, for the badge and for the popup.
import { browser } from "../browser.ts";

/** What is shown: a mark on the toolbar button and a sentence. */
export interface Outcome {
  mark: "✓" | "!";
  text: string;
}

const key = "lastIndexed";
/** Older ones are of no interest to who opens the popup. */
const fresh = 10 * 60_000;

/** Keeps the outcome until the browser closes. */
export async function keepOutcome(outcome: Outcome): Promise<void> {
  await browser.storage.session.set({ [key]: { ...outcome, at: Date.now() } });
}

/** The last outcome, unless it is some time ago; it is told once. */
export async function takeOutcome(): Promise<Outcome | undefined> {
  const stored = (await browser.storage.session.get(key))[key] as (Outcome & { at: number }) | undefined;
  if (!stored) return undefined;
  await browser.storage.session.remove(key);
  return Date.now() - stored.at < fresh ? { mark: stored.mark, text: stored.text } : undefined;
}
