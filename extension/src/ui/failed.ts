// What went wrong with a call, in words for a person.
import { HostError } from "../host/client.ts";
import { t } from "../i18n/t.ts";

/** The message with what to do about it. */
export function wordsOfError(error: unknown): string {
  if (!(error instanceof HostError)) return String(error);
  return [error.message, error.hint].filter(Boolean).join(" ") || t("err.host");
}
