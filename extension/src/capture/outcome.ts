// How the reading of a page went, for the badge and for the popup.
import { browser } from "../browser.ts";
import { t, type MessageKey } from "../i18n/t.ts";

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

/** Why the companion app refuses a page, in words. */
const reasons: Record<string, MessageKey> = {
  empty: "index.empty", blocked_by_rule: "index.blocked", unsupported: "index.unsupported",
  login_wall: "o.cause.login_wall", not_found: "o.cause.not_found", too_large: "o.cause.too_large",
};

/** The sentence for a reason that the companion app gives. */
export function refusal(reason = ""): string {
  const key = reasons[reason];
  return key ? t(key) : t("index.failed", { why: reason });
}
