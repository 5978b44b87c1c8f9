// The words of the interface in the person's language: English, or Simplified
// Chinese where the browser speaks any Chinese. Numbers, dates and sizes come
// from Intl in the same language.
import { en } from "./en.ts";
import { zh } from "./zh.ts";

type Key = keyof typeof en;
/** A message, or the base of a pair of plural forms. */
export type MessageKey = Key | (Key extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never);
export type Values = Record<string, string | number>;

/** The interface's language as a BCP 47 tag. */
export let locale: "en" | "zh-CN" = pick(globalThis.navigator?.languages ?? [globalThis.navigator?.language ?? "en"]);
let catalogue: Record<Key, string> = locale === "en" ? en : zh;

/** Chooses the language by hand: the person's setting, or a test's. */
export function useLocale(wanted: "en" | "zh-CN"): void {
  locale = wanted;
  catalogue = wanted === "en" ? en : zh;
}

/** Formatters take long to make, and every row of a list asks for one at every frame: each is made once. */
const made = new Map<string, unknown>();

function once<T>(kind: string, make: () => T): T {
  const key = `${locale} ${kind}`;
  if (!made.has(key)) made.set(key, make());
  return made.get(key) as T;
}

function pick(wanted: readonly string[]): "en" | "zh-CN" {
  const first = wanted.find((l) => /^(en|zh)\b/i.test(l)) ?? "en";
  return first.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/**
 * The message for a key with its values filled in. With a value `n` and plural
 * forms, the form follows the language's rules.
 */
export function t(key: MessageKey, values: Values = {}): string {
  let text = (catalogue as Record<string, string | undefined>)[key];
  if (text === undefined) {
    const form = typeof values["n"] === "number" ? once("plural", () => new Intl.PluralRules(locale)).select(values["n"]) : "other";
    const forms = catalogue as Record<string, string | undefined>;
    text = forms[`${key}.${form}`] ?? forms[`${key}.other`] ?? key;
  }
  return text.replace(/\{(\w+)\}/g, (all, name: string) => {
    const value = values[name];
    return value === undefined ? all : typeof value === "number" ? number(value) : value;
  });
}

/** A whole number with the language's grouping. */
export function number(n: number): string {
  return once("number", () => new Intl.NumberFormat(locale)).format(n);
}

/** A size in bytes as people read it. */
export function size(bytes: number): string {
  const unit = bytes >= 1e9 ? "gigabyte" : bytes >= 1e6 ? "megabyte" : "kilobyte";
  const value = bytes / { gigabyte: 1e9, megabyte: 1e6, kilobyte: 1e3 }[unit];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** How long something takes, roughly: whole minutes, then hours. */
export function span(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  const [unit, value] = minutes < 90 ? ["minute", minutes] : ["hour", Math.round(minutes / 30) / 2];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: locale === "en" ? "short" : "long" }).format(value);
}

/** The day and time of an RFC 3339 time; empty when it is none. */
export function moment(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(date);
}

/** The day of an RFC 3339 time, today and yesterday by their names; empty when there is none. */
export function day(time: string | undefined, now = new Date()): string {
  if (!time) return "";
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "";
  const ago = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (ago === 0 || ago === 1) {
    const name = once("relative", () => new Intl.RelativeTimeFormat(locale, { numeric: "auto" })).format(-ago, "day");
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  }
  const thisYear = date.getFullYear() === now.getFullYear();
  const days = once(thisYear ? "day" : "day of a year", () => new Intl.DateTimeFormat(locale, { year: thisYear ? undefined : "numeric", month: "short", day: "numeric" }));
  return days.format(date);
}
