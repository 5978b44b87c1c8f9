// What kept pages from being read.
import type { MessageKey } from "../i18n/t.ts";

const words: Record<string, MessageKey> = {
  login_wall: "o.cause.login_wall", not_found: "o.cause.not_found", gone: "o.cause.gone", captcha: "o.cause.captcha", timeout: "o.cause.timeout",
  too_large: "o.cause.too_large", blocked_by_rule: "o.cause.blocked_by_rule", robots: "o.cause.robots", unsupported: "o.cause.unsupported",
  server_error: "o.cause.server_error", unreachable: "o.cause.unreachable", empty: "o.cause.empty",
};

/** What a cause is called; one that a newer companion app knows is just a failure. */
export function causeWords(cause: string): MessageKey {
  return words[cause] ?? "o.cause.unknown";
}

/** Trying again changes nothing about these. */
const final = new Set(["blocked_by_rule", "unsupported", "robots"]);

/** Whether trying again could help. */
export function worthRetrying(cause: string): boolean {
  return !final.has(cause);
}
