// Changing a filter by hand: what its fields say, and the filter they make.
import { locale, t, type MessageKey } from "../i18n/t.ts";
import type { Filter } from "../protocol.gen.ts";

/** What the fields of a filter hold; days as date fields say them ("2026-03-31"), both included. */
export interface Draft {
  from: string;
  until: string;
  value: string;
}

/** The kinds of pages that can be asked for. */
export const pageTypes: { value: string; label: MessageKey }[] = [
  { value: "pdf", label: "filter.type.pdf" }, { value: "video", label: "filter.type.video" }, { value: "repo", label: "filter.type.repo" },
];
/** The languages offered; a filter of another one offers that, too. */
export const languages = ["en", "zh", "ja", "ko", "fr", "de", "es", "ru"];

/** The fields of a filter as it is. */
export function draftOf(f: Filter): Draft {
  // What ends at midnight includes the day before.
  const last = f.to ? new Date(Date.parse(f.to) - 1) : undefined;
  return { from: f.from ? dayOf(new Date(f.from)) : "", until: last ? dayOf(last) : "", value: f.value ?? "" };
}

/** The filter that the fields make of f; undefined when they are empty. */
export function changed(f: Filter, draft: Draft): Filter | undefined {
  const value = draft.value.trim();
  if (f.kind === "time") return timeOf(draft);
  if (value === "") return undefined;
  if (f.kind === "site") {
    const site = hostOf(value);
    return { kind: "site", label: site, value: site, source: "user" };
  }
  return { kind: f.kind, label: labelOf(f.kind, value), value, source: "user" };
}

/** The name of a language in the person's own. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames(locale, { type: "language" }).of(tag) ?? tag;
}

function labelOf(kind: Filter["kind"], value: string): string {
  const type = kind === "type" && pageTypes.find((p) => p.value === value);
  if (type) return t(type.label);
  if (kind === "lang") return languageName(value);
  return kind === "phrase" ? `“${value}”` : value;
}

function timeOf({ from, until }: Draft): Filter | undefined {
  const [first, last] = [midnight(from), midnight(until)];
  if (!first && !last) return undefined;
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  if (first && last && last < first) return timeOf({ from: until, until: from, value: "" });
  const end = last && new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1);
  const label = first && last ? days.formatRange(first, last) : first ? t("filter.since", { day: days.format(first) }) : t("filter.to", { day: days.format(last) });
  return { kind: "time", label, ...(first && { from: first.toISOString() }), ...(end && { to: end.toISOString() }), source: "user" };
}

/** The beginning of a day by the clock of this computer. */
function midnight(day: string): Date | undefined {
  const date = new Date(`${day}T00:00:00`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function dayOf(date: Date): string {
  if (Number.isNaN(date.getTime())) return "";
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The site of what may be a whole address. */
function hostOf(text: string): string {
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  return (url?.hostname || text).replace(/^www\./, "");
}
